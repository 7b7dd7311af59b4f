import type { JsonValue } from './ast.ts';
import { MAX_RESULTS } from './bounds.ts';
import { described, JqError } from './errors.ts';
import { compareValues, isObject, typeName, type JsonObject } from './values.ts';

/*
 * What stands in arrays and objects: read, changed at a path, looked for.
 */

/** Keys from a value to a part of it. */
export type Path = readonly (string | number)[];

export function member(value: JsonValue, key: JsonValue): JsonValue {
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null;
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  if (Array.isArray(value) && typeof key === 'number') {
    const index = Math.floor(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  if (isObject(value) || Array.isArray(value)) {
    throw new JqError(`Cannot index ${typeName(value)} with ${typeof key === 'string' ? `"${key}"` : typeName(key)}`);
  }
  throw new JqError(`Cannot index ${typeName(value)} with ${typeof key === 'string' ? `"${key}"` : typeName(key)}`);
}

export function contents(value: JsonValue): [string | number, JsonValue][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (isObject(value)) return Object.entries(value);
  throw new JqError(`Cannot iterate over ${value === null ? 'null (null)' : described(value)}`);
}

/** A new object; a key named `__proto__` is a key like any other. */
export function objectOf(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  return Object.fromEntries(entries);
}

export function setAt(value: JsonValue, path: Path, change: (old: JsonValue) => JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const next = setAt(member(value, key), rest, change);
  if (typeof key === 'string') return objectOf([...Object.entries(isObject(value) ? value : {}), [key, next]]);
  const items = Array.isArray(value) ? [...value] : [];
  const index = key < 0 ? items.length + key : key;
  if (index < 0 || index > MAX_RESULTS) throw new JqError('Out of bounds negative array index');
  while (items.length < index) items.push(null);
  items[index] = next;
  return items;
}

export function deleteAt(value: JsonValue, path: Path): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) return setAt(value, [key], (inner) => deleteAt(inner, rest));
  if (Array.isArray(value))
    return value.filter((_, index) => index !== (Number(key) < 0 ? value.length + Number(key) : key));
  if (!isObject(value)) throw new JqError(`Cannot delete field at object index of ${typeName(value)}`);
  return objectOf(Object.entries(value).filter(([name]) => name !== key));
}

export function contains(value: JsonValue, part: JsonValue): boolean {
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
  if (Array.isArray(value) && Array.isArray(part)) {
    return part.every((wanted) => value.some((item) => typeName(item) === typeName(wanted) && contains(item, wanted)));
  }
  if (isObject(value) && isObject(part)) {
    return Object.entries(part).every(
      ([key, wanted]) => Object.hasOwn(value, key) && contains(value[key] ?? null, wanted),
    );
  }
  if (typeName(value) !== typeName(part)) {
    throw new JqError(`${described(value)} and ${described(part)} cannot have their containment checked`);
  }
  return compareValues(value, part) === 0;
}

export function flatten(value: JsonValue, depth: number): JsonValue[] {
  const items = contents(value).map(([, item]) => item);
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

export function hasKey(holder: JsonValue, key: JsonValue): boolean {
  if (isObject(holder) && typeof key === 'string') return Object.hasOwn(holder, key);
  if (Array.isArray(holder) && typeof key === 'number') return key >= 0 && key < holder.length;
  throw new JqError(
    `Cannot check whether ${typeName(holder)} has a ${typeof key === 'string' ? 'string' : typeName(key)} key`,
  );
}

export function trimmed(value: JsonValue, part: JsonValue, atStart: boolean): JsonValue {
  if (typeof value !== 'string' || typeof part !== 'string' || part === '') return value;
  if (atStart) return value.startsWith(part) ? value.slice(part.length) : value;
  return value.endsWith(part) ? value.slice(0, -part.length) : value;
}

export function positionOf(value: JsonValue, part: JsonValue): number | null {
  const index =
    typeof value === 'string' && typeof part === 'string'
      ? value.indexOf(part)
      : Array.isArray(value)
        ? value.findIndex((item) => compareValues(item, part) === 0)
        : -1;
  return index < 0 ? null : index;
}
