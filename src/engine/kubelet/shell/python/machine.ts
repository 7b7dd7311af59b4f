import { type LoopState, turnsToSkip, variableGrowth } from '../loops.ts';
import type { Block, Expression, FormatPart, Statement, Target } from './ast.ts';
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
  type Value,
} from './values.ts';

/** What the machine asks of the process that it is. */
export interface PythonHost {
  /** Ms since the process began. */
  readonly time: number;
  /** Until when it is watched, ms; Infinity when only its end counts. */
  readonly until: number;
  pass(ms: number): void;
  forever(): never;
  spend(units: number): void;
  method(object: Value, name: string): Value | undefined;
  module(path: string): PyObject | undefined;
}

class Return {
  readonly value: Value;
  constructor(value: Value) {
    this.value = value;
  }
}
class LoopJump {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}

/** Units of work of one statement or expression. */
const STATEMENT_UNITS = 25;
const EXPRESSION_UNITS = 3;
const MOST_CALLS = 40;
/** A loop without a pause takes at least this long a turn, ms; so time moves on. */
const SHORTEST_TURN = 0.02;
const LONGEST = 100_000;

/** Runs a script. What it raises and nobody catches leaves it as a Raised, with the line in `line`. */
export class PythonMachine {
  readonly globals = new Map<string, Value>();
  line = 1;
  private scope = this.globals;
  private readonly builtins: ReadonlyMap<string, Value>;
  private readonly host: PythonHost;
  private calls = 0;

  constructor(host: PythonHost, builtins: ReadonlyMap<string, Value>) {
    this.host = host;
    this.builtins = builtins;
  }

  run(script: Block): void {
    this.block(script);
  }

  call(callee: Value, args: readonly Value[], named: ReadonlyMap<string, Value> = new Map()): Value {
    if (callee instanceof PyException && callee.isClass) return new PyException(callee.type, args);
    if (!(callee instanceof PyFunction)) throw new Raised('TypeError', `'${typeName(callee)}' object is not callable`);
    if (callee.native !== undefined) return callee.native(args, named);
    if (++this.calls > MOST_CALLS) throw new Raised('RecursionError', 'maximum recursion depth exceeded');
    const before = this.scope;
    const scope = new Map<string, Value>();
    const missing: string[] = [];
    callee.parameters.forEach(({ name, fallback }, index) => {
      const value = args[index] ?? named.get(name) ?? (fallback === undefined ? undefined : this.value(fallback));
      if (value === undefined) missing.push(name);
      else scope.set(name, value);
    });
    if (missing.length > 0) {
      const names = missing.map((name) => `'${name}'`).join(' and ');
      throw new Raised(
        'TypeError',
        `${callee.name}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${names}`,
      );
    }
    this.scope = scope;
    try {
      if (!Array.isArray(callee.body)) return this.value(callee.body as Expression);
      this.block(callee.body as Block);
      return null;
    } catch (signal) {
      if (signal instanceof Return) return signal.value;
      throw signal;
    } finally {
      this.scope = before;
      this.calls -= 1;
    }
  }

  /** The items of what can be gone through. */
  items(value: Value): readonly Value[] {
    if (value instanceof PyList) return value.items;
    if (typeof value === 'string') return [...value];
    if (value instanceof PyDict) return [...value.entries.values()].map(([key]) => key);
    throw new Raised('TypeError', `'${typeName(value)}' object is not iterable`);
  }

  private block(block: Block): void {
    for (const statement of block) this.statement(statement);
  }

