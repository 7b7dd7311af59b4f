import { deepEqual } from '../equality.ts';
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
} from './strategic-directives.ts';

/** Which differences a patch is made of (DiffOptions). */
interface DiffOptions {
  readonly additions: boolean;
  readonly deletions: boolean;
  /** Write `$setElementOrder`. */
  readonly order: boolean;
}

type Fields = [string, unknown][];

function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema | undefined,
  options: DiffOptions,
  retainKeys: boolean,
  depth: number,
): JsonObject {
  if (depth > deepestPatch) throw badRequest('exceeded max depth');
  const patch: Fields = [];
  for (const [key, before] of Object.entries(original)) {
    const after = ownField(modified, key);
    if (after === undefined) {
      if (options.deletions) patch.push([key, null]);
    } else if (before !== after) diffField(key, before, after, schema, options, depth, patch);
  }
  if (options.additions) {
    for (const [key, after] of Object.entries(modified)) if (!Object.hasOwn(original, key)) patch.push([key, after]);
  }
  if (retainKeys && patch.length > 0) {
    const kept = Object.keys(modified).filter((key) => modified[key] !== null);
    patch.push([retainKeysDirective, kept.toSorted()]);
  }
  return Object.fromEntries(patch);
}

function diffField(
  key: string,
  before: unknown,
  after: unknown,
  parent: PatchSchema | undefined,
  options: DiffOptions,
  depth: number,
  patch: Fields,
): void {
  const { mergeKey, schema, retainKeys, isReplaced } = fieldPatchMeta(parent, key);
  if (isReplaced && isJsonObject(before) && isJsonObject(after)) {
    // Even when nothing changed: `kubectl apply` of such an object never says `unchanged`.
    if (options.additions) patch.push([key, after]);
  } else if (isJsonObject(before) && isJsonObject(after)) {
    const nested = diffObjects(before, after, schema, options, retainKeys, depth + 1);
    if (Object.keys(nested).length > 0) patch.push([key, nested]);
  } else if (mergeKey !== undefined && Array.isArray(before) && Array.isArray(after)) {
    if (mergeKey === '') diffSets(key, before, after, options, patch);
    else diffLists(key, before, after, { mergeKey, schema, retainKeys, options, depth }, patch);
  } else if (options.additions && !deepEqual(before, after)) {
    patch.push([key, after]);
  }
}

function sameOrder(before: readonly unknown[], after: readonly unknown[], mergeKey: string): boolean {
  const same = (item: unknown, index: number): boolean =>
    itemIdentity(item, mergeKey) === itemIdentity(after[index], mergeKey);
  return before.length === after.length && before.every(same);
}

function diffSets(
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  options: DiffOptions,
  patch: Fields,
): void {
  const old = itemIdentities(before, '');
  const wanted = itemIdentities(after, '');
  const added = options.additions ? after.filter((item) => !old.has(itemIdentity(item, ''))) : [];
  const deleted = options.deletions ? before.filter((item) => !wanted.has(itemIdentity(item, ''))) : [];
  if (added.length > 0) patch.push([key, added]);
  if (deleted.length > 0) patch.push([deleteFromSetPrefix + key, deleted]);
  if (options.order && (added.length > 0 || !sameOrder(before, after, ''))) {
    patch.push([elementOrderPrefix + key, after]);
  }
}

interface ListDiff {
  readonly mergeKey: string;
  readonly schema: PatchSchema | undefined;
  readonly retainKeys: boolean;
  readonly options: DiffOptions;
  readonly depth: number;
}

function diffLists(
  key: string,
  before: readonly unknown[],
  after: readonly unknown[],
  { mergeKey, schema, retainKeys, options, depth }: ListDiff,
  patch: Fields,
): void {
  const items: unknown[] = [];
  const places = itemPositions(before, mergeKey);
  for (const item of after) {
    const at = places.get(itemIdentity(item, mergeKey));
    const counterpart = at === undefined ? undefined : before[at];
    if (counterpart === undefined) {
      if (options.additions) items.push(item);
    } else if (counterpart !== item && isJsonObject(counterpart) && isJsonObject(item)) {
      const nested = diffObjects(counterpart, item, schema, options, retainKeys, depth + 1);
      if (Object.keys(nested).length > 0) items.push({ ...nested, [mergeKey]: item[mergeKey] });
    }
  }
  if (options.deletions) {
    const wanted = itemIdentities(after, mergeKey);
    for (const item of before) {
      const gone = !wanted.has(itemIdentity(item, mergeKey));
      if (gone && isJsonObject(item)) items.push({ [patchDirective]: 'delete', [mergeKey]: item[mergeKey] });
    }
  }
  if (items.length > 0) patch.push([key, items]);
  if (options.order && (items.length > 0 || !sameOrder(before, after, mergeKey))) {
    const order = after.map((item) => (isJsonObject(item) ? { [mergeKey]: item[mergeKey] } : item));
    patch.push([elementOrderPrefix + key, order]);
  }
}

/** Two patches of one object in one: `first` removes, `second` adds and changes; directives of both stay. */
function combinePatches(first: JsonObject, second: JsonObject, schema: PatchSchema | undefined): JsonObject {
  const combined = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const before = ownField(first, key);
    const { mergeKey, schema: nested, isReplaced } = fieldPatchMeta(schema, key);
    if (!isReplaced && isJsonObject(before) && isJsonObject(value))
      combined.set(key, combinePatches(before, value, nested));
    else if (!isDirective(key) && mergeKey !== undefined && Array.isArray(before) && Array.isArray(value)) {
      combined.set(key, combineLists(before, value, mergeKey, nested));
    } else combined.set(key, value);
  }
  return Object.fromEntries(combined);
}

function combineLists(
  first: readonly unknown[],
  second: readonly unknown[],
  mergeKey: string,
  schema: PatchSchema | undefined,
): readonly unknown[] {
  const combined = [...first];
  const places = itemPositions(first, mergeKey);
  for (const item of second) {
    const at = places.get(itemIdentity(item, mergeKey));
    const before = at === undefined ? undefined : combined[at];
    if (at === undefined) combined.push(item);
    else if (isJsonObject(before) && isJsonObject(item)) combined[at] = combinePatches(before, item, schema);
  }
  return orderItems(combined, second, first, mergeKey);
}

/** The strategic merge patch that turns one object into another (CreateTwoWayMergePatch). */
export function createTwoWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  schema: PatchSchema | undefined,
): JsonObject {
  return diffObjects(original, modified, schema, { additions: true, deletions: true, order: true }, false, 0);
}

/**
 * The patch that kubectl apply sends (CreateThreeWayMergePatch): what was in the last applied object (`original`) and is
 * not in `modified` goes, what differs between `current` (live) and `modified` is set, the rest is left alone.
 */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  schema: PatchSchema | undefined,
): JsonObject {
  const changes = { additions: true, deletions: false, order: true };
  const removals = { additions: false, deletions: true, order: false };
  return combinePatches(
    diffObjects(original, modified, schema, removals, false, 0),
    diffObjects(current, modified, schema, changes, false, 0),
    schema,
  );
}
