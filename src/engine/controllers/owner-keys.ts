import type { Change } from '../api/change.ts';
import { controllerOf } from '../api/store.ts';

/** Identifies the kind of an owner, as owner references do. */
export interface OwnerKind {
  apiVersion: string;
  kind: string;
}

/** The keys of the owners of a kind that control the object of a change, or did before it (resolveControllerRef). */
export function controllerKeys({ object, previous, namespace }: Change, { apiVersion, kind }: OwnerKind): string[] {
  const owner = controllerOf(object);
  const former = previous === undefined ? undefined : controllerOf(previous);
  const keys: string[] = [];
  if (owner?.kind === kind && owner.apiVersion === apiVersion) keys.push(`${namespace}/${owner.name}`);
  if (former?.kind === kind && former.apiVersion === apiVersion && former.uid !== owner?.uid) {
    keys.push(`${namespace}/${former.name}`);
  }
  return keys;
}

/** Whether a change leaves an object that no controller owns, which one may adopt. */
export function isNewOrphan({ object, type }: Change): boolean {
  return type !== 'DELETED' && controllerOf(object) === undefined;
}
