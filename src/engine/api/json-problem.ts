/** How deep Go's encoding/json goes (maxNestingDepth). */
const DEEPEST = 10_000;

const SPACE: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n']);

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

/** A character as Go's errors quote it (encoding/json scanner.go, quoteChar). */
function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  const text = JSON.stringify(character).slice(1, -1);
  return `'${text}'`;
}

class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Containers are followed in a list of what is open, not by recursion: depth costs nothing. */
  problem(): string | undefined {
    const open: ('{' | '[')[] = [];
    let expectsValue = true;
    for (;;) {
      this.skipSpace();
      const character = this.text[this.at];
      if (expectsValue) {
        if (character === undefined) return END;
        if (character === '{' || character === '[') {
          open.push(character);
          if (open.length > DEEPEST) return 'exceeded max depth';
          this.at++;
          this.skipSpace();
          if (this.text[this.at] === (character === '{' ? '}' : ']')) expectsValue = false;
          else if (character === '{') {
            const wrong = this.key();
            if (wrong !== undefined) return wrong;
          }
          continue;
        }
        const wrong = this.scalar(character);
        if (wrong !== undefined) return wrong;
        expectsValue = false;
        continue;
      }
      const container = open.at(-1);
      if (container === undefined) {
        return character === undefined ? undefined : this.invalid('after top-level value');
      }
      if (character === undefined) return END;
      this.at++;
      if (character === (container === '{' ? '}' : ']')) open.pop();
      else if (character === ',') {
        expectsValue = true;
        if (container === '[') continue;
        const wrong = this.key();
        if (wrong !== undefined) return wrong;
      } else {
        this.at--;
        return this.invalid(container === '{' ? 'after object key:value pair' : 'after array element');
      }
    }
  }

  private skipSpace(): void {
    while (SPACE.has(this.text[this.at] ?? '')) this.at++;
  }

  /** What is wrong with the character that is next. */
  private invalid(where: string): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? END : `invalid character ${quoted(String.fromCodePoint(code))} ${where}`;
  }

  private key(): string | undefined {
    this.skipSpace();
    if (this.text[this.at] !== '"') return this.invalid('looking for beginning of object key string');
    const wrong = this.string();
    if (wrong !== undefined) return wrong;
    this.skipSpace();
    if (this.text[this.at] !== ':') return this.invalid('after object key');
    this.at++;
    return undefined;
  }

  private scalar(first: string): string | undefined {
    if (first === '"') return this.string();
    const literal = Object.hasOwn(LITERALS, first) ? LITERALS[first] : undefined;
    if (literal !== undefined) return this.literal(literal);
    return first === '-' || isDigit(first) ? this.number() : this.invalid('looking for beginning of value');
  }

  private literal(word: string): string | undefined {
    for (const letter of word) {
      if (this.text[this.at] !== letter) return this.invalid(`in literal ${word} (expecting ${quoted(letter)})`);
      this.at++;
    }
    return undefined;
  }

  private string(): string | undefined {
    for (this.at++; ; this.at++) {
      const character = this.text[this.at];
      if (character === undefined) return END;
      if (character === '"') {
        this.at++;
        return undefined;
      }
      if (character < ' ') return this.invalid('in string literal');
      if (character !== '\\') continue;
      this.at++;
      const escaped = this.text[this.at];
      if (escaped === undefined) return END;
      if (!'"\\/bfnrtu'.includes(escaped)) return this.invalid('in string escape code');
      const wrong = escaped === 'u' ? this.hexadecimal() : undefined;
      if (wrong !== undefined) return wrong;
    }
  }

  private hexadecimal(): string | undefined {
    for (let digits = 0; digits < 4; digits++) {
      this.at++;
      if (!/^[\da-fA-F]$/.test(this.text[this.at] ?? '')) {
        return this.invalid(String.raw`in \u hexadecimal character escape`);
      }
    }
    return undefined;
  }

  private number(): string | undefined {
    if (this.text[this.at] === '-') this.at++;
    if (!isDigit(this.text[this.at])) return this.invalid('in numeric literal');
    if (this.text[this.at] === '0') this.at++;
    else this.skipDigits();
    if (this.text[this.at] === '.') {
      this.at++;
      if (!isDigit(this.text[this.at])) return this.invalid('after decimal point in numeric literal');
      this.skipDigits();
    }
    if (this.text[this.at] !== 'e' && this.text[this.at] !== 'E') return undefined;
    this.at++;
    if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
    if (!isDigit(this.text[this.at])) return this.invalid('in exponent of numeric literal');
    this.skipDigits();
    return undefined;
  }

  private skipDigits(): void {
    while (isDigit(this.text[this.at])) this.at++;
  }
}

const END = 'unexpected end of JSON input';

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/**
 * What Go's encoding/json says of a text that is no JSON (scanner.go); undefined for JSON. What JavaScript engines say
 * differs from one to the next.
 */
export function jsonProblem(text: string): string | undefined {
  return new Scanner(text).problem();
}
