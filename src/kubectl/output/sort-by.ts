import { bytesValue, findByJsonPath, parseJsonPath, parseQuantity } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';
import { goSorted } from './go-sort.ts';
import { relaxedExpression } from './jsonpath.ts';

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) < Number(b);
  const left = String(a);
  const right = String(b);
  const isQuantity = (text: string): boolean => /^\d/.test(text) && parseQuantity(text) !== undefined;
  if (isQuantity(left) && isQuantity(right)) return bytesValue(left) < bytesValue(right);
  return left < right;
}

/** The error of what has no such field. */
export function fieldNotFound(expression: string): KubectlError {
  return new KubectlError(
    `couldn't find any field with path "${relaxedExpression(expression)}" in the list of objects`,
  );
}

/** Items in the order of a field of their objects, as `--sort-by` gives it (kubectl pkg/cmd/get/sorter.go). */
export function sortByExpression<T>(items: readonly T[], expression: string, objectOf: (item: T) => unknown): T[] {
  const relaxed = relaxedExpression(expression);
  const path = parseJsonPath(relaxed);
  const keyed = items.map((item) => ({ item, key: findByJsonPath(path, objectOf(item), true)[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw fieldNotFound(expression);
  }
  // What has no such field is less than anything, even than another without it.
  const less = (a: unknown, b: unknown): boolean => a === undefined || (b !== undefined && isLess(a, b));
  return goSorted(keyed, (a, b) => less(a.key, b.key)).map(({ item }) => item);
}
