import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { CLAIM_PROTECTION, VOLUME_PROTECTION } from '../api/admission/storage.ts';
import { claimNamesOf } from '../kinds/volume-matching.ts';
import type { KubeObject, PersistentVolume, Pod } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * Decisions, with their params:
 *   claim.unprotect   claim (namespace/name): no pod uses it any more
 *   volume.unprotect  volume: it is not bound any more
 */

function withoutFinalizer({ metadata }: KubeObject, finalizer: string): Record<string, unknown> {
  const others = (metadata.finalizers ?? []).filter((each) => each !== finalizer);
  return { metadata: { uid: metadata.uid, finalizers: others.length === 0 ? null : others } };
}

function isDeletedAndHeld({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true;
}

/** Claims that a pod lets go of when it goes. */
function claimsOfPodChange({ type, object, namespace }: Change, lister: Lister): readonly string[] {
  if (type !== 'DELETED') return [];
  const claims = claimNamesOf(object as Pod);
  return claims
    .filter((name) => lister.get('persistentvolumeclaims', namespace, name)?.metadata.deletionTimestamp !== undefined)
    .map((name) => `${namespace}/${name}`);
}

/** A pod that has no node yet does not use its claims: its kubelet will refuse one that is being deleted (isBeingUsed). */
function isUsed(namespace: string, claim: string, { lister }: ControllerPort): boolean {
  return lister
    .list('pods', namespace)
    .some((pod) => (pod.spec.nodeName ?? '') !== '' && claimNamesOf(pod).includes(claim));
}

/** Lets a deleted claim go once no pod uses it (pkg/controller/volume/pvcprotection). */
export const claimProtectionController: Controller = {
  name: 'pvc-protection-controller',
  watches: [
    {
      resource: 'persistentvolumeclaims',
      keys: ({ object, namespace, name }) =>
        isDeletedAndHeld(object, CLAIM_PROTECTION) ? [`${namespace}/${name}`] : [],
    },
    { resource: 'pods', keys: claimsOfPodChange },
  ],
  reconcile(key, port) {
    const [namespace = '', name = ''] = key.split('/');
    const claim = port.lister.get('persistentvolumeclaims', namespace, name);
    if (claim === undefined || !isDeletedAndHeld(claim, CLAIM_PROTECTION) || isUsed(namespace, name, port)) return;
    port.decide('claim.unprotect', { claim: key }, claim);
    port.client.patch('persistentvolumeclaims', namespace, name, withoutFinalizer(claim, CLAIM_PROTECTION));
  },
};

/** Lets a deleted volume go once it is not bound (pkg/controller/volume/pvprotection). */
export const volumeProtectionController: Controller = {
  name: 'pv-protection-controller',
  watches: [
    {
      resource: 'persistentvolumes',
      keys: ({ object, name }) => (isDeletedAndHeld(object, VOLUME_PROTECTION) ? [name] : []),
    },
  ],
  reconcile(name, port) {
    const volume: PersistentVolume | undefined = port.lister.get('persistentvolumes', '', name);
    if (volume === undefined || !isDeletedAndHeld(volume, VOLUME_PROTECTION) || volume.status.phase === 'Bound') return;
    port.decide('volume.unprotect', { volume: name }, volume);
    port.client.patch('persistentvolumes', '', name, withoutFinalizer(volume, VOLUME_PROTECTION));
  },
};
