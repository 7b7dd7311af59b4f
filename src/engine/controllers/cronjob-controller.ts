import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import { goQuote } from '../api/go-syntax.ts';
import { ApiError } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import { fromRFC3339, toRFC3339 } from '../api/time.ts';
import { parseCronSchedule } from '../kinds/cron-schedule.ts';
import { cronJobJobName } from '../kinds/owned-names.ts';
import { isKnownTimeZone, zoneOffset } from '../kinds/time-zones.ts';
import type { CronJob, CronJobStatus, Job, ObjectReference } from '../kinds/types/index.ts';
import { controllerRef } from './controller-ref.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { UnusableSchedule, missedRuns, untilNextRun } from './cronjob-schedule.ts';
import type { Timetable } from './cronjob-schedule.ts';
import { finishedType } from './job-conditions.ts';
import { controllerKeys } from './owner-keys.ts';
import { isNamespaceTerminating } from './pod-control.ts';

/*
 * Decisions, with their params:
 *   cronjob.run      name, job, time (RFC 3339)
 *   cronjob.replace  name, job: the earlier run goes, as concurrencyPolicy says
 *   cronjob.cleanUp  name, count, limit, type (Complete or Failed)
 *   cronjob.status   name, active
 */

const KIND = { apiVersion: 'batch/v1', kind: 'CronJob' };
const SCHEDULED_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const UTC = 'UTC';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Wed, 01 Jan 2025 00:05:00 +0000` (Go's time.RFC1123Z in UTC). */
function toRFC1123Z(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${DAYS[date.getUTCDay()] ?? ''}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''}`;
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${date.getUTCFullYear()} ${clock} +0000`;
}

/** RFC 3339 by the clocks of a zone: `2025-01-01T09:05:00+09:00`. */
function toZonedRFC3339(time: number, timeZone: string): string {
  const offset = zoneOffset(timeZone, time);
  const wall = toRFC3339(time + offset);
  if (offset === 0) return wall;
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${wall.slice(0, -1)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function referenceTo({ apiVersion, kind, metadata }: Job): ObjectReference {
  const { namespace = '', name, uid, resourceVersion } = metadata;
  return { kind, namespace, name, uid, apiVersion, resourceVersion };
}

/** One look at a CronJob (pkg/controller/cronjob/cronjob_controllerv2.go, sync). */
class CronJobSync {
  private readonly cronJob: CronJob;
  private readonly port: ControllerPort;
  private jobs: readonly Job[];
  private status: CronJobStatus;

  constructor(cronJob: CronJob, port: ControllerPort) {
    const { namespace, uid } = cronJob.metadata;
    this.cronJob = cronJob;
    this.port = port;
    this.jobs = port.lister.list('jobs', namespace).filter((job) => controllerOf(job)?.uid === uid);
    this.status = cronJob.status;
  }

  run(): void {
    this.followJobs();
    let failure: ApiError | undefined;
    if (this.cronJob.metadata.deletionTimestamp === undefined && this.cronJob.spec.suspend !== true) {
      failure = this.runIfDue();
    }
    this.cleanUp('Complete', this.cronJob.spec.successfulJobsHistoryLimit);
    this.cleanUp('Failed', this.cronJob.spec.failedJobsHistoryLimit);
    this.write();
    if (failure !== undefined) throw failure;
  }

  private get active(): readonly ObjectReference[] {
    return this.status.active ?? [];
  }

  private setActive(active: readonly ObjectReference[]): void {
    const { active: _, ...rest } = this.status;
    this.status = active.length === 0 ? rest : { ...rest, active: [...active] };
  }

  private deactivate(uid: string | undefined): void {
    this.setActive(this.active.filter((reference) => reference.uid !== uid));
  }

  private warn(reason: string, message: string): void {
    this.port.event(this.cronJob, 'Warning', reason, message);
  }

  private note(reason: string, message: string): void {
    this.port.event(this.cronJob, 'Normal', reason, message);
  }

  /** Keeps the list of active Jobs true to what became of them. */
  private followJobs(): void {
    for (const job of this.jobs) {
      const { name, uid } = job.metadata;
      const isActive = this.active.some((reference) => reference.uid === uid);
      const finished = finishedType(job);
      if (finished === undefined) {
        if (!isActive) this.warn('UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
        continue;
      }
      if (isActive) {
        this.deactivate(uid);
        this.note('SawCompletedJob', `Saw completed job: ${name}, condition: ${finished}`);
      }
      const { completionTime } = job.status;
      const { lastSuccessfulTime } = this.status;
      if (finished === 'Complete' && completionTime !== undefined && completionTime > (lastSuccessfulTime ?? '')) {
        this.status = { ...this.status, lastSuccessfulTime: completionTime };
      }
    }
    for (const { uid, name = '' } of this.active) {
      if (this.jobs.some(({ metadata }) => metadata.uid === uid)) continue;
      this.note('MissingJob', `Active job went missing: ${name}`);
      this.deactivate(uid);
    }
  }

  private timetable(): Timetable | undefined {
    const { schedule: text, timeZone } = this.cronJob.spec;
    if (timeZone !== undefined && !isKnownTimeZone(timeZone)) {
      this.warn('UnknownTimeZone', `invalid timeZone: ${goQuote(timeZone)}: unknown time zone ${timeZone}`);
      return undefined;
    }
    const schedule = parseCronSchedule(text);
    if (typeof schedule === 'string') {
      this.warn('UnparseableSchedule', `unparseable schedule: ${goQuote(text)} : ${schedule}`);
      return undefined;
    }
    return { schedule, timeZone: timeZone ?? UTC };
  }

  /** Starts the run whose time has come, unless something is against it; answers why its Job could not be made. */
  private runIfDue(): ApiError | undefined {
    const timetable = this.timetable();
    if (timetable === undefined) return undefined;
    const { port, cronJob } = this;
    try {
      const time = this.dueTime(timetable);
      const failure = time === undefined || this.isPrevented(time) ? undefined : this.start(time, timetable);
      if (failure !== undefined) return failure;
      port.requeueAfter(untilNextRun({ ...cronJob, status: this.status }, timetable, port.now));
      return undefined;
    } catch (error) {
      if (!(error instanceof UnusableSchedule)) throw error;
      this.warn('InvalidSchedule', `invalid schedule: ${cronJob.spec.schedule} : ${error.message}`);
      return undefined;
    }
  }

  private dueTime(timetable: Timetable): number | undefined {
    const { latest, missed } = missedRuns(this.cronJob, timetable, this.port.now, true);
    if (missed === 'many') {
      const text = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      this.warn('TooManyMissedTimes', text);
    }
    return latest;
  }

  private isPrevented(time: number): boolean {
    const { spec, metadata } = this.cronJob;
    const deadline = spec.startingDeadlineSeconds;
    if (deadline !== undefined && time + deadline * 1000 < this.port.now) {
      this.warn('MissSchedule', `Missed scheduled time to start a job: ${toRFC1123Z(time)}`);
      return true;
    }
    const name = cronJobJobName(metadata.name, time);
    const { lastScheduleTime } = this.status;
    const hasRun = lastScheduleTime !== undefined && fromRFC3339(lastScheduleTime) === time;
    if (hasRun || this.active.some((reference) => reference.name === name)) return true;
    if (spec.concurrencyPolicy === 'Forbid' && this.active.length > 0) {
      const text = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      this.note('JobAlreadyActive', text);
      return true;
    }
    return false;
  }

  private start(time: number, { timeZone }: Timetable): ApiError | undefined {
    const { cronJob, port } = this;
    const { name, namespace = '' } = cronJob.metadata;
    if (cronJob.spec.concurrencyPolicy === 'Replace') this.replaceActive();
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const jobName = cronJobJobName(name, time);
    port.decide('cronjob.run', { name, job: jobName, time: toRFC3339(time) }, cronJob);
    try {
      const job = port.client.create('jobs', {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: jobName,
          namespace,
          ...(metadata?.labels !== undefined && { labels: metadata.labels }),
          annotations: { ...metadata?.annotations, [SCHEDULED_ANNOTATION]: toZonedRFC3339(time, timeZone) },
          ownerReferences: [controllerRef(cronJob)],
        },
        spec,
      });
      this.note('SuccessfulCreate', `Created job ${jobName}`);
      this.setActive([...this.active, referenceTo(job)]);
      this.status = { ...this.status, lastScheduleTime: toRFC3339(time) };
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isNamespaceTerminating(port.lister, namespace)) {
        this.warn('FailedCreate', `Error creating job: ${error.message}`);
      }
      return error;
    }
  }

  private replaceActive(): void {
    const { name } = this.cronJob.metadata;
    for (const job of this.jobs) {
      if (!this.active.some(({ uid }) => uid === job.metadata.uid)) continue;
      this.port.decide('cronjob.replace', { name, job: job.metadata.name }, job);
      this.delete(job);
    }
  }

  /** Deletes the oldest of the Jobs that ended in one way, so that `limit` of them remain (cleanupFinishedJobs). */
  private cleanUp(type: 'Complete' | 'Failed', limit: number | undefined): void {
    if (limit === undefined) return;
    const finished = this.jobs.filter((job) => finishedType(job) === type);
    const count = finished.length - limit;
    if (count <= 0) return;
    const { name } = this.cronJob.metadata;
    this.port.decide('cronjob.cleanUp', { name, count, limit, type }, this.cronJob);
    const oldestFirst = finished.toSorted((a, b) => ((a.status.startTime ?? '') < (b.status.startTime ?? '') ? -1 : 1));
    for (const job of oldestFirst.slice(0, count)) this.delete(job);
  }

  private delete(job: Job): void {
    const { namespace = '', name, uid } = job.metadata;
    this.jobs = this.jobs.filter((other) => other !== job);
    if (job.metadata.deletionTimestamp !== undefined) return;
    this.port.client.delete('jobs', namespace, name, { propagationPolicy: 'Background' });
    this.deactivate(uid);
    this.note('SuccessfulDelete', `Deleted job ${name}`);
  }

  private write(): void {
    const { cronJob, port, status } = this;
    if (deepEqual(status, cronJob.status)) return;
    port.decide('cronjob.status', { name: cronJob.metadata.name, active: this.active.length }, cronJob);
    port.client.updateStatus('cronjobs', { ...cronJob, status });
  }
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const cronJob = port.lister.get('cronjobs', namespace, name);
  if (cronJob !== undefined) new CronJobSync(cronJob, port).run();
}

/** Only what ends a Job or brings it about concerns its CronJob. */
function keysOfJobChange(change: Change): readonly string[] {
  const { type, object, previous } = change;
  const isNews = type !== 'MODIFIED' || finishedType(object as Job) !== finishedType(previous as Job);
  return isNews ? controllerKeys(change, KIND) : [];
}

/** Makes Jobs by the clock (pkg/controller/cronjob). */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  watches: [
    {
      resource: 'cronjobs',
      // What it writes itself, or the wait for the next time, needs no further look.
      keys: ({ type, object, previous, namespace, name }) => {
        const isNews =
          type === 'ADDED' || !deepEqual((object as CronJob).spec, (previous as CronJob | undefined)?.spec);
        return type === 'DELETED' || !isNews ? [] : [`${namespace}/${name}`];
      },
    },
    { resource: 'jobs', keys: keysOfJobChange },
  ],
  reconcile,
};
