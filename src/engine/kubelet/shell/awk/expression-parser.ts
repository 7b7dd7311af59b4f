import type { Expression, Target } from './ast.ts';
import { AwkSyntaxError } from './errors.ts';
import { tokenize, type Token } from './tokens.ts';

const MAX_DEPTH = 100;
const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'print',
  'printf',
  'if',
  'else',
  'while',
  'do',
  'for',
  'next',
  'break',
  'continue',
  'exit',
  'return',
  'delete',
]);

const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];

const FUNCTIONS = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'match',
  'sprintf',
  'toupper',
  'tolower',
  'int',
  'sqrt',
  'log',
  'exp',
  'sin',
  'cos',
  'systime',
  'strftime',
  'atan2',
  'rand',
  'srand',
  'close',
  'fflush',
]);

const END: Token = { type: 'end', text: 'end of file', line: 1 };

/** Reads the expressions of an awk program. */
export class ExpressionParser {
  protected readonly tokens: readonly Token[];
  protected position = 0;
  /** In `print a > b` a `>` is a redirection; in `for (x in a)` and elsewhere it compares. */
  protected noGreater = false;
  /** Functions that the program calls, with the line of the first call. */
  protected readonly called = new Map<string, number>();
  protected readsAhead = false;
  private depth = 0;

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  protected peek(): Token {
    return this.tokens[this.position] ?? END;
  }

  protected is(...texts: readonly string[]): boolean {
    const { type, text } = this.peek();
    return type === 'operator' && texts.includes(text);
  }

  protected isName(text: string): boolean {
    const token = this.peek();
    return (token.type === 'name' || token.type === 'call') && token.text === text;
  }

  protected accept(...texts: readonly string[]): string | undefined {
    return this.is(...texts) ? this.tokens[this.position++]?.text : undefined;
  }

  protected expect(text: string): void {
    if (this.accept(text) === undefined) throw this.error();
  }

  protected error(): AwkSyntaxError {
    const { text, line } = this.peek();
    return new AwkSyntaxError(`line ${line}: syntax error at or near ${text}`);
  }

  /** Fails when a bracket is not closed, as mawk says it. */
  protected expectClosing(text: ')' | ']' | '}'): void {
    if (this.accept(text) !== undefined) return;
    const next = this.peek();
    const isEnd = next.type === 'end' || (next.type === 'operator' && [')', ']', '}'].includes(next.text));
    if (!isEnd) throw this.error();
    throw new AwkSyntaxError(`line ${next.line}: missing ${text} near ${next.text}`);
  }

  protected skipNewlines(): void {
    while (this.peek().type === 'newline') this.position += 1;
  }

  protected skipEnds(): void {
    while (this.peek().type === 'newline' || this.is(';')) this.position += 1;
  }

