import { defaultClass, namesClass } from '../../kinds/volume-matching.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../kinds/types/index.ts';
import { compareQuantity } from '../quantity.ts';
import type { Store } from '../store.ts';

/** Keeps a claim while pods use it, and a volume while it is bound. */
export const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection';
export const VOLUME_PROTECTION = 'kubernetes.io/pv-protection';

/** plugin/pkg/admission/storage/storageobjectinuseprotection. */
export function withFinalizer<Kind extends KubeObject>(object: Kind, finalizer: string): Kind {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/**
 * Why a claim may not ask for more: only volumes grow that were made for a claim of a class that lets them
 * (plugin/pkg/admission/storage/persistentvolume/resize). Undefined when it may.
 */
export function growthRefusal(
  claim: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
  store: Store,
): string | undefined {
  const asked = (of: PersistentVolumeClaim): string => of.spec.resources?.requests?.['storage'] ?? '0';
  if (compareQuantity(asked(claim), asked(old)) <= 0) return undefined;
  if (old.status?.phase !== 'Bound') return 'Only bound persistent volume claims can be expanded';
  const { storageClassName = '' } = claim.spec;
  const isSame = storageClassName !== '' && storageClassName === old.spec.storageClassName;
  const storageClass = isSame ? store.get('storageclasses', '', storageClassName) : undefined;
  return storageClass?.allowVolumeExpansion === true
    ? undefined
    : 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
}

/** A claim that names no class gets the default one (plugin/pkg/admission/storage/storageclass/setdefault). */
export function withDefaultClass(claim: PersistentVolumeClaim, store: Store): PersistentVolumeClaim {
  if (namesClass(claim)) return claim;
  const name = defaultClass(store)?.metadata.name;
  return name === undefined ? claim : { ...claim, spec: { ...claim.spec, storageClassName: name } };
}
