import { invalid, notSupported, required } from '../../api/field.ts';
import { isConfigMapKey, isDNS1123Subdomain, isQualifiedName, isRelaxedEnvVarName } from '../../api/names.ts';
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
const knownFields: ReadonlySet<string> = new Set([...podFields, ...volumeFields, 'spec.restartPolicy', 'status.phase']);

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
  const fieldPath = stringOf(reference['fieldPath']);
  if (fieldPath === '') {
    errors.push(required(`${path}.fieldPath`));
    return;
  }
  const [, subscripted, key = ''] = /^([^[\]]+)\['([^']*)'\]$/.exec(fieldPath) ?? [];
  if (subscripted === 'metadata.annotations') checkSyntax(isQualifiedName(key.toLowerCase()), key, path, errors);
  else if (subscripted === 'metadata.labels') checkSyntax(isQualifiedName(key), key, path, errors);
  else if (!knownFields.has(fieldPath)) {
    const detail = `error converting fieldPath: field label not supported: ${fieldPath}`;
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
