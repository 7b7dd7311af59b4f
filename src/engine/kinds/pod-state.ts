import { fromRFC3339 } from '../api/time.ts';
import type { Condition, Pod } from './types/index.ts';

/** The condition of a type, if the pod has it (pkg/api/v1/pod/util.go, GetPodCondition). */
export function podCondition(pod: Pod, type: string): Condition | undefined {
  const conditions = pod.status.conditions;
  if (conditions !== undefined) for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** Whether the Ready condition is True (pkg/api/v1/pod/util.go, IsPodReady). */
export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True';
}

/** When the pod became ready, ms since the epoch; undefined when it is not ready or does not say since when. */
export function podReadySince(pod: Pod): number | undefined {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True' || ready.lastTransitionTime === undefined) return undefined;
  return fromRFC3339(ready.lastTransitionTime);
}

/**
 * In how many ms a ready pod counts as available: 0 when it does already, undefined when it is not ready or does not
 * say since when (pkg/api/v1/pod/util.go, IsPodAvailable: ready for more than `minReadySeconds`).
 */
export function untilPodAvailable(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  if (!isPodReady(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const since = podReadySince(pod);
  return since === undefined ? undefined : Math.max(0, since + minReadySeconds * 1000 + 1 - now);
}

/** Whether all containers have ended for good (pkg/api/v1/pod/util.go, IsPodTerminal). */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** Whether the pod counts as a replica (pkg/controller/controller_utils.go, IsPodActive). */
export function isPodActive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);
}
