import { formatDate } from '../dates.ts';
import { formatDirectives } from '../format.ts';
import { PatternError, type Matcher } from '../pattern/matcher.ts';
import { compileRegex } from '../pattern/regex.ts';
import { replaceMatches } from '../pattern/replace.ts';
import type { AwkFunction, AwkProgram, Expression, Target } from './ast.ts';
import { AwkError } from './errors.ts';
import { mathFunction, Randoms, substring } from './functions.ts';
import { compareValues, Input, isTrue, toNumber, toText, type Value } from './values.ts';
import { Variables, type Cell } from './variables.ts';

export const MAX_TEXT = 1_000_000;
const MAX_FIELDS = 10_000;
/** Work of one statement or expression, in the units of `spend`. */
export const STEP_UNITS = 10;
const SUBSCRIPT_SEPARATOR = '\u001C';

/** What an awk program does to the world around it. */
export interface AwkPort {
  print(text: string): void;
  /** Told about the work; may throw. */
  spend(units: number): void;
  /** Virtual time, ms since the epoch. */
  now(): number;
  /** The text of a file; undefined when there is none. */
  readFile(path: string): string | undefined;
  /** Writes to a file: anew at a program's first `>`, else at its end. */
  writeFile(path: string, text: string, isAdded: boolean): void;
  /** The next line of the input, for `getline` in programs that read ahead. */
  nextLine?(): string | undefined;
}

/** The record that is being looked at, the variables, and what expressions say of them. */
export abstract class AwkEvaluator {
  /** What was printed into commands, by command, in the order of their first use: to be run when the program ends. */
  readonly pipes = new Map<string, string>();
  protected readonly program: AwkProgram;
  protected readonly port: AwkPort;
  protected readonly variables = new Variables();
  /** Files that the program has written to. */
  protected readonly written = new Set<string>();
  protected line = '';
  private readonly matchers = new Map<string, Matcher>();
  private readonly randoms = new Randoms();
  private readonly reading = new Map<string, string[]>();
  private fields: string[] = [];

