import type { Expression, Pattern, Rule, Statement, Target } from './ast.ts';

/** A program that awk cannot read. */
export class AwkSyntaxError extends Error {}

interface Token {
  type: 'number' | 'string' | 'regex' | 'name' | 'call' | 'operator' | 'newline' | 'end';
  text: string;
}

const MAX_DEPTH = 100;
const SPACE = /(?:[ \t\r]|\\\n|#[^\n]*)*/y;
const NUMBER = /(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?/y;
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /\*\*=?|[-+*/%^=!<>]=|&&|\|\||\+\+|--|!~|[-+*/%^=!<>~?:,;{}()[\]$]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/' };

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
]);

const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];

/** Divides a program into tokens; a slash begins a regular expression where no value stands before it. */
function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) position += text.length;
    return text;
  };
  const followsValue = (): boolean => {
    const last = tokens.at(-1);
    if (last === undefined) return false;
    return last.type === 'operator'
      ? [')', ']', '$', '++', '--'].includes(last.text)
      : !['newline', 'call'].includes(last.type);
  };
  for (;;) {
    take(SPACE);
    const character = source[position];
    if (character === undefined) return [...tokens, { type: 'end', text: '' }];
    if (character === '\n') {
      position += 1;
      tokens.push({ type: 'newline', text: '\n' });
    } else if (character === '"') {
      const { text, end } = delimited(source, position, '"');
      const value = text.replaceAll(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
      tokens.push({ type: 'string', text: value });
      position = end;
    } else if (character === '/' && !followsValue()) {
      const { text, end } = delimited(source, position, '/');
      tokens.push({ type: 'regex', text: text.replaceAll('\\/', '/') });
      position = end;
    } else {
      const number = take(NUMBER);
      const name = number === undefined ? take(NAME) : undefined;
      const operator = number === undefined && name === undefined ? take(OPERATOR) : undefined;
      if (number !== undefined) tokens.push({ type: 'number', text: number });
      else if (name !== undefined) tokens.push({ type: source[position] === '(' ? 'call' : 'name', text: name });
      else if (operator === undefined) throw new AwkSyntaxError(`syntax error at source line 1 near ${character}`);
      else tokens.push({ type: 'operator', text: operator });
    }
  }
}

function delimited(source: string, start: number, quote: string): { text: string; end: number } {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === quote) return { text: source.slice(start + 1, index), end: index + 1 };
    else if (source[index] === '\n') break;
  }
  throw new AwkSyntaxError(quote === '"' ? 'unterminated string' : 'unterminated regexp');
}

