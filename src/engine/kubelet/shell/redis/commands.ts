import { compileWholeGlob } from '../pattern/glob.ts';
import type { Matcher } from '../pattern/matcher.ts';
import { collectionCommands } from './collections.ts';
import {
  bulk,
  EMPTY,
  failure,
  integer,
  NIL,
  NOT_A_FLOAT,
  NOT_AN_INTEGER,
  OK,
  SYNTAX,
  texts,
  WRONG_TYPE,
} from './reply.ts';
import type { Reply } from './reply.ts';
import { keysOf, own, parameterValue } from './store.ts';
import type { Entry, Store } from './store.ts';

/** One command as a server gets it. Times in ms since the epoch. */
export interface Asked {
  readonly store: Store;
  readonly keys: Record<string, Entry>;
  readonly args: readonly string[];
  readonly now: number;
  readonly server: ServerFacts;
}

export interface ServerFacts {
  readonly version: string;
  readonly startedAt: number;
}

type Run = (asked: Asked) => Reply;

/** Whether a pattern fits the whole of a name; the work is bounded by the names that are kept. */
function matches(pattern: Matcher, name: string): boolean {
  return pattern.find(name, 0, () => undefined, 'anchored') !== undefined;
}

/** Characters of all that one server keeps; there is no room for more on a page. */
const MOST_CHARACTERS = 500_000;

/** The text of a key; undefined where there is none, or something else. */
function textOf(keys: Record<string, Entry>, name: string): string | undefined {
  const entry = own(keys, name);
  return entry?.type === 'string' ? entry.value : undefined;
}

function isOther(keys: Record<string, Entry>, name: string): boolean {
  return Object.hasOwn(keys, name) && keys[name]?.type !== 'string';
}

function get({ keys, args: [name = ''] }: Asked): Reply {
  return isOther(keys, name) ? WRONG_TYPE : bulk(textOf(keys, name));
}

function put(keys: Record<string, Entry>, name: string, value: string, expiresAt?: number): void {
  keys[name] = { type: 'string', value, ...(expiresAt !== undefined && { expiresAt }) };
}

/** `SET key value [NX | XX] [GET] [EX seconds | PX ms | KEEPTTL]`. */
function setText({ keys, args: [name = '', value = '', ...options], now }: Asked): Reply {
  let expiresAt: number | undefined;
  let condition = '';
  let answersOld = false;
  for (let index = 0; index < options.length; index++) {
    const option = (options[index] ?? '').toUpperCase();
    if (option === 'NX' || option === 'XX') condition = option;
    else if (option === 'GET') answersOld = true;
    else if (option === 'KEEPTTL') expiresAt = keys[name]?.expiresAt;
    else if (option === 'EX' || option === 'PX') {
      const amount = Number(options[++index]);
      if (!Number.isInteger(amount)) return NOT_AN_INTEGER;
      if (amount <= 0) return failure("ERR invalid expire time in 'set' command");
      expiresAt = now + amount * (option === 'EX' ? 1000 : 1);
    } else return SYNTAX;
  }
  const has = Object.hasOwn(keys, name);
  if (answersOld && isOther(keys, name)) return WRONG_TYPE;
  const old = answersOld ? bulk(textOf(keys, name)) : undefined;
  if ((condition === 'NX' && has) || (condition === 'XX' && !has)) return old ?? NIL;
  put(keys, name, value, expiresAt);
  return old ?? OK;
}

function increased({ keys, args: [name = ''] }: Asked, by: number): Reply {
  if (isOther(keys, name)) return WRONG_TYPE;
  const before = textOf(keys, name) ?? '0';
  if (!/^-?\d{1,18}$/.test(before) || !Number.isSafeInteger(by)) return NOT_AN_INTEGER;
  const value = Number(before) + by;
  if (!Number.isSafeInteger(value)) return failure('ERR increment or decrement would overflow');
  put(keys, name, String(value), keys[name]?.expiresAt);
  return integer(value);
}

function expire({ keys, args: [name = '', amount = ''], now }: Asked, unitMs: number): Reply {
  if (!/^-?\d{1,12}$/.test(amount)) return NOT_AN_INTEGER;
  const entry = own(keys, name);
  if (entry === undefined) return integer(0);
  entry.expiresAt = now + Number(amount) * unitMs;
  return integer(1);
}

function timeToLive({ keys, args: [name = ''], now }: Asked, unitMs: number): Reply {
  const entry = own(keys, name);
  if (entry === undefined) return integer(-2);
  return integer(entry.expiresAt === undefined ? -1 : Math.round((entry.expiresAt - now) / unitMs));
}

function deleted({ keys, args }: Asked): Reply {
  let count = 0;
  for (const name of args) {
    if (!Object.hasOwn(keys, name)) continue;
    delete keys[name];
    count += 1;
  }
  return integer(count);
}

