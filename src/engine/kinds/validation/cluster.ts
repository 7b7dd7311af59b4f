import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { compareQuantity } from '../../api/quantity.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../api/names.ts';
import { fieldsOf, isSet, listOf, numberOf, objectsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkOptionalWord, checkSyntax, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import {
  labelName,
  pathSegmentName,
  subdomainName,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta.ts';
import { checkResourceList, checkResourceName } from './resources.ts';

/** A new Namespace (ValidateNamespace). */
export function validateNamespace(namespace: Fields): FieldError[] {
  const errors = validateObjectMeta(namespace, false, labelName);
  for (const finalizer of listOf(fieldsOf(namespace['spec'])['finalizers'])) {
    checkSyntax(isQualifiedName(stringOf(finalizer)), finalizer, 'spec.finalizers', errors);
  }
  return errors;
}

/** A ServiceAccount (ValidateServiceAccount). */
export function validateServiceAccount(account: Fields): FieldError[] {
  return validateObjectMeta(account, true, subdomainName);
}

function checkQuota(quota: Fields, errors: Errors): void {
  const { hard, scopes } = fieldsOf(quota['spec']);
  for (const [name] of sortedEntries(hard)) {
    const countsObjects = name.startsWith('count/');
    if (!countsObjects) checkResourceName(name, `spec.hard[${name}]`, errors);
  }
  checkResourceList(hard, 'spec.hard', errors);
  const known = [
    'BestEffort',
    'NotBestEffort',
    'Terminating',
    'NotTerminating',
    'PriorityClass',
    'CrossNamespacePodAffinity',
  ];
  for (const scope of listOf(scopes)) {
    if (!known.includes(stringOf(scope))) errors.push(invalid('spec.scopes', scopes, 'unsupported scope'));
  }
}

/** A new ResourceQuota (ValidateResourceQuota). */
export function validateResourceQuota(quota: Fields): FieldError[] {
  const errors = validateObjectMeta(quota, true, subdomainName);
  checkQuota(quota, errors);
  return errors;
}

/** A changed ResourceQuota, whose scopes stay (ValidateResourceQuotaUpdate). */
export function validateResourceQuotaUpdate(quota: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(quota, old);
  checkQuota(quota, errors);
  const { scopes } = fieldsOf(quota['spec']);
  if (!semanticEqual(scopes, fieldsOf(old['spec'])['scopes'])) {
    errors.push(invalid('spec.scopes', scopes, immutableMessage));
  }
  return errors;
}

/** The bounds of a limit in the order in which each must not exceed the next. */
const bounds = ['min', 'defaultRequest', 'default', 'max'] as const;

function boundMessage(low: string, lowText: string, high: string, highText: string): string {
  const names: Readonly<Record<string, string>> = {
    min: 'min value',
    defaultRequest: 'default request value',
    default: 'default value',
    max: 'max value',
  };
  return `${names[low]} ${lowText} is greater than ${names[high]} ${highText}`;
}

function checkLimit(limit: Fields, path: string, errors: Errors): void {
  if (stringOf(limit['type']) === '') errors.push(required(`${path}.type`));
  if (limit['type'] === 'Pod') {
    for (const field of ['default', 'defaultRequest']) {
      if (!isSet(limit[field])) continue;
      errors.push(forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
  }
  for (const [position, low] of bounds.entries()) {
    for (const high of bounds.slice(position + 1)) {
      for (const [name, value] of sortedEntries(limit[low])) {
        const upper = fieldsOf(limit[high])[name];
        const [text, upperText] = [stringOf(value), stringOf(upper)];
        if (upperText === '' || compareQuantity(text, upperText) <= 0) continue;
        // Upstream blames the lower bound except where the default exceeds the maximum.
        const blamed = `${path}.${low}[${name}]`;
        errors.push(invalid(blamed, text, boundMessage(low, text, high, upperText)));
      }
    }
  }
}

/** A LimitRange (ValidateLimitRange). */
export function validateLimitRange(limitRange: Fields): FieldError[] {
  const errors = validateObjectMeta(limitRange, true, subdomainName);
  objectsOf(fieldsOf(limitRange['spec'])['limits']).forEach((limit, index) => {
    checkLimit(limit, `spec.limits[${index}]`, errors);
  });
  return errors;
}

/** A PriorityClass that people may make is at most this (schedulingapi.HighestUserDefinablePriority). */
const highestPriority = 1_000_000_000;

/** A new PriorityClass (pkg/apis/scheduling/validation, ValidatePriorityClass). */
export function validatePriorityClass(priorityClass: Fields): FieldError[] {
  const errors = validateObjectMeta(priorityClass, false, subdomainName);
  const name = stringOf(fieldsOf(priorityClass['metadata'])['name']);
  const value = numberOf(priorityClass['value']);
  const isSystem = name === 'system-cluster-critical' || name === 'system-node-critical';
  if (name.startsWith('system-') && !isSystem) {
    const detail = "priority class names with 'system-' prefix are reserved for system use only";
    errors.push(forbidden('metadata.name', detail));
  }
  if (value > highestPriority && !isSystem) {
    const detail = `maximum allowed value of a user defined priority is ${highestPriority}`;
    errors.push(forbidden('value', detail));
  }
  checkOptionalWord(priorityClass['preemptionPolicy'], ['PreemptLowerPriority', 'Never'], 'preemptionPolicy', errors);
  return errors;
}

/** A changed PriorityClass keeps its value (ValidatePriorityClassUpdate). */
export function validatePriorityClassUpdate(priorityClass: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(priorityClass, old);
  if (priorityClass['value'] !== old['value']) errors.push(forbidden('value', 'may not be changed in an update.'));
  if (priorityClass['preemptionPolicy'] !== old['preemptionPolicy']) {
    errors.push(invalid('preemptionPolicy', priorityClass['preemptionPolicy'], immutableMessage));
  }
  return errors;
}

function checkRules(rules: readonly Fields[], errors: Errors): void {
  rules.forEach((rule, index) => {
    const path = `rules[${index}]`;
    if (listOf(rule['verbs']).length === 0)
      errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
    if (listOf(rule['nonResourceURLs']).length > 0) return;
    if (listOf(rule['apiGroups']).length === 0) {
      errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
    }
    if (listOf(rule['resources']).length === 0) {
      errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
    }
  });
}

/** A Role (pkg/apis/rbac/validation, ValidateRole). */
export function validateRole(role: Fields): FieldError[] {
  const errors = validateObjectMeta(role, true, pathSegmentName);
  checkRules(objectsOf(role['rules']), errors);
  return errors;
}

/** A ClusterRole (ValidateClusterRole). */
export function validateClusterRole(role: Fields): FieldError[] {
  const errors = validateObjectMeta(role, false, pathSegmentName);
  checkRules(objectsOf(role['rules']), errors);
  return errors;
}

const rbacGroup = 'rbac.authorization.k8s.io';

function checkSubject(subject: Fields, namespaced: boolean, path: string, errors: Errors): void {
  const { kind } = subject;
  const name = stringOf(subject['name']);
  const group = stringOf(subject['apiGroup']);
  if (name === '') errors.push(required(`${path}.name`));
  if (kind === 'ServiceAccount') {
    if (name !== '') checkSyntax(isDNS1123Subdomain(name), name, `${path}.name`, errors);
    if (group !== '') errors.push(notSupported(`${path}.apiGroup`, group, ['']));
    if (!namespaced && stringOf(subject['namespace']) === '') errors.push(required(`${path}.namespace`));
  } else if (kind === 'User' || kind === 'Group') {
    if (group !== rbacGroup) errors.push(notSupported(`${path}.apiGroup`, group, [rbacGroup]));
  } else errors.push(notSupported(`${path}.kind`, stringOf(kind), ['ServiceAccount', 'User', 'Group']));
}

function checkBinding(binding: Fields, namespaced: boolean, errors: Errors): void {
  const role = fieldsOf(binding['roleRef']);
  const group = stringOf(role['apiGroup']);
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (group !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', group, [rbacGroup]));
  if (!kinds.includes(stringOf(role['kind']))) errors.push(notSupported('roleRef.kind', stringOf(role['kind']), kinds));
  const name = stringOf(role['name']);
  if (name === '') errors.push(required('roleRef.name'));
  else checkSyntax(pathSegmentName(name), name, 'roleRef.name', errors);
  objectsOf(binding['subjects']).forEach((subject, index) => {
    checkSubject(subject, namespaced, `subjects[${index}]`, errors);
  });
}

/** A new RoleBinding (ValidateRoleBinding). */
export function validateRoleBinding(binding: Fields): FieldError[] {
  const errors = validateObjectMeta(binding, true, pathSegmentName);
  checkBinding(binding, true, errors);
  return errors;
}

/** A new ClusterRoleBinding (ValidateClusterRoleBinding). */
export function validateClusterRoleBinding(binding: Fields): FieldError[] {
  const errors = validateObjectMeta(binding, false, pathSegmentName);
  checkBinding(binding, false, errors);
  return errors;
}

/** A changed binding keeps its role (ValidateRoleBindingUpdate). */
export function validateBindingUpdate(binding: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(binding, old);
  if (!semanticEqual(binding['roleRef'], old['roleRef'])) {
    errors.push(invalid('roleRef', binding['roleRef'], 'cannot change roleRef'));
  }
  return errors;
}

/** An Event stands in the namespace of what it is about (pkg/apis/core/validation/events.go, legacyValidateEvent). */
export function validateEvent(event: Fields): FieldError[] {
  const errors = validateObjectMeta(event, true, subdomainName);
  const namespace = stringOf(fieldsOf(event['metadata'])['namespace']);
  const about = stringOf(fieldsOf(event['involvedObject'])['namespace']);
  // What a cluster-scoped object does is told in the namespace default.
  if (about === '' ? namespace !== 'default' : namespace !== about) {
    errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
  return errors;
}
