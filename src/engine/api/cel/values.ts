import { compareQuantity } from '../quantity.ts';
import { toRFC3339 } from '../time.ts';
import { utf8Text } from '../utf8.ts';

/** `int` is a bigint, `double` a number; keys of maps are strings, bigints and booleans. */
export type Value =
  | boolean
  | bigint
  | number
  | string
  | null
  | Uint
  | Bytes
  | Timestamp
  | Duration
  | Optional
  | TypeValue
  | Extension
  | readonly Value[]
  | ReadonlyMap<Value, Value>;

export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

export class Bytes {
  /** One byte a character. */
  readonly text: string;

  constructor(bytes: readonly number[]) {
    this.text = bytes.map((byte) => String.fromCharCode(byte)).join('');
  }

  get bytes(): readonly number[] {
    return Array.from(this.text, (character) => character.charCodeAt(0));
  }
}

export class Timestamp {
  /** Since the epoch. */
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

export class Duration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

/** A value that there may be none of. */
export class Optional {
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** A type as a value, as `type(1)`. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value of Kubernetes's own libraries, by the text that it was made of. */
export class Extension {
  readonly type: 'kubernetes.Quantity' | 'kubernetes.URL';
  readonly text: string;

  constructor(type: Extension['type'], text: string) {
    this.type = type;
    this.text = text;
  }
}

/** An evaluation that has no value; the message is cel-go's. */
export class EvaluationError extends Error {}

const LEAST_INT = -(2n ** 63n);
const MOST_INT = 2n ** 63n - 1n;

/** Whether a number is one that an `int` can hold. */
export function inInt(value: bigint): boolean {
  return value >= LEAST_INT && value <= MOST_INT;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMapValue(value: Value): value is ReadonlyMap<Value, Value> {
  return value instanceof Map;
}

/** What a type is called that a value is of. */
export function typeName(value: Value): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'string':
      return 'string';
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: Exclude<Value, boolean | bigint | number | string | null>): string {
  if (isList(value)) return 'list';
  if (isMapValue(value)) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Bytes) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Optional) return 'optional_type';
  return value instanceof Extension ? value.type : 'type';
}

/** A number of whatever type, to be compared with others; undefined for what is none. */
export function numberOf(value: Value): bigint | number | undefined {
  if (value instanceof Uint) return value.value;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

/** Numbers of all types are compared by what they are worth; values of other types are different. */
export function equal(a: Value, b: Value): boolean {
  const [first, second] = [numberOf(a), numberOf(b)];
  // oxlint-disable-next-line eqeqeq -- a bigint and a number of the same worth are equal, and only loosely so
  if (first !== undefined && second !== undefined) return first == second;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, at) => equal(item, b[at] ?? null));
  if (isMapValue(a)) {
    if (!isMapValue(b) || a.size !== b.size) return false;
    return [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key) ?? null));
  }
  if (a instanceof Timestamp) return b instanceof Timestamp && a.ms === b.ms;
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds;
  if (a instanceof Bytes) return b instanceof Bytes && a.text === b.text;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Extension) {
    if (!(b instanceof Extension) || a.type !== b.type) return false;
    return a.type === 'kubernetes.Quantity' ? compareQuantity(a.text, b.text) === 0 : a.text === b.text;
  }
  if (!(a instanceof Optional) || !(b instanceof Optional)) return false;
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equal(a.value, b.value);
}

/** Seconds as Go prints them (`90s`, `1.5s`). */
function secondsText(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = (size % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${size / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}s`;
}

/** What `string()` makes of a value; undefined for those that have no text. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Bytes) return utf8Text(value.bytes);
  if (value instanceof Extension) return value.text;
  if (value instanceof Timestamp) return toRFC3339(value.ms);
  return value instanceof Duration ? secondsText(value.nanoseconds) : undefined;
}
