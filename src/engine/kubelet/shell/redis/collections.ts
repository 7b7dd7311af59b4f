import { bulk, failure, integer, NIL, NOT_A_FLOAT, NOT_AN_INTEGER, texts, WRONG_TYPE } from './reply.ts';
import type { Reply } from './reply.ts';
import { own } from './store.ts';
import type { Entry, Values } from './store.ts';

/*
 * Redis's commands of lists, sets, hashes and sorted sets.
 */

type Keys = Record<string, Entry>;
export type KeyCommand = (keys: Keys, args: readonly string[]) => Reply;

type Found<T extends keyof Values> = (keys: Keys, name: string) => Values[T] | undefined;

/** Finds the value of a key of a type, which `empty` makes where there is none; undefined when it has another type. */
function finder<T extends keyof Values>(
  type: T,
  empty: () => Extract<Entry, { type: T }> & { value: Values[T] },
): Found<T> {
  return (keys, name) => {
    const entry = own(keys, name);
    // The type says what the value is.
    if (entry !== undefined) return entry.type === type ? (entry.value as Values[T]) : undefined;
    const made = empty();
    keys[name] = made;
    return made.value;
  };
}

const list = finder('list', () => ({ type: 'list', value: [] }));
const set = finder('set', () => ({ type: 'set', value: {} }));
const hash = finder('hash', () => ({ type: 'hash', value: {} }));
const scores = finder('zset', () => ({ type: 'zset', value: {} }));

/** A key whose last member has gone is no more. */
function tidied(keys: Keys, name: string, reply: Reply): Reply {
  const entry = keys[name];
  if (entry === undefined || entry.type === 'string') return reply;
  if (Object.keys(entry.value).length === 0) delete keys[name];
  return reply;
}

/** A command of one kind of value: `change` is given the value, or the key has another type. */
function on<T>(
  find: (keys: Keys, name: string) => T | undefined,
  change: (value: T, args: readonly string[]) => Reply,
) {
  return (keys: Keys, [name = '', ...args]: readonly string[]): Reply => {
    const value = find(keys, name);
    return value === undefined ? WRONG_TYPE : tidied(keys, name, change(value, args));
  };
}

/** The members of a list between two indices, of which those below 0 count from its end. */
function between<T>(items: readonly T[], first: string, last: string): T[] | undefined {
  const [from, to] = [Number(first), Number(last)];
  if (!Number.isInteger(from) || !Number.isInteger(to)) return undefined;
  const start = from < 0 ? Math.max(0, items.length + from) : from;
  const end = to < 0 ? items.length + to : to;
  return end < start ? [] : items.slice(start, end + 1);
}

function popped(isLeft: boolean) {
  return on(list, (items, [count]) => {
    if (count === undefined) return bulk(isLeft ? items.shift() : items.pop());
    const taken = Math.min(Number(count), items.length);
    if (!(taken >= 0)) return failure('ERR value is out of range, must be positive');
    if (items.length === 0) return NIL;
    return texts(isLeft ? items.splice(0, taken) : items.splice(items.length - taken, taken).toReversed());
  });
}

/** Members by their scores, those of one score by their names. */
function ranked(values: Record<string, number>): [string, number][] {
  return Object.entries(values).toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
}

function added(values: Record<string, true>, members: readonly string[]): Reply {
  let count = 0;
  for (const member of members) {
    if (Object.hasOwn(values, member)) continue;
    values[member] = true;
    count += 1;
  }
  return integer(count);
}

function removed(values: Record<string, unknown>, members: readonly string[]): Reply {
  let count = 0;
  for (const member of members) {
    if (!Object.hasOwn(values, member)) continue;
    delete values[member];
    count += 1;
  }
  return integer(count);
}

function range(isReversed: boolean) {
  return on(scores, (values, [first = '', last = '', ...options]) => {
    const all = ranked(values);
    const found = between(isReversed ? all.toReversed() : all, first, last);
    if (found === undefined) return NOT_AN_INTEGER;
    const withScores = options.some((option) => option.toUpperCase() === 'WITHSCORES');
    return texts(found.flatMap(([member, score]) => (withScores ? [member, String(score)] : [member])));
  });
}