  constructor(program: AwkProgram, port: AwkPort) {
    this.program = program;
    this.port = port;
    for (const [name, text] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['SUBSEP', SUBSCRIPT_SEPARATOR],
      ['OFMT', '%.6g'],
      ['CONVFMT', '%.6g'],
      ['FILENAME', ''],
    ] as const) {
      this.variables.set(name, text);
    }
    for (const name of ['NR', 'FNR', 'NF']) this.variables.set(name, 0);
  }

  /** Runs the body of a function; answers what it returns. */
  protected abstract runBody(called: AwkFunction): Value;

  set(name: string, text: string): void {
    this.variables.set(name, new Input(text));
  }

  setEnvironment(environment: Iterable<readonly [string, string]>): void {
    const array = this.variables.array('ENVIRON');
    for (const [name, text] of environment) array.set(name, new Input(text));
  }

  /** mawk says where in the input it was. */
  private runTimeError(message: string, busybox = message): AwkError {
    const place = `FILENAME="${this.text('FILENAME')}" FNR=${this.number('FNR')} NR=${this.number('NR')}`;
    return new AwkError(`run time error: ${message}\n\t${place}`, busybox);
  }

  protected countRecord(): void {
    this.variables.set('NR', this.number('NR') + 1);
    this.variables.set('FNR', this.number('FNR') + 1);
  }

  protected number(name: string): number {
    return toNumber(this.variables.get(name) ?? 0);
  }

  protected text(name: string): string {
    return toText(this.variables.get(name) ?? '');
  }

  protected setLine(line: string): void {
    this.line = line;
    // Paragraphs (`RS=""`) are divided at newlines as well.
    const separator = this.text('FS');
    const isParagraph = this.text('RS') === '' && separator !== ' ';
    this.fields = this.splitFields(line, isParagraph ? `(${separator})|\n` : separator);
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

  protected readonly spend = (units: number): void => this.port.spend(units);

  private matcher(source: string): Matcher {
    const known = this.matchers.get(source);
    if (known !== undefined) return known;
    try {
      const matcher = compileRegex(source, 'extended', { isOneLine: true });
      this.matchers.set(source, matcher);
      return matcher;
    } catch (error) {
      if (error instanceof PatternError) throw new AwkError(`regular expression compile failed (${error.message})`);
      throw error;
    }
  }

  protected key(index: readonly Expression[]): string {
    return index.map((part) => this.textOf(this.evaluate(part))).join(this.text('SUBSEP'));
  }

  protected textOf(value: Value): string {
    return toText(value, typeof value === 'number' ? this.text('CONVFMT') : undefined);
  }

  protected format(args: readonly Expression[]): string {
    const [format, ...values] = args.map((arg) => this.evaluate(arg));
    let used = 0;
    const directives = toText(format ?? '');
    // What each argument is for: a width, or the conversion of a directive.
    const conversions = [...directives.replaceAll('%%', '').matchAll(/%[-+ 0#]*([\d.*]*)([a-zA-Z])/g)].flatMap(
      ([, sizes = '', conversion = '']) => [...sizes.replaceAll(/[^*]/g, ''), conversion],
    );
    const take = (): string | undefined => {
      const conversion = conversions[used];
      const value = values[used++];
      if (typeof value !== 'number') return value === undefined ? undefined : toText(value);
      // `%c` writes a number as the character of that code; other numbers keep all their digits.
      if (conversion === 'c') return String.fromCodePoint(codePoint(value));
      return conversion === 's' ? this.textOf(value) : String(value);
    };
    return formatDirectives(directives, { take, toNumber: (text) => toNumber(text) }).slice(0, MAX_TEXT);
  }

  private get(target: Target): Value {
    switch (target.type) {
      case 'variable':
        return this.variables.get(target.name) ?? new Input('');
      case 'element': {
        const array = this.variables.array(target.array);
        const key = this.key(target.index);
        const known = array.get(key);
        if (known !== undefined) return known;
        const empty = new Input('');
        // Looking makes an element.
        array.set(key, empty);
        return empty;
      }
      case 'field': {
        const index = Math.trunc(toNumber(this.evaluate(target.index)));
        if (index < 0) throw this.runTimeError(`negative field index $${index}`, 'Access to negative field');
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
        this.variables.array(target.array).set(this.key(target.index), value);
        break;
      case 'field': {
        const index = Math.trunc(toNumber(this.evaluate(target.index)));
        if (index < 0) throw this.runTimeError(`negative field index $${index}`, 'Access to negative field');
        if (index > MAX_FIELDS) throw this.runTimeError(`field index ${index} too large`);
        if (index === 0) this.setLine(this.textOf(value));
        else {
          this.resizeFields(Math.max(this.fields.length, index));
          this.fields[index - 1] = this.textOf(value);
          this.line = this.fields.join(this.text('OFS'));
        }
      }
    }
    return value;
  }

  private resizeFields(count: number): void {
    const size = Math.min(MAX_FIELDS, Math.max(0, Math.trunc(count) || 0));
    while (this.fields.length < size) this.fields.push('');
    this.fields.length = size;
    this.variables.set('NF', size);
    this.line = this.fields.join(this.text('OFS'));
  }

  protected evaluate(expression: Expression): Value {
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
        return this.variables.array(expression.array).has(this.key(expression.index)) ? 1 : 0;
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
      case 'getline':
        return this.getline(expression);
      case 'userCall':
        return this.callFunction(expression.name, expression.args);
      case 'call':
        return this.call(expression.name, expression.args);
    }
  }

  private binary({ operator, left, right }: Extract<Expression, { type: 'binary' }>): Value {
    if (operator === '&&') return isTrue(this.evaluate(left)) && isTrue(this.evaluate(right)) ? 1 : 0;
    if (operator === '||') return isTrue(this.evaluate(left)) || isTrue(this.evaluate(right)) ? 1 : 0;
    const a = this.evaluate(left);
    if (operator === '~' || operator === '!~') {
      return this.matches(this.textOf(a), this.patternOf(right)) === (operator === '~') ? 1 : 0;
    }
    const b = this.evaluate(right);
    switch (operator) {
      case ' ': {
        const text = this.textOf(a) + this.textOf(b);
        if (text.length > MAX_TEXT) throw new AwkError('string too long');
        return text;
      }
      case '<':
        return compareValues(a, b) < 0 ? 1 : 0;
      case '<=':
        return compareValues(a, b) <= 0 ? 1 : 0;
      case '>':
        return compareValues(a, b) > 0 ? 1 : 0;
      case '>=':
        return compareValues(a, b) >= 0 ? 1 : 0;
      case '==':
        return compareValues(a, b) === 0 ? 1 : 0;
      case '!=':
        return compareValues(a, b) === 0 ? 0 : 1;
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
        if (b === 0) throw new AwkError('division by zero', 'Division by zero');
        return operator === '/' ? a / b : a % b;
      default:
        return a ** b;
    }
  }

  /** 1 when a line was read, 0 at the end, -1 when there is no such file. */
  private getline({ target, file }: Extract<Expression, { type: 'getline' }>): number {
    let line: string | undefined;
    if (file === undefined) {
      line = this.port.nextLine?.();
      if (line === undefined) return 0;
      this.countRecord();
    } else {
      const path = toText(this.evaluate(file));
      let lines = this.reading.get(path);
      if (lines === undefined) {
        const text = this.port.readFile(path);
        if (text === undefined) return -1;
        this.spend(text.length);
        lines = text === '' ? [] : text.replace(/\n$/, '').split('\n').toReversed();
        this.reading.set(path, lines);
      }
      line = lines.pop();
      if (line === undefined) return 0;
    }
    if (target === undefined) this.setLine(line);
    else this.assign(target, new Input(line));
    return 1;
  }

  private patternOf(expression: Expression): string {
    return expression.type === 'regex' ? expression.source : this.textOf(this.evaluate(expression));
  }

  private matches(text: string, source: string): boolean {
    return this.matcher(source).find(text, 0, this.spend) !== undefined;
  }

  private callFunction(name: string, args: readonly Expression[]): Value {
    const called = this.program.functions.get(name);
    if (called === undefined) throw new AwkError(`function ${name} never defined`, 'Call to undefined function');
    if (args.length > called.parameters.length) throw new AwkError(`too many arguments in call to ${name}`);
    const frame = new Map<string, Cell>();
    called.parameters.forEach((parameter, index) => {
      const arg = args[index];
      if (arg === undefined) frame.set(parameter, {});
      else if (arg.type !== 'variable') frame.set(parameter, { value: this.evaluate(arg) });
      else {
        const cell = this.variables.cell(arg.name);
        if (cell.array !== undefined) frame.set(parameter, cell);
        else frame.set(parameter, cell.value === undefined ? { origin: cell } : { value: cell.value });
      }
    });
    this.variables.enter(frame);
    try {
      return this.runBody(called);
    } finally {
      this.variables.leave();
    }
  }

  private call(name: string, args: readonly Expression[]): Value {
    const [first, second, third] = args;
    const value = (expression: Expression | undefined): Value =>
      expression === undefined ? '' : this.evaluate(expression);
    const text = (expression: Expression | undefined): string => this.textOf(value(expression));
    switch (name) {
      case 'length':
        if (first?.type === 'variable' && this.variables.isArray(first.name)) {
          return this.variables.array(first.name).size;
        }
        return (first === undefined ? this.line : text(first)).length;
      case 'substr':
        return substring(
          text(first),
          toNumber(value(second)),
          third === undefined ? undefined : toNumber(value(third)),
        );
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
        const array = this.variables.array(second.name);
        array.clear();
        parts.forEach((part, index) => array.set(String(index + 1), new Input(part)));
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
      case 'rand':
        return this.randoms.next();
      case 'srand':
        return this.randoms.restart(first === undefined ? Math.floor(this.port.now() / 1000) : toNumber(value(first)));
      case 'close': {
        const path = text(first);
        return this.reading.delete(path) || this.written.has(path) || this.pipes.has(path) ? 0 : -1;
      }
      case 'fflush':
        return 0;
      default:
        return mathFunction(name, toNumber(value(first)), toNumber(value(second))) ?? 0;
    }
  }

  private substitute(all: boolean, [pattern, replacement, target]: readonly Expression[]): number {
    const place: Target =
      target !== undefined && (target.type === 'variable' || target.type === 'field' || target.type === 'element')
        ? target
        : { type: 'field', index: { type: 'number', value: 0 } };
    const by = replacement === undefined ? '' : this.textOf(this.evaluate(replacement));
    const before = this.textOf(this.get(place));
    this.spend(before.length / 50);
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

/** A code point that there is; 0 stands for all others. */
function codePoint(value: number): number {
  const code = Math.trunc(value);
  return code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? code : 0;
}
