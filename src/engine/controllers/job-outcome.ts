import { fromRFC3339 } from '../api/time.ts';
import type { Condition, Job, Pod } from '../kinds/types/index.ts';
import { newCondition, trueCondition } from './job-conditions.ts';
import { judgeFailure } from './job-failure-policy.ts';
import { parseIndexes } from './job-indexes.ts';
import { isPodFailed } from './job-pods.ts';

/** What decides whether a Job has come to its end. */
export interface JobCounts {
  succeeded: number;
  failed: number;
  active: number;
  /** Only for Indexed Jobs. */
  succeededIndexes?: ReadonlySet<number>;
  /** Only with backoffLimitPerIndex. */
  failedIndexes?: ReadonlySet<number>;
}

/** Whether containers that restart in place have done so too often (pastBackoffLimitOnFailure). */
function isPastRestartLimit({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  const limit = spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** In how many ms activeDeadlineSeconds are over; undefined when the Job has none or its time does not run. */
export function untilDeadline({ spec, status }: Job, now: number): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || status.startTime === undefined || spec.suspend === true) {
    return undefined;
  }
  return fromRFC3339(status.startTime) + spec.activeDeadlineSeconds * 1000 - now;
}

function failure(reason: string, message: string, now: number): Condition {
  return newCondition('FailureTarget', reason, message, now);
}

function failedByPolicy(job: Job, pods: readonly Pod[], now: number): Condition | undefined {
  if (job.spec.podFailurePolicy === undefined) return undefined;
  for (const pod of pods) {
    const message = isPodFailed(pod, job) ? judgeFailure(job, pod).message : undefined;
    if (message !== undefined) return failure('PodFailurePolicy', message, now);
  }
  return undefined;
}

function failedByIndexes({ spec }: Job, counts: JobCounts, now: number): Condition | undefined {
  const failed = counts.failedIndexes?.size ?? 0;
  if (failed === 0) return undefined;
  if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes) {
    const text = 'Job has exceeded the specified maximal number of failed indexes';
    return failure('MaxFailedIndexesExceeded', text, now);
  }
  const done = failed + (counts.succeededIndexes?.size ?? 0);
  return done >= (spec.completions ?? 0) ? failure('FailedIndexes', 'Job has failed indexes', now) : undefined;
}

function metSuccessPolicy(
  { spec }: Job,
  succeeded: ReadonlySet<number> | undefined,
  now: number,
): Condition | undefined {
  for (const [index, rule] of (spec.successPolicy?.rules ?? []).entries()) {
    const { succeededIndexes, succeededCount } = rule;
    const wanted = succeededIndexes === undefined ? undefined : parseIndexes(succeededIndexes, spec.completions ?? 0);
    // A rule that names no index is never met, although it lists nothing that has not succeeded.
    if (wanted?.size === 0) continue;
    const matching = [...(succeeded ?? [])].filter((each) => wanted?.has(each) !== false).length;
    if (matching >= (succeededCount ?? wanted?.size ?? Infinity)) {
      return newCondition('SuccessCriteriaMet', 'SuccessPolicy', `Matched rules at index ${index}`, now);
    }
  }
  return undefined;
}

/**
 * The condition with which a Job ends before all its pods have ended: `SuccessCriteriaMet` or `FailureTarget`, which
 * `Complete` or `Failed` follow (job_controller.go, syncJob). `now` in ms since the epoch.
 */
export function earlyOutcome(job: Job, pods: readonly Pod[], counts: JobCounts, now: number): Condition | undefined {
  const decided = trueCondition(job, 'FailureTarget') ?? trueCondition(job, 'SuccessCriteriaMet');
  if (decided !== undefined) return decided;
  const byPolicy = failedByPolicy(job, pods, now);
  if (byPolicy !== undefined) return byPolicy;
  if (counts.failed > (job.spec.backoffLimit ?? 6) || isPastRestartLimit(job, pods)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit', now);
  }
  if ((untilDeadline(job, now) ?? 1) <= 0) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline', now);
  }
  return failedByIndexes(job, counts, now) ?? metSuccessPolicy(job, counts.succeededIndexes, now);
}

/** `SuccessCriteriaMet` when nothing is left to do; `active` counts the pods after this look. */
export function completion({ spec }: Job, { succeeded, active }: JobCounts, now: number): Condition | undefined {
  const isDone = spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
  if (!isDone || active > 0) return undefined;
  const text = 'Reached expected number of succeeded pods';
  return newCondition('SuccessCriteriaMet', 'CompletionsReached', text, now);
}
