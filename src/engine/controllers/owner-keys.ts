import type { Change } from '../api/change.ts';
import { controllerOf } from '../api/controller-of.ts';
import { NO_KEYS } from './controller.ts';

/** Identifies the kind of an owner, as owner references do. */
export interface OwnerKind {
  apiVersion: string;
  kind: string;
}

/** The keys of the owners of a kind that control the object of a change, or did before it (resolveControllerRef). */
export function controllerKeys(
  { object, previous, namespace }: Change,
  { apiVersion, kind }: OwnerKind,
): readonly string[] {
  const owner = controllerOf(object);
  const former = previous === undefined ? undefined : controllerOf(previous);
  const isOwned = owner?.kind === kind && owner.apiVersion === apiVersion;
  const wasOwned = former?.kind === kind && former.apiVersion === apiVersion && former.uid !== owner?.uid;
  if (!isOwned && !wasOwned) return NO_KEYS;
  const keys: string[] = [];
  if (isOwned) keys.push(`${namespace}/${owner.name}`);
  if (wasOwned) keys.push(`${namespace}/${former.name}`);
  return keys;
}

/** Whether a change leaves an object that no controller owns, which one may adopt. */
export function isNewOrphan({ object, type }: Change): boolean {
  return type !== 'DELETED' && controllerOf(object) === undefined;
}
