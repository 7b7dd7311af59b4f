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

/** A reference out of its two files: help/recorded.json, and descriptions.json of manifests. */
export function referenceOf(
  texts: Readonly<Record<string, readonly string[]>>,
  descriptions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Reference {
  return {
    recordedText: (line) => (Object.hasOwn(texts, line) ? texts[line]?.join('\n') : undefined),
    documentation(type, field = '') {
      const described = Object.hasOwn(descriptions, type) ? descriptions[type] : undefined;
      return described !== undefined && Object.hasOwn(described, field) ? described[field] : undefined;
    },
  };
}
