import { invalid } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { isDNS1123Label } from '../../api/names.ts';
import { stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax, immutableMessage } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

/** A new RuntimeClass (pkg/apis/node/validation, ValidateRuntimeClass). */
export function validateRuntimeClass(runtimeClass: Fields): FieldError[] {
  const errors = validateObjectMeta(runtimeClass, false, subdomainName);
  const handler = stringOf(runtimeClass['handler']);
  checkSyntax(isDNS1123Label(handler), handler, 'handler', errors);
  return errors;
}

/** A changed RuntimeClass keeps its handler (ValidateRuntimeClassUpdate). */
export function validateRuntimeClassUpdate(runtimeClass: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(runtimeClass, old);
  const handler = stringOf(runtimeClass['handler']);
  if (handler !== stringOf(old['handler'])) errors.push(invalid('handler', handler, immutableMessage));
  return errors;
}
