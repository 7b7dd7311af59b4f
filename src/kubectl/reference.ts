/** What kubectl prints or reads that is too large to come with it: the page loads it apart, with the first typed line. */
export interface Reference {
  /**
   * What kubectl 1.32 prints for a line that always prints the same: `kubectl create job --help`, `kubectl options`,
   * `kubectl completion bash`. `%HOME%` in it stands for the home folder.
   */
  recordedText(line: string): string | undefined;
  /** What the API reference says of a type, or of one of its fields; for `kubectl explain`. */
  documentation(type: string, field?: string): string | undefined;
}

/** Part of a JSON schema. */
interface Described {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly allOf?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** A reference out of its two files: help/recorded.json and kubernetes.schema.json of manifests. */
export function referenceOf(
  texts: Readonly<Record<string, readonly string[]>>,
  { definitions }: { readonly definitions: Readonly<Record<string, Described>> },
): Reference {
  return {
    recordedText: (line) => (Object.hasOwn(texts, line) ? texts[line]?.join('\n') : undefined),
    documentation(type, field) {
      const described = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
      return field === undefined ? described?.description : described?.properties?.[field]?.description;
    },
  };
}
