import type { GenericObject } from '../types/index.ts';
import { changeObject, changeSpec, fillAbsent, fillZero } from './fill.ts';
import { defaultClaimSpec } from './volume.ts';

/** SetDefaults_PersistentVolumeClaim. */
export function defaultPersistentVolumeClaim(claim: GenericObject): GenericObject {
  return fillAbsent(changeSpec(claim, defaultClaimSpec), { status: { phase: 'Pending' } });
}

/** SetDefaults_PersistentVolume. */
export function defaultPersistentVolume(volume: GenericObject): GenericObject {
  const defaulted = changeSpec(volume, (given) => {
    const spec = changeObject(given, 'hostPath', (source) => fillAbsent(source, { type: '' }));
    return fillAbsent(fillZero(spec, { persistentVolumeReclaimPolicy: 'Retain' }), { volumeMode: 'Filesystem' });
  });
  return fillAbsent(defaulted, { status: { phase: 'Pending' } });
}

/** SetDefaults_StorageClass. */
export function defaultStorageClass(storageClass: GenericObject): GenericObject {
  return fillAbsent(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}
