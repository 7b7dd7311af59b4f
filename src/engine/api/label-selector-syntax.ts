import { errorListText, errorText, invalid } from './field.ts';
import { requirementErrors } from './label-requirement.ts';
import type { Requirement, RequirementOperator } from './label-requirement.ts';
import { isQualifiedName } from './names.ts';

/** The text form of label selectors (apimachinery pkg/labels/selector.go): lexer and recursive descent, error by error. */

type TokenKind =
  'identifier' | 'end' | 'error' | ')' | '(' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | 'in' | 'notin';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const symbols: ReadonlyMap<string, TokenKind> = new Map(
  ([')', '(', ',', '!', '==', '=', '>', '<', '!='] as const).map((symbol) => [symbol, symbol]),
);
const end: Token = { kind: 'end', text: '' };

function scanSymbols(text: string, start: number): { readonly token: Token; readonly next: number } {
  let found: Token | undefined;
  let i = start;
  for (; i < text.length && '=!(),><'.includes(text.charAt(i)); i++) {
    const symbol = text.slice(start, i + 1);
    const kind = symbols.get(symbol);
    if (kind !== undefined) found = { kind, text: symbol };
    else if (found !== undefined) break;
  }
  const failed = { kind: 'error', text: `error expected: keyword found '${text.slice(start, i)}'` } as const;
  return { token: found ?? failed, next: i };
}

function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const word = /[^=!(),><\t\r\n ]+/y;
  let i = 0;
  while (i < text.length) {
    if (' \t\r\n'.includes(text.charAt(i))) {
      i++;
      continue;
    }
    word.lastIndex = i;
    const literal = word.exec(text)?.[0];
    if (literal === undefined) {
      const { token, next } = scanSymbols(text, i);
      tokens.push(token);
      i = next;
      continue;
    }
    tokens.push({ kind: literal === 'in' || literal === 'notin' ? literal : 'identifier', text: literal });
    i += literal.length;
  }
  return tokens;
}

/** A selector text that cannot be read; `message` is upstream's. */
class SelectorSyntaxError extends Error {}

function fail(message: string): never {
  throw new SelectorSyntaxError(message);
}

const operators: Partial<Record<TokenKind, RequirementOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};

class Parser {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(text: string) {
    this.tokens = scan(text);
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    if (this.peek().kind === 'end') return requirements;
    for (;;) {
      const first = this.peek();
      if (first.kind !== 'identifier' && first.kind !== '!') {
        fail(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.prefixed(() => this.requirement()));
      const after = this.take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') fail(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.peek();
      if (next.kind !== 'identifier' && next.kind !== '!') {
        fail(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  private prefixed<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (error instanceof SelectorSyntaxError) fail(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  /** The token at the position; `in` and `notin` are plain words wherever a value may stand. */
  private peek(asOperator = false): Token {
    const token = this.tokens[this.position] ?? end;
    return !asOperator && (token.kind === 'in' || token.kind === 'notin') ? { ...token, kind: 'identifier' } : token;
  }

  private take(asOperator = false): Token {
    const token = this.peek(asOperator);
    this.position++;
    return token;
  }

  private requirement(): Requirement {
    let token = this.take();
    const absent = token.kind === '!';
    if (absent) token = this.take();
    const key = token.text;
    if (token.kind !== 'identifier') fail(`found '${key}', expected: identifier`);
    const keyMessages = isQualifiedName(key);
    // Upstream has no path at this point and prints it as Go prints a nil pointer.
    if (keyMessages.length > 0) fail(errorText(invalid('<nil>', key, keyMessages.join('; '))));
    const after = this.peek().kind;
    if (absent) return this.checked({ key, operator: '!', values: [] });
    if (after === 'end' || after === ',') return this.checked({ key, operator: 'exists', values: [] });
    const operatorToken = this.take(true);
    const operator = operators[operatorToken.kind];
    if (operator === undefined) fail(`found '${operatorToken.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.list() : [this.exactValue()];
    return this.checked({ key, operator, values: [...new Set(values)].toSorted() });
  }

  private checked(requirement: Requirement): Requirement {
    const errors = requirementErrors(requirement);
    return errors.length === 0 ? requirement : fail(errorListText(errors));
  }

  private list(): readonly string[] {
    const open = this.take();
    if (open.kind !== '(') fail(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.kind === ')') {
      this.take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      fail(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.identifiers();
    if (this.take().kind !== ')') fail(`found '${first.text}', expected: ')'`);
    return values;
  }

  private identifiers(): readonly string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.take();
      const next = this.peek();
      if (token.kind === 'identifier') {
        values.push(token.text);
        if (next.kind === ')') return values;
        if (next.kind !== ',') fail(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (values.length === 0 || next.kind === ',' || next.kind === ')') values.push('');
        if (next.kind === ')') return values;
      } else {
        fail(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  private exactValue(): string {
    const next = this.peek().kind;
    if (next === 'end' || next === ',') return '';
    const token = this.take();
    return token.kind === 'identifier' ? token.text : fail(`found '${token.text}', expected: identifier`);
  }
}

/** The requirements of a selector text sorted by key, or upstream's message about what is wrong with it. */
export function readLabelSelector(text: string): readonly Requirement[] | string {
  try {
    return new Parser(text).parse().toSorted((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return error.message;
    throw error;
  }
}
