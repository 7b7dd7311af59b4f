import type { GenericObject } from '../types/index.ts';
import { changeSpec, fillAbsent, fillZero } from './fill.ts';
import { defaultClaimSpec, defaultVolumeSource } from './volume.ts';

/** SetDefaults_PersistentVolumeClaim. */
export function defaultPersistentVolumeClaim(claim: GenericObject): GenericObject {
  return fillAbsent(changeSpec(claim, defaultClaimSpec), { status: { phase: 'Pending' } });
}

/** SetDefaults_PersistentVolume. */
export function defaultPersistentVolume(volume: GenericObject): GenericObject {
  const defaulted = changeSpec(volume, (given) => {
    return fillAbsent(fillZero(defaultVolumeSource(given), { persistentVolumeReclaimPolicy: 'Retain' }), {
      volumeMode: 'Filesystem',
    });
  });
  return fillAbsent(defaulted, { status: { phase: 'Pending' } });
}

/** SetDefaults_StorageClass. */
export function defaultStorageClass(storageClass: GenericObject): GenericObject {
  return fillAbsent(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}
