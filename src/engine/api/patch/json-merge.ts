import { deepEqual } from '../equality.ts';
import { badRequest } from '../status.ts';
import { deepestPatch, isJsonObject, ownField } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** The object with the patch applied (RFC 7396): objects merge, null removes, anything else replaces. */
export function jsonMergePatch(original: unknown, patch: unknown, depth = 0): unknown {
  if (!isJsonObject(patch)) return patch;
  if (depth > deepestPatch) throw badRequest('exceeded max depth');
  const base = isJsonObject(original) ? original : {};
  const merged = new Map(Object.entries(base));
  let changed = base !== original;
  for (const [key, value] of Object.entries(patch)) {
    const before = ownField(base, key);
    if (value === null) {
      changed = merged.delete(key) || changed;
      continue;
    }
    const after = jsonMergePatch(before, value, depth + 1);
    if (after === before && merged.has(key)) continue;
    merged.set(key, after);
    changed = true;
  }
  return changed ? Object.fromEntries(merged) : original;
}

/** The merge patch that turns one object into another. */
export function createJsonMergePatch(original: JsonObject, modified: JsonObject, depth = 0): JsonObject {
  if (depth > deepestPatch) throw badRequest('exceeded max depth');
  const patch: [string, unknown][] = [];
  for (const key of Object.keys(original)) if (ownField(modified, key) === undefined) patch.push([key, null]);
  for (const [key, after] of Object.entries(modified)) {
    const before = ownField(original, key);
    if (deepEqual(before, after)) continue;
    const nested = isJsonObject(before) && isJsonObject(after);
    patch.push([key, nested ? createJsonMergePatch(before, after, depth + 1) : after]);
  }
  return Object.fromEntries(patch);
}

/** The part of a merge patch that removes fields (`removals`), or the part that sets them. */
function onlyNulls(patch: JsonObject, removals: boolean): JsonObject {
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(patch)) {
    if (isJsonObject(value) && Object.keys(value).length > 0) {
      const nested = onlyNulls(value, removals);
      if (Object.keys(nested).length > 0) kept.push([key, nested]);
    } else if ((value === null) === removals) kept.push([key, value]);
  }
  return Object.fromEntries(kept);
}

function mergePatches(first: JsonObject, second: JsonObject): JsonObject {
  const merged = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const before = ownField(first, key);
    merged.set(key, isJsonObject(before) && isJsonObject(value) ? mergePatches(before, value) : value);
  }
  return Object.fromEntries(merged);
}

/**
 * The merge patch of kubectl apply for custom resources (apimachinery pkg/util/jsonmergepatch): removes what was applied
 * before and is not any more, sets what differs from the live object.
 */
export function createThreeWayJsonMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const changes = onlyNulls(createJsonMergePatch(current, modified), false);
  const removals = onlyNulls(createJsonMergePatch(original, modified), true);
  return mergePatches(removals, changes);
}
