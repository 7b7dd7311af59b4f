import { invalid, notSupported, required } from '../../api/field.ts';
import { isConfigMapKey, isDNS1123Subdomain, isQualifiedName, isRelaxedEnvVarName } from '../../api/names.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import { isFields, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkObjectName, checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

/** Fields of a pod that a variable may show (validEnvDownwardAPIFieldPathExpressions). */
const podFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Fields of a pod that a file may show (validVolumeDownwardAPIFieldPathExpressions). */
const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** Every field that the downward API knows at all (ConvertDownwardAPIFieldLabel). */
const knownFields: ReadonlySet<string> = new Set([
  ...podFields,
  ...volumeFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const containerResources = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** A reference to a field of the pod (validateObjectFieldSelector). */
export function checkFieldReference(reference: Fields, path: string, errors: Errors, inVolume = false): void {
  if (stringOf(reference['apiVersion']) === '') {
    errors.push(required(`${path}.apiVersion`));
    return;
  }
  // The name that old clients have for it.
  const given = stringOf(reference['fieldPath']);
  const fieldPath = given === 'spec.host' ? 'spec.nodeName' : given;
  if (fieldPath === '') {
    errors.push(required(`${path}.fieldPath`));
    return;
  }
  if (reference['apiVersion'] !== 'v1') {
    const detail = `error converting fieldPath: unsupported pod version: ${stringOf(reference['apiVersion'])}`;
    errors.push(invalid(`${path}.fieldPath`, fieldPath, detail));
    return;
  }
  const [, subscripted, key = ''] = /^([^[\]]+)\['([^']*)'\]$/.exec(fieldPath) ?? [];
  if (subscripted === 'metadata.annotations') checkSyntax(isQualifiedName(key.toLowerCase()), key, path, errors);
  else if (subscripted === 'metadata.labels') checkSyntax(isQualifiedName(key), key, path, errors);
  else if (!knownFields.has(fieldPath)) {
    const problem = subscripted === undefined ? 'field label not supported' : 'field label does not support subscript';
    const detail = `error converting fieldPath: ${problem}: ${fieldPath}`;
    errors.push(invalid(`${path}.fieldPath`, fieldPath, detail));
  } else {
    const supported = inVolume ? volumeFields : podFields;
    if (!supported.includes(fieldPath)) errors.push(notSupported(`${path}.fieldPath`, fieldPath, supported));
  }
}

/** A reference to a container's resource (validateContainerResourceFieldSelector). */
export function checkResourceReference(reference: Fields, path: string, errors: Errors, inVolume = false): void {
  const resource = stringOf(reference['resource']);
  if (inVolume && stringOf(reference['containerName']) === '') errors.push(required(`${path}.containerName`));
  else if (resource === '') errors.push(required(`${path}.resource`));
  else if (!containerResources.includes(resource) && !/^(?:limits|requests)\.hugepages-/.test(resource)) {
    errors.push(notSupported(`${path}.resource`, resource, containerResources));
  }
  checkDivisor(resource, stringOf(reference['divisor']), `${path}.divisor`, errors);
}

const sizeDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** The units in which each resource can be shown (validateContainerResourceDivisor). */
const divisors: readonly (readonly [resource: RegExp, allowed: readonly string[], text: string])[] = [
  [/^(?:limits|requests)\.cpu$/, ['1m', '1'], "divisor's values 1m and 1 are supported with the cpu resource"],
  [/^(?:limits|requests)\.memory$/, sizeDivisors, sizesText('memory')],
  [/^(?:limits|requests)\.ephemeral-storage$/, sizeDivisors, sizesText('local ephemeral storage')],
  [/^(?:limits|requests)\.hugepages-/, sizeDivisors, sizesText('hugepages')],
];

function sizesText(resource: string): string {
  return `divisor's values ${sizeDivisors.join(', ')} are supported with the ${resource} resource`;
}

function checkDivisor(resource: string, divisor: string, path: string, errors: Errors): void {
  const text = canonicalQuantity(divisor) ?? divisor;
  if (text === '' || text === '0') return;
  const rule = divisors.find(([pattern]) => pattern.test(resource));
  if (rule !== undefined && !rule[1].includes(text)) errors.push(invalid(path, resource, `only ${rule[2]}`));
}

function checkKeyReference({ name, key }: Fields, path: string, errors: Errors): void {
  checkSyntax(isDNS1123Subdomain(stringOf(name)), stringOf(name), `${path}.name`, errors);
  if (stringOf(key) === '') errors.push(required(`${path}.key`));
  else checkSyntax(isConfigMapKey(stringOf(key)), key, `${path}.key`, errors);
}

const sources: readonly (readonly [string, (reference: Fields, path: string, errors: Errors) => void])[] = [
  ['fieldRef', checkFieldReference],
  ['resourceFieldRef', checkResourceReference],
  ['configMapKeyRef', checkKeyReference],
  ['secretKeyRef', checkKeyReference],
];

function checkValueFrom(variable: Fields, path: string, errors: Errors): void {
  const { valueFrom } = variable;
  if (!isFields(valueFrom)) return;
  let found = 0;
  for (const [name, check] of sources) {
    const reference = valueFrom[name];
    if (!isFields(reference)) continue;
    found++;
    check(reference, `${path}.${name}`, errors);
  }
  if (found === 0) {
    const detail = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    errors.push(invalid(path, '', detail));
  } else if (stringOf(variable['value']) !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (found > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
}

/** A container's variables (ValidateEnv). */
export function checkEnvironment(variables: unknown, path: string, errors: Errors): void {
  objectsOf(variables).forEach((variable, index) => {
    const name = stringOf(variable['name']);
    const variablePath = `${path}[${index}]`;
    if (name === '') errors.push(required(`${variablePath}.name`));
    else checkSyntax(isRelaxedEnvVarName(name), name, `${variablePath}.name`, errors);
    checkValueFrom(variable, `${variablePath}.valueFrom`, errors);
  });
}

/** ConfigMaps and Secrets that become variables (ValidateEnvFrom). */
export function checkEnvironmentFrom(list: unknown, path: string, errors: Errors): void {
  objectsOf(list).forEach((source, index) => {
    const prefix = stringOf(source['prefix']);
    if (prefix !== '') checkSyntax(isRelaxedEnvVarName(prefix), prefix, `${path}[${index}].prefix`, errors);
    const references = ['configMapRef', 'secretRef'].filter((name) => isFields(source[name]));
    for (const name of references) {
      const reference = source[name];
      if (isFields(reference)) checkObjectName(reference['name'], `${path}[${index}].${name}.name`, errors);
    }
    if (references.length === 0) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (references.length > 1) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    }
  });
}