/** By name, with the least and the greatest count of words after it. */
export const collectionCommands: Readonly<Record<string, readonly [KeyCommand, number, number]>> = {
  lpush: [on(list, (items, values) => integer(items.unshift(...values.toReversed()))), 2, Infinity],
  rpush: [on(list, (items, values) => integer(items.push(...values))), 2, Infinity],
  lpop: [popped(true), 1, 2],
  rpop: [popped(false), 1, 2],
  llen: [on(list, (items) => integer(items.length)), 1, 1],
  lindex: [on(list, (items, [index = '']) => bulk(items.at(Number(index)))), 2, 2],
  lrange: [
    on(list, (items, [first = '', last = '']) => {
      const found = between(items, first, last);
      return found === undefined ? NOT_AN_INTEGER : texts(found);
    }),
    3,
    3,
  ],
  sadd: [on(set, added), 2, Infinity],
  srem: [on(set, removed), 2, Infinity],
  scard: [on(set, (values) => integer(Object.keys(values).length)), 1, 1],
  smembers: [on(set, (values) => texts(Object.keys(values))), 1, 1],
  sismember: [on(set, (values, [member = '']) => integer(Object.hasOwn(values, member) ? 1 : 0)), 2, 2],
  hset: [
    on(hash, (fields, pairs) => {
      if (pairs.length % 2 === 1) return failure("ERR wrong number of arguments for 'hset' command");
      let count = 0;
      for (let index = 0; index < pairs.length; index += 2) {
        const name = pairs[index] ?? '';
        if (!Object.hasOwn(fields, name)) count += 1;
        fields[name] = pairs[index + 1] ?? '';
      }
      return integer(count);
    }),
    3,
    Infinity,
  ],
  hget: [on(hash, (fields, [name = '']) => bulk(own(fields, name))), 2, 2],
  hmget: [on(hash, (fields, names) => texts(names.map((name) => own(fields, name)))), 2, Infinity],
  hgetall: [on(hash, (fields) => texts(Object.entries(fields).flat())), 1, 1],
  hkeys: [on(hash, (fields) => texts(Object.keys(fields))), 1, 1],
  hvals: [on(hash, (fields) => texts(Object.values(fields))), 1, 1],
  hlen: [on(hash, (fields) => integer(Object.keys(fields).length)), 1, 1],
  hexists: [on(hash, (fields, [name = '']) => integer(Object.hasOwn(fields, name) ? 1 : 0)), 2, 2],
  hdel: [on(hash, removed), 2, Infinity],
  hincrby: [
    on(hash, (fields, [name = '', by = '']) => {
      const value = Number(own(fields, name) ?? 0) + Number(by);
      if (!Number.isSafeInteger(value)) return failure('ERR hash value is not an integer');
      fields[name] = String(value);
      return integer(value);
    }),
    3,
    3,
  ],
  zadd: [
    on(scores, (values, pairs) => {
      if (pairs.length % 2 === 1) return failure('ERR syntax error');
      if (pairs.some((text, index) => index % 2 === 0 && !Number.isFinite(Number(text)))) return NOT_A_FLOAT;
      let count = 0;
      for (let index = 0; index < pairs.length; index += 2) {
        const member = pairs[index + 1] ?? '';
        if (!Object.hasOwn(values, member)) count += 1;
        values[member] = Number(pairs[index]);
      }
      return integer(count);
    }),
    3,
    Infinity,
  ],
  zincrby: [
    on(scores, (values, [by = '', member = '']) => {
      const score = (own(values, member) ?? 0) + Number(by);
      if (!Number.isFinite(score)) return NOT_A_FLOAT;
      values[member] = score;
      return bulk(String(score));
    }),
    3,
    3,
  ],
  zscore: [on(scores, (values, [member = '']) => bulk(own(values, member)?.toString())), 2, 2],
  zcard: [on(scores, (values) => integer(Object.keys(values).length)), 1, 1],
  zrem: [on(scores, removed), 2, Infinity],
  zrange: [range(false), 3, 4],
  zrevrange: [range(true), 3, 4],
};
