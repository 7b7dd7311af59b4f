import type { Manifest } from './validation-requests.ts';

/** What may have stood in place of a value. */
function otherValues(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value === 'boolean') return [!value];
  // As a name, as an amount, as an address, as Base64.
  return [`${String(value)}x`, `1${String(value)}`, `${String(value)}0`, `${String(value)}YQ==`];
}

/** Every field of an object with a plain value, as `key=value`; fields that are alike are changed together. */
function plainFields(value: unknown, key = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${key}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, part]) => plainFields(part, name));
}

/** Every path to a value, plain or not, as keys. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([name, part]) => paths(part, [...path, name]));
  return path.length === 0 ? inside : [path, ...inside];
}

type Change = (value: unknown) => unknown;

function withChanged(value: unknown, field: string, change: Change, key = ''): unknown {
  if (Array.isArray(value)) return value.map((part, index) => withChanged(part, field, change, String(index)));
  if (typeof value !== 'object' || value === null) {
    return `${key}=${JSON.stringify(value)}` === field ? change(value) : value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withChanged(part, field, change, name)]),
  );
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => rest.length > 0 || name !== key)
    .map(([name, part]) => [name, name === key ? without(part, rest) : part] as const);
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

/**
 * Objects that a refused update may have come from, for the facts tell only what it led to: ones that differ in one value,
 * then ones that lack one, then one that differs in none.
 */
export function predecessors(manifest: Manifest): readonly Manifest[] {
  const { apiVersion, kind, metadata = {}, ...rest } = manifest;
  const { resourceVersion: _, uid: __, ...own } = metadata;
  const changed = [...new Set(plainFields(rest))].flatMap((field) =>
    [0, 1, 2, 3].map((which) => withChanged(rest, field, (value) => otherValues(value)[which] ?? value)),
  );
  const lacking = paths(rest).map((path) => without(rest, path));
  return [...changed, ...lacking, rest].map((each) => ({ apiVersion, kind, metadata: own, ...(each as object) }));
}
