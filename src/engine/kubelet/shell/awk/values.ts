import { formatNumber } from '../format.ts';

/** A text that came from outside: it compares as a number when it looks like one. */
export class Input {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Value = number | string | Input;

const NUMERIC = /^\s*[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?\s*$/;
const LEADING_NUMBER = /^\s*[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?/;
/** mawk prints larger whole numbers as it prints fractions. */
const MAX_WHOLE = 2 ** 53;

function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && Math.abs(value) < MAX_WHOLE) return String(value === 0 ? 0 : value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const [, precision, conversion] = /^%(?:\.(\d{1,2}))?([efgd])$/.exec(format) ?? ['', '6', 'g'];
  return formatNumber(value, conversion ?? 'g', precision === undefined ? undefined : Number(precision));
}

/** A value as a text; `format` is awk's CONVFMT or OFMT. */
export function toText(value: Value, format = '%.6g'): string {
  return typeof value === 'number' ? numberText(value, format) : typeof value === 'string' ? value : value.text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.text;
  return Number(LEADING_NUMBER.exec(text.slice(0, 100))?.[0] ?? 0);
}

const looksNumeric = (value: Value): boolean =>
  typeof value === 'number' || (value instanceof Input && (value.text === '' || NUMERIC.test(value.text)));

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  return value instanceof Input && NUMERIC.test(value.text) ? toNumber(value) !== 0 : toText(value) !== '';
}

/** Below, at or above 0 as `a` comes before, with or after `b`: as numbers when both look like numbers. */
export function compareValues(a: Value, b: Value): number {
  if (looksNumeric(a) && looksNumeric(b)) return toNumber(a) - toNumber(b);
  const [left, right] = [toText(a), toText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
