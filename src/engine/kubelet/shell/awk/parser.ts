import type { AwkFunction, AwkProgram, Expression, Output, Pattern, Rule, Statement } from './ast.ts';
import { AwkSyntaxError } from './errors.ts';
import { ExpressionParser } from './expression-parser.ts';

class AwkParser extends ExpressionParser {
  private readonly functions = new Map<string, AwkFunction>();
  private isInFunction = false;

  parse(): AwkProgram {
    const rules: Rule[] = [];
    for (this.skipEnds(); this.peek().type !== 'end'; this.skipEnds()) {
      if (this.isName('function') || this.isName('func')) {
        this.parseFunction();
        continue;
      }
      if (this.is('}')) {
        const { line } = this.peek();
        throw new AwkSyntaxError(
          `line ${line}: extra '}'\nawk: line ${line}: syntax error at or near end of line`,
          'Unexpected token',
        );
      }
      const pattern = this.parsePattern();
      const isBlock = this.is('{');
      if (!isBlock && (pattern.type === 'begin' || pattern.type === 'end')) throw this.error();
      rules.push({ pattern, action: isBlock ? this.parseBlock() : { type: 'print', args: [] } });
    }
    for (const name of this.called.keys()) {
      if (this.functions.has(name)) continue;
      const { line } = this.peek();
      throw new AwkSyntaxError(`line ${line}: function ${name} never defined`, 'Call to undefined function');
    }
    return { rules, functions: this.functions, readsAhead: this.readsAhead };
  }

  private parseFunction(): void {
    this.position += 1;
    const name = this.parseName();
    this.expect('(');
    const parameters: string[] = [];
    while (!this.is(')')) {
      parameters.push(this.parseName());
      if (this.accept(',') === undefined) break;
      this.skipNewlines();
    }
    this.expectClosing(')');
    this.skipNewlines();
    this.isInFunction = true;
    this.functions.set(name, { parameters, body: this.parseBlock() });
    this.isInFunction = false;
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
      for (this.skipEnds(); !this.is('}') && this.peek().type !== 'end'; this.skipEnds()) {
        body.push(this.parseStatement());
        if (!this.is('}', ';') && !['newline', 'end'].includes(this.peek().type) && !this.endsWithBlock())
          throw this.error();
      }
      this.expectClosing('}');
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
    if (this.is('}')) this.expectClosing(')');
    const condition = this.parseExpression();
    this.expectClosing(')');
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
          const array = this.parseName();
          if (this.accept('[') === undefined) return { type: 'delete', array };
          const index = this.parseList(']');
          return { type: 'delete', array, index };
        }
        case 'return': {
          if (!this.isInFunction) throw new AwkSyntaxError(`line ${this.peek().line}: return outside function body`);
          this.position += 1;
          const isBare = this.is(';', '}') || ['newline', 'end'].includes(this.peek().type);
          return isBare ? { type: 'return' } : { type: 'return', value: this.parseExpression() };
        }
        default:
      }
    }
    return { type: 'expression', expression: this.parseExpression() };
  }

  private parsePrint(type: 'print' | 'printf'): Statement {
    this.position += 1;
    const isEnd = (): boolean => this.is(';', '}', '>', '>>', '|') || ['newline', 'end'].includes(this.peek().type);
    let args: Expression[] = [];
    if (!isEnd()) {
      const before = this.noGreater;
      this.noGreater = true;
      args = this.parseGroup() ?? [this.parseExpression()];
      while (this.accept(',') !== undefined) {
        this.skipNewlines();
        args = [...args, this.parseExpression()];
      }
      this.noGreater = before;
      if (!isEnd()) throw this.error();
    }
    const how = this.accept('>', '>>', '|');
    if (how !== '>' && how !== '>>' && how !== '|') return { type, args };
    const to: Output = { how, name: this.parseExpression() };
    return { type, args, to };
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
      next === undefined || ['newline', 'end'].includes(next.type) || [';', '}', '>', '>>', '|'].includes(next.text);
    if (!endsThere) return undefined;
    this.position += 1;
    const before = this.noGreater;
    this.noGreater = false;
    const args = this.parseList(')');
    this.noGreater = before;
    return args;
  }
}

/** Reads an awk program. Throws an AwkSyntaxError. */
export function parseAwk(source: string): AwkProgram {
  return new AwkParser(source).parse();
}