  private statement(statement: Statement): void {
    this.host.spend(STATEMENT_UNITS);
    this.line = statement.line;
    switch (statement.type) {
      case 'expression':
        this.value(statement.value);
        break;
      case 'assign': {
        const value = this.value(statement.value);
        for (const target of statement.targets) this.assign(target, value);
        break;
      }
      case 'augment':
        this.assign(
          statement.target,
          this.operate(statement.operator, this.value(statement.target), this.value(statement.value)),
        );
        break;
      case 'if': {
        const branch = statement.branches.find(({ test }) => truth(this.value(test)));
        this.block(branch?.body ?? statement.otherwise);
        break;
      }
      case 'while':
        this.loop(statement);
        break;
      case 'for':
        for (const item of this.items(this.value(statement.items))) {
          this.assign(statement.target, item);
          if (!this.turn(statement.body)) break;
        }
        break;
      case 'def':
        this.scope.set(statement.name, new PyFunction(statement.name, undefined, statement.parameters, statement.body));
        break;
      case 'return':
        throw new Return(statement.value === undefined ? null : this.value(statement.value));
      case 'raise': {
        const value = statement.value === undefined ? null : this.value(statement.value);
        if (value instanceof PyException) throw new Raised(value.type, ...value.args);
        throw new Raised('TypeError', 'exceptions must derive from BaseException');
      }
      case 'try':
        this.attempt(statement);
        break;
      case 'import':
        for (const { path, as } of statement.names) {
          this.scope.set(as, this.imported(as === path.split('.')[0] ? as : path));
        }
        break;
      case 'from': {
        const module = this.imported(statement.path);
        for (const { name, as } of statement.names) {
          const member = module.members.get(name);
          if (member === undefined) {
            throw new Raised('ImportError', `cannot import name '${name}' from '${statement.path}'`);
          }
          this.scope.set(as, member);
        }
        break;
      }
      case 'break':
      case 'continue':
        throw new LoopJump(statement.type);
      case 'pass':
      case 'global':
        break;
    }
  }

  private imported(path: string): PyObject {
    const module = this.host.module(path);
    if (module === undefined) throw new Raised('ModuleNotFoundError', `No module named '${path}'`);
    return module;
  }

  private attempt({ body, handlers, last }: Extract<Statement, { type: 'try' }>): void {
    try {
      this.block(body);
    } catch (signal) {
      if (!(signal instanceof Raised)) throw signal;
      const { type } = signal.exception;
      const handler = handlers.find(
        ({ names }) =>
          names.length === 0 ||
          names.some(
            (name) => name === type || name.endsWith(`.${type}`) || (name === 'Exception' && type !== 'SystemExit'),
          ),
      );
      if (handler === undefined) throw signal;
      if (handler.as !== undefined) this.scope.set(handler.as, signal.exception);
      this.block(handler.body);
    } finally {
      this.block(last);
    }
  }

  private loop(loop: Extract<Statement, { type: 'while' }>): void {
    const isEndless = loop.test.type === 'name' && loop.test.name === 'True';
    const mayLeave = /"type":"(?:break|return|raise)"|"name":"exit"/.test(JSON.stringify(loop.body));
    let before = this.loopState();
    for (let turns = 0; truth(this.value(loop.test)); turns++) {
      this.host.spend(STATEMENT_UNITS);
      if (!this.turn(loop.body)) return;
      if (this.host.time === before.time) this.host.pass(SHORTEST_TURN);
      const after = this.loopState();
      if (turns >= 2 && !(isEndless ? mayLeave : true)) this.skipTurns(before, after);
      before = this.loopState();
    }
    this.block(loop.otherwise);
  }

  /** As shells do it: an endless loop whose turns only count is not played turn by turn for hours of virtual time. */
  private skipTurns(before: LoopState, after: LoopState): void {
    const growth = variableGrowth(before.variables, after.variables);
    if (growth === undefined) return;
    if (this.host.until === Infinity) this.host.forever();
    const turn = after.time - before.time;
    const skipped = turnsToSkip(this.host.until - after.time, turn);
    if (skipped <= 0) return;
    for (const [name, step] of growth) this.scope.set(name, (numeric(this.scope.get(name) ?? 0) ?? 0) + step * skipped);
    this.host.pass(skipped * turn);
  }

  private loopState(): LoopState {
    const variables = new Map([...this.scope].map(([name, value]) => [name, shown(value).slice(0, 200)]));
    return { time: this.host.time, variables, files: 0 };
  }

  /** False when the loop is left. */
  private turn(body: Block): boolean {
    try {
      this.block(body);
      return true;
    } catch (signal) {
      if (!(signal instanceof LoopJump)) throw signal;
      return signal.kind === 'continue';
    }
  }

