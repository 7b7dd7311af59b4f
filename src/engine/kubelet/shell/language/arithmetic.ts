import { elementName } from './arrays.ts';

/** `$((...))` that cannot be computed; the message is bash's. */
export class ArithmeticError extends Error {}

export interface ArithmeticVariables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Whether an array's keys are names. */
  isAssociative(name: string): boolean;
}

const TOKEN = /\s*(\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?|\*\*|<<|>>|[<>=!]=|&&|\|\||\+\+|--|[-+*/%]=|[-+*/%<>=!~&|^?:(),])/y;

type Apply = (a: number, b: number) => number;

const truth = (value: boolean): number => (value ? 1 : 0);

const LEVELS: readonly Readonly<Record<string, Apply>>[] = [
  { '||': (a, b) => truth(a !== 0 || b !== 0) },
  { '&&': (a, b) => truth(a !== 0 && b !== 0) },
  { '|': (a, b) => Number(BigInt(a) | BigInt(b)) },
  { '^': (a, b) => Number(BigInt(a) ^ BigInt(b)) },
  { '&': (a, b) => Number(BigInt(a) & BigInt(b)) },
  { '==': (a, b) => truth(a === b), '!=': (a, b) => truth(a !== b) },
  {
    '<': (a, b) => truth(a < b),
    '>': (a, b) => truth(a > b),
    '<=': (a, b) => truth(a <= b),
    '>=': (a, b) => truth(a >= b),
  },
  { '<<': (a, b) => a * 2 ** Math.min(53, b), '>>': (a, b) => Math.floor(a / 2 ** Math.min(53, b)) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': divide, '%': (a, b) => a - divide(a, b) * b },
  { '**': (a, b) => a ** b },
];

const MAX_DEPTH = 100;
const MAX_LENGTH = 10_000;

function divide(a: number, b: number): number {
  if (b === 0) throw new ArithmeticError('division by 0');
  return Math.trunc(a / b);
}

class Evaluator {
  private readonly tokens: string[] = [];
  private readonly text: string;
  private readonly variables: ArithmeticVariables;
  private position = 0;
  private depth = 0;

  constructor(text: string, variables: ArithmeticVariables) {
    this.text = text;
    this.variables = variables;
    if (text.length > MAX_LENGTH) throw new ArithmeticError('expression too long');
    let end = 0;
    for (TOKEN.lastIndex = 0; ;) {
      const match = TOKEN.exec(text);
      if (match === null) break;
      this.tokens.push(match[1] ?? '');
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw this.syntaxError(text.slice(end).trim());
  }

  evaluate(): number {
    if (this.tokens.length === 0) return 0;
    const value = this.comma();
    const left = this.tokens[this.position];
    if (left !== undefined) throw this.syntaxError(this.tokens.slice(this.position).join(' '));
    return value;
  }

  private syntaxError(token: string): ArithmeticError {
    return new ArithmeticError(`${this.text.trim()}: syntax error in expression (error token is "${token}")`);
  }

  private accept(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position += 1;
    return true;
  }

  private comma(): number {
    let value = this.assignment();
    while (this.accept(',')) value = this.assignment();
    return value;
  }

  private assignment(): number {
    const name = this.tokens[this.position] ?? '';
    const operator = this.tokens[this.position + 1] ?? '';
    if (!/^[A-Za-z_]/.test(name) || !/^[-+*/%]?=$/.test(operator)) return this.conditional();
    this.position += 2;
    const operand = this.deeper(() => this.assignment());
    const apply = operator === '=' ? undefined : LEVELS.find((level) => operator.slice(0, 1) in level);
    const value = apply?.[operator.slice(0, 1)]?.(this.read(name), operand) ?? operand;
    return this.store(name, value);
  }

  private conditional(): number {
    const condition = this.binary(0);
    if (!this.accept('?')) return condition;
    const [yes, no] = [this.deeper(() => this.assignment()), this.accept(':') ? this.assignment() : 0];
    return condition === 0 ? no : yes;
  }

  private binary(level: number): number {
    const row = LEVELS[level];
    if (row === undefined) return this.unary();
    let value = this.binary(level + 1);
    for (;;) {
      const token = this.tokens[this.position] ?? '';
      const apply = Object.hasOwn(row, token) ? row[token] : undefined;
      if (apply === undefined) return value;
      this.position += 1;
      value = apply(value, this.binary(level + 1));
      if (!Number.isFinite(value)) throw new ArithmeticError(`${this.text.trim()}: number too big`);
    }
  }

  private unary(): number {
    return this.deeper(() => {
      if (this.accept('-')) return -this.unary();
      if (this.accept('+')) return this.unary();
      if (this.accept('!')) return truth(this.unary() === 0);
      if (this.accept('~')) return -this.unary() - 1;
      const step = this.accept('++') ? 1 : this.accept('--') ? -1 : 0;
      if (step !== 0) {
        const name = this.tokens[this.position++] ?? '';
        return this.store(name, this.read(name) + step);
      }
      return this.primary();
    });
  }

  private primary(): number {
    const token = this.tokens[this.position++];
    if (token === undefined) throw this.syntaxError(this.tokens.at(-1) ?? '');
    if (token === '(') {
      const value = this.comma();
      if (!this.accept(')')) throw this.syntaxError(this.tokens[this.position] ?? token);
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (!/^[A-Za-z_]/.test(token)) throw this.syntaxError(token);
    const value = this.read(token);
    const step = this.accept('++') ? 1 : this.accept('--') ? -1 : 0;
    if (step !== 0) this.store(token, value + step);
    return value;
  }

  private read(name: string): number {
    const text = (this.variables.get(this.place(name)) ?? '').trim();
    return /^-?\d{1,15}$/.test(text) ? Number(text) : 0;
  }

  private store(name: string, value: number): number {
    this.variables.set(this.place(name), String(value));
    return value;
  }

  /** A name, or the element that `name[sum]` means. */
  private place(name: string): string {
    const open = name.indexOf('[');
    if (open < 0) return name;
    const array = name.slice(0, open);
    const index = name.slice(open + 1, -1);
    if (this.variables.isAssociative(array)) return name;
    return elementName(array, String(evaluateArithmetic(index, this.variables)));
  }

  private deeper(compute: () => number): number {
    if (this.depth >= MAX_DEPTH) throw new ArithmeticError('expression recursion level exceeded');
    this.depth += 1;
    const value = compute();
    this.depth -= 1;
    return value;
  }
}

/** The value of `$((...))` whose parameters are expanded already. Throws an ArithmeticError. */
export function evaluateArithmetic(text: string, variables: ArithmeticVariables): number {
  return new Evaluator(text, variables).evaluate();
}
