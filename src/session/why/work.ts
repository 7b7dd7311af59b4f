import { fromRFC3339, jobBackOffRemaining, nextCronTime, parseCronSchedule } from '../../engine/index.ts';
import type { CronJob, HorizontalPodAutoscaler, Job, Snapshot } from '../../engine/index.ts';
import { podsBelow } from './pods-below.ts';
import { condition, expected, expectedAt, names, refOf, refTo, told } from './told.ts';
import type { Expectation, Situation } from './told.ts';

export function jobSituation(job: Job, snapshot: Snapshot): Situation {
  const { spec, status } = job;
  const params = {
    want: spec.completions ?? 1,
    active: status.active ?? 0,
    succeeded: status.succeeded ?? 0,
    failed: status.failed ?? 0,
    limit: spec.backoffLimit ?? 6,
  };
  const complete = condition(status.conditions, 'Complete');
  const failed = condition(status.conditions, 'Failed');
  const over = complete?.status === 'True' ? complete : failed?.status === 'True' ? failed : undefined;
  if (over !== undefined) {
    const ended = Date.parse(over.lastTransitionTime ?? status.completionTime ?? '');
    const ttl = spec.ttlSecondsAfterFinished;
    return {
      state: [
        over === complete
          ? told('job.complete', params)
          : told('job.failed', { ...params, reason: over.reason ?? '', message: over.message ?? '' }),
      ],
      next: [
        ttl === undefined
          ? expected('job.nextKept')
          : expectedAt(ended + ttl * 1000, 'job.nextExpires', { seconds: ttl }),
      ],
    };
  }
  const ending = (['FailureTarget', 'SuccessCriteriaMet'] as const)
    .map((type) => condition(status.conditions, type))
    .find((each) => each?.status === 'True');
  if (ending !== undefined)
    return {
      state: [told('job.ending', { reason: ending.reason ?? '', message: ending.message ?? '' })],
      next: [expected('job.nextEnds')],
    };
  if (spec.suspend === true) return { state: [told('job.suspended', params)], next: [expected('job.nextResumed')] };
  const pods = podsBelow(job, snapshot);
  const active = pods.filter(({ status: { phase } }) => phase === 'Pending' || phase === 'Running');
  const refs = active.slice(0, 3).map((pod) => refOf('pods', pod));
  const deadline = spec.activeDeadlineSeconds;
  const until: Expectation[] =
    deadline === undefined || status.startTime === undefined
      ? []
      : [expectedAt(Date.parse(status.startTime) + deadline * 1000, 'job.nextDeadline')];
  if (params.active === 0 && params.failed > 0) {
    const isPerIndex = spec.backoffLimitPerIndex !== undefined;
    const at = isPerIndex ? undefined : snapshot.now + jobBackOffRemaining(pods, job, snapshot.now);
    return { state: [told('job.retrying', params)], next: [expectedAt(at, 'job.nextRetry', params), ...until] };
  }
  return { state: [told('job.running', params, ...refs)], next: [expected('job.nextRuns', params), ...until] };
}

