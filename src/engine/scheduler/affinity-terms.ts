import { labelSelectorMatches } from '../api/selectors.ts';
import type { LabelSelector, Pod, PodAffinityTerm } from '../kinds/types/index.ts';

/** A pod (anti-)affinity term with its namespaces worked out (framework.AffinityTerm). */
export interface AffinityTerm {
  topologyKey: string;
  selector: LabelSelector | undefined;
  /** Names that count whatever their labels. */
  namespaces: readonly string[];
  /** Namespaces with such labels count too. */
  namespaceSelector: LabelSelector | undefined;
  /** 0 for required terms. */
  weight: number;
}

/** All terms of one pod (framework.PodInfo). */
export interface AffinityTerms {
  required: readonly AffinityTerm[];
  requiredAnti: readonly AffinityTerm[];
  preferred: readonly AffinityTerm[];
  preferredAnti: readonly AffinityTerm[];
}

/** The labels of a namespace, by its name. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

function termOf(pod: Pod, term: PodAffinityTerm, weight: number): AffinityTerm {
  const none = (term.namespaces ?? []).length === 0 && term.namespaceSelector === undefined;
  return {
    topologyKey: term.topologyKey,
    selector: term.labelSelector,
    namespaces: none ? [pod.metadata.namespace ?? ''] : (term.namespaces ?? []),
    namespaceSelector: term.namespaceSelector,
    weight,
  };
}

/** The terms of a pod, or undefined when it has no pod affinity at all. */
export function affinityTermsOf(pod: Pod): AffinityTerms | undefined {
  const affinity = pod.spec.affinity?.podAffinity;
  const anti = pod.spec.affinity?.podAntiAffinity;
  if (affinity === undefined && anti === undefined) return undefined;
  const required = (terms: readonly PodAffinityTerm[] | undefined): AffinityTerm[] =>
    (terms ?? []).map((term) => termOf(pod, term, 0));
  const preferred = (
    terms: readonly { weight: number; podAffinityTerm: PodAffinityTerm }[] | undefined,
  ): AffinityTerm[] => (terms ?? []).map(({ podAffinityTerm, weight }) => termOf(pod, podAffinityTerm, weight));
  return {
    required: required(affinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAnti: required(anti?.requiredDuringSchedulingIgnoredDuringExecution),
    preferred: preferred(affinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAnti: preferred(anti?.preferredDuringSchedulingIgnoredDuringExecution),
  };
}

/** Whether a term speaks of a pod (framework.AffinityTerm.Matches). */
export function termMatches(term: AffinityTerm, pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  const namespace = pod.metadata.namespace ?? '';
  const inNamespace =
    term.namespaces.includes(namespace) ||
    (term.namespaceSelector !== undefined && labelSelectorMatches(term.namespaceSelector, namespaceLabels(namespace)));
  return inNamespace && labelSelectorMatches(term.selector, pod.metadata.labels);
}

/** Whether all terms speak of a pod; no terms speak of none (podMatchesAllAffinityTerms). */
export function allTermsMatch(terms: readonly AffinityTerm[], pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  return terms.length > 0 && terms.every((term) => termMatches(term, pod, namespaceLabels));
}
