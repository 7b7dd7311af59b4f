import { decodeBase64 } from '../base64.ts';
import {
  BOOL,
  Bytes,
  durationOf,
  DYN,
  INT,
  listOf,
  mapOf,
  RESERVED,
  simple,
  STRING,
  timestampOf,
} from '../cel/index.ts';
import type { CelType, Value } from '../cel/index.ts';
import { additionalSchema, isMap, propertySchema } from './structural-schema.ts';
import type { JsonSchema } from './structural-schema.ts';

/** Deeper than schemas nest. */
const DEEPEST = 150;

const KEYWORDS: ReadonlySet<string> = new Set([...RESERVED, 'true', 'false', 'null', 'in']);

/** How rules spell the name of a field; undefined when they cannot (apiserver pkg/cel/escaping.go). */
function escaped(field: string): string | undefined {
  if (KEYWORDS.has(field)) return `__${field}__`;
  if (!/^[A-Za-z_][\w.\-/]*$/.test(field)) return undefined;
  return field
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}

const META: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, generateName: { type: 'string' } },
};

/** What every object has, whether its schema says so or not (model.WithTypeAndObjectMeta). */
export function withObjectMeta(schema: JsonSchema): JsonSchema {
  const properties = { ...schema.properties, kind: { type: 'string' }, apiVersion: { type: 'string' }, metadata: META };
  return { ...schema, properties };
}

/** The type that rules see of a schema; undefined for what they cannot see (apiserver pkg/cel/common/schemas.go). */
export function ruleType(schema: JsonSchema, depth = 0): CelType | undefined {
  if (depth > DEEPEST) return undefined;
  if (schema['x-kubernetes-int-or-string'] === true) return DYN;
  switch (schema.type) {
    case 'array': {
      const item = schema.items === undefined ? undefined : ruleType(schema.items, depth + 1);
      return item === undefined ? undefined : listOf(item);
    }
    case 'object':
      return objectType(schema, depth);
    case 'string':
      return stringType(schema.format);
    case 'boolean':
      return BOOL;
    case 'number':
      return simple('double');
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}

function stringType(format: string | undefined): CelType {
  if (format === 'byte') return simple('bytes');
  if (format === 'duration') return simple('duration');
  return format === 'date' || format === 'date-time' ? simple('timestamp') : STRING;
}

function objectType(schema: JsonSchema, depth: number): CelType | undefined {
  const additional = additionalSchema(schema);
  if (additional !== undefined) {
    const value = ruleType(additional, depth + 1);
    return value === undefined ? undefined : mapOf(STRING, value);
  }
  const whole = schema['x-kubernetes-embedded-resource'] === true ? withObjectMeta(schema) : schema;
  const fields = new Map<string, CelType>();
  for (const [field, property] of Object.entries(whole.properties ?? {})) {
    const name = escaped(field);
    const type = name === undefined ? undefined : ruleType(property, depth + 1);
    if (name !== undefined && type !== undefined) fields.set(name, type);
  }
  return { kind: 'object', name: 'object', fields };
}

/** What rules see of a value, by its schema; undefined for what they cannot see (pkg/cel/common/values.go, UnstructuredToVal). */
export function ruleValue(value: unknown, schema: JsonSchema): Value | undefined {
  if (value === null) return null;
  if (schema['x-kubernetes-int-or-string'] === true) return plainValue(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return schema.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === 'string') return stringValue(value, schema.format);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? undefined : value.map((item) => ruleValue(item, items) ?? null);
  }
  return isMap(value) ? mapValue(value, schema) : undefined;
}

function stringValue(text: string, format: string | undefined): Value {
  if (format === 'duration') return durationOf(text) ?? text;
  if (format === 'date') return timestampOf(`${text}T00:00:00Z`) ?? text;
  if (format === 'date-time') return timestampOf(text) ?? text;
  const decoded = format === 'byte' ? decodeBase64(text) : undefined;
  return decoded !== undefined && 'bytes' in decoded ? new Bytes(decoded.bytes) : text;
}

function mapValue(value: Readonly<Record<string, unknown>>, schema: JsonSchema): Value {
  const additional = additionalSchema(schema);
  const whole = schema['x-kubernetes-embedded-resource'] === true ? withObjectMeta(schema) : schema;
  const entries = Object.entries(value).flatMap(([field, item]) => {
    // A field that is null is none.
    const known = item === null ? undefined : (additional ?? propertySchema(whole, field));
    const name = additional === undefined ? escaped(field) : field;
    const seen = known === undefined || name === undefined ? undefined : ruleValue(item, known);
    return seen === undefined || name === undefined ? [] : [[name, seen] as const];
  });
  return new Map(entries);
}

/** What expressions see of JSON that nobody has described. */
export function plainValue(value: unknown): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isMap(value)) return null;
  const known = Object.entries(value).filter(([, item]) => item !== undefined);
  return new Map(known.map(([key, item]) => [key, plainValue(item)] as const));
}
