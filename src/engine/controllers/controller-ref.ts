import { controllerOf } from '../api/controller-of.ts';
import type { KubeObject, OwnerReference } from '../kinds/types/index.ts';

/** The owner reference of what a controller makes for `owner` (metav1.NewControllerRef). */
export function controllerRef({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** Whether `object` names `owner` as its controller: by uid, so that a namesake of a deleted owner gets nothing. */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The merge patch by which `owner` becomes the controller of an orphan (controller_ref_manager.go, AdoptPod). */
export function adoptionPatch(orphan: KubeObject, owner: KubeObject): Record<string, unknown> {
  const ownerReferences = [...(orphan.metadata.ownerReferences ?? []), controllerRef(owner)];
  return { metadata: { uid: orphan.metadata.uid, ownerReferences } };
}

/** The merge patch by which `owner` lets go of what it controls (controller_ref_manager.go, ReleasePod). */
export function releasePatch(owned: KubeObject, owner: KubeObject): Record<string, unknown> {
  const others = (owned.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  return { metadata: { uid: owned.metadata.uid, ownerReferences: others.length === 0 ? null : others } };
}

/** Whether an object is on its way out. */
export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** What the controller of a kind owns and might own, and how it takes and leaves it. */
export interface Claim<Owned> {
  owner: KubeObject;
  owned: readonly Owned[];
  /** Objects of the owner's namespace that no controller owns and nobody deletes. */
  orphans: readonly Owned[];
  /** Whether the owner's selector matches. */
  matches(object: Owned): boolean;
  adopt(orphan: Owned): Owned;
  release(object: Owned): void;
}

/**
 * The objects that belong to the owner, after adopting orphans that match its selector and releasing what matches no
 * longer; an owner that is being deleted does neither (controller_ref_manager.go, ClaimObject).
 */
export function claimObjects<Owned>(claim: Claim<Owned>): Owned[] {
  const deleting = isBeingDeleted(claim.owner);
  const claimed: Owned[] = [];
  for (const object of claim.owned) {
    if (claim.matches(object)) claimed.push(object);
    else if (!deleting) claim.release(object);
  }
  if (deleting) return claimed;
  for (const orphan of claim.orphans) if (claim.matches(orphan)) claimed.push(claim.adopt(orphan));
  return claimed;
}