export function cronJobSituation({ metadata, spec, status }: CronJob, snapshot: Snapshot): Situation {
  const namespace = metadata.namespace ?? '';
  const active = (status.active ?? []).map(({ name = '' }) => name);
  const running = active.map((name) => refTo(snapshot, 'jobs', namespace, name));
  const schedule = { schedule: spec.schedule };
  const last = status.lastScheduleTime;
  const state = [
    ...(spec.suspend === true ? [told('cronjob.suspended', schedule)] : [told('cronjob.waiting', schedule)]),
    ...(active.length > 0 ? [told('cronjob.running', { names: names(active) }, ...running.slice(0, 3))] : []),
    ...(last === undefined ? [told('cronjob.never')] : []),
  ];
  if (spec.suspend === true) return { state, next: [expected('cronjob.nextResumed')] };
  const parsed = parseCronSchedule(spec.schedule);
  const zone = spec.timeZone ?? 'UTC';
  const at = typeof parsed === 'string' ? undefined : nextCronTime(parsed, snapshot.now, zone);
  const due =
    typeof parsed === 'string'
      ? undefined
      : nextCronTime(parsed, fromRFC3339(last ?? metadata.creationTimestamp), zone);
  const isMissed = due !== undefined && due < snapshot.now;
  if (at === undefined) return { state, next: [expected('cronjob.nextNever')] };
  const isHeld = active.length > 0 && spec.concurrencyPolicy === 'Forbid';
  return {
    state: [...state, ...(isMissed ? [told(isHeld ? 'cronjob.skipped' : 'cronjob.missed')] : [])],
    next: [
      expectedAt(at, 'cronjob.nextRun'),
      ...(isHeld ? [expected('cronjob.nextForbidden')] : []),
      ...(active.length > 0 && spec.concurrencyPolicy === 'Replace' ? [expected('cronjob.nextReplaces')] : []),
    ],
  };
}

export function autoscalerSituation(
  { metadata, spec, status }: HorizontalPodAutoscaler,
  snapshot: Snapshot,
): Situation {
  const { kind, name } = spec.scaleTargetRef;
  const resource = `${kind.toLowerCase()}s`;
  const target = refTo(snapshot, resource, metadata.namespace ?? '', name);
  const params = {
    target: `${kind} ${name}`,
    have: status.currentReplicas ?? 0,
    want: status.desiredReplicas,
    least: spec.minReplicas ?? 1,
    most: spec.maxReplicas,
    now: currentUse(status),
    aim: aimOf(spec),
  };
  const able = condition(status.conditions, 'AbleToScale');
  const active = condition(status.conditions, 'ScalingActive');
  const limited = condition(status.conditions, 'ScalingLimited');
  const next = [expected('autoscaler.next')];
  if (able?.status === 'False')
    return {
      state: [told('autoscaler.unable', { ...params, message: able.message ?? '' }, target)],
      next: [expected('autoscaler.nextAble', params), ...next],
    };
  if (active?.status === 'False')
    return active.reason === 'ScalingDisabled'
      ? { state: [told('autoscaler.off', params, target)], next: [expected('autoscaler.nextOn', params)] }
      : {
          state: [told('autoscaler.blind', { ...params, message: active.message ?? '' }, target)],
          next: [expected('autoscaler.nextMeasured'), ...next],
        };
  if (active === undefined) return { state: [told('autoscaler.new', params, target)], next };
  const isAtMost = limited?.status === 'True' && limited.reason === 'TooManyReplicas';
  const isAtLeast = limited?.status === 'True' && limited.reason === 'TooFewReplicas';
  const key = isAtMost ? 'autoscaler.atMost' : isAtLeast ? 'autoscaler.atLeast' : 'autoscaler.between';
  return {
    state: [told(key, params, target)],
    next: [...(params.want < params.have ? [expected('autoscaler.nextShrink')] : []), ...next],
  };
}

/** The use that was measured last, as far as it is of CPU or memory in percent. */
function currentUse({ currentMetrics }: HorizontalPodAutoscaler['status']): string {
  const current = (currentMetrics ?? []).map(
    ({ resource, containerResource }) => (resource ?? containerResource)?.current,
  );
  const values = current.map((each) =>
    each?.averageUtilization === undefined ? (each?.averageValue ?? '') : `${each.averageUtilization}%`,
  );
  return values.filter((value) => value !== '').join(', ') || '?';
}

function aimOf({ metrics }: HorizontalPodAutoscaler['spec']): string {
  const aims = (metrics ?? []).map(({ resource, containerResource }) => (resource ?? containerResource)?.target);
  const values = aims.map((each) =>
    each?.averageUtilization === undefined ? (each?.averageValue ?? '') : `${each.averageUtilization}%`,
  );
  return values.filter((value) => value !== '').join(', ') || '80%';
}
