import { deepEqual } from '../api/equality.ts';
import { toRFC3339 } from '../api/time.ts';
import { isPodReady, untilPodAvailable } from '../kinds/pod-state.ts';
import type { Condition, Pod, PodTemplateSpec, ReplicaSetStatus } from '../kinds/types/index.ts';

export interface ReplicaCounts {
  replicas: number;
  fullyLabeled: number;
  ready: number;
  available: number;
  /** In how many ms the next ready pod becomes available; undefined when none is waiting for it. */
  nextAvailableIn: number | undefined;
}

function hasAllLabels(pod: Pod, labels: Readonly<Record<string, string>>): boolean {
  const own = pod.metadata.labels;
  for (const key in labels) if (own?.[key] !== labels[key]) return false;
  return true;
}

/** Counts active pods as a ReplicaSet's status does (pkg/controller/replicaset/replica_set_utils.go, calculateStatus). */
export function countReplicas(
  pods: readonly Pod[],
  template: PodTemplateSpec,
  minReadySeconds: number,
  now: number,
): ReplicaCounts {
  const labels = template.metadata?.labels ?? {};
  const counts: ReplicaCounts = {
    replicas: pods.length,
    fullyLabeled: 0,
    ready: 0,
    available: 0,
    nextAvailableIn: undefined,
  };
  // Pods of one template share their labels: one answer is good for all of them.
  let seen: Pod['metadata']['labels'];
  let isFullyLabeled: boolean | undefined;
  for (const pod of pods) {
    if (isFullyLabeled === undefined || pod.metadata.labels !== seen) {
      seen = pod.metadata.labels;
      isFullyLabeled = hasAllLabels(pod, labels);
    }
    if (isFullyLabeled) counts.fullyLabeled += 1;
    if (!isPodReady(pod)) continue;
    counts.ready += 1;
    const wait = untilPodAvailable(pod, minReadySeconds, now);
    if (wait === 0) counts.available += 1;
    else if (wait !== undefined) counts.nextAvailableIn = Math.min(wait, counts.nextAvailableIn ?? wait);
  }
  return counts;
}

/** Why the last creations or deletions failed; becomes the condition ReplicaFailure. */
export interface ReplicaFailure {
  reason: 'FailedCreate' | 'FailedDelete';
  message: string;
}

function conditionsAfter(
  before: readonly Condition[] | undefined,
  failure: ReplicaFailure | undefined,
  now: number,
): Condition[] {
  const failed = before?.find(({ type }) => type === 'ReplicaFailure');
  const others = before?.filter((condition) => condition !== failed) ?? [];
  if (failure === undefined) return others;
  // The first failure is kept until it is over.
  if (failed !== undefined) return [...(before ?? [])];
  return [...others, { type: 'ReplicaFailure', status: 'True', ...failure, lastTransitionTime: toRFC3339(now) }];
}

/** The status to write, or undefined when `before` says the same already. `now` in ms since the epoch. */
export function nextReplicaSetStatus(
  before: ReplicaSetStatus,
  counts: ReplicaCounts,
  failure: ReplicaFailure | undefined,
  generation: number,
  now: number,
): ReplicaSetStatus | undefined {
  const conditions = conditionsAfter(before.conditions, failure, now);
  const status: ReplicaSetStatus = {
    replicas: counts.replicas,
    ...(counts.fullyLabeled > 0 && { fullyLabeledReplicas: counts.fullyLabeled }),
    ...(counts.ready > 0 && { readyReplicas: counts.ready }),
    ...(counts.available > 0 && { availableReplicas: counts.available }),
    observedGeneration: generation,
    ...(conditions.length > 0 && { conditions }),
  };
  return deepEqual(status, before) ? undefined : status;
}