function config({ store, args: [action = '', ...args] }: Asked): Reply {
  switch (action.toUpperCase()) {
    case 'GET': {
      const patterns = args.map((pattern) => compileWholeGlob(pattern.toLowerCase()));
      const found = Object.entries(store.config).filter(([name]) => patterns.some((pattern) => matches(pattern, name)));
      return texts(found.flat());
    }
    case 'SET': {
      const [name = '', value = ''] = args;
      const key = name.toLowerCase();
      if (!Object.hasOwn(store.config, key)) {
        return failure(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
      }
      store.config[key] = parameterValue(key, value);
      return OK;
    }
    case 'RESETSTAT':
      return OK;
    case 'REWRITE':
      return failure('ERR The server is running without a config file');
    default:
      return failure(`ERR unknown subcommand '${action}'. Try CONFIG HELP.`);
  }
}

function infoSections({ store, now, server }: Asked): Record<string, string[]> {
  const uptime = Math.floor((now - server.startedAt) / 1000);
  const keyspace = Object.entries(store.databases).flatMap(([database, keys]) => {
    const all = Object.values(keys);
    if (all.length === 0) return [];
    const expires = all.filter(({ expiresAt }) => expiresAt !== undefined).length;
    return [`db${database}:keys=${all.length},expires=${expires},avg_ttl=0`];
  });
  const replicaOf = store.config['replicaof'] ?? store.config['slaveof'];
  const [host = '', port = ''] = (replicaOf ?? '').split(' ');
  return {
    Server: [
      `redis_version:${server.version}`,
      'redis_mode:standalone',
      'os:Linux x86_64',
      'arch_bits:64',
      'process_id:1',
      `tcp_port:${store.config['port'] ?? '6379'}`,
      `uptime_in_seconds:${uptime}`,
      `uptime_in_days:${Math.floor(uptime / 86_400)}`,
    ],
    Clients: ['connected_clients:1', `maxclients:${store.config['maxclients'] ?? ''}`, 'blocked_clients:0'],
    Memory: [
      `used_memory:${1_000_000 + JSON.stringify(store.databases).length * 2}`,
      `maxmemory:${store.config['maxmemory'] ?? '0'}`,
      `maxmemory_policy:${store.config['maxmemory-policy'] ?? ''}`,
    ],
    Persistence: ['loading:0', `aof_enabled:${store.config['appendonly'] === 'yes' ? 1 : 0}`],
    Stats: [`total_commands_processed:${store.commands}`, 'rejected_connections:0'],
    Replication:
      replicaOf === undefined
        ? ['role:master', 'connected_slaves:0']
        : ['role:slave', `master_host:${host}`, `master_port:${port}`],
    Cluster: ['cluster_enabled:0'],
    Keyspace: keyspace,
  };
}

function info(asked: Asked): Reply {
  const wanted = asked.args.map((section) => section.toLowerCase());
  const sections = Object.entries(infoSections(asked)).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name.toLowerCase()) || wanted.includes('all'),
  );
  const text = sections.map(([name, lines]) => `# ${name}\n${lines.map((line) => `${line}\n`).join('')}`).join('\n');
  return { type: 'bulk', text, plain: true };
}

function named({ keys, args: [pattern = ''] }: Asked): Reply {
  const matcher = compileWholeGlob(pattern);
  return texts(Object.keys(keys).filter((name) => matches(matcher, name)));
}

