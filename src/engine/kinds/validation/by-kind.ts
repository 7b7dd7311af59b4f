import type { Validation } from '../strategy.ts';
import { validateValidatingAdmissionPolicy, validateValidatingAdmissionPolicyBinding } from './admission-policy.ts';
import {
  validateHorizontalPodAutoscaler,
  validateHorizontalPodAutoscalerUpdate,
  validatePodDisruptionBudget,
  validatePodDisruptionBudgetUpdate,
} from './autoscaler.ts';
import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateClusterRoleBindingUpdate,
  validateEvent,
  validateNamespace,
  validatePriorityClass,
  validatePriorityClassUpdate,
  validateResourceQuota,
  validateResourceQuotaUpdate,
  validateRole,
  validateRoleBinding,
  validateRoleBindingUpdate,
  validateServiceAccount,
} from './cluster.ts';
import { validateConfigMap, validateConfigMapUpdate } from './configmap.ts';
import {
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionUpdate,
} from './custom-resource-definition.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from './daemonset.ts';
import { validateDeployment, validateDeploymentUpdate } from './deployment.ts';
import { validateIngress, validateIngressClass, validateIngressUpdate } from './ingress.ts';
import { validateCronJob, validateCronJobUpdate, validateJob, validateJobUpdate } from './job.ts';
import { validateLease } from './lease.ts';
import { validateLimitRange } from './limit-range.ts';
import { validateNetworkPolicy, validateNetworkPolicyUpdate } from './network-policy.ts';
import { validateNode, validateNodeUpdate } from './node.ts';
import {
  subdomainName,
  validateGenericObjectMeta,
  validateGenericObjectMetaUpdate,
  validateObjectMetaUpdate,
} from './object-meta.ts';
import { validatePod, validatePodUpdate } from './pod.ts';
import {
  validatePodTemplate,
  validateReplicaSet,
  validateReplicaSetUpdate,
  validateReplicationController,
  validateReplicationControllerUpdate,
} from './replicaset.ts';
import { validateRuntimeClass, validateRuntimeClassUpdate } from './runtime-class.ts';
import { validateSecret, validateSecretUpdate } from './secret.ts';
import { validateEndpoints, validateEndpointSlice, validateService, validateServiceUpdate } from './service.ts';
import { validateStatefulSet, validateStatefulSetUpdate } from './statefulset.ts';
import {
  validatePersistentVolume,
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimUpdate,
  validatePersistentVolumeUpdate,
  validateStorageClass,
  validateStorageClassUpdate,
} from './storage.ts';

/** A kind whose changes are checked like new objects. */
function always(validate: Validation['validate']): Validation {
  return {
    validate,
    validateUpdate: (object, old) => [...validateObjectMetaUpdate(object, old), ...validate(object)],
  };
}

/** By group and kind, as `Pod` and `apps/Deployment`. */
const validations: Readonly<Record<string, Validation>> = {
  Pod: { validate: validatePod, validateUpdate: validatePodUpdate },
  PodTemplate: always(validatePodTemplate),
  ReplicationController: {
    validate: validateReplicationController,
    validateUpdate: validateReplicationControllerUpdate,
  },
  Service: { validate: validateService, validateUpdate: validateServiceUpdate },
  Endpoints: always(validateEndpoints),
  ConfigMap: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
  Secret: { validate: validateSecret, validateUpdate: validateSecretUpdate },
  Namespace: { validate: validateNamespace, validateUpdate: validateObjectMetaUpdate },
  Node: { validate: validateNode, validateUpdate: validateNodeUpdate },
  Event: always(validateEvent),
  ServiceAccount: { validate: validateServiceAccount, validateUpdate: validateObjectMetaUpdate },
  PersistentVolume: { validate: validatePersistentVolume, validateUpdate: validatePersistentVolumeUpdate },
  PersistentVolumeClaim: {
    validate: validatePersistentVolumeClaim,
    validateUpdate: validatePersistentVolumeClaimUpdate,
  },
  ResourceQuota: { validate: validateResourceQuota, validateUpdate: validateResourceQuotaUpdate },
  LimitRange: always(validateLimitRange),
  'apps/Deployment': { validate: validateDeployment, validateUpdate: validateDeploymentUpdate },
  'apps/ReplicaSet': { validate: validateReplicaSet, validateUpdate: validateReplicaSetUpdate },
  'apps/StatefulSet': { validate: validateStatefulSet, validateUpdate: validateStatefulSetUpdate },
  'apps/DaemonSet': { validate: validateDaemonSet, validateUpdate: validateDaemonSetUpdate },
  'batch/Job': { validate: validateJob, validateUpdate: validateJobUpdate },
  'batch/CronJob': { validate: validateCronJob, validateUpdate: validateCronJobUpdate },
  'autoscaling/HorizontalPodAutoscaler': {
    validate: validateHorizontalPodAutoscaler,
    validateUpdate: validateHorizontalPodAutoscalerUpdate,
  },
  'policy/PodDisruptionBudget': {
    validate: validatePodDisruptionBudget,
    validateUpdate: validatePodDisruptionBudgetUpdate,
  },
  'networking.k8s.io/Ingress': { validate: validateIngress, validateUpdate: validateIngressUpdate },
  'networking.k8s.io/IngressClass': always(validateIngressClass),
  'networking.k8s.io/NetworkPolicy': { validate: validateNetworkPolicy, validateUpdate: validateNetworkPolicyUpdate },
  'discovery.k8s.io/EndpointSlice': always(validateEndpointSlice),
  'storage.k8s.io/StorageClass': { validate: validateStorageClass, validateUpdate: validateStorageClassUpdate },
  'scheduling.k8s.io/PriorityClass': { validate: validatePriorityClass, validateUpdate: validatePriorityClassUpdate },
  'rbac.authorization.k8s.io/Role': always(validateRole),
  'rbac.authorization.k8s.io/ClusterRole': always(validateClusterRole),
  'rbac.authorization.k8s.io/RoleBinding': { validate: validateRoleBinding, validateUpdate: validateRoleBindingUpdate },
  'rbac.authorization.k8s.io/ClusterRoleBinding': {
    validate: validateClusterRoleBinding,
    validateUpdate: validateClusterRoleBindingUpdate,
  },
  'coordination.k8s.io/Lease': always(validateLease),
  'node.k8s.io/RuntimeClass': { validate: validateRuntimeClass, validateUpdate: validateRuntimeClassUpdate },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': always(validateValidatingAdmissionPolicy),
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': always(validateValidatingAdmissionPolicyBinding),
  'apiextensions.k8s.io/CustomResourceDefinition': {
    validate: validateCustomResourceDefinition,
    validateUpdate: validateCustomResourceDefinitionUpdate,
  },
};

const namespacedObject: Validation = {
  validate: (object) => validateGenericObjectMeta(object, true, subdomainName),
  validateUpdate: validateGenericObjectMetaUpdate,
};
const clusterObject: Validation = {
  validate: (object) => validateGenericObjectMeta(object, false, subdomainName),
  validateUpdate: validateGenericObjectMetaUpdate,
};

/** What is checked of a kind; the core group is ''. Of kinds without rules of their own, as custom resources are, the metadata. */
export function validationOf(group: string, kind: string, namespaced: boolean): Validation {
  const key = group === '' ? kind : `${group}/${kind}`;
  const known = Object.hasOwn(validations, key) ? validations[key] : undefined;
  return known ?? (namespaced ? namespacedObject : clusterObject);
}
