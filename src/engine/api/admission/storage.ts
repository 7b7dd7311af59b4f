import { defaultClass, namesClass } from '../../kinds/volume-matching.ts';
import type { KubeObject, PersistentVolumeClaim } from '../../kinds/types/index.ts';
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

/** A claim that names no class gets the default one (plugin/pkg/admission/storage/storageclass/setdefault). */
export function withDefaultClass(claim: PersistentVolumeClaim, store: Store): PersistentVolumeClaim {
  if (namesClass(claim)) return claim;
  const name = defaultClass(store)?.metadata.name;
  return name === undefined ? claim : { ...claim, spec: { ...claim.spec, storageClassName: name } };
}
