import type { Argument, Block, Branch, Expression, FormatPart, Handler, Parameter, Statement, Target } from './ast.ts';
import { PythonSyntaxError, type Token, tokensOf } from './tokens.ts';

const DEEPEST = 40;
const AUGMENTS = new Set(['+=', '-=', '*=', '/=', '//=', '%=', '**=', '|=', '&=', '^=']);
const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
/** Python reads them; they are not played here. */
const UNKNOWN = new Set(['class', 'with', 'yield', 'async', 'await', 'del', 'nonlocal', 'assert', 'match']);
const KEYWORDS = new Set([
  'and',
  'as',
  'break',
  'continue',
  'def',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
]);
const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%', '@'],
];

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;
  private depth = 0;
  private functions = 0;
  private loops = 0;

  constructor(source: string) {
    this.tokens = tokensOf(source);
  }

  script(): Block {
    const statements: Statement[] = [];
    while (this.peek().type !== 'end') statements.push(...this.statement());
    return statements;
  }

  /** A whole text as one expression, as between the braces of an f-string. */
  only(): Expression {
    const value = this.expressions();
    if (this.peek().type !== 'newline') throw this.unexpected();
    return value;
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { type: 'end', line: 1 };
  }

  private next(): Token {
    const token = this.peek();
    this.position += 1;
    return token;
  }

  private unexpected(): PythonSyntaxError {
    return new PythonSyntaxError('invalid syntax', this.peek().line);
  }

  private is(text: string): boolean {
    const token = this.peek();
    return (token.type === 'operator' || token.type === 'name') && token.text === text;
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.position += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  private name(): string {
    const token = this.next();
    if (token.type !== 'name' || KEYWORDS.has(token.text)) throw new PythonSyntaxError('invalid syntax', token.line);
    return token.text;
  }

  private deeper<T>(parse: () => T): T {
    if (++this.depth > DEEPEST) throw new PythonSyntaxError('too many nested parentheses', this.peek().line);
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private block(): Block {
    this.expect(':');
    return this.deeper(() => {
      if (this.peek().type !== 'newline') return this.line();
      this.next();
      if (this.next().type !== 'indent') throw new PythonSyntaxError('expected an indented block', this.peek().line);
      const statements: Statement[] = [];
      while (this.peek().type !== 'dedent') {
        if (this.peek().type === 'end') throw this.unexpected();
        statements.push(...this.statement());
      }
      this.next();
      return statements;
    });
  }

  /** Simple statements with `;` between them. */
  private line(): Block {
    const statements = [this.simple()];
    while (this.accept(';')) {
      if (this.peek().type === 'newline') break;
      statements.push(this.simple());
    }
    if (this.peek().type !== 'newline') throw this.unexpected();
    this.next();
    return statements;
  }

  private statement(): Block {
    const token = this.peek();
    const { line } = token;
    if (token.type === 'operator' && token.text === '@') throw new PythonSyntaxError('decorator', line, true);
    if (token.type !== 'name') return this.line();
    if (UNKNOWN.has(token.text)) throw new PythonSyntaxError(token.text, line, true);
    switch (token.text) {
      case 'if':
        return [this.conditional(line)];
      case 'while': {
        this.next();
        const test = this.expression();
        const body = this.loopBody();
        return [{ type: 'while', test, body, otherwise: this.accept('else') ? this.block() : [], line }];
      }
      case 'for': {
        this.next();
        const target = this.target(this.targets());
        this.expect('in');
        const items = this.expressions();
        return [{ type: 'for', target, items, body: this.loopBody(), line }];
      }
      case 'def': {
        this.next();
        const name = this.name();
        this.expect('(');
        const parameters = this.parameters(')');
        this.expect(')');
        if (this.accept('->')) this.expression();
        return [{ type: 'def', name, parameters, body: this.functionBody(), line }];
      }
      case 'try':
        return [this.attempt(line)];
      default:
        return this.line();
    }
  }

  private loopBody(): Block {
    this.loops += 1;
    const body = this.block();
    this.loops -= 1;
    return body;
  }

  private functionBody(): Block {
    const { loops } = this;
    this.loops = 0;
    this.functions += 1;
    const body = this.block();
    this.functions -= 1;
    this.loops = loops;
    return body;
  }

  private conditional(line: number): Statement {
    const branches: Branch[] = [];
    do {
      this.next();
      const test = this.expression();
      branches.push({ test, body: this.block() });
    } while (this.is('elif'));
    return { type: 'if', branches, otherwise: this.accept('else') ? this.block() : [], line };
  }

  private attempt(line: number): Statement {
    this.next();
    const body = this.block();
    const handlers: Handler[] = [];
    while (this.accept('except')) {
      const names: string[] = [];
      if (!this.is(':')) {
        if (this.accept('(')) {
          do names.push(this.dotted());
          while (this.accept(','));
          this.expect(')');
        } else names.push(this.dotted());
      }
      const as = this.accept('as') ? this.name() : undefined;
      handlers.push({ names, ...(as !== undefined && { as }), body: this.block() });
    }
    if (this.is('else')) throw new PythonSyntaxError('try-else', line, true);
    return { type: 'try', body, handlers, last: this.accept('finally') ? this.block() : [], line };
  }

  private dotted(): string {
    let path = this.name();
    while (this.accept('.')) path += `.${this.name()}`;
    return path;
  }

  private simple(): Statement {
    const token = this.peek();
    const { line } = token;
    const word = token.type === 'name' ? token.text : '';
    if (UNKNOWN.has(word)) throw new PythonSyntaxError(word, line, true);
    switch (word) {
      case 'pass':
      case 'break':
      case 'continue':
        this.next();
        if (word !== 'pass' && this.loops === 0) throw new PythonSyntaxError(`'${word}' outside loop`, line);
        return { type: word, line };
      case 'global':
        while (this.peek().type !== 'newline' && !this.is(';')) this.next();
        return { type: 'global', line };
      case 'return':
      case 'raise': {
        this.next();
        if (word === 'return' && this.functions === 0) throw new PythonSyntaxError("'return' outside function", line);
        if (this.peek().type === 'newline' || this.is(';')) return { type: word, line };
        const value = this.expressions();
        if (this.accept('from')) this.expression();
        return { type: word, value, line };
      }
      case 'import': {
        this.next();
        const names: { path: string; as: string }[] = [];
        do {
          const path = this.dotted();
          names.push({ path, as: this.accept('as') ? this.name() : (path.split('.')[0] ?? path) });
        } while (this.accept(','));
        return { type: 'import', names, line };
      }
      case 'from': {
        this.next();
        const path = this.dotted();
        this.expect('import');
        const isGrouped = this.accept('(');
        const names: { name: string; as: string }[] = [];
        do {
          const name = this.name();
          names.push({ name, as: this.accept('as') ? this.name() : name });
        } while (this.accept(','));
        if (isGrouped) this.expect(')');
        return { type: 'from', path, names, line };
      }
      default:
        return this.assignment(line);
    }
  }

  private assignment(line: number): Statement {
    const first = this.expressions();
    const token = this.peek();
    if (token.type === 'operator' && AUGMENTS.has(token.text)) {
      this.next();
      return {
        type: 'augment',
        target: this.target(first),
        operator: token.text.slice(0, -1),
        value: this.expressions(),
        line,
      };
    }
    if (this.accept(':')) this.expression();
    if (!this.is('=')) return { type: 'expression', value: first, line };
    const values = [first];
    while (this.accept('=')) values.push(this.expressions());
    const value = values.pop() ?? first;
    return { type: 'assign', targets: values.map((each) => this.target(each)), value, line };
  }

  private target(value: Expression): Target {
    if (value.type === 'list') return { type: 'tuple', items: value.items.map((item) => this.target(item)) };
    if (value.type === 'tuple') return { type: 'tuple', items: value.items.map((item) => this.target(item)) };
    if (value.type === 'name' || value.type === 'index' || value.type === 'attribute') return value;
    throw new PythonSyntaxError('cannot assign to expression', this.peek().line);
  }

  /** The names of a `for`, which end at `in`. */
  private targets(): Expression {
    const items = [this.postfix()];
    let isTuple = false;
    while (this.accept(',')) {
      isTuple = true;
      if (this.is('in')) break;
      items.push(this.postfix());
    }
    const [only] = items;
    return isTuple || only === undefined ? { type: 'tuple', items } : only;
  }

  private parameters(end: string): Parameter[] {
    const parameters: Parameter[] = [];
    while (!this.is(end)) {
      if (this.is('*') || this.is('**')) throw new PythonSyntaxError('star', this.peek().line, true);
      const name = this.name();
      if (end === ')' && this.accept(':')) this.expression();
      parameters.push(this.accept('=') ? { name, fallback: this.expression() } : { name });
      if (!this.accept(',')) break;
    }
    return parameters;
  }

  /** One expression, or a tuple without brackets. */
  private expressions(): Expression {
    const first = this.expression();
    if (!this.is(',')) return first;
    const items = [first];
    while (this.accept(',')) {
      const token = this.peek();
      const isOver = token.type === 'newline' || token.type === 'end' || this.is('=') || this.is(')') || this.is(':');
      if (isOver) break;
      items.push(this.expression());
    }
    return { type: 'tuple', items };
  }

  private expression(): Expression {
    return this.deeper(() => {
      if (this.accept('lambda')) {
        const parameters = this.parameters(':');
        this.expect(':');
        return { type: 'lambda', parameters, value: this.expression() };
      }
      const value = this.disjunction();
      if (!this.accept('if')) return value;
      const test = this.disjunction();
      this.expect('else');
      return { type: 'choice', test, yes: value, no: this.expression() };
    });
  }

  private disjunction(): Expression {
    let left = this.conjunction();
    while (this.accept('or')) left = { type: 'or', left, right: this.conjunction() };
    return left;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.accept('and')) left = { type: 'and', left, right: this.negation() };
    return left;
  }

  private negation(): Expression {
    if (this.accept('not')) return { type: 'unary', operator: 'not', value: this.deeper(() => this.negation()) };
    const first = this.binary(0);
    const rest: { operator: string; value: Expression }[] = [];
    for (let operator = this.comparison(); operator !== undefined; operator = this.comparison()) {
      rest.push({ operator, value: this.binary(0) });
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest };
  }

  private comparison(): string | undefined {
    const token = this.peek();
    if (token.type === 'operator' && COMPARISONS.has(token.text)) {
      this.next();
      return token.text;
    }
    if (this.accept('in')) return 'in';
    if (this.accept('is')) return this.accept('not') ? 'is not' : 'is';
    if (!this.is('not')) return undefined;
    this.next();
    this.expect('in');
    return 'not in';
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.peek();
      if (token.type !== 'operator' || !operators.includes(token.text)) return left;
      this.next();
      left = { type: 'binary', operator: token.text, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    const token = this.peek();
    if (token.type === 'operator' && ['-', '+', '~'].includes(token.text)) {
      this.next();
      return { type: 'unary', operator: token.text, value: this.deeper(() => this.unary()) };
    }
    const base = this.postfix();
    return this.accept('**')
      ? { type: 'binary', operator: '**', left: base, right: this.deeper(() => this.unary()) }
      : base;
  }

  private postfix(): Expression {
    let value = this.primary();
    for (;;) {
      const { line } = this.peek();
      if (this.accept('.')) value = { type: 'attribute', object: value, name: this.name() };
      else if (this.accept('(')) value = { type: 'call', callee: value, args: this.args(), line };
      else if (this.accept('[')) value = this.subscript(value);
      else return value;
    }
  }

  private args(): Argument[] {
    const args: Argument[] = [];
    while (!this.accept(')')) {
      if (this.is('*') || this.is('**')) throw new PythonSyntaxError('star', this.peek().line, true);
      const token = this.peek();
      const after = this.tokens[this.position + 1];
      if (token.type === 'name' && after?.type === 'operator' && after.text === '=') {
        this.position += 2;
        args.push({ name: token.text, value: this.expression() });
      } else {
        const value = this.expression();
        args.push({ value: this.is('for') ? this.each(value) : value });
      }
      if (!this.accept(',') && !this.is(')')) throw this.unexpected();
    }
    return args;
  }

  private subscript(object: Expression): Expression {
    const from = this.is(':') ? undefined : this.expressions();
    if (!this.accept(':')) {
      this.expect(']');
      if (from === undefined) throw this.unexpected();
      return { type: 'index', object, key: from };
    }
    const to = this.is(':') || this.is(']') ? undefined : this.expression();
    const step = this.accept(':') && !this.is(']') ? this.expression() : undefined;
    this.expect(']');
    return {
      type: 'slice',
      object,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(step !== undefined && { step }),
    };
  }

  /** `VALUE for TARGET in ITEMS if TEST`; the value is read already. */
  private each(value: Expression): Expression {
    this.expect('for');
    const target = this.target(this.targets());
    this.expect('in');
    const items = this.disjunction();
    const test = this.accept('if') ? this.disjunction() : undefined;
    if (this.is('for')) throw new PythonSyntaxError('nested comprehension', this.peek().line, true);
    return { type: 'each', value, target, items, ...(test !== undefined && { test }) };
  }

  private primary(): Expression {
    const token = this.next();
    switch (token.type) {
      case 'number':
        return { type: 'number', value: token.value, isFloat: token.isFloat };
      case 'text': {
        let value = textOf(token);
        for (let next = this.peek(); next.type === 'text'; next = this.peek()) {
          this.next();
          const parts = [...partsOf(value), ...partsOf(textOf(next))];
          value = { type: 'format', parts };
        }
        return value;
      }
      case 'name':
        if (KEYWORDS.has(token.text)) throw new PythonSyntaxError('invalid syntax', token.line);
        if (UNKNOWN.has(token.text)) throw new PythonSyntaxError(token.text, token.line, true);
        return { type: 'name', name: token.text };
      case 'operator':
        if (token.text === '(') return this.group();
        if (token.text === '[') return this.items(']', 'list');
        if (token.text === '{') return this.braces();
        throw new PythonSyntaxError('invalid syntax', token.line);
      default:
        throw new PythonSyntaxError('invalid syntax', token.line);
    }
  }

  private group(): Expression {
    if (this.accept(')')) return { type: 'tuple', items: [] };
    const value = this.expressions();
    if (this.is('for')) {
      const each = this.each(value);
      this.expect(')');
      return each;
    }
    this.expect(')');
    return value;
  }

  private items(end: string, type: 'list' | 'set'): Expression {
    const items: Expression[] = [];
    while (!this.accept(end)) {
      const value = this.expression();
      if (this.is('for') && items.length === 0) {
        const each = this.each(value);
        this.expect(end);
        return each;
      }
      items.push(value);
      if (!this.accept(',') && !this.is(end)) throw this.unexpected();
    }
    return { type, items };
  }

  private braces(): Expression {
    const start = this.position;
    if (this.accept('}')) return { type: 'dict', entries: [] };
    this.expression();
    const isDict = this.is(':');
    this.position = start;
    if (!isDict) return this.items('}', 'set');
    const entries: [Expression, Expression][] = [];
    while (!this.accept('}')) {
      const key = this.expression();
      this.expect(':');
      entries.push([key, this.expression()]);
      if (this.is('for')) throw new PythonSyntaxError('dict comprehension', this.peek().line, true);
      if (!this.accept(',') && !this.is('}')) throw this.unexpected();
    }
    return { type: 'dict', entries };
  }
}

function partsOf(value: Expression): readonly (string | FormatPart)[] {
  return value.type === 'format' ? value.parts : value.type === 'text' ? [value.value] : [];
}

/** A string, with the expressions between the braces of an f-string. */
function textOf({ value, isFormat, line }: Extract<Token, { type: 'text' }>): Expression {
  if (!isFormat) return { type: 'text', value };
  const parts: (string | FormatPart)[] = [];
  let text = '';
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    if ((character === '{' || character === '}') && value[index + 1] === character) {
      text += character;
      index += 1;
    } else if (character === '{') {
      const end = closing(value, index);
      if (end < 0) throw new PythonSyntaxError("f-string: expecting '}'", line);
      const [, code = '', , conversion = '', format = ''] =
        /^((?:[^:!'"[\]()]|![^rsa]|'[^']*'|"[^"]*"|\[[^\]]*\]|\([^()]*\))*)(!([rsa]))?(?::(.*))?$/s.exec(
          value.slice(index + 1, end),
        ) ?? [];
      parts.push(text, { value: new Parser(code.replace(/=$/, '')).only(), conversion, format });
      text = '';
      index = end;
    } else text += character;
  }
  return { type: 'format', parts: [...parts, text] };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}' && --depth === 0) return index;
  }
  return -1;
}

/** Reads a script. Throws a PythonSyntaxError. */
export function parsePython(source: string): Block {
  return new Parser(source).script();
}
