import { PatternError, type Matcher } from '../pattern/matcher.ts';
import { compileRegex } from '../pattern/regex.ts';
import { SedError, type Action, type Address, type RangeEnd, type SedCommand, type SedDialect } from './script.ts';

const MAX_LENGTH = 20_000;
const MAX_DEPTH = 50;

class SedParser {
  /** Characters that have been read; GNU's sed tells it with what it complains about. */
  private position = 0;
  private depth = 0;
  private readonly labels = new Set<string>();
  private readonly jumps = new Set<string>();
  private readonly script: string;
  private readonly isExtended: boolean;
  private readonly dialect: SedDialect;

  constructor(script: string, isExtended: boolean, dialect: SedDialect) {
    this.script = script;
    this.isExtended = isExtended;
    this.dialect = dialect;
  }

  parse(): SedCommand[] {
    if (this.script.length > MAX_LENGTH) throw new SedError('script too long');
    const commands = this.parseList();
    for (const label of this.jumps) {
      if (this.labels.has(label)) continue;
      const isGnu = this.dialect === 'gnu';
      throw new SedError(`can't find label for jump to ${isGnu ? '`' : "'"}${label}'`, isGnu ? 4 : 1);
    }
    return commands;
  }

  private error(gnu: string, busybox: string, at = this.position): SedError {
    return new SedError(this.dialect === 'gnu' ? `-e expression #1, char ${at}: ${gnu}` : busybox);
  }

  private peek(): string | undefined {
    return this.script[this.position];
  }

  private skipSpace(): void {
    while (this.peek() === ' ' || this.peek() === '\t') this.position += 1;
  }

  private parseList(): SedCommand[] {
    const commands: SedCommand[] = [];
    for (;;) {
      while (/[\s;]/.test(this.peek() ?? '')) this.position += 1;
      if (this.peek() === '#') this.skipComment();
      else if (this.peek() === undefined) {
        if (this.depth > 0) throw this.error("unmatched `{'", "unmatched '{'", 0);
        return commands;
      } else if (this.peek() === '}') {
        this.position += 1;
        if (this.depth === 0) throw this.error("unexpected `}'", "unexpected '}'");
        return commands;
      } else commands.push(this.parseCommand());
    }
  }

  private skipComment(): void {
    while (this.peek() !== undefined && this.peek() !== '\n') this.position += 1;
  }

  private parseCommand(): SedCommand {
    const from = this.parseAddress();
    this.skipSpace();
    let to: RangeEnd | undefined;
    if (from !== undefined && this.peek() === ',') {
      this.position += 1;
      this.skipSpace();
      to = this.parseRangeEnd();
      if (to === undefined) throw this.error("unexpected `,'", 'no address after comma');
    }
    if (from?.type === 'line' && from.line === 0 && (this.dialect === 'gnu' ? to?.type !== 'pattern' : false)) {
      throw this.error('invalid usage of line address 0', 'no address', this.position + 1);
    }
    let isNegated = false;
    for (this.skipSpace(); this.peek() === '!' || (isNegated && this.peek() === ' '); this.position += 1)
      isNegated = true;
    const action = this.parseAction(from !== undefined, to !== undefined);
    return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), isNegated, action };
  }

  private parseNumber(): number | undefined {
    const digits = /^\d{1,9}/.exec(this.script.slice(this.position, this.position + 9))?.[0];
    if (digits === undefined) return undefined;
    this.position += digits.length;
    return Number(digits);
  }

  private parseAddress(): Address | undefined {
    if (this.peek() === '$') {
      this.position += 1;
      return { type: 'last' };
    }
    if (this.peek() === '/' || this.peek() === '\\') {
      if (this.peek() === '\\') this.position += 1;
      const delimiter = this.peek() ?? '/';
      this.position += 1;
      const source = this.parseDelimited(delimiter, true);
      if (source === undefined) throw this.error('unterminated address regex', `unmatched '${delimiter}'`);
      const ignoreCase = this.peek() === 'I' && this.dialect === 'gnu';
      if (ignoreCase) this.position += 1;
      return { type: 'pattern', pattern: this.compile(source, ignoreCase) };
    }
    const line = this.parseNumber();
    if (line === undefined) return undefined;
    if (this.peek() !== '~' || this.dialect !== 'gnu') return { type: 'line', line };
    this.position += 1;
    return { type: 'step', first: line, step: this.parseNumber() ?? 0 };
  }

  private parseRangeEnd(): RangeEnd | undefined {
    const sign = this.peek();
    if (sign !== '+' && !(sign === '~' && this.dialect === 'gnu')) return this.parseAddress();
    this.position += 1;
    const count = this.parseNumber();
    if (count === undefined) return undefined;
    return sign === '+' ? { type: 'lines', count } : { type: 'multiple', of: count };
  }

  private compile(source: string, ignoreCase: boolean): Matcher | undefined {
    if (source === '') return undefined;
    try {
      return compileRegex(source, this.isExtended ? 'extended' : 'basic', { ignoreCase, isOneLine: true });
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      throw this.error(error.message, `bad regex '${source}': ${error.message}`);
    }
  }

  /** The text up to a delimiter, which may be escaped in it, or stand in brackets; undefined when there is none. */
  private parseDelimited(delimiter: string, isPattern: boolean): string | undefined {
    let text = '';
    let isInBrackets = false;
    for (; this.position < this.script.length; this.position++) {
      const character = this.script.charAt(this.position);
      if (isInBrackets) {
        // A bracket right after the opening one stands for itself; `\n` is a newline there too.
        if (character === ']' && !/\[\^?$/.test(text)) isInBrackets = false;
        const isNewline = character === '\\' && this.script[this.position + 1] === 'n';
        if (isNewline) this.position += 1;
        text += isNewline ? '\n' : character;
        continue;
      }
      if (character === delimiter) {
        this.position += 1;
        return text;
      }
      const next = this.script[this.position + 1];
      if (character === '\\' && next !== undefined) {
        text += next === delimiter ? next : character + next;
        this.position += 1;
      } else {
        if (isPattern && character === '[') isInBrackets = true;
        text += character;
      }
    }
    return undefined;
  }

  private parseAction(hasAddress: boolean, hasRange: boolean): Action {
    const name = this.peek();
    if (name === undefined) throw this.error('missing command', 'missing command');
    this.position += 1;
    switch (name) {
      case '{': {
        if (this.depth >= MAX_DEPTH) throw this.error("unmatched `{'", "unmatched '{'", 0);
        this.depth += 1;
        const body = this.parseList();
        this.depth -= 1;
        return { name, body };
      }
      case 'p':
      case 'P':
      case 'd':
      case 'D':
      case 'n':
      case 'N':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case '=':
      case 'l':
        this.expectEnd();
        return { name };
      case 'z':
        if (this.dialect === 'busybox') throw this.error('', 'unsupported command z');
        this.expectEnd();
        return { name };
      case 'q':
      case 'Q': {
        if (hasRange) throw this.error('command only uses one address', 'command only uses one address');
        this.skipSpace();
        const code = this.parseNumber() ?? 0;
        if (code > 0 && this.dialect === 'busybox') throw this.error('', 'missing command');
        this.expectEnd();
        return { name, code: code % 256 };
      }
      case 'a':
      case 'i':
      case 'c':
        return { name, text: this.parseText() };
      case ':': {
        if (hasAddress) throw this.error(": doesn't want any addresses", 'unexpected address');
        const label = this.parseWord(/[\s;]/);
        if (label === '') throw this.error('":" lacks a label', 'missing label');
        this.labels.add(label);
        return { name, label };
      }
      case 'b':
      case 't':
      case 'T': {
        const label = this.parseWord(/[\s;}]/);
        if (label !== '') this.jumps.add(label);
        return { name, label };
      }
      case 'r':
      case 'w': {
        const file = this.parseWord(/\n/);
        if (file === '') throw this.error('missing filename in r/R/w/W commands', 'empty filename');
        return { name, file };
      }
      case 's':
        return this.parseSubstitution();
      case 'y':
        return this.parseTransliteration();
      case '}':
        throw this.error("unexpected `}'", "unexpected '}'");
      default:
        throw this.error(`unknown command: \`${name}'`, `unsupported command ${name}`);
    }
  }

  private expectEnd(): void {
    this.skipSpace();
    if (this.peek() === undefined || /[;\n}#]/.test(this.peek() ?? '')) return;
    this.position += 1;
    throw this.error('extra characters after command', 'extra characters after command');
  }

  private parseWord(end: RegExp): string {
    this.skipSpace();
    const start = this.position;
    while (this.peek() !== undefined && !end.test(this.peek() ?? '')) this.position += 1;
    return this.script.slice(start, this.position).trimEnd();
  }

  /** The text of `a`, `i` and `c`: behind the command, or on the lines that follow a backslash. */
  private parseText(): string {
    this.skipSpace();
    if (this.peek() === '\\') {
      this.position += 1;
      const start = this.position;
      this.skipSpace();
      if (this.peek() === '\n') this.position += 1;
      else this.position = start;
    }
    if (this.peek() === undefined) {
      throw this.error("expected \\ after `a', `c' or `i'", "expected \\ after 'a', 'c' or 'i'");
    }
    let text = '';
    for (; this.peek() !== undefined && this.peek() !== '\n'; this.position += 1) {
      if (this.peek() === '\\') this.position += 1;
      text += this.peek() ?? '';
    }
    return text;
  }

  private parseTransliteration(): Action {
    const delimiter = this.peek();
    this.position += 1;
    const [from, to] =
      delimiter === undefined
        ? []
        : [this.parseDelimited(delimiter, false), this.parseDelimited(delimiter, false)].map((text) =>
            text === undefined ? undefined : [...text.replaceAll('\\n', '\n').replaceAll('\\\\', '\\')],
          );
    if (from === undefined || to === undefined) {
      const at = Math.min(this.position, this.script.length);
      throw this.error("unterminated `y' command", `unmatched '${delimiter ?? '/'}'`, at);
    }
    if (from.length !== to.length) {
      const message = "strings for `y' command are different lengths";
      throw this.error(message, message);
    }
    this.expectEnd();
    return { name: 'y', from, to };
  }

  private parseSubstitution(): Action {
    const delimiter = this.peek();
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') {
      throw this.error("unterminated `s' command", 'bad format in substitution expression');
    }
    this.position += 1;
    const source = this.parseDelimited(delimiter, true);
    const replacement = source === undefined ? undefined : this.parseDelimited(delimiter, false);
    if (source === undefined || replacement === undefined) {
      throw this.error("unterminated `s' command", `unmatched '${delimiter}'`);
    }
    let isGlobal = false;
    let prints = false;
    let ignoreCase = false;
    let nth: number | undefined;
    let file: string | undefined;
    const once = (flag: string, isGiven: boolean): void => {
      if (isGiven && this.dialect === 'gnu') {
        throw this.error(`multiple ${flag} options to \`s' command`, '');
      }
    };
    for (;;) {
      const flag = this.peek();
      if (flag === undefined || /[;\n}#]/.test(flag)) break;
      const number = this.parseNumber();
      if (number !== undefined) {
        once('number', nth !== undefined);
        if (number === 0 && this.dialect === 'gnu') {
          throw this.error("number option to `s' command may not be zero", '');
        }
        nth = number;
        continue;
      }
      this.position += 1;
      if (flag === 'g') {
        once("`g'", isGlobal);
        isGlobal = true;
      } else if (flag === 'p') {
        once("`p'", prints);
        prints = true;
      } else if (flag === 'i' || flag === 'I') ignoreCase = true;
      else if (flag === 'w') {
        file = this.parseWord(/\n/);
        break;
      } else if (flag !== ' ' && flag !== '\t') {
        throw this.error("unknown option to `s'", 'bad option in substitution expression');
      }
    }
    const pattern = this.compile(source, ignoreCase);
    const missing = [...replacement.matchAll(/\\([\s\S])/g)]
      .map((found) => found[1] ?? '')
      .find((digit) => /[1-9]/.test(digit) && Number(digit) > (pattern?.groups ?? 9));
    if (missing !== undefined && this.dialect === 'gnu') {
      throw this.error(`invalid reference \\${missing} on \`s' command's RHS`, '');
    }
    // busybox's sed knows no changes of case, and with `g` it begins at the first match whatever the number.
    const isBusybox = this.dialect === 'busybox';
    if (isBusybox && isGlobal) nth = 1;
    return {
      name: 's',
      pattern,
      replacement: isBusybox ? replacement.replaceAll(/\\([ULEul])/g, '$1') : replacement,
      isGlobal,
      nth: nth ?? 1,
      prints,
      ...(file === undefined ? {} : { file }),
    };
  }
}

/** Reads a script of sed. Throws a SedError in the words of GNU's sed or of busybox's. */
export function parseSed(script: string, isExtended: boolean, dialect: SedDialect): SedCommand[] {
  return new SedParser(script, isExtended, dialect).parse();
}