  private assign(target: Target, value: Value): void {
    switch (target.type) {
      case 'name':
        // What a function assigns is its own, unless it is known outside: `global` says no more than that here.
        if (this.scope !== this.globals && !this.scope.has(target.name) && this.globals.has(target.name)) {
          this.globals.set(target.name, value);
        } else this.scope.set(target.name, value);
        break;
      case 'tuple': {
        const items = this.items(value);
        if (items.length !== target.items.length) {
          const isFew = items.length < target.items.length;
          throw new Raised(
            'ValueError',
            isFew
              ? `not enough values to unpack (expected ${target.items.length}, got ${items.length})`
              : `too many values to unpack (expected ${target.items.length})`,
          );
        }
        target.items.forEach((item, index) => this.assign(item, items[index] ?? null));
        break;
      }
      case 'index': {
        const object = this.value(target.object);
        const key = this.value(target.key);
        if (object instanceof PyDict) object.set(key, value);
        else if (object instanceof PyList) object.items[this.place(object.items.length, key, 'list')] = value;
        else throw new Raised('TypeError', `'${typeName(object)}' object does not support item assignment`);
        break;
      }
      case 'attribute': {
        const object = this.value(target.object);
        if (!(object instanceof PyObject)) {
          throw new Raised('AttributeError', `'${typeName(object)}' object has no attribute '${target.name}'`);
        }
        object.members.set(target.name, value);
        break;
      }
    }
  }

  private place(length: number, key: Value, type: string): number {
    const index = numeric(key);
    if (index === undefined)
      throw new Raised('TypeError', `${type} indices must be integers or slices, not ${typeName(key)}`);
    const place = index < 0 ? length + index : index;
    if (place < 0 || place >= length) {
      throw new Raised('IndexError', `${type === 'str' ? 'string' : type} index out of range`);
    }
    return place;
  }

  private value(expression: Expression): Value {
    this.host.spend(EXPRESSION_UNITS);
    switch (expression.type) {
      case 'number':
        return expression.isFloat ? new PyFloat(expression.value) : expression.value;
      case 'text':
        return expression.value;
      case 'format':
        return expression.parts.map((part) => (typeof part === 'string' ? part : this.formatted(part))).join('');
      case 'name':
        return this.lookUp(expression.name);
      case 'list':
      case 'tuple':
      case 'set':
        return this.collection(
          expression.type,
          expression.items.map((item) => this.value(item)),
        );
      case 'dict': {
        const dict = new PyDict();
        for (const [key, value] of expression.entries) dict.set(this.value(key), this.value(value));
        return dict;
      }
      case 'each':
        return this.each(expression);
      case 'call':
        return this.called(expression);
      case 'attribute':
        return this.attribute(this.value(expression.object), expression.name);
      case 'index':
        return this.indexed(this.value(expression.object), this.value(expression.key));
      case 'slice':
        return this.sliced(expression);
      case 'unary':
        return this.unary(expression.operator, this.value(expression.value));
      case 'binary':
        return this.operate(expression.operator, this.value(expression.left), this.value(expression.right));
      case 'and': {
        const left = this.value(expression.left);
        return truth(left) ? this.value(expression.right) : left;
      }
      case 'or': {
        const left = this.value(expression.left);
        return truth(left) ? left : this.value(expression.right);
      }
      case 'compare': {
        let left = this.value(expression.first);
        for (const { operator, value } of expression.rest) {
          const right = this.value(value);
          if (!this.compared(operator, left, right)) return false;
          left = right;
        }
        return true;
      }
      case 'choice':
        return this.value(truth(this.value(expression.test)) ? expression.yes : expression.no);
      case 'lambda':
        return new PyFunction('<lambda>', undefined, expression.parameters, expression.value);
    }
  }

  private lookUp(name: string): Value {
    const value = this.scope.get(name) ?? this.globals.get(name) ?? this.builtins.get(name);
    if (value !== undefined) return value;
    throw new Raised('NameError', `name '${name}' is not defined`);
  }

  private collection(kind: 'list' | 'tuple' | 'set', items: Value[]): PyList {
    if (kind !== 'set') return new PyList(items, kind);
    return new PyList(
      items.filter((item, index) => items.findIndex((other) => equal(other, item)) === index),
      'set',
    );
  }

  private each({ value, target, items, test }: Extract<Expression, { type: 'each' }>): PyList {
    const result: Value[] = [];
    for (const item of this.items(this.value(items))) {
      this.assign(target, item);
      if (test === undefined || truth(this.value(test))) result.push(this.value(value));
    }
    return new PyList(result);
  }

  private called({ callee, args, line }: Extract<Expression, { type: 'call' }>): Value {
    const wanted = this.value(callee);
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    for (const { name, value } of args) {
      if (name === undefined) positional.push(this.value(value));
      else named.set(name, this.value(value));
    }
    this.line = line;
    return this.call(wanted, positional, named);
  }

