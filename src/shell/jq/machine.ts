import { PatternError, type Matcher } from '../../engine/index.ts';
import { compileRegex, formatDate, replaceMatches } from '../../engine/index.ts';
import { decodeBase64, encodeBase64 } from '../programs/base64.ts';
import type { Filter, JsonValue } from './ast.ts';
import { JqSyntaxError } from './parser.ts';
import {
  compareValues,
  isObject,
  isTrue,
  parseJsonValues,
  JsonError,
  printJson,
  typeName,
  type JsonObject,
} from './values.ts';

/** A program failed on its input; the message is jq's. */
export class JqError extends Error {
  readonly value: JsonValue;

  constructor(value: JsonValue) {
    super(typeof value === 'string' ? value : `${printJson(value)} (not a string)`);
    this.value = value;
  }
}

type Path = readonly (string | number)[];

/** A value and, while it is a part of the input, where it stands there. */
interface Item {
  value: JsonValue;
  path?: Path;
}

type Variables = ReadonlyMap<string, JsonValue>;

export interface JqPort {
  spend(units: number): void;
  /** Virtual time, ms since the epoch. */
  now(): number;
}

const MAX_RESULTS = 1_000_000;
const MAX_TEXT = 10_000_000;
const STEP_UNITS = 10;

function described(value: JsonValue): string {
  const text = printJson(value);
  return `${typeName(value)} (${text.length > 11 ? `${text.slice(0, 10)}...` : text})`;
}

function keyed(value: JsonValue, path: Path | undefined, key: string | number): Item {
  return path === undefined ? { value } : { value, path: [...path, key] };
}

function member(value: JsonValue, key: JsonValue): JsonValue {
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null;
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  if (Array.isArray(value) && typeof key === 'number') {
    const index = Math.floor(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  if (isObject(value) || Array.isArray(value)) {
    throw new JqError(`Cannot index ${typeName(value)} with ${typeof key === 'string' ? `"${key}"` : typeName(key)}`);
  }
  throw new JqError(`Cannot index ${typeName(value)} with ${typeof key === 'string' ? `"${key}"` : typeName(key)}`);
}

function contents(value: JsonValue): [string | number, JsonValue][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (isObject(value)) return Object.entries(value);
  throw new JqError(`Cannot iterate over ${value === null ? 'null (null)' : described(value)}`);
}

/** A new object; a key named `__proto__` is a key like any other. */
function objectOf(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  return Object.fromEntries(entries);
}

function setAt(value: JsonValue, path: Path, change: (old: JsonValue) => JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const next = setAt(member(value, key), rest, change);
  if (typeof key === 'string') return objectOf([...Object.entries(isObject(value) ? value : {}), [key, next]]);
  const items = Array.isArray(value) ? [...value] : [];
  const index = key < 0 ? items.length + key : key;
  if (index < 0 || index > MAX_RESULTS) throw new JqError('Out of bounds negative array index');
  while (items.length < index) items.push(null);
  items[index] = next;
  return items;
}

function deleteAt(value: JsonValue, path: Path): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined || value === null) return null;
  if (rest.length > 0) return setAt(value, [key], (inner) => deleteAt(inner, rest));
  if (Array.isArray(value))
    return value.filter((_, index) => index !== (Number(key) < 0 ? value.length + Number(key) : key));
  if (!isObject(value)) throw new JqError(`Cannot delete field at object index of ${typeName(value)}`);
  return objectOf(Object.entries(value).filter(([name]) => name !== key));
}

function contains(value: JsonValue, part: JsonValue): boolean {
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
  if (Array.isArray(value) && Array.isArray(part)) {
    return part.every((wanted) => value.some((item) => typeName(item) === typeName(wanted) && contains(item, wanted)));
  }
  if (isObject(value) && isObject(part)) {
    return Object.entries(part).every(
      ([key, wanted]) => Object.hasOwn(value, key) && contains(value[key] ?? null, wanted),
    );
  }
  if (typeName(value) !== typeName(part)) {
    throw new JqError(`${described(value)} and ${described(part)} cannot have their containment checked`);
  }
  return compareValues(value, part) === 0;
}

