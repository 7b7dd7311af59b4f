import { fromRFC3339, toRFC3339 } from '../api/time.ts';
import type { Condition, Job } from '../kinds/types/index.ts';

function isTrue(job: Job, type: string): boolean {
  return job.status.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

/** The condition of a type when it is True. */
export function trueCondition({ status }: Job, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** Whether a Job has come to its end, `Complete` or `Failed`; undefined while it has not (IsJobFinished). */
export function finishedType(job: Job): 'Complete' | 'Failed' | undefined {
  if (isTrue(job, 'Complete')) return 'Complete';
  return isTrue(job, 'Failed') ? 'Failed' : undefined;
}

/** When a Job finished, ms since the epoch; undefined when it has not. */
export function finishedSince(job: Job): number | undefined {
  const type = finishedType(job);
  const time = type === undefined ? undefined : trueCondition(job, type)?.lastTransitionTime;
  return time === undefined ? undefined : fromRFC3339(time);
}

/** A condition that has just become True. `now` in ms since the epoch. */
export function newCondition(
  type: string,
  reason: string,
  message: string,
  now: number,
  status: Condition['status'] = 'True',
): Condition {
  const time = toRFC3339(now);
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/**
 * The conditions with one as it should be; the same list when it is so already. One that is False is not added
 * (ensureJobConditionStatus).
 */
export function withCondition(conditions: readonly Condition[], wanted: Condition): readonly Condition[] {
  const { type, status, reason, message } = wanted;
  const before = conditions.find((condition) => condition.type === type);
  if (before === undefined) return status === 'False' ? conditions : [...conditions, wanted];
  if (before.status === status && before.reason === reason && before.message === message) return conditions;
  return conditions.map((condition) => (condition === before ? wanted : condition));
}
