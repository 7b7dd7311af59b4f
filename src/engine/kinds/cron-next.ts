import type { CronSchedule } from './cron-schedule.ts';
import { zoneOffset } from './time-zones.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A schedule that has no time within five years has none (robfig/cron, SpecSchedule.Next). */
const LONGEST_SEARCH_MS = 5 * 366 * DAY_MS;

function isDay(schedule: CronSchedule, wall: Date): boolean {
  if (!schedule.months.includes(wall.getUTCMonth() + 1)) return false;
  const dayOfMonth = schedule.daysOfMonth.includes(wall.getUTCDate());
  const dayOfWeek = schedule.daysOfWeek.includes(wall.getUTCDay());
  return schedule.eitherDay ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek;
}

/** The moment at which a zone's clocks show `wall`; undefined when they skip it. */
function instantOf(wall: number, timeZone: string): number | undefined {
  const guess = wall - zoneOffset(timeZone, wall);
  const instant = wall - zoneOffset(timeZone, guess);
  return instant + zoneOffset(timeZone, instant) === wall ? instant : undefined;
}

/**
 * The first time after `after` that a schedule names, by the clocks of a time zone; undefined when there is none within
 * five years. Times are ms since the epoch.
 */
export function nextCronTime(schedule: CronSchedule, after: number, timeZone: string): number | undefined {
  if (schedule.everyMs > 0) return after - (after % 1000) + schedule.everyMs;
  const wallAfter = after + zoneOffset(timeZone, after);
  const firstDay = wallAfter - (wallAfter % DAY_MS);
  for (let day = firstDay; day < firstDay + LONGEST_SEARCH_MS; day += DAY_MS) {
    if (!isDay(schedule, new Date(day))) continue;
    for (const hour of schedule.hours) {
      // The hour of a day that is over needs no look at its minutes.
      if (day + (hour + 2) * HOUR_MS < wallAfter) continue;
      for (const minute of schedule.minutes) {
        const instant = instantOf(day + hour * HOUR_MS + minute * MINUTE_MS, timeZone);
        if (instant !== undefined && instant > after) return instant;
      }
    }
  }
  return undefined;
}
