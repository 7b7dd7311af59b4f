import { parseGoDuration } from '../duration.ts';
import {
  addQuantity,
  compareQuantity,
  parseQuantity,
  quantityText,
  quantityValue,
  subtractQuantity,
} from '../quantity.ts';
import type { Quantity } from '../quantity.ts';
import { fromRFC3339 } from '../time.ts';
import { utf8Bytes } from '../utf8.ts';
import { isKnownTimeZone, zoneOffset } from '../../kinds/time-zones.ts';
import { fn } from './library.ts';
import type { CelFunction, Library } from './library.ts';
import { asInt } from './operators.ts';
import {
  Bytes,
  Duration,
  EvaluationError,
  Extension,
  numberOf,
  textOf,
  Timestamp,
  typeName,
  TypeValue,
  Uint,
} from './values.ts';
import type { Value } from './values.ts';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** A moment as manifests write it; undefined when it is none. */
export function timestampOf(text: string): Timestamp | undefined {
  const ms = RFC3339.test(text) ? fromRFC3339(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Timestamp(ms);
}

/** A Go duration; undefined when it is none. */
export function durationOf(text: string): Duration | undefined {
  const ms = parseGoDuration(text);
  return ms === undefined ? undefined : new Duration(BigInt(Math.round(ms * 1_000_000)));
}

function cannot(text: string, type: string): EvaluationError {
  return new EvaluationError(`type conversion error from 'string' to '${type}': ${text}`);
}

function int([value = null]: readonly Value[]): bigint {
  if (value instanceof Timestamp) return BigInt(Math.floor(value.ms / 1000));
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw cannot(value, 'int');
    return asInt(BigInt(value));
  }
  const number = numberOf(value) ?? 0n;
  return asInt(typeof number === 'bigint' ? number : BigInt(Math.trunc(Number.isFinite(number) ? number : 0)));
}

function double([value = null]: readonly Value[]): number {
  if (typeof value === 'string') {
    const read = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isNaN(read)) throw cannot(value, 'double');
    return read;
  }
  return Number(numberOf(value) ?? 0);
}

const NO_QUANTITY = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Of a quantity, or of an `int`. */
function quantity(value: Value | undefined): Quantity {
  const text = value instanceof Extension ? value.text : String(value);
  const read = parseQuantity(text);
  if (read === undefined) throw new EvaluationError(NO_QUANTITY);
  return read;
}

function quantityOf(text: string): Extension | undefined {
  return parseQuantity(text) === undefined ? undefined : new Extension('kubernetes.Quantity', text);
}

function made(value: Quantity): Extension {
  return new Extension('kubernetes.Quantity', quantityText(value));
}

