import { forbidden, invalid } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { fieldsOf, isSet, numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { subdomainName, validateGenericObjectMeta } from './object-meta.ts';

/** A Lease (pkg/apis/coordination/validation, ValidateLease). */
export function validateLease(lease: Fields): FieldError[] {
  const errors = validateGenericObjectMeta(lease, true, subdomainName);
  const { leaseDurationSeconds, leaseTransitions, preferredHolder, strategy } = fieldsOf(lease['spec']);
  if (isSet(leaseDurationSeconds) && numberOf(leaseDurationSeconds) <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  if (isSet(leaseTransitions) && numberOf(leaseTransitions) < 0) {
    errors.push(invalid('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'));
  }
  if (stringOf(preferredHolder) !== '' && stringOf(strategy) === '') {
    errors.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
  }
  return errors;
}
