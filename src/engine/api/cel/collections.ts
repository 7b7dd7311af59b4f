import { fn } from './library.ts';
import type { Library } from './library.ts';
import { add, compare } from './operators.ts';
import { Bytes, equal, EvaluationError, isList, isMapValue, Optional } from './values.ts';
import type { Value } from './values.ts';

function list(value: Value | undefined): readonly Value[] {
  return value !== undefined && isList(value) ? value : [];
}

function size([value = null]: readonly Value[]): bigint {
  if (typeof value === 'string') return BigInt([...value].length);
  if (value instanceof Bytes) return BigInt(value.text.length);
  return BigInt(isMapValue(value) ? value.size : list(value).length);
}

const SIZED = ['string -> int', 'bytes -> int', 'list(A) -> int', 'map(A;B) -> int'];

function position([where = '', what = null, from]: readonly Value[], isLast: boolean): bigint {
  if (typeof where === 'string' && typeof what === 'string') {
    // Characters are counted, of which some take two places in a JavaScript string.
    const start = typeof from === 'bigint' ? Array.from(where).slice(0, Number(from)).join('').length : undefined;
    const at = isLast ? where.lastIndexOf(what, start) : where.indexOf(what, start);
    return BigInt(at < 0 ? at : Array.from(where.slice(0, at)).length);
  }
  const same = (item: Value): boolean => equal(item, what);
  return BigInt(isLast ? list(where).findLastIndex(same) : list(where).findIndex(same));
}

const POSITIONS = ['string, string -> int', 'string, string, int -> int', 'list(A), A -> int'];
const ORDERED = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

function extreme(values: readonly Value[], isMost: boolean, name: string): Value {
  const [first, ...rest] = values;
  if (first === undefined) throw new EvaluationError(`${name} called on empty list`);
  return rest.reduce((best, each) => {
    const order = compare(each, best) ?? 0;
    return (isMost ? order > 0 : order < 0) ? each : best;
  }, first);
}

function sum(values: readonly Value[]): Value {
  const [first = 0n, ...rest] = values;
  return rest.reduce((total, each) => add([total, each]), first);
}

function includes(values: readonly Value[], wanted: Value): boolean {
  return values.some((each) => equal(each, wanted));
}

function includesAll(values: Value | undefined, wanted: Value | undefined): boolean {
  return list(wanted).every((each) => includes(list(values), each));
}

/** Lists, maps, sets and optional values (cel-go ext, apiserver pkg/cel/library/lists.go). */
export const collections: Library = {
  size: fn(SIZED, size),
  '.size': fn(SIZED, size),
  '.indexOf': fn(POSITIONS, (args) => position(args, false)),
  '.lastIndexOf': fn(POSITIONS, (args) => position(args, true)),
  '.isSorted': fn(
    ORDERED.map((type) => `list(${type}) -> bool`),
    ([values]) => list(values).every((each, at, all) => at === 0 || (compare(all[at - 1] ?? null, each) ?? 1) <= 0),
  ),
  '.sum': fn(
    ['int', 'uint', 'double', 'duration'].map((type) => `list(${type}) -> ${type}`),
    ([values]) => sum(list(values)),
  ),
  '.min': fn(
    ORDERED.map((type) => `list(${type}) -> ${type}`),
    ([values]) => extreme(list(values), false, 'min'),
  ),
  '.max': fn(
    ORDERED.map((type) => `list(${type}) -> ${type}`),
    ([values]) => extreme(list(values), true, 'max'),
  ),
  'sets.contains': fn('list(A), list(A) -> bool', ([all, part]) => includesAll(all, part)),
  'sets.equivalent': fn('list(A), list(A) -> bool', ([a, b]) => includesAll(a, b) && includesAll(b, a)),
  'sets.intersects': fn('list(A), list(A) -> bool', ([a, b]) => list(a).some((each) => includes(list(b), each))),
  'optional.of': fn('A -> optional(A)', ([value]) => new Optional(value)),
  'optional.none': fn(' -> optional(A)', () => new Optional(undefined)),
  'optional.ofNonZeroValue': fn('A -> optional(A)', ([value = null]) => {
    const isEmpty = value === null || value === '' || value === 0n || value === 0 || value === false;
    return new Optional(
      isEmpty || (typeof value !== 'boolean' && size([value]) === 0n && typeof value === 'object') ? undefined : value,
    );
  }),
  '.hasValue': fn('optional(A) -> bool', ([value]) => value instanceof Optional && value.value !== undefined),
  '.value': fn('optional(A) -> A', ([value]) => {
    if (value instanceof Optional && value.value !== undefined) return value.value;
    throw new EvaluationError('optional.none() dereference');
  }),
  '.orValue': fn('optional(A), A -> A', ([value, other = null]) =>
    value instanceof Optional && value.value !== undefined ? value.value : other,
  ),
  '.or': fn('optional(A), optional(A) -> optional(A)', ([value, other = null]) =>
    value instanceof Optional && value.value !== undefined ? value : other,
  ),
};
