/** Where something is: offset in the text, and line and column, both from 0. */
export interface Mark {
  index: number;
  line: number;
  column: number;
}

/** What go-yaml says of a text that it cannot read, and where. */
export class YamlSyntaxError extends Error {
  readonly mark: Mark;
  /** Who found it: it decides the line that go-yaml names. */
  readonly finder: 'scanner' | 'parser';
  /** The start of the block that was being read (parser only). */
  readonly context: Mark | undefined;

  constructor(message: string, mark: Mark, finder: 'scanner' | 'parser', context?: Mark) {
    super(message);
    this.mark = mark;
    this.finder = finder;
    this.context = context;
  }
}

export type TokenType =
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'stream-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  type: TokenType;
  mark: Mark;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

const NO_KEY: SimpleKey = { possible: false, required: false, tokenNumber: 0, mark: { index: 0, line: 0, column: 0 } };

/** A key and its `:` are at most this many characters apart. */
const LONGEST_KEY = 1024;

/** go-yaml's own limit of nesting is higher; no manifest comes near this one. */
const DEEPEST_FLOW = 1000;

const FLOW_INDICATORS = ',?[]{}';
const ESCAPES = '0abt\tnvfre "\'/\\N_LP';

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function isBreak(character: string | undefined): boolean {
  return (
    character === '\n' ||
    character === '\r' ||
    character === '\u0085' ||
    character === '\u2028' ||
    character === '\u2029'
  );
}

function isBreakOrEnd(character: string | undefined): boolean {
  return character === undefined || isBreak(character);
}

function isBlankOrEnd(character: string | undefined): boolean {
  return isBlank(character) || isBreakOrEnd(character);
}

/**
 * The tokens of a YAML text, found in the order and with the errors of go-yaml's scanner (goyaml.v2/scannerc.go), which
 * is libyaml's. Values of scalars are not kept: this tells whether and where a text is wrong.
 */
export class Scanner {
  private readonly text: string;
  private index = 0;
  private line = 0;
  private column = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private simpleKeyAllowed = true;
  private simpleKeys: SimpleKey[] = [NO_KEY];
  private queue: Token[] = [];
  private taken = 0;
  private ended = false;

