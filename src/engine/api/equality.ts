// Deeper values only come from hand-made objects: the decoder refuses them.
const deepest = 500;

/** Whether an absent field and this value mean the same, as Go's nil and empty lists and maps do. */
function meansAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && isPlainEmpty(value);
}

function isPlainEmpty(value: object): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

/**
 * Whether two JSON values are equal whatever the order of their keys. A field that is undefined is the same as one that
 * is not there. Shared parts are compared by reference first, so comparing an object with its successor is cheap.
 */
export function deepEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > deepest) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => deepEqual(item, b[index], depth + 1));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) if (!deepEqual(left[key], right[key], depth + 1)) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/**
 * deepEqual that also takes null, an empty list and an empty map for an absent field (equality.Semantic.DeepEqual of
 * apimachinery, by which the API server decides whether a spec has changed).
 */
export function semanticEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (meansAbsent(a)) return meansAbsent(b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > deepest) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => semanticEqual(item, b[index], depth + 1));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  for (const key in left) if (!semanticEqual(left[key], right[key], depth + 1)) return false;
  for (const key in right) if (!Object.hasOwn(left, key) && !meansAbsent(right[key])) return false;
  return true;
}
