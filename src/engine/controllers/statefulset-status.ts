import { deepEqual } from '../api/equality.ts';
import type { Pod, StatefulSet, StatefulSetStatus } from '../kinds/types/index.ts';
import { isAvailable, isRunningAndReady, isTerminating } from './statefulset-pods.ts';
import { REVISION_LABEL } from './statefulset-revisions.ts';
import type { Revisions } from './statefulset-revisions.ts';

interface Counts {
  replicas: number;
  ready: number;
  available: number;
  current: number;
  updated: number;
}

function countPods(set: StatefulSet, revisions: Revisions, pods: readonly Pod[], now: number): Counts {
  const counts: Counts = { replicas: pods.length, ready: 0, available: 0, current: 0, updated: 0 };
  for (const pod of pods) {
    if (isRunningAndReady(pod)) {
      counts.ready += 1;
      if (isAvailable(set, pod, now)) counts.available += 1;
    }
    if (isTerminating(pod)) continue;
    const revision = pod.metadata.labels?.[REVISION_LABEL];
    if (revision === revisions.current.metadata.name) counts.current += 1;
    if (revision === revisions.update.metadata.name) counts.updated += 1;
  }
  return counts;
}

/**
 * What a StatefulSet reports of the pods that it had when it was looked at (updateStatus, completeRollingUpdate).
 * `replaced`: how many pods of the current revision the look itself deleted for their update. Answers
 * `set.status` itself when that says the same. `now` in ms since the epoch.
 */
export function statefulSetStatus(
  set: StatefulSet,
  revisions: Revisions,
  pods: readonly Pod[],
  replaced: number,
  now: number,
): StatefulSetStatus {
  const counts = countPods(set, revisions, pods, now);
  const { replicas } = set.spec;
  let current = counts.current - replaced;
  let currentRevision = revisions.current.metadata.name;
  const isComplete = [counts.updated, counts.ready, counts.replicas].every((count) => count === replicas);
  if (set.spec.updateStrategy.type === 'RollingUpdate' && isComplete) {
    current = counts.updated;
    currentRevision = revisions.update.metadata.name;
  }
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: counts.replicas,
    ...(counts.ready > 0 && { readyReplicas: counts.ready }),
    ...(current !== 0 && { currentReplicas: current }),
    ...(counts.updated > 0 && { updatedReplicas: counts.updated }),
    currentRevision,
    updateRevision: revisions.update.metadata.name,
    collisionCount: revisions.collisionCount,
    availableReplicas: counts.available,
    ...(set.status.conditions !== undefined && { conditions: set.status.conditions }),
  };
  return deepEqual(status, set.status) ? set.status : status;
}
