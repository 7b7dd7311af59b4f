import type { Lister } from '../../api/lister.ts';
import { labelSelectorMatches } from '../../api/selectors.ts';
import { controllerOf } from '../../api/controller-of.ts';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  Pod,
  Service,
  TopologySpreadConstraint,
} from '../../kinds/types/index.ts';
import type { NodeInfo } from '../node-info.ts';
import { MAX_NODE_SCORE } from '../plugin.ts';
import type { Filter, Rejection, Scorer } from '../plugin.ts';
import { ZONE_LABEL } from '../scheduler-cache.ts';
import type { SchedulerCache } from '../scheduler-cache.ts';
import { hasNodeAffinity, nodeAffinityMatches } from './node-affinity.ts';
import { untoleratedTaint } from './taint-toleration.ts';

const NAME = 'PodTopologySpread';
const HOSTNAME_LABEL = 'kubernetes.io/hostname';

const SKEWED: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod topology spread constraints"],
  resolvable: true,
};

const MISSING_LABEL: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
  resolvable: false,
};

interface Constraint {
  maxSkew: number;
  topologyKey: string;
  /** Absent: matches nothing. */
  selector: LabelSelector | undefined;
  minDomains: number;
  honorAffinity: boolean;
  honorTaints: boolean;
}

function withMatchLabelKeys(
  selector: LabelSelector | undefined,
  keys: readonly string[],
  pod: Pod,
): LabelSelector | undefined {
  if (selector === undefined) return undefined;
  const matchLabels: Record<string, string> = {};
  for (const key of keys) {
    const value = pod.metadata.labels?.[key];
    if (value !== undefined) matchLabels[key] = value;
  }
  if (Object.keys(matchLabels).length === 0) return selector;
  return { ...selector, matchLabels: { ...selector.matchLabels, ...matchLabels } };
}

function constraintsOf(pod: Pod, action: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
  const { topologySpreadConstraints } = pod.spec;
  if (topologySpreadConstraints === undefined) return NO_CONSTRAINTS;
  return topologySpreadConstraints
    .filter((constraint) => constraint.whenUnsatisfiable === action)
    .map((constraint) => ({
      maxSkew: constraint.maxSkew,
      topologyKey: constraint.topologyKey,
      selector: withMatchLabelKeys(constraint.labelSelector, constraint.matchLabelKeys ?? [], pod),
      minDomains: constraint.minDomains ?? 1,
      honorAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
      honorTaints: constraint.nodeTaintsPolicy === 'Honor',
    }));
}

/** Selectors of ReplicationControllers, which are plain labels, as label selectors: the same labels are the same object. */
const selectorsOfLabels = new WeakMap<object, LabelSelector>();

function selectorOfLabels(matchLabels: Record<string, string>): LabelSelector {
  let selector = selectorsOfLabels.get(matchLabels);
  if (selector === undefined) {
    selector = { matchLabels };
    selectorsOfLabels.set(matchLabels, selector);
  }
  return selector;
}

/** The selector of the ReplicationController, ReplicaSet or StatefulSet that controls a pod. */
function selectorOfOwner(pod: Pod, lister: Lister): LabelSelector | undefined {
  const owner = controllerOf(pod);
  if (owner?.apiVersion === 'v1' && owner.kind === 'ReplicationController') {
    const controller = lister.get('replicationcontrollers', pod.metadata.namespace ?? '', owner.name);
    const labels = controller?.spec?.selector;
    return labels === undefined ? undefined : selectorOfLabels(labels);
  }
  if (owner?.apiVersion !== 'apps/v1' || (owner.kind !== 'ReplicaSet' && owner.kind !== 'StatefulSet'))
    return undefined;
  const resource = owner.kind === 'ReplicaSet' ? 'replicasets' : 'statefulsets';
  return lister.get(resource, pod.metadata.namespace ?? '', owner.name)?.spec?.selector;
}

/** The selectors of the Services and of the controller that a pod belongs to (plugins/helper/spread.go, DefaultSelector). */
function defaultSelector(
  pod: Pod,
  services: readonly Service[],
  ownerSelector: LabelSelector | undefined,
): LabelSelector | undefined {
  let matchLabels: Record<string, string> = {};
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const { spec } of services) {
    const selector = spec?.selector;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    if (labelSelectorMatches({ matchLabels: selector }, pod.metadata.labels))
      matchLabels = { ...matchLabels, ...selector };
  }
  matchLabels = { ...matchLabels, ...ownerSelector?.matchLabels };
  matchExpressions.push(...(ownerSelector?.matchExpressions ?? []));
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return undefined;
  return matchExpressions.length === 0 ? { matchLabels } : { matchLabels, matchExpressions };
}

