import { defaulterOf } from './defaults/by-kind.ts';
import type { Defaulter } from './defaults/by-kind.ts';
import { NODE_STATUS } from './defaults/cluster.ts';
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
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
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
  return { storedVersions };
}

/** What Go writes of a status of which nothing is known: its structs, and its fields that are always written. */
const ZERO_STATUS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Pod: {},
  Service: { loadBalancer: {} },
  Namespace: {},
  Node: NODE_STATUS,
  Deployment: {},
  ReplicaSet: { replicas: 0 },
  ReplicationController: { replicas: 0 },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
  DaemonSet: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  Job: {},
  CronJob: {},
  PersistentVolumeClaim: {},
  PersistentVolume: {},
  Ingress: { loadBalancer: {} },
  CustomResourceDefinition: { acceptedNames: { plural: '', kind: '' }, conditions: null, storedVersions: null },
  ResourceQuota: {},
  HorizontalPodAutoscaler: { desiredReplicas: 0 },
  PodDisruptionBudget: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  CertificateSigningRequest: {},
  VolumeAttachment: { attached: false },
  FlowSchema: {},
  PriorityLevelConfiguration: {},
  ValidatingAdmissionPolicy: {},
  APIService: {},
};

/** What PrepareForCreate of a kind's strategy adds to that (pkg/registry/<group>/<kind>/strategy.go). */
const INITIAL_STATUS: Readonly<Record<string, (object: GenericObject) => Record<string, unknown>>> = {
  Pod: initialPodStatus,
  Namespace: () => ({ phase: 'Active' }),
  // A kubelet registers its Node with a status.
  Node: ({ status = {} }) => status,
  PersistentVolumeClaim: () => ({ phase: 'Pending' }),
  PersistentVolume: () => ({ phase: 'Pending' }),
  CustomResourceDefinition: initialDefinitionStatus,
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
  const zeroStatus = ZERO_STATUS[info.kind];
  const initialStatus = INITIAL_STATUS[info.kind];
  const defaulter = defaulterOf(info.group, info.kind);
  const defaults = defaulter !== undefined && info.kind === 'Pod' ? oncePerSpecification(defaulter) : defaulter;
  return {
    statusSubresource: !WITHOUT_STATUS.has(info.kind),
    ...(info.kind === 'Node' && { statusOnCreate: true }),
    generation: WITH_GENERATION.has(info.kind),
    ...(zeroStatus !== undefined && { zeroStatus }),
    ...(initialStatus !== undefined && { initialStatus }),
    ...(defaults !== undefined && { defaults }),
  };
}
