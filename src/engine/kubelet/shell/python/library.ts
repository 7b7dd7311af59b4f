import { formatDate } from '../dates.ts';
import type { Process } from '../process.ts';
import { formatValue, type PythonMachine } from './machine.ts';
import {
  equal,
  numeric,
  PyDict,
  PyException,
  PyFloat,
  PyFunction,
  PyList,
  PyObject,
  Raised,
  shown,
  text,
  truth,
  typeName,
  type Native,
  type Value,
} from './values.ts';

const MOST_ITEMS = 100_000;

const native = (name: string, run: Native): PyFunction => new PyFunction(name, run);
const members = (table: Readonly<Record<string, Native>>): [string, Value][] =>
  Object.entries(table).map(([name, run]) => [name, native(name, run)]);

function number(value: Value | undefined, fallback = 0): number {
  return numeric(value ?? null) ?? fallback;
}

/** Standard output as Python has it: to a pipe it is written when 8 KiB have come together, or at the end. */
export class PythonOutput {
  private held = '';
  private readonly shell: Process;
  private readonly isUnbuffered: boolean;

  constructor(shell: Process, isUnbuffered: boolean) {
    this.shell = shell;
    this.isUnbuffered = isUnbuffered;
  }

  write(written: string): void {
    this.held += written;
    if (this.isUnbuffered || this.held.length >= 8192) this.flush();
  }

  flush(): void {
    if (this.held !== '') this.shell.print(this.held);
    this.held = '';
  }
}

function toInt(value: Value | undefined): Value {
  if (typeof value === 'string') {
    if (/^\s*[-+]?\d+\s*$/.test(value)) return Number(value);
    throw new Raised('ValueError', `invalid literal for int() with base 10: ${shown(value)}`);
  }
  return Math.trunc(number(value));
}

function range(shell: Process, args: readonly Value[]): PyList {
  const [first = 0, second, third = 1] = args.map((arg) => number(arg));
  const [start, end] = second === undefined ? [0, first] : [first, second];
  if (third === 0) throw new Raised('ValueError', 'range() arg 3 must not be zero');
  const count = Math.max(0, Math.ceil((end - start) / third));
  // Nobody waits for the end of so many.
  if (count > MOST_ITEMS) shell.forever();
  return new PyList(Array.from({ length: count }, (_, index) => start + index * third));
}

