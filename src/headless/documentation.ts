import { readFileSync } from 'node:fs';

interface Described {
  description?: string;
  properties?: Record<string, Described>;
}

let definitions: Record<string, Described> | undefined;

/** What the API reference says of a type or of one of its fields; read when it is first asked for. */
export function documentation(type: string, field?: string): string | undefined {
  if (definitions === undefined) {
    const file = new URL('../manifests/schema/kubernetes.schema.json', import.meta.url);
    definitions = (JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, Described> }).definitions;
  }
  const described = definitions[type];
  return field === undefined ? described?.description : described?.properties?.[field]?.description;
}