function flatten(value: JsonValue, depth: number): JsonValue[] {
  const items = contents(value).map(([, item]) => item);
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : printJson(value);
}

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };

function formatted(name: string, value: JsonValue): string {
  const row = (cell: (item: JsonValue) => string, separator: string): string => {
    if (!Array.isArray(value))
      throw new JqError(`${described(value)} cannot be ${name}-formatted, only an array can be`);
    return value.map(cell).join(separator);
  };
  switch (name) {
    case 'text':
      return toText(value);
    case 'json':
      return printJson(value);
    case 'base64':
      return encodeBase64(toText(value));
    case 'base64d': {
      const decoded = decodeBase64(toText(value));
      if (decoded === undefined) throw new JqError(`${described(value)} is not valid base64 data`);
      return decoded;
    }
    case 'html':
      return toText(value).replaceAll(/[<>&'"]/g, (character) => HTML[character] ?? character);
    case 'uri':
      return encodeURIComponent(toText(value).replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
    case 'sh':
      return (Array.isArray(value) ? value : [value])
        .map((item) => (typeof item === 'string' ? `'${item.replaceAll("'", "'\\''")}'` : printJson(item)))
        .join(' ');
    case 'csv':
      return row(
        (item) => (typeof item === 'string' ? `"${item.replaceAll('"', '""')}"` : item === null ? '' : toText(item)),
        ',',
      );
    case 'tsv':
      return row((item) => (item === null ? '' : toText(item).replaceAll('\t', '\\t').replaceAll('\n', '\\n')), '\t');
    default:
      throw new JqSyntaxError(`${name} is not a valid format`);
  }
}

type Operation = (left: JsonValue, right: JsonValue) => JsonValue;

function mismatch(left: JsonValue, right: JsonValue, verb: string): JqError {
  return new JqError(`${described(left)} and ${described(right)} cannot be ${verb}`);
}

function mergeDeep(left: JsonObject, right: JsonObject): JsonObject {
  const merged = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const before = merged.get(key);
    merged.set(key, isObject(before) && isObject(value) ? mergeDeep(before, value) : value);
  }
  return objectOf(merged);
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => {
    if (a === null) return b;
    if (b === null) return a;
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
    if (isObject(a) && isObject(b)) return objectOf([...Object.entries(a), ...Object.entries(b)]);
    throw mismatch(a, b, 'added');
  },
  '-': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (Array.isArray(a) && Array.isArray(b)) {
      return a.filter((item) => !b.some((other) => compareValues(item, other) === 0));
    }
    throw mismatch(a, b, 'subtracted');
  },
  '*': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    if (typeof a === 'string' && typeof b === 'number')
      return b <= 0 ? null : a.repeat(Math.min(b, MAX_TEXT / (a.length + 1)));
    if (isObject(a) && isObject(b)) return mergeDeep(a, b);
    throw mismatch(a, b, 'multiplied');
  },
  '/': (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b);
    if (typeof a !== 'number' || typeof b !== 'number') throw mismatch(a, b, 'divided');
    if (b === 0) throw mismatch(a, b, 'divided because the divisor is zero');
    return a / b;
  },
  '%': (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') throw mismatch(a, b, 'divided');
    if (Math.trunc(b) === 0) throw mismatch(a, b, 'divided (remainder) because the divisor is zero');
    return Math.trunc(a) % Math.trunc(b);
  },
  '==': (a, b) => compareValues(a, b) === 0,
  '!=': (a, b) => compareValues(a, b) !== 0,
  '<': (a, b) => compareValues(a, b) < 0,
  '<=': (a, b) => compareValues(a, b) <= 0,
  '>': (a, b) => compareValues(a, b) > 0,
  '>=': (a, b) => compareValues(a, b) >= 0,
};