/** By name, with the least and the greatest count of words after it. */
const commands: Readonly<Record<string, readonly [Run, number, number]>> = {
  ping: [({ args: [text] }) => (text === undefined ? { type: 'status', text: 'PONG' } : bulk(text)), 0, 1],
  echo: [({ args: [text] }) => bulk(text), 1, 1],
  get: [get, 1, 1],
  set: [setText, 2, Infinity],
  setnx: [(asked) => integer(setText({ ...asked, args: [...asked.args, 'NX'] }) === OK ? 1 : 0), 2, 2],
  setex: [
    ({ args: [name = '', seconds = '', value = ''], ...asked }) =>
      setText({ ...asked, args: [name, value, 'EX', seconds] }),
    3,
    3,
  ],
  getset: [(asked) => setText({ ...asked, args: [...asked.args, 'GET'] }), 2, 2],
  getdel: [
    (asked) => {
      const found = get(asked);
      if (found !== WRONG_TYPE) deleted(asked);
      return found;
    },
    1,
    1,
  ],
  mset: [
    ({ keys, args }) => {
      if (args.length % 2 === 1) return failure("ERR wrong number of arguments for 'mset' command");
      for (let index = 0; index < args.length; index += 2) put(keys, args[index] ?? '', args[index + 1] ?? '');
      return OK;
    },
    2,
    Infinity,
  ],
  mget: [
    ({ keys, args }) => texts(args.map((name) => (isOther(keys, name) ? undefined : textOf(keys, name)))),
    1,
    Infinity,
  ],
  incr: [(asked) => increased(asked, 1), 1, 1],
  decr: [(asked) => increased(asked, -1), 1, 1],
  incrby: [(asked) => increased(asked, Number(asked.args[1])), 2, 2],
  decrby: [(asked) => increased(asked, -Number(asked.args[1])), 2, 2],
  incrbyfloat: [
    ({ keys, args: [name = '', by = ''] }) => {
      if (isOther(keys, name)) return WRONG_TYPE;
      const value = Number(textOf(keys, name) ?? 0) + Number(by);
      if (!Number.isFinite(value)) return NOT_A_FLOAT;
      put(keys, name, String(value), keys[name]?.expiresAt);
      return bulk(String(value));
    },
    2,
    2,
  ],
  append: [
    ({ keys, args: [name = '', text = ''] }) => {
      if (isOther(keys, name)) return WRONG_TYPE;
      const value = (textOf(keys, name) ?? '') + text;
      put(keys, name, value, keys[name]?.expiresAt);
      return integer(value.length);
    },
    2,
    2,
  ],
  strlen: [
    ({ keys, args: [name = ''] }) => (isOther(keys, name) ? WRONG_TYPE : integer((textOf(keys, name) ?? '').length)),
    1,
    1,
  ],
  exists: [({ keys, args }) => integer(args.filter((name) => Object.hasOwn(keys, name)).length), 1, Infinity],
  del: [deleted, 1, Infinity],
  unlink: [deleted, 1, Infinity],
  keys: [named, 1, 1],
  dbsize: [({ keys }) => integer(Object.keys(keys).length), 0, 0],
  type: [
    ({ keys, args: [name = ''] }) => ({
      type: 'status',
      text: own(keys, name)?.type ?? 'none',
    }),
    1,
    1,
  ],
  expire: [(asked) => expire(asked, 1000), 2, 3],
  pexpire: [(asked) => expire(asked, 1), 2, 3],
  ttl: [(asked) => timeToLive(asked, 1000), 1, 1],
  pttl: [(asked) => timeToLive(asked, 1), 1, 1],
  persist: [
    ({ keys, args: [name = ''] }) => {
      const entry = own(keys, name);
      if (entry?.expiresAt === undefined) return integer(0);
      delete entry.expiresAt;
      return integer(1);
    },
    1,
    1,
  ],
  rename: [
    ({ keys, args: [from = '', to = ''] }) => {
      const entry = own(keys, from);
      if (entry === undefined) return failure('ERR no such key');
      delete keys[from];
      keys[to] = entry;
      return OK;
    },
    2,
    2,
  ],
  flushdb: [
    ({ keys }) => {
      for (const name of Object.keys(keys)) delete keys[name];
      return OK;
    },
    0,
    1,
  ],
  flushall: [
    ({ store }) => {
      store.databases = {};
      return OK;
    },
    0,
    1,
  ],
  config: [config, 1, Infinity],
  info: [info, 0, Infinity],
  time: [({ now }) => texts([String(Math.floor(now / 1000)), String((now % 1000) * 1000)]), 0, 0],
  save: [() => OK, 0, 0],
  bgsave: [() => ({ type: 'status', text: 'Background saving started' }), 0, 1],
  lastsave: [({ server }) => integer(Math.floor(server.startedAt / 1000)), 0, 0],
  publish: [() => integer(0), 2, 2],
  command: [() => EMPTY, 0, Infinity],
  role: [() => ({ type: 'array', items: [bulk('master'), integer(0), EMPTY] }), 0, 0],
};

function commandNamed(name: string): readonly [Run, number, number] | undefined {
  const found = own(commands, name);
  if (found !== undefined) return found;
  const ofCollections = own(collectionCommands, name);
  if (ofCollections === undefined) return undefined;
  const [run, least, most] = ofCollections;
  return [({ keys, args }) => run(keys, args), least, most];
}

/** Carries out one command, and changes `store` (redis's server.c, processCommand). */
export function redisCommand(
  store: Store,
  words: readonly string[],
  connection: { database: string; password: string | undefined },
  now: number,
  server: ServerFacts,
): Reply {
  const [word = '', ...args] = words;
  const name = word.toLowerCase();
  const wanted = store.config['requirepass'] ?? '';
  if (name === 'auth') {
    if (wanted === '') {
      return failure(
        'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      );
    }
    return args.at(-1) === wanted ? OK : failure('WRONGPASS invalid username-password pair or user is disabled.');
  }
  if (wanted !== '' && connection.password !== wanted) return failure('NOAUTH Authentication required.');
  if (name === 'select') {
    const count = Number(store.config['databases'] ?? 16);
    if (!/^\d{1,6}$/.test(args[0] ?? '')) return failure('ERR invalid DB index');
    return Number(args[0]) < count ? OK : failure('ERR DB index is out of range');
  }
  if (name === 'quit') return OK;
  const found = commandNamed(name);
  if (found === undefined) {
    const shown = args.map((arg) => `'${arg}' `).join('');
    return failure(`ERR unknown command '${word}', with args beginning with: ${shown}`.slice(0, 300));
  }
  const [run, least, most] = found;
  if (args.length < least || args.length > most) {
    return failure(`ERR wrong number of arguments for '${name}' command`);
  }
  store.commands += 1;
  return run({ store, keys: keysOf(store, connection.database, now), args, now, server });
}

/** Whether a server can keep what it holds now. */
export function fits(text: string): boolean {
  return text.length <= MOST_CHARACTERS;
}

export const OUT_OF_MEMORY = failure("OOM command not allowed when used memory > 'maxmemory'.");
