/**
 * Reads decoded JSON as Go reads its structs: a field that is absent, or of another type, is its zero value. With it,
 * rules read like upstream's and take any JSON without throwing.
 */

/** A decoded object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = Object.freeze({});
const noItems: readonly unknown[] = Object.freeze([]);

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : noFields;
}

/** The value as a list; an empty one when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noItems;
}

/** The value as a list of objects. */
export function objectsOf(value: unknown): readonly Fields[] {
  const list = listOf(value);
  return list.every(isFields) ? list : list.map(fieldsOf);
}

/** The value as text, '' when it is none. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a number, 0 when it is none. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Whether a pointer field is set. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The entries of a map sorted by key, so that errors come in one order; Go's is random. */
export function sortedEntries(map: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(fieldsOf(map)).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
