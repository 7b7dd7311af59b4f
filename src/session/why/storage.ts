import type { PersistentVolume, PersistentVolumeClaim, Pod, Snapshot, StorageClass } from '../../engine/index.ts';
import { expected, names, refOf, refTo, told } from './told.ts';
import type { Situation } from './told.ts';

export function claimSituation({ metadata, spec, status }: PersistentVolumeClaim, snapshot: Snapshot): Situation {
  const namespace = metadata.namespace ?? '';
  const users = snapshot.list('pods', namespace).filter((pod) => uses(pod, metadata.name));
  const refs = users.slice(0, 3).map((pod) => refOf('pods', pod));
  const used = { names: names(users.map((pod) => pod.metadata.name)) };
  const size = spec.resources?.requests?.['storage'] ?? '';
  if (metadata.deletionTimestamp !== undefined)
    return users.length > 0
      ? { state: [told('claim.held', used, ...refs)], next: [expected('claim.nextReleased')] }
      : { state: [told('terminating')], next: [expected('claim.nextReleased')] };
  if (status.phase === 'Bound') {
    const volume = spec.volumeName ?? '';
    return {
      state: [
        told(
          'claim.bound',
          { volume, size: status.capacity?.['storage'] ?? size },
          refTo(snapshot, 'persistentvolumes', '', volume),
        ),
        ...(users.length > 0 ? [told('claim.used', used, ...refs)] : [told('claim.unused')]),
      ],
      next: [expected('claim.nextBound')],
    };
  }
  if (status.phase === 'Lost')
    return { state: [told('claim.lost', { volume: spec.volumeName ?? '' })], next: [expected('claim.nextLost')] };
  const { storageClassName: name } = spec;
  const storageClass = name === undefined ? undefined : snapshot.get('storageclasses', '', name);
  const classRef = storageClass && refOf('storageclasses', storageClass);
  if (name === undefined || name === '')
    return { state: [told('claim.noClass', { size })], next: [expected('claim.nextVolume', { size })] };
  if (storageClass === undefined)
    return {
      state: [told('claim.missingClass', { class: name })],
      next: [expected('claim.nextClass', { class: name, size })],
    };
  const isLate = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
  if (isLate && users.length === 0)
    return { state: [told('claim.firstConsumer', { class: name }, classRef)], next: [expected('claim.nextConsumer')] };
  if (storageClass.provisioner === 'kubernetes.io/no-provisioner')
    return {
      state: [told('claim.noVolume', { class: name, size }, classRef)],
      next: [expected('claim.nextVolume', { size })],
    };
  return {
    state: [told('claim.provisioning', { class: name, provisioner: storageClass.provisioner }, classRef, ...refs)],
    next: [expected('claim.nextProvisioned')],
  };
}

export function volumeSituation({ metadata, spec, status }: PersistentVolume, snapshot: Snapshot): Situation {
  const claim = spec.claimRef;
  const ref = claim && refTo(snapshot, 'persistentvolumeclaims', claim.namespace ?? '', claim.name);
  const params = { claim: claim?.name ?? '', policy: spec.persistentVolumeReclaimPolicy ?? 'Retain' };
  if (metadata.deletionTimestamp !== undefined && status.phase === 'Bound')
    return { state: [told('volume.held', params, ref)], next: [expected('volume.nextHeld')] };
  switch (status.phase) {
    case 'Bound':
      return {
        state: [told('volume.bound', params, ref)],
        next: [expected(params.policy === 'Delete' ? 'volume.nextDelete' : 'volume.nextRetain')],
      };
    case 'Released':
      return {
        state: [told('volume.released', params)],
        next: [expected(params.policy === 'Delete' ? 'volume.nextGoes' : 'volume.nextKept')],
      };
    case 'Failed':
      return { state: [told('volume.failed', { message: status.message ?? '' })], next: [expected('volume.nextKept')] };
    case 'Available':
      return { state: [told('volume.available')], next: [expected('volume.nextClaim')] };
    default:
      return { state: [told('volume.pending')], next: [expected('volume.nextAvailable')] };
  }
}

export function storageClassSituation(storageClass: StorageClass, snapshot: Snapshot): Situation {
  const { metadata, provisioner, reclaimPolicy, volumeBindingMode } = storageClass;
  const claims = snapshot.list('persistentvolumeclaims').filter(({ spec }) => spec.storageClassName === metadata.name);
  const isDefault = metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  return {
    state: [
      told('class.makes', { provisioner, policy: reclaimPolicy ?? 'Delete', count: claims.length }),
      ...(isDefault ? [told('class.default')] : []),
    ],
    next: [expected(volumeBindingMode === 'WaitForFirstConsumer' ? 'class.nextConsumer' : 'class.nextAtOnce')],
  };
}

function uses({ spec }: Pod, claim: string): boolean {
  return (spec.volumes ?? []).some(
    (volume) =>
      (volume as { persistentVolumeClaim?: { claimName: string } }).persistentVolumeClaim?.claimName === claim,
  );
}
