import { addQuantity, compareQuantity, parseQuantity, quantityText } from '../api/quantity.ts';
import type { Quantity } from '../api/quantity.ts';
import { fromRFC3339 } from '../api/time.ts';
import { qosClass } from './qos.ts';
import type {
  Container,
  GenericObject,
  PersistentVolumeClaim,
  Pod,
  PodSpec,
  ResourceQuotaSpec,
  ScopeRequirement,
  Service,
} from './types/index.ts';

/** What objects cost a ResourceQuota (pkg/quota/v1/evaluator/core and apiserver pkg/quota/v1/generic). */

export type Usage = Map<string, Quantity>;

function quantity(value: string | number): Quantity {
  return parseQuantity(value) ?? { nano: 0n, format: 'DecimalSI', text: '' };
}

const ONE = quantity(1);

/** Adds one usage to another, which is changed. */
export function addUsage(total: Usage, more: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of more) {
    const before = total.get(name);
    total.set(name, before === undefined ? amount : addQuantity(before, amount));
  }
}

function raiseTo(total: Usage, other: ReadonlyMap<string, Quantity>): void {
  for (const [name, amount] of other) {
    const before = total.get(name);
    if (before === undefined || compareQuantity(before, amount) < 0) total.set(name, amount);
  }
}

type AmountKind = 'requests' | 'limits';

function amountsOf({ resources }: Container, kind: AmountKind): Usage {
  return new Map(Object.entries(resources?.[kind] ?? {}).map(([name, text]) => [name, quantity(text)]));
}

/** The sum over what runs at once, or the largest moment of starting (component-helpers resource, PodRequests and PodLimits). */
export function podAmounts(spec: PodSpec, kind: AmountKind): Usage {
  const total: Usage = new Map();
  for (const container of spec.containers) addUsage(total, amountsOf(container, kind));
  const sidecars: Usage = new Map();
  const starting: Usage = new Map();
  for (const container of spec.initContainers ?? []) {
    const moment = amountsOf(container, kind);
    if (container.restartPolicy === 'Always') {
      addUsage(total, moment);
      addUsage(sidecars, moment);
      raiseTo(starting, sidecars);
    } else {
      addUsage(moment, sidecars);
      raiseTo(starting, moment);
    }
  }
  raiseTo(total, starting);
  return total;
}

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage']);

function computeUsage(spec: PodSpec): Usage {
  const usage: Usage = new Map();
  for (const [name, amount] of podAmounts(spec, 'requests')) {
    if (STANDARD.has(name) || name.startsWith('hugepages-')) usage.set(name, amount);
    usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of podAmounts(spec, 'limits')) {
    if (STANDARD.has(name)) usage.set(`limits.${name}`, amount);
  }
  return usage;
}

/** Whether a pod still takes anything from a quota: one that has ended, or should have, does not (QuotaV1Pod). */
function isCharged({ status, metadata }: Pod, now: number): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return false;
  return metadata.deletionTimestamp === undefined || now <= fromRFC3339(metadata.deletionTimestamp);
}

const remembered = new WeakMap<PodSpec, Usage>();

function podUsage(pod: Pod, now: number): Usage {
  const usage: Usage = new Map([['count/pods', ONE]]);
  if (!isCharged(pod, now)) return usage;
  let compute = remembered.get(pod.spec);
  if (compute === undefined) {
    compute = computeUsage(pod.spec);
    remembered.set(pod.spec, compute);
  }
  usage.set('pods', ONE);
  addUsage(usage, compute);
  return usage;
}

function serviceUsage({ spec }: Service): Usage {
  const usage: Usage = new Map([
    ['count/services', ONE],
    ['services', ONE],
  ]);
  const ports = quantity(spec.ports?.length ?? 0);
  if (spec.type === 'NodePort') usage.set('services.nodeports', ports);
  if (spec.type === 'LoadBalancer') {
    usage.set('services.loadbalancers', ONE);
    if (spec.allocateLoadBalancerNodePorts !== false) usage.set('services.nodeports', ports);
  }
  return usage;
}

