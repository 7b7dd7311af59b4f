import type { TypeSchema } from './schema.ts';

/**
 * Go writes optional fields with `omitempty`: an empty list or map, and for fields that are no pointers also '', 0 and
 * false, are not written. The schema does not tell pointers from values, so these are the scalar fields that are values
 * (from the Go structs of k8s.io/api), by type where the name alone is ambiguous.
 */
const valueFields: ReadonlySet<string> = new Set([
  'ObjectMeta.generateName',
  'ObjectMeta.namespace',
  'ObjectMeta.resourceVersion',
  'ObjectMeta.selfLink',
  'ObjectMeta.uid',
  'ObjectMeta.generation',
  'PodSpec.dnsPolicy',
  'PodSpec.hostIPC',
  'PodSpec.hostNetwork',
  'PodSpec.hostPID',
  'PodSpec.hostname',
  'PodSpec.nodeName',
  'PodSpec.priorityClassName',
  'PodSpec.restartPolicy',
  'PodSpec.schedulerName',
  'PodSpec.serviceAccount',
  'PodSpec.serviceAccountName',
  'PodSpec.subdomain',
  'Container.image',
  'Container.imagePullPolicy',
  'Container.stdin',
  'Container.stdinOnce',
  'Container.terminationMessagePath',
  'Container.terminationMessagePolicy',
  'Container.tty',
  'Container.workingDir',
  'ContainerPort.hostIP',
  'ContainerPort.hostPort',
  'ContainerPort.name',
  'ContainerPort.protocol',
  'EnvVar.value',
  'EnvFromSource.prefix',
  'VolumeMount.readOnly',
  'VolumeMount.subPath',
  'VolumeMount.subPathExpr',
  'Probe.failureThreshold',
  'Probe.initialDelaySeconds',
  'Probe.periodSeconds',
  'Probe.successThreshold',
  'Probe.timeoutSeconds',
  'HTTPGetAction.host',
  'HTTPGetAction.path',
  'HTTPGetAction.scheme',
  'TCPSocketAction.host',
  'Toleration.effect',
  'Toleration.key',
  'Toleration.operator',
  'Toleration.value',
  'Taint.value',
  'LocalObjectReference.name',
  'EmptyDirVolumeSource.medium',
  'ConfigMapVolumeSource.name',
  'SecretVolumeSource.secretName',
  'PersistentVolumeClaimVolumeSource.readOnly',
  'NFSVolumeSource.readOnly',
  'ConfigMapEnvSource.name',
  'SecretEnvSource.name',
  'ConfigMapKeySelector.name',
  'SecretKeySelector.name',
  'ObjectFieldSelector.apiVersion',
  'ResourceFieldSelector.containerName',
  'DeploymentSpec.minReadySeconds',
  'DeploymentSpec.paused',
  'DeploymentStrategy.type',
  'ReplicaSetSpec.minReadySeconds',
  'StatefulSetSpec.minReadySeconds',
  'StatefulSetSpec.podManagementPolicy',
  'StatefulSetUpdateStrategy.type',
  'DaemonSetSpec.minReadySeconds',
  'DaemonSetUpdateStrategy.type',
  'ReplicationControllerSpec.minReadySeconds',
  'CronJobSpec.concurrencyPolicy',
  'ServiceSpec.clusterIP',
  'ServiceSpec.externalName',
  'ServiceSpec.externalTrafficPolicy',
  'ServiceSpec.healthCheckNodePort',
  'ServiceSpec.loadBalancerIP',
  'ServiceSpec.publishNotReadyAddresses',
  'ServiceSpec.sessionAffinity',
  'ServiceSpec.type',
  'ServicePort.name',
  'ServicePort.nodePort',
  'ServicePort.protocol',
  'Secret.type',
  'NodeSpec.podCIDR',
  'NodeSpec.providerID',
  'NodeSpec.unschedulable',
  'IngressRule.host',
  'IngressTLS.secretName',
  'HTTPIngressPath.path',
  'ServiceBackendPort.name',
  'ServiceBackendPort.number',
  'CrossVersionObjectReference.apiVersion',
  'V2CrossVersionObjectReference.apiVersion',
  'PersistentVolumeClaimSpec.volumeName',
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy',
  'PersistentVolumeSpec.storageClassName',
  'PriorityClass.description',
  'PriorityClass.globalDefault',
]);

/** Lists that defaulting fills only when they are nil: an empty one stays, and validation refuses it. */
const keptEmpty: ReadonlySet<string> = new Set(['V2HPAScalingRules.policies']);

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Whether Go leaves a decoded field out when it writes the object. */
export function isZeroOmitted(typeName: string, schema: TypeSchema, field: string, value: unknown): boolean {
  if (isZero(value)) return valueFields.has(`${typeName}.${field}`);
  if (keptEmpty.has(`${typeName}.${field}`)) return false;
  const notation = schema.fields[field] ?? '';
  const collection = notation.startsWith('[]') || notation.startsWith('map[');
  return collection && schema.required?.includes(field) !== true && isEmpty(value);
}
