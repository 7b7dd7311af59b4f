import { deepEqual } from '../api/equality.ts';
import { toRFC3339 } from '../api/time.ts';
import type { Condition, Pod } from '../kinds/types/index.ts';

/** The pod with a condition set; the same pod when it has it already (pkg/api/v1/pod UpdatePodCondition). */
export function withCondition(pod: Pod, condition: Condition, now: number): Pod {
  const conditions = pod.status.conditions ?? [];
  const old = conditions.find(({ type }) => type === condition.type);
  const changed = old?.status !== condition.status;
  const lastTransitionTime = changed ? toRFC3339(now) : (old.lastTransitionTime ?? toRFC3339(now));
  const next: Condition = { ...condition, lastProbeTime: null, lastTransitionTime };
  if (deepEqual(old, next)) return pod;
  const updated = old === undefined ? [...conditions, next] : conditions.map((each) => (each === old ? next : each));
  return { ...pod, status: { ...pod.status, conditions: updated } };
}
