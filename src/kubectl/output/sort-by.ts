import { bytesValue, parseQuantity } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';
import { findByJsonPath, parseJsonPath, relaxedExpression } from './jsonpath.ts';

/** Digits in a text compare as numbers: `web-2` before `web-10` (github.com/fvbommel/sortorder). */
function naturally(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const left = String(a);
  const right = String(b);
  const isQuantity = (text: string): boolean => /^\d/.test(text) && parseQuantity(text) !== undefined;
  if (isQuantity(left) && isQuantity(right)) return bytesValue(left) - bytesValue(right);
  return naturally(left, right);
}

/** Items in the order of a field of their objects, as `--sort-by` gives it (kubectl pkg/cmd/get/sorter.go). */
export function sortByExpression<T>(items: readonly T[], expression: string, objectOf: (item: T) => unknown): T[] {
  const relaxed = relaxedExpression(expression);
  const path = parseJsonPath(relaxed);
  const keyed = items.map((item) => ({ item, key: findByJsonPath(path, objectOf(item), true)[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new KubectlError(`couldn't find any field with path "${relaxed}" in the list of objects`);
  }
  return keyed.toSorted((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}
