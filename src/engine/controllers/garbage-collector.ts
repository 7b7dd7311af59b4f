import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { ApiError } from '../api/status.ts';
import { builtinResources } from '../kinds/registry-data.ts';
import type { KubeObject, OwnerReference } from '../kinds/types/index.ts';
import { CUSTOM_RESOURCES, NO_KEYS } from './controller.ts';
import type { Controller, ControllerPort, WatchRule } from './controller.ts';
import {
  awaitsDependents,
  blocksOwner,
  findOwner,
  FOREGROUND_FINALIZER,
  hasFinalizer,
  isBeingDeleted,
  keyOf,
  locationOf,
  needsCollector,
  ORPHAN_FINALIZER,
  placeOf,
} from './garbage-collector-graph.ts';
import type { Location } from './garbage-collector-graph.ts';

function keysOf(objects: readonly KubeObject[], lister: Lister): string[] {
  return objects.flatMap((object) => {
    const place = placeOf(object, lister);
    return place === undefined ? [] : [keyOf(place)];
  });
}

/** Owners that wait for this dependent to go. */
function waitingOwners(dependent: KubeObject, lister: Lister): KubeObject[] {
  return (dependent.metadata.ownerReferences ?? []).flatMap((reference) => {
    const owner = findOwner(reference, dependent, lister);
    return typeof owner === 'string' || !awaitsDependents(owner) ? [] : [owner];
  });
}

/** Whether a write left all that the collector looks at as it was; what becomes of the owners are changes of their own. */
function isOutsideOfWrite({ metadata }: KubeObject, previous: KubeObject | undefined): boolean {
  const before = previous?.metadata;
  return (
    before !== undefined &&
    // By value: a change that a checkpoint held no longer shares these with the object before it.
    deepEqual(metadata.ownerReferences, before.ownerReferences) &&
    deepEqual(metadata.finalizers, before.finalizers) &&
    metadata.deletionTimestamp === before.deletionTimestamp
  );
}

function concernedKeys(change: Change, lister: Lister): readonly string[] {
  const { type, resource, namespace, name, object, previous } = change;
  if (type === 'DELETED') {
    return keysOf([...lister.ownedBy(object.metadata.uid), ...waitingOwners(object, lister)], lister);
  }
  if (isOutsideOfWrite(object, previous) || !needsCollector(object, lister)) return NO_KEYS;
  const dependents = awaitsDependents(object) ? lister.ownedBy(object.metadata.uid) : [];
  return [...keysOf(dependents, lister), keyOf({ resource, namespace, name })];
}

function watchedResources(): string[] {
  const names = builtinResources
    .filter(
      ({ group, resource, verbs }) => group !== 'events.k8s.io' && resource !== 'events' && verbs.includes('watch'),
    )
    .map(({ resource }) => resource);
  return [...new Set(names), CUSTOM_RESOURCES];
}

/** Someone else may have deleted an object in the meantime, or put another in its place: then there is nothing to do. */
function unlessGone(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof ApiError && (error.status.code === 404 || error.status.code === 409)) return;
    throw error;
  }
}

function removeFinalizer({ resource }: Location, object: KubeObject, finalizer: string, port: ControllerPort): void {
  const { name, namespace = '', uid } = object.metadata;
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  unlessGone(() => {
    port.client.patch(resource, namespace, name, {
      metadata: { uid, finalizers: finalizers.length === 0 ? null : finalizers },
    });
  });
}

/** Takes references to the owners with these uids out of a dependent. */
function dropReferences(dependent: KubeObject, uids: ReadonlySet<string>, port: ControllerPort): void {
  const place = placeOf(dependent, port.lister);
  if (place === undefined) return;
  const left = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.has(uid));
  unlessGone(() => {
    port.client.patch(place.resource, place.namespace, place.name, {
      metadata: { uid: dependent.metadata.uid, ownerReferences: left.length === 0 ? null : left },
    });
  });
}

