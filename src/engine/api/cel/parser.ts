import type { Comprehension, Expression, Select } from './ast.ts';
import { ProblemFound } from './problem.ts';
import type { Problem } from './problem.ts';
import { utf8Bytes } from '../utf8.ts';
import { Lexer } from './tokens.ts';
import type { Token } from './tokens.ts';
import { isTypeName } from './types.ts';
import { Bytes, inInt, Uint } from './values.ts';

/** Deeper expressions are refused (cel-go parser, maxRecursionDepth). */
const DEEPEST = 250;

const BEGINNINGS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

const RELATIONS: ReadonlySet<string> = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
const MACROS: Readonly<Record<string, readonly number[]>> = {
  all: [2],
  exists: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};

/** Functions that have a dot in their name. */
const NAMESPACES: ReadonlySet<string> = new Set(['optional', 'sets', 'math']);

/** Words that are no names (cel-go parser, reservedIds). */
export const RESERVED: ReadonlySet<string> = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    const expression = this.expression();
    const { type, text, at } = this.token;
    if (type !== 'end') {
      const isLast = this.tokens[this.next + 1]?.type === 'end';
      const what = isLast ? 'extraneous' : 'mismatched';
      throw new ProblemFound(at, `Syntax error: ${what} input '${text}' expecting <EOF>`);
    }
    return expression;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? { type: 'end', text: '<EOF>', at: 0 };
  }

  private isSign(text: string): boolean {
    const { type, text: found } = this.token;
    return type === 'sign' && found === text;
  }

  /** Goes past a sign when it stands here. */
  private skip(text: string): boolean {
    if (!this.isSign(text)) return false;
    this.next++;
    return true;
  }

  private demand(text: string): void {
    if (this.skip(text)) return;
    const { text: found, at } = this.token;
    throw new ProblemFound(at, `Syntax error: missing '${text}' at '${found}'`);
  }

  private expression(): Expression {
    if (++this.depth > DEEPEST) {
      throw new ProblemFound(this.token.at, `expression recursion limit exceeded: ${DEEPEST}`);
    }
    const condition = this.disjunction();
    const { at } = this.token;
    let expression = condition;
    if (this.skip('?')) {
      const yes = this.disjunction();
      this.demand(':');
      expression = { kind: 'call', name: '_?_:_', args: [condition, yes, this.expression()], at };
    }
    this.depth--;
    return expression;
  }

  private disjunction(): Expression {
    return this.chain(['||'], () => this.chain(['&&'], () => this.relation()));
  }

  private chain(signs: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const { type, text, at } = this.token;
      if (type !== 'sign' || !signs.includes(text)) return left;
      this.next++;
      left = { kind: 'call', name: `_${text}_`, args: [left, operand()], at };
    }
  }

  private relation(): Expression {
    const sum = (): Expression => this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.unary()));
    let left = sum();
    for (;;) {
      const { type, text, at } = this.token;
      const isRelation = (type === 'sign' || text === 'in') && RELATIONS.has(text) && type !== 'string';
      if (!isRelation) return left;
      this.next++;
      left = { kind: 'call', name: text === 'in' ? '@in' : `_${text}_`, args: [left, sum()], at };
    }
  }

  private unary(): Expression {
    const { at } = this.token;
    for (const [sign, name] of [
      ['!', '!_'],
      ['-', '-_'],
    ] as const) {
      let count = 0;
      while (this.skip(sign)) count++;
      if (count === 0) continue;
      const { type, text } = this.token;
      if (sign === '-' && count === 1 && (type === 'int' || type === 'double')) {
        this.next++;
        return this.member(this.number(type, `-${text}`, at));
      }
      const operand = this.member(this.primary());
      return count % 2 === 0 ? operand : { kind: 'call', name, args: [operand], at };
    }
    return this.member(this.primary());
  }

  private member(first: Expression): Expression {
    let operand = first;
    for (;;) {
      const { at } = this.token;
      if (this.skip('.')) {
        const optional = this.skip('?');
        const field = this.name();
        const open = this.token.at;
        if (!optional && this.skip('(')) operand = this.called(operand, field, this.args(')'), open);
        else operand = selected({ kind: 'select', operand, field, ...(optional && { optional }), at });
      } else if (this.skip('[')) {
        const optional = this.skip('?');
        const index = this.expression();
        this.demand(']');
        operand = { kind: 'call', name: optional ? '_[?_]' : '_[_]', args: [operand, index], at };
      } else return operand;
    }
  }

  private name(): string {
    const { type, text, at } = this.token;
    if (type !== 'name') {
      throw new ProblemFound(at, `Syntax error: mismatched input '${text}' expecting IDENTIFIER`);
    }
    this.next++;
    return text;
  }

  private args(closing: string): Expression[] {
    const found: Expression[] = [];
    if (this.skip(closing)) return found;
    do {
      if (closing === ']' && this.isSign(closing)) break;
      found.push(this.expression());
    } while (this.skip(','));
    this.demand(closing);
    return found;
  }

  /** A function of a value, or a macro. */
  private called(target: Expression, name: string, args: readonly Expression[], at: number): Expression {
    if (target.kind === 'name' && NAMESPACES.has(target.name)) {
      return { kind: 'call', name: `${target.name}.${name}`, args, at };
    }
    const macro = MACROS[name];
    if (macro === undefined || !macro.includes(args.length)) {
      return { kind: 'call', name: `.${name}`, args: [target, ...args], at };
    }
    const [variable, ...rest] = args;
    if (variable?.kind !== 'name') throw new ProblemFound(variable?.at ?? at, 'argument must be a simple name');
    const body = rest.at(-1);
    if (body === undefined) throw new ProblemFound(at, 'argument must be a simple name');
    const when = rest.length > 1 ? rest[0] : undefined;
    const kind = name as Comprehension['macro'];
    const common = { kind: 'comprehension', macro: kind, range: target, variable: variable.name, body, at } as const;
    return when === undefined ? common : { ...common, when };
  }

  private primary(): Expression {
    const { type, text, at } = this.token;
    switch (type) {
      case 'int':
      case 'uint':
      case 'double':
        this.next++;
        return this.number(type, text, at);
      case 'string':
        this.next++;
        return { kind: 'literal', value: text, at };
      case 'bytes':
        this.next++;
        return { kind: 'literal', value: new Bytes(utf8Bytes(text)), at };
      case 'name':
        return this.named(text, at);
      case 'sign':
        return this.bracketed(text, at);
      case 'end':
        throw new ProblemFound(at, `Syntax error: mismatched input '<EOF>' expecting ${BEGINNINGS}`);
    }
  }

  private number(type: 'int' | 'uint' | 'double', text: string, at: number): Expression {
    if (type === 'double') return { kind: 'literal', value: Number(text), at };
    const isNegative = text.startsWith('-');
    const size = BigInt(isNegative ? text.slice(1) : text);
    if (type === 'uint') return { kind: 'literal', value: new Uint(BigInt.asUintN(64, size)), at };
    const value = isNegative ? -size : size;
    if (!inInt(value)) throw new ProblemFound(at, 'invalid int literal');
    return { kind: 'literal', value, at };
  }

  private named(text: string, at: number): Expression {
    this.next++;
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', at };
    if (text === 'null') return { kind: 'literal', value: null, at };
    if (text === 'in') throw new ProblemFound(at, `Syntax error: mismatched input 'in' expecting ${BEGINNINGS}`);
    const open = this.token.at;
    if (!this.skip('(')) {
      if (RESERVED.has(text)) throw new ProblemFound(at, `reserved identifier: ${text}`);
      return { kind: 'name', name: text, at };
    }
    const args = this.args(')');
    if (text !== 'has' || args.length !== 1) return { kind: 'call', name: text, args, at: open };
    const [operand] = args;
    if (operand?.kind !== 'select') throw new ProblemFound(operand?.at ?? open, 'invalid argument to has() macro');
    return { ...operand, tests: true, at: open };
  }

  private bracketed(text: string, at: number): Expression {
    if (text === '(') {
      this.next++;
      const inner = this.expression();
      this.demand(')');
      return inner;
    }
    if (text === '[') {
      this.next++;
      return { kind: 'list', items: this.args(']'), at };
    }
    if (text === '{') {
      this.next++;
      return { kind: 'map', entries: this.entries(), at };
    }
    if (text === '.') {
      this.next++;
      return this.named(this.token.type === 'name' ? this.token.text : this.name(), this.token.at);
    }
    throw new ProblemFound(at, `Syntax error: mismatched input '${text}' expecting ${BEGINNINGS}`);
  }

  private entries(): (readonly [Expression, Expression])[] {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.skip('}')) {
      const key = this.expression();
      this.demand(':');
      entries.push([key, this.expression()]);
      if (this.skip(',')) continue;
      this.demand('}');
      break;
    }
    return entries;
  }
}

function dottedName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'select' || expression.optional === true) return undefined;
  const operand = dottedName(expression.operand);
  return operand === undefined ? undefined : `${operand}.${expression.field}`;
}

/** Some types have dots in their names. */
function selected(select: Select): Expression {
  const name = select.operand.kind === 'select' ? dottedName(select) : undefined;
  return name !== undefined && isTypeName(name) ? { kind: 'name', name, at: select.at } : select;
}

/** Reads an expression of the Common Expression Language; or what is wrong with its text. */
export function parse(source: string): Expression | readonly Problem[] {
  const { tokens, problems } = new Lexer(source);
  try {
    const expression = new Parser(tokens).whole();
    return problems.length > 0 ? problems : expression;
  } catch (error) {
    if (error instanceof ProblemFound) return [...problems, error.problem];
    throw error;
  }
}
