import { fn } from './library.ts';
import type { CelFunction, Library } from './library.ts';
import {
  Bytes,
  Duration,
  equal,
  EvaluationError,
  inInt,
  isList,
  isMapValue,
  numberOf,
  Optional,
  Timestamp,
  Uint,
} from './values.ts';
import type { Value } from './values.ts';

const NANOSECONDS = 1_000_000n;
const MOST_UINT = 2n ** 64n - 1n;

function overload(): EvaluationError {
  return new EvaluationError('no such overload');
}

/** An `int`, when it is one. */
export function asInt(value: bigint): bigint {
  if (!inInt(value)) throw new EvaluationError('integer overflow');
  return value;
}

function asUint(value: bigint): Uint {
  if (value < 0n || value > MOST_UINT) throw new EvaluationError('unsigned integer overflow');
  return new Uint(value);
}

interface Arithmetic {
  readonly whole: (a: bigint, b: bigint) => bigint;
  readonly real?: (a: number, b: number) => number;
}

function calculate([a = null, b = null]: readonly Value[], { whole, real }: Arithmetic): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return asInt(whole(a, b));
  if (a instanceof Uint && b instanceof Uint) return asUint(whole(a.value, b.value));
  if (typeof a === 'number' && typeof b === 'number' && real !== undefined) return real(a, b);
  throw overload();
}

export function add([a = null, b = null]: readonly Value[]): Value {
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isList(a) && isList(b)) return [...a, ...b];
  if (a instanceof Bytes && b instanceof Bytes) return new Bytes([...a.bytes, ...b.bytes]);
  if (a instanceof Duration && b instanceof Duration) return new Duration(asInt(a.nanoseconds + b.nanoseconds));
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.ms + Number(b.nanoseconds / NANOSECONDS));
  if (a instanceof Duration && b instanceof Timestamp) return add([b, a]);
  return calculate([a, b], { whole: (x, y) => x + y, real: (x, y) => x + y });
}

function subtract([a = null, b = null]: readonly Value[]): Value {
  if (a instanceof Duration && b instanceof Duration) return new Duration(asInt(a.nanoseconds - b.nanoseconds));
  if (a instanceof Timestamp && b instanceof Duration) return new Timestamp(a.ms - Number(b.nanoseconds / NANOSECONDS));
  if (a instanceof Timestamp && b instanceof Timestamp) return new Duration(BigInt(a.ms - b.ms) * NANOSECONDS);
  return calculate([a, b], { whole: (x, y) => x - y, real: (x, y) => x - y });
}

function divisor(value: Value | undefined, message: string): void {
  if (value === 0n || (value instanceof Uint && value.value === 0n)) throw new EvaluationError(message);
}

/** Less than 0, 0 or more; undefined for values that have no order. */
export function compare(a: Value, b: Value): number | undefined {
  const order = <T>(x: T, y: T): number => (x < y ? -1 : x > y ? 1 : 0);
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== undefined && second !== undefined) return order(first, second);
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(a, b);
  if (a instanceof Bytes && b instanceof Bytes) return order(a.text, b.text);
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.ms, b.ms);
  return a instanceof Duration && b instanceof Duration ? order(a.nanoseconds, b.nanoseconds) : undefined;
}

const ORDERED = ['bool', 'string', 'bytes', 'timestamp', 'duration'].map((type) => `${type}, ${type} -> bool`);
const NUMBERS = ['int', 'uint', 'double'];
const COMPARED = [...ORDERED, ...NUMBERS.flatMap((a) => NUMBERS.map((b) => `${a}, ${b} -> bool`))];

function comparison(holds: (order: number) => boolean): CelFunction {
  return fn(COMPARED, ([a = null, b = null]) => {
    const order = compare(a, b);
    if (order === undefined) throw overload();
    return holds(order);
  });
}

function sameKind(types: readonly string[]): string[] {
  return types.map((type) => `${type}, ${type} -> ${type}`);
}

