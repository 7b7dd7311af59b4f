/** A kind of the Kubernetes API: where it lives, and the class of the OpenAPI model that describes it. */
export interface ModelledKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The class in @kubernetes/client-node. */
  readonly model: string;
  /** Whether a person writes it in a manifest, so that the editor completes and explains it. */
  readonly written: boolean;
}

const written = (apiVersion: string, kind: string, model = `V1${kind}`): ModelledKind => ({
  apiVersion,
  kind,
  model,
  written: true,
});

const internal = (apiVersion: string, kind: string, model = `V1${kind}`): ModelledKind => ({
  apiVersion,
  kind,
  model,
  written: false,
});

/** Every kind that the API server decodes, in the order in which the editor offers them. */
export const modelledKinds: readonly ModelledKind[] = [
  written('v1', 'Pod'),
  written('apps/v1', 'Deployment'),
  written('v1', 'Service'),
  written('v1', 'ConfigMap'),
  written('v1', 'Secret'),
  written('v1', 'Namespace'),
  written('apps/v1', 'ReplicaSet'),
  written('apps/v1', 'StatefulSet'),
  written('apps/v1', 'DaemonSet'),
  written('batch/v1', 'Job'),
  written('batch/v1', 'CronJob'),
  written('autoscaling/v2', 'HorizontalPodAutoscaler', 'V2HorizontalPodAutoscaler'),
  written('autoscaling/v1', 'HorizontalPodAutoscaler'),
  written('policy/v1', 'PodDisruptionBudget'),
  written('networking.k8s.io/v1', 'Ingress'),
  written('networking.k8s.io/v1', 'IngressClass'),
  written('networking.k8s.io/v1', 'NetworkPolicy'),
  written('v1', 'PersistentVolume'),
  written('v1', 'PersistentVolumeClaim'),
  written('storage.k8s.io/v1', 'StorageClass'),
  written('v1', 'ServiceAccount'),
  written('rbac.authorization.k8s.io/v1', 'Role'),
  written('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  written('rbac.authorization.k8s.io/v1', 'ClusterRole'),
  written('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
  written('v1', 'ResourceQuota'),
  written('v1', 'LimitRange'),
  written('scheduling.k8s.io/v1', 'PriorityClass'),
  written('v1', 'ReplicationController'),
  written('v1', 'Endpoints'),
  written('discovery.k8s.io/v1', 'EndpointSlice'),
  written('v1', 'Node'),
  written('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),

  internal('v1', 'Event', 'CoreV1Event'),
  internal('events.k8s.io/v1', 'Event', 'EventsV1Event'),
  internal('v1', 'Binding'),
  internal('apps/v1', 'ControllerRevision'),
  internal('autoscaling/v1', 'Scale'),
  internal('policy/v1', 'Eviction'),
  internal('coordination.k8s.io/v1', 'Lease'),
  internal('storage.k8s.io/v1', 'CSIDriver'),
  internal('storage.k8s.io/v1', 'VolumeAttachment'),
  internal('authorization.k8s.io/v1', 'SelfSubjectAccessReview'),
  internal('authorization.k8s.io/v1', 'SubjectAccessReview'),
  internal('v1', 'DeleteOptions'),
];
