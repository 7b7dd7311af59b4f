import { blockContains, isValidCIDR, parseCIDR } from '../../api/addresses.ts';
import { goQuote } from '../../api/go-syntax.ts';
import { forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkLabelSelector, checkOptionalWord, checkPortNumberOrName, checkSyntax } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

/** ValidateNetworkPolicyPort. */
function checkPort({ endPort, port, protocol }: Fields, path: string, errors: Errors): void {
  checkOptionalWord(protocol, ['TCP', 'UDP', 'SCTP'], `${path}.protocol`, errors);
  const end = `${path}.endPort`;
  if (isSet(endPort) && typeof port === 'string') {
    errors.push(invalid(end, endPort, 'may not be specified when `port` is non-numeric'));
  }
  if (isSet(port)) checkPortNumberOrName(port, `${path}.port`, errors);
  if (!isSet(endPort) || typeof port === 'string') return;
  if (!isSet(port)) {
    errors.push(invalid(end, endPort, 'may not be specified when `port` is not specified'));
    return;
  }
  // Upstream shows the port, not the end.
  if (numberOf(endPort) < numberOf(port)) errors.push(invalid(end, port, 'must be greater than or equal to `port`'));
  checkPortNumberOrName(endPort, end, errors);
}

/** ValidateIPBlock: what is left out is part of the block, and not all of it. Stops at the first that cannot be read. */
function checkBlock(cidr: string, excepts: readonly string[], path: string, errors: Errors): void {
  checkSyntax(isValidCIDR(cidr), cidr, `${path}.cidr`, errors);
  const block = parseCIDR(cidr);
  if (block === undefined) return;
  for (const [index, except] of excepts.entries()) {
    const at = `${path}.except[${index}]`;
    checkSyntax(isValidCIDR(except), except, at, errors);
    const part = parseCIDR(except);
    if (part === undefined) return;
    if (!blockContains(block, part.address) || block.prefix >= part.prefix) {
      errors.push(invalid(at, except, 'must be a strict subset of `cidr`'));
    }
  }
}

function checkPeer(peer: Fields, path: string, errors: Errors): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  let found = 0;
  for (const [name, selector] of Object.entries({ podSelector, namespaceSelector })) {
    if (!isFields(selector)) continue;
    found++;
    checkLabelSelector(selector, `${path}.${name}`, errors);
  }
  if (isFields(ipBlock)) {
    const cidr = stringOf(ipBlock['cidr']);
    found++;
    if (cidr === '') errors.push(required(`${path}.ipBlock.cidr`));
    else checkBlock(cidr, listOf(ipBlock['except']).map(stringOf), `${path}.ipBlock`, errors);
  }
  if (found === 0) errors.push(required(path, 'must specify a peer'));
  else if (isFields(ipBlock) && found > 1) {
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  }
}

function checkNetworkPolicySpec(spec: Fields, errors: Errors): void {
  checkLabelSelector(spec['podSelector'], 'spec.podSelector', errors);
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    objectsOf(spec[direction]).forEach((rule, index) => {
      const path = `spec.${direction}[${index}]`;
      objectsOf(rule['ports']).forEach((port, position) => checkPort(port, `${path}.ports[${position}]`, errors));
      objectsOf(rule[peers]).forEach((peer, position) => checkPeer(peer, `${path}.${peers}[${position}]`, errors));
    });
  }
  const policyTypes = listOf(spec['policyTypes']);
  if (policyTypes.length > 2) {
    const printed = `[]networking.PolicyType{${policyTypes.map((type) => goQuote(stringOf(type))).join(', ')}}`;
    errors.push(invalid('spec.policyTypes', { goSyntax: printed }, 'may not specify more than two policyTypes'));
    return;
  }
  policyTypes.forEach((type, index) => {
    if (type === 'Ingress' || type === 'Egress') return;
    errors.push(notSupported(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress']));
  });
}

/** A new NetworkPolicy (pkg/apis/networking/validation, ValidateNetworkPolicy). */
export function validateNetworkPolicy(policy: Fields): FieldError[] {
  const errors = validateObjectMeta(policy, true, subdomainName);
  checkNetworkPolicySpec(fieldsOf(policy['spec']), errors);
  return errors;
}

/** A changed NetworkPolicy (ValidateNetworkPolicyUpdate). */
export function validateNetworkPolicyUpdate(policy: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(policy, old);
  checkNetworkPolicySpec(fieldsOf(policy['spec']), errors);
  return errors;
}
