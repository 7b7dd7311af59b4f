import { deepEqual } from '../../api/equality.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goStringSlice, goValue } from '../../api/go-syntax.ts';
import { isDNS1035Label, isDNS1123Subdomain } from '../../api/names.ts';
import { fieldsOf, isSet, listOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { validateRootSchema } from './custom-resource-schema.ts';
import { checkWord, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateGenericObjectMeta, validateGenericObjectMetaUpdate } from './object-meta.ts';

/** Follows apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go. */

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const APPROVED = 'api-approved.kubernetes.io';
const APPROVAL_RULES = 'see https://github.com/kubernetes/enhancements/pull/1111';

function checkLabel(value: string, path: string, errors: Errors, prefix = ''): void {
  if (value === '') return;
  const problems = isDNS1035Label(prefix === '' ? value : value.toLowerCase());
  if (problems.length > 0) errors.push(invalid(path, value, `${prefix}${problems.join(',')}`));
}

function checkNames(names: Fields, path: string, errors: Errors): void {
  const { plural, singular, kind, listKind, shortNames, categories } = names;
  checkLabel(stringOf(plural), `${path}.plural`, errors);
  checkLabel(stringOf(singular), `${path}.singular`, errors);
  const mixedCase = 'may have mixed case, but should otherwise match: ';
  checkLabel(stringOf(kind), `${path}.kind`, errors, mixedCase);
  checkLabel(stringOf(listKind), `${path}.listKind`, errors, mixedCase);
  listOf(shortNames).forEach((name, at) => {
    const problems = isDNS1035Label(stringOf(name));
    if (problems.length > 0) errors.push(invalid(`${path}.shortNames[${at}]`, name, problems.join(',')));
  });
  if (stringOf(kind) !== '' && kind === listKind) {
    errors.push(invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same'));
  }
  listOf(categories).forEach((category, at) => {
    const problems = isDNS1035Label(stringOf(category));
    if (problems.length > 0) errors.push(invalid(`${path}.categories[${at}]`, category, problems.join(',')));
  });
}

function checkSimplePath(value: string, path: string, errors: Errors): boolean {
  if (value.startsWith('.')) return true;
  errors.push(invalid(path, value, 'must be a simple json path starting with .'));
  return false;
}

function checkColumn(column: Fields, path: string, errors: Errors): void {
  const oneOf = (words: readonly string[]): string => `must be one of ${words.join(',')}`;
  const type = stringOf(column['type']);
  const format = stringOf(column['format']);
  const jsonPath = stringOf(column['jsonPath']);
  if (stringOf(column['name']) === '') errors.push(required(`${path}.name`));
  if (type === '') errors.push(required(`${path}.type`, oneOf(COLUMN_TYPES)));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalid(`${path}.type`, type, oneOf(COLUMN_TYPES)));
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    errors.push(invalid(`${path}.format`, format, oneOf(COLUMN_FORMATS)));
  }
  if (jsonPath === '') errors.push(required(`${path}.JSONPath`));
  else checkSimplePath(jsonPath, `${path}.JSONPath`, errors);
}

function checkScalePath(value: unknown, below: readonly string[], where: string, path: string, errors: Errors): void {
  const text = stringOf(value);
  if (text === '') errors.push(required(path));
  else if (checkSimplePath(text, path, errors) && !below.some((prefix) => text.startsWith(prefix))) {
    errors.push(invalid(path, text, `should be a json path under ${where}`));
  }
}

function checkSubresources(subresources: unknown, path: string, errors: Errors): void {
  const { scale } = fieldsOf(subresources);
  if (!isSet(scale)) return;
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = fieldsOf(scale);
  checkScalePath(specReplicasPath, ['.spec.'], '.spec', `${path}.scale.specReplicasPath`, errors);
  checkScalePath(statusReplicasPath, ['.status.'], '.status', `${path}.scale.statusReplicasPath`, errors);
  if (stringOf(labelSelectorPath) === '') return;
  const where = 'either .spec or .status';
  checkScalePath(labelSelectorPath, ['.spec.', '.status.'], where, `${path}.scale.labelSelectorPath`, errors);
}

/**
 * What versions say of their schema, subresources and columns. Upstream keeps what is the same in all of them in one place
 * at the top, whose paths its messages name, so with one version they do so always.
 */
