import { semanticEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuote, goStringSlice } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../api/names.ts';
import { fieldsOf, isFields, listOf, numberOf, objectsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkOptionalWord, checkSyntax, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import {
  checkStandardFinalizer,
  labelName,
  pathSegmentName,
  subdomainName,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from './object-meta.ts';
import { checkQuotaResourceName, checkResourceList, isStandardQuotaResource } from './resources.ts';

/** A new Namespace (ValidateNamespace). */
export function validateNamespace(namespace: Fields): FieldError[] {
  const errors = validateObjectMeta(namespace, false, labelName);
  for (const finalizer of listOf(fieldsOf(namespace['spec'])['finalizers']).map(stringOf)) {
    checkSyntax(isQualifiedName(finalizer), finalizer, 'spec.finalizers', errors);
    checkStandardFinalizer(finalizer, 'spec.finalizers', errors);
  }
  return errors;
}

/** A ServiceAccount (ValidateServiceAccount). */
export function validateServiceAccount(account: Fields): FieldError[] {
  return validateObjectMeta(account, true, subdomainName);
}

function checkQuota(quota: Fields, errors: Errors): void {
  const { hard, scopes, scopeSelector } = fieldsOf(quota['spec']);
  for (const [name, value] of sortedEntries(hard)) {
    checkQuotaResourceName(name, `spec.hard[${name}]`, errors);
    checkResourceList({ [name]: value }, 'spec.hard', errors);
  }
  const resources = Object.keys(fieldsOf(hard)).filter(isStandardQuotaResource).toSorted();
  checkScopes(listOf(scopes), resources, errors);
  checkScopeSelector(fieldsOf(scopeSelector), listOf(scopes), resources, errors);
}

const countedOfPods = ['pods', ...['', 'requests.', 'limits.'].flatMap((of) => [`${of}cpu`, `${of}memory`])];
/** What each scope can be about (pkg/apis/core/helper, IsResourceQuotaScopeValidForResource). */
const scopeResources: Readonly<Record<string, readonly string[]>> = {
  BestEffort: ['pods'],
  NotBestEffort: countedOfPods,
  Terminating: countedOfPods,
  NotTerminating: countedOfPods,
  PriorityClass: countedOfPods,
  CrossNamespacePodAffinity: countedOfPods,
};
const withoutOperand = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

function isStandardScope(scope: string): boolean {
  return Object.hasOwn(scopeResources, scope);
}

/** Resources that a scope cannot be about. */
function strangersTo(scope: string, resources: readonly string[]): readonly string[] {
  const allowed = isStandardScope(scope) ? scopeResources[scope] : undefined;
  return allowed === undefined ? [] : resources.filter((resource) => !allowed.includes(resource));
}

function goScopes(scopes: readonly unknown[]): GoSyntax {
  const items = scopes.map((scope) => goQuote(stringOf(scope))).join(', ');
  return { goSyntax: scopes.length === 0 ? '[]core.ResourceQuotaScope(nil)' : `[]core.ResourceQuotaScope{${items}}` };
}

function checkConflicts(scopes: readonly unknown[], printed: GoSyntax, path: string, errors: Errors): void {
  for (const pair of [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ]) {
    if (pair.every((scope) => scopes.includes(scope))) errors.push(invalid(path, printed, 'conflicting scopes'));
  }
}

const strangerMessage = 'unsupported scope applied to resource';

/** validateResourceQuotaScopes; `resources` are those of upstream's that are bound. */
function checkScopes(scopes: readonly unknown[], resources: readonly string[], errors: Errors): void {
  const path = 'spec.scopes';
  const printed = goScopes(scopes);
  for (const scope of scopes.map(stringOf)) {
    if (!isStandardScope(scope)) errors.push(invalid(path, printed, 'unsupported scope'));
    for (const _ of strangersTo(scope, resources)) errors.push(invalid(path, printed, strangerMessage));
  }
  checkConflicts(scopes, printed, path, errors);
}

/** validateScopedResourceSelectorRequirement. */
function checkScopeSelector(
  selector: Fields,
  scopes: readonly unknown[],
  resources: readonly string[],
  errors: Errors,
): void {
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = objectsOf(selector['matchExpressions']);
  for (const { scopeName, operator, values } of expressions) {
    const scope = stringOf(scopeName);
    if (!isStandardScope(scope)) errors.push(invalid(`${path}.scopeName`, scope, 'unsupported scope'));
    for (const _ of strangersTo(scope, resources)) {
      errors.push(invalid(path, { goSyntax: goScopeSelector(expressions) }, strangerMessage));
    }
    if (withoutOperand.includes(scope) && operator !== 'Exists') {
      const detail =
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      errors.push(invalid(`${path}.operator`, operator, detail));
    }
    const count = listOf(values).length;
    if (operator === 'In' || operator === 'NotIn') {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (count === 0) errors.push(required(`${path}.values`, detail));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (count > 0) errors.push(invalid(`${path}.values`, goStringSlice(listOf(values)), detail));
    } else errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  }
  const named = expressions.map(({ scopeName }) => scopeName);
  checkConflicts(named, goScopes(scopes), path, errors);
}

function goScopeSelector(expressions: readonly Fields[]): string {
  const items = expressions.map(({ scopeName, operator, values }) => {
    const [scope, word] = [scopeName, operator].map((part) => goQuote(stringOf(part)));
    return `core.ScopedResourceSelectorRequirement{ScopeName:${scope}, Operator:${word}, Values:${goStringSlice(values).goSyntax}}`;
  });
  return `core.ScopeSelector{MatchExpressions:[]core.ScopedResourceSelectorRequirement{${items.join(', ')}}}`;
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
  const scopes = listOf(fieldsOf(quota['spec'])['scopes']);
  const before = listOf(fieldsOf(old['spec'])['scopes']);
  const same = scopes.every((scope) => before.includes(scope)) && before.every((scope) => scopes.includes(scope));
  if (!same) errors.push(invalid('spec.scopes', goScopes(scopes), immutableMessage));
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

function checkNonResourceRule(rule: Fields, namespaced: boolean, path: string, errors: Errors): void {
  const urls = goStringSlice(rule['nonResourceURLs']);
  if (namespaced) errors.push(invalid(path, urls, 'namespaced rules cannot apply to non-resource URLs'));
  if (['apiGroups', 'resources', 'resourceNames'].some((field) => listOf(rule[field]).length > 0)) {
    errors.push(invalid(path, urls, 'rules cannot apply to both regular resources and non-resource URLs'));
  }
}

function checkRules(rules: readonly Fields[], namespaced: boolean, errors: Errors): void {
  rules.forEach((rule, index) => {
    const path = `rules[${index}]`;
    if (listOf(rule['verbs']).length === 0)
      errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
    if (listOf(rule['nonResourceURLs']).length > 0) {
      checkNonResourceRule(rule, namespaced, `${path}.nonResourceURLs`, errors);
      return;
    }
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
  checkRules(objectsOf(role['rules']), true, errors);
  return errors;
}

/** A ClusterRole (ValidateClusterRole). */
export function validateClusterRole(role: Fields): FieldError[] {
  const errors = validateObjectMeta(role, false, pathSegmentName);
  checkRules(objectsOf(role['rules']), false, errors);
  const { aggregationRule } = role;
  if (isFields(aggregationRule) && objectsOf(aggregationRule['clusterRoleSelectors']).length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    errors.push(required('aggregationRule.clusterRoleSelectors', detail));
  }
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

/** A changed RoleBinding (ValidateRoleBindingUpdate). */
export function validateRoleBindingUpdate(binding: Fields, old: Fields): FieldError[] {
  return [...validateRoleBinding(binding), ...roleErrors(binding, old)];
}

/** A changed ClusterRoleBinding (ValidateClusterRoleBindingUpdate). */
export function validateClusterRoleBindingUpdate(binding: Fields, old: Fields): FieldError[] {
  return [...validateClusterRoleBinding(binding), ...roleErrors(binding, old)];
}

/** A binding keeps its role. */
function roleErrors(binding: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(binding, old);
  if (!semanticEqual(binding['roleRef'], old['roleRef'])) {
    const { apiGroup, kind, name } = fieldsOf(binding['roleRef']);
    const quoted = (part: unknown): string => goQuote(stringOf(part));
    const goSyntax = `rbac.RoleRef{APIGroup:${quoted(apiGroup)}, Kind:${quoted(kind)}, Name:${quoted(name)}}`;
    errors.push(invalid('roleRef', { goSyntax }, 'cannot change roleRef'));
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
