import type { Parameter, Script, Word, WordPart } from './ast.ts';
import { unescapeText } from './characters.ts';
import { ShellSyntaxError } from './syntax-error.ts';

const END_OF_WORD = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
const ARRAY_INDEX = /\[([@*])\]/y;
const BRACED_NAME = /[A-Za-z_]\w*|\d+|[@*#?$!-]/y;
const OPERATION = /:[-=?+]|[-=?+]|##?|%%?|\/\/?|\^\^?|,,?|:/y;

/** Gathers the parts of a word, joining text of the same kind. */
class WordBuilder {
  private readonly parts: WordPart[] = [];
  private text = '';
  private quoted = false;

  add(text: string, quoted: boolean): void {
    if (this.quoted !== quoted) this.flush();
    this.quoted = quoted;
    this.text += text;
  }

  /** Quotes around nothing still make a word. */
  markQuoted(): void {
    this.flush();
    this.parts.push({ type: 'text', text: '', quoted: true });
  }

  push(part: WordPart): void {
    this.flush();
    this.parts.push(part);
  }

  finish(): Word {
    this.flush();
    return this.parts;
  }

  private flush(): void {
    if (this.text !== '') this.parts.push({ type: 'text', text: this.text, quoted: this.quoted });
    this.text = '';
  }
}

/** Things inside one another; more would exhaust the stack. */
export const MAX_DEPTH = 100;

/** Reads words: quotes, escapes and `$`. Where a word holds a script, the parser of scripts takes over. */
export abstract class WordParser {
  /** The text still to be read lies from `position` on; aliases change it. */
  protected source: string;
  protected position = 0;
  /** A here-document had no end. */
  unendedHeredoc = false;
  private countedTo = 0;
  private lines = 1;

  /** How deep what is read now stands inside other things. */
  protected depth = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** Reads the script of `$(...)` with its bracket; the opening one is read already. */
  protected abstract parseSubstitution(): Script;
  protected abstract parseBackquoted(text: string): Script;
  protected abstract newline(): void;

  atEnd(): boolean {
    return this.position >= this.source.length;
  }

  protected line(): number {
    for (; this.countedTo < this.position; this.countedTo++) {
      if (this.source[this.countedTo] === '\n') this.lines += 1;
    }
    return this.lines;
  }

  protected error(message: string, incomplete = false): ShellSyntaxError {
    return new ShellSyntaxError(message, this.line(), incomplete);
  }

  protected nested<T>(parse: () => T): T {
    if (this.depth >= MAX_DEPTH) throw this.error('nested too deeply');
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private unmatched(quote: string): ShellSyntaxError {
    return this.error(`unexpected EOF while looking for matching \`${quote}'`, true);
  }

  /** Skips blanks, continued lines and comments, but not the end of the line. */
  protected skipBlanks(): void {
    for (;;) {
      const character = this.source[this.position];
      if (character === ' ' || character === '\t' || character === '\r') this.position += 1;
      else if (character === '\\' && this.source[this.position + 1] === '\n') this.position += 2;
      else if (character === '#') {
        const end = this.source.indexOf('\n', this.position);
        this.position = end < 0 ? this.source.length : end;
      } else return;
    }
  }

  protected skipNewlines(): void {
    for (this.skipBlanks(); this.source[this.position] === '\n'; this.skipBlanks()) this.newline();
  }

  protected parseWord(): Word {
    return this.parseParts((character) => END_OF_WORD.has(character) || character === '\r');
  }

  /** A regular expression after `=~`: brackets and bars belong to it. */
  protected parseRegexWord(): Word {
    return this.parseParts((character) => character === ' ' || character === '\t' || character === '\n');
  }

  /** A here-document's body or the inside of double quotes, to the end of the text. */
  protected parseUnended(): Word {
    const builder = new WordBuilder();
    this.parseQuoted(builder, undefined);
    return builder.finish();
  }

  private parseParts(ends: (character: string) => boolean): Word {
    const builder = new WordBuilder();
    while (!this.atEnd()) {
      const character = this.source[this.position] ?? '';
      if (ends(character)) break;
      switch (character) {
        case '\\':
          this.parseEscape(builder);
          break;
        case "'":
          this.parseSingleQuoted(builder);
          break;
        case '"':
          this.position += 1;
          builder.markQuoted();
          this.parseQuoted(builder, '"');
          break;
        case '$':
        case '`':
          this.parseExpansion(builder, false);
          break;
        default:
          builder.add(character, false);
          this.position += 1;
      }
    }
    return builder.finish();
  }

  private parseEscape(builder: WordBuilder): void {
    const next = this.source[this.position + 1];
    if (next === undefined) builder.add('\\', true);
    else if (next !== '\n') builder.add(next, true);
    this.position += 2;
  }

  private parseSingleQuoted(builder: WordBuilder): void {
    const end = this.source.indexOf("'", this.position + 1);
    if (end < 0) throw this.unmatched("'");
    builder.markQuoted();
    builder.add(this.source.slice(this.position + 1, end), true);
    this.position = end + 1;
  }

  /** Reads to the closing quote, or to the end of the text without one. */
  private parseQuoted(builder: WordBuilder, quote: '"' | undefined): void {
    for (;;) {
      const character = this.source[this.position];
      if (character === undefined) {
        if (quote !== undefined) throw this.unmatched(quote);
        return;
      }
      if (character === quote) {
        this.position += 1;
        return;
      }
      if (character === '$' || character === '`') {
        this.parseExpansion(builder, true);
        continue;
      }
      const next = this.source[this.position + 1];
      if (character === '\\' && next !== undefined && ('$`\\\n'.includes(next) || next === quote)) {
        if (next !== '\n') builder.add(next, true);
        this.position += 2;
        continue;
      }
      builder.add(character, true);
      this.position += 1;
    }
  }

  /** `$name`, `${...}`, `$(...)`, `$((...))`, backquotes, or a dollar sign that means itself. */
  private parseExpansion(builder: WordBuilder, quoted: boolean): void {
    if (this.source[this.position] === '`') {
      builder.push({ type: 'command', script: this.parseBackquoted(this.backquotedText()), quoted });
      return;
    }
    const next = this.source[this.position + 1];
    if (this.source.startsWith('$((', this.position)) {
      this.position += 3;
      builder.push({ type: 'arithmetic', expression: this.nested(() => this.parseArithmetic()), quoted });
    } else if (next === '(') {
      this.position += 2;
      builder.push({ type: 'command', script: this.parseSubstitution(), quoted });
    } else if (next === '{') {
      this.position += 2;
      builder.push({ type: 'parameter', parameter: this.nested(() => this.parseBraced()), quoted });
    } else if (next === "'" && !quoted) {
      const end = /\$'(?:[^'\\]|\\[\s\S])*'/y;
      end.lastIndex = this.position;
      const text = end.exec(this.source)?.[0];
      if (text === undefined) throw this.unmatched("'");
      builder.markQuoted();
      builder.add(unescapeText(text.slice(2, -1)), true);
      this.position += text.length;
    } else {
      NAME.lastIndex = this.position + 1;
      const name = NAME.exec(this.source)?.[0];
      if (name === undefined) builder.add('$', quoted);
      else builder.push({ type: 'parameter', parameter: { name }, quoted });
      this.position += 1 + (name?.length ?? 0);
    }
  }

  private backquotedText(): string {
    let text = '';
    for (let index = this.position + 1; index < this.source.length; index++) {
      const character = this.source[index] ?? '';
      if (character === '`') {
        this.position = index + 1;
        return text;
      }
      const next = this.source[index + 1] ?? '';
      if (character === '\\' && '`$\\'.includes(next)) {
        text += next;
        index += 1;
      } else text += character;
    }
    throw this.unmatched('`');
  }

  private parseBraced(): Parameter {
    const start = this.position;
    const isLength = /^#[A-Za-z_\d@*]/.test(this.source.slice(this.position, this.position + 2));
    const isIndirect = /^![A-Za-z_]/.test(this.source.slice(this.position, this.position + 2));
    if (isLength || isIndirect) this.position += 1;
    BRACED_NAME.lastIndex = this.position;
    const name = BRACED_NAME.exec(this.source)?.[0];
    if (name === undefined) throw this.badSubstitution(start);
    this.position += name.length;
    const index = this.parseArrayIndex();
    const parameter: Parameter = {
      name,
      ...(index !== undefined && { index }),
      ...(isLength && { length: true as const }),
      ...(isIndirect && { indirect: true as const }),
    };
    if (this.source[this.position] === '}') {
      this.position += 1;
      return parameter;
    }
    OPERATION.lastIndex = this.position;
    const operator = OPERATION.exec(this.source)?.[0];
    if (operator === undefined || isLength) throw this.badSubstitution(start);
    this.position += operator.length;
    const word = this.parseParts((character) => character === '}');
    if (this.atEnd()) throw this.unmatched('}');
    this.position += 1;
    return { ...parameter, operation: { operator, word } };
  }

  /** `[@]`, `[*]` or `[index]`, if there is one; the position stays where there is none. */
  protected parseArrayIndex(): Word | '@' | '*' | undefined {
    if (this.source[this.position] !== '[') return undefined;
    ARRAY_INDEX.lastIndex = this.position;
    const all = ARRAY_INDEX.exec(this.source)?.[1];
    if (all === '@' || all === '*') {
      this.position += all.length + 2;
      return all;
    }
    const start = this.position;
    this.position += 1;
    const index = this.parseParts((character) => character === ']' || character === '\n');
    if (index.length > 0 && this.source[this.position] === ']') {
      this.position += 1;
      return index;
    }
    this.position = start;
    return undefined;
  }

  private badSubstitution(start: number): ShellSyntaxError {
    const end = this.source.indexOf('}', start);
    if (end < 0) return this.unmatched('}');
    return this.error(`\${${this.source.slice(start, end + 1)}: bad substitution`);
  }

  /** The text up to the brackets that close it; the opening ones are read already. */
  protected parseArithmetic(): Word {
    const [only = [], ...others] = this.parseArithmeticParts();
    return others.length === 0 ? only : [...only, { type: 'text', text: ';', quoted: false }];
  }

  /** As parseArithmetic, divided at `;` as in `for ((...; ...; ...))`. */
  protected parseArithmeticParts(): Word[] {
    const parts: Word[] = [];
    let builder = new WordBuilder();
    let open = 0;
    for (;;) {
      const character = this.source[this.position];
      if (character === undefined) throw this.unmatched(')');
      if (open === 0 && this.source.startsWith('))', this.position)) break;
      if (character === '$' || character === '`') {
        this.parseExpansion(builder, true);
        continue;
      }
      if (character === '(') open += 1;
      if (character === ')') open -= 1;
      if (open < 0) throw this.error("syntax error near unexpected token `)'");
      if (character === ';' && open === 0) {
        parts.push(builder.finish());
        builder = new WordBuilder();
      } else builder.add(character, true);
      this.position += 1;
    }
    this.position += 2;
    return [...parts, builder.finish()];
  }
}
