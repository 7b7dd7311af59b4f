import { readPolicy } from '../../api/admission/policy-expressions.ts';
import type { ReadExpression } from '../../api/admission/policy-expressions.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooMany } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import { isDNS1035Label, isDNS1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import { fieldsOf, isSet, listOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import {
  checkLabelSelector,
  checkObjectName,
  checkOptionalWord,
  checkQualifiedName,
  checkSyntax,
  checkWord,
  hasLineBreaks,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta } from './object-meta.ts';

/** Follows pkg/apis/admissionregistration/validation/validation.go. */

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const MOST_CONDITIONS = 64;
const MOST_ANNOTATIONS = 20;
const LONGEST_VALUE_EXPRESSION = 5 * 1024;

function checkAlone(words: readonly unknown[], wildcard: string, others: string, path: string, errors: Errors): void {
  if (words.length > 1 && words.includes(wildcard)) {
    errors.push(invalid(path, goStringSlice(words), `if '${wildcard}' is present, must not specify other ${others}`));
  }
}

function checkResources(resources: readonly unknown[], path: string, errors: Errors): void {
  if (resources.length === 0) errors.push(required(path));
  const wholly = new Set<string>();
  const everywhere = new Set<string>();
  let isPlain = false;
  resources.map(stringOf).forEach((resource, at) => {
    const where = `${path}[${at}]`;
    if (resource === '') {
      errors.push(required(where));
      return;
    }
    const [name = '', ...rest] = resource.split('/');
    if (rest.length === 0) {
      isPlain = resource !== '*';
      return;
    }
    const sub = rest.join('/');
    const say = (present: string): void =>
      void errors.push(invalid(where, resource, `if '${present}' is present, must not specify ${resource}`));
    if (wholly.has(name)) say(`${name}/*`);
    if (everywhere.has(sub)) say(`*/${sub}`);
    if (sub === '*') wholly.add(name);
    if (name === '*') everywhere.add(sub);
  });
  checkAlone(resources, '*/*', 'resources', path, errors);
  if (isPlain && resources.includes('*')) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(path, goStringSlice(resources), detail));
  }
}

/** validateNamedRuleWithOperations. */
function checkRule(rule: Fields, path: string, errors: Errors): void {
  const names = listOf(rule['resourceNames']).map(stringOf);
  names.forEach((name, at) => {
    const where = `${path}.resourceNames[${at}]`;
    checkSyntax(isPathSegmentName(name), name, where, errors);
    if (names.indexOf(name) < at) errors.push(duplicate(where, name));
  });
  const operations = listOf(rule['operations']);
  if (operations.length === 0) errors.push(required(`${path}.operations`));
  checkAlone(operations, '*', 'operations', `${path}.operations`, errors);
  operations.forEach((operation, at) => {
    if (OPERATIONS.includes(stringOf(operation))) return;
    errors.push(notSupported(`${path}.operations[${at}]`, operation, OPERATIONS));
  });
  const groups = listOf(rule['apiGroups']);
  if (groups.length === 0) errors.push(required(`${path}.apiGroups`));
  checkAlone(groups, '*', 'API groups', `${path}.apiGroups`, errors);
  const versions = listOf(rule['apiVersions']);
  if (versions.length === 0) errors.push(required(`${path}.apiVersions`));
  checkAlone(versions, '*', 'API versions', `${path}.apiVersions`, errors);
  versions.forEach((version, at) => {
    if (version === '') errors.push(required(`${path}.apiVersions[${at}]`));
  });
  checkResources(listOf(rule['resources']), `${path}.resources`, errors);
  checkOptionalWord(rule['scope'], ['*', 'Cluster', 'Namespaced'], `${path}.scope`, errors);
}

function checkMatch(match: Fields, path: string, errors: Errors): void {
  checkWord(match['matchPolicy'], ['Equivalent', 'Exact'], `${path}.matchPolicy`, errors);
  checkLabelSelector(match['namespaceSelector'], `${path}.namespaceSelector`, errors);
  checkLabelSelector(match['objectSelector'], `${path}.objectSelector`, errors);
  for (const field of ['resourceRules', 'excludeResourceRules']) {
    objectsOf(match[field]).forEach((rule, at) => checkRule(rule, `${path}.${field}[${at}]`, errors));
  }
}