function checkVersionParts(versions: readonly Fields[], atTop: boolean, errors: Errors): void {
  const hasStatus = (version: Fields): boolean => isSet(fieldsOf(version['subresources'])['status']);
  const same = (field: string): boolean => versions.every((each) => deepEqual(each[field], versions[0]?.[field]));
  const parts: readonly [field: string, top: string, check: (version: Fields, path: string) => void][] = [
    [
      'schema',
      'validation',
      (version, path) => {
        const schema = fieldsOf(version['schema'])['openAPIV3Schema'];
        if (isSet(schema)) errors.push(...validateRootSchema(schema, `${path}.openAPIV3Schema`, hasStatus(version)));
      },
    ],
    ['subresources', 'subresources', (version, path) => checkSubresources(version['subresources'], path, errors)],
    [
      'additionalPrinterColumns',
      'additionalPrinterColumns',
      (version, path) => {
        objectsOf(version['additionalPrinterColumns']).forEach((column, at) => {
          checkColumn(column, `${path}[${at}]`, errors);
        });
      },
    ],
  ];
  for (const [field, top, check] of parts) {
    if (same(field) === atTop) {
      if (atTop) check(versions[0] ?? {}, `spec.${top}`);
      else versions.forEach((version, at) => check(version, `spec.versions[${at}].${field}`));
    }
  }
}

function checkDeprecation(version: Fields, path: string, errors: Errors): void {
  const { deprecated, deprecationWarning } = version;
  if (!isSet(deprecationWarning)) return;
  const say = (text: string): void => void errors.push(invalid(`${path}.deprecationWarning`, deprecationWarning, text));
  const text = stringOf(deprecationWarning);
  if (deprecated !== true) {
    say('can only be set for deprecated versions');
    return;
  }
  if (text.length > 256) say('must be <= 256 characters long');
  if (text === '') say('must not be an empty string');
}