/** Lets the dependents of an owner live on without it, then lets the owner go (garbagecollector.go, orphanDependents). */
function orphanDependents(place: Location, owner: KubeObject, port: ControllerPort): void {
  const dependents = port.lister.ownedBy(owner.metadata.uid);
  const params = { ownerKind: owner.kind, owner: owner.metadata.name, count: dependents.length };
  port.decide('garbageCollector.orphan', params, owner);
  const uids = new Set([owner.metadata.uid]);
  for (const dependent of dependents) dropReferences(dependent, uids, port);
  removeFinalizer(place, owner, ORPHAN_FINALIZER, port);
}

/** Lets an owner go once no dependent blocks it (processDeletingDependentsItem); its dependents have keys of their own. */
function finishForeground(place: Location, owner: KubeObject, port: ControllerPort): void {
  const { uid, name } = owner.metadata;
  if (port.lister.ownedBy(uid).some((dependent) => blocksOwner(dependent, uid))) return;
  port.decide('garbageCollector.dependentsGone', { ownerKind: owner.kind, owner: name }, owner);
  removeFinalizer(place, owner, FOREGROUND_FINALIZER, port);
}

function propagationOf(object: KubeObject): 'Orphan' | 'Foreground' | 'Background' {
  if (hasFinalizer(object, ORPHAN_FINALIZER)) return 'Orphan';
  return hasFinalizer(object, FOREGROUND_FINALIZER) ? 'Foreground' : 'Background';
}

/** Decides by its owners whether a dependent must go (attemptToDeleteItem). */
function collect(place: Location, object: KubeObject, port: ControllerPort): void {
  const absent: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  let solid = 0;
  for (const reference of object.metadata.ownerReferences ?? []) {
    const owner = findOwner(reference, object, port.lister);
    if (owner === 'absent') absent.push(reference);
    else if (owner !== 'unknown' && awaitsDependents(owner)) waiting.push(reference);
    else solid += 1;
  }
  const gone = waiting[0] ?? absent[0];
  if (gone === undefined) return;
  const params = {
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? '',
    ownerKind: gone.kind,
    owner: gone.name,
  };
  if (solid > 0) {
    port.decide('garbageCollector.dropOwner', params, object);
    dropReferences(object, new Set([...absent, ...waiting].map(({ uid }) => uid)), port);
    return;
  }
  const hasDependents = port.lister.ownedBy(object.metadata.uid).length > 0;
  const propagationPolicy = waiting.length > 0 && hasDependents ? 'Foreground' : propagationOf(object);
  const why = waiting.length > 0 ? 'ownerWaits' : 'ownerGone';
  port.decide('garbageCollector.deleteDependent', { ...params, why, policy: propagationPolicy }, object);
  unlessGone(() => {
    const preconditions = { uid: object.metadata.uid };
    port.client.delete(place.resource, place.namespace, place.name, { propagationPolicy, preconditions });
  });
}

/**
 * Deletes what its owners have left behind (pkg/controller/garbagecollector). Keys are `resource/namespace/name`.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `garbageCollector.deleteDependent` | kind, name, namespace (of the dependent), ownerKind, owner, why: `ownerGone` or `ownerWaits` (foreground deletion), policy (how it is deleted) |
 * | `garbageCollector.dropOwner` | kind, name, namespace, ownerKind, owner: one owner is gone, another is left |
 * | `garbageCollector.orphan` | ownerKind, owner, count (of dependents that live on) |
 * | `garbageCollector.dependentsGone` | ownerKind, owner: foreground deletion is done |
 */
export const garbageCollector: Controller = {
  name: 'garbage-collector-controller',
  watches: watchedResources().map((resource): WatchRule => ({ resource, keys: concernedKeys })),
  reconcile(key, port) {
    const place = locationOf(key);
    const object: KubeObject | undefined = port.lister.get(place.resource, place.namespace, place.name);
    if (object === undefined) return;
    if (!isBeingDeleted(object)) collect(place, object, port);
    else if (hasFinalizer(object, ORPHAN_FINALIZER)) orphanDependents(place, object, port);
    else if (awaitsDependents(object)) finishForeground(place, object, port);
  },
};
