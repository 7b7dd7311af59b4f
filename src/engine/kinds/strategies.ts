import { defaulterOf } from './defaults/by-kind.ts';
import type { Defaulter } from './defaults/by-kind.ts';
import { qosClass } from './qos.ts';
import type { BuiltinResource } from './registry-data.ts';
import type { Strategy } from './strategy.ts';
import type { GenericObject, PodSpec } from './types/index.ts';

/** Kinds whose status is not a subresource, or which have none. */
const WITHOUT_STATUS = new Set([
  'ConfigMap',
  'Secret',
  'Event',
  'Endpoints',
  'EndpointSlice',
  'ServiceAccount',
  'Lease',
  'LimitRange',
  'PriorityClass',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'IngressClass',
  'RuntimeClass',
  'NetworkPolicy',
  'PodTemplate',
  'ControllerRevision',
  'CSIDriver',
  'CSINode',
  'CSIStorageCapacity',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicyBinding',
  // A kubelet registers its Node with a status.
  'Node',
]);

const WITH_GENERATION = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'PodDisruptionBudget',
  'Ingress',
  'NetworkPolicy',
  'EndpointSlice',
  'CustomResourceDefinition',
]);

/** Also says of a pod behind a gate why nobody schedules it (pkg/registry/core/pod/strategy.go, applySchedulingGatedCondition). */
function initialPodStatus(pod: GenericObject): Record<string, unknown> {
  const spec = pod.spec as unknown as PodSpec;
  const status = { phase: 'Pending', qosClass: qosClass(spec) };
  if ((spec.schedulingGates ?? []).length === 0) return status;
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  const gated = { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message };
  return { ...status, conditions: [{ ...gated, lastProbeTime: null, lastTransitionTime: null }] };
}

/** Which version is stored, before anyone has judged the names (pkg/registry/customresourcedefinition/strategy.go). */
function initialDefinitionStatus({ spec }: GenericObject): Record<string, unknown> {
  const versions = (spec?.['versions'] ?? []) as readonly { name?: string; storage?: boolean }[];
  const storedVersions = versions.flatMap(({ name, storage }) =>
    storage === true && name !== undefined ? [name] : [],
  );
  return { acceptedNames: { plural: '', kind: '' }, conditions: null, storedVersions };
}

/** The status that PrepareForCreate of each kind's strategy leaves (pkg/registry/<group>/<kind>/strategy.go). */
const INITIAL_STATUS: Readonly<Record<string, (object: GenericObject) => Record<string, unknown>>> = {
  Pod: initialPodStatus,
  Service: () => ({ loadBalancer: {} }),
  Namespace: () => ({ phase: 'Active' }),
  Deployment: () => ({}),
  ReplicaSet: () => ({ replicas: 0 }),
  ReplicationController: () => ({ replicas: 0 }),
  StatefulSet: () => ({ replicas: 0, availableReplicas: 0 }),
  DaemonSet: () => ({ currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }),
  Job: () => ({}),
  CronJob: () => ({}),
  PersistentVolumeClaim: () => ({ phase: 'Pending' }),
  PersistentVolume: () => ({ phase: 'Pending' }),
  Ingress: () => ({ loadBalancer: {} }),
  CustomResourceDefinition: initialDefinitionStatus,
  ResourceQuota: () => ({}),
  HorizontalPodAutoscaler: () => ({ desiredReplicas: 0 }),
  PodDisruptionBudget: () => ({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 }),
};

/** Pods of one template share its specification: what is filled in is found once for all of them. */
function oncePerSpecification(defaulter: Defaulter): Defaulter {
  const found = new WeakMap<object, GenericObject['spec']>();
  return (object) => {
    const { spec } = object;
    if (spec === undefined) return defaulter(object);
    const known = found.get(spec);
    if (known !== undefined) return known === spec ? object : { ...object, spec: known };
    const defaulted = defaulter(object);
    if (defaulted.spec !== undefined) found.set(spec, defaulted.spec);
    return defaulted;
  };
}

/** What the API server does for a built-in kind. */
export function strategyOf(info: BuiltinResource): Strategy {
  const initialStatus = INITIAL_STATUS[info.kind];
  const defaulter = defaulterOf(info.group, info.kind);
  const defaults = defaulter !== undefined && info.kind === 'Pod' ? oncePerSpecification(defaulter) : defaulter;
  return {
    statusSubresource: !WITHOUT_STATUS.has(info.kind),
    generation: WITH_GENERATION.has(info.kind),
    ...(initialStatus !== undefined && { initialStatus }),
    ...(defaults !== undefined && { defaults }),
  };
}
