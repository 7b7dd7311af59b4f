import type { NodeSelectorRequirement, NodeSelectorTerm, Pod, PodSpec } from '../../kinds/types/index.ts';
import { normalizeScores } from '../plugin.ts';
import type { Filter, Rejection, Scorer } from '../plugin.ts';

const NAME = 'NodeAffinity';

const REJECTION: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
  resolvable: false,
};

const CONFLICT: Rejection = { plugin: NAME, reasons: ['pod affinity terms conflict'], resolvable: false };

type Labels = Readonly<Record<string, string>>;

/** What a node selector looks at. */
export interface SelectableNode {
  name: string;
  labels: Labels;
}

function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

const WHOLE_NUMBER = /^[+-]?\d+$/;

function compares(operator: 'Gt' | 'Lt', value: string | undefined, values: readonly string[]): boolean {
  const bound = values[0];
  if (value === undefined || bound === undefined || values.length !== 1) return false;
  if (!WHOLE_NUMBER.test(value) || !WHOLE_NUMBER.test(bound)) return false;
  return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

function expressionMatches({ key, operator, values = [] }: NodeSelectorRequirement, labels: Labels): boolean {
  const value = valueOf(labels, key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt':
      return compares(operator, value, values);
  }
}

function fieldMatches({ key, operator, values = [] }: NodeSelectorRequirement, name: string): boolean {
  if (values.length !== 1 || key !== 'metadata.name') return false;
  if (operator === 'In') return values[0] === name;
  return operator === 'NotIn' && values[0] !== name;
}

/** Whether a node satisfies one term; a term without any requirement matches no node. */
export function nodeSelectorTermMatches(term: NodeSelectorTerm, node: SelectableNode): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => expressionMatches(requirement, node.labels)) &&
    matchFields.every((requirement) => fieldMatches(requirement, node.name))
  );
}

/** Whether a node satisfies any of the terms (component-helpers nodeaffinity.NodeSelector.Match); none match nothing. */
export function nodeSelectorMatches(terms: readonly NodeSelectorTerm[] | undefined, node: SelectableNode): boolean {
  return (terms ?? []).some((term) => nodeSelectorTermMatches(term, node));
}

function requiredTerms(spec: PodSpec): readonly NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

/** Whether a pod asks for certain nodes at all. */
export function hasNodeAffinity(spec: PodSpec): boolean {
  return spec.nodeSelector !== undefined || requiredTerms(spec) !== undefined;
}

/** Both `nodeSelector` and required node affinity (component-helpers nodeaffinity.RequiredNodeAffinity.Match). */
export function nodeAffinityMatches(spec: PodSpec, node: SelectableNode): boolean {
  for (const key in spec.nodeSelector) {
    if (valueOf(node.labels, key) !== spec.nodeSelector[key]) return false;
  }
  const terms = requiredTerms(spec);
  return terms === undefined || nodeSelectorMatches(terms, node);
}

/** The only nodes that a pod asks for by name, as DaemonSet pods do; undefined when any node may do. */
function namedNodes(terms: readonly NodeSelectorTerm[]): Set<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let inTerm: readonly string[] | undefined;
    for (const { key, operator, values = [] } of matchFields) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      inTerm = inTerm === undefined ? values : inTerm.filter((name) => values.includes(name));
    }
    if (inTerm === undefined) return undefined;
    for (const name of inTerm) names.add(name);
  }
  return names;
}

/** What NodeAffinity knows before it looks at nodes (plugins/nodeaffinity/node_affinity.go, PreFilter). */
export function nodeAffinityPreFilter(pod: Pod): { nodeNames?: ReadonlySet<string>; rejection?: Rejection } {
  const terms = requiredTerms(pod.spec);
  if (terms === undefined || terms.length === 0) return {};
  const nodeNames = namedNodes(terms);
  if (nodeNames === undefined) return {};
  return nodeNames.size === 0 ? { rejection: CONFLICT } : { nodeNames };
}

export function nodeAffinityFilter(pod: Pod): Filter | undefined {
  if (!hasNodeAffinity(pod.spec)) return undefined;
  return (node) => (nodeAffinityMatches(pod.spec, node) ? undefined : REJECTION);
}

/** The weights of the preferred terms that a node satisfies. */
export function nodeAffinityScorer(pod: Pod): Scorer | undefined {
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  if (preferred.length === 0) return undefined;
  return (nodes) => {
    const weights = nodes.map((node) => {
      let sum = 0;
      for (const { weight, preference } of preferred) if (nodeSelectorTermMatches(preference, node)) sum += weight;
      return sum;
    });
    return normalizeScores(weights, false);
  };
}
