import { AwkSyntaxError } from './errors.ts';

export interface Token {
  type: 'number' | 'string' | 'regex' | 'name' | 'call' | 'operator' | 'newline' | 'end';
  text: string;
  /** From 1. */
  line: number;
}

const SPACE = /(?:[ \t\r]|\\\n|#[^\n]*)*/y;
const NUMBER = /(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?/y;
const NAME = /[A-Za-z_]\w*/y;
const OPERATOR = /\*\*=?|>>|[-+*/%^=!<>]=|&&|\|\||\+\+|--|!~|[-+*/%^=!<>~?:,;{}()[\]$|]/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** A text with the escapes of awk's strings, as `-F` and `-v` take them. */
export function unescapeAwk(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? whole);
}

/** Divides a program into tokens; a slash begins a regular expression where no value stands before it. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let line = 1;
  let open = 0;
  const add = (type: Token['type'], text: string): void => void tokens.push({ type, text, line });
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) position += text.length;
    return text;
  };
  const followsValue = (): boolean => {
    const last = tokens.at(-1);
    if (last === undefined) return false;
    return last.type === 'operator'
      ? [')', ']', '$', '++', '--'].includes(last.text)
      : !['newline', 'call'].includes(last.type);
  };
  for (;;) {
    line += take(SPACE)?.split('\\\n').length ?? 1;
    line -= 1;
    const character = source[position];
    if (character === undefined) {
      // mawk reads a newline behind the program.
      return [...tokens, { type: 'end', text: 'end of file', line: line + 1 }];
    }
    if (character === '\n') {
      position += 1;
      add('newline', 'end of line');
      line += 1;
    } else if (character === '"') {
      const { text, end } = delimited(source, position, '"', line);
      add('string', unescapeAwk(text));
      position = end;
    } else if (character === '/' && !followsValue()) {
      const { text, end } = delimited(source, position, '/', line);
      add('regex', text.replaceAll('\\/', '/'));
      position = end;
    } else {
      const number = take(NUMBER);
      const name = number === undefined ? take(NAME) : undefined;
      const operator = number === undefined && name === undefined ? take(OPERATOR) : undefined;
      if (number !== undefined) add('number', number);
      else if (name !== undefined) add(source[position] === '(' ? 'call' : 'name', name);
      else if (operator === undefined) {
        throw new AwkSyntaxError(`${line}: unexpected character '${character}'`);
      } else {
        if (operator === '(') open += 1;
        if (operator === ')') open -= 1;
        if (open < 0) throw new AwkSyntaxError(`line ${line}: extra ')'`);
        add('operator', operator);
      }
    }
  }
}

function delimited(source: string, start: number, quote: string, line: number): { text: string; end: number } {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === '\\') index += 1;
    else if (source[index] === quote) return { text: source.slice(start + 1, index), end: index + 1 };
    else if (source[index] === '\n') break;
  }
  const what = quote === '"' ? 'string constant' : 'regular expression';
  const begun = (source.slice(start).split('\n', 1)[0] ?? '').slice(0, 12);
  throw new AwkSyntaxError(`line ${line}: runaway ${what} ${begun} ...`, 'Unexpected end of string');
}
