import { deepEqual } from '../api/equality.ts';
import { toRFC3339 } from '../api/time.ts';
import { untilPodAvailable } from '../kinds/pod-state.ts';
import type { Replica } from '../kinds/replica.ts';
import type { Condition, PodTemplateSpec, ReplicaSetStatus } from '../kinds/types/index.ts';

export interface ReplicaCounts {
  replicas: number;
  fullyLabeled: number;
  ready: number;
  available: number;
  /** In how many ms the next ready pod becomes available; undefined when none is waiting for it. */
  nextAvailableIn: number | undefined;
}

function hasAllLabels(own: Replica['labels'], labels: Readonly<Record<string, string>>): boolean {
  for (const key in labels) if (own?.[key] !== labels[key]) return false;
  return true;
}

/** Counts active pods as a ReplicaSet's status does (pkg/controller/replicaset/replica_set_utils.go, calculateStatus). */
export function countReplicas(
  pods: readonly Replica[],
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
  let seen: Replica['labels'];
  let isFullyLabeled: boolean | undefined;
  for (const replica of pods) {
    if (isFullyLabeled === undefined || replica.labels !== seen) {
      seen = replica.labels;
      isFullyLabeled = hasAllLabels(seen, labels);
    }
    if (isFullyLabeled) counts.fullyLabeled += 1;
    if (!replica.isReady) continue;
    counts.ready += 1;
    const wait = minReadySeconds === 0 ? 0 : untilPodAvailable(replica.pod, minReadySeconds, now);
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
