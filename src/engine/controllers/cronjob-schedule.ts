import { fromRFC3339 } from '../api/time.ts';
import { nextCronTime } from '../kinds/cron-next.ts';
import type { CronSchedule } from '../kinds/cron-schedule.ts';
import type { CronJob } from '../kinds/types/index.ts';

/** A CronJob looks again this much after the time that it waits for, ms (cronjob_controllerv2.go, nextScheduleDelta). */
const DELTA = 100;

/** More missed times than this are worth a warning. */
const MANY = 100;

/** A schedule and the clock by which it is read. */
export interface Timetable {
  schedule: CronSchedule;
  timeZone: string;
}

/** Times are ms since the epoch. */
export interface MissedRuns {
  /** From when on times count. */
  earliest: number;
  /** The last time that has come; undefined when none has. */
  latest: number | undefined;
  missed: 'none' | 'few' | 'many';
}

/** A timetable without usable times. */
export class UnusableSchedule extends Error {}

function next({ schedule, timeZone }: Timetable, after: number): number {
  const time = nextCronTime(schedule, after, timeZone);
  if (time === undefined) throw new UnusableSchedule('time difference between two schedules is less than 1 second');
  return time;
}

/**
 * The times that have come since the last run, or since the CronJob was made (utils.go, mostRecentScheduleTime); with
 * `withDeadline` none before startingDeadlineSeconds. Throws UnusableSchedule.
 */
export function missedRuns(
  { metadata, spec, status }: CronJob,
  timetable: Timetable,
  now: number,
  withDeadline: boolean,
): MissedRuns {
  let earliest = fromRFC3339(status.lastScheduleTime ?? metadata.creationTimestamp);
  if (withDeadline && spec.startingDeadlineSeconds !== undefined) {
    earliest = Math.max(earliest, now - spec.startingDeadlineSeconds * 1000);
  }
  const first = next(timetable, earliest);
  if (now < first) return { earliest, latest: undefined, missed: 'none' };
  const second = next(timetable, first);
  if (now < second) return { earliest, latest: first, missed: 'none' };
  // Upstream reckons with whole intervals, which is near enough when schedules are uneven.
  const interval = Math.round((second - first) / 1000) * 1000;
  const count = Math.floor((now - first) / interval) + 1;
  let latest: number | undefined;
  for (let time = next(timetable, first + (count - 2) * interval); time <= now; time = next(timetable, time)) {
    latest = time;
  }
  return { earliest, latest, missed: count > MANY ? 'many' : 'few' };
}

/** In how many ms the CronJob must be looked at again (nextScheduleTimeDuration). */
export function untilNextRun(cronJob: CronJob, timetable: Timetable, now: number): number {
  const { earliest, latest, missed } = missedRuns(cronJob, timetable, now, false);
  const from = latest ?? (missed === 'none' ? earliest : now);
  return next(timetable, from) + DELTA - now;
}
