import { isValidCIDR } from '../../api/addresses.ts';
import { forbidden } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { fieldsOf, listOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkTaints } from './scheduling.ts';

/** A new Node (ValidateNode). */
export function validateNode(node: Fields): FieldError[] {
  const errors = validateObjectMeta(node, false, subdomainName);
  const spec = fieldsOf(node['spec']);
  // Upstream looks for taints in the metadata; so their paths say.
  checkTaints(objectsOf(spec['taints']), 'metadata.taints', errors);
  listOf(spec['podCIDRs']).forEach((range, index) => {
    checkSyntax(isValidCIDR(stringOf(range)), range, `spec.podCIDRs[${index}]`, errors);
  });
  return errors;
}

/** A changed Node (ValidateNodeUpdate). */
export function validateNodeUpdate(node: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(node, old);
  const spec = fieldsOf(node['spec']);
  const before = fieldsOf(old['spec']);
  const ranges = listOf(before['podCIDRs']);
  const after = listOf(spec['podCIDRs']);
  if (ranges.length > 0 && (ranges.length !== after.length || ranges.some((range, index) => range !== after[index]))) {
    const detail = 'node updates may not change podCIDR except from "" to valid';
    errors.push(forbidden('spec.podCIDRs', detail));
  }
  const provider = stringOf(before['providerID']);
  if (provider !== '' && provider !== stringOf(spec['providerID'])) {
    const detail = 'node updates may not change providerID except from "" to valid';
    errors.push(forbidden('spec.providerID', detail));
  }
  checkTaints(objectsOf(spec['taints']), 'metadata.taints', errors);
  return errors;
}
