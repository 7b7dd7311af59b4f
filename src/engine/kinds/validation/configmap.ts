import { decodeBase64 } from '../../api/base64.ts';
import { deepEqual } from '../../api/equality.ts';
import { forbidden, invalid, tooLong } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { isConfigMapKey } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

/** All values of a ConfigMap or Secret together, in bytes (core.MaxSecretSize). */
export const largestData = 1024 * 1024;

/** The number of bytes that base64 text stands for. */
export function base64Size(text: string): number {
  const decoded = decodeBase64(text);
  return 'bytes' in decoded ? decoded.bytes.length : 0;
}

function checkData(configMap: Fields, errors: Errors): void {
  const binaryData = fieldsOf(configMap['binaryData']);
  let size = 0;
  for (const [key, value] of sortedEntries(configMap['data'])) {
    const path = `data[${key}]`;
    checkSyntax(isConfigMapKey(key), key, path, errors);
    if (Object.hasOwn(binaryData, key)) errors.push(invalid(path, key, 'duplicate of key present in binaryData'));
    size += utf8Length(stringOf(value));
  }
  for (const [key, value] of sortedEntries(binaryData)) {
    checkSyntax(isConfigMapKey(key), key, `binaryData[${key}]`, errors);
    size += base64Size(stringOf(value));
  }
  // The object as a whole is too long: this is how upstream prints a path with an empty name (field.Path.String).
  if (size > largestData) errors.push(tooLong('[]', largestData));
}

/** A new ConfigMap (ValidateConfigMap). */
export function validateConfigMap(configMap: Fields): FieldError[] {
  const errors = validateObjectMeta(configMap, true, subdomainName);
  checkData(configMap, errors);
  return errors;
}

/** An object that was made immutable stays so, with these fields as they are. */
export function checkImmutable(object: Fields, old: Fields, fields: readonly string[], errors: Errors): void {
  if (old['immutable'] !== true) return;
  const detail = 'field is immutable when `immutable` is set';
  if (object['immutable'] !== true) errors.push(forbidden('immutable', detail));
  for (const field of fields) {
    if (!deepEqual(fieldsOf(object[field]), fieldsOf(old[field]))) errors.push(forbidden(field, detail));
  }
}

/** A changed ConfigMap (ValidateConfigMapUpdate). */
export function validateConfigMapUpdate(configMap: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(configMap, old);
  checkImmutable(configMap, old, ['data', 'binaryData'], errors);
  checkData(configMap, errors);
  return errors;
}