function checkParamKind(given: unknown, errors: Errors): void {
  if (!isSet(given)) return;
  const { apiVersion: versioned, kind: named } = fieldsOf(given);
  const [apiVersion, kind] = [stringOf(versioned), stringOf(named)];
  const path = 'spec.paramKind.apiVersion';
  if (apiVersion === '') errors.push(required(path));
  else {
    const parts = apiVersion.split('/');
    const [group = '', version = ''] = parts.length === 1 ? ['', apiVersion] : parts;
    if (parts.length > 2) errors.push(invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    else {
      const problems = group === '' ? [] : isDNS1123Subdomain(group);
      if (problems.length > 0) errors.push(invalid(path, group, problems.join(',')));
      const ofVersion = isDNS1035Label(version);
      if (version === '') errors.push(invalid(path, apiVersion, 'version must be specified'));
      else if (ofVersion.length > 0) errors.push(invalid(path, version, ofVersion.join(',')));
    }
  }
  const problems = isDNS1035Label(kind.toLowerCase());
  if (kind === '') errors.push(required('spec.paramKind.kind'));
  else if (problems.length > 0) {
    const detail = `may have mixed case, but should otherwise match: ${problems.join(',')}`;
    errors.push(invalid('spec.paramKind.kind', kind, detail));
  }
}

/** What could not be read of an expression. */
function checkRead({ field, expression, read }: ReadExpression, errors: Errors): void {
  if ('error' in read) errors.push(invalid(`spec.${field}`, expression, read.error));
}

function checkConditions(conditions: readonly Fields[], read: readonly ReadExpression[], errors: Errors): void {
  const path = 'spec.matchConditions';
  if (conditions.length > MOST_CONDITIONS) errors.push(tooMany(path, conditions.length, MOST_CONDITIONS));
  const names = conditions.map(({ name }) => stringOf(name));
  names.forEach((name, at) => {
    const expression = read[at];
    if (expression === undefined || expression.expression === '') errors.push(required(`${path}[${at}].expression`));
    else checkRead(expression, errors);
    if (name === '') errors.push(required(`${path}[${at}].name`));
    else checkQualifiedName(name, `${path}[${at}].name`, errors);
    if (name !== '' && names.indexOf(name) < at) errors.push(duplicate(`${path}[${at}].name`, name));
  });
}

function checkVariables(variables: readonly Fields[], read: readonly ReadExpression[], errors: Errors): void {
  variables.forEach(({ name: given }, at) => {
    const path = `spec.variables[${at}]`;
    const name = stringOf(given);
    if (name.trim() === '') errors.push(required(`${path}.name`, 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) {
      errors.push(invalid(`${path}.name`, name, 'name is not a valid CEL identifier'));
    }
    const expression = read[at];
    if (expression === undefined || expression.expression.trim() === '') {
      errors.push(required(`${path}.expression`, 'expression is not specified'));
    } else checkRead(expression, errors);
  });
}

function checkValidation(
  validation: Fields,
  path: string,
  expression: ReadExpression | undefined,
  ofMessage: ReadExpression | undefined,
  errors: Errors,
): void {
  const [message, messageExpression] = [stringOf(validation['message']), stringOf(validation['messageExpression'])];
  if (expression === undefined || expression.expression.trim() === '') {
    errors.push(required(`${path}.expression`, 'expression is not specified'));
  } else checkRead(expression, errors);
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  } else if (ofMessage !== undefined) checkRead(ofMessage, errors);
  if (message !== '' && message.trim() === '') {
    errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (hasLineBreaks(message.trim())) {
    errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
  }
  checkOptionalWord(validation['reason'], REASONS, `${path}.reason`, errors);
}

function checkAnnotations(
  annotations: readonly Fields[],
  policy: string,
  read: readonly ReadExpression[],
  errors: Errors,
): void {
  const keys = annotations.map(({ key }) => stringOf(key));
  if (keys.length > MOST_ANNOTATIONS) {
    const detail = `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`;
    errors.push(invalid('spec.auditAnnotations', annotations, detail));
  }
  keys.forEach((key, at) => {
    const path = `spec.auditAnnotations[${at}]`;
    if (policy === '') errors.push(invalid(`${path}.key`, key, 'requires metadata.name be non-empty'));
    else checkQualifiedName(`${policy}/${key}`, `${path}.key`, errors);
    const expression = read[at];
    const length = expression?.expression.length ?? 0;
    if (expression === undefined || length === 0) {
      errors.push(required(`${path}.valueExpression`, 'valueExpression is not specified'));
    } else if (length > LONGEST_VALUE_EXPRESSION) {
      errors.push(required(`${path}.valueExpression`, `must not exceed ${LONGEST_VALUE_EXPRESSION} bytes in length`));
    } else checkRead(expression, errors);
    if (keys.indexOf(key) < at) errors.push(duplicate(`${path}.key`, key));
  });
}

/** A ValidatingAdmissionPolicy, new or changed. */
export function validateValidatingAdmissionPolicy(policy: Fields): FieldError[] {
  const errors = validateObjectMeta(policy, false, subdomainName);
  const spec = fieldsOf(policy['spec']);
  const read = readPolicy(spec);
  checkWord(spec['failurePolicy'], ['Fail', 'Ignore'], 'spec.failurePolicy', errors);
  checkParamKind(spec['paramKind'], errors);
  const match = spec['matchConstraints'];
  if (isSet(match)) {
    checkMatch(fieldsOf(match), 'spec.matchConstraints', errors);
    if (listOf(fieldsOf(match)['resourceRules']).length === 0) {
      errors.push(required('spec.matchConstraints.resourceRules'));
    }
  } else errors.push(required('spec.matchConstraints'));
  checkConditions(objectsOf(spec['matchConditions']), read.matchConditions, errors);
  checkVariables(objectsOf(spec['variables']), read.variables, errors);
  const [validations, annotations] = [objectsOf(spec['validations']), objectsOf(spec['auditAnnotations'])];
  if (validations.length === 0 && annotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', detail), required('spec.auditAnnotations', detail));
    return errors;
  }
  validations.forEach((validation, at) => {
    checkValidation(validation, `spec.validations[${at}]`, read.validations[at], read.messages[at], errors);
  });
  checkAnnotations(annotations, stringOf(fieldsOf(policy['metadata'])['name']), read.auditAnnotations, errors);
  return errors;
}

function checkParamRef(given: unknown, errors: Errors): void {
  if (!isSet(given)) return;
  const { name: named, selector, parameterNotFoundAction: action } = fieldsOf(given);
  const name = stringOf(named);
  const path = 'spec.paramRef';
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    checkSyntax(isPathSegmentName(name), name, `${path}.name`, errors);
    if (isSet(selector)) errors.push(forbidden(`${path}.name`, exclusive));
  }
  checkLabelSelector(selector, `${path}.selector`, errors);
  if (isSet(selector) && name !== '') errors.push(forbidden(`${path}.selector`, exclusive));
  if (!isSet(selector) && name === '') errors.push(required(path, 'one of name or selector must be specified'));
  if (stringOf(action) === '') errors.push(required(`${path}.parameterNotFoundAction`));
  else if (action !== 'Deny' && action !== 'Allow') {
    errors.push(notSupported(`${path}.parameterNotFoundAction`, action, ['Deny', 'Allow']));
  }
}

/** A ValidatingAdmissionPolicyBinding, new or changed. */
export function validateValidatingAdmissionPolicyBinding(binding: Fields): FieldError[] {
  const errors = validateObjectMeta(binding, false, subdomainName);
  const spec = fieldsOf(binding['spec']);
  checkObjectName(spec['policyName'], 'spec.policyName', errors);
  checkParamRef(spec['paramRef'], errors);
  // The typo in the path is upstream's.
  if (isSet(spec['matchResources'])) checkMatch(fieldsOf(spec['matchResources']), 'spec.matchResouces', errors);
  const actions = listOf(spec['validationActions']);
  const path = 'spec.validationActions';
  actions.forEach((action, at) => {
    if (!ACTIONS.includes(stringOf(action))) errors.push(notSupported(`${path}[${at}]`, action, ACTIONS));
    if (actions.indexOf(action) < at) errors.push(duplicate(`${path}[${at}]`, action));
  });
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(
      invalid(
        path,
        {
          goSyntax: `[]admissionregistration.ValidationAction{${actions.map((action) => JSON.stringify(action)).join(', ')}}`,
        },
        detail,
      ),
    );
  }
  if (actions.length === 0) errors.push(required(path, 'at least one validation action is required'));
  return errors;
}