const URL_PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?([^?#]*)(?:\?([^#]*))?/;

function urlPart(value: Value | undefined, part: number): string {
  const text = value instanceof Extension ? value.text : '';
  return URL_PARTS.exec(text)?.[part] ?? (part === 4 ? text : '');
}

function isURL(text: string): boolean {
  return URL_PARTS.test(text) || text.startsWith('/');
}

const SECOND = 1_000_000_000n;

/** A moment as clocks of a time zone show it; without one those of UTC. */
function localDate(value: Value | undefined, zone: Value | undefined): Date {
  const ms = value instanceof Timestamp ? value.ms : 0;
  if (typeof zone !== 'string') return new Date(ms);
  const offset = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(ms + (offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  if (!isKnownTimeZone(zone)) throw new EvaluationError(`unknown time zone ${zone}`);
  return new Date(ms + zoneOffset(zone, ms));
}

const MOMENTS = ['timestamp -> int', 'timestamp, string -> int'];

const get = (part: (date: Date) => number): CelFunction =>
  fn(MOMENTS, ([value, zone]) => BigInt(part(localDate(value, zone))));

/** A part of a moment, or of a duration as a whole of its unit. */
const clock = (part: (date: Date) => number, unit: bigint): CelFunction =>
  fn([...MOMENTS, 'duration -> int'], ([value, zone]) =>
    value instanceof Duration ? value.nanoseconds / unit : BigInt(part(localDate(value, zone))),
  );

/** Numbers, texts, moments, and what Kubernetes adds (apiserver pkg/cel/library: quantity.go, urls.go). */
export const conversions: Library = {
  int: fn(
    ['int', 'uint', 'double', 'string', 'timestamp'].map((type) => `${type} -> int`),
    int,
  ),
  uint: fn(
    ['int', 'uint', 'double', 'string'].map((type) => `${type} -> uint`),
    (args) => {
      const value = int(args);
      if (value < 0n) throw new EvaluationError('unsigned integer overflow');
      return new Uint(value);
    },
  ),
  double: fn(
    ['int', 'uint', 'double', 'string'].map((type) => `${type} -> double`),
    double,
  ),
  bool: fn(['bool -> bool', 'string -> bool'], ([value = null]) => {
    if (typeof value !== 'string') return value;
    if (/^(?:1|t|true|TRUE|True)$/.test(value)) return true;
    if (/^(?:0|f|false|FALSE|False)$/.test(value)) return false;
    throw cannot(value, 'bool');
  }),
  string: fn(
    ['string', 'bool', 'int', 'uint', 'double', 'bytes', 'timestamp', 'duration'].map((type) => `${type} -> string`),
    ([value = null]) => textOf(value) ?? '',
  ),
  bytes: fn(['bytes -> bytes', 'string -> bytes'], ([value = null]) =>
    typeof value === 'string' ? new Bytes(utf8Bytes(value)) : value,
  ),
  dyn: fn('A -> dyn', ([value = null]) => value),
  type: fn('A -> type', ([value = null]) => new TypeValue(typeName(value))),
  duration: fn(['string -> duration', 'duration -> duration'], ([value = null]) => {
    if (typeof value !== 'string') return value;
    const read = durationOf(value);
    if (read === undefined) throw new EvaluationError(`time: invalid duration "${value}"`);
    return read;
  }),
  timestamp: fn(['string -> timestamp', 'timestamp -> timestamp', 'int -> timestamp'], ([value = null]) => {
    if (typeof value === 'bigint') return new Timestamp(Number(value) * 1000);
    if (typeof value !== 'string') return value;
    const read = timestampOf(value);
    if (read === undefined) {
      throw new EvaluationError(
        `parsing time "${value}" as "2006-01-02T15:04:05Z07:00": cannot parse "${value}" as "2006"`,
      );
    }
    return read;
  }),
  '.getFullYear': get((date) => date.getUTCFullYear()),
  '.getMonth': get((date) => date.getUTCMonth()),
  '.getDate': get((date) => date.getUTCDate()),
  '.getDayOfMonth': get((date) => date.getUTCDate() - 1),
  '.getDayOfWeek': get((date) => date.getUTCDay()),
  '.getDayOfYear': get((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000)),
  '.getHours': clock((date) => date.getUTCHours(), SECOND * 3600n),
  '.getMinutes': clock((date) => date.getUTCMinutes(), SECOND * 60n),
  '.getSeconds': clock((date) => date.getUTCSeconds(), SECOND),
  '.getMilliseconds': clock((date) => date.getUTCMilliseconds(), SECOND / 1000n),
  quantity: fn('string -> quantity', ([value]) => {
    const read = typeof value === 'string' ? quantityOf(value) : undefined;
    if (read !== undefined) return read;
    throw new EvaluationError(NO_QUANTITY);
  }),
  isQuantity: fn('string -> bool', ([value]) => typeof value === 'string' && quantityOf(value) !== undefined),
  '.isInteger': fn('quantity -> bool', ([value]) => quantity(value).nano % SECOND === 0n),
  '.asInteger': fn('quantity -> int', ([value]) => {
    const { nano } = quantity(value);
    if (nano % SECOND !== 0n) throw new EvaluationError('cannot convert value to integer');
    return asInt(nano / SECOND);
  }),
  '.asApproximateFloat': fn('quantity -> double', ([value]) => quantityValue(quantity(value))),
  '.sign': fn('quantity -> int', ([value]) => BigInt(Math.sign(Number(quantity(value).nano)))),
  '.add': fn(['quantity, quantity -> quantity', 'quantity, int -> quantity'], ([a, b]) =>
    made(addQuantity(quantity(a), quantity(b))),
  ),
  '.sub': fn(['quantity, quantity -> quantity', 'quantity, int -> quantity'], ([a, b]) =>
    made(subtractQuantity(quantity(a), quantity(b))),
  ),
  '.isLessThan': fn('quantity, quantity -> bool', ([a, b]) => compareQuantity(quantity(a), quantity(b)) < 0),
  '.isGreaterThan': fn('quantity, quantity -> bool', ([a, b]) => compareQuantity(quantity(a), quantity(b)) > 0),
  '.compareTo': fn('quantity, quantity -> int', ([a, b]) => BigInt(compareQuantity(quantity(a), quantity(b)))),
  url: fn('string -> url', ([value]) => {
    if (typeof value === 'string' && isURL(value)) return new Extension('kubernetes.URL', value);
    throw new EvaluationError(
      `URL parse error during conversion from string: parse "${textOf(value ?? '') ?? ''}": invalid URI for request`,
    );
  }),
  isURL: fn('string -> bool', ([value]) => typeof value === 'string' && isURL(value)),
  '.getScheme': fn('url -> string', ([value]) => urlPart(value, 1)),
  '.getHostname': fn('url -> string', ([value]) => urlPart(value, 2).replace(/^\[|\]$/g, '')),
  '.getHost': fn('url -> string', ([value]) => {
    const port = urlPart(value, 3);
    return port === '' ? urlPart(value, 2) : `${urlPart(value, 2)}:${port}`;
  }),
  '.getPort': fn('url -> string', ([value]) => urlPart(value, 3)),
  '.getEscapedPath': fn('url -> string', ([value]) => urlPart(value, 4)),
};
