import { goDurationProblem, parseGoDuration } from '../api/duration.ts';
import { goQuote } from '../api/go-syntax.ts';

/** Cron schedules as CronJobs have them (github.com/robfig/cron/v3, ParseStandard), with the parser's own error texts. */

/** The numbers that each field allows, ascending. */
export interface CronSchedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  readonly months: readonly number[];
  /** Sunday is 0. */
  readonly daysOfWeek: readonly number[];
  /** Both days are restricted, so that either one is enough. */
  readonly eitherDay: boolean;
  /** `@every`: the distance of runs in milliseconds; the fields above are then all empty. */
  readonly everyMs: number;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const minute: Bounds = { least: 0, most: 59, names: [] };
const hour: Bounds = { least: 0, most: 23, names: [] };
const dayOfMonth: Bounds = { least: 1, most: 31, names: [] };
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month: Bounds = { least: 1, most: 12, names: monthNames };
const dayOfWeek: Bounds = { least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

class CronError extends Error {}

function fail(message: string): never {
  throw new CronError(message);
}

function number(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = Number(text);
  return value < 0 ? fail(`negative number (${value}) not allowed: ${text}`) : value;
}

function numberOrName(text: string, { names, least }: Bounds): number {
  const named = names.indexOf(text.toLowerCase());
  return named >= 0 ? named + least : number(text);
}

function range(expression: string, bounds: Bounds): readonly number[] {
  const [span = '', stepText, ...moreSteps] = expression.split('/');
  const [low = '', high, ...moreEnds] = span.split('-');
  const all = low === '*' || low === '?';
  if (!all && moreEnds.length > 0) fail(`too many hyphens: ${expression}`);
  const start = all ? bounds.least : numberOrName(low, bounds);
  let end = all ? bounds.most : start;
  if (!all && high !== undefined) end = numberOrName(high, bounds);
  let step = 1;
  if (moreSteps.length > 0) fail(`too many slashes: ${expression}`);
  if (stepText !== undefined) {
    step = number(stepText);
    // A step from a single number goes on to the end: `5/15`.
    if (!all && high === undefined) end = bounds.most;
  }
  if (start < bounds.least) fail(`beginning of range (${start}) below minimum (${bounds.least}): ${expression}`);
  if (end > bounds.most) fail(`end of range (${end}) above maximum (${bounds.most}): ${expression}`);
  if (start > end) fail(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) fail(`step of range should be a positive number: ${expression}`);
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
}

function field(text: string, bounds: Bounds): readonly number[] {
  const parts = new Set(text.split(',').filter((part) => part !== ''));
  const values = new Set([...parts].flatMap((part) => range(part, bounds)));
  return [...values].toSorted((a, b) => a - b);
}

function restricts(text: string): boolean {
  return !text.split(',').some((part) => /^[*?](?:\/1)?$/.test(part));
}

function readFields(fields: readonly string[]): CronSchedule {
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = fields;
  return {
    minutes: field(minutes, minute),
    hours: field(hours, hour),
    daysOfMonth: field(days, dayOfMonth),
    months: field(months, month),
    daysOfWeek: field(weekdays, dayOfWeek),
    eitherDay: restricts(days) && restricts(weekdays),
    everyMs: 0,
  };
}

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const every = '@every ';
const second = 1000;

function readDescriptor(text: string): CronSchedule {
  const fields = Object.hasOwn(descriptors, text) ? descriptors[text] : undefined;
  if (fields !== undefined) return readFields(fields.split(' '));
  if (!text.startsWith(every)) fail(`unrecognized descriptor: ${text}`);
  const duration = text.slice(every.length);
  const ms = parseGoDuration(duration);
  if (ms === undefined) fail(`failed to parse duration ${text}: ${goDurationProblem(duration)}`);
  return { ...readFields([]), everyMs: Math.max(second, ms - (ms % second)) };
}

/** A schedule taken apart, or the parser's text about what is wrong with it. */
export function parseCronSchedule(text: string): CronSchedule | string {
  try {
    if (text === '') fail('empty spec string');
    if (text.startsWith('@')) return readDescriptor(text);
    const fields = text.split(/\s+/).filter((part) => part !== '');
    if (fields.length !== 5) fail(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
    return readFields(fields);
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}
