import { deepEqual } from '../api/equality.ts';
import { isPodReady, untilPodAvailable } from '../kinds/pod-state.ts';
import type { DaemonSet, DaemonSetStatus } from '../kinds/types/index.ts';
import { isAvailable, isPodUpdated, oldestFirst } from './daemonset-rolling.ts';
import type { DaemonRevision, PodsByNode } from './daemonset-rolling.ts';

export interface DaemonStatus {
  status: DaemonSetStatus;
  /** In how many ms the next ready pod becomes available; undefined when none is waiting for it. */
  nextAvailableIn: number | undefined;
}

/** What a DaemonSet reports (updateDaemonSetStatus); `wanted` are the nodes that should run a pod, `nodes` all. */
export function daemonStatus(
  { status: before, metadata }: DaemonSet,
  nodes: readonly string[],
  wanted: ReadonlySet<string>,
  pods: PodsByNode,
  revision: DaemonRevision,
): DaemonStatus {
  let current = 0;
  let misscheduled = 0;
  let ready = 0;
  let updated = 0;
  let available = 0;
  let nextAvailableIn: number | undefined;
  for (const node of nodes) {
    const [pod] = oldestFirst(pods.get(node) ?? []);
    if (pod === undefined) continue;
    if (!wanted.has(node)) {
      misscheduled += 1;
      continue;
    }
    current += 1;
    if (isPodReady(pod)) {
      ready += 1;
      if (isAvailable(pod, revision)) available += 1;
      const wait = untilPodAvailable(pod, revision.minReadySeconds, revision.now);
      if (wait !== undefined && wait > 0) nextAvailableIn = Math.min(wait, nextAvailableIn ?? wait);
    }
    if (isPodUpdated(pod, revision)) updated += 1;
  }
  const unavailable = wanted.size - available;
  const status: DaemonSetStatus = {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: wanted.size,
    numberReady: ready,
    observedGeneration: metadata.generation ?? 0,
    ...(updated > 0 && { updatedNumberScheduled: updated }),
    ...(available > 0 && { numberAvailable: available }),
    ...(unavailable > 0 && { numberUnavailable: unavailable }),
    ...(before.collisionCount !== undefined && { collisionCount: before.collisionCount }),
    ...(before.conditions !== undefined && { conditions: before.conditions }),
  };
  return { status: deepEqual(status, before) ? before : status, nextAvailableIn };
}
