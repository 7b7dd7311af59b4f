import type { Lister } from '../../api/lister.ts';
import { labelSelectorMatches } from '../../api/selectors.ts';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  Pod,
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

function constraintsOf(pod: Pod, action: TopologySpreadConstraint['whenUnsatisfiable']): Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
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

/** The selectors of the Services, ReplicaSet or StatefulSet that a pod belongs to (plugins/helper/spread.go, DefaultSelector). */
function defaultSelector(pod: Pod, lister: Lister): LabelSelector | undefined {
  const namespace = pod.metadata.namespace ?? '';
  let matchLabels: Record<string, string> = {};
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const { spec } of lister.list('services', namespace)) {
    const selector = spec?.selector;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    if (labelSelectorMatches({ matchLabels: selector }, pod.metadata.labels))
      matchLabels = { ...matchLabels, ...selector };
  }
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (
    owner !== undefined &&
    owner.apiVersion === 'apps/v1' &&
    (owner.kind === 'ReplicaSet' || owner.kind === 'StatefulSet')
  ) {
    const resource = owner.kind === 'ReplicaSet' ? 'replicasets' : 'statefulsets';
    const selector = lister.get(resource, namespace, owner.name)?.spec?.selector;
    matchLabels = { ...matchLabels, ...selector?.matchLabels };
    matchExpressions.push(...(selector?.matchExpressions ?? []));
  }
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return undefined;
  return matchExpressions.length === 0 ? { matchLabels } : { matchLabels, matchExpressions };
}

/** The constraints that every cluster has for pods of Services and of sets (podtopologyspread/plugin.go, systemDefaultConstraints). */
function systemDefaults(pod: Pod, lister: Lister): Constraint[] {
  const selector = defaultSelector(pod, lister);
  if (selector === undefined) return [];
  const rest = { selector, minDomains: 1, honorAffinity: true, honorTaints: false };
  return [
    { maxSkew: 3, topologyKey: HOSTNAME_LABEL, ...rest },
    { maxSkew: 5, topologyKey: ZONE_LABEL, ...rest },
  ];
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
    const raw: number[] = nodes.map(() => 0);
    for (const constraint of constraints)
      addPoints(raw, constraint, pod, cache, nodes, ignored, own ? constraints : []);
    return normalizeSpread(raw, ignored);
  };
}

function addPoints(
  raw: number[],
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
    domains = new Map();
    nodes.forEach((node, index) => {
      if (ignored?.[index] !== true) domains?.set(node.labels[topologyKey] ?? '', 0);
    });
    size = domains.size;
    // Nodes without the label share one domain that gives no points, so nothing needs to be counted for it.
    if (size > 1 || !domains.has('')) sumDomains(domains, constraint, pod, cache, perNode, mustHaveKeysOf);
  }
  const weight = Math.log(size + 2);
  nodes.forEach((node, index) => {
    const value = node.labels[topologyKey];
    if (value === undefined || ignored?.[index] === true) return;
    const pods = isHostname ? (perNode[node.slot] ?? 0) : (domains?.get(value) ?? 0);
    raw[index] = (raw[index] ?? 0) + pods * weight + (maxSkew - 1);
  });
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

function normalizeSpread(raw: readonly number[], ignored: readonly boolean[] | undefined): number[] {
  const rounded = raw.map((points) => Math.round(points));
  let least = Infinity;
  let most = 0;
  rounded.forEach((points, index) => {
    if (ignored?.[index] === true) return;
    if (points < least) least = points;
    if (points > most) most = points;
  });
  return rounded.map((points, index) => {
    if (ignored?.[index] === true) return 0;
    return most === 0 ? MAX_NODE_SCORE : Math.floor((MAX_NODE_SCORE * (most + least - points)) / most);
  });
}
