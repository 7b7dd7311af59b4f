/** The script is none that Python reads, or holds what is not played here; `line` counts from 1. */
export class PythonSyntaxError extends Error {
  readonly line: number;
  /** Python reads it, only the playground does not. */
  readonly isUnknown: boolean;

  constructor(message: string, line: number, isUnknown = false) {
    super(message);
    this.line = line;
    this.isUnknown = isUnknown;
  }
}

export type Token = { readonly line: number } & (
  | { readonly type: 'name' | 'operator'; readonly text: string }
  | { readonly type: 'number'; readonly value: number; readonly isFloat: boolean }
  | { readonly type: 'text'; readonly value: string; readonly isFormat: boolean }
  | { readonly type: 'newline' | 'indent' | 'dedent' | 'end' }
);

const LONGEST = 20_000;
const NUMBER = /(?:0[xX][\da-fA-F]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][-+]?\d+)?|\d+\.)/y;
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /\*\*=?|\/\/=?|<<|>>|->|:=|[-+*/%&|^=!<>]=|[-+*/%&|^~<>=()[\]{},:.;@]/y;
const STRING = /([rRbBfFuU]{0,2})("""|'''|"|')/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([\s\S]))/g,
    (whole, hex?: string, unicode?: string, letter?: string) => {
      const code = hex ?? unicode;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return ESCAPES[letter ?? ''] ?? whole;
    },
  );
}

/** Cuts a script into tokens, with its indentation. Throws a PythonSyntaxError. */
export function tokensOf(source: string): Token[] {
  if (source.length > LONGEST) throw new PythonSyntaxError('too long', 1, true);
  const tokens: Token[] = [];
  const indents = [0];
  let position = 0;
  let line = 1;
  let open = 0;
  let atStart = true;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  while (position < source.length) {
    if (atStart && open === 0) {
      const width = /[ \t]*/y;
      width.lastIndex = position;
      const blank = width.exec(source)?.[0] ?? '';
      const next = source[position + blank.length];
      if (next === '\n' || next === '#' || next === undefined) {
        const end = source.indexOf('\n', position);
        position = end < 0 ? source.length : end + 1;
        line += 1;
        continue;
      }
      position += blank.length;
      const indent = blank.replaceAll('\t', '        ').length;
      const now = indents.at(-1) ?? 0;
      if (indent > now) {
        if (tokens.length === 0) throw new PythonSyntaxError('unexpected indent', line);
        indents.push(indent);
        tokens.push({ type: 'indent', line });
      }
      for (let last = now; indent < last; last = indents.at(-1) ?? 0) {
        indents.pop();
        tokens.push({ type: 'dedent', line });
        if (indent > (indents.at(-1) ?? 0)) {
          throw new PythonSyntaxError('unindent does not match any outer indentation level', line);
        }
      }
      atStart = false;
    }
    const character = source[position] ?? '';
    if (character === '\n') {
      if (open === 0) tokens.push({ type: 'newline', line });
      atStart = open === 0;
      position += 1;
      line += 1;
      continue;
    }
    if (character === ' ' || character === '\t' || character === '\r') {
      position += 1;
      continue;
    }
    if (character === '\\' && source[position + 1] === '\n') {
      position += 2;
      line += 1;
      continue;
    }
    if (character === '#') {
      const end = source.indexOf('\n', position);
      position = end < 0 ? source.length : end;
      continue;
    }
    const string = match(STRING);
    if (string !== null) {
      const [whole, prefix = '', quote = ''] = string;
      const start = position + whole.length;
      let end = start;
      while (end < source.length && !source.startsWith(quote, end)) {
        if (quote.length === 1 && source[end] === '\n') break;
        end += source[end] === '\\' ? 2 : 1;
      }
      if (!source.startsWith(quote, end)) throw new PythonSyntaxError('unterminated string literal', line);
      const written = source.slice(start, end);
      const value = /r/i.test(prefix) ? written : unescaped(written);
      tokens.push({ type: 'text', value, isFormat: /f/i.test(prefix), line });
      line += written.split('\n').length - 1;
      position = end + quote.length;
      continue;
    }
    const name = match(NAME)?.[0];
    if (name !== undefined) {
      tokens.push({ type: 'name', text: name, line });
      position += name.length;
      continue;
    }
    const number = /[\d.]/.test(character) ? match(NUMBER)?.[0] : undefined;
    if (number !== undefined && number !== '.') {
      const text = number.replaceAll('_', '');
      tokens.push({ type: 'number', value: Number(text), isFloat: /[.eE]/.test(text) && !/^0x/i.test(text), line });
      position += number.length;
      continue;
    }
    const operator = match(OPERATOR)?.[0];
    if (operator === undefined) throw new PythonSyntaxError('invalid syntax', line);
    if ('([{'.includes(operator)) open += 1;
    if (')]}'.includes(operator)) open -= 1;
    if (open < 0) throw new PythonSyntaxError(`unmatched '${operator}'`, line);
    tokens.push({ type: 'operator', text: operator, line });
    position += operator.length;
  }
  if (open > 0) throw new PythonSyntaxError("'(' was never closed", line);
  if (!atStart) tokens.push({ type: 'newline', line });
  for (let count = indents.length - 1; count > 0; count--) tokens.push({ type: 'dedent', line });
  tokens.push({ type: 'end', line });
  return tokens;
}
