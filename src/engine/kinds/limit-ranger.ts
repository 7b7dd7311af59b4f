import { compareQuantity, parseQuantity, quantityText, quantityValue } from '../api/quantity.ts';
import type { Quantity } from '../api/quantity.ts';
import { fieldsOf, objectsOf, sortedEntries, stringOf } from './go-fields.ts';
import type { Fields } from './go-fields.ts';
import { podAmounts } from './quota-usage.ts';
import type { Container, PodSpec } from './types/index.ts';

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

function boundedContainer({ resources }: Container): Bounded {
  return { limits: amountsOf(resources?.limits), requests: amountsOf(resources?.requests) };
}

/**
 * Why a pod may not be made under a LimitRange, worded for the end of `pods "web" is forbidden: `; undefined when it
 * may. Several reasons stand in brackets.
 */
export function limitRangeRefusal({ spec: pod }: { readonly spec: PodSpec }, limitRange: Fields): string | undefined {
  const containers = [...pod.containers, ...(pod.initContainers ?? [])].map(boundedContainer);
  const problems = objectsOf(fieldsOf(limitRange['spec'])['limits']).flatMap((limit) => {
    if (limit['type'] === 'Container') return containers.flatMap((container) => problemsOf(container, limit));
    if (limit['type'] !== 'Pod') return [];
    return problemsOf({ limits: podAmounts(pod, 'limits'), requests: podAmounts(pod, 'requests') }, limit);
  });
  const distinct = [...new Set(problems)];
  if (distinct.length <= 1) return distinct[0];
  return `[${distinct.join(', ')}]`;
}

/** What was set is told in this annotation of the pod (limitRangerAnnotation). */
const ANNOTATION = 'kubernetes.io/limit-ranger';

interface Defaults {
  readonly limits: Fields;
  readonly requests: Fields;
}

/** The default amounts of containers; of several items the last has its way (defaultContainerResourceRequirements). */
function defaultsOf(limitRange: Fields): Defaults {
  const items = objectsOf(fieldsOf(limitRange['spec'])['limits']).filter((limit) => limit['type'] === 'Container');
  const merged = (name: string): Fields => Object.assign({}, ...items.map((item) => fieldsOf(item[name]))) as Fields;
  return { limits: merged('default'), requests: merged('defaultRequest') };
}

function missingFrom(list: unknown, defaults: Fields): readonly string[] {
  const given = fieldsOf(list);
  return Object.keys(defaults)
    .filter((name) => !Object.hasOwn(given, name))
    .toSorted();
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** A container with the default amounts that it lacks; `told` takes what was set (mergeContainerResources). */
function withDefaults(container: Fields, defaults: Defaults, what: string, told: string[]): Fields {
  const resources = fieldsOf(container['resources']);
  let filled = resources;
  for (const list of ['requests', 'limits'] as const) {
    const names = missingFrom(resources[list], defaults[list]);
    if (names.length === 0) continue;
    filled = { ...filled, [list]: { ...fieldsOf(resources[list]), ...pick(defaults[list], names) } };
    told.push(`${names.join(', ')} ${list.slice(0, -1)} for ${what} ${stringOf(container['name'])}`);
  }
  return filled === resources ? container : { ...container, resources: filled };
}

interface AnnotatedPod {
  readonly metadata: { readonly annotations?: Record<string, string> };
  readonly spec: object;
}

/** The pod with the default amounts of a LimitRange in containers that give none (mergePodResourceRequirements). */
export function withLimitRangeDefaults<Pod extends AnnotatedPod>(pod: Pod, limitRange: Fields): Pod {
  const defaults = defaultsOf(limitRange);
  const spec = fieldsOf(pod.spec);
  const told: string[] = [];
  const filled: Record<string, unknown> = {};
  for (const [list, what] of [
    ['containers', 'container'],
    ['initContainers', 'init container'],
  ] as const) {
    if (spec[list] === undefined) continue;
    filled[list] = objectsOf(spec[list]).map((container) => withDefaults(container, defaults, what, told));
  }
  if (told.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${told.join('; ')}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: { ...spec, ...filled } };
}
