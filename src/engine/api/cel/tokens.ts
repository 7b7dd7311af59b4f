import type { Problem } from './problem.ts';

export type Token =
  | { readonly type: 'int' | 'uint' | 'double' | 'string' | 'bytes'; readonly text: string; readonly at: number }
  | { readonly type: 'name' | 'sign' | 'end'; readonly text: string; readonly at: number };

const SPACE = /(?:[ \t\r\n\f]|\/\/[^\n]*)+/y;
const NUMBER = /0x[0-9a-fA-F]+u?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SIGN = /==|!=|<=|>=|&&|\|\||[-<>[\](){}.,!?:+*/%]/y;
const QUOTED = /[rRbB]{0,2}("""|'''|"|')/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};
const NUMERIC_ESCAPE = /[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})/y;

/** Reads an expression word by word (cel-go parser/gen/CEL.g4). What is no word is a problem, and left out. */
export class Lexer {
  readonly tokens: Token[] = [];
  readonly problems: Problem[] = [];
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
    while (this.step());
    this.tokens.push({ type: 'end', text: '<EOF>', at: source.length });
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source);
  }

  private step(): boolean {
    const space = this.take(SPACE);
    if (space !== null) this.at += space[0].length;
    const { at, source } = this;
    if (at >= source.length) return false;
    const quoted = this.take(QUOTED);
    if (quoted !== null) return this.quoted(quoted);
    const number = this.take(NUMBER);
    if (number !== null) {
      const text = number[0];
      const isHexadecimal = text.startsWith('0x');
      if (/u$/i.test(text)) this.push('uint', text.slice(0, -1), text.length);
      else this.push(!isHexadecimal && /[.eE]/.test(text) ? 'double' : 'int', text, text.length);
      return true;
    }
    const name = this.take(NAME);
    if (name !== null) return this.push('name', name[0], name[0].length);
    const sign = this.take(SIGN);
    if (sign !== null) return this.push('sign', sign[0], sign[0].length);
    // A sign that begins like a longer one takes the character along that it does not go on with.
    const length = '=|&'.includes(source[at] ?? '') ? 2 : String.fromCodePoint(source.codePointAt(at) ?? 0).length;
    this.problem(source.slice(at, at + length));
    this.at += length;
    return true;
  }

  private push(type: Token['type'], text: string, length: number): true {
    this.tokens.push({ type, text, at: this.at });
    this.at += length;
    return true;
  }

  private problem(text: string): void {
    const shown = text.replaceAll('\n', '\\n').replaceAll('\t', '\\t');
    this.problems.push({ at: this.at, message: `Syntax error: token recognition error at: '${shown}'` });
  }

  private quoted(opening: RegExpExecArray): true {
    const { source } = this;
    const quote = opening[1] ?? '"';
    const prefix = opening[0].slice(0, -quote.length).toLowerCase();
    const isRaw = prefix.includes('r');
    let text = '';
    let at = this.at + opening[0].length;
    while (!source.startsWith(quote, at)) {
      const character = source[at];
      if (character === undefined || (character === '\n' && quote.length === 1)) {
        this.problem(source.slice(this.at, at));
        this.at = at;
        return true;
      }
      if (character !== '\\' || isRaw) {
        text += character;
        at++;
        continue;
      }
      const escaped = this.escape(at + 1);
      if (escaped === undefined) {
        this.problem(source.slice(this.at, at + 2));
        this.at = at + 2;
        return true;
      }
      text += escaped.text;
      at += 1 + escaped.length;
    }
    return this.push(prefix.includes('b') ? 'bytes' : 'string', text, at + quote.length - this.at);
  }

  private escape(at: number): { readonly text: string; readonly length: number } | undefined {
    const simple = ESCAPES[this.source[at] ?? ''];
    if (simple !== undefined) return { text: simple, length: 1 };
    NUMERIC_ESCAPE.lastIndex = at;
    const match = NUMERIC_ESCAPE.exec(this.source);
    if (match === null) return undefined;
    const hexadecimal = match[1] ?? match[2] ?? match[3];
    const code = hexadecimal === undefined ? parseInt(match[4] ?? '0', 8) : parseInt(hexadecimal, 16);
    return code > 0x10ffff ? undefined : { text: String.fromCodePoint(code), length: match[0].length };
  }
}
