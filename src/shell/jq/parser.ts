import type { Filter } from './ast.ts';

/** A program that jq cannot compile. */
export class JqSyntaxError extends Error {}

const MAX_DEPTH = 100;
const MAX_LENGTH = 20_000;
const BLANK = /(?:\s|#[^\n]*)*/y;
const NUMBER = /(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?/y;
const NAME = /[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*/y;
const FIELD = /\.[A-Za-z_]\w*/y;
const OPERATOR = /\?\/\/|\/\/=|\|=|[-+*/%]=|\/\/|[=!<>]=|\.\.|[-+*/%<>=|,.:;()[\]{}?$@]/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
};
const KEYWORDS = new Set([
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'def',
  'and',
  'or',
  'label',
  'import',
  'include',
  '__loc__',
]);

const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];
const ASSIGNMENTS = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];

class JqParser {
  private readonly source: string;
  private position = 0;
  private depth = 0;

  constructor(source: string) {
    if (source.length > MAX_LENGTH) throw new JqSyntaxError('program too long');
    this.source = source;
  }

  parse(): Filter {
    this.skip();
    if (this.position >= this.source.length) return { type: 'identity' };
    const filter = this.parsePipe();
    if (this.position < this.source.length) throw this.unexpected();
    return filter;
  }

  private skip(): void {
    BLANK.lastIndex = this.position;
    this.position += BLANK.exec(this.source)?.[0].length ?? 0;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.source)?.[0];
  }

  private operator(): string | undefined {
    return this.match(OPERATOR);
  }

  private word(): string | undefined {
    return this.match(NAME);
  }

  private accept(text: string): boolean {
    const found = /^\w/.test(text) ? this.word() : this.operator();
    if (found !== text) return false;
    this.position += text.length;
    this.skip();
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  private unexpected(): JqSyntaxError {
    if (this.position >= this.source.length) return new JqSyntaxError('syntax error, unexpected end of file');
    const token = this.word() ?? this.operator() ?? this.source[this.position] ?? '';
    const isName = /^\w/.test(token) && !KEYWORDS.has(token);
    return new JqSyntaxError(`syntax error, unexpected ${isName ? 'IDENT' : token.length > 1 ? token : `'${token}'`}`);
  }

  private deeper<T>(parse: () => T): T {
    if (this.depth >= MAX_DEPTH) throw new JqSyntaxError('program nested too deeply');
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private parsePipe(): Filter {
    return this.deeper(() => {
      const first = this.parseComma();
      if (this.accept('as')) {
        this.expect('$');
        const name = this.takeName();
        this.expect('|');
        return { type: 'bind', source: first, name, body: this.parsePipe() };
      }
      return this.accept('|') ? { type: 'pipe', first, next: this.parsePipe() } : first;
    });
  }

  private parseComma(): Filter {
    let left = this.parseAssignment();
    while (this.accept(',')) left = { type: 'comma', left, right: this.parseAssignment() };
    return left;
  }

  private parseAssignment(): Filter {
    const target = this.parseAlternative();
    const operator = ASSIGNMENTS.find((text) => this.accept(text));
    return operator === undefined ? target : { type: 'assign', operator, target, value: this.parseAlternative() };
  }

  private parseAlternative(): Filter {
    return this.deeper(() => {
      const left = this.parseLevel(0);
      return this.accept('//') ? { type: 'binary', operator: '//', left, right: this.parseAlternative() } : left;
    });
  }

  private parseLevel(level: number): Filter {
    const operators = LEVELS[level];
    if (operators === undefined) return this.parsePostfix();
    let left = this.parseLevel(level + 1);
    for (;;) {
      const operator = operators.find((text) => this.accept(text));
      if (operator === undefined) return left;
      left = { type: 'binary', operator, left, right: this.parseLevel(level + 1) };
    }
  }

  private parsePostfix(): Filter {
    let term = this.parseTerm();
    for (;;) {
      const field = this.match(FIELD);
      if (field !== undefined) {
        this.position += field.length;
        term = this.finishField(term, { type: 'literal', value: field.slice(1) });
      } else if (this.source.startsWith('."', this.position)) {
        this.position += 1;
        term = this.finishField(term, this.parseText(undefined));
      } else if (this.source.startsWith('.[', this.position)) {
        this.position += 1;
      } else if (this.accept('[')) term = this.parseBrackets(term);
      else if (this.accept('?')) term = { type: 'try', body: term };
      else return term;
    }
  }

  private finishField(of: Filter, key: Filter): Filter {
    this.skip();
    return { type: 'field', of, key, optional: this.accept('?') };
  }

  private parseBrackets(of: Filter): Filter {
    if (this.accept(']')) return { type: 'iterate', of, optional: this.accept('?') };
    if (this.accept(':')) {
      const to = this.parsePipe();
      this.expect(']');
      return { type: 'slice', of, to, optional: this.accept('?') };
    }
    const key = this.parsePipe();
    if (!this.accept(':')) {
      this.expect(']');
      return { type: 'field', of, key, optional: this.accept('?') };
    }
    if (this.accept(']')) return { type: 'slice', of, from: key, optional: this.accept('?') };
    const to = this.parsePipe();
    this.expect(']');
    return { type: 'slice', of, from: key, to, optional: this.accept('?') };
  }

  private takeName(): string {
    const name = this.word();
    if (name === undefined) throw this.unexpected();
    this.position += name.length;
    this.skip();
    return name;
  }

  private parseTerm(): Filter {
    return this.deeper(() => {
      this.skip();
      const character = this.source[this.position];
      if (character === '"') {
        const text = this.parseText(undefined);
        this.skip();
        return text;
      }
      const field = this.match(FIELD);
      if (field !== undefined) {
        this.position += field.length;
        return this.finishField({ type: 'identity' }, { type: 'literal', value: field.slice(1) });
      }
      const number = this.match(NUMBER);
      if (number !== undefined) {
        this.position += number.length;
        this.skip();
        return { type: 'literal', value: Number(number) };
      }
      const word = this.word();
      if (word !== undefined) return this.parseWord(word);
      return this.parseSymbol();
    });
  }

  private parseSymbol(): Filter {
    if (this.source.startsWith('."', this.position)) {
      this.position += 1;
      return this.finishField({ type: 'identity' }, this.parseText(undefined));
    }
    if (this.accept('..')) return { type: 'recurse' };
    if (this.accept('.')) return { type: 'identity' };
    if (this.accept('-')) return { type: 'negate', operand: this.parsePostfix() };
    if (this.accept('$')) return { type: 'variable', name: this.takeName() };
    if (this.accept('(')) {
      const inner = this.parsePipe();
      this.expect(')');
      return inner;
    }
    if (this.accept('[')) {
      if (this.accept(']')) return { type: 'array' };
      const body = this.parsePipe();
      this.expect(']');
      return { type: 'array', body };
    }
    if (this.accept('{')) return this.parseObject();
    if (this.source[this.position] === '@') {
      this.position += 1;
      const name = this.word() ?? '';
      this.position += name.length;
      this.skip();
      return this.source[this.position] === '"' ? this.skipAfter(this.parseText(name)) : { type: 'format', name };
    }
    throw this.unexpected();
  }

  private skipAfter(filter: Filter): Filter {
    this.skip();
    return filter;
  }

  private parseWord(word: string): Filter {
    switch (word) {
      case 'if':
        return this.parseIf();
      case 'try': {
        this.accept('try');
        const body = this.parsePostfix();
        return this.accept('catch') ? { type: 'try', body, handler: this.parsePostfix() } : { type: 'try', body };
      }
      case 'reduce': {
        this.accept('reduce');
        const source = this.parsePostfix();
        this.expect('as');
        this.expect('$');
        const name = this.takeName();
        this.expect('(');
        const start = this.parsePipe();
        this.expect(';');
        const update = this.parsePipe();
        this.expect(')');
        return { type: 'reduce', source, name, start, update };
      }
      case 'def':
      case 'foreach':
      case 'label':
        throw new JqSyntaxError(`${word} is not part of this jq`);
      default:
    }
    if (KEYWORDS.has(word)) throw this.unexpected();
    const name = this.takeName();
    if (name === 'null') return { type: 'literal', value: null };
    if (name === 'true' || name === 'false') return { type: 'literal', value: name === 'true' };
    const args: Filter[] = [];
    if (this.accept('(')) {
      do args.push(this.parsePipe());
      while (this.accept(';'));
      this.expect(')');
    }
    return { type: 'call', name, args };
  }

  private parseIf(): Filter {
    const branches: { condition: Filter; body: Filter }[] = [];
    for (let keyword = 'if'; this.accept(keyword); keyword = 'elif') {
      const condition = this.parsePipe();
      this.expect('then');
      branches.push({ condition, body: this.parsePipe() });
    }
    const otherwise = this.accept('else') ? this.parsePipe() : undefined;
    this.expect('end');
    return { type: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }) };
  }

  private parseObject(): Filter {
    const entries: { key: Filter; value: Filter }[] = [];
    while (!this.accept('}')) {
      if (entries.length > 0) this.expect(',');
      entries.push(this.parseEntry());
    }
    return { type: 'object', entries };
  }

  private parseEntry(): { key: Filter; value: Filter } {
    if (this.accept('$')) {
      const name = this.takeName();
      return { key: { type: 'literal', value: name }, value: { type: 'variable', name } };
    }
    let key: Filter;
    if (this.accept('(')) {
      key = this.parsePipe();
      this.expect(')');
    } else if (this.source[this.position] === '"') key = this.skipAfter(this.parseText(undefined));
    else key = { type: 'literal', value: this.takeName() };
    if (!this.accept(':')) return { key, value: { type: 'field', of: { type: 'identity' }, key, optional: false } };
    let value = this.parseAlternative();
    while (this.accept('|')) value = { type: 'pipe', first: value, next: this.parseAlternative() };
    return { key, value };
  }

  /** A text with `\(...)` in it; the opening quote is the next character. */
  private parseText(format: string | undefined): Filter {
    const parts: (string | Filter)[] = [];
    let text = '';
    for (this.position += 1; this.source[this.position] !== '"';) {
      const character = this.source[this.position];
      if (character === undefined) throw new JqSyntaxError('syntax error, unexpected end of file');
      if (character !== '\\') {
        text += character;
        this.position += 1;
        continue;
      }
      const next = this.source[this.position + 1] ?? '';
      if (next === '(') {
        this.position += 2;
        this.skip();
        if (text !== '') parts.push(text);
        text = '';
        parts.push(this.deeper(() => this.parsePipe()));
        if (this.source[this.position] !== ')') throw this.unexpected();
        this.position += 1;
        continue;
      }
      const unicode = /^u([\da-fA-F]{4})/.exec(this.source.slice(this.position + 1, this.position + 6));
      text += unicode === null ? (ESCAPES[next] ?? next) : String.fromCharCode(Number.parseInt(unicode[1] ?? '0', 16));
      this.position += unicode === null ? 2 : 6;
    }
    this.position += 1;
    if (text !== '' || parts.length === 0) parts.push(text);
    return { type: 'text', format, parts };
  }
}

/** Reads a jq program. Throws a JqSyntaxError. */
export function parseJq(source: string): Filter {
  return new JqParser(source).parse();
}
