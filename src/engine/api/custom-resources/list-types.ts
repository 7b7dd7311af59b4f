import { deepEqual } from '../equality.ts';
import { duplicate, required } from '../field.ts';
import type { FieldError } from '../field.ts';
import { goValue } from '../go-syntax.ts';
import { additionalSchema, childPath, isMap, propertySchema } from './structural-schema.ts';
import type { JsonMap, JsonSchema } from './structural-schema.ts';

/** Deeper than schemas nest. */
const DEEPEST = 150;

/** What makes items of a `map` list the same: the fields that are its keys. */
function keysOf(item: unknown, keys: readonly string[]): JsonMap {
  const map = isMap(item) ? item : {};
  return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(map, key) ? [[key, map[key]]] : [])));
}

/** JSON with sorted keys, by which equal values are found without comparing each with each. */
function spelled(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Each value that was there before is told once, where it first comes again. */
function duplicates(values: readonly unknown[], path: string): FieldError[] {
  const seen = new Map<string, unknown>();
  const told = new Set<string>();
  const errors: FieldError[] = [];
  values.forEach((value, index) => {
    const text = spelled(value);
    if (seen.has(text) && deepEqual(seen.get(text), value) && !told.has(text)) {
      told.add(text);
      errors.push(duplicate(`${path}[${index}]`, goValue(value)));
    }
    seen.set(text, value);
  });
  return errors;
}

function checkList(value: readonly unknown[], schema: JsonSchema, path: string): FieldError[] {
  if (schema['x-kubernetes-list-type'] === 'set') return duplicates(value, path);
  if (schema['x-kubernetes-list-type'] !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const missing = value.flatMap((item, index) =>
    keys.flatMap((key) => (isMap(item) && !Object.hasOwn(item, key) ? [required(`${path}[${index}].${key}`)] : [])),
  );
  if (missing.length > 0) return missing;
  return duplicates(
    value.map((item) => keysOf(item, keys)),
    path,
  );
}

function check(value: unknown, schema: JsonSchema, path: string, depth: number): FieldError[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    const inner =
      items === undefined ? [] : value.flatMap((item, at) => check(item, items, `${path}[${at}]`, depth + 1));
    return [...checkList(value, schema, path), ...inner];
  }
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([field, item]) => {
    const known = propertySchema(schema, field) ?? additionalSchema(schema);
    return known === undefined ? [] : check(item, known, childPath(path, field), depth + 1);
  });
}

/** Lists that say they are sets, or maps by keys of their items, and are not (pkg/apiserver/schema/listtype). */
export function checkListTypes(object: JsonMap, schema: JsonSchema): FieldError[] {
  return check(object, schema, '', 0);
}
