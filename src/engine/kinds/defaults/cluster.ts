import { encodeBase64Text } from '../../api/base64.ts';
import { fieldsOf, isFields, isSet, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { changeItems, changeObject, fillAbsent, fillZero, withField } from './fill.ts';
import { roundResourceList } from './resources.ts';

/** SetDefaults_Secret; what was given as text joins `data` as base64 and is not kept (conversion.go). */
export function defaultSecret(secret: GenericObject): GenericObject {
  const typed = fillZero(secret, { type: 'Opaque' });
  if (!isSet(typed['stringData'])) return typed;
  const { stringData, ...rest } = typed;
  const texts = sortedEntries(stringData).map(([key, text]) => [key, encodeBase64Text(stringOf(text))] as const);
  if (texts.length === 0) return rest;
  return { ...rest, data: Object.fromEntries([...Object.entries(fieldsOf(rest['data'])), ...texts]) };
}

/** SetDefaults_Namespace, SetDefaults_NamespaceStatus, and the finalizer that the strategy adds. */
export function defaultNamespace(namespace: GenericObject): GenericObject {
  const { metadata } = namespace;
  const name = stringOf(metadata.name);
  const labels = fillAbsent(fieldsOf(metadata.labels), name === '' ? {} : { 'kubernetes.io/metadata.name': name });
  const labelled = labels === fieldsOf(metadata.labels) ? metadata : { ...metadata, labels };
  const withLabels = withField(namespace, 'metadata', labelled);
  const withFinalizers = isSet(metadata.deletionTimestamp)
    ? withLabels
    : withField(withLabels, 'spec', fillZero(fieldsOf(withLabels.spec), { finalizers: ['kubernetes'] }));
  const status = fillZero(fieldsOf(withFinalizers.status), { phase: 'Active' });
  return withField(withFinalizers, 'status', status);
}

/** Parts of a Node that are never left out, since they are plain structs in Go. */
const NODE_INFO = {
  architecture: '',
  bootID: '',
  containerRuntimeVersion: '',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: '',
  machineID: '',
  operatingSystem: '',
  osImage: '',
  systemUUID: '',
};
/** The status of a Node of which nothing is known. */
export const NODE_STATUS = { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: NODE_INFO };

/** SetDefaults_NodeStatus: what is allocatable is the capacity, unless the kubelet says less. */
export function defaultNode(node: GenericObject): GenericObject {
  const whole = fillAbsent(node, { spec: {}, status: NODE_STATUS });
  return changeObject(whole, 'status', (given) => {
    const status = changeObject(changeObject(given, 'capacity', roundResourceList), 'allocatable', roundResourceList);
    return isFields(status['capacity']) ? fillAbsent(status, { allocatable: status['capacity'] }) : status;
  });
}

/** SetDefaults_PriorityClass. */
export function defaultPriorityClass(priorityClass: GenericObject): GenericObject {
  return fillAbsent(priorityClass, { preemptionPolicy: 'PreemptLowerPriority' });
}

const rbacGroup = 'rbac.authorization.k8s.io';

function defaultSubject(subject: Fields): Fields {
  const inGroup = subject['kind'] === 'User' || subject['kind'] === 'Group';
  return inGroup ? fillZero(subject, { apiGroup: rbacGroup }) : subject;
}

/** SetDefaults_RoleBinding and SetDefaults_ClusterRoleBinding. */
export function defaultRoleBinding(binding: GenericObject): GenericObject {
  const withRole = changeObject(binding, 'roleRef', (role) => fillZero(role, { apiGroup: rbacGroup }));
  return changeItems(withRole, 'subjects', defaultSubject);
}

const EVENT_DEFAULTS = { involvedObject: {}, source: {} };

/** No defaults upstream; these are no pointers in Go, and so always written. */
export function defaultEvent(event: GenericObject): GenericObject {
  return fillAbsent(event, EVENT_DEFAULTS);
}

/** A kind whose specification is a plain struct in Go, so that it is there even when nobody wrote it. */
export function defaultSpec(object: GenericObject): GenericObject {
  return fillAbsent(object, { spec: {} });
}
