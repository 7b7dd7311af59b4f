import { decodeBase64Text } from '../../api/base64.ts';
import { invalid, required, tooLong } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { notAnObject } from '../../api/json-kind.ts';
import { jsonProblem } from '../../api/json-problem.ts';
import { isConfigMapKey } from '../../api/names.ts';
import { fieldsOf, isFields, isSet, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax, immutableMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { base64Size, checkImmutable, largestData } from './configmap.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

/** What json.Unmarshal says of a text that is no JSON object; Go takes null for an empty map. */
function mapProblem(text: string): string | undefined {
  const problem = jsonProblem(text);
  if (problem !== undefined) return problem;
  const value: unknown = JSON.parse(text);
  return value === null || isFields(value) ? undefined : notAnObject(value);
}

function checkDockerConfig(data: Fields, key: string, errors: Errors): void {
  const path = `data[${key}]`;
  if (!isSet(data[key])) {
    errors.push(required(path));
    return;
  }
  const detail = mapProblem(decodeBase64Text(stringOf(data[key])) ?? '');
  if (detail !== undefined) errors.push(invalid(path, '<secret contents redacted>', detail));
}

/** The keys that a type of Secret must have. */
function checkType(secret: Fields, errors: Errors): void {
  const data = fieldsOf(secret['data']);
  const missing = (key: string): boolean => !isSet(data[key]);
  switch (secret['type']) {
    case 'kubernetes.io/dockercfg':
      checkDockerConfig(data, '.dockercfg', errors);
      break;
    case 'kubernetes.io/dockerconfigjson':
      checkDockerConfig(data, '.dockerconfigjson', errors);
      break;
    case 'kubernetes.io/basic-auth':
      if (missing('username') && missing('password')) {
        errors.push(required('data[username]'), required('data[password]'));
      }
      break;
    case 'kubernetes.io/ssh-auth':
      if (stringOf(data['ssh-privatekey']) === '') errors.push(required('data[ssh-privatekey]'));
      break;
    case 'kubernetes.io/tls':
      for (const key of ['tls.crt', 'tls.key']) if (missing(key)) errors.push(required(`data[${key}]`));
      break;
    case 'kubernetes.io/service-account-token': {
      const name = 'kubernetes.io/service-account.name';
      const annotations = fieldsOf(fieldsOf(secret['metadata'])['annotations']);
      if (stringOf(annotations[name]) === '') errors.push(required(`metadata.annotations[${name}]`));
      break;
    }
    default:
  }
}

function checkSecret(secret: Fields, errors: Errors): void {
  let size = 0;
  for (const [key, value] of sortedEntries(secret['data'])) {
    checkSyntax(isConfigMapKey(key), key, `data[${key}]`, errors);
    size += base64Size(stringOf(value));
  }
  if (size > largestData) errors.push(tooLong('data', largestData));
  checkType(secret, errors);
}

/** A new Secret (ValidateSecret). */
export function validateSecret(secret: Fields): FieldError[] {
  const errors = validateObjectMeta(secret, true, subdomainName);
  checkSecret(secret, errors);
  return errors;
}

/** A changed Secret (ValidateSecretUpdate). */
export function validateSecretUpdate(secret: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(secret, old);
  if (secret['type'] !== old['type']) errors.push(invalid('type', secret['type'], immutableMessage));
  checkImmutable(secret, old, ['data'], errors);
  checkSecret(secret, errors);
  return errors;
}
