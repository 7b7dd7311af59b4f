/** What API discovery tells of one resource. */
export interface BuiltinResource {
  /** `''` for core. */
  group: string;
  /** The version that is preferred, and served (`servedVersions` has the few others). */
  version: string;
  kind: string;
  /** Lower-case plural, as in URLs. */
  resource: string;
  singular: string;
  shortNames: readonly string[];
  namespaced: boolean;
  /** `all`: what `kubectl get all` lists. */
  categories: readonly string[];
  verbs: readonly string[];
  /** A CustomResourceDefinition adds it. */
  custom?: true;
}

const EVERY_VERB = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const REVIEW_VERBS = ['create'] as const;

interface Details {
  shortNames?: readonly string[];
  singular?: string;
  categories?: readonly string[];
  verbs?: readonly string[];
}

function describe(
  groupVersion: string,
  namespaced: boolean,
  resource: string,
  kind: string,
  details: Details = {},
): BuiltinResource {
  const slash = groupVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    kind,
    resource,
    singular: details.singular ?? kind.toLowerCase(),
    shortNames: details.shortNames ?? [],
    namespaced,
    categories: details.categories ?? [],
    verbs: details.verbs ?? EVERY_VERB,
  };
}

const ALL = ['all'] as const;
const API_EXTENSIONS = ['api-extensions'] as const;

/**
 * Every resource that a 1.32 API server serves by default, in the order of `kubectl api-resources` (by group, then name).
 * The order also decides which group wins when a name is ambiguous (`events`) and the order of `kubectl get all`.
 */
