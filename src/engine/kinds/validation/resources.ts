import { forbidden, invalid, required } from '../../api/field.ts';
import { goQuantity } from '../../api/go-syntax.ts';
import { isQualifiedName } from '../../api/names.ts';
import { compareQuantity, milliValue, parseQuantity, quantityText, quantityValue } from '../../api/quantity.ts';
import type { Quantity } from '../../api/quantity.ts';
import { fieldsOf, sortedEntries, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkSyntax, negativeMessage } from './field-checks.ts';
import type { Errors } from './field-checks.ts';

const hugePages = 'hugepages-';

const containerResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Names without a slash that mean something in some list of resources (pkg/apis/core/helper, standardResources). */
const standardResources: ReadonlySet<string> = new Set([
  ...containerResources,
  ...[...containerResources].flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'requests.storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Those of them that a quota can bound (standardQuotaResources). */
const quotaResources: ReadonlySet<string> = new Set([...standardResources].filter((name) => name !== 'storage'));

/** Resources that are counted in ones (integerResources). */
const countedResources: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

function isQuotaHugePages(name: string): boolean {
  return name.startsWith(hugePages) || name.startsWith(`requests.${hugePages}`);
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

/** Whether more of a resource may be promised than there is (IsOvercommitAllowed). */
export function allowsOvercommit(name: string): boolean {
  return isNative(name) && !name.startsWith(hugePages);
}

/** The name of a resource anywhere (validateResourceName). */
export function checkResourceName(name: string, path: string, errors: Errors): void {
  const messages = isQualifiedName(name);
  checkSyntax(messages, name, path, errors);
  if (messages.length > 0 || name.includes('/') || standardResources.has(name) || isQuotaHugePages(name)) return;
  errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
}

/** Whether quotas know a resource by themselves (IsStandardQuotaResourceName). */
export function isStandardQuotaResource(name: string): boolean {
  return quotaResources.has(name) || isQuotaHugePages(name);
}

/** The name of a resource that a quota can bound (ValidateResourceQuotaResourceName). */
export function checkQuotaResourceName(name: string, path: string, errors: Errors): void {
  checkResourceName(name, path, errors);
  if (name.includes('/') || isStandardQuotaResource(name)) return;
  errors.push(invalid(path, name, 'must be a standard resource for quota'));
}

/** The name of a resource that containers ask for (validateContainerResourceName). */
export function checkContainerResourceName(name: string, path: string, errors: Errors): void {
  checkResourceName(name, path, errors);
  if (!name.includes('/')) {
    if (containerResources.has(name) || name.startsWith(hugePages)) return;
    errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

/** An amount: not negative, and whole where the resource is counted (ValidateResourceQuantityValue). */
export function checkResourceAmount(name: string, quantity: Quantity, path: string, errors: Errors): void {
  const text = quantityText(quantity);
  if (quantity.nano < 0n) errors.push(invalid(path, text, negativeMessage));
  const counted = countedResources.has(name) || isExtended(name);
  if (counted && milliValue(quantity) % 1000 !== 0) {
    errors.push(invalid(path, goQuantity(quantity, text), 'must be an integer'));
  }
}

function checkHugePageAmount(name: string, quantity: Quantity, path: string, errors: Errors): void {
  const size = parseQuantity(name.slice(hugePages.length));
  const bytes = BigInt(quantityValue(quantity));
  // A page that is no whole number of bytes divides nothing.
  const page =
    size !== undefined && size.nano > 0n && size.nano % 1_000_000_000n === 0n ? size.nano / 1_000_000_000n : 0n;
  if (page > 0n && bytes % page === 0n) return;
  const text = quantityText(quantity);
  errors.push(invalid(path, text, `${text} is not positive integer multiple of ${name}`));
}

function amountsOf(list: unknown): ReadonlyMap<string, Quantity> {
  const amounts = new Map<string, Quantity>();
  for (const [name, value] of sortedEntries(list)) {
    const quantity = parseQuantity(typeof value === 'number' ? value : stringOf(value));
    if (quantity !== undefined) amounts.set(name, quantity);
  }
  return amounts;
}

function checkRequest(
  name: string,
  request: Quantity,
  limit: Quantity | undefined,
  path: string,
  errors: Errors,
): void {
  const fixed = !allowsOvercommit(name);
  if (limit === undefined) {
    if (fixed) errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    return;
  }
  const order = compareQuantity(request, limit);
  const bound = fixed ? 'equal to' : 'less than or equal to';
  if (order === 0 || (order < 0 && !fixed)) return;
  const detail = `must be ${bound} ${name} limit of ${quantityText(limit)}`;
  errors.push(invalid(`${path}.requests`, quantityText(request), detail));
}

/** A container's limits and requests (ValidateContainerResourceRequirements). */
export function checkResourceRequirements(resources: Fields, path: string, errors: Errors): void {
  const limits = amountsOf(resources['limits']);
  const requests = amountsOf(resources['requests']);
  for (const [list, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const [name, quantity] of amounts) {
      const amountPath = `${path}.${list}[${name}]`;
      checkContainerResourceName(name, amountPath, errors);
      checkResourceAmount(name, quantity, amountPath, errors);
      if (list === 'requests') checkRequest(name, quantity, limits.get(name), path, errors);
      if (name.startsWith(hugePages)) checkHugePageAmount(name, quantity, amountPath, errors);
    }
  }
  const names = [...limits.keys(), ...requests.keys()];
  const pages = names.some((name) => name.startsWith(hugePages));
  if (pages && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
}

/** A list of amounts of which only the sizes are checked: capacities, quotas. */
export function checkResourceList(list: unknown, path: string, errors: Errors): void {
  for (const [name, value] of sortedEntries(fieldsOf(list))) {
    const quantity = parseQuantity(typeof value === 'number' ? value : stringOf(value));
    if (quantity !== undefined) checkResourceAmount(name, quantity, `${path}[${name}]`, errors);
  }
}
