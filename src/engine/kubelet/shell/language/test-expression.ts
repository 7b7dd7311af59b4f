import { compileWholeGlob } from '../pattern/glob.ts';
import { PatternError } from '../pattern/matcher.ts';
import { compileRegex } from '../pattern/regex.ts';

/** What a test asks of the shell. Paths are as people write them. */
export interface TestScope {
  kindOf(path: string): 'file' | 'folder' | undefined;
  /** The text of a file; undefined where there is none. */
  textOf(path: string): string | undefined;
  isExecutable(path: string): boolean;
  isSet(name: string): boolean;
  /** Whether standard streams are a terminal. */
  readonly isTerminal: boolean;
  spend(units: number): void;
}

/** A word of `[ ... ]` or `[[ ... ]]`. */
export interface TestToken {
  text: string;
  /** Only in `[[ ]]`: the text with quoted wildcards escaped. */
  pattern?: string;
  isQuoted: boolean;
}

/** An expression that `test` cannot read; the message is bash's. */
export class TestError extends Error {}

const UNARY = /^-[bcdefghknoprstuvwxzGLNOS]$/;
const BINARY = new Set([
  '=',
  '==',
  '!=',
  '=~',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);
const MAX_DEPTH = 50;

class TestExpression {
  private position = 0;
  private depth = 0;
  private readonly tokens: readonly TestToken[];
  private readonly scope: TestScope;

  constructor(tokens: readonly TestToken[], scope: TestScope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  evaluate(): boolean {
    if (this.tokens.length === 0) return false;
    const value = this.or();
    const left = this.tokens[this.position];
    if (left !== undefined) {
      throw new TestError(this.tokens.length > 4 ? 'too many arguments' : `${left.text}: binary operator expected`);
    }
    return value;
  }

  private peek(offset = 0): TestToken | undefined {
    return this.tokens[this.position + offset];
  }

  private accept(...operators: readonly string[]): boolean {
    const token = this.peek();
    if (token === undefined || token.isQuoted || !operators.includes(token.text)) return false;
    this.position += 1;
    return true;
  }

  private or(): boolean {
    let value = this.and();
    while (this.accept('-o', '||')) value = this.and() || value;
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.accept('-a', '&&')) value = this.not() && value;
    return value;
  }

  private not(): boolean {
    let negated = false;
    // `[ ! ]` asks whether "!" is a text.
    while (this.peek(1) !== undefined && !this.isBinary(1) && this.accept('!')) negated = !negated;
    return this.primary() !== negated;
  }

  private isBinary(offset: number): boolean {
    const token = this.peek(offset);
    return token !== undefined && !token.isQuoted && BINARY.has(token.text) && this.peek(offset + 1) !== undefined;
  }

  private primary(): boolean {
    const token = this.peek();
    if (token === undefined) throw new TestError('argument expected');
    if (this.isBinary(1)) return this.binary();
    if (token.text === '(' && !token.isQuoted && this.peek(1) !== undefined) {
      if (this.depth >= MAX_DEPTH) throw new TestError('nested too deeply');
      this.position += 1;
      this.depth += 1;
      const value = this.or();
      this.depth -= 1;
      if (!this.accept(')')) throw new TestError("`)' expected");
      return value;
    }
    const operand = this.peek(1);
    if (UNARY.test(token.text) && !token.isQuoted && operand !== undefined) {
      this.position += 2;
      return this.unary(token.text, operand.text);
    }
    this.position += 1;
    return token.text !== '';
  }

  private unary(operator: string, operand: string): boolean {
    switch (operator) {
      case '-z':
        return operand === '';
      case '-n':
        return operand !== '';
      case '-e':
      case '-r':
      case '-w':
        return this.scope.kindOf(operand) !== undefined;
      case '-f':
        return this.scope.kindOf(operand) === 'file';
      case '-d':
        return this.scope.kindOf(operand) === 'folder';
      case '-x':
        return this.scope.kindOf(operand) === 'folder' || this.scope.isExecutable(operand);
      case '-s':
        return (this.scope.textOf(operand) ?? '') !== '';
      case '-v':
        return this.scope.isSet(operand);
      case '-t':
        return this.scope.isTerminal;
      default:
        return false;
    }
  }

  private binary(): boolean {
    const [left, operator, right] = [this.peek(), this.peek(1), this.peek(2)];
    this.position += 3;
    const a = left?.text ?? '';
    const b = right?.text ?? '';
    switch (operator?.text) {
      case '=':
      case '==':
        return this.equals(a, right);
      case '!=':
        return !this.equals(a, right);
      case '=~':
        return this.matches(a, b);
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '-eq':
        return this.integer(a) === this.integer(b);
      case '-ne':
        return this.integer(a) !== this.integer(b);
      case '-lt':
        return this.integer(a) < this.integer(b);
      case '-le':
        return this.integer(a) <= this.integer(b);
      case '-gt':
        return this.integer(a) > this.integer(b);
      case '-ge':
        return this.integer(a) >= this.integer(b);
      default:
        return false;
    }
  }

  private equals(text: string, other: TestToken | undefined): boolean {
    if (other?.pattern === undefined) return text === other?.text;
    return this.guarded(() => compileWholeGlob(other.pattern ?? '').find(text, 0, this.spend, 'anchored'));
  }

  private matches(text: string, pattern: string): boolean {
    return this.guarded(() => compileRegex(pattern, 'extended').find(text, 0, this.spend));
  }

  private readonly spend = (units: number): void => this.scope.spend(units);

  private guarded(find: () => readonly number[] | undefined): boolean {
    try {
      return find() !== undefined;
    } catch (error) {
      if (error instanceof PatternError) throw new TestError(error.message);
      throw error;
    }
  }

  private integer(text: string): number {
    const trimmed = text.trim();
    if (!/^[-+]?\d{1,18}$/.test(trimmed)) throw new TestError(`${text}: integer expression expected`);
    return Number(trimmed);
  }
}

/** The truth of `[ ... ]` or `[[ ... ]]`. Throws a TestError. */
export function evaluateTest(tokens: readonly TestToken[], scope: TestScope): boolean {
  return new TestExpression(tokens, scope).evaluate();
}