  protected deeper<T>(parse: () => T): T {
    if (this.depth >= MAX_DEPTH) throw new AwkSyntaxError('program nested too deeply');
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  protected parseList(close: ')' | ']'): Expression[] {
    const list: Expression[] = [];
    while (!this.is(close)) {
      if (list.length > 0) this.expect(',');
      this.skipNewlines();
      list.push(this.parseExpression());
      if (!this.is(',')) break;
    }
    this.expectClosing(close);
    return list;
  }

  protected parseExpression(): Expression {
    return this.deeper(() => {
      const condition = this.parseOr();
      if (this.accept('?') !== undefined) {
        this.skipNewlines();
        const yes = this.parseExpression();
        this.expect(':');
        this.skipNewlines();
        return { type: 'conditional', condition, yes, no: this.parseExpression() };
      }
      const operator = this.accept('=', '+=', '-=', '*=', '/=', '%=', '^=', '**=');
      if (operator === undefined) return condition;
      if (!isTarget(condition)) throw this.error();
      return { type: 'assign', operator, target: condition, value: this.parseExpression() };
    });
  }

  private parseLeft(operators: readonly string[], next: () => Expression): Expression {
    let left = next();
    for (let operator = this.accept(...operators); operator !== undefined; operator = this.accept(...operators)) {
      this.skipNewlines();
      left = { type: 'binary', operator, left, right: next() };
    }
    return left;
  }

  private parseOr(): Expression {
    return this.parseLeft(['||'], () => this.parseLeft(['&&'], () => this.parseIn()));
  }

  private parseIn(): Expression {
    let left = this.parseMatch();
    while (this.isName('in')) {
      this.position += 1;
      left = { type: 'in', array: this.parseName(), index: [left] };
    }
    return left;
  }

  protected parseName(): string {
    const token = this.peek();
    if (token.type !== 'name' && token.type !== 'call') throw this.error();
    this.position += 1;
    return token.text;
  }

  private parseMatch(): Expression {
    return this.parseLeft(['~', '!~'], () => this.parseComparison());
  }

  private parseComparison(): Expression {
    const left = this.parseConcatenation();
    const operator = this.accept(...COMPARISONS.filter((text) => text !== '>' || !this.noGreater));
    return operator === undefined ? left : { type: 'binary', operator, left, right: this.parseConcatenation() };
  }

  private parseConcatenation(): Expression {
    let left = this.parseSum();
    while (this.startsOperand()) left = { type: 'binary', operator: ' ', left, right: this.parseSum() };
    return left;
  }

  private startsOperand(): boolean {
    const { type, text } = this.peek();
    if (type === 'name' || type === 'call') return text !== 'in' && !KEYWORDS.has(text);
    return ['number', 'string', 'regex'].includes(type) || this.is('$', '(', '!', '-', '+', '++', '--');
  }

  private parseSum(): Expression {
    return this.parseLeft(['+', '-'], () => this.parseLeft(['*', '/', '%'], () => this.parseUnary()));
  }

  private parseUnary(): Expression {
    const operator = this.accept('!', '-', '+');
    if (operator === '!' || operator === '-' || operator === '+') {
      return this.deeper(() => ({ type: 'unary', operator, operand: this.parseUnary() }));
    }
    const base = this.parsePostfix();
    const isPower = this.accept('^', '**') !== undefined;
    return isPower
      ? this.deeper(() => ({ type: 'binary', operator: '^', left: base, right: this.parseUnary() }))
      : base;
  }

  private parsePostfix(): Expression {
    const prefix = this.accept('++', '--');
    const operand = this.parsePrimary();
    if (prefix !== undefined) {
      if (!isTarget(operand)) throw this.error();
      return { type: 'step', target: operand, by: prefix === '++' ? 1 : -1, isPrefix: true };
    }
    const suffix = isTarget(operand) ? this.accept('++', '--') : undefined;
    if (suffix === undefined || !isTarget(operand)) return operand;
    return { type: 'step', target: operand, by: suffix === '++' ? 1 : -1, isPrefix: false };
  }

  private parsePrimary(): Expression {
    const token = this.peek();
    this.position += 1;
    switch (token.type) {
      case 'number':
        return { type: 'number', value: Number(token.text) };
      case 'string':
        return { type: 'string', value: token.text };
      case 'regex':
        return { type: 'regex', source: token.text };
      case 'call':
      case 'name':
        return this.parseNamed(token.text, token.type === 'call');
      case 'operator':
        if (token.text === '$') return this.deeper(() => ({ type: 'field', index: this.parsePostfixOfField() }));
        if (token.text === '(') return this.parseParenthesis();
        break;
      default:
    }
    this.position -= 1;
    throw this.error();
  }

  /** `$i++` steps the field, `$NF-1` subtracts from it. */
  private parsePostfixOfField(): Expression {
    const sign = this.accept('-', '+', '!');
    if (sign === '-' || sign === '+' || sign === '!') {
      return this.deeper(() => ({ type: 'unary', operator: sign, operand: this.parsePostfixOfField() }));
    }
    const step = this.accept('++', '--');
    const operand = this.parsePrimary();
    if (step === undefined || !isTarget(operand)) return operand;
    return { type: 'step', target: operand, by: step === '++' ? 1 : -1, isPrefix: true };
  }

  /** `(a)`, or `(a, b) in c`. */
  private parseParenthesis(): Expression {
    const before = this.noGreater;
    this.noGreater = false;
    const inner = this.parseExpression();
    const index = [inner];
    while (this.accept(',') !== undefined) {
      this.skipNewlines();
      index.push(this.parseExpression());
    }
    this.noGreater = before;
    this.expectClosing(')');
    if (index.length === 1) return inner;
    if (!this.isName('in')) throw this.error();
    this.position += 1;
    return { type: 'in', array: this.parseName(), index };
  }

  /** `getline`, `getline line`, `getline < "file"`, `getline line < "file"`. */
  private parseGetline(): Expression {
    const token = this.peek();
    const hasTarget = (token.type === 'name' && token.text !== 'in') || this.is('$');
    const target = hasTarget ? this.parsePrimary() : undefined;
    if (target !== undefined && !isTarget(target)) throw this.error();
    const file = this.accept('<') === undefined ? undefined : this.parsePrimary();
    this.readsAhead ||= file === undefined;
    return {
      type: 'getline',
      ...(target === undefined ? {} : { target }),
      ...(file === undefined ? {} : { file }),
    };
  }

  private parseNamed(name: string, isCall: boolean): Expression {
    if (KEYWORDS.has(name)) {
      this.position -= 1;
      throw this.error();
    }
    if (name === 'getline') return this.parseGetline();
    if (FUNCTIONS.has(name)) {
      if (!isCall && name !== 'length') throw this.error();
      return { type: 'call', name, args: this.accept('(') === undefined ? [] : this.parseList(')') };
    }
    if (isCall) {
      if (!this.called.has(name)) this.called.set(name, this.peek().line);
      this.expect('(');
      return { type: 'userCall', name, args: this.parseList(')') };
    }
    if (this.accept('[') === undefined) return { type: 'variable', name };
    return { type: 'element', array: name, index: this.parseList(']') };
  }
}

export function isTarget(expression: Expression): expression is Target {
  return expression.type === 'variable' || expression.type === 'field' || expression.type === 'element';
}
