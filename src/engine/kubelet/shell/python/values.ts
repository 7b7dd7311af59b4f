import type { Block, Expression, Parameter } from './ast.ts';

/** Numbers are Python's ints; its floats have an object, for `1.0` is not printed as `1`. */
export type Value = null | boolean | number | string | PyFloat | PyList | PyDict | PyFunction | PyObject | PyException;

export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class PyList {
  readonly kind: 'list' | 'tuple' | 'set';
  items: Value[];
  constructor(items: Value[], kind: 'list' | 'tuple' | 'set' = 'list') {
    this.items = items;
    this.kind = kind;
  }
}

/** Keys are found by what they look like. */
export class PyDict {
  readonly entries = new Map<string, [key: Value, value: Value]>();
  /** What the module `os` calls it. */
  readonly name: string | undefined;
  constructor(name?: string) {
    this.name = name;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(shown(key))?.[1];
  }
  set(key: Value, value: Value): void {
    this.entries.set(shown(key), [key, value]);
  }
}

export type Native = (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value;

export class PyFunction {
  readonly name: string;
  readonly native: Native | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Block | Expression;
  constructor(
    name: string,
    native: Native | undefined,
    parameters: readonly Parameter[] = [],
    body: Block | Expression = [],
  ) {
    this.name = name;
    this.native = native;
    this.parameters = parameters;
    this.body = body;
  }
}

/** A module, or what one of its functions makes. */
export class PyObject {
  readonly name: string;
  readonly members: Map<string, Value>;
  constructor(name: string, members: Iterable<readonly [string, Value]> = []) {
    this.name = name;
    this.members = new Map(members);
  }
}

/** An exception, or its class when nobody has called it. */
export class PyException {
  readonly type: string;
  readonly args: readonly Value[];
  readonly isClass: boolean;
  constructor(type: string, args: readonly Value[] = [], isClass = false) {
    this.type = type;
    this.args = args;
    this.isClass = isClass;
  }
}

/** A raised exception on its way. */
export class Raised extends Error {
  readonly exception: PyException;
  constructor(type: string, ...args: readonly Value[]) {
    super(type);
    this.exception = new PyException(type, args);
  }
}

const DEEPEST_SHOWN = 8;

function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

/** `str(value)`. */
export function text(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof PyException && !value.isClass) {
    const [only, ...others] = value.args;
    if (only === undefined) return '';
    if (others.length > 0) return shown(new PyList([...value.args], 'tuple'));
    return value.type === 'KeyError' ? shown(only) : text(only);
  }
  return shown(value);
}

/** `repr(value)`. */
export function shown(value: Value, depth = 0): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replaceAll('\r', '\\r');
    return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
  }
  if (value instanceof PyFloat) return floatText(value.value);
  if (depth > DEEPEST_SHOWN) return '...';
  if (value instanceof PyList) {
    const items = value.items.map((item) => shown(item, depth + 1)).join(', ');
    if (value.kind === 'list') return `[${items}]`;
    if (value.kind === 'set') return value.items.length === 0 ? 'set()' : `{${items}}`;
    return `(${items}${value.items.length === 1 ? ',' : ''})`;
  }
  if (value instanceof PyDict) {
    const entries = [...value.entries.values()].map(([key, each]) => `${shown(key)}: ${shown(each, depth + 1)}`);
    return value.name === undefined ? `{${entries.join(', ')}}` : `${value.name}({${entries.join(', ')}})`;
  }
  if (value instanceof PyFunction)
    return value.native === undefined ? `<function ${value.name}>` : `<built-in function ${value.name}>`;
  if (value instanceof PyException) {
    if (value.isClass) return `<class '${value.type}'>`;
    return `${value.type}(${value.args.map((arg) => shown(arg)).join(', ')})`;
  }
  return `<module '${value.name}'>`;
}

export function truth(value: Value): boolean {
  if (value === null || value === false || value === 0 || value === '') return false;
  if (value instanceof PyFloat) return value.value !== 0;
  if (value instanceof PyList) return value.items.length > 0;
  return !(value instanceof PyDict) || value.entries.size > 0;
}

/** What a number is worth; undefined for what is none. */
export function numeric(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof PyFloat ? value.value : undefined;
}

export function equal(a: Value, b: Value): boolean {
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return x === y;
  return typeof a === typeof b && shown(a) === shown(b);
}

export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  if (value instanceof PyFloat) return 'float';
  if (value instanceof PyList) return value.kind;
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PyFunction) return 'function';
  return value instanceof PyException ? value.type : 'module';
}
