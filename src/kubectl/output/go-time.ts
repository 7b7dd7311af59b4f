import { fromRFC3339 } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';

/** The parts of Go's layout RFC3339, each with what it takes. */
const LAYOUT: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[-+]\d\d:\d\d)/],
];

/** Which parts have a greatest value, with its name in errors. */
const RANGES: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  '01': ['month', 1, 12],
  '02': ['day', 1, 31],
  '15': ['hour', 0, 23],
  '04': ['minute', 0, 59],
  '05': ['second', 0, 59],
};

/** An RFC 3339 time, ms since the epoch; a KubectlError in the words of Go's time.Parse. */
export function parseGoTime(text: string): number {
  const quoted = JSON.stringify(text);
  let rest = text;
  for (const [part, pattern] of LAYOUT) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) {
      throw new KubectlError(
        `parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as "${part}"`,
      );
    }
    const [name, least, most] = RANGES[part] ?? [];
    const value = Number.parseInt(found, 10);
    if (name !== undefined && least !== undefined && most !== undefined && (value < least || value > most)) {
      throw new KubectlError(`parsing time ${quoted}: ${name} out of range`);
    }
    rest = rest.slice(found.length);
  }
  if (rest !== '') throw new KubectlError(`parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`);
  const time = fromRFC3339(text.replace(',', '.'));
  if (Number.isNaN(time)) throw new KubectlError(`parsing time ${quoted}: day out of range`);
  return time;
}
