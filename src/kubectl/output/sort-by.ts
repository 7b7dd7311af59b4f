import { bytesValue, findByJsonPath, parseJsonPath, parseQuantity } from '../../engine/index.ts';
import { KubectlError, UnprefixedError } from '../errors.ts';
import { logLine } from '../log-line.ts';
import { goSorted } from './go-sort.ts';
import { relaxedExpression } from './jsonpath.ts';

/** What is sorted, as kubectl's log names it and the line that sorts it. */
const SORTED = {
  objects: { of: '*unstructured.Unstructured', at: 'sorter.go:329' },
  rows: { of: '[][][]reflect.Value', at: 'sorter.go:375' },
} as const;

/** kubectl ends with a line of its log when what it sorts by has no order. */
export class UnsortableError extends UnprefixedError {}

/** The Go type of a value that has no order; undefined of one that has. */
function unsortableType(value: unknown): string | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'object' && value !== null ? 'map[string]interface {}' : undefined;
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
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

/**
 * Items in the order of a field of their objects, as `--sort-by` gives it (kubectl pkg/cmd/get/sorter.go). `sorted` says
 * what they are, and `now`, ms since the epoch, when an error is logged.
 */
export function sortByExpression<T>(
  items: readonly T[],
  expression: string,
  objectOf: (item: T) => unknown,
  sorted: keyof typeof SORTED,
  now: number,
): T[] {
  const relaxed = relaxedExpression(expression);
  const path = parseJsonPath(relaxed);
  const keyed = items.map((item) => ({ item, key: findByJsonPath(path, objectOf(item), true)[0] }));
  if (keyed.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw fieldNotFound(expression);
  }
  // What has no such field is less than anything, even than another without it.
  const less = (a: unknown, b: unknown): boolean => {
    if (a === undefined || b === undefined) return a === undefined;
    const type = unsortableType(a);
    if (type === undefined) return isLess(a, b);
    const { of, at } = SORTED[sorted];
    const text = `Field ${relaxed} in ${of} is an unsortable type: interface, err: unsortable type: ${type}`;
    throw new UnsortableError(logLine('F', now, at, text));
  };
  return goSorted(keyed, (a, b) => less(a.key, b.key)).map(({ item }) => item);
}
