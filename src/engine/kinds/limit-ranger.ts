import { addQuantity, compareQuantity, parseQuantity, quantityText, quantityValue } from '../api/quantity.ts';
import type { Quantity } from '../api/quantity.ts';
import { fieldsOf, objectsOf, sortedEntries, stringOf } from './go-fields.ts';
import type { Fields } from './go-fields.ts';

/** The admission plugin LimitRanger (plugin/pkg/admission/limitranger): default amounts of containers, and bounds. */

type Amounts = ReadonlyMap<string, Quantity>;

function amountsOf(list: unknown): Amounts {
  const amounts = new Map<string, Quantity>();
  for (const [name, value] of sortedEntries(list)) {
    const quantity = parseQuantity(typeof value === 'number' ? value : stringOf(value));
    if (quantity !== undefined) amounts.set(name, quantity);
  }
  return amounts;
}

interface Bounded {
  readonly limits: Amounts;
  readonly requests: Amounts;
}

interface Bound {
  /** `Container` or `Pod`. */
  readonly type: string;
  readonly name: string;
  readonly enforced: Quantity;
}

function minimumProblem({ limits, requests }: Bounded, { type, name, enforced }: Bound): string | undefined {
  const text = `minimum ${name} usage per ${type} is ${quantityText(enforced)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (request === undefined) return `${text}.  No request is specified`;
  if (compareQuantity(request, enforced) < 0) return `${text}, but request is ${quantityText(request)}`;
  if (limit === undefined || compareQuantity(limit, enforced) >= 0) return undefined;
  return `${text}, but limit is ${quantityText(limit)}`;
}

function maximumProblem({ limits, requests }: Bounded, { type, name, enforced }: Bound): string | undefined {
  const text = `maximum ${name} usage per ${type} is ${quantityText(enforced)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (limit === undefined) return `${text}.  No limit is specified`;
  if (compareQuantity(limit, enforced) > 0) return `${text}, but limit is ${quantityText(limit)}`;
  if (request === undefined || compareQuantity(request, enforced) <= 0) return undefined;
  return `${text}, but request is ${quantityText(request)}`;
}

function ratioProblem({ limits, requests }: Bounded, { type, name, enforced }: Bound): string | undefined {
  const text = `${name} max limit to request ratio per ${type} is ${quantityText(enforced)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (request === undefined || request.nano === 0n) return `${text}, but no request is specified or request is 0`;
  if (limit === undefined || limit.nano === 0n) return `${text}, but no limit is specified or limit is 0`;
  const ratio = Number(limit.nano) / Number(request.nano);
  return ratio > quantityValue(enforced) ? `${text}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

function problemsOf(subject: Bounded, limit: Fields): readonly string[] {
  const type = stringOf(limit['type']);
  const problems: string[] = [];
  const check = (list: unknown, problemOf: (subject: Bounded, bound: Bound) => string | undefined): void => {
    for (const [name, enforced] of amountsOf(list)) {
      const problem = problemOf(subject, { type, name, enforced });
      if (problem !== undefined) problems.push(problem);
    }
  };
  check(limit['min'], minimumProblem);
  check(limit['max'], maximumProblem);
  check(limit['maxLimitRequestRatio'], ratioProblem);
  return problems;
}

function containersOf(pod: Fields): readonly Fields[] {
  const spec = fieldsOf(pod['spec']);
  return [...objectsOf(spec['containers']), ...objectsOf(spec['initContainers'])];
}

function boundedContainer(container: Fields): Bounded {
  const { limits, requests } = fieldsOf(container['resources']);
  return { limits: amountsOf(limits), requests: amountsOf(requests) };
}

/** The sum of containers; an amount counts only when every container has it, as upstream sums limits. */
function sum(lists: readonly Amounts[]): Amounts {
  const total = new Map<string, Quantity>();
  for (const list of lists) {
    for (const [name, amount] of list) {
      const before = total.get(name);
      total.set(name, before === undefined ? amount : addQuantity(before, amount));
    }
  }
  return total;
}

/**
 * Why a pod may not be made under a LimitRange, worded for the end of `pods "web" is forbidden: `; undefined when it
 * may. Several reasons stand in brackets.
 */
export function limitRangeRefusal(pod: Fields, limitRange: Fields): string | undefined {
  const containers = containersOf(pod).map(boundedContainer);
  const problems = objectsOf(fieldsOf(limitRange['spec'])['limits']).flatMap((limit) => {
    if (limit['type'] === 'Container') return containers.flatMap((container) => problemsOf(container, limit));
    if (limit['type'] !== 'Pod') return [];
    const limits = sum(containers.map((container) => container.limits));
    const requests = sum(containers.map((container) => container.requests));
    return problemsOf({ limits, requests }, limit);
  });
  const distinct = [...new Set(problems)];
  if (distinct.length <= 1) return distinct[0];
  return `[${distinct.join(', ')}]`;
}

function withMissing(list: unknown, defaults: Fields): Fields | undefined {
  const given = fieldsOf(list);
  const missing = Object.entries(defaults).filter(([name]) => !Object.hasOwn(given, name));
  return missing.length === 0 ? undefined : { ...given, ...Object.fromEntries(missing) };
}

function withDefaults(container: Fields, limit: Fields): Fields {
  const resources = fieldsOf(container['resources']);
  const limits = withMissing(resources['limits'], fieldsOf(limit['default']));
  const requests = withMissing(resources['requests'], fieldsOf(limit['defaultRequest']));
  if (limits === undefined && requests === undefined) return container;
  return { ...container, resources: { ...resources, ...(limits && { limits }), ...(requests && { requests }) } };
}

/** The pod with the default amounts of a LimitRange in containers that give none (mergePodResourceRequirements). */
export function withLimitRangeDefaults<Pod extends { readonly spec: object }>(pod: Pod, limitRange: Fields): Pod {
  const spec = fieldsOf(pod.spec);
  const limits = objectsOf(fieldsOf(limitRange['spec'])['limits']).filter((limit) => limit['type'] === 'Container');
  let changed: Record<string, unknown> | undefined;
  for (const list of ['containers', 'initContainers']) {
    const before = objectsOf(spec[list]);
    const after = before.map((container) => limits.reduce(withDefaults, container));
    if (after.every((container, index) => container === before[index])) continue;
    changed = { ...(changed ?? spec), [list]: after };
  }
  return changed === undefined ? pod : { ...pod, spec: changed };
}
