import { fromRFC3339 } from '../api/time.ts';
import { isPodActive, isPodReady, podReadySince } from '../kinds/pod-state.ts';
import type { Pod } from '../kinds/types/index.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** What of a pod decides how soon it goes, computed once for sorting. */
interface Candidate {
  pod: Pod;
  phase: number;
  ready: boolean;
  deletionCost: number;
  /** Active pods of the same owner on its node. */
  rank: number;
  /** ms since the epoch; undefined when it does not say since when it is ready. */
  readySince: number | undefined;
  restarts: number;
  sidecarRestarts: number;
  /** ms since the epoch. */
  created: number;
}

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The annotation's value; what is no 32-bit whole number counts as 0 (pkg/apis/core/helper, GetDeletionCostFromPodAnnotations). */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST] ?? '';
  const cost = /^(?:0|[1-9]\d*|-\d+)$/.test(text) ? Number(text) : 0;
  return cost >= -(2 ** 31) && cost < 2 ** 31 ? cost : 0;
}

/** The highest restart counts among the containers and among the sidecars (maxContainerRestarts). */
function mostRestarts(pod: Pod): [regular: number, sidecar: number] {
  let regular = 0;
  for (const { restartCount } of pod.status.containerStatuses ?? []) regular = Math.max(regular, restartCount);
  const sidecars = new Set<string>();
  for (const { name, restartPolicy } of pod.spec.initContainers ?? [])
    if (restartPolicy === 'Always') sidecars.add(name);
  let sidecar = 0;
  for (const { name, restartCount } of pod.status.initContainerStatuses ?? []) {
    if (sidecars.has(name)) sidecar = Math.max(sidecar, restartCount);
  }
  return [regular, sidecar];
}

function candidate(pod: Pod, rank: number): Candidate {
  const [restarts, sidecarRestarts] = mostRestarts(pod);
  return {
    pod,
    phase: PHASE_ORDER[pod.status.phase ?? ''] ?? 0,
    ready: isPodReady(pod),
    deletionCost: deletionCost(pod),
    rank,
    readySince: podReadySince(pod),
    restarts,
    sidecarRestarts,
    created: fromRFC3339(pod.metadata.creationTimestamp),
  };
}

/** The power of two that an age in ms reaches when counted in nanoseconds (logarithmicRankDiff). */
function ageBucket(age: number): number {
  return age > 0 ? Math.trunc(Math.log2(age * 1e6)) : -1;
}

/** Younger first, by power of two; among pods of about the same age the lower uid first. */
function compareAges(a: Candidate, b: Candidate, ageOfA: number, ageOfB: number): number {
  const difference = ageBucket(ageOfA) - ageBucket(ageOfB);
  if (difference !== 0) return difference;
  return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1;
}

function compare(a: Candidate, b: Candidate, now: number): number {
  const nodeA = a.pod.spec.nodeName ?? '';
  const nodeB = b.pod.spec.nodeName ?? '';
  if (nodeA !== nodeB && (nodeA === '' || nodeB === '')) return nodeA === '' ? -1 : 1;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.deletionCost !== b.deletionCost) return a.deletionCost - b.deletionCost;
  if (a.rank !== b.rank) return b.rank - a.rank;
  if (a.ready && a.readySince !== b.readySince) {
    if (a.readySince === undefined) return -1;
    if (b.readySince === undefined) return 1;
    return compareAges(a, b, now - a.readySince, now - b.readySince);
  }
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.sidecarRestarts !== b.sidecarRestarts) return b.sidecarRestarts - a.sidecarRestarts;
  return a.created === b.created ? 0 : compareAges(a, b, now - a.created, now - b.created);
}

/** How many active pods of `related` are on each node (getPodsRankedByRelatedPodsOnSameNode). */
export function activePodsByNode(related: readonly Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const pod of related) {
    if (!isPodActive(pod)) continue;
    const node = pod.spec.nodeName ?? '';
    counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts;
}

/**
 * The pods in the order in which scaling down deletes them (pkg/controller/controller_utils.go,
 * ActivePodsWithRanks.Less): not scheduled, Pending, not ready, cheap to delete, crowded together on a node (`ranks`
 * says how many of the owner's pods each node has), recently ready, often restarted, young. `now` in ms since the epoch.
 */
export function podsInDeletionOrder(pods: readonly Pod[], ranks: ReadonlyMap<string, number>, now: number): Pod[] {
  const candidates = pods.map((pod) => candidate(pod, ranks.get(pod.spec.nodeName ?? '') ?? 0));
  candidates.sort((a, b) => compare(a, b, now));
  return candidates.map(({ pod }) => pod);
}