function claimUsage({ spec }: PersistentVolumeClaim): Usage {
  const usage: Usage = new Map([
    ['count/persistentvolumeclaims', ONE],
    ['persistentvolumeclaims', ONE],
  ]);
  const storage = spec.resources?.requests?.['storage'];
  const ofClass = spec.storageClassName === undefined ? '' : `${spec.storageClassName}.storageclass.storage.k8s.io/`;
  if (ofClass !== '') usage.set(`${ofClass}persistentvolumeclaims`, ONE);
  if (storage === undefined) return usage;
  usage.set('requests.storage', quantity(storage));
  if (ofClass !== '') usage.set(`${ofClass}requests.storage`, quantity(storage));
  return usage;
}

/** Core resources that quotas may name without `count/`. */
const PLAIN = new Set(['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas']);

/**
 * What an object takes from a quota, by the names that quotas use. `resource` is its plural, `group` its API group;
 * `now` in ms since the epoch.
 */
export function usageOf(resource: string, group: string, object: GenericObject, now: number): Usage {
  if (group === '') {
    if (resource === 'pods') return podUsage(object as unknown as Pod, now);
    if (resource === 'services') return serviceUsage(object as unknown as Service);
    if (resource === 'persistentvolumeclaims') return claimUsage(object as unknown as PersistentVolumeClaim);
    const usage: Usage = new Map([[`count/${resource}`, ONE]]);
    if (PLAIN.has(resource)) usage.set(resource, ONE);
    return usage;
  }
  return new Map([[`count/${resource}.${group}`, ONE]]);
}

function matchesRequirement({ scopeName, operator, values = [] }: ScopeRequirement, pod: Pod): boolean {
  const { spec } = pod;
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort';
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return values.includes(name) === (operator === 'In');
    }
    case 'CrossNamespacePodAffinity':
      return [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity].some((affinity) =>
        [
          ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
          ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
        ].some((term) => (term.namespaces ?? []).length > 0 || term.namespaceSelector !== undefined),
      );
    default:
      return false;
  }
}

/** Whether an object falls under a quota's scopes, which only pods can (generic.Matches). */
export function isInScope(
  { scopes = [], scopeSelector }: ResourceQuotaSpec,
  resource: string,
  object: GenericObject,
): boolean {
  const requirements = [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' as const })),
    ...(scopeSelector?.matchExpressions ?? []),
  ];
  if (requirements.length === 0) return true;
  if (resource !== 'pods') return false;
  return requirements.every((requirement) => matchesRequirement(requirement, object as unknown as Pod));
}

/** Every container must say these when a quota limits them (validationSet). */
const MANDATORY = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** What containers of a pod fail to say although a quota limits it: `cpu for: web; memory for: web` (Constraints). */
export function missingAmounts({ spec }: Pod, limited: ReadonlySet<string>): string | undefined {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const problems: string[] = [];
  for (const name of MANDATORY) {
    if (!limited.has(name)) continue;
    const [kind, resource]: [AmountKind, string] = name.startsWith('limits.')
      ? ['limits', name.slice('limits.'.length)]
      : ['requests', name.replace('requests.', '')];
    const silent = containers.filter(({ resources }) => resources?.[kind]?.[resource] === undefined);
    const names = silent.map((container) => container.name).toSorted();
    if (names.length > 0) problems.push(`${name} for: ${names.join(',')}`);
  }
  return problems.length === 0 ? undefined : problems.join('; ');
}

/** `pods=1,requests.cpu=500m`, sorted by name (prettyPrint). */
export function usageText(usage: ReadonlyMap<string, Quantity>): string {
  const names = [...usage.keys()].toSorted();
  return names.map((name) => `${name}=${quantityText(usage.get(name) ?? quantity(0))}`).join(',');
}

/** The amounts of a quota's `hard`. */
export function hardAmounts(hard: Readonly<Record<string, string>> | undefined): Usage {
  return new Map(Object.entries(hard ?? {}).map(([name, text]) => [name, quantity(text)]));
}

/** What all of `objects` together take of what a quota limits. */
export function usedOf(
  spec: ResourceQuotaSpec,
  objects: Iterable<{ resource: string; group: string; object: GenericObject }>,
  now: number,
): Usage {
  const used: Usage = new Map([...hardAmounts(spec.hard).keys()].map((name) => [name, quantity(0)]));
  for (const { resource, group, object } of objects) {
    if (!isInScope(spec, resource, object)) continue;
    for (const [name, amount] of usageOf(resource, group, object, now)) {
      const before = used.get(name);
      if (before !== undefined) used.set(name, addQuantity(before, amount));
    }
  }
  return used;
}
