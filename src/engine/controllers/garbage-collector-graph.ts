import { servedKind } from '../api/catalog.ts';
import type { Lister } from '../api/lister.ts';
import type { KubeObject, OwnerReference } from '../kinds/types/index.ts';

/** metav1.FinalizerDeleteDependents: its holder waits until the dependents that block it are gone. */
export const FOREGROUND_FINALIZER = 'foregroundDeletion';
/** metav1.FinalizerOrphanDependents: its holder waits until its dependents no longer name it. */
export const ORPHAN_FINALIZER = 'orphan';

/** Where an object is in the store: also the garbage collector's key. */
export interface Location {
  resource: string;
  namespace: string;
  name: string;
}

export function keyOf({ resource, namespace, name }: Location): string {
  return `${resource}/${namespace}/${name}`;
}

/** Reads what `keyOf` wrote. */
export function locationOf(key: string): Location {
  const [resource = '', namespace = '', name = ''] = key.split('/');
  return { resource, namespace, name };
}

/** Where an object is; undefined when its kind is not served. */
export function placeOf(object: KubeObject, lister: Lister): Location | undefined {
  const served = servedKind(object, lister);
  if (served === undefined) return undefined;
  return { resource: served.table, namespace: object.metadata.namespace ?? '', name: object.metadata.name };
}

export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

export function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true;
}

/** Whether an object waits for its dependents to go first. */
export function awaitsDependents(object: KubeObject): boolean {
  return isBeingDeleted(object) && hasFinalizer(object, FOREGROUND_FINALIZER);
}

/** Whether a dependent keeps its owner from going in foreground deletion. */
export function blocksOwner(dependent: KubeObject, ownerUid: string): boolean {
  return (dependent.metadata.ownerReferences ?? []).some(
    ({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion === true,
  );
}

/**
 * What an owner reference points to: `unknown` when its kind is not served, so that nothing can be concluded.
 * A namespaced owner is looked for in the dependent's namespace; one of another uid is not it.
 */
export function findOwner(
  reference: OwnerReference,
  dependent: KubeObject,
  lister: Lister,
): KubeObject | 'absent' | 'unknown' {
  const served = servedKind(reference, lister);
  if (served === undefined) return 'unknown';
  const namespace = served.info.namespaced ? (dependent.metadata.namespace ?? '') : '';
  const owner: KubeObject | undefined = lister.get(served.table, namespace, reference.name);
  return owner?.metadata.uid === reference.uid ? owner : 'absent';
}

/** Whether the garbage collector has anything to do about an object as it is now. */
export function needsCollector(object: KubeObject, lister: Lister): boolean {
  if (isBeingDeleted(object)) {
    return hasFinalizer(object, FOREGROUND_FINALIZER) || hasFinalizer(object, ORPHAN_FINALIZER);
  }
  return (object.metadata.ownerReferences ?? []).some((reference) => {
    const owner = findOwner(reference, object, lister);
    return owner === 'absent' || (owner !== 'unknown' && awaitsDependents(owner));
  });
}