class AwkParser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;
  /** In `print a > b` a `>` would be a redirection; in `for (x in a)` and elsewhere it compares. */
  private noGreater = false;

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  parse(): Rule[] {
    const rules: Rule[] = [];
    for (this.skipEnds(); this.peek().type !== 'end'; this.skipEnds()) {
      const pattern = this.parsePattern();
      const isBlock = this.is('{');
      if (!isBlock && (pattern.type === 'begin' || pattern.type === 'end')) throw this.error();
      rules.push({ pattern, action: isBlock ? this.parseBlock() : { type: 'print', args: [] } });
    }
    return rules;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { type: 'end', text: '' };
  }

  private is(...texts: readonly string[]): boolean {
    const { type, text } = this.peek();
    return type === 'operator' && texts.includes(text);
  }

  private isName(text: string): boolean {
    const token = this.peek();
    return (token.type === 'name' || token.type === 'call') && token.text === text;
  }

  private accept(...texts: readonly string[]): string | undefined {
    return this.is(...texts) ? this.tokens[this.position++]?.text : undefined;
  }

  private expect(text: string): void {
    if (this.accept(text) === undefined) throw this.error();
  }

  private error(): AwkSyntaxError {
    const { type, text } = this.peek();
    return new AwkSyntaxError(
      `syntax error at or near ${type === 'end' ? 'end of file' : type === 'newline' ? 'end of line' : text}`,
    );
  }

  private skipNewlines(): void {
    while (this.peek().type === 'newline') this.position += 1;
  }

  private skipEnds(): void {
    while (this.peek().type === 'newline' || this.is(';')) this.position += 1;
  }

  private deeper<T>(parse: () => T): T {
    if (this.depth >= MAX_DEPTH) throw new AwkSyntaxError('program nested too deeply');
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private parsePattern(): Pattern {
    if (this.is('{')) return { type: 'always' };
    for (const [name, type] of [
      ['BEGIN', 'begin'],
      ['END', 'end'],
    ] as const) {
      if (!this.isName(name)) continue;
      this.position += 1;
      return { type };
    }
    const condition = this.parseExpression();
    if (this.accept(',') === undefined) return { type: 'when', condition };
    this.skipNewlines();
    return { type: 'range', from: condition, to: this.parseExpression() };
  }

  private parseBlock(): Statement {
    return this.deeper(() => {
      this.expect('{');
      const body: Statement[] = [];
      for (this.skipEnds(); !this.is('}'); this.skipEnds()) {
        body.push(this.parseStatement());
        if (!this.is('}', ';') && this.peek().type !== 'newline' && !this.endsWithBlock()) throw this.error();
      }
      this.expect('}');
      return { type: 'block', body };
    });
  }

  private endsWithBlock(): boolean {
    const before = this.tokens[this.position - 1];
    return before?.type === 'operator' && (before.text === '}' || before.text === ';');
  }

  private parseStatement(): Statement {
    return this.deeper(() => {
      if (this.is('{')) return this.parseBlock();
      const { type, text } = this.peek();
      if (type !== 'name' && type !== 'call') return this.parseSimple();
      switch (text) {
        case 'if':
          return this.parseIf();
        case 'while': {
          this.position += 1;
          const condition = this.parseBracketed();
          if (this.accept(';') !== undefined)
            return { type: 'while', condition, body: { type: 'block', body: [] }, testsLast: false };
          return { type: 'while', condition, body: this.parseBody(), testsLast: false };
        }
        case 'do': {
          this.position += 1;
          const body = this.parseBody();
          this.skipEnds();
          if (!this.isName('while')) throw this.error();
          this.position += 1;
          return { type: 'while', condition: this.parseBracketed(), body, testsLast: true };
        }
        case 'for':
          return this.parseFor();
        default:
          return this.parseSimple();
      }
    });
  }

  private parseBody(): Statement {
    this.skipNewlines();
    return this.parseStatement();
  }

  private parseBracketed(): Expression {
    this.expect('(');
    const condition = this.parseExpression();
    this.expect(')');
    return condition;
  }

  private parseIf(): Statement {
    this.position += 1;
    const condition = this.parseBracketed();
    const yes = this.parseBody();
    const before = this.position;
    this.skipEnds();
    if (!this.isName('else')) {
      this.position = before;
      return { type: 'if', condition, yes };
    }
    this.position += 1;
    return { type: 'if', condition, yes, no: this.parseBody() };
  }

  private parseFor(): Statement {
    this.position += 1;
    this.expect('(');
    const [name, keyword, array, close] = this.tokens.slice(this.position, this.position + 4);
    if (name?.type === 'name' && keyword?.text === 'in' && array?.type === 'name' && close?.text === ')') {
      this.position += 4;
      return { type: 'forIn', name: name.text, array: array.text, body: this.parseBody() };
    }
    const start = this.is(';') ? undefined : this.parseSimple();
    this.expect(';');
    const condition = this.is(';') ? undefined : this.parseExpression();
    this.expect(';');
    const step = this.is(')') ? undefined : this.parseSimple();
    this.expect(')');
    const body = this.parseBody();
    return {
      type: 'for',
      body,
      ...(start === undefined ? {} : { start }),
      ...(condition === undefined ? {} : { condition }),
      ...(step === undefined ? {} : { step }),
    };
  }

  private parseSimple(): Statement {
    const { type, text } = this.peek();
    if (type === 'name' || type === 'call') {
      switch (text) {
        case 'print':
        case 'printf':
          return this.parsePrint(text);
        case 'next':
        case 'break':
        case 'continue':
          this.position += 1;
          return { type: text };
        case 'exit': {
          this.position += 1;
          const isBare = this.is(';', '}') || ['newline', 'end'].includes(this.peek().type);
          return isBare ? { type: 'exit' } : { type: 'exit', code: this.parseExpression() };
        }
        case 'delete': {
          this.position += 1;
          const array = this.tokens[this.position++]?.text ?? '';
          if (this.accept('[') === undefined) return { type: 'delete', array };
          const index = this.parseList(']');
          return { type: 'delete', array, index };
        }
        case 'getline':
        case 'function':
          throw new AwkSyntaxError(`${text} is not part of this awk`);
        default:
      }
    }
    return { type: 'expression', expression: this.parseExpression() };
  }

  private parsePrint(type: 'print' | 'printf'): Statement {
    this.position += 1;
    const isEnd = (): boolean => this.is(';', '}', '>') || ['newline', 'end'].includes(this.peek().type);
    if (isEnd()) return { type, args: [] };
    const before = this.noGreater;
    this.noGreater = true;
    let args = this.parseGroup() ?? [this.parseExpression()];
    while (this.accept(',') !== undefined) {
      this.skipNewlines();
      args = [...args, this.parseExpression()];
    }
    this.noGreater = before;
    if (!isEnd()) throw this.error();
    if (this.is('>')) throw new AwkSyntaxError('redirection is not part of this awk');
    return { type, args };
  }

  /** `(a, b)` when that is all that is printed. */
  private parseGroup(): Expression[] | undefined {
    const start = this.position;
    if (!this.is('(')) return undefined;
    let open = 0;
    let end = start;
    for (; end < this.tokens.length; end++) {
      const token = this.tokens[end];
      if (token?.type !== 'operator') continue;
      if (token.text === '(') open += 1;
      if (token.text === ')' && --open === 0) break;
    }
    const next = this.tokens[end + 1];
    const endsThere =
      next === undefined || next.type === 'newline' || next.type === 'end' || [';', '}'].includes(next.text);
    if (!endsThere) return undefined;
    this.position += 1;
    const before = this.noGreater;
    this.noGreater = false;
    const args = this.parseList(')');
    this.noGreater = before;
    return args;
  }

  private parseList(close: ')' | ']'): Expression[] {
    const list: Expression[] = [];
    while (!this.is(close)) {
      if (list.length > 0) this.expect(',');
      this.skipNewlines();
      list.push(this.parseExpression());
    }
    this.expect(close);
    return list;
  }

  private parseExpression(): Expression {
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
      left = { type: 'in', array: this.tokens[this.position++]?.text ?? '', index: left };
    }
    return left;
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
    if (type === 'name') return text !== 'in';
    return ['number', 'string', 'regex', 'call'].includes(type) || this.is('$', '(', '!', '-', '+', '++', '--');
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
    const step = this.accept('++', '--');
    const operand = this.parsePrimary();
    if (step === undefined || !isTarget(operand)) return operand;
    return { type: 'step', target: operand, by: step === '++' ? 1 : -1, isPrefix: true };
  }

  private parseParenthesis(): Expression {
    const before = this.noGreater;
    this.noGreater = false;
    const inner = this.parseExpression();
    this.noGreater = before;
    this.expect(')');
    return inner;
  }

  private parseNamed(name: string, isCall: boolean): Expression {
    if (isCall || name === 'length') {
      if (!FUNCTIONS.has(name)) throw new AwkSyntaxError(`calling undefined function ${name}`);
      return { type: 'call', name, args: this.accept('(') === undefined ? [] : this.parseList(')') };
    }
    if (this.accept('[') === undefined) return { type: 'variable', name };
    return { type: 'element', array: name, index: this.parseList(']') };
  }
}

function isTarget(expression: Expression): expression is Target {
  return expression.type === 'variable' || expression.type === 'field' || expression.type === 'element';
}

/** Reads an awk program. Throws an AwkSyntaxError. */
export function parseAwk(source: string): Rule[] {
  return new AwkParser(source).parse();
}