function checkVersions(versions: readonly Fields[], errors: Errors): void {
  const isMissing = (version: Fields): boolean => !isSet(fieldsOf(version['schema'])['openAPIV3Schema']);
  if (versions.some(isMissing)) {
    versions.forEach((version, at) => {
      if (!isMissing(version)) return;
      errors.push(required(`spec.versions[${at}].schema.openAPIV3Schema`, 'schemas are required'));
    });
  }
  versions.forEach((version, at) => {
    const name = stringOf(version['name']);
    const problems = isDNS1035Label(name);
    if (problems.length > 0) errors.push(invalid(`spec.versions[${at}].name`, name, problems.join(',')));
    checkDeprecation(version, `spec.versions[${at}]`, errors);
  });
  checkVersionParts(versions, false, errors);
  const names = versions.map(({ name }) => stringOf(name));
  if (new Set(names).size < names.length) {
    errors.push(invalid('spec.versions', goValue(versions), 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage === true).length !== 1) {
    const detail = 'must have exactly one version marked as storage version';
    errors.push(invalid('spec.versions', goValue(versions), detail));
  }
}

function checkConversion(conversion: unknown, errors: Errors): void {
  if (!isSet(conversion)) return;
  const { strategy, webhook } = fieldsOf(conversion);
  checkWord(strategy, ['None', 'Webhook'], 'spec.conversion.strategy', errors);
  const { clientConfig, conversionReviewVersions } = fieldsOf(webhook);
  const path = 'spec.conversion.webhookClientConfig';
  if (strategy !== 'Webhook') {
    if (isSet(clientConfig)) errors.push(forbidden(path, 'should not be set when strategy is not set to Webhook'));
    return;
  }
  if (!isSet(clientConfig)) errors.push(required(path, 'required when strategy is set to Webhook'));
  else if (isSet(fieldsOf(clientConfig)['url']) === isSet(fieldsOf(clientConfig)['service'])) {
    errors.push(required(path, 'exactly one of url or service is required'));
  }
  const reviewPath = 'spec.conversion.conversionReviewVersions';
  const reviews = listOf(conversionReviewVersions);
  if (reviews.length === 0) errors.push(required(reviewPath));
  else if (!reviews.some((version) => version === 'v1' || version === 'v1beta1')) {
    errors.push(invalid(reviewPath, goStringSlice(reviews), 'must include at least one of v1, v1beta1'));
  }
}

function checkSpec(spec: Fields, errors: Errors): void {
  const group = stringOf(spec['group']);
  const problems = isDNS1123Subdomain(group);
  if (group === '') errors.push(required('spec.group'));
  else if (problems.length > 0) errors.push(invalid('spec.group', group, problems.join(',')));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  const scope = stringOf(spec['scope']);
  if (scope === '') errors.push(required('spec.scope'));
  else if (scope !== 'Cluster' && scope !== 'Namespaced') {
    errors.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  const versions = objectsOf(spec['versions']);
  checkVersions(versions, errors);
  const names = fieldsOf(spec['names']);
  for (const field of ['plural', 'singular', 'kind', 'listKind']) {
    if (stringOf(names[field]) === '') errors.push(required(`spec.names.${field}`));
  }
  checkNames(names, 'spec.names', errors);
  if (versions.length > 0) checkVersionParts(versions, true, errors);
  checkConversion(spec['conversion'], errors);
}

/** Groups of Kubernetes's own community need their approval (validateAPIApproval). */
function checkApproval(definition: Fields, errors: Errors): void {
  const group = stringOf(fieldsOf(definition['spec'])['group']);
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return;
  const approval = stringOf(fieldsOf(fieldsOf(definition['metadata'])['annotations'])[APPROVED]);
  const path = `metadata.annotations[${APPROVED}]`;
  const rule = `protected groups must have approval annotation "${APPROVED}"`;
  if (approval === '') errors.push(required(path, `${rule}, ${APPROVAL_RULES}`));
  else if (!approval.startsWith('unapproved') && !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(approval)) {
    const detail = `${rule} with either a URL or a reason starting with "unapproved", ${APPROVAL_RULES}`;
    errors.push(invalid(path, approval, detail));
  }
}

function checkPreserving(definition: Fields, errors: Errors): void {
  if (fieldsOf(definition['spec'])['preserveUnknownFields'] !== true) return;
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  errors.push(invalid('spec.preserveUnknownFields', true, detail));
}

/** A new CustomResourceDefinition (ValidateCustomResourceDefinition). */
export function validateCustomResourceDefinition(definition: Fields): FieldError[] {
  const spec = fieldsOf(definition['spec']);
  const wanted = `${stringOf(fieldsOf(spec['names'])['plural'])}.${stringOf(spec['group'])}`;
  const nameRule = (name: string): readonly string[] =>
    name === wanted ? subdomainName(name) : [...subdomainName(name), 'must be spec.names.plural+"."+spec.group'];
  const errors = validateGenericObjectMeta(definition, false, nameRule);
  checkSpec(spec, errors);
  checkApproval(definition, errors);
  checkPreserving(definition, errors);
  return errors;
}

function isEstablished(definition: Fields): boolean {
  return objectsOf(fieldsOf(definition['status'])['conditions']).some(
    ({ type, status }) => type === 'Established' && status === 'True',
  );
}

/** A changed CustomResourceDefinition (ValidateCustomResourceDefinitionUpdate). */
export function validateCustomResourceDefinitionUpdate(definition: Fields, old: Fields): FieldError[] {
  const errors = validateGenericObjectMetaUpdate(definition, old);
  const spec = fieldsOf(definition['spec']);
  const before = fieldsOf(old['spec']);
  checkSpec(spec, errors);
  const same = (path: string, next: unknown, previous: unknown): void => {
    if (!deepEqual(next, previous)) errors.push(invalid(path, next, immutableMessage));
  };
  const names = fieldsOf(spec['names']);
  const namesBefore = fieldsOf(before['names']);
  if (isEstablished(old)) {
    same('spec.scope', spec['scope'], before['scope']);
    same('spec.names.kind', names['kind'], namesBefore['kind']);
  }
  same('spec.group', spec['group'], before['group']);
  same('spec.names.plural', names['plural'], namesBefore['plural']);
  const present = objectsOf(spec['versions']).map(({ name }) => name);
  listOf(fieldsOf(old['status'])['storedVersions']).forEach((version, at) => {
    if (present.includes(version)) return;
    const name = stringOf(version);
    const detail = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    errors.push(invalid(`status.storedVersions[${at}]`, name, detail));
  });
  if (stringOf(before['group']) !== stringOf(spec['group'])) checkApproval(definition, errors);
  if (before['preserveUnknownFields'] !== true) checkPreserving(definition, errors);
  return errors;
}
