import type { Condition, KubeObject, LabelSelector, ObjectReference } from './meta.ts';
import type { NodeSelectorTerm } from './pod.ts';

export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

export type ReclaimPolicy = 'Retain' | 'Delete' | 'Recycle';

export interface PersistentVolumeClaim extends KubeObject {
  kind: 'PersistentVolumeClaim';
  spec: PersistentVolumeClaimSpec;
  status: PersistentVolumeClaimStatus;
}

export interface PersistentVolumeClaimSpec {
  accessModes?: AccessMode[];
  selector?: LabelSelector;
  /** Quantities. */
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeName?: string;
  /** Absent: the default class, once there is one; `''`: no class at all. */
  storageClassName?: string;
  volumeMode?: 'Filesystem' | 'Block';
  dataSource?: { apiGroup?: string; kind: string; name: string };
  dataSourceRef?: { apiGroup?: string; kind: string; name: string; namespace?: string };
  volumeAttributesClassName?: string;
}

export interface PersistentVolumeClaimStatus {
  phase?: 'Pending' | 'Bound' | 'Lost';
  accessModes?: AccessMode[];
  /** Quantities. */
  capacity?: Record<string, string>;
  conditions?: Condition[];
}

export interface PersistentVolume extends KubeObject {
  kind: 'PersistentVolume';
  spec: PersistentVolumeSpec;
  status: PersistentVolumeStatus;
}

/** One further member says where the storage is. */
export interface PersistentVolumeSpec {
  /** Quantities. */
  capacity?: Record<string, string>;
  accessModes?: AccessMode[];
  claimRef?: ObjectReference;
  persistentVolumeReclaimPolicy?: ReclaimPolicy;
  storageClassName?: string;
  mountOptions?: string[];
  volumeMode?: 'Filesystem' | 'Block';
  nodeAffinity?: { required?: { nodeSelectorTerms: NodeSelectorTerm[] } };
  volumeAttributesClassName?: string;
  hostPath?: { path: string; type?: string };
  [source: string]: unknown;
}

export interface PersistentVolumeStatus {
  phase?: 'Pending' | 'Available' | 'Bound' | 'Released' | 'Failed';
  message?: string;
  reason?: string;
  /** RFC 3339: when the phase last changed. */
  lastPhaseTransitionTime?: string;
}

export interface StorageClass extends KubeObject {
  kind: 'StorageClass';
  provisioner: string;
  parameters?: Record<string, string>;
  reclaimPolicy?: ReclaimPolicy;
  mountOptions?: string[];
  allowVolumeExpansion?: boolean;
  volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
}
