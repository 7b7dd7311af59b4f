import type { Lister } from '../../api/lister.ts';
import type { Pod } from '../../kinds/types/index.ts';
import { affinityTermsOf, allTermsMatch, termMatches } from '../affinity-terms.ts';
import type { AffinityTerm, NamespaceLabels } from '../affinity-terms.ts';
import type { PodInfo } from '../node-info.ts';
import { MAX_NODE_SCORE } from '../plugin.ts';
import type { Filter, Rejection, Scorer } from '../plugin.ts';
import type { SchedulerCache } from '../scheduler-cache.ts';

const NAME = 'InterPodAffinity';

const AFFINITY: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod affinity rules"],
  resolvable: false,
};
const ANTI_AFFINITY: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match pod anti-affinity rules"],
  resolvable: true,
};
const EXISTING_ANTI_AFFINITY: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  resolvable: true,
};

/** hardPodAffinityWeight's default: what a required term of a pod that is there already counts in scores. */
const HARD_POD_AFFINITY_WEIGHT = 1;

/** Labels of namespaces as they are now. */
export function namespaceLabelsFrom(lister: Lister): NamespaceLabels {
  return (namespace) => lister.get('namespaces', '', namespace)?.metadata.labels;
}

/** Numbers by topology key and value. */
class TopologyCounts {
  private readonly byKey = new Map<string, Map<string, number>>();

  get isEmpty(): boolean {
    return this.byKey.size === 0;
  }

  add(term: AffinityTerm, labels: Readonly<Record<string, string>>, amount: number): void {
    const value = labels[term.topologyKey];
    if (value === undefined) return;
    let counts = this.byKey.get(term.topologyKey);
    if (counts === undefined) {
      counts = new Map();
      this.byKey.set(term.topologyKey, counts);
    }
    counts.set(value, (counts.get(value) ?? 0) + amount);
  }

  get(topologyKey: string, labels: Readonly<Record<string, string>>): number {
    const value = labels[topologyKey];
    return value === undefined ? 0 : (this.byKey.get(topologyKey)?.get(value) ?? 0);
  }

  /** Whether any of a node's labels has a count. */
  hasAny(labels: Readonly<Record<string, string>>): boolean {
    for (const topologyKey of this.byKey.keys()) if (this.get(topologyKey, labels) > 0) return true;
    return false;
  }

  sum(labels: Readonly<Record<string, string>>): number {
    let sum = 0;
    for (const topologyKey of this.byKey.keys()) sum += this.get(topologyKey, labels);
    return sum;
  }
}

/** Required terms of the pod, and required anti-affinity of pods that are there (interpodaffinity/filtering.go). */
export function interPodAffinityFilter(pod: Pod, cache: SchedulerCache, lister: Lister): Filter | undefined {
  const terms = affinityTermsOf(pod);
  if (terms === undefined && cache.withRequiredAntiAffinity.size === 0) return undefined;
  const required = terms?.required ?? [];
  const requiredAnti = terms?.requiredAnti ?? [];
  const namespaceLabels = namespaceLabelsFrom(lister);
  const existingAnti = new TopologyCounts();
  for (const { affinity, node } of cache.withRequiredAntiAffinity) {
    for (const term of affinity?.requiredAnti ?? []) {
      if (termMatches(term, pod, namespaceLabels)) existingAnti.add(term, node.labels, 1);
    }
  }
  if (existingAnti.isEmpty && required.length === 0 && requiredAnti.length === 0) return undefined;
  const affinity = new TopologyCounts();
  const anti = new TopologyCounts();
  if (required.length > 0 || requiredAnti.length > 0) {
    for (const existing of cache.allPods()) {
      const { labels } = existing.node;
      if (allTermsMatch(required, existing.pod, namespaceLabels))
        for (const term of required) affinity.add(term, labels, 1);
      for (const term of requiredAnti) if (termMatches(term, existing.pod, namespaceLabels)) anti.add(term, labels, 1);
    }
  }
  // The first pod of a group that wants to be near its own kind may go anywhere that has the topology labels.
  const isFirst = affinity.isEmpty && allTermsMatch(required, pod, namespaceLabels);
  return ({ labels }) => {
    if (required.some((term) => labels[term.topologyKey] === undefined)) return AFFINITY;
    if (!isFirst && required.some((term) => affinity.get(term.topologyKey, labels) <= 0)) return AFFINITY;
    if (requiredAnti.some((term) => anti.get(term.topologyKey, labels) > 0)) return ANTI_AFFINITY;
    return existingAnti.hasAny(labels) ? EXISTING_ANTI_AFFINITY : undefined;
  };
}

/** Preferred terms in both directions, and required affinity of pods that are there (interpodaffinity/scoring.go). */
export function interPodAffinityScorer(pod: Pod, cache: SchedulerCache, lister: Lister): Scorer | undefined {
  const terms = affinityTermsOf(pod);
  if (terms === undefined && cache.withAffinity.size === 0) return undefined;
  const preferred = terms?.preferred ?? [];
  const preferredAnti = terms?.preferredAnti ?? [];
  const hasPreferred = preferred.length > 0 || preferredAnti.length > 0;
  if (!hasPreferred && cache.withAffinity.size === 0) return undefined;
  const namespaceLabels = namespaceLabelsFrom(lister);
  const points = new TopologyCounts();
  const weigh = (
    each: readonly AffinityTerm[],
    about: Pod,
    at: PodInfo,
    weight: (term: AffinityTerm) => number,
  ): void => {
    for (const term of each)
      if (termMatches(term, about, namespaceLabels)) points.add(term, at.node.labels, weight(term));
  };
  const own = ({ weight }: AffinityTerm): number => weight;
  const negative = ({ weight }: AffinityTerm): number => -weight;
  if (hasPreferred) {
    for (const existing of cache.allPods()) {
      weigh(preferred, existing.pod, existing, own);
      weigh(preferredAnti, existing.pod, existing, negative);
    }
  }
  for (const existing of cache.withAffinity) {
    weigh(existing.affinity?.required ?? [], pod, existing, () => HARD_POD_AFFINITY_WEIGHT);
    weigh(existing.affinity?.preferred ?? [], pod, existing, own);
    weigh(existing.affinity?.preferredAnti ?? [], pod, existing, negative);
  }
  if (points.isEmpty) return undefined;
  return (nodes) => {
    const sums = nodes.map((node) => points.sum(node.labels));
    const least = sums.reduce((a, b) => Math.min(a, b), Infinity);
    const range = sums.reduce((a, b) => Math.max(a, b), -Infinity) - least;
    return sums.map((sum) => (range > 0 ? Math.trunc((MAX_NODE_SCORE * (sum - least)) / range) : 0));
  };
}
