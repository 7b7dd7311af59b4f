/** What upstream says of each type (under `''`) and of its fields: descriptions.json. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const LISTED_VALUE = /^ - `("(?:[^"\\]|\\.)*")`/gm;

/** The values that a text lists under `Possible enum values:`, which are the only ones that its field takes. */
export function listedValues(description: string): string[] {
  const start = description.indexOf('Possible enum values:');
  if (start < 0) return [];
  const found = [...description.slice(start).matchAll(LISTED_VALUE)];
  return found.map(([, quoted = '""']) => JSON.parse(quoted) as string);
}

interface Definition {
  readonly properties?: Readonly<Record<string, object>>;
}

/**
 * A field's schema with its text. Draft 7 ignores what stands beside a $ref, so a reference goes into an allOf to keep the
 * field's own description.
 */
function describedField(schema: object, description: string | undefined): object {
  if (description === undefined) return schema;
  return '$ref' in schema ? { description, allOf: [schema] } : { ...schema, description };
}

/** The schema of manifests with upstream's texts, which the editor shows. */
export function describedSchema<S extends { readonly definitions: Readonly<Record<string, Definition>> }>(
  schema: S,
  descriptions: Descriptions,
): S {
  const definitions = Object.entries(schema.definitions).map(([type, definition]) => {
    const { '': about, ...texts } = descriptions[type] ?? {};
    const fields = Object.entries(definition.properties ?? {});
    const properties = Object.fromEntries(fields.map(([name, field]) => [name, describedField(field, texts[name])]));
    return [type, { ...definition, ...(about !== undefined && { description: about }), properties }];
  });
  return { ...schema, definitions: Object.fromEntries(definitions) as S['definitions'] };
}
