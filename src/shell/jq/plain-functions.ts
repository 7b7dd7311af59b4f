import { formatDate } from '../../engine/index.ts';
import type { JsonValue } from './ast.ts';
import { arrayOf, numberOf, textOf } from './checks.ts';
import { described, JqError } from './errors.ts';
import { toText } from './formats.ts';
import { OPERATIONS } from './operations.ts';
import { contents, flatten, member, objectOf } from './parts.ts';
import { compareValues, isObject, isTrue, JsonError, parseJsonValues, printJson, typeName } from './values.ts';

/** What programs ask of the shell. */
export interface JqPort {
  spend(units: number): void;
  /** Virtual time, ms since the epoch. */
  now(): number;
}

/** Functions of the input alone. */
export const PLAIN: Readonly<Record<string, (value: JsonValue, port: JqPort) => JsonValue>> = {
  length: (value) => {
    if (value === null) return 0;
    if (typeof value === 'boolean') throw new JqError(`${described(value)} has no length`);
    if (typeof value === 'number') return Math.abs(value);
    return typeof value === 'string' ? [...value].length : contents(value).length;
  },
  keys: (value) => {
    if (!Array.isArray(value) && !isObject(value)) throw new JqError(`${described(value)} has no keys`);
    return Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value).toSorted();
  },
  keys_unsorted: (value) => contents(value).map(([key]) => key),
  not: (value) => !isTrue(value),
  type: (value) => typeName(value),
  add: (value) => contents(value).reduce<JsonValue>((sum, [, item]) => OPERATIONS['+']?.(sum, item) ?? null, null),
  any: (value) => contents(value).some(([, item]) => isTrue(item)),
  all: (value) => contents(value).every(([, item]) => isTrue(item)),
  floor: (value) => Math.floor(numberOf(value)),
  ceil: (value) => Math.ceil(numberOf(value)),
  round: (value) => Math.round(numberOf(value)),
  sqrt: (value) => Math.sqrt(numberOf(value)),
  abs: (value) => Math.abs(numberOf(value)),
  tostring: (value) => toText(value),
  tonumber: (value) => {
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    if (Number.isNaN(number)) throw new JqError(`${described(value)} cannot be parsed as a number`);
    return number;
  },
  tojson: (value) => printJson(value),
  fromjson: (value) => {
    try {
      return parseJsonValues(textOf(value))[0] ?? null;
    } catch (error) {
      if (error instanceof JsonError) throw new JqError(`${error.message} (while parsing '${textOf(value)}')`);
      throw error;
    }
  },
  sort: (value) => arrayOf(value, 'sorted').toSorted(compareValues),
  unique: (value) => distinct(arrayOf(value, 'sorted').toSorted(compareValues)),
  min: (value) => arrayOf(value, 'compared').toSorted(compareValues)[0] ?? null,
  max: (value) => arrayOf(value, 'compared').toSorted(compareValues).at(-1) ?? null,
  reverse: (value) =>
    typeof value === 'string'
      ? [...value].toReversed().join('')
      : value === null
        ? []
        : arrayOf(value, 'reversed').toReversed(),
  flatten: (value) => flatten(value, 100),
  first: (value) => member(value, 0),
  last: (value) => member(value, -1),
  ascii_downcase: (value) => textOf(value).toLowerCase(),
  ascii_upcase: (value) => textOf(value).toUpperCase(),
  trim: (value) => textOf(value).trim(),
  ltrim: (value) => textOf(value).trimStart(),
  rtrim: (value) => textOf(value).trimEnd(),
  to_entries: (value) => contents(value).map(([key, item]) => ({ key, value: item })),
  from_entries: (value) =>
    objectOf(
      contents(value).map(([, entry]): [string, JsonValue] => {
        const key = ['key', 'k', 'name', 'Name', 'Key', 'K']
          .map((name) => member(entry, name))
          .find((found) => found !== null);
        const held = isObject(entry) ? (entry['value'] ?? entry['v'] ?? entry['Value'] ?? null) : null;
        return [toText(key ?? null), held];
      }),
    ),
  now: (_value, port) => port.now() / 1000,
  todate: (value) => formatDate(numberOf(value) * 1000, '%Y-%m-%dT%H:%M:%SZ'),
  fromdate: dateOf,
  fromdateiso8601: dateOf,
  transpose: (value) => {
    const rows = contents(value).map(([, row]) => arrayOf(row, 'transposed'));
    const width = Math.max(0, ...rows.map((row) => row.length));
    return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
  },
  infinite: () => Infinity,
  halt: () => null,
};

function dateOf(value: JsonValue): number {
  const text = textOf(value);
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new JqError(`date "${text}" does not match format "%Y-%m-%dT%H:%M:%SZ"`);
  return time / 1000;
}

function distinct(sorted: readonly JsonValue[]): JsonValue[] {
  return sorted.filter((item, index) => index === 0 || compareValues(sorted[index - 1] ?? null, item) !== 0);
}

/** Types that `strings`, `numbers` ... let through. */
export const SELECTORS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  values: (value) => value !== null,
  nulls: (value) => value === null,
  strings: (value) => typeof value === 'string',
  numbers: (value) => typeof value === 'number',
  booleans: (value) => typeof value === 'boolean',
  arrays: (value) => Array.isArray(value),
  objects: (value) => isObject(value),
  iterables: (value) => Array.isArray(value) || isObject(value),
  scalars: (value) => !Array.isArray(value) && !isObject(value),
};
