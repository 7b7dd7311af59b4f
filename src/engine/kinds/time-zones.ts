import { zonesByRule } from './time-zone-table.ts';

/**
 * The time zones that CronJobs can name. The engine has a table of its own, because a machine's tz data would make the
 * same history differ between machines.
 */

/** When clocks change: the `week`-th `day` (0: Sunday; week 5: the last) of a month, ms after its midnight on the wall. */
interface ChangeDay {
  readonly month: number;
  readonly week: number;
  readonly day: number;
  readonly at: number;
}

interface TimeZone {
  /** Ms ahead of UTC, outside of and in daylight-saving time. */
  readonly standard: number;
  readonly saving: number;
  readonly start?: ChangeDay;
  readonly end?: ChangeDay;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const rules = new Map<string, string>();
for (const [rule, names] of zonesByRule) for (const name of names.split(' ')) rules.set(name, rule);

/** `-3:30` in ms. */
function readTime(text: string): number {
  const [hours = '0', minutes = '0'] = text.replace('-', '').split(':');
  const ms = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  return text.startsWith('-') ? -ms : ms;
}

/** `M3.5.0/2`; clocks change at two where no hour is named. */
function readDay(text: string): ChangeDay {
  const [date = '', at = '2'] = text.slice(1).split('/');
  const [month = 1, week = 1, day = 0] = date.split('.').map(Number);
  return { month, week, day, at: readTime(at) };
}

function readRule(rule: string): TimeZone {
  const [offsets = '0', start, end] = rule.split(',');
  const [standardText = '0', savingText] = offsets.split(';');
  const standard = 0 - readTime(standardText);
  if (start === undefined || end === undefined) return { standard, saving: standard };
  const saving = savingText === undefined ? standard + HOUR_MS : 0 - readTime(savingText);
  return { standard, saving, start: readDay(start), end: readDay(end) };
}

const zones = new Map<string, TimeZone>();

function zoneOf(name: string): TimeZone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const rule = rules.get(name);
  if (rule === undefined) return undefined;
  const zone = readRule(rule);
  zones.set(name, zone);
  return zone;
}

/** Whether a CronJob can name this time zone. */
export function isKnownTimeZone(name: string): boolean {
  return rules.has(name);
}

/** When clocks change in a year, as if the wall showed UTC; ms since the epoch. */
function changeTime({ month, week, day, at }: ChangeDay, year: number): number {
  const first = Date.UTC(year, month - 1, 1);
  const firstDay = first + ((day - new Date(first).getUTCDay() + 7) % 7) * DAY_MS;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const weeks = Math.floor((last - new Date(firstDay).getUTCDate()) / 7);
  return firstDay + Math.min(week - 1, weeks) * 7 * DAY_MS + at;
}

/** How far clocks of a zone are ahead of UTC, ms; 0 for a zone that is not known. `time` in ms since the epoch. */
export function zoneOffset(name: string, time: number): number {
  const zone = zoneOf(name);
  if (zone === undefined) return 0;
  const { standard, saving, start, end } = zone;
  if (start === undefined || end === undefined) return standard;
  const year = new Date(time + standard).getUTCFullYear();
  const from = changeTime(start, year) - standard;
  const to = changeTime(end, year) - saving;
  const isSaving = from < to ? time >= from && time < to : time >= from || time < to;
  return isSaving ? saving : standard;
}