export const builtinResources: readonly BuiltinResource[] = [
  describe('v1', true, 'bindings', 'Binding', { verbs: REVIEW_VERBS }),
  describe('v1', false, 'componentstatuses', 'ComponentStatus', { shortNames: ['cs'], verbs: ['get', 'list'] }),
  describe('v1', true, 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  describe('v1', true, 'endpoints', 'Endpoints', { shortNames: ['ep'] }),
  describe('v1', true, 'events', 'Event', { shortNames: ['ev'] }),
  describe('v1', true, 'limitranges', 'LimitRange', { shortNames: ['limits'] }),
  describe('v1', false, 'namespaces', 'Namespace', {
    shortNames: ['ns'],
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  }),
  describe('v1', false, 'nodes', 'Node', { shortNames: ['no'] }),
  describe('v1', true, 'persistentvolumeclaims', 'PersistentVolumeClaim', { shortNames: ['pvc'] }),
  describe('v1', false, 'persistentvolumes', 'PersistentVolume', { shortNames: ['pv'] }),
  describe('v1', true, 'pods', 'Pod', { shortNames: ['po'], categories: ALL }),
  describe('v1', true, 'podtemplates', 'PodTemplate'),
  describe('v1', true, 'replicationcontrollers', 'ReplicationController', { shortNames: ['rc'], categories: ALL }),
  describe('v1', true, 'resourcequotas', 'ResourceQuota', { shortNames: ['quota'] }),
  describe('v1', true, 'secrets', 'Secret'),
  describe('v1', true, 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  describe('v1', true, 'services', 'Service', { shortNames: ['svc'], categories: ALL }),
  describe('admissionregistration.k8s.io/v1', false, 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', {
    categories: API_EXTENSIONS,
  }),
  describe('admissionregistration.k8s.io/v1', false, 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', {
    categories: API_EXTENSIONS,
  }),
  describe(
    'admissionregistration.k8s.io/v1',
    false,
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    { categories: API_EXTENSIONS },
  ),
  describe(
    'admissionregistration.k8s.io/v1',
    false,
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    { categories: API_EXTENSIONS },
  ),
  describe('apiextensions.k8s.io/v1', false, 'customresourcedefinitions', 'CustomResourceDefinition', {
    shortNames: ['crd', 'crds'],
    categories: API_EXTENSIONS,
  }),
  describe('apiregistration.k8s.io/v1', false, 'apiservices', 'APIService', { categories: API_EXTENSIONS }),
  describe('apps/v1', true, 'controllerrevisions', 'ControllerRevision'),
  describe('apps/v1', true, 'daemonsets', 'DaemonSet', { shortNames: ['ds'], categories: ALL }),
  describe('apps/v1', true, 'deployments', 'Deployment', { shortNames: ['deploy'], categories: ALL }),
  describe('apps/v1', true, 'replicasets', 'ReplicaSet', { shortNames: ['rs'], categories: ALL }),
  describe('apps/v1', true, 'statefulsets', 'StatefulSet', { shortNames: ['sts'], categories: ALL }),
  describe('authentication.k8s.io/v1', false, 'selfsubjectreviews', 'SelfSubjectReview', { verbs: REVIEW_VERBS }),
  describe('authentication.k8s.io/v1', false, 'tokenreviews', 'TokenReview', { verbs: REVIEW_VERBS }),
  describe('authorization.k8s.io/v1', true, 'localsubjectaccessreviews', 'LocalSubjectAccessReview', {
    verbs: REVIEW_VERBS,
  }),
  describe('authorization.k8s.io/v1', false, 'selfsubjectaccessreviews', 'SelfSubjectAccessReview', {
    verbs: REVIEW_VERBS,
  }),
  describe('authorization.k8s.io/v1', false, 'selfsubjectrulesreviews', 'SelfSubjectRulesReview', {
    verbs: REVIEW_VERBS,
  }),
  describe('authorization.k8s.io/v1', false, 'subjectaccessreviews', 'SubjectAccessReview', { verbs: REVIEW_VERBS }),
  describe('autoscaling/v2', true, 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', {
    shortNames: ['hpa'],
    categories: ALL,
  }),
  describe('batch/v1', true, 'cronjobs', 'CronJob', { shortNames: ['cj'], categories: ALL }),
  describe('batch/v1', true, 'jobs', 'Job', { categories: ALL }),
  describe('certificates.k8s.io/v1', false, 'certificatesigningrequests', 'CertificateSigningRequest', {
    shortNames: ['csr'],
  }),
  describe('coordination.k8s.io/v1', true, 'leases', 'Lease'),
  describe('discovery.k8s.io/v1', true, 'endpointslices', 'EndpointSlice'),
  describe('events.k8s.io/v1', true, 'events', 'Event', { shortNames: ['ev'] }),
  describe('flowcontrol.apiserver.k8s.io/v1', false, 'flowschemas', 'FlowSchema'),
  describe('flowcontrol.apiserver.k8s.io/v1', false, 'prioritylevelconfigurations', 'PriorityLevelConfiguration'),
  describe('metrics.k8s.io/v1beta1', false, 'nodes', 'NodeMetrics', { singular: '', verbs: ['get', 'list'] }),
  describe('metrics.k8s.io/v1beta1', true, 'pods', 'PodMetrics', { singular: '', verbs: ['get', 'list'] }),
  describe('networking.k8s.io/v1', false, 'ingressclasses', 'IngressClass'),
  describe('networking.k8s.io/v1', true, 'ingresses', 'Ingress', { shortNames: ['ing'] }),
  describe('networking.k8s.io/v1', true, 'networkpolicies', 'NetworkPolicy', { shortNames: ['netpol'] }),
  describe('node.k8s.io/v1', false, 'runtimeclasses', 'RuntimeClass'),
  describe('policy/v1', true, 'poddisruptionbudgets', 'PodDisruptionBudget', { shortNames: ['pdb'] }),
  describe('rbac.authorization.k8s.io/v1', false, 'clusterrolebindings', 'ClusterRoleBinding'),
  describe('rbac.authorization.k8s.io/v1', false, 'clusterroles', 'ClusterRole'),
  describe('rbac.authorization.k8s.io/v1', true, 'rolebindings', 'RoleBinding'),
  describe('rbac.authorization.k8s.io/v1', true, 'roles', 'Role'),
  describe('scheduling.k8s.io/v1', false, 'priorityclasses', 'PriorityClass', { shortNames: ['pc'] }),
  describe('storage.k8s.io/v1', false, 'csidrivers', 'CSIDriver'),
  describe('storage.k8s.io/v1', false, 'csinodes', 'CSINode'),
  describe('storage.k8s.io/v1', true, 'csistoragecapacities', 'CSIStorageCapacity'),
  describe('storage.k8s.io/v1', false, 'storageclasses', 'StorageClass', { shortNames: ['sc'] }),
  describe('storage.k8s.io/v1', false, 'volumeattachments', 'VolumeAttachment'),
];

/** `group/version` of every version served, sorted as `kubectl api-versions` prints them. */
export const servedVersions: readonly string[] = [
  'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'apiregistration.k8s.io/v1',
  'apps/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'certificates.k8s.io/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'events.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1',
  'metrics.k8s.io/v1beta1',
  'networking.k8s.io/v1',
  'node.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
  'v1',
];