  private attribute(object: Value, name: string): Value {
    const member = object instanceof PyObject ? object.members.get(name) : this.host.method(object, name);
    if (member !== undefined) return member;
    const owner = object instanceof PyObject ? `module '${object.name}'` : `'${typeName(object)}' object`;
    throw new Raised('AttributeError', `${owner} has no attribute '${name}'`);
  }

  private indexed(object: Value, key: Value): Value {
    if (object instanceof PyDict) {
      const value = object.get(key);
      if (value === undefined) throw new Raised('KeyError', key);
      return value;
    }
    if (object instanceof PyList) return object.items[this.place(object.items.length, key, object.kind)] ?? null;
    if (typeof object === 'string') return object[this.place(object.length, key, 'str')] ?? '';
    throw new Raised('TypeError', `'${typeName(object)}' object is not subscriptable`);
  }

  private sliced({ object, from, to, step }: Extract<Expression, { type: 'slice' }>): Value {
    const whole = this.value(object);
    const items = this.items(whole);
    const stride = step === undefined ? 1 : (numeric(this.value(step)) ?? 1);
    if (stride === 0) throw new Raised('ValueError', 'slice step cannot be zero');
    const clamp = (value: number): number =>
      Math.min(items.length, Math.max(0, value < 0 ? value + items.length : value));
    const bound = (each: Expression | undefined, fallback: number): number =>
      each === undefined ? fallback : clamp(numeric(this.value(each)) ?? fallback);
    const chosen: Value[] = [];
    if (stride > 0) {
      for (let index = bound(from, 0), end = bound(to, items.length); index < end; index += stride) {
        chosen.push(items[index] ?? null);
      }
    } else {
      const last = to === undefined ? -1 : bound(to, 0);
      for (let index = Math.min(items.length - 1, bound(from, items.length - 1)); index > last; index += stride) {
        chosen.push(items[index] ?? null);
      }
    }
    return typeof whole === 'string'
      ? chosen.join('')
      : new PyList(chosen, whole instanceof PyList ? whole.kind : 'list');
  }

  private unary(operator: string, value: Value): Value {
    if (operator === 'not') return !truth(value);
    const number = numeric(value);
    if (number === undefined)
      throw new Raised('TypeError', `bad operand type for unary ${operator}: '${typeName(value)}'`);
    const result = operator === '-' ? -number : operator === '~' ? -number - 1 : number;
    return value instanceof PyFloat ? new PyFloat(result) : result;
  }

  private compared(operator: string, a: Value, b: Value): boolean {
    switch (operator) {
      case '==':
        return equal(a, b);
      case '!=':
        return !equal(a, b);
      case 'is':
        return a === b;
      case 'is not':
        return a !== b;
      case 'in':
        return typeof b === 'string' ? b.includes(text(a)) : this.items(b).some((item) => equal(item, a));
      case 'not in':
        return !this.compared('in', a, b);
      default:
        return this.ordered(operator, a, b);
    }
  }