function order(a: Value, b: Value): number {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const EXCEPTIONS = [
  'Exception',
  'ValueError',
  'KeyError',
  'IndexError',
  'TypeError',
  'RuntimeError',
  'NameError',
  'AttributeError',
  'OSError',
  'FileNotFoundError',
  'ZeroDivisionError',
  'KeyboardInterrupt',
  'SystemExit',
  'NotImplementedError',
  'ConnectionError',
  'TimeoutError',
  'ImportError',
  'ModuleNotFoundError',
  'MemoryError',
  'AssertionError',
  'StopIteration',
];

/** The names that every script knows. */
export function builtinsOf(shell: Process, output: PythonOutput, machine: () => PythonMachine): Map<string, Value> {
  const items = (value: Value | undefined): readonly Value[] => machine().items(value ?? null);
  const call = (callee: Value | undefined, ...args: Value[]): Value => machine().call(callee ?? null, args);
  const table: Record<string, Native> = {
    print: (args, named) => {
      const separator = named.get('sep');
      const end = named.get('end');
      const line = args.map(text).join(separator === undefined || separator === null ? ' ' : text(separator));
      const file = named.get('file');
      const written = line + (end === undefined || end === null ? '\n' : text(end));
      if (file instanceof PyObject && file.name === 'stderr') shell.complain(written.replace(/\n$/, ''));
      else output.write(written);
      if (truth(named.get('flush') ?? false)) output.flush();
      return null;
    },
    len: ([value]) => items(value).length,
    range: (args) => range(shell, args),
    int: ([value]) => toInt(value ?? 0),
    float: ([value]) => {
      const parsed = typeof value === 'string' ? Number(value) : number(value);
      if (Number.isNaN(parsed))
        throw new Raised('ValueError', `could not convert string to float: ${shown(value ?? '')}`);
      return new PyFloat(parsed);
    },
    str: ([value = '']) => text(value),
    repr: ([value = null]) => shown(value),
    bool: ([value = false]) => truth(value),
    list: ([value]) => new PyList(value === undefined ? [] : [...items(value)]),
    tuple: ([value]) => new PyList(value === undefined ? [] : [...items(value)], 'tuple'),
    set: ([value]) => {
      const all = value === undefined ? [] : [...items(value)];
      return new PyList(
        all.filter((item, index) => all.findIndex((other) => equal(other, item)) === index),
        'set',
      );
    },
    dict: (_, named) => {
      const dict = new PyDict();
      for (const [key, value] of named) dict.set(key, value);
      return dict;
    },
    sum: ([value]) => {
      const all = items(value);
      const total = all.reduce<number>((sum, each) => sum + number(each), 0);
      return all.some((each) => each instanceof PyFloat) ? new PyFloat(total) : total;
    },
    min: (args) => [...(args.length === 1 ? items(args[0]) : args)].toSorted(order)[0] ?? null,
    max: (args) => [...(args.length === 1 ? items(args[0]) : args)].toSorted(order).at(-1) ?? null,
    sorted: ([value], named) => {
      const key = named.get('key');
      const by = (item: Value): Value => (key === undefined || key === null ? item : call(key, item));
      const sorted = [...items(value)].toSorted((a, b) => order(by(a), by(b)));
      return new PyList(truth(named.get('reverse') ?? false) ? sorted.toReversed() : sorted);
    },
    reversed: ([value]) => new PyList([...items(value)].toReversed()),
    enumerate: ([value, start]) =>
      new PyList(items(value).map((item, index) => new PyList([number(start) + index, item], 'tuple'))),
    zip: (args) => {
      const all = args.map(items);
      const length = Math.min(...all.map((each) => each.length));
      return new PyList(
        Array.from(
          { length },
          (_, index) =>
            new PyList(
              all.map((each) => each[index] ?? null),
              'tuple',
            ),
        ),
      );
    },
    map: ([callee, value]) => new PyList(items(value).map((item) => call(callee, item))),
    filter: ([callee, value]) => new PyList(items(value).filter((item) => truth(call(callee, item)))),
    any: ([value]) => items(value).some(truth),
    all: ([value]) => items(value).every(truth),
    abs: ([value = 0]) => (value instanceof PyFloat ? new PyFloat(Math.abs(value.value)) : Math.abs(number(value))),
    round: ([value = 0, digits]) => {
      if (digits === undefined) return Math.round(number(value));
      return new PyFloat(Number(number(value).toFixed(Math.min(20, Math.max(0, number(digits))))));
    },
    isinstance: ([value = null, type]) => text(type ?? '').includes(typeName(value)),
    type: ([value = null]) => new PyObject(typeName(value), [['__name__', typeName(value)]]),
    input: () => {
      const line = shell.readLine();
      if (line === undefined) throw new Raised('EOFError', 'EOF when reading a line');
      return line;
    },
    exit: (args) => leave(args),
    quit: (args) => leave(args),
  };
  const known = new Map<string, Value>([
    ['True', true],
    ['False', false],
    ['None', null],
    ['__name__', '__main__'],
    ...members(table),
  ]);
  for (const type of EXCEPTIONS) known.set(type, new PyException(type, [], true));
  return known;
}

function leave(args: readonly Value[]): never {
  throw new Raised('SystemExit', ...args);
}

const TEXT_METHODS: Readonly<
  Record<string, (value: string, args: readonly Value[], items: (of: Value) => readonly Value[]) => Value>
> = {
  upper: (value) => value.toUpperCase(),
  lower: (value) => value.toLowerCase(),
  strip: (value) => value.trim(),
  lstrip: (value) => value.trimStart(),
  rstrip: (value) => value.trimEnd(),
  title: (value) => value.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
  capitalize: (value) => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase(),
  split: (value, [by]) =>
    new PyList(typeof by === 'string' ? value.split(by) : value.trim() === '' ? [] : value.trim().split(/\s+/)),
  splitlines: (value) => new PyList(value.replace(/\n$/, '').split('\n')),
  join: (value, [list], items) =>
    items(list ?? null)
      .map(text)
      .join(value),
  replace: (value, [from, to]) => value.replaceAll(text(from ?? ''), text(to ?? '')),
  startswith: (value, [start]) => value.startsWith(text(start ?? '')),
  endswith: (value, [end]) => value.endsWith(text(end ?? '')),
  find: (value, [part]) => value.indexOf(text(part ?? '')),
  count: (value, [part]) => value.split(text(part ?? '')).length - 1,
  isdigit: (value) => /^\d+$/.test(value),
  zfill: (value, [width]) => value.padStart(Math.min(1000, number(width)), '0'),
  encode: (value) => value,
  decode: (value) => value,
};

/** The method of a text, a list, a dict or an exception; undefined when it has none of that name. */
export function methodOf(object: Value, name: string, machine: () => PythonMachine): Value | undefined {
  const items = (value: Value | undefined): readonly Value[] => machine().items(value ?? null);
  if (typeof object === 'string') {
    if (name === 'format') return native(name, (args) => formatText(object, args));
    const method = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined;
    return method === undefined ? undefined : native(name, (args) => method(object, args, items));
  }
  if (object instanceof PyList) return listMethod(object, name, items);
  if (object instanceof PyDict) return dictMethod(object, name);
  if (object instanceof PyException && name === 'args') return new PyList([...object.args], 'tuple');
  return undefined;
}

function formatText(format: string, args: readonly Value[]): string {
  let next = 0;
  return format.replaceAll(/\{(\d*)(?::([^{}]*))?\}/g, (_, place: string, spec = '') =>
    formatValue(args[place === '' ? next++ : Number(place)] ?? null, String(spec)),
  );
}

function listMethod(
  list: PyList,
  name: string,
  items: (value: Value | undefined) => readonly Value[],
): Value | undefined {
  const table: Record<string, Native> = {
    append: ([value = null]) => {
      if (list.items.length >= MOST_ITEMS) throw new Raised('MemoryError');
      list.items.push(value);
      return null;
    },
    add: ([value = null]) => {
      if (!list.items.some((item) => equal(item, value))) list.items.push(value);
      return null;
    },
    extend: ([more]) => {
      list.items = [...list.items, ...items(more)].slice(0, MOST_ITEMS);
      return null;
    },
    pop: ([place]) => {
      if (list.items.length === 0) throw new Raised('IndexError', 'pop from empty list');
      return list.items.splice(place === undefined ? -1 : number(place), 1)[0] ?? null;
    },
    insert: ([place, value = null]) => {
      list.items.splice(number(place), 0, value);
      return null;
    },
    index: ([value = null]) => {
      const found = list.items.findIndex((item) => equal(item, value));
      if (found < 0) throw new Raised('ValueError', `${shown(value)} is not in list`);
      return found;
    },
    count: ([value = null]) => list.items.filter((item) => equal(item, value)).length,
    sort: () => {
      list.items = list.items.toSorted(order);
      return null;
    },
    reverse: () => {
      list.items = list.items.toReversed();
      return null;
    },
  };
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  return method === undefined ? undefined : native(name, method);
}

function dictMethod(dict: PyDict, name: string): Value | undefined {
  const pairs = (): [Value, Value][] => [...dict.entries.values()];
  const table: Record<string, Native> = {
    get: ([key = null, fallback = null]) => dict.get(key) ?? fallback,
    keys: () => new PyList(pairs().map(([key]) => key)),
    values: () => new PyList(pairs().map(([, value]) => value)),
    items: () => new PyList(pairs().map((pair) => new PyList(pair, 'tuple'))),
    pop: ([key = null, fallback]) => {
      const value = dict.get(key) ?? fallback;
      if (value === undefined) throw new Raised('KeyError', key);
      dict.entries.delete(shown(key));
      return value;
    },
    setdefault: ([key = null, value = null]) => {
      const before = dict.get(key);
      if (before === undefined) dict.set(key, value);
      return before ?? value;
    },
  };
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  return method === undefined ? undefined : native(name, method);
}

/** The modules that scripts on a command line import. */
export function moduleOf(
  path: string,
  shell: Process,
  output: PythonOutput,
  argv: readonly string[],
): PyObject | undefined {
  const now = (): number => shell.world.startedAt + shell.time;
  switch (path) {
    case 'os': {
      const environ = new PyDict('environ');
      for (const name of shell.state.exported) environ.set(name, shell.state.variables.get(name) ?? '');
      return new PyObject('os', [
        ['environ', environ],
        ...members({
          getenv: ([name = '', fallback = null]) => environ.get(name) ?? fallback,
          getpid: () => 1,
          getppid: () => 0,
          getuid: () => shell.world.user?.uid ?? 0,
          getcwd: () => shell.state.cwd,
          uname: () => new PyList(['Linux', shell.world.hostname], 'tuple'),
          _exit: (args) => leave(args),
          listdir: () => new PyList([]),
          system: ([line = '']) => {
            output.flush();
            return shell.words(['sh', '-c', text(line)]) * 256;
          },
        }),
        [
          'path',
          new PyObject(
            'posixpath',
            members({ exists: ([file = '']) => shell.read(shell.resolve(text(file))) !== undefined }),
          ),
        ],
      ]);
    }
    case 'sys': {
      const stream = (name: string, write: (written: string) => void): PyObject =>
        new PyObject(
          name,
          members({
            write: ([written = '']) => {
              write(text(written));
              return text(written).length;
            },
            flush: () => {
              output.flush();
              return null;
            },
          }),
        );
      return new PyObject('sys', [
        ['argv', new PyList([...argv])],
        ['version', '3.13.5 (main, Jun 11 2025, 22:10:07) [GCC 12.2.0]'],
        ['stdout', stream('stdout', (written) => output.write(written))],
        ['stderr', stream('stderr', (written) => shell.complain(written.replace(/\n$/, '')))],
        [
          'stdin',
          new PyObject('stdin', members({ read: () => shell.stdin, readline: () => `${shell.readLine() ?? ''}\n` })),
        ],
        ...members({ exit: (args) => leave(args) }),
      ]);
    }
    case 'time':
      return new PyObject(
        'time',
        members({
          sleep: ([seconds = 0]) => {
            shell.pass(1000 * number(seconds));
            return null;
          },
          time: () => new PyFloat(now() / 1000),
          monotonic: () => new PyFloat(shell.time / 1000),
          strftime: ([format = '']) => formatDate(now(), text(format)),
          ctime: () => formatDate(now(), '%a %b %e %H:%M:%S %Y'),
        }),
      );
    case 'random':
      return new PyObject(
        'random',
        members({
          random: () => new PyFloat(shell.random(1_000_000) / 1_000_000),
          randint: ([from = 0, to = 0]) => number(from) + shell.random(Math.max(1, number(to) - number(from) + 1)),
          uniform: ([from = 0, to = 0]) =>
            new PyFloat(number(from) + (shell.random(1_000_000) / 1_000_000) * (number(to) - number(from))),
          choice: ([list]) =>
            list instanceof PyList ? (list.items[shell.random(Math.max(1, list.items.length))] ?? null) : null,
          seed: () => null,
        }),
      );
    case 'socket':
      return new PyObject('socket', members({ gethostname: () => shell.world.hostname }));
    case 'math':
      return new PyObject('math', [
        ['pi', new PyFloat(Math.PI)],
        ...members({
          sqrt: ([value]) => new PyFloat(Math.sqrt(number(value))),
          floor: ([value]) => Math.floor(number(value)),
          ceil: ([value]) => Math.ceil(number(value)),
        }),
      ]);
    case 'datetime': {
      const moment = (): PyObject =>
        new PyObject('datetime', [
          ...members({
            isoformat: () => new Date(now()).toISOString().slice(0, 23),
            strftime: ([format = '']) => formatDate(now(), text(format)),
          }),
        ]);
      return new PyObject('datetime', [
        ['datetime', new PyObject('datetime', members({ now: moment, utcnow: moment }))],
      ]);
    }
    case 'platform':
      return new PyObject('platform', members({ node: () => shell.world.hostname, python_version: () => '3.13.5' }));
    default:
      return undefined;
  }
}
