/** One key. Sets keep their members as keys of an object, sorted sets their scores as its values. */
export type Entry = { [T in keyof Values]: { type: T; value: Values[T]; expiresAt?: number } }[keyof Values];

/** What each type of key holds. */
export interface Values {
  string: string;
  list: string[];
  set: Record<string, true>;
  hash: Record<string, string>;
  zset: Record<string, number>;
}

/** All that a Redis server keeps; plain data. */
export interface Store {
  /** Keys of each database, by its number. */
  databases: Record<string, Record<string, Entry>>;
  /** Parameters as `CONFIG GET` tells them. */
  config: Record<string, string>;
  /** Commands that it has carried out. */
  commands: number;
}

/** Parameters of a server that was told nothing (redis.conf of Redis 7). */
const DEFAULTS: Readonly<Record<string, string>> = {
  appendfsync: 'everysec',
  appendonly: 'no',
  bind: '* -::*',
  databases: '16',
  dbfilename: 'dump.rdb',
  dir: '/data',
  loglevel: 'notice',
  maxclients: '10000',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  'maxmemory-samples': '5',
  port: '6379',
  'protected-mode': 'no',
  'replica-read-only': 'yes',
  requirepass: '',
  save: '3600 1 300 100 60 10000',
  'tcp-keepalive': '300',
  timeout: '0',
};

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1_000_000,
  mb: 1024 ** 2,
  g: 1_000_000_000,
  gb: 1024 ** 3,
};

/** `2mb` in bytes, of a parameter that is an amount of memory; other values as they are (util.c, memtoull). */
export function parameterValue(name: string, value: string): string {
  if (name !== 'maxmemory') return value;
  const match = /^(\d{1,15})([a-z]{0,2})$/i.exec(value);
  const unit = UNITS[(match?.[2] ?? '').toLowerCase() || 'b'];
  return match === null || unit === undefined ? value : String(Number(match[1]) * unit);
}

/** Parameters of a configuration file, `name value` in each line. */
function fromFile(text: string): [string, string][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', ...values] = line.split(/\s+/);
      return [name.toLowerCase(), values.join(' ').replace(/^"(.*)"$/, '$1')];
    });
}

/** Parameters of a command line, `--name value`. */
function fromArguments(words: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (word.startsWith('--')) found.push([word.slice(2).toLowerCase(), '']);
    else if (last !== undefined) last[1] = last[1] === '' ? word : `${last[1]} ${word}`;
  }
  return found;
}

/** What a server begins with; `file`: its configuration file as it was then. */
export function newStore(words: readonly string[], file: string): Store {
  const given = [...fromFile(file), ...fromArguments(words)];
  const config = { ...DEFAULTS };
  for (const [name, value] of given) config[name] = parameterValue(name, value);
  return { databases: {}, config, commands: 0 };
}

/** What stands under a name that somebody chose: `constructor` is one, too. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The keys of a database that have not expired. */
export function keysOf(store: Store, database: string, now: number): Record<string, Entry> {
  const keys = (store.databases[database] ??= {});
  for (const [name, { expiresAt = Infinity }] of Object.entries(keys)) if (expiresAt <= now) delete keys[name];
  return keys;
}