  private ordered(operator: string, a: Value, b: Value): boolean {
    const [x, y] = [numeric(a), numeric(b)];
    const areTexts = typeof a === 'string' && typeof b === 'string';
    if (!areTexts && (x === undefined || y === undefined)) {
      throw new Raised(
        'TypeError',
        `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
      );
    }
    const less = areTexts ? a < b : (x ?? 0) < (y ?? 0);
    const same = areTexts ? a === b : x === y;
    if (operator === '<') return less;
    if (operator === '<=') return less || same;
    return operator === '>' ? !less && !same : !less;
  }

  private operate(operator: string, a: Value, b: Value): Value {
    if (operator === '%' && typeof a === 'string') return this.percent(a, b);
    if (operator === '+' && typeof a === 'string' && typeof b === 'string') return this.limited(a + b);
    if (operator === '+' && a instanceof PyList && b instanceof PyList) {
      this.host.spend(a.items.length + b.items.length);
      return new PyList([...a.items, ...b.items], a.kind);
    }
    const times = numeric(b);
    if (operator === '*' && typeof a === 'string' && times !== undefined) {
      if (a.length * times > LONGEST) throw new Raised('MemoryError');
      return a.repeat(Math.max(0, times));
    }
    if (operator === '*' && a instanceof PyList && times !== undefined) {
      if (a.items.length * times > LONGEST) throw new Raised('MemoryError');
      return new PyList(Array.from({ length: Math.max(0, times) }, () => a.items).flat(), a.kind);
    }
    const x = numeric(a);
    if (x === undefined || times === undefined) return this.unsupported(operator, a, b);
    return arithmetic(operator, x, times, a instanceof PyFloat || b instanceof PyFloat);
  }

  private unsupported(operator: string, a: Value, b: Value): never {
    if (operator === '+' && typeof a === 'string') {
      throw new Raised('TypeError', `can only concatenate str (not "${typeName(b)}") to str`);
    }
    throw new Raised('TypeError', `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`);
  }

  private limited(result: string): string {
    this.host.spend(result.length / 50);
    if (result.length > LONGEST) throw new Raised('MemoryError');
    return result;
  }

  /** `'%s is %d' % (a, b)`. */
  private percent(format: string, values: Value): string {
    const given = values instanceof PyList && values.kind === 'tuple' ? [...values.items] : [values];
    return format.replaceAll(
      /%(-?\d{0,3})(?:\.(\d{1,2}))?([sdfrx%])/g,
      (_, width: string, digits?: string, kind = 's') => {
        if (kind === '%') return '%';
        const value = given.shift() ?? null;
        const number = numeric(value) ?? 0;
        const shownAs =
          kind === 'd'
            ? String(Math.trunc(number))
            : kind === 'x'
              ? Math.trunc(number).toString(16)
              : kind === 'f'
                ? number.toFixed(Number(digits ?? 6))
                : kind === 'r'
                  ? shown(value)
                  : text(value);
        return width.startsWith('-') ? shownAs.padEnd(-Number(width)) : shownAs.padStart(Number(width));
      },
    );
  }

  private formatted({ value, conversion, format }: FormatPart): string {
    const result = this.value(value);
    return formatValue(conversion === 'r' ? shown(result) : result, format);
  }
}

/** `format(value, spec)`: fill, alignment, width, `,`, precision and type. */
export function formatValue(value: Value, spec: string): string {
  const match = /^(?:(.)?([<>^]))?(0?)(\d{0,4})(,?)(?:\.(\d{1,3}))?([bdefgnosxX%]?)$/s.exec(spec);
  if (match === null || spec === '') return text(value);
  const [, fill = ' ', align, zero, width, comma, digits, kind] = match;
  const number = numeric(value);
  let result = text(value);
  if (number !== undefined && kind !== 's') {
    if (kind === '' && digits !== undefined)
      result = text(new PyFloat(Number(number.toPrecision(Math.max(1, Number(digits))))));
    else if (kind === 'f' || kind === 'e' || kind === '%' || digits !== undefined) {
      const scaled = kind === '%' ? number * 100 : number;
      result = `${scaled.toFixed(Number(digits ?? 6))}${kind === '%' ? '%' : ''}`;
    } else if (kind === 'x' || kind === 'X') result = number.toString(16);
    else if (kind === 'b') result = number.toString(2);
    if (kind === 'X') result = result.toUpperCase();
    if (comma === ',') result = result.replaceAll(/\B(?=(?:\d{3})+(?!\d))/g, ',');
  } else if (digits !== undefined) result = result.slice(0, Number(digits));
  const size = Number(width ?? 0);
  if (zero === '0') return result.padStart(size, '0');
  if (align === '^') {
    const left = Math.floor((size - result.length) / 2);
    return result.padStart(result.length + Math.max(0, left), fill).padEnd(size, fill);
  }
  const isRight = align === '>' || (align === undefined && number !== undefined);
  return isRight ? result.padStart(size, fill) : result.padEnd(size, fill);
}

function arithmetic(operator: string, a: number, b: number, isFloat: boolean): Value {
  const made = (value: number): Value => (isFloat ? new PyFloat(value) : value);
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) {
    throw new Raised(
      'ZeroDivisionError',
      operator === '/' && !isFloat ? 'division by zero' : 'integer division or modulo by zero',
    );
  }
  switch (operator) {
    case '+':
      return made(a + b);
    case '-':
      return made(a - b);
    case '*':
      return made(a * b);
    case '/':
      return new PyFloat(a / b);
    case '//':
      return made(Math.floor(a / b));
    case '%':
      return made(a - b * Math.floor(a / b));
    case '**':
      return isFloat || b < 0 ? new PyFloat(a ** b) : a ** b;
    case '<<':
      return a * 2 ** Math.min(53, b);
    case '>>':
      return Math.floor(a / 2 ** Math.min(1023, b));
    default:
      return operator === '&' ? a & b : operator === '|' ? a | b : a ^ b;
  }
}
