import { goQuote } from './go-syntax.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

function withRest(amount: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${amount}${unit}` : `${amount}${unit}${rest}${restUnit}`;
}

/**
 * The AGE of kubectl tables for an elapsed time in milliseconds (apimachinery pkg/util/duration, HumanDuration).
 * Up to two seconds in the future reads `0s`, more reads `<invalid>`.
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / secondMs);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(ms / minuteMs);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(ms / hourMs);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return withRest(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.trunc(days / 365);
  return days < 2920 ? withRest(years, 'y', days % 365, 'd') : `${years}y`;
}

/** The one-unit form of an elapsed time in milliseconds (ShortHumanDuration). */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / secondMs);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.trunc(ms / minuteMs);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.trunc(ms / hourMs);
  if (hours < 24) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  return days < 365 ? `${days}d` : `${Math.trunc(days / 365)}y`;
}

/** A count of nanoseconds in a larger unit, without trailing zeros: 1500000 in 1e6 is `1.5`. */
function inUnits(nanoseconds: number, unit: number): string {
  const digits = Math.round(Math.log10(unit));
  const whole = Math.trunc(nanoseconds / unit);
  const fraction = String(nanoseconds % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
}

/** Milliseconds as Go's time.Duration prints them: `1m30s`, `250ms`, `1.234s`, `1h0m0s`, `0s`. */
export function formatGoDuration(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const magnitude = Math.abs(ms);
  if (magnitude < secondMs) {
    const nanoseconds = Math.round(magnitude * 1e6);
    if (nanoseconds === 0) return '0s';
    if (nanoseconds < 1e3) return `${sign}${nanoseconds}ns`;
    return nanoseconds < 1e6 ? `${sign}${inUnits(nanoseconds, 1e3)}µs` : `${sign}${inUnits(nanoseconds, 1e6)}ms`;
  }
  const hours = Math.floor(magnitude / hourMs);
  const minutes = Math.floor((magnitude % hourMs) / minuteMs);
  const seconds = `${inUnits(Math.round((magnitude % minuteMs) * 1e6), 1e9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: secondMs,
  m: minuteMs,
  h: hourMs,
};
/** What time.ParseDuration says of a text that is no duration: of its first part that is none. */
export function goDurationProblem(text: string): string {
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  const quoted = goQuote(text);
  const [parts = ''] = /^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)(?![^\d.]))*/.exec(unsigned) ?? [];
  const [number = '', unit = ''] = /^(\d*\.?\d*)([^\d.]*)/.exec(unsigned.slice(parts.length))?.slice(1) ?? [];
  if (!/\d/.test(number)) return `time: invalid duration ${quoted}`;
  return unit === ''
    ? `time: missing unit in duration ${quoted}`
    : `time: unknown unit ${goQuote(unit)} in duration ${quoted}`;
}

const goDurationPart = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds of a Go duration (time.ParseDuration): `90s`, `1h30m`, `-1.5h`, `0`; undefined when it is not one. */
export function parseGoDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const unsigned = negative || text.startsWith('+') ? text.slice(1) : text;
  if (unsigned === '0') return 0;
  if (unsigned === '') return undefined;
  let total = 0;
  goDurationPart.lastIndex = 0;
  while (goDurationPart.lastIndex < unsigned.length) {
    const part = goDurationPart.exec(unsigned);
    if (part === null) return undefined;
    total += Number(part[1]) * (goUnits[part[2] ?? ''] ?? 0);
  }
  return negative ? -total : total;
}