  constructor(text: string) {
    this.text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  /** The next token, left in place. */
  peek(): Token {
    while (this.needsMore()) this.fetch();
    const token = this.queue[0];
    return token ?? { type: 'stream-end', mark: this.mark() };
  }

  /** Takes the token that `peek` shows. */
  skip(): void {
    this.queue.shift();
    this.taken += 1;
  }

  private needsMore(): boolean {
    if (this.ended) return false;
    if (this.queue.length === 0) return true;
    for (const [level, key] of this.simpleKeys.entries()) {
      if (this.isValid(key, level) && key.tokenNumber === this.taken) return true;
    }
    return false;
  }

  private mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  private fail(message: string): never {
    throw new YamlSyntaxError(message, this.mark(), 'scanner');
  }

  private at(offset = 0): string | undefined {
    return this.text[this.index + offset];
  }

  private advance(count = 1): void {
    this.index += count;
    this.column += count;
  }

  private advanceLine(): void {
    this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.line += 1;
    this.column = 0;
  }

  private isDocumentIndicator(): boolean {
    if (this.column !== 0 || !isBlankOrEnd(this.at(3))) return false;
    const start = this.text.slice(this.index, this.index + 3);
    return start === '---' || start === '...';
  }

  private fetch(): void {
    this.skipToNextToken();
    this.unrollIndent(this.column);
    const character = this.at();
    const next = this.at(1);
    if (character === undefined) return this.fetchStreamEnd();
    if (this.column === 0 && character === '%') return this.fetchDirective();
    if (this.isDocumentIndicator()) return this.fetchDocumentIndicator(character === '-');
    switch (character) {
      case '[':
      case '{':
        return this.fetchFlowStart(character === '[' ? 'flow-sequence-start' : 'flow-mapping-start');
      case ']':
      case '}':
        return this.fetchFlowEnd(character === ']' ? 'flow-sequence-end' : 'flow-mapping-end');
      case ',':
        this.removeSimpleKey();
        this.simpleKeyAllowed = true;
        return this.push('flow-entry', 1);
      case '*':
      case '&':
        return this.fetchAnchor(character === '*' ? 'alias' : 'anchor');
      case '!':
        return this.fetchTag();
      case "'":
      case '"':
        return this.fetchQuoted(character);
      default:
    }
    if (character === '-' && isBlankOrEnd(next)) return this.fetchBlockEntry();
    if (character === '?' && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.fetchKey();
    if (character === ':' && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.fetchValue();
    if ((character === '|' || character === '>') && this.flowLevel === 0) return this.fetchBlockScalar();
    if (this.startsPlain(character, next)) return this.fetchPlain();
    this.fail('found character that cannot start any token');
  }

  private startsPlain(character: string, next: string | undefined): boolean {
    if (isBlankOrEnd(character)) return false;
    if (!'-?:,[]{}#&*!|>\'"%@`'.includes(character)) return true;
    if (character === '-') return !isBlank(next);
    return this.flowLevel === 0 && (character === '?' || character === ':') && !isBlankOrEnd(next);
  }

  private push(type: TokenType, length: number): void {
    const mark = this.mark();
    this.advance(length);
    this.queue.push({ type, mark });
  }

  private skipToNextToken(): void {
    for (;;) {
      while (this.at() === ' ' || ((this.flowLevel > 0 || !this.simpleKeyAllowed) && this.at() === '\t')) {
        this.advance();
      }
      if (this.at() === '#') {
        while (!isBreakOrEnd(this.at())) this.advance();
      }
      if (!isBreak(this.at())) return;
      this.advanceLine();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  /** Drops a key whose `:` did not come in time; fails when there had to be one. */
  private isValid(key: SimpleKey, level: number): boolean {
    if (!key.possible) return false;
    if (key.mark.line === this.line && key.mark.index + LONGEST_KEY >= this.index) return true;
    if (key.required) this.fail("could not find expected ':'");
    this.simpleKeys[level] = NO_KEY;
    return false;
  }

  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    this.removeSimpleKey();
    this.simpleKeys[this.flowLevel] = {
      possible: true,
      required: this.flowLevel === 0 && this.indent === this.column,
      tokenNumber: this.taken + this.queue.length,
      mark: this.mark(),
    };
  }

  private removeSimpleKey(): void {
    const key = this.simpleKeys[this.flowLevel] ?? NO_KEY;
    if (key.possible && key.required) this.fail("could not find expected ':'");
    this.simpleKeys[this.flowLevel] = NO_KEY;
  }

  private rollIndent(column: number, type: TokenType, mark: Mark, tokenNumber?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.queue.splice(tokenNumber === undefined ? this.queue.length : tokenNumber - this.taken, 0, { type, mark });
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.queue.push({ type: 'block-end', mark: this.mark() });
      this.indent = this.indents.pop() ?? -1;
    }
  }

  private fetchStreamEnd(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line += 1;
    }
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.ended = true;
    this.queue.push({ type: 'stream-end', mark: this.mark() });
  }

  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.push('directive', 1);
    while (!isBreakOrEnd(this.at())) this.advance();
  }

  private fetchDocumentIndicator(isStart: boolean): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.push(isStart ? 'document-start' : 'document-end', 3);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveSimpleKey();
    if (this.flowLevel >= DEEPEST_FLOW) this.fail('exceeded max depth of 10000');
    this.simpleKeys.push(NO_KEY);
    this.flowLevel += 1;
    this.simpleKeyAllowed = true;
    this.push(type, 1);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel -= 1;
      this.simpleKeys.pop();
    }
    this.simpleKeyAllowed = false;
    this.push(type, 1);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('block sequence entries are not allowed in this context');
      this.rollIndent(this.column, 'block-sequence-start', this.mark());
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    this.push('block-entry', 1);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('mapping keys are not allowed in this context');
      this.rollIndent(this.column, 'block-mapping-start', this.mark());
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.push('key', 1);
  }

  private fetchValue(): void {
    const key = this.simpleKeys[this.flowLevel] ?? NO_KEY;
    if (this.isValid(key, this.flowLevel)) {
      this.queue.splice(key.tokenNumber - this.taken, 0, { type: 'key', mark: key.mark });
      this.rollIndent(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber);
      this.simpleKeys[this.flowLevel] = NO_KEY;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) this.fail('mapping values are not allowed in this context');
        this.rollIndent(this.column, 'block-mapping-start', this.mark());
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.push('value', 1);
  }

  private fetchAnchor(type: 'alias' | 'anchor'): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    this.push(type, 1);
    const start = this.index;
    while (/[\w-]/.test(this.at() ?? '')) this.advance();
    const after = this.at();
    if (this.index === start || !(isBlankOrEnd(after) || '?:,]}%@`'.includes(after ?? ''))) {
      this.fail('did not find expected alphabetic or numeric character');
    }
  }

  private fetchTag(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    this.push('tag', 1);
    while (!isBlankOrEnd(this.at()) && !(this.flowLevel > 0 && FLOW_INDICATORS.includes(this.at() ?? ''))) {
      this.advance();
    }
  }

  private fetchBlockScalar(): void {
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    this.push('scalar', 1);
    let increment = 0;
    for (let part = 0; part < 2; part++) {
      const character = this.at() ?? '';
      if (character === '0') this.fail('found an indentation indicator equal to 0');
      if (/[1-9]/.test(character)) increment = Number(character);
      else if (character !== '+' && character !== '-') break;
      this.advance();
    }
    while (isBlank(this.at())) this.advance();
    if (this.at() === '#') {
      while (!isBreakOrEnd(this.at())) this.advance();
    }
    if (!isBreakOrEnd(this.at())) this.fail('did not find expected comment or line break');
    if (this.at() !== undefined) this.advanceLine();
    this.scanBlockLines(increment);
  }

  private scanBlockLines(increment: number): void {
    let indent = increment > 0 ? Math.max(this.indent, 0) + increment : 0;
    indent = this.scanBlockBreaks(indent);
    while (this.column === indent && this.at() !== undefined) {
      while (!isBreakOrEnd(this.at())) this.advance();
      if (this.at() !== undefined) this.advanceLine();
      this.scanBlockBreaks(indent);
    }
  }

  /** Skips indentation and empty lines; answers the indentation, found here when it was 0. */
  private scanBlockBreaks(indent: number): number {
    const limit = indent === 0 ? Infinity : indent;
    let widest = 0;
    for (;;) {
      while (this.column < limit && this.at() === ' ') this.advance();
      widest = Math.max(widest, this.column);
      if (this.column < limit && this.at() === '\t') {
        this.fail('found a tab character where an indentation space is expected');
      }
      if (!isBreak(this.at())) break;
      this.advanceLine();
    }
    return indent > 0 ? indent : Math.max(widest, this.indent + 1, 1);
  }

  private fetchQuoted(quote: string): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    this.push('scalar', 1);
    for (;;) {
      if (this.isDocumentIndicator()) this.fail('found unexpected document indicator');
      const character = this.at();
      if (character === undefined) this.fail('found unexpected end of stream');
      if (isBreak(character)) this.advanceLine();
      else if (quote === "'" && character === "'" && this.at(1) === "'") this.advance(2);
      else if (character === quote) return this.advance();
      else if (quote === '"' && character === '\\') this.scanEscape();
      else this.advance();
    }
  }

  private scanEscape(): void {
    const code = this.at(1);
    if (isBreak(code)) {
      this.advance();
      this.advanceLine();
      return;
    }
    const length = code === 'x' ? 2 : code === 'u' ? 4 : code === 'U' ? 8 : 0;
    if (length === 0 && (code === undefined || !ESCAPES.includes(code))) this.fail('found unknown escape character');
    this.advance(2);
    for (let digit = 0; digit < length; digit++) {
      if (!/[\da-fA-F]/.test(this.at(digit) ?? '')) this.fail('did not find expected hexdecimal number');
    }
    this.advance(length);
  }

  private fetchPlain(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    this.queue.push({ type: 'scalar', mark: this.mark() });
    const indent = this.indent + 1;
    let afterBreak = false;
    for (;;) {
      if (this.isDocumentIndicator() || this.at() === '#') break;
      while (!isBlankOrEnd(this.at()) && !this.endsPlain()) {
        this.advance();
        afterBreak = false;
      }
      if (!isBlank(this.at()) && !isBreak(this.at())) break;
      while (isBlank(this.at()) || isBreak(this.at())) {
        if (isBlank(this.at())) {
          if (afterBreak && this.column < indent && this.at() === '\t') {
            this.fail('found a tab character that violates indentation');
          }
          this.advance();
        } else {
          this.advanceLine();
          afterBreak = true;
        }
      }
      if (this.flowLevel === 0 && this.column < indent) break;
    }
    if (afterBreak) this.simpleKeyAllowed = true;
  }

  private endsPlain(): boolean {
    const character = this.at() ?? '';
    if (character === ':') {
      const next = this.at(1);
      return isBlankOrEnd(next) || (this.flowLevel > 0 && FLOW_INDICATORS.includes(next ?? ''));
    }
    if (this.flowLevel === 0) return false;
    if (character === '?') return isBlankOrEnd(this.at(1));
    return FLOW_INDICATORS.includes(character);
  }
}
