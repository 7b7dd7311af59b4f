import { replaceMatches } from '../../engine/index.ts';
import { PatternError, type Matcher } from '../../engine/index.ts';
import { compileRegex } from '../../engine/index.ts';
import { formatDate } from '../programs/date-format.ts';
import { formatDirectives, formatNumber } from '../programs/printing.ts';
import type { Expression, Rule, Statement, Target } from './ast.ts';

/** What a program does that awk refuses while it runs. */
export class AwkError extends Error {}

/** A text that came from outside: it compares as a number when it looks like one. */
class Input {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = number | string | Input;

/** `next`, `break`, `continue` and `exit` on their way out. */
class Jump {
  readonly kind: 'next' | 'break' | 'continue' | 'exit';

  constructor(kind: Jump['kind']) {
    this.kind = kind;
  }
}

const NUMERIC = /^\s*[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?\s*$/;
const LEADING_NUMBER = /^\s*[-+]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?/;
const MAX_TEXT = 1_000_000;
const MAX_FIELDS = 10_000;
/** Work of one statement or expression, in the budget's units. */
const STEP_UNITS = 10;
const SUBSCRIPT_SEPARATOR = '\u001C';

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : formatNumber(value, 'g', 6);
}

function toText(value: Value): string {
  return typeof value === 'number' ? numberText(value) : typeof value === 'string' ? value : value.text;
}

function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.text;
  return Number(LEADING_NUMBER.exec(text.slice(0, 100))?.[0] ?? 0);
}

const looksNumeric = (value: Value): boolean =>
  typeof value === 'number' || (value instanceof Input && NUMERIC.test(value.text));

function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  return looksNumeric(value) ? toNumber(value) !== 0 : toText(value) !== '';
}

