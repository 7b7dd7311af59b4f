import type {
  DaemonSet,
  Node,
  NodeSelectorTerm,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Toleration,
} from '../kinds/types/index.ts';
import { nodeAffinityMatches } from '../scheduler/plugins/node-affinity.ts';
import { isTolerated, untoleratedTaint } from '../scheduler/plugins/taint-toleration.ts';

/** Labels by which a DaemonSet tells its updated pods (apps.DefaultDaemonSetUniqueLabelKey, DaemonSetTemplateGenerationKey). */
export const REVISION_HASH_LABEL = 'controller-revision-hash';
export const TEMPLATE_GENERATION_LABEL = 'pod-template-generation';

const NODE_NAME_FIELD = 'metadata.name';

function tolerates(key: string, effect: 'NoExecute' | 'NoSchedule'): Toleration {
  return { key: `node.kubernetes.io/${key}`, operator: 'Exists', effect };
}

const DAEMON_TOLERATIONS: readonly Toleration[] = [
  tolerates('not-ready', 'NoExecute'),
  tolerates('unreachable', 'NoExecute'),
  tolerates('disk-pressure', 'NoSchedule'),
  tolerates('memory-pressure', 'NoSchedule'),
  tolerates('pid-pressure', 'NoSchedule'),
  tolerates('unschedulable', 'NoSchedule'),
];

const HOST_NETWORK_TOLERATION = tolerates('network-unavailable', 'NoSchedule');

function isSameToleration(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.effect === b.effect && a.operator === b.operator && (a.value ?? '') === (b.value ?? '');
}

function daemonTolerations({ hostNetwork, tolerations = [] }: PodSpec): Toleration[] {
  const added = hostNetwork === true ? [...DAEMON_TOLERATIONS, HOST_NETWORK_TOLERATION] : DAEMON_TOLERATIONS;
  const missing = added.filter((toleration) => !tolerations.some((given) => isSameToleration(given, toleration)));
  return [...tolerations, ...missing];
}

/** The template of a DaemonSet's pods without their node (pkg/controller/daemon/util, CreatePodTemplate). */
export function daemonTemplate({ spec }: DaemonSet, generation: string, hash: string): PodTemplateSpec {
  const { metadata, spec: podSpec } = spec.template;
  const labels = { ...metadata?.labels, [REVISION_HASH_LABEL]: hash, [TEMPLATE_GENERATION_LABEL]: generation };
  return { metadata: { ...metadata, labels }, spec: { ...podSpec, tolerations: daemonTolerations(podSpec) } };
}

/**
 * The template of the pod of one node: it asks for that node by name and leaves the rest to the scheduler
 * (ReplaceDaemonSetPodNodeNameNodeAffinity). Terms of the DaemonSet's own affinity were judged already.
 */
export function templateForNode({ metadata, spec }: PodTemplateSpec, nodeName: string): PodTemplateSpec {
  const term: NodeSelectorTerm = { matchFields: [{ key: NODE_NAME_FIELD, operator: 'In', values: [nodeName] }] };
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
  };
  return { ...(metadata && { metadata }), spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity } } };
}

/** The node that a DaemonSet's pod is on or is meant for; undefined when it does not say (GetTargetNodeName). */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName !== undefined && spec.nodeName !== '') return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    for (const { key, operator, values } of matchFields) {
      if (key === NODE_NAME_FIELD && operator === 'In' && values?.length === 1) return values[0];
    }
  }
  return undefined;
}

export interface Placement {
  /** A pod that is not there is created. */
  shouldRun: boolean;
  /** A pod that is there may stay. */
  shouldContinueRunning: boolean;
}

const NO: Placement = { shouldRun: false, shouldContinueRunning: false };

/**
 * Whether a DaemonSet wants a pod on a node: by nodeName, nodeSelector and affinity, and taints; resources do not
 * matter (pkg/controller/daemon, NodeShouldRunDaemonPod). `template` as `daemonTemplate` or the DaemonSet's own gives it.
 */
export function placementOn(node: Node, spec: PodSpec): Placement {
  const { name, labels = {} } = node.metadata;
  if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== name) return NO;
  if (!nodeAffinityMatches(spec, { name, labels })) return NO;
  const taints = node.spec.taints ?? [];
  const tolerations = daemonTolerations(spec);
  if (untoleratedTaint(taints, tolerations) === undefined) return { shouldRun: true, shouldContinueRunning: true };
  const evicts = taints.some((taint) => taint.effect === 'NoExecute' && !isTolerated(taint, tolerations));
  return { shouldRun: false, shouldContinueRunning: !evicts };
}
