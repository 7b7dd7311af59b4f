import { ipFamily, isValidCIDR } from '../../api/addresses.ts';
import { duplicate, forbidden, invalid } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { fieldsOf, listOf, objectsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { checkResourceAmount } from './resources.ts';
import { checkTaints } from './scheduling.ts';

/** More ranges than one are of one family each, and none is there twice. */
function checkDualStack(ranges: readonly string[], errors: Errors): void {
  if (ranges.length < 2) return;
  const families = new Set(ranges.map((range) => ipFamily(range.split('/')[0] ?? '')));
  if (families.size < 2 || ranges.length > 2) {
    const detail = 'may specify no more than one CIDR for each IP family';
    errors.push(invalid('spec.podCIDRs', goStringSlice(ranges), detail));
  }
  ranges.forEach((range, index) => {
    if (ranges.indexOf(range) < index) errors.push(duplicate(`spec.podCIDRs[${index}]`, range));
  });
}

/** Amounts of what a Node has (ValidateNodeResources, whose paths have dots). */
function checkNodeResources(node: Fields, errors: Errors): void {
  for (const list of ['capacity', 'allocatable']) {
    for (const [name, value] of sortedEntries(fieldsOf(node['status'])[list])) {
      const quantity = parseQuantity(typeof value === 'number' ? value : stringOf(value));
      if (quantity !== undefined) checkResourceAmount(name, quantity, `status.${list}.${name}`, errors);
    }
  }
}

/** A new Node (ValidateNode). */
export function validateNode(node: Fields): FieldError[] {
  const errors = validateObjectMeta(node, false, subdomainName);
  const spec = fieldsOf(node['spec']);
  // Upstream looks for taints in the metadata; so their paths say.
  checkTaints(objectsOf(spec['taints']), 'metadata.taints', errors);
  checkNodeResources(node, errors);
  listOf(spec['podCIDRs']).forEach((range, index) => {
    checkSyntax(isValidCIDR(stringOf(range)), range, `spec.podCIDRs[${index}]`, errors);
  });
  checkDualStack(listOf(spec['podCIDRs']).map(stringOf), errors);
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
