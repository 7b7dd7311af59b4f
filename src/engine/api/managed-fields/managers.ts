import type { GenericObject, ManagedFieldsEntry } from '../../kinds/types/index.ts';
import { ApiError, conflict } from '../status.ts';
import type { GroupResource } from '../status.ts';
import { differenceOf, intersectionOf, isEmptySet, pathsOf, unionOf } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { changedFields, fieldsOf, mergeApplied, withoutFields } from './structured-merge.ts';
import { shapeOfKind } from './typed-value.ts';

/** Who writes, and when. */
export interface Manager {
  name: string;
  /** RFC 3339. */
  time: string;
  /** The subresource through which it writes. */
  subresource?: string;
}

/** Fields of metadata that nobody owns: the server writes them. */
const SERVER_METADATA = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generateName',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
]);

/** What of an object is owned: neither its identity nor its status. */
function ownable(object: GenericObject): Record<string, unknown> {
  const { apiVersion: _, kind: __, status: ___, metadata, ...rest } = object;
  const owned = Object.entries(metadata).filter(([field]) => !SERVER_METADATA.has(field));
  return owned.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(owned) };
}

function setOf(entry: ManagedFieldsEntry): FieldSet {
  return entry.fieldsV1 as FieldSet;
}

function entryOf(
  object: GenericObject,
  manager: Manager,
  operation: 'Apply' | 'Update',
  fields: FieldSet,
): ManagedFieldsEntry {
  return {
    manager: manager.name,
    operation,
    apiVersion: object.apiVersion,
    time: manager.time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(manager.subresource !== undefined && { subresource: manager.subresource }),
  };
}

function withEntries(object: GenericObject, entries: readonly ManagedFieldsEntry[]): GenericObject {
  const kept = entries.filter(({ fieldsV1 }) => !isEmptySet(fieldsV1 as FieldSet));
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: kept.length === 0 ? metadata : { ...metadata, managedFields: kept } };
}

/**
 * The object as written by a create or update, with its managers brought up to date: who changes a field owns it, and
 * nobody else does any longer (apiserver pkg/endpoints/handlers/fieldmanager).
 */
export function trackUpdate(object: GenericObject, old: GenericObject | undefined, manager: Manager): GenericObject {
  const shape = shapeOfKind(object.apiVersion, object.kind);
  const next = ownable(object);
  const before = old === undefined ? {} : ownable(old);
  const changed = changedFields(before, next, shape);
  const gone = differenceOf(fieldsOf(before, shape), fieldsOf(next, shape));
  const entries = old?.metadata.managedFields ?? [];
  if (isEmptySet(changed) && isEmptySet(gone)) return withEntries(object, entries);
  const lost = unionOf(changed, gone);
  let isKnown = false;
  const updated = entries.map((entry) => {
    if (entry.manager === manager.name && entry.operation === 'Update' && entry.subresource === manager.subresource) {
      isKnown = true;
      return entryOf(object, manager, 'Update', unionOf(differenceOf(setOf(entry), gone), changed));
    }
    return { ...entry, fieldsV1: differenceOf(setOf(entry), lost) };
  });
  if (!isKnown) updated.push(entryOf(object, manager, 'Update', changed));
  return withEntries(object, updated);
}

/**
 * `live` (undefined: nothing yet) with `applied` applied by a manager: its fields set, those that it set before and
 * sets no longer removed unless another manager owns them. Throws a 409 with one cause a field when it would change
 * fields of others, unless `force` (structured-merge-diff merge/update.go).
 */
export function serverSideApply(
  resource: GroupResource,
  live: GenericObject | undefined,
  applied: GenericObject,
  manager: Manager,
  force: boolean,
): GenericObject {
  const shape = shapeOfKind(applied.apiVersion, applied.kind);
  const wanted = ownable(applied);
  const fields = fieldsOf(wanted, shape);
  if (live === undefined) return withEntries(applied, [entryOf(applied, manager, 'Apply', fields)]);
  const current = ownable(live);
  const entries = live.metadata.managedFields ?? [];
  const isOwn = (entry: ManagedFieldsEntry): boolean => entry.manager === manager.name && entry.operation === 'Apply';
  const others = entries.filter((entry) => !isOwn(entry));
  const changed = changedFields(current, wanted, shape);
  if (!force) refuseConflicts(resource, applied.metadata.name, others, changed);
  const previous = entries.find(isOwn);
  const held = others.reduce((all, entry) => unionOf(all, setOf(entry)), {} as FieldSet);
  const dropped = previous === undefined ? {} : differenceOf(differenceOf(setOf(previous), fields), held);
  const merged = mergeApplied(current, wanted, shape);
  const result = isEmptySet(dropped) ? merged : (withoutFields(merged, dropped, shape) ?? {});
  const { metadata, ...rest } = result as Record<string, unknown>;
  const keptMetadata = Object.entries(live.metadata).filter(([field]) => SERVER_METADATA.has(field));
  const object = {
    apiVersion: live.apiVersion,
    kind: live.kind,
    ...rest,
    metadata: { ...Object.fromEntries(keptMetadata), ...(metadata as object | undefined) },
    ...(live.status !== undefined && { status: live.status }),
  } as unknown as GenericObject;
  const remaining = entries.flatMap((entry) => {
    if (isOwn(entry)) return [];
    return [{ ...entry, fieldsV1: differenceOf(setOf(entry), changed) }];
  });
  return withEntries(object, [...remaining, entryOf(applied, manager, 'Apply', fields)]);
}

function refuseConflicts(
  resource: GroupResource,
  name: string,
  others: readonly ManagedFieldsEntry[],
  changed: FieldSet,
): void {
  const causes: { reason: 'FieldManagerConflict'; message: string; field: string }[] = [];
  for (const entry of others) {
    const through = entry.subresource === undefined ? '' : ` with subresource ${JSON.stringify(entry.subresource)}`;
    const how = through + (entry.operation === 'Update' ? ` using ${entry.apiVersion}` : '');
    for (const field of pathsOf(intersectionOf(changed, setOf(entry)))) {
      causes.push({
        reason: 'FieldManagerConflict',
        message: `conflict with ${JSON.stringify(entry.manager)}${how}`,
        field,
      });
    }
  }
  if (causes.length === 0) return;
  const count = causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`;
  const { status } = conflict(resource, name, '');
  throw new ApiError({
    ...status,
    message: `Apply failed with ${count}: ${conflictTexts(causes)}`,
    details: { causes },
  });
}

/** One conflict on one line, more as a list under each manager (apiserver fieldmanager, NewConflictError). */
function conflictTexts(causes: readonly { message: string; field: string }[]): string {
  const byManager = new Map<string, string[]>();
  for (const { message, field } of causes) byManager.set(message, [...(byManager.get(message) ?? []), field]);
  const texts: string[] = [];
  for (const [message, fields] of byManager) {
    const [only] = fields;
    texts.push(
      fields.length === 1 ? `${message}: ${only}` : `${message}:\n${fields.map((field) => `- ${field}`).join('\n')}`,
    );
  }
  return texts.length === 1 ? (texts[0] ?? '') : texts.map((text) => text).join('\n');
}