/** Constraints of pods with the same labels, and all else that they follow from. */
interface Defaults {
  readonly services: unknown;
  readonly ownerSelector: unknown;
  readonly constraints: readonly Constraint[];
}

const NO_CONSTRAINTS: readonly Constraint[] = [];

/** Pods of one template share their labels; so their constraints are worked out once. */
const defaultsByLabels = new WeakMap<object, Defaults>();

/** The constraints that every cluster has for pods of Services and of sets (podtopologyspread/plugin.go, systemDefaultConstraints). */
function systemDefaults(pod: Pod, lister: Lister): readonly Constraint[] {
  const { labels, namespace = '' } = pod.metadata;
  const services = lister.list('services', namespace);
  const ownerSelector = selectorOfOwner(pod, lister);
  const known = labels === undefined ? undefined : defaultsByLabels.get(labels);
  if (known?.services === services && known.ownerSelector === ownerSelector) return known.constraints;
  const selector = defaultSelector(pod, services, ownerSelector);
  const rest = { selector, minDomains: 1, honorAffinity: true, honorTaints: false };
  const constraints =
    selector === undefined
      ? NO_CONSTRAINTS
      : [
          { maxSkew: 3, topologyKey: HOSTNAME_LABEL, ...rest },
          { maxSkew: 5, topologyKey: ZONE_LABEL, ...rest },
        ];
  if (labels !== undefined) defaultsByLabels.set(labels, { services, ownerSelector, constraints });
  return constraints;
}

function hasAllKeys(node: NodeInfo, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
}

/** Whether a node counts for a constraint (topologySpreadConstraint.matchNodeInclusionPolicies). */
function counts(constraint: Constraint, pod: Pod, node: NodeInfo): boolean {
  if (constraint.honorAffinity && hasNodeAffinity(pod.spec) && !nodeAffinityMatches(pod.spec, node)) return false;
  return !constraint.honorTaints || untoleratedTaint(node.taints, pod.spec.tolerations) === undefined;
}

function matchingPods(constraint: Constraint, pod: Pod, cache: SchedulerCache): readonly number[] {
  return cache.matching.count(pod.metadata.namespace ?? '', constraint.selector, cache.allPods());
}

/** The selectors of a pod's DoNotSchedule constraints. */
export function hardSpreadSelectors(pod: Pod): readonly LabelSelector[] {
  return constraintsOf(pod, 'DoNotSchedule').flatMap(({ selector }) => (selector === undefined ? [] : [selector]));
}

/** `DoNotSchedule` constraints (podtopologyspread/filtering.go). */
export function topologySpreadFilter(pod: Pod, cache: SchedulerCache): Filter | undefined {
  const constraints = constraintsOf(pod, 'DoNotSchedule');
  if (constraints.length === 0) return undefined;
  const domains = constraints.map((constraint) => {
    const perNode = matchingPods(constraint, pod, cache);
    const pods = new Map<string, number>();
    for (const node of cache.nodes()) {
      if (!hasAllKeys(node, constraints) || !counts(constraint, pod, node)) continue;
      const value = node.labels[constraint.topologyKey] ?? '';
      pods.set(value, (pods.get(value) ?? 0) + (perNode[node.slot] ?? 0));
    }
    // Upstream starts from the largest int32, so that without any domain no node is skewed.
    let fewest = 2 ** 31 - 1;
    for (const count of pods.values()) fewest = Math.min(fewest, count);
    if (pods.size < constraint.minDomains) fewest = 0;
    const self = labelSelectorMatches(constraint.selector, pod.metadata.labels) ? 1 : 0;
    return { ...constraint, pods, fewest, self };
  });
  return (node) => {
    for (const { topologyKey, pods, self, fewest, maxSkew } of domains) {
      const value = node.labels[topologyKey];
      if (value === undefined) return MISSING_LABEL;
      if ((pods.get(value) ?? 0) + self - fewest > maxSkew) return SKEWED;
    }
    return undefined;
  };
}

/**
 * `ScheduleAnyway` constraints, or the system's defaults for pods that name no constraints of their own
 * (podtopologyspread/scoring.go): nodes in domains with fewer matching pods are better.
 */
