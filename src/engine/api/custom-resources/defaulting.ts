import { additionalSchema, isMap, propertySchema } from './structural-schema.ts';
import type { JsonMap, JsonSchema } from './structural-schema.ts';

/** Deeper than schemas nest. */
const DEEPEST = 150;

/** A null counts as absent where the schema does not allow it. */
function isAbsent(value: unknown, schema: JsonSchema): boolean {
  return value === undefined || (value === null && schema.nullable !== true);
}

function filledMap(value: JsonMap, schema: JsonSchema, depth: number): JsonMap {
  const additional = additionalSchema(schema);
  let changed = false;
  const filled: Record<string, unknown> = {};
  for (const [field, item] of Object.entries(value)) {
    const known = propertySchema(schema, field) ?? additional;
    if (known === undefined) filled[field] = item;
    else if (!isAbsent(item, known)) {
      filled[field] = filledValue(item, known, depth + 1);
      changed ||= filled[field] !== item;
    } else {
      changed = true;
      if (known.default !== undefined) filled[field] = filledValue(known.default, known, depth + 1);
    }
  }
  for (const [field, known] of Object.entries(schema.properties ?? {})) {
    if (known.default === undefined || Object.hasOwn(filled, field)) continue;
    filled[field] = filledValue(known.default, known, depth + 1);
    changed = true;
  }
  return changed ? filled : value;
}

function filledValue(value: unknown, schema: JsonSchema, depth: number): unknown {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    let changed = false;
    const filled = value.map((item: unknown) => {
      const present = isAbsent(item, items) && items.default !== undefined ? items.default : item;
      const inner = filledValue(present, items, depth + 1);
      changed ||= inner !== item;
      return inner;
    });
    return changed ? filled : value;
  }
  return isMap(value) ? filledMap(value, schema, depth) : value;
}

/**
 * The object with its schema's defaults where something is absent; a null where none is allowed gives way to the default
 * or goes (apiextensions-apiserver pkg/apiserver/schema/defaulting). Shares what needs no change.
 */
export function fillDefaults(object: JsonMap, schema: JsonSchema): JsonMap {
  return filledValue(object, schema, 0) as JsonMap;
}
