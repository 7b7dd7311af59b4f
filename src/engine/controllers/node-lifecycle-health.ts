import { toRFC3339 } from '../api/time.ts';
import type { Condition, Node, Taint } from '../kinds/types/index.ts';

export type ReadyStatus = Condition['status'];

/** Conditions that a kubelet reports and that nobody knows of once it is silent (tryUpdateNodeHealth). */
const REPORTED_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Taints that keep new pods away, by the condition that they stand for (nodeConditionToTaintKeyStatusMap). */
const CONDITION_TAINTS: readonly { type: string; status: ReadyStatus; key: string }[] = [
  { type: 'Ready', status: 'False', key: NOT_READY },
  { type: 'Ready', status: 'Unknown', key: UNREACHABLE },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];

const NO_CONDITIONS: Condition[] = [];

/** A node's conditions; a Node that a person wrote, with no machine behind it, has none. */
export function conditionsOf(node: Node): Condition[] {
  return node.status?.conditions ?? NO_CONDITIONS;
}

/** The status of a node's Ready condition; of a node that never said anything nothing is known. */
export function readyStatus(node: Node): ReadyStatus {
  return conditionsOf(node).find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
}

/** A node's conditions once its kubelet has been silent for too long; the same array when they say so already. */
export function silentConditions(node: Node, now: number): Condition[] {
  const conditions = conditionsOf(node);
  if (!hasReported(node)) return REPORTED_CONDITIONS.map((type) => neverPosted(type, node, now));
  const stale = conditions.some(({ type, status }) => REPORTED_CONDITIONS.includes(type) && status !== 'Unknown');
  if (!stale) return conditions;
  return conditions.map((condition) => {
    if (!REPORTED_CONDITIONS.includes(condition.type) || condition.status === 'Unknown') return condition;
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: toRFC3339(now),
    };
  });
}

/** Whether the kubelet of a node has ever said how the node is. */
export function hasReported(node: Node): boolean {
  return conditionsOf(node).some(({ type }) => type === 'Ready');
}

function neverPosted(type: string, { metadata }: Node, now: number): Condition {
  return {
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: metadata.creationTimestamp,
    lastTransitionTime: toRFC3339(now),
  };
}

/** How many machines of a zone are down (ComputeZoneState). */
export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** --unhealthy-zone-threshold and --large-cluster-size-threshold of kube-controller-manager. */
const UNHEALTHY_SHARE = 0.55;
const LARGE_ZONE = 50;

function zoneOf({ metadata }: Node): string {
  const labels = metadata.labels ?? {};
  return `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`;
}

function zoneState(nodes: readonly Node[]): ZoneState {
  const down = nodes.filter((node) => readyStatus(node) !== 'True').length;
  if (down > 0 && down === nodes.length) return 'FullDisruption';
  return down > 2 && down / nodes.length >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal';
}

/** Whether pods may be evicted from a node that is down, given how its cluster is (handleDisruption). */
export type EvictionMode =
  /** Yes. */
  | 'evict'
  /** So much of a small zone is down that the fault may be the network's: nobody new is evicted. */
  | 'hold'
  /** All nodes are down: what was to be evicted is left alone too. */
  | 'stop';

export function evictionMode(node: Node, nodes: readonly Node[]): EvictionMode {
  if (nodes.every((each) => readyStatus(each) !== 'True')) return 'stop';
  const zone = nodes.filter((each) => zoneOf(each) === zoneOf(node));
  return zoneState(zone) === 'PartialDisruption' && zone.length <= LARGE_ZONE ? 'hold' : 'evict';
}

function hasTaint(taints: readonly Taint[], key: string, effect: Taint['effect']): boolean {
  return taints.some((taint) => taint.key === key && taint.effect === effect);
}

/** The NoExecute taint that a node should have: its key, or none. */
function evictionTaint(node: Node, mode: EvictionMode): string | undefined {
  const ready = readyStatus(node);
  if (!hasReported(node) || ready === 'True' || mode === 'stop') return undefined;
  const taints = node.spec?.taints ?? [];
  const tainted = hasTaint(taints, NOT_READY, 'NoExecute') || hasTaint(taints, UNREACHABLE, 'NoExecute');
  if (mode === 'hold' && !tainted) return undefined;
  return ready === 'Unknown' ? UNREACHABLE : NOT_READY;
}

/**
 * The taints that a node should have by its conditions, by whether it is cordoned and by how the cluster is
 * (doNoScheduleTaintingPass, doNoExecuteTaintingPass); those that others have put on it stay. The same array when nothing
 * is to be changed.
 */
export function desiredTaints(node: Node, mode: EvictionMode, now: number): readonly Taint[] {
  const current = node.spec?.taints ?? [];
  const wanted = new Map<string, Taint>();
  const want = (key: string, effect: Taint['effect']): void => {
    wanted.set(`${key}:${effect}`, { key, effect, timeAdded: toRFC3339(now) });
  };
  for (const { type, status, key } of CONDITION_TAINTS) {
    if (conditionsOf(node).some((condition) => condition.type === type && condition.status === status)) {
      want(key, 'NoSchedule');
    }
  }
  if (node.spec?.unschedulable === true) want(UNSCHEDULABLE, 'NoSchedule');
  const execute = evictionTaint(node, mode);
  if (execute !== undefined) want(execute, 'NoExecute');

  const managed = new Set([UNSCHEDULABLE, ...CONDITION_TAINTS.map(({ key }) => key)]);
  const kept = current.filter(
    ({ key, effect }) => !managed.has(key) || effect === 'PreferNoSchedule' || wanted.has(`${key}:${effect}`),
  );
  const added = [...wanted.values()].filter(({ key, effect }) => !hasTaint(kept, key, effect));
  return added.length === 0 && kept.length === current.length ? current : [...kept, ...added];
}
