import table from './schema.json' with { type: 'json' };

/** One type of the API: its fields by JSON name (the notation is explained in manifests/schema/README.md). */
export interface TypeSchema {
  readonly fields: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Lists that strategic merge patch merges, by this key of their items; '' for sets of plain values. */
  readonly mergeKeys?: Readonly<Record<string, string>>;
  /** Fields whose patches say which of their keys stay ($retainKeys). */
  readonly retainKeys?: readonly string[];
  /** Objects that a patch has whole, or not at all. */
  readonly replaced?: readonly string[];
}

/** What a field holds. */
export type FieldType =
  | { readonly is: 'list' | 'map'; readonly of: FieldType }
  | { readonly is: 'type'; readonly name: string; readonly schema: TypeSchema }
  | { readonly is: ScalarType };

/** What is not a list, a map or another type. */
export type ScalarType =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'any';

const types: Readonly<Record<string, TypeSchema>> = table.types;
const kinds: Readonly<Record<string, string>> = table.kinds;

/** The schema of a type by its name, undefined for a type that the API does not have. */
export function typeSchema(name: string): TypeSchema | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/** The name of the type of a kind, undefined for custom resources and unknown kinds. */
export function typeNameOf(apiVersion: string, kind: string): string | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

const parsed = new Map<string, FieldType>();

function parseNotation(notation: string): FieldType {
  if (notation.startsWith('[]')) return { is: 'list', of: parseFieldType(notation.slice(2)) };
  if (notation.startsWith('map[string]')) return { is: 'map', of: parseFieldType(notation.slice(11)) };
  const schema = typeSchema(notation);
  // The generator refuses to write a notation that is neither a type of the table nor a scalar.
  return schema === undefined ? { is: notation as ScalarType } : { is: 'type', name: notation, schema };
}

/** Reads a field's notation, `[]Container` or `map[string]quantity`. */
function parseFieldType(notation: string): FieldType {
  const known = parsed.get(notation);
  if (known !== undefined) return known;
  const type = parseNotation(notation);
  parsed.set(notation, type);
  return type;
}

/** The type of a field, undefined when the type has no such field. */
export function fieldTypeOf(schema: TypeSchema, field: string): FieldType | undefined {
  const notation = Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined;
  return notation === undefined ? undefined : parseFieldType(notation);
}