/** The item of a list or a map; throws when there is none. */
function itemOf(container: Value, key: Value): Value {
  const found = findItem(container, key);
  if (found !== undefined) return found;
  if (isMapValue(container)) {
    throw new EvaluationError(`no such key: ${typeof key === 'object' ? '' : String(key)}`);
  }
  throw new EvaluationError(`index out of bounds: ${typeof key === 'object' ? '' : String(key)}`);
}

/** The item of a list or a map; undefined when there is none. */
function findItem(container: Value, key: Value): Value | undefined {
  const number = numberOf(key);
  if (isMapValue(container)) return container.get(number === undefined ? key : BigInt(Math.trunc(Number(number))));
  if (!isList(container) || number === undefined) throw overload();
  return container[Number(number)];
}

function contains([item = null, container = null]: readonly Value[]): boolean {
  if (isMapValue(container)) return findItem(container, item) !== undefined;
  return isList(container) && container.some((each) => equal(each, item));
}

function optionalItem([container = null, key = null]: readonly Value[]): Value {
  const inner = container instanceof Optional ? container.value : container;
  return new Optional(inner === undefined ? undefined : findItem(inner, key));
}

/** The language's own operators (cel-go common/stdlib/standard.go). Those that may leave out an operand are the evaluator's. */
export const operators: Library = {
  '!_': fn('bool -> bool', ([a]) => a !== true),
  '-_': fn(['int -> int', 'double -> double'], ([a = null]) =>
    typeof a === 'bigint' ? asInt(-a) : typeof a === 'number' ? -a : null,
  ),
  '_&&_': fn('bool, bool -> bool', ([a, b]) => a === true && b === true),
  '_||_': fn('bool, bool -> bool', ([a, b]) => a === true || b === true),
  '_?_:_': fn('bool, A, A -> A', ([condition, yes = null, no = null]) => (condition === true ? yes : no)),
  '_==_': fn('A, A -> bool', ([a = null, b = null]) => equal(a, b)),
  '_!=_': fn('A, A -> bool', ([a = null, b = null]) => !equal(a, b)),
  '_<_': comparison((order) => order < 0),
  '_<=_': comparison((order) => order <= 0),
  '_>_': comparison((order) => order > 0),
  '_>=_': comparison((order) => order >= 0),
  '_+_': fn(
    [
      ...sameKind(['int', 'uint', 'double', 'string', 'bytes', 'duration', 'list(A)']),
      'timestamp, duration -> timestamp',
      'duration, timestamp -> timestamp',
    ],
    add,
  ),
  '_-_': fn(
    [
      ...sameKind(['int', 'uint', 'double', 'duration']),
      'timestamp, duration -> timestamp',
      'timestamp, timestamp -> duration',
    ],
    subtract,
  ),
  '_*_': fn(sameKind(['int', 'uint', 'double']), (args) =>
    calculate(args, { whole: (a, b) => a * b, real: (a, b) => a * b }),
  ),
  '_/_': fn(sameKind(['int', 'uint', 'double']), (args) => {
    divisor(args[1], 'division by zero');
    return calculate(args, { whole: (a, b) => a / b, real: (a, b) => a / b });
  }),
  '_%_': fn(sameKind(['int', 'uint']), (args) => {
    divisor(args[1], 'modulus by zero');
    return calculate(args, { whole: (a, b) => a % b });
  }),
  '@in': fn(['A, list(A) -> bool', 'A, map(A;B) -> bool'], contains),
  '_[_]': fn(['list(A), int -> A', 'map(A;B), A -> B', 'optional(dyn), dyn -> optional(dyn)'], (args) => {
    const [container = null, key = null] = args;
    return container instanceof Optional ? optionalItem(args) : itemOf(container, key);
  }),
  '_[?_]': fn(
    ['list(A), int -> optional(A)', 'map(A;B), A -> optional(B)', 'optional(dyn), dyn -> optional(dyn)'],
    optionalItem,
  ),
};
