import type { GenericObject } from '../types/index.ts';
import {
  defaultEvent,
  defaultNamespace,
  defaultNode,
  defaultPriorityClass,
  defaultRoleBinding,
  defaultSecret,
  defaultSpec,
} from './cluster.ts';
import { defaultEndpoints, defaultEndpointSlice } from './network.ts';
import { defaultPod } from './pod.ts';
import { defaultService } from './service.ts';
import { defaultPersistentVolume, defaultPersistentVolumeClaim, defaultStorageClass } from './storage.ts';
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultPodTemplateObject,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from './workloads.ts';

/** Fills in what an object leaves out; gives the same object back when there is nothing to fill in. */
export type Defaulter = (object: GenericObject) => GenericObject;

/** By group and kind, as `Pod` and `apps/Deployment`. Kinds that are neither here nor in `requested.ts` have no defaults. */
const defaulters: Readonly<Record<string, Defaulter>> = {
  Pod: defaultPod,
  PodTemplate: defaultPodTemplateObject,
  ReplicationController: defaultReplicationController,
  Service: defaultService,
  Endpoints: defaultEndpoints,
  Secret: defaultSecret,
  Namespace: defaultNamespace,
  Node: defaultNode,
  Event: defaultEvent,
  PersistentVolume: defaultPersistentVolume,
  PersistentVolumeClaim: defaultPersistentVolumeClaim,
  ResourceQuota: defaultSpec,
  'policy/PodDisruptionBudget': defaultSpec,
  'apps/Deployment': defaultDeployment,
  'apps/ReplicaSet': defaultReplicaSet,
  'apps/StatefulSet': defaultStatefulSet,
  'apps/DaemonSet': defaultDaemonSet,
  'batch/Job': defaultJob,
  'batch/CronJob': defaultCronJob,
  'discovery.k8s.io/EndpointSlice': defaultEndpointSlice,
  'storage.k8s.io/StorageClass': defaultStorageClass,
  'scheduling.k8s.io/PriorityClass': defaultPriorityClass,
  'rbac.authorization.k8s.io/RoleBinding': defaultRoleBinding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': defaultRoleBinding,
};

/** The defaults of a kind; the core group is ''. Undefined when it has none, as custom resources have not. */
export function defaulterOf(group: string, kind: string): Defaulter | undefined {
  const key = group === '' ? kind : `${group}/${kind}`;
  return Object.hasOwn(defaulters, key) ? defaulters[key] : undefined;
}