function compare(a: Value, b: Value): number {
  if (looksNumeric(a) && looksNumeric(b)) return toNumber(a) - toNumber(b);
  const [left, right] = [toText(a), toText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

export interface AwkPort {
  print(text: string): void;
  spend(units: number): void;
  /** Virtual time, ms since the epoch. */
  now(): number;
}

/** Runs an awk program over lines. */
export class AwkMachine {
  exitCode = 0;
  private readonly rules: readonly Rule[];
  private readonly port: AwkPort;
  private readonly variables = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['SUBSEP', SUBSCRIPT_SEPARATOR],
  ]);
  private readonly arrays = new Map<string, Map<string, Value>>();
  private readonly open = new Set<Rule>();
  private readonly matchers = new Map<string, Matcher>();
  private line = '';
  private fields: string[] = [];
  private isOver = false;

  constructor(rules: readonly Rule[], port: AwkPort) {
    this.rules = rules;
    this.port = port;
  }

  get hasMainRules(): boolean {
    return this.rules.some(({ pattern }) => pattern.type !== 'begin');
  }

  set(name: string, text: string): void {
    this.variables.set(name, new Input(text));
  }

  begin(): void {
    this.runRules('begin');
  }

  /** Runs the program on a line; false when it has ended. */
  processLine(line: string): boolean {
    if (this.isOver) return false;
    this.setLine(line);
    this.variables.set('NR', this.number('NR') + 1);
    this.variables.set('FNR', this.number('FNR') + 1);
    this.guarded(() => {
      for (const rule of this.rules) if (this.applies(rule)) this.run(rule.action);
    });
    return !this.isOver;
  }

  end(): void {
    this.isOver = false;
    this.runRules('end');
  }

  private runRules(type: 'begin' | 'end'): void {
    this.guarded(() => {
      for (const rule of this.rules) if (rule.pattern.type === type) this.run(rule.action);
    });
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      if (error.kind === 'exit') this.isOver = true;
    }
  }

  private number(name: string): number {
    return toNumber(this.variables.get(name) ?? 0);
  }

  private text(name: string): string {
    return toText(this.variables.get(name) ?? '');
  }

  private setLine(line: string): void {
    this.line = line;
    this.fields = this.splitFields(line, this.text('FS'));
    this.variables.set('NF', this.fields.length);
  }

  private splitFields(text: string, separator: string): string[] {
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/);
    if (text === '') return [];
    if (separator.length === 1 && separator !== '\\') return text.split(separator);
    if (separator === '') return [...text];
    const parts: string[] = [];
    let from = 0;
    for (let start = 0; parts.length < MAX_FIELDS;) {
      const found = this.matcher(separator).find(text, start, this.spend);
      if (found === undefined) break;
      const [begin = 0, end = 0] = found;
      if (end === begin) {
        start = end + 1;
        continue;
      }
      parts.push(text.slice(from, begin));
      from = end;
      start = end;
    }
    return [...parts, text.slice(from)];
  }

  private readonly spend = (units: number): void => this.port.spend(units);

  private matcher(source: string): Matcher {
    const known = this.matchers.get(source);
    if (known !== undefined) return known;
    try {
      const matcher = compileRegex(source, 'extended');
      this.matchers.set(source, matcher);
      return matcher;
    } catch (error) {
      if (error instanceof PatternError) throw new AwkError(`regular expression compile failed (${error.message})`);
      throw error;
    }
  }

  private applies(rule: Rule): boolean {
    const { pattern } = rule;
    switch (pattern.type) {
      case 'always':
        return true;
      case 'when':
        return isTrue(this.evaluate(pattern.condition));
      case 'range': {
        if (!this.open.has(rule) && !isTrue(this.evaluate(pattern.from))) return false;
        if (isTrue(this.evaluate(pattern.to))) this.open.delete(rule);
        else this.open.add(rule);
        return true;
      }
      default:
        return false;
    }
  }

  private run(statement: Statement): void {
    this.spend(STEP_UNITS);
    switch (statement.type) {
      case 'block':
        for (const inner of statement.body) this.run(inner);
        break;
      case 'expression':
        this.evaluate(statement.expression);
        break;
      case 'print': {
        const values = statement.args.map((arg) => toText(this.evaluate(arg)));
        this.port.print((values.length === 0 ? this.line : values.join(this.text('OFS'))) + this.text('ORS'));
        break;
      }
      case 'printf':
        this.port.print(this.format(statement.args));
        break;
      case 'if':
        if (isTrue(this.evaluate(statement.condition))) this.run(statement.yes);
        else if (statement.no !== undefined) this.run(statement.no);
        break;
      case 'while': {
        const { condition, body, testsLast } = statement;
        this.loop(() => isTrue(this.evaluate(condition)), body, undefined, testsLast);
        break;
      }
      case 'for': {
        const { start, condition, step, body } = statement;
        if (start !== undefined) this.run(start);
        this.loop(() => condition === undefined || isTrue(this.evaluate(condition)), body, step, false);
        break;
      }
      case 'forIn': {
        const keys = [...(this.arrays.get(statement.array)?.keys() ?? [])];
        let index = 0;
        this.loop(() => this.nextKey(statement.name, keys[index++]), statement.body, undefined, false);
        break;
      }
      case 'delete':
        if (statement.index === undefined) this.arrays.delete(statement.array);
        else this.arrays.get(statement.array)?.delete(this.key(statement.index));
        break;
      case 'exit':
        if (statement.code !== undefined) this.exitCode = ((toNumber(this.evaluate(statement.code)) % 256) + 256) % 256;
        throw new Jump('exit');
      case 'next':
      case 'break':
      case 'continue':
        throw new Jump(statement.type);
    }
  }

  private nextKey(name: string, key: string | undefined): boolean {
    if (key === undefined) return false;
    this.variables.set(name, new Input(key));
    return true;
  }

  private loop(goesOn: () => boolean, body: Statement, step: Statement | undefined, testsLast: boolean): void {
    for (let isDue = testsLast || goesOn(); isDue; isDue = goesOn()) {
      this.spend(STEP_UNITS);
      try {
        this.run(body);
      } catch (error) {
        if (!(error instanceof Jump) || error.kind === 'next' || error.kind === 'exit') throw error;
        if (error.kind === 'break') return;
      }
      if (step !== undefined) this.run(step);
    }
  }

  private key(index: readonly Expression[]): string {
    return index.map((part) => toText(this.evaluate(part))).join(SUBSCRIPT_SEPARATOR);
  }

  private array(name: string): Map<string, Value> {
    const known = this.arrays.get(name) ?? new Map<string, Value>();
    this.arrays.set(name, known);
    return known;
  }

  private format(args: readonly Expression[]): string {
    const [format, ...values] = args.map((arg) => this.evaluate(arg));
    let used = 0;
    const take = (): string | undefined => {
      const value = values[used++];
      return value === undefined ? undefined : toText(value);
    };
    return formatDirectives(toText(format ?? ''), take, (text) => toNumber(text)).slice(0, MAX_TEXT);
  }

  private get(target: Target): Value {
    switch (target.type) {
      case 'variable':
        return this.variables.get(target.name) ?? new Input('');
      case 'element':
        return this.arrays.get(target.array)?.get(this.key(target.index)) ?? new Input('');
      case 'field': {
        const index = Math.trunc(toNumber(this.evaluate(target.index)));
        if (index < 0) throw new AwkError(`trying to access out of range field ${index}`);
        return new Input(index === 0 ? this.line : (this.fields[index - 1] ?? ''));
      }
    }
  }

  private assign(target: Target, value: Value): Value {
    switch (target.type) {
      case 'variable':
        this.variables.set(target.name, value);
        if (target.name === 'NF') this.resizeFields(toNumber(value));
        break;
      case 'element':
        this.array(target.array).set(this.key(target.index), value);
        break;
      case 'field': {
        const index = Math.trunc(toNumber(this.evaluate(target.index)));
        if (index < 0 || index > MAX_FIELDS) throw new AwkError(`trying to access out of range field ${index}`);
        if (index === 0) this.setLine(toText(value));
        else {
          this.resizeFields(Math.max(this.fields.length, index));
          this.fields[index - 1] = toText(value);
          this.line = this.fields.join(this.text('OFS'));
        }
      }
    }
    return value;
  }

  private resizeFields(count: number): void {
    const size = Math.min(MAX_FIELDS, Math.max(0, Math.trunc(count)));
    while (this.fields.length < size) this.fields.push('');
    this.fields.length = size;
    this.variables.set('NF', size);
    this.line = this.fields.join(this.text('OFS'));
  }

  private evaluate(expression: Expression): Value {
    this.spend(STEP_UNITS);
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return this.matches(this.line, expression.source) ? 1 : 0;
      case 'variable':
      case 'field':
      case 'element':
        return this.get(expression);
      case 'in':
        return this.arrays.get(expression.array)?.has(toText(this.evaluate(expression.index))) === true ? 1 : 0;
      case 'unary': {
        const value = this.evaluate(expression.operand);
        if (expression.operator === '!') return isTrue(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'conditional':
        return this.evaluate(isTrue(this.evaluate(expression.condition)) ? expression.yes : expression.no);
      case 'assign': {
        const value = this.evaluate(expression.value);
        if (expression.operator === '=') return this.assign(expression.target, value);
        const operator = expression.operator.slice(0, -1);
        return this.assign(expression.target, this.compute(operator, this.get(expression.target), value));
      }
      case 'step': {
        const before = toNumber(this.get(expression.target));
        this.assign(expression.target, before + expression.by);
        return expression.isPrefix ? before + expression.by : before;
      }
      case 'binary':
        return this.binary(expression);
      case 'call':
        return this.call(expression.name, expression.args);
    }
  }

  private binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>): Value {
    if (operator === '&&') return isTrue(this.evaluate(left)) && isTrue(this.evaluate(right)) ? 1 : 0;
    if (operator === '||') return isTrue(this.evaluate(left)) || isTrue(this.evaluate(right)) ? 1 : 0;
    const a = this.evaluate(left);
    if (operator === '~' || operator === '!~') {
      return this.matches(toText(a), this.patternOf(right)) === (operator === '~') ? 1 : 0;
    }
    const b = this.evaluate(right);
    switch (operator) {
      case ' ': {
        const text = toText(a) + toText(b);
        if (text.length > MAX_TEXT) throw new AwkError('string too long');
        return text;
      }
      case '<':
        return compare(a, b) < 0 ? 1 : 0;
      case '<=':
        return compare(a, b) <= 0 ? 1 : 0;
      case '>':
        return compare(a, b) > 0 ? 1 : 0;
      case '>=':
        return compare(a, b) >= 0 ? 1 : 0;
      case '==':
        return compare(a, b) === 0 ? 1 : 0;
      case '!=':
        return compare(a, b) === 0 ? 0 : 1;
      default:
        return this.compute(operator, a, b);
    }
  }

  private compute(operator: string, left: Value, right: Value): number {
    const [a, b] = [toNumber(left), toNumber(right)];
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
      case '%':
        if (b === 0) throw new AwkError('division by zero');
        return operator === '/' ? a / b : a % b;
      default:
        return a ** b;
    }
  }

  private patternOf(expression: Expression): string {
    return expression.type === 'regex' ? expression.source : toText(this.evaluate(expression));
  }

  private matches(text: string, source: string): boolean {
    return this.matcher(source).find(text, 0, this.spend) !== undefined;
  }

  private call(name: string, args: readonly Expression[]): Value {
    const [first, second, third] = args;
    const value = (expression: Expression | undefined): Value =>
      expression === undefined ? '' : this.evaluate(expression);
    const text = (expression: Expression | undefined): string => toText(value(expression));
    switch (name) {
      case 'length': {
        const array = first?.type === 'variable' ? this.arrays.get(first.name) : undefined;
        return array?.size ?? (first === undefined ? this.line : text(first)).length;
      }
      case 'substr': {
        const whole = text(first);
        const start = Math.round(toNumber(value(second)));
        const end = third === undefined ? Infinity : start + Math.round(toNumber(value(third)));
        return whole.slice(Math.max(0, start - 1), Math.max(0, end - 1));
      }
      case 'index':
        return text(first).indexOf(text(second)) + 1;
      case 'toupper':
        return text(first).toUpperCase();
      case 'tolower':
        return text(first).toLowerCase();
      case 'sprintf':
        return this.format(args);
      case 'split': {
        if (second?.type !== 'variable') throw new AwkError('split: second argument is not an array');
        const parts = this.splitFields(text(first), third === undefined ? this.text('FS') : this.patternOf(third));
        this.arrays.set(second.name, new Map(parts.map((part, index) => [String(index + 1), new Input(part)])));
        return parts.length;
      }
      case 'sub':
      case 'gsub':
        return this.substitute(name === 'gsub', args);
      case 'match': {
        const found = this.matcher(second === undefined ? '' : this.patternOf(second)).find(text(first), 0, this.spend);
        const [start = -1, end = -2] = found ?? [];
        this.variables.set('RSTART', start + 1);
        this.variables.set('RLENGTH', found === undefined ? -1 : end - start);
        return start + 1;
      }
      case 'systime':
        return Math.floor(this.port.now() / 1000);
      case 'strftime':
        return formatDate(second === undefined ? this.port.now() : toNumber(value(second)) * 1000, text(first));
      default:
        return mathFunction(name, toNumber(value(first)));
    }
  }

  private substitute(all: boolean, [pattern, replacement, target]: readonly Expression[]): number {
    const place: Target =
      target !== undefined && (target.type === 'variable' || target.type === 'field' || target.type === 'element')
        ? target
        : { type: 'field', index: { type: 'number', value: 0 } };
    const by = replacement === undefined ? '' : toText(this.evaluate(replacement));
    const before = toText(this.get(place));
    let count = 0;
    const after = replaceMatches(
      before,
      this.matcher(pattern === undefined ? '' : this.patternOf(pattern)),
      ([start, end]) => {
        count += 1;
        const found = before.slice(start, end);
        return by.replaceAll(/\\&|&/g, (mark) => (mark === '&' ? found : '&'));
      },
      all,
      this.spend,
    );
    if (count > 0) this.assign(place, after.slice(0, MAX_TEXT));
    return count;
  }
}

function mathFunction(name: string, value: number): number {
  switch (name) {
    case 'int':
      return Math.trunc(value);
    case 'sqrt':
      return Math.sqrt(value);
    case 'log':
      return Math.log(value);
    case 'exp':
      return Math.exp(value);
    case 'sin':
      return Math.sin(value);
    default:
      return Math.cos(value);
  }
}
