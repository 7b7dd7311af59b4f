import { deepEqual } from '../equality.ts';
import { isJsonObject } from '../patch/json-object.ts';
import { LEAF, SELF, isEmptySet } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { fieldShape, itemElement } from './typed-value.ts';
import type { Shape } from './typed-value.ts';

/** The fields that a value sets. */
export function fieldsOf(value: unknown, shape: Shape): FieldSet {
  const fields: Record<string, FieldSet> = {};
  if (shape.is === 'fields' && isJsonObject(value)) {
    for (const [name, below] of Object.entries(value))
      fields[`f:${name}`] = fieldsOf(below, fieldShape(shape, name, below));
  } else if (shape.is === 'items' && Array.isArray(value)) {
    for (const item of value) {
      const below = shape.keys.length === 0 ? LEAF : { [SELF]: LEAF, ...fieldsOf(item, shape.item) };
      fields[itemElement(item, shape.keys)] = below;
    }
  }
  return fields;
}

/** The fields of `next` that are new or whose value differs from `old`. */
export function changedFields(old: unknown, next: unknown, shape: Shape): FieldSet {
  if (old === next || old === undefined) return old === undefined ? fieldsOf(next, shape) : LEAF;
  const changed: Record<string, FieldSet> = {};
  const compare = (element: string, before: unknown, after: unknown, below: Shape): void => {
    if (before === after) return;
    if (before === undefined || below.is === 'whole' || !sameJsonKind(before, after)) {
      if (!deepEqual(before, after)) changed[element] = fieldsOf(after, below);
      return;
    }
    const deeper = changedFields(before, after, below);
    if (!isEmptySet(deeper)) changed[element] = deeper;
  };
  if (shape.is === 'fields' && isJsonObject(old) && isJsonObject(next)) {
    for (const [name, after] of Object.entries(next))
      compare(`f:${name}`, old[name], after, fieldShape(shape, name, after));
  } else if (shape.is === 'items' && Array.isArray(old) && Array.isArray(next)) {
    const before = new Map(old.map((item: unknown) => [itemElement(item, shape.keys), item]));
    for (const item of next as unknown[]) {
      const element = itemElement(item, shape.keys);
      if (before.has(element)) compare(element, before.get(element), item, shape.item);
      else changed[element] = shape.keys.length === 0 ? LEAF : { [SELF]: LEAF, ...fieldsOf(item, shape.item) };
    }
  }
  return changed;
}

function sameJsonKind(a: unknown, b: unknown): boolean {
  return Array.isArray(a) === Array.isArray(b) && isJsonObject(a) === isJsonObject(b);
}

/** `live` with what `applied` sets; what it does not mention stays. */
export function mergeApplied(live: unknown, applied: unknown, shape: Shape): unknown {
  if (shape.is === 'fields' && isJsonObject(live) && isJsonObject(applied)) {
    const merged: Record<string, unknown> = { ...live };
    for (const [name, value] of Object.entries(applied)) {
      merged[name] = mergeApplied(live[name], value, fieldShape(shape, name, value));
    }
    return merged;
  }
  if (shape.is === 'items' && Array.isArray(live) && Array.isArray(applied)) {
    const wanted = new Map(applied.map((item: unknown) => [itemElement(item, shape.keys), item]));
    const merged = live.map((item: unknown) => {
      const element = itemElement(item, shape.keys);
      if (!wanted.has(element)) return item;
      const value = mergeApplied(item, wanted.get(element), shape.item);
      wanted.delete(element);
      return value;
    });
    return [...merged, ...wanted.values()];
  }
  return applied;
}

/** `value` without the given fields; undefined when it goes as a whole. */
export function withoutFields(value: unknown, fields: FieldSet, shape: Shape): unknown {
  if (isEmptySet(fields)) return undefined;
  if (shape.is === 'fields' && isJsonObject(value)) {
    const kept: [string, unknown][] = [];
    for (const [name, below] of Object.entries(value)) {
      const removed = fields[`f:${name}`];
      const rest = removed === undefined ? below : withoutFields(below, removed, fieldShape(shape, name, below));
      if (rest !== undefined) kept.push([name, rest]);
    }
    return kept.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(kept);
  }
  if (shape.is === 'items' && Array.isArray(value)) {
    const kept: unknown[] = [];
    for (const item of value as unknown[]) {
      const removed = fields[itemElement(item, shape.keys)];
      if (removed === undefined) kept.push(item);
      // An item whose place in the list was given up goes with all that is in it.
      else if (removed[SELF] === undefined && !isEmptySet(removed)) kept.push(withoutFields(item, removed, shape.item));
    }
    return kept.length === 0 ? undefined : kept;
  }
  return value;
}
