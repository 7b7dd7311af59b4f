import { goQuote } from '../go-syntax.ts';
import { badRequest } from '../status.ts';
import { deepestPatch, isJsonObject, ownField } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { fieldPatchMeta } from './merge-keys.ts';
import type { PatchSchema } from './merge-keys.ts';
import {
  deleteFromSetPrefix,
  elementOrderPrefix,
  isDirective,
  itemIdentities,
  itemIdentity,
  itemPositions,
  orderItems,
  patchDirective,
  retainKeysDirective,
  splitList,
  withoutDirectives,
} from './strategic-directives.ts';

export { createThreeWayMergePatch, createTwoWayMergePatch } from './strategic-diff.ts';

function listOf(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw badRequest(`expected a list in ${goQuote(key)}`);
}

/** Where an object's own directive says so, what it becomes without looking at its fields. */
function wholeObject(patch: JsonObject): JsonObject | undefined {
  const directive = ownField(patch, patchDirective);
  if (directive === undefined || directive === 'merge') return undefined;
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw badRequest(`Unknown patch type found: ${String(directive)}`);
  return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== patchDirective));
}

function mergeObject(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema | undefined,
  depth: number,
): JsonObject {
  if (depth > deepestPatch) throw badRequest('exceeded max depth');
  const whole = wholeObject(patch);
  if (whole !== undefined) return whole;
  const merged = new Map(Object.entries(original));
  let changed = false;
  const set = (key: string, value: unknown): void => {
    if (merged.has(key) && merged.get(key) === value) return;
    merged.set(key, value);
    changed = true;
  };

  const retained = ownField(patch, retainKeysDirective);
  if (retained !== undefined) {
    const kept = new Set(listOf(retained, retainKeysDirective));
    for (const key of Object.keys(original)) if (!kept.has(key)) changed = merged.delete(key) || changed;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith(deleteFromSetPrefix)) continue;
    const field = key.slice(deleteFromSetPrefix.length);
    const values = listOf(value, key);
    const before = merged.get(field);
    if (!Array.isArray(before)) continue;
    const gone = itemIdentities(values, '');
    const after = before.filter((item) => !gone.has(itemIdentity(item, '')));
    if (after.length !== before.length) set(field, after);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key)) continue;
    if (value === null) {
      changed = merged.delete(key) || changed;
      continue;
    }
    const order = ownField(patch, elementOrderPrefix + key);
    set(key, mergeField(merged.get(key), value, key, schema, order, depth));
  }
  for (const [key, value] of Object.entries(patch)) {
    const field = key.slice(elementOrderPrefix.length);
    const before = merged.get(field);
    if (!key.startsWith(elementOrderPrefix) || Object.hasOwn(patch, field) || !Array.isArray(before)) continue;
    const { mergeKey } = fieldPatchMeta(schema, field);
    if (mergeKey === undefined) continue;
    const ordered = orderItems(before, listOf(value, key), before, mergeKey);
    if (ordered.some((item, index) => item !== before[index])) set(field, ordered);
  }
  return changed ? Object.fromEntries(merged) : original;
}

function mergeField(
  before: unknown,
  patch: unknown,
  key: string,
  parent: PatchSchema | undefined,
  order: unknown,
  depth: number,
): unknown {
  const { mergeKey, schema, isReplaced } = fieldPatchMeta(parent, key);
  if (isJsonObject(patch)) {
    return isJsonObject(before) && !isReplaced
      ? mergeObject(before, patch, schema, depth + 1)
      : withoutDirectives(patch);
  }
  if (!Array.isArray(patch)) return patch;
  if (mergeKey === undefined) return withoutDirectives(patch);
  const wanted = order === undefined ? undefined : listOf(order, elementOrderPrefix + key);
  return mergeList(Array.isArray(before) ? before : [], patch, mergeKey, schema, wanted, depth + 1);
}

function checkMergeKey(item: unknown, mergeKey: string): void {
  if (mergeKey === '' || (isJsonObject(item) && ownField(item, mergeKey) !== undefined)) return;
  throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  schema: PatchSchema | undefined,
  wanted: readonly unknown[] | undefined,
  depth: number,
): readonly unknown[] {
  const { replaces, deletions, items, unknown } = splitList(patch);
  if (unknown !== undefined) throw badRequest(`Unknown patch type found: ${unknown}`);
  if (replaces) return items.map(withoutDirectives);
  for (const item of [...deletions, ...items]) checkMergeKey(item, mergeKey);
  const gone = itemIdentities(deletions, mergeKey);
  const merged: unknown[] = original.filter((item) => !gone.has(itemIdentity(item, mergeKey)));
  const places = itemPositions(merged, mergeKey);
  for (const item of items) {
    const id = itemIdentity(item, mergeKey);
    const at = places.get(id);
    const before = at === undefined ? undefined : merged[at];
    if (at === undefined) {
      places.set(id, merged.length);
      merged.push(withoutDirectives(item));
    } else if (isJsonObject(before) && isJsonObject(item)) merged[at] = mergeObject(before, item, schema, depth);
  }
  const ordered = orderItems(merged, wanted ?? items, original, mergeKey);
  const same = ordered.length === original.length && ordered.every((item, index) => item === original[index]);
  return same ? original : ordered;
}

/**
 * The object with a strategic merge patch applied (apimachinery pkg/util/strategicpatch, StrategicMergeMapPatch). `schema`
 * says which lists merge and by which key (merge-keys.ts). Parts that do not change are shared; throws an ApiError 400 on
 * a patch that is malformed.
 */
export function strategicMergePatch(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema | undefined,
): JsonObject {
  return mergeObject(original, patch, schema, 0);
}
