import type { JsonSchema } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';

/** What the API server adds to the schema of every custom resource (apiextensions-apiserver pkg/controller/openapi/builder). */
const OWN_FIELDS: Readonly<Record<string, JsonSchema>> = {
  apiVersion: {
    type: 'string',
    description:
      'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  },
  kind: {
    type: 'string',
    description:
      'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
  },
  metadata: {
    type: 'ObjectMeta',
    description:
      "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
  },
};

/** `--recursive` goes this deep. */
const DEEPEST = 40;

/** A schema's type as explain guesses it (plaintext.tmpl, typeGuess). */
export function jsonTypeText(schema: JsonSchema): string {
  if (schema.items !== undefined) return `[]${jsonTypeText(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map[string]${jsonTypeText(schema.additionalProperties)}`;
  if (schema.type === undefined || schema.type === 'object') return 'Object';
  return schema.type;
}

/** The schema that has the fields of a list's items or a map's values. */
function inner(schema: JsonSchema): JsonSchema {
  if (schema.items !== undefined) return inner(schema.items);
  return typeof schema.additionalProperties === 'object' ? inner(schema.additionalProperties) : schema;
}

function fieldsOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return inner(schema).properties ?? {};
}

/** The schema of a custom resource with what every object has. */
export function withOwnFields(schema: JsonSchema): JsonSchema {
  return { ...schema, properties: { ...schema.properties, ...OWN_FIELDS } };
}

/** The schema that a path of fields leads to. Throws kubectl's error for a field that there is not. */
export function schemaAt(schema: JsonSchema, path: readonly string[]): JsonSchema {
  return path.reduce((at, step) => {
    const fields = fieldsOf(at);
    const found = Object.hasOwn(fields, step) ? fields[step] : undefined;
    if (found === undefined) throw new KubectlError(`field "${step}" does not exist`);
    return found;
  }, schema);
}

function fieldLine(name: string, schema: JsonSchema, isRequired: boolean, indent: string): string {
  const enumeration = schema.enum === undefined ? '' : `${indent}enum: ${schema.enum.map(String).join(', ')}\n`;
  return `${indent}${name}\t<${jsonTypeText(schema)}>${isRequired ? ' -required-' : ''}\n${enumeration}`;
}

/** The fields of a schema, each with its description. `wrapped` breaks and indents lines. */
export function explainFields(schema: JsonSchema, wrapped: (text: string, indent: string) => string): string {
  const fields = fieldsOf(schema);
  const { required = [] } = inner(schema);
  return Object.keys(fields)
    .toSorted()
    .map((name) => {
      const field = fields[name] ?? {};
      const description = wrapped(field.description ?? '<no description>', '    ');
      return `${fieldLine(name, field, required.includes(name), '  ')}${description}\n`;
    })
    .join('');
}

/** The fields of a schema and of those below, without words. */
export function explainTree(schema: JsonSchema, level = 1): string {
  if (level > DEEPEST) return '';
  const fields = fieldsOf(schema);
  const { required = [] } = inner(schema);
  return Object.keys(fields)
    .toSorted()
    .map((name) => {
      const field = fields[name] ?? {};
      return `${fieldLine(name, field, required.includes(name), '  '.repeat(level))}${explainTree(field, level + 1)}`;
    })
    .join('');
}