/** Functions of the input alone. */
const PLAIN: Readonly<Record<string, (value: JsonValue, port: JqPort) => JsonValue>> = {
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

function numberOf(value: JsonValue): number {
  if (typeof value !== 'number') throw new JqError(`${described(value)} number required`);
  return value;
}

function textOf(value: JsonValue): string {
  if (typeof value !== 'string') throw new JqError(`${described(value)} cannot be used as a string`);
  return value;
}

function arrayOf(value: JsonValue, verb: string): JsonValue[] {
  if (!Array.isArray(value)) throw new JqError(`${described(value)} cannot be ${verb}, as it is not an array`);
  return value;
}

function distinct(sorted: readonly JsonValue[]): JsonValue[] {
  return sorted.filter((item, index) => index === 0 || compareValues(sorted[index - 1] ?? null, item) !== 0);
}

/** Types that `strings`, `numbers` ... let through. */
const SELECTORS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
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

/** Runs a jq program. All its outputs are made at once; the budget bounds them. */
export class JqMachine {
  private readonly port: JqPort;
  private results = 0;

  constructor(port: JqPort) {
    this.port = port;
  }

  /** The outputs for one input. Throws a JqError or, for a name that nobody defined, a JqSyntaxError. */
  run(filter: Filter, input: JsonValue, variables: Variables): JsonValue[] {
    return this.values(filter, { value: input }, variables);
  }

  private values(filter: Filter, input: Item, variables: Variables): JsonValue[] {
    return this.evaluate(filter, input, variables).map(({ value }) => value);
  }

  private paths(filter: Filter, value: JsonValue, variables: Variables): Path[] {
    return this.evaluate(filter, { value, path: [] }, variables).map(({ path }) => {
      if (path === undefined) throw new JqError('Invalid path expression');
      return path;
    });
  }

  /** Every combination of the outputs of two filters, the right one in the outer loop as in jq. */
  private pairs(left: Filter, right: Filter, input: Item, variables: Variables): [JsonValue, JsonValue][] {
    const lefts = this.values(left, input, variables);
    return this.values(right, input, variables).flatMap((b) => lefts.map((a): [JsonValue, JsonValue] => [a, b]));
  }

  private count(items: Item[]): Item[] {
    this.results += items.length;
    this.port.spend(STEP_UNITS * (items.length + 1));
    if (this.results > MAX_RESULTS) throw new JqError('too many results');
    return items;
  }

  private evaluate(filter: Filter, input: Item, variables: Variables): Item[] {
    return this.count(this.outputs(filter, input, variables));
  }

  private outputs(filter: Filter, input: Item, variables: Variables): Item[] {
    switch (filter.type) {
      case 'identity':
        return [input];
      case 'literal':
        return [{ value: filter.value }];
      case 'recurse':
        return this.descendants(input);
      case 'variable': {
        const value = variables.get(filter.name);
        if (value === undefined) throw new JqSyntaxError(`$${filter.name} is not defined`);
        return [{ value }];
      }
      case 'text':
        return this.text(filter, input, variables);
      case 'format':
        return [{ value: formatted(filter.name, input.value) }];
      case 'field':
        return this.fields(filter, input, variables);
      case 'slice':
        return this.slices(filter, input, variables);
      case 'iterate':
        return this.evaluate(filter.of, input, variables).flatMap((item) => {
          if (filter.optional && !Array.isArray(item.value) && !isObject(item.value)) return [];
          return contents(item.value).map(([key, value]) => keyed(value, item.path, key));
        });
      case 'pipe':
        return this.evaluate(filter.first, input, variables).flatMap((item) =>
          this.evaluate(filter.next, item, variables),
        );
      case 'comma':
        return [...this.evaluate(filter.left, input, variables), ...this.evaluate(filter.right, input, variables)];
      case 'negate':
        return this.values(filter.operand, input, variables).map((value) => ({ value: -numberOf(value) }));
      case 'binary':
        return this.binary(filter, input, variables);
      case 'assign':
        return this.assign(filter, input, variables);
      case 'if':
        return this.condition(filter, 0, input, variables);
      case 'try':
        try {
          return this.evaluate(filter.body, input, variables);
        } catch (error) {
          if (!(error instanceof JqError)) throw error;
          return filter.handler === undefined ? [] : this.evaluate(filter.handler, { value: error.value }, variables);
        }
      case 'reduce':
        return this.values(filter.start, input, variables).map((start) => {
          let sum: JsonValue = start;
          for (const value of this.values(filter.source, input, variables)) {
            sum =
              this.values(filter.update, { value: sum }, new Map([...variables, [filter.name, value]])).at(-1) ?? null;
          }
          return { value: sum };
        });
      case 'bind':
        return this.values(filter.source, input, variables).flatMap((value) =>
          this.evaluate(filter.body, input, new Map([...variables, [filter.name, value]])),
        );
      case 'array':
        return [{ value: filter.body === undefined ? [] : this.values(filter.body, input, variables) }];
      case 'object':
        return this.objects(filter.entries, input, variables);
      case 'call':
        return this.call(filter.name, filter.args, input, variables);
    }
  }

  private descendants(input: Item): Item[] {
    const found: Item[] = [];
    const pending: Item[] = [input];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      const { value, path } = item;
      found.push(item);
      this.port.spend(STEP_UNITS);
      if (!Array.isArray(value) && !isObject(value)) continue;
      pending.push(
        ...contents(value)
          .map(([key, inner]) => keyed(inner, path, key))
          .toReversed(),
      );
    }
    return found;
  }

  private text(filter: Extract<Filter, { type: 'text' }>, input: Item, variables: Variables): Item[] {
    let texts = [''];
    for (const part of filter.parts) {
      const pieces =
        typeof part === 'string'
          ? [part]
          : this.values(part, input, variables).map((value) =>
              filter.format === undefined ? toText(value) : formatted(filter.format, value),
            );
      texts = pieces.flatMap((piece) => texts.map((text) => text + piece));
      if (texts.length > MAX_RESULTS || (texts[0]?.length ?? 0) > MAX_TEXT) throw new JqError('too many results');
    }
    return texts.map((value) => ({ value }));
  }

  private fields(filter: Extract<Filter, { type: 'field' }>, input: Item, variables: Variables): Item[] {
    const keys = this.values(filter.key, input, variables);
    return this.evaluate(filter.of, input, variables).flatMap(({ value, path }) =>
      keys.flatMap((key) => {
        try {
          return [keyed(member(value, key), path, typeof key === 'number' ? Math.floor(key) : toText(key))];
        } catch (error) {
          if (filter.optional && error instanceof JqError) return [];
          throw error;
        }
      }),
    );
  }

  private slices(filter: Extract<Filter, { type: 'slice' }>, input: Item, variables: Variables): Item[] {
    const bound = (part: Filter | undefined): number | undefined =>
      part === undefined ? undefined : numberOf(this.values(part, input, variables)[0] ?? 0);
    const [from, to] = [bound(filter.from), bound(filter.to)];
    return this.values(filter.of, input, variables).map((value) => {
      if (value === null) return { value };
      if (typeof value === 'string') return { value: value.slice(from, to) };
      if (Array.isArray(value)) return { value: value.slice(from, to) };
      throw new JqError(`Cannot index ${typeName(value)} with object`);
    });
  }

  private binary(filter: Extract<Filter, { type: 'binary' }>, input: Item, variables: Variables): Item[] {
    const { operator, left, right } = filter;
    if (operator === '//') {
      let found: Item[] = [];
      try {
        found = this.evaluate(left, input, variables).filter(({ value }) => isTrue(value));
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
      }
      return found.length > 0 ? found : this.evaluate(right, input, variables);
    }
    if (operator === 'and' || operator === 'or') {
      return this.values(left, input, variables).flatMap((value) => {
        if (isTrue(value) === (operator === 'or')) return [{ value: operator === 'or' }];
        return this.values(right, input, variables).map((other) => ({ value: isTrue(other) }));
      });
    }
    const operation = OPERATIONS[operator];
    return this.pairs(left, right, input, variables).map(([a, b]) => ({ value: operation?.(a, b) ?? null }));
  }

  private assign(filter: Extract<Filter, { type: 'assign' }>, input: Item, variables: Variables): Item[] {
    const { operator, target, value } = filter;
    const paths = this.paths(target, input.value, variables);
    if (operator === '|=') {
      const update = (old: JsonValue): JsonValue => this.values(value, { value: old }, variables)[0] ?? null;
      return [{ value: paths.reduce((whole, path) => setAt(whole, path, update), input.value) }];
    }
    return this.values(value, input, variables).map((operand) => {
      const change = (old: JsonValue): JsonValue => {
        if (operator === '=') return operand;
        if (operator === '//=') return isTrue(old) ? old : operand;
        return OPERATIONS[operator.slice(0, -1)]?.(old, operand) ?? null;
      };
      return { value: paths.reduce((whole, path) => setAt(whole, path, change), input.value) };
    });
  }

  private condition(filter: Extract<Filter, { type: 'if' }>, index: number, input: Item, variables: Variables): Item[] {
    const branch = filter.branches[index];
    if (branch === undefined) {
      return filter.otherwise === undefined ? [input] : this.evaluate(filter.otherwise, input, variables);
    }
    return this.values(branch.condition, input, variables).flatMap((value) =>
      isTrue(value)
        ? this.evaluate(branch.body, input, variables)
        : this.condition(filter, index + 1, input, variables),
    );
  }

  private objects(entries: readonly { key: Filter; value: Filter }[], input: Item, variables: Variables): Item[] {
    let partial: [string, JsonValue][][] = [[]];
    for (const { key, value } of entries) {
      const combinations = this.pairs(value, key, input, variables).map(([held, name]): [string, JsonValue] => {
        if (typeof name !== 'string') throw new JqError(`Object keys must be strings`);
        return [name, held];
      });
      partial = partial.flatMap((before) => combinations.map((entry) => [...before, entry]));
      if (partial.length > MAX_RESULTS) throw new JqError('too many results');
    }
    return partial.map((list) => ({ value: objectOf(list) }));
  }

  private call(name: string, args: readonly Filter[], input: Item, variables: Variables): Item[] {
    const plain = args.length === 0 && Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
    if (plain !== undefined) return [{ value: plain(input.value, this.port) }];
    const selector = args.length === 0 && Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
    if (selector !== undefined) return selector(input.value) ? [input] : [];
    const [first, second, third] = args;
    if (first === undefined) return this.callBare(name, input);
    const each = (filter: Filter): JsonValue[] => this.values(filter, input, variables);
    const key = (value: JsonValue): JsonValue => this.values(first, { value }, variables);
    const byKey = (a: JsonValue, b: JsonValue): number => compareValues(key(a), key(b));
    const results = (values: readonly JsonValue[]): Item[] => values.map((value) => ({ value }));
    switch (`${name}/${args.length}`) {
      case 'select/1':
        return each(first).flatMap((value) => (isTrue(value) ? [input] : []));
      case 'map/1':
        return [{ value: contents(input.value).flatMap(([, value]) => this.values(first, { value }, variables)) }];
      case 'map_values/1': {
        const changed = contents(input.value).flatMap(([name_, value]): [string | number, JsonValue][] =>
          this.values(first, { value }, variables)
            .slice(0, 1)
            .map((result) => [name_, result]),
        );
        const isList = Array.isArray(input.value);
        return [
          { value: isList ? changed.map(([, value]) => value) : objectOf(changed.map(([k, v]) => [String(k), v])) },
        ];
      }
      case 'recurse/1':
        return this.recurse(first, input, variables);
      case 'path/1':
        return results(this.paths(first, input.value, variables).map((path) => [...path]));
      case 'paths/1':
        return results(
          this.descendants({ value: input.value, path: [] })
            .filter(
              ({ value, path }) => (path?.length ?? 0) > 0 && this.values(first, { value }, variables).some(isTrue),
            )
            .map(({ path }) => [...(path ?? [])]),
        );
      case 'del/1': {
        const paths = this.paths(first, input.value, variables).toSorted((a, b) => compareValues([...b], [...a]));
        return [{ value: paths.reduce((whole, path) => deleteAt(whole, path), input.value) }];
      }
      case 'getpath/1':
        return results(
          each(first).map((path) =>
            arrayOf(path, 'used as a path').reduce((value, part) => member(value, part), input.value),
          ),
        );
      case 'has/1':
        return results(each(first).map((wanted) => hasKey(input.value, wanted)));
      case 'in/1':
        return results(each(first).map((holder) => hasKey(holder, input.value)));
      case 'contains/1':
        return results(each(first).map((part) => contains(input.value, part)));
      case 'inside/1':
        return results(each(first).map((whole) => contains(whole, input.value)));
      case 'startswith/1':
        return results(each(first).map((part) => textOf(input.value).startsWith(textOf(part))));
      case 'endswith/1':
        return results(each(first).map((part) => textOf(input.value).endsWith(textOf(part))));
      case 'ltrimstr/1':
        return results(each(first).map((part) => trimmed(input.value, part, true)));
      case 'rtrimstr/1':
        return results(each(first).map((part) => trimmed(input.value, part, false)));
      case 'split/1':
        return results(each(first).map((part) => OPERATIONS['/']?.(textOf(input.value), textOf(part)) ?? null));
      case 'join/1':
        return results(
          each(first).map((separator) =>
            contents(input.value)
              .map(([, value]) => (value === null ? '' : toText(value)))
              .join(textOf(separator)),
          ),
        );
      case 'test/1':
      case 'test/2': {
        const flags = second === undefined ? '' : toText(each(second)[0] ?? '');
        return results(
          each(first).map(
            (pattern) => this.matcher(pattern, flags).find(textOf(input.value), 0, this.spend) !== undefined,
          ),
        );
      }
      case 'sub/2':
      case 'gsub/2': {
        const by = second === undefined ? '' : textOf(each(second)[0] ?? '');
        const all = name === 'gsub';
        return results(
          each(first).map((pattern) =>
            replaceMatches(textOf(input.value), this.matcher(pattern, ''), () => by, all, this.spend),
          ),
        );
      }
      case 'sort_by/1':
        return [{ value: arrayOf(input.value, 'sorted').toSorted(byKey) }];
      case 'min_by/1':
        return [{ value: arrayOf(input.value, 'compared').toSorted(byKey)[0] ?? null }];
      case 'max_by/1':
        return [{ value: arrayOf(input.value, 'compared').toSorted(byKey).at(-1) ?? null }];
      case 'group_by/1':
        return [{ value: this.groups(arrayOf(input.value, 'grouped').toSorted(byKey), key) }];
      case 'unique_by/1':
        return results([this.groups(arrayOf(input.value, 'grouped').toSorted(byKey), key).map(([one]) => one ?? null)]);
      case 'with_entries/1': {
        const entries = PLAIN['to_entries']?.(input.value, this.port) ?? [];
        const changed = contents(entries).flatMap(([, value]) => this.values(first, { value }, variables));
        return [{ value: PLAIN['from_entries']?.(changed, this.port) ?? null }];
      }
      case 'flatten/1':
        return results(each(first).map((depth) => flatten(input.value, Math.min(100, numberOf(depth)))));
      case 'any/1':
        return [
          { value: contents(input.value).some(([, value]) => this.values(first, { value }, variables).some(isTrue)) },
        ];
      case 'all/1':
        return [
          { value: contents(input.value).every(([, value]) => this.values(first, { value }, variables).every(isTrue)) },
        ];
      case 'any/2':
      case 'all/2': {
        const test = (value: JsonValue): boolean => this.values(second ?? first, { value }, variables).some(isTrue);
        return [{ value: name === 'any' ? each(first).some(test) : each(first).every(test) }];
      }
      case 'first/1':
        return this.evaluate(first, input, variables).slice(0, 1);
      case 'last/1':
        return this.evaluate(first, input, variables).slice(-1);
      case 'nth/1':
        return results(each(first).map((index) => member(input.value, index)));
      case 'limit/2':
        return second === undefined
          ? []
          : this.evaluate(second, input, variables).slice(0, numberOf(each(first)[0] ?? 0));
      case 'range/1':
        return results(each(first).flatMap((end) => this.range(0, numberOf(end), 1)));
      case 'range/2':
      case 'range/3': {
        const step = third === undefined ? 1 : numberOf(each(third)[0] ?? 1);
        const end = second === undefined ? 0 : numberOf(each(second)[0] ?? 0);
        return results(each(first).flatMap((start) => this.range(numberOf(start), end, step)));
      }
      case 'index/1':
        return results(each(first).map((part) => positionOf(input.value, part)));
      case 'error/1':
        throw new JqError(each(first)[0] ?? null);
      case 'strftime/1':
        return results(each(first).map((format) => formatDate(numberOf(input.value) * 1000, textOf(format))));
      default:
        throw new JqSyntaxError(`${name}/${args.length} is not defined`);
    }
  }

  private callBare(name: string, input: Item): Item[] {
    switch (name) {
      case 'empty':
        return [];
      case 'recurse':
        return this.descendants(input);
      case 'error':
        throw new JqError(input.value);
      case 'paths':
        return this.descendants({ value: input.value, path: [] })
          .slice(1)
          .map(({ path }) => ({ value: [...(path ?? [])] }));
      default:
        throw new JqSyntaxError(`${name}/0 is not defined`);
    }
  }

  private readonly spend = (units: number): void => this.port.spend(units);

  private matcher(pattern: JsonValue, flags: string): Matcher {
    try {
      return compileRegex(textOf(pattern), 'extended', { ignoreCase: flags.includes('i') });
    } catch (error) {
      if (error instanceof PatternError)
        throw new JqError(`${textOf(pattern)} (at offset 0) is not a valid regex: ${error.message}`);
      throw error;
    }
  }

  private groups(sorted: readonly JsonValue[], key: (value: JsonValue) => JsonValue): JsonValue[][] {
    const groups: { key: JsonValue; items: JsonValue[] }[] = [];
    for (const item of sorted) {
      const own = key(item);
      const last = groups.at(-1);
      if (last !== undefined && compareValues(last.key, own) === 0) last.items.push(item);
      else groups.push({ key: own, items: [item] });
    }
    return groups.map(({ items }) => items);
  }

  private recurse(filter: Filter, input: Item, variables: Variables): Item[] {
    const found: Item[] = [];
    const pending = [input];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      found.push(item);
      pending.push(...this.evaluate(filter, item, variables).toReversed());
    }
    return found;
  }

  private range(start: number, end: number, step: number): number[] {
    const values: number[] = [];
    for (let value = start; step > 0 ? value < end : step < 0 && value > end; value += step) {
      values.push(value);
      this.port.spend(STEP_UNITS);
      if (values.length > MAX_RESULTS) throw new JqError('too many results');
    }
    return values;
  }
}

function hasKey(holder: JsonValue, key: JsonValue): boolean {
  if (isObject(holder) && typeof key === 'string') return Object.hasOwn(holder, key);
  if (Array.isArray(holder) && typeof key === 'number') return key >= 0 && key < holder.length;
  throw new JqError(
    `Cannot check whether ${typeName(holder)} has a ${typeof key === 'string' ? 'string' : typeName(key)} key`,
  );
}

function trimmed(value: JsonValue, part: JsonValue, atStart: boolean): JsonValue {
  if (typeof value !== 'string' || typeof part !== 'string' || part === '') return value;
  if (atStart) return value.startsWith(part) ? value.slice(part.length) : value;
  return value.endsWith(part) ? value.slice(0, -part.length) : value;
}

function positionOf(value: JsonValue, part: JsonValue): number | null {
  const index =
    typeof value === 'string' && typeof part === 'string'
      ? value.indexOf(part)
      : Array.isArray(value)
        ? value.findIndex((item) => compareValues(item, part) === 0)
        : -1;
  return index < 0 ? null : index;
}
