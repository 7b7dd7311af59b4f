import type { BuiltinResource } from './registry-data.ts';
import type { Strategy } from './strategy.ts';

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

/** What the API server does for a built-in kind. */
export function strategyOf(info: BuiltinResource): Strategy {
  return { statusSubresource: !WITHOUT_STATUS.has(info.kind), generation: WITH_GENERATION.has(info.kind) };
}
