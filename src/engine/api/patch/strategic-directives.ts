import { isJsonObject, ownField } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** The keys in a strategic merge patch that say how to merge (apimachinery pkg/util/strategicpatch/patch.go). */

/** On an object or list item: `replace`, `delete` or `merge`. */
export const patchDirective = '$patch';
/** On an object: the list of keys that stay. */
export const retainKeysDirective = '$retainKeys';
/** In front of a field's name: values to take out of a set. */
export const deleteFromSetPrefix = '$deleteFromPrimitiveList/';
/** In front of a field's name: the order of a merged list. */
export const elementOrderPrefix = '$setElementOrder/';

/** True for keys that are not fields. */
export function isDirective(key: string): boolean {
  return (
    key === patchDirective ||
    key === retainKeysDirective ||
    key.startsWith(deleteFromSetPrefix) ||
    key.startsWith(elementOrderPrefix)
  );
}

/** What makes an item of a merged list the same one in another list: its merge key, or for sets (merge key '') its value. */
export function itemIdentity(item: unknown, mergeKey: string): string {
  return JSON.stringify(mergeKey !== '' && isJsonObject(item) ? (ownField(item, mergeKey) ?? null) : item);
}

/** The position of each item of a list by its identity; the first of equal ones counts. */
export function itemPositions(list: readonly unknown[], mergeKey: string): Map<string, number> {
  const found = new Map<string, number>();
  list.forEach((item, index) => {
    const id = itemIdentity(item, mergeKey);
    if (!found.has(id)) found.set(id, index);
  });
  return found;
}

/** The identities of all items of a list. */
export function itemIdentities(list: readonly unknown[], mergeKey: string): ReadonlySet<string> {
  return new Set(list.map((item) => itemIdentity(item, mergeKey)));
}

/**
 * The items in the order of `wanted`; items that it does not name keep the order they have in `server` and stand, as
 * far as that can be, where they stood there (normalizeElementOrder, mergeSortedSlice).
 */
export function orderItems(
  items: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  mergeKey: string,
): readonly unknown[] {
  const wantedAt = itemPositions(wanted, mergeKey);
  const serverAt = itemPositions(server, mergeKey);
  const rank = (item: unknown, order: ReadonlyMap<string, number>): number =>
    order.get(itemIdentity(item, mergeKey)) ?? Number.MAX_SAFE_INTEGER;
  const isNamed = (item: unknown): boolean => wantedAt.has(itemIdentity(item, mergeKey));
  const named = items.filter(isNamed).toSorted((a, b) => rank(a, wantedAt) - rank(b, wantedAt));
  const others = items
    .filter((item) => !isNamed(item))
    .map((item) => ({ item, place: rank(item, serverAt) }))
    .toSorted((a, b) => a.place - b.place);
  const ordered: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const place = serverAt.get(itemIdentity(item, mergeKey)) ?? -1;
    for (let other = others[next]; other !== undefined && other.place < place; other = others[++next]) {
      ordered.push(other.item);
    }
    ordered.push(item);
  }
  return [...ordered, ...others.slice(next).map(({ item }) => item)];
}

/** A patch's value without directives and nulls, for a field that the original does not have. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !isJsonObject(item) || ownField(item, patchDirective) === undefined)
      .map(withoutDirectives);
  }
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([key, field]) => field !== null && !isDirective(key));
  return Object.fromEntries(fields.map(([key, field]) => [key, withoutDirectives(field)]));
}

/** A list in a patch as JSON, with its directives read apart. */
export function splitList(patch: readonly unknown[]): {
  readonly replaces: boolean;
  readonly deletions: readonly JsonObject[];
  readonly items: readonly unknown[];
  readonly unknown: string | undefined;
} {
  const deletions: JsonObject[] = [];
  const items: unknown[] = [];
  let replaces = false;
  let unknown: string | undefined;
  for (const item of patch) {
    const directive = isJsonObject(item) ? ownField(item, patchDirective) : undefined;
    if (directive === 'replace') replaces = true;
    else if (directive === 'delete' && isJsonObject(item)) deletions.push(item);
    else if (directive !== undefined && directive !== 'merge') unknown = String(directive);
    else items.push(item);
  }
  return { replaces, deletions, items, unknown };
}