export function topologySpreadScorer(pod: Pod, cache: SchedulerCache, lister: Lister): Scorer | undefined {
  const own = (pod.spec.topologySpreadConstraints ?? []).length > 0;
  const constraints = own ? constraintsOf(pod, 'ScheduleAnyway') : systemDefaults(pod, lister);
  if (constraints.length === 0) return undefined;
  return (nodes) => {
    const ignored = own ? nodes.map((node) => !hasAllKeys(node, constraints)) : undefined;
    const raw = zeros(nodes.length);
    for (const constraint of constraints) {
      addPoints(raw, constraint, pod, cache, nodes, ignored, own ? constraints : NO_CONSTRAINTS);
    }
    return normalizeSpread(raw, nodes.length, ignored);
  };
}

let scratch = new Float64Array(128);

/** Zeros to add to, the same array again and again: nobody keeps it beyond one score. */
function zeros(count: number): Float64Array {
  if (scratch.length < count) scratch = new Float64Array(2 * count);
  scratch.fill(0, 0, count);
  return scratch;
}

function addPoints(
  raw: Float64Array,
  constraint: Constraint,
  pod: Pod,
  cache: SchedulerCache,
  nodes: readonly NodeInfo[],
  ignored: readonly boolean[] | undefined,
  mustHaveKeysOf: readonly Constraint[],
): void {
  const { topologyKey, maxSkew } = constraint;
  const perNode = matchingPods(constraint, pod, cache);
  const isHostname = topologyKey === HOSTNAME_LABEL;
  let domains: Map<string, number> | undefined;
  let size = 0;
  if (isHostname) {
    size = ignored === undefined ? nodes.length : ignored.filter((isIgnored) => !isIgnored).length;
  } else {
    domains = domainsOf(nodes, topologyKey, ignored);
    // Nodes without the label share one domain that gives no points: nothing needs to be counted for it.
    if (domains === undefined) return;
    size = domains.size;
    sumDomains(domains, constraint, pod, cache, perNode, mustHaveKeysOf);
  }
  const weight = Math.log(size + 2);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    const value = node?.labels[topologyKey];
    if (node === undefined || value === undefined || ignored?.[index] === true) continue;
    const pods = isHostname ? (perNode[node.slot] ?? 0) : (domains?.get(value) ?? 0);
    raw[index] = (raw[index] ?? 0) + pods * weight + (maxSkew - 1);
  }
}

/** The domains of a topology that the nodes are in, each with 0; undefined when no node has the label. */
function domainsOf(
  nodes: readonly NodeInfo[],
  topologyKey: string,
  ignored: readonly boolean[] | undefined,
): Map<string, number> | undefined {
  let domains: Map<string, number> | undefined;
  let someLack = false;
  for (let index = 0; index < nodes.length; index++) {
    if (ignored?.[index] === true) continue;
    const value = nodes[index]?.labels[topologyKey];
    if (value === undefined) {
      someLack = true;
      continue;
    }
    domains ??= new Map();
    if (!domains.has(value)) domains.set(value, 0);
  }
  if (someLack) domains?.set('', 0);
  return domains;
}

function sumDomains(
  domains: Map<string, number>,
  constraint: Constraint,
  pod: Pod,
  cache: SchedulerCache,
  perNode: readonly number[],
  mustHaveKeysOf: readonly Constraint[],
): void {
  for (const node of cache.nodes()) {
    const pods = perNode[node.slot] ?? 0;
    if (pods === 0) continue;
    const value = node.labels[constraint.topologyKey] ?? '';
    const sum = domains.get(value);
    if (sum === undefined || !hasAllKeys(node, mustHaveKeysOf) || !counts(constraint, pod, node)) continue;
    domains.set(value, sum + pods);
  }
}

function normalizeSpread(raw: Float64Array, count: number, ignored: readonly boolean[] | undefined): number[] {
  let least = Infinity;
  let most = 0;
  for (let index = 0; index < count; index++) {
    if (ignored?.[index] === true) continue;
    const points = Math.round(raw[index] ?? 0);
    if (points < least) least = points;
    if (points > most) most = points;
  }
  const scores: number[] = [];
  for (let index = 0; index < count; index++) {
    if (ignored?.[index] === true) scores.push(0);
    else if (most === 0) scores.push(MAX_NODE_SCORE);
    else {
      const points = Math.round(raw[index] ?? 0);
      scores.push(Math.floor((MAX_NODE_SCORE * (most + least - points)) / most));
    }
  }
  return scores;
}
