import type {
  ArrayElement,
  Assignment,
  Command,
  CompoundCommand,
  ListItem,
  Pipeline,
  Redirect,
  Script,
  SimpleCommand,
  Word,
} from './ast.ts';
import { ShellSyntaxError } from './syntax-error.ts';
import { MAX_DEPTH, WordParser } from './word-parser.ts';

/** Deeper nesting is refused, so that reading a script cannot exhaust the stack. */
const MAX_ALIAS_EXPANSIONS = 100;
/** Characters of a line that a message shows. */
const LONGEST_SHOWN = 1000;

const RESERVED = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'in',
  'function',
  '{',
  '}',
  '!',
  '[[',
]);

const REDIRECT = /(\d*)(<<<|<<-|<<|<&|<>|<|>>|>&|>\||>)|(&>>|&>)/y;
const OPERATOR = /;;|&&|\|\||\|&|[;&|()\n]/y;
const RESERVED_WORD = /(?:\[\[|[a-z]+|[{}!])(?=[\s;&|<>()]|$)/y;
const ASSIGNED_NAME = /[A-Za-z_]\w*(?=\+?=|\[)/y;
const ASSIGNS = /\+?=/y;
/** Builtins whose arguments may be assignments, arrays too. */
const DECLARING = new Set(['declare', 'export', 'local', 'readonly', 'typeset']);
const FUNCTION_NAME = /([\w.:@%+,^~-]+)[ \t]*\([ \t]*\)/y;

interface PendingHeredoc {
  delimiter: string;
  quoted: boolean;
  stripTabs: boolean;
  fill(body: Word): void;
}

/** What a shell reads: bash has arrays, the others do not. */
export type Dialect = 'bash' | 'sh';

/** What the parser asks of the shell: the text that an alias stands for. */
export type AliasLookup = (name: string) => string | undefined;

/** Reads shell text one complete command at a time, as a shell does: what comes first runs before the rest is read. */
export class Parser extends WordParser {
  private readonly aliases: AliasLookup;
  private readonly dialect: Dialect;
  private readonly heredocs: PendingHeredoc[] = [];
  private aliasExpansions = 0;
  /** Whether the last item ended with `;` or `&`, so that another one may follow on its line. */
  private isSeparated = false;

  constructor(source: string, aliases: AliasLookup = () => undefined, dialect: Dialect = 'bash') {
    super(source);
    this.aliases = aliases;
    this.dialect = dialect;
  }

  /** The next command line with the text that it was read from; undefined at the end. Throws ShellSyntaxError. */
  nextCommand(): { script: Script; text: string; line: number } | undefined {
    this.skipNewlines();
    if (this.atEnd()) return undefined;
    const start = this.position;
    const line = this.line();
    const before = this.source;
    const script = this.parseLine();
    // Aliases change the text that lies ahead; what was typed is what stood there before.
    const consumed = this.position - (this.source.length - before.length);
    return { script, text: before.slice(start, Math.max(start, consumed)).replace(/\n+$/, ''), line };
  }

  /** The next line as it stands, unread; undefined at the end. */
  takeLine(): string | undefined {
    if (this.atEnd()) return undefined;
    const end = this.source.indexOf('\n', this.position);
    const line = this.source.slice(this.position, end < 0 ? this.source.length : end);
    this.position = end < 0 ? this.source.length : end + 1;
    return line;
  }

  protected override parseSubstitution(): Script {
    return this.nested(() => {
      const script = this.parseList([')']);
      this.expectOperator(')');
      return script;
    });
  }

  protected override parseBackquoted(text: string): Script {
    if (this.depth >= MAX_DEPTH) throw this.error('nested too deeply');
    const inner = new Parser(text, this.aliases, this.dialect);
    inner.depth = this.depth + 1;
    const script = inner.parseList([]);
    if (!inner.atEnd()) throw inner.unexpected();
    return script;
  }

  private parseLine(): Script {
    const items: ListItem[] = [];
    for (;;) {
      items.push(this.parseItem());
      this.skipBlanks();
      if (this.atEnd()) break;
      if (this.source[this.position] === '\n') {
        this.newline();
        break;
      }
      if (!this.isSeparated) throw this.unexpected();
    }
    this.finishHeredocs();
    return { items };
  }

  /** Commands up to a closing word or operator, which is left to be read. */
  private parseList(closing: readonly string[]): Script {
    const items: ListItem[] = [];
    for (;;) {
      this.skipNewlines();
      if (this.atEnd() || this.isClosing(closing)) break;
      items.push(this.parseItem());
      this.skipBlanks();
      if (this.atEnd() || this.isClosing(closing) || this.source[this.position] === '\n') continue;
      if (!this.isSeparated) throw this.unexpected();
    }
    return { items };
  }

  private isClosing(closing: readonly string[]): boolean {
    if (closing.includes(')') && this.source[this.position] === ')') return true;
    if (closing.includes(';;') && this.source.startsWith(';;', this.position)) return true;
    const word = this.peekReserved();
    return word !== undefined && closing.includes(word);
  }

  private parseItem(): ListItem {
    this.skipBlanks();
    const start = this.position;
    const first = this.parsePipeline();
    const rest: ListItem['rest'] = [];
    for (;;) {
      this.skipBlanks();
      const operator = this.peekOperator();
      if (operator !== '&&' && operator !== '||') break;
      this.position += 2;
      this.skipNewlines();
      rest.push({ operator, pipeline: this.parsePipeline() });
    }
    const operator = this.peekOperator();
    this.isSeparated = operator === ';' || operator === '&';
    const text = operator === '&' ? this.source.slice(start, this.position).trim() : undefined;
    if (this.isSeparated) this.position += 1;
    return { first, rest, ...(text !== undefined && { background: text }) };
  }

  private parsePipeline(): Pipeline {
    this.skipBlanks();
    let negated = false;
    while (this.peekReserved() === '!') {
      this.position += 1;
      negated = !negated;
      this.skipBlanks();
    }
    const stages = [this.parseCommand()];
    for (;;) {
      this.skipBlanks();
      const operator = this.peekOperator();
      if (operator !== '|' && operator !== '|&') break;
      this.position += operator.length;
      if (operator === '|&') {
        stages
          .at(-1)
          ?.redirects.push({ type: 'duplicate', descriptor: 2, target: [{ type: 'text', text: '1', quoted: false }] });
      }
      this.skipNewlines();
      stages.push(this.parseCommand());
    }
    return { negated, stages };
  }

  private parseCommand(): Command {
    return this.nested(() => {
      this.skipBlanks();
      this.expandAlias();
      const line = this.line();
      const compound = this.parseCompound(line);
      if (compound === undefined) return this.parseSimple(line);
      for (;;) {
        this.skipBlanks();
        const redirect = this.parseRedirect();
        if (redirect === undefined) return compound;
        compound.redirects.push(redirect);
      }
    });
  }

  private parseCompound(line: number): CompoundCommand | undefined {
    const base = { redirects: [], line };
    if (this.source.startsWith('((', this.position)) {
      this.position += 2;
      return { ...base, type: 'arithmetic', expression: this.parseArithmetic() };
    }
    if (this.source[this.position] === '(') {
      this.position += 1;
      const body = this.parseBody([')']);
      this.expectOperator(')');
      return { ...base, type: 'subshell', body };
    }
    const word = this.peekReserved();
    switch (word) {
      case undefined:
        return this.parseFunction(base);
      case '{': {
        this.position += 1;
        const body = this.parseBody(['}']);
        this.expectWord('}');
        return { ...base, type: 'group', body };
      }
      case 'if':
        return { ...base, ...this.parseIf() };
      case 'while':
      case 'until': {
        this.position += word.length;
        const condition = this.parseBody(['do']);
        return { ...base, type: 'while', until: word === 'until', condition, body: this.parseDo() };
      }
      case 'for':
        return { ...base, ...this.parseFor() };
      case 'case':
        return { ...base, ...this.parseCase() };
      case 'function': {
        this.position += word.length;
        this.skipBlanks();
        const name = /^[\w.-]*/.exec(this.source.slice(this.position, this.position + 200))?.[0] ?? '';
        if (name === '') throw this.unexpected();
        this.position += name.length;
        this.skipBlanks();
        if (this.source.startsWith('()', this.position)) this.position += 2;
        this.skipNewlines();
        return { ...base, type: 'function', name, body: this.parseCommand() };
      }
      case '[[':
        return { ...base, type: 'test', words: this.parseTestWords() };
      default:
        throw this.unexpected();
    }
  }

  private parseFunction(base: { redirects: Redirect[]; line: number }): CompoundCommand | undefined {
    FUNCTION_NAME.lastIndex = this.position;
    const match = FUNCTION_NAME.exec(this.source);
    if (match === null) return undefined;
    this.position += match[0].length;
    this.skipNewlines();
    return { ...base, type: 'function', name: match[1] ?? '', body: this.parseCommand() };
  }

  private parseBody(closing: readonly string[]): Script {
    const script = this.parseList(closing);
    if (script.items.length === 0) throw this.unexpected();
    return script;
  }

  private parseIf(): { type: 'if'; branches: { condition: Script; body: Script }[]; otherwise?: Script } {
    const branches: { condition: Script; body: Script }[] = [];
    do {
      this.position += this.peekReserved()?.length ?? 0;
      const condition = this.parseBody(['then']);
      this.expectWord('then');
      branches.push({ condition, body: this.parseBody(['elif', 'else', 'fi']) });
    } while (this.peekReserved() === 'elif');
    if (this.peekReserved() !== 'else') {
      this.expectWord('fi');
      return { type: 'if', branches };
    }
    this.expectWord('else');
    const otherwise = this.parseBody(['fi']);
    this.expectWord('fi');
    return { type: 'if', branches, otherwise };
  }

  private parseDo(): Script {
    this.skipNewlines();
    this.expectWord('do');
    const body = this.parseBody(['done']);
    this.expectWord('done');
    return body;
  }

  private parseFor():
    | { type: 'for'; name: string; words?: Word[]; body: Script }
    | { type: 'forArithmetic'; start: Word; condition: Word; step: Word; body: Script } {
    this.position += 'for'.length;
    this.skipBlanks();
    if (this.source.startsWith('((', this.position)) {
      this.position += 2;
      const [start = [], condition = [], step = []] = this.parseArithmeticParts();
      this.endClause();
      return { type: 'forArithmetic', start, condition, step, body: this.parseDo() };
    }
    const name = /^[A-Za-z_]\w*/.exec(this.source.slice(this.position, this.position + 200))?.[0];
    if (name === undefined) throw this.unexpected();
    this.position += name.length;
    this.skipNewlines();
    if (this.peekReserved() !== 'in') {
      this.endClause();
      return { type: 'for', name, body: this.parseDo() };
    }
    this.expectWord('in');
    const words: Word[] = [];
    for (this.skipBlanks(); this.peekOperator() === undefined && !this.atEnd(); this.skipBlanks()) {
      words.push(this.requireWord());
    }
    this.endClause();
    return { type: 'for', name, words, body: this.parseDo() };
  }

  /** The `;` or newline between a loop's head and its `do`. */
  private endClause(): void {
    this.skipBlanks();
    if (this.source[this.position] === ';') this.position += 1;
    this.skipNewlines();
  }

  private parseCase(): { type: 'case'; word: Word; branches: { patterns: Word[]; body: Script }[] } {
    this.position += 'case'.length;
    this.skipBlanks();
    const word = this.requireWord();
    this.skipNewlines();
    this.expectWord('in');
    const branches: { patterns: Word[]; body: Script }[] = [];
    for (this.skipNewlines(); this.peekReserved() !== 'esac'; this.skipNewlines()) {
      if (this.source[this.position] === '(') this.position += 1;
      const patterns: Word[] = [];
      for (;;) {
        this.skipBlanks();
        patterns.push(this.requireWord());
        this.skipBlanks();
        if (this.source[this.position] !== '|') break;
        this.position += 1;
      }
      this.expectOperator(')');
      branches.push({ patterns, body: this.parseList([';;', 'esac']) });
      this.skipBlanks();
      if (this.source.startsWith(';;', this.position)) this.position += 2;
    }
    this.expectWord('esac');
    return { type: 'case', word, branches };
  }

  private parseTestWords(): Word[] {
    this.position += 2;
    const words: Word[] = [];
    for (;;) {
      this.skipNewlines();
      if (this.atEnd()) throw this.endOfFile();
      if (/^\]\](?=[\s;&|<>()]|$)/.test(this.source.slice(this.position, this.position + 3))) break;
      const operator = /^(?:&&|\|\||[()<>])/.exec(this.source.slice(this.position, this.position + 2))?.[0];
      if (operator === undefined) {
        const before = words.at(-1)?.[0];
        const isPattern = before?.type === 'text' && before.text === '=~';
        words.push(isPattern ? this.parseRegexWord() : this.requireWord());
      } else {
        this.position += operator.length;
        words.push([{ type: 'text', text: operator, quoted: false }]);
      }
    }
    this.position += 2;
    return words;
  }

  private parseSimple(line: number): SimpleCommand {
    const command: SimpleCommand = { type: 'simple', assignments: [], words: [], redirects: [], line };
    for (;;) {
      this.skipBlanks();
      const redirect = this.parseRedirect();
      if (redirect !== undefined) {
        command.redirects.push(redirect);
        continue;
      }
      if (this.atEnd() || this.peekOperator() !== undefined) break;
      const isDeclaring = declares(command.words);
      const assignment = command.words.length === 0 || isDeclaring ? this.parseAssignment() : undefined;
      if (assignment === undefined) {
        command.words.push(this.requireWord());
      } else if (isDeclaring) {
        command.assignments.push({ ...assignment, declared: true });
        command.words.push([{ type: 'text', text: assignment.name, quoted: true }]);
      } else command.assignments.push(assignment);
    }
    const isEmpty = command.words.length + command.assignments.length + command.redirects.length === 0;
    if (isEmpty) throw this.unexpected();
    return command;
  }

  private parseAssignment(): Assignment | undefined {
    ASSIGNED_NAME.lastIndex = this.position;
    const name = ASSIGNED_NAME.exec(this.source)?.[0];
    if (name === undefined) return undefined;
    const start = this.position;
    this.position += name.length;
    const index = this.dialect === 'bash' ? this.parseArrayIndex() : undefined;
    ASSIGNS.lastIndex = this.position;
    const operator = ASSIGNS.exec(this.source)?.[0];
    if (operator === undefined || index === '@' || index === '*') {
      this.position = start;
      return undefined;
    }
    this.position += operator.length;
    const isArray = this.dialect === 'bash' && index === undefined && this.source[this.position] === '(';
    return {
      name,
      ...(index !== undefined && { index }),
      ...(operator === '+=' && { append: true as const }),
      value: isArray ? { type: 'array', elements: this.parseElements() } : { type: 'text', word: this.parseWord() },
    };
  }

  /** `(a b [3]=c)`. */
  private parseElements(): readonly ArrayElement[] {
    this.position += 1;
    const elements: ArrayElement[] = [];
    for (this.skipNewlines(); this.source[this.position] !== ')'; this.skipNewlines()) {
      if (this.atEnd()) throw this.endOfFile();
      const start = this.position;
      const index = this.parseArrayIndex();
      const isKeyed = index !== undefined && index !== '@' && index !== '*' && this.source[this.position] === '=';
      this.position = isKeyed ? this.position + 1 : start;
      elements.push(isKeyed ? { index, word: this.parseWord() } : { word: this.requireWord() });
    }
    this.position += 1;
    return elements;
  }

  private parseRedirect(): Redirect | undefined {
    REDIRECT.lastIndex = this.position;
    const match = REDIRECT.exec(this.source);
    if (match === null) return undefined;
    const [whole, digits = '', operator = '', both] = match;
    this.position += whole.length;
    this.skipBlanks();
    if (operator === '<<' || operator === '<<-') return this.parseHeredoc(operator === '<<-');
    if (this.atEnd() || this.peekOperator() !== undefined) throw this.unexpected();
    const target = this.requireWord();
    if (both !== undefined) {
      return { type: 'file', descriptor: 'both', mode: both === '&>>' ? 'append' : 'write', target };
    }
    const descriptor = digits === '' ? (operator.startsWith('<') ? 0 : 1) : Number(digits);
    switch (operator) {
      case '<<<':
        return { type: 'text', body: target, newline: true };
      case '<&':
        return { type: 'duplicate', descriptor, target };
      case '>&': {
        const [part] = target;
        const isDescriptor = part?.type === 'text' && /^(?:\d+|-)$/.test(part.text);
        if (isDescriptor) return { type: 'duplicate', descriptor, target };
        return { type: 'file', descriptor: 'both', mode: 'write', target };
      }
      case '<':
      case '<>':
        return { type: 'file', descriptor, mode: 'read', target };
      default:
        return { type: 'file', descriptor, mode: operator === '>>' ? 'append' : 'write', target };
    }
  }

  private parseHeredoc(stripTabs: boolean): Redirect {
    if (this.atEnd() || this.peekOperator() !== undefined) throw this.unexpected();
    const start = this.position;
    const word = this.requireWord();
    const delimiter = word.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const quoted = /['"\\]/.test(this.source.slice(start, this.position));
    const redirect: Redirect & { type: 'text' } = { type: 'text', body: [], newline: false };
    const fill = (body: Word): void => {
      redirect.body = body;
    };
    this.heredocs.push({ delimiter, quoted, stripTabs, fill });
    return redirect;
  }

  protected override newline(): void {
    this.position += 1;
    this.finishHeredocs();
  }

  /** Reads the bodies of the here-documents that the line before announced. */
  private finishHeredocs(): void {
    for (const { delimiter, quoted, stripTabs, fill } of this.heredocs.splice(0)) {
      let body = '';
      let ended = false;
      while (!ended && !this.atEnd()) {
        const end = this.source.indexOf('\n', this.position);
        const written = this.source.slice(this.position, end < 0 ? this.source.length : end);
        const text = stripTabs ? written.replace(/^\t+/, '') : written;
        this.position = end < 0 ? this.source.length : end + 1;
        ended = text === delimiter;
        if (!ended) body += `${text}\n`;
      }
      if (!ended) this.unendedHeredoc = true;
      fill(quoted ? [{ type: 'text', text: body, quoted: true }] : this.parseHeredocBody(body));
    }
  }

  private parseHeredocBody(body: string): Word {
    const inner = new Parser(body, this.aliases, this.dialect);
    inner.depth = this.depth + 1;
    if (inner.depth >= MAX_DEPTH) throw this.error('nested too deeply');
    return inner.parseUnended();
  }

  /** Puts the text of an alias where its name stands (POSIX: before anything else is made of the word). */
  private expandAlias(): void {
    const seen = new Set<string>();
    for (;;) {
      const name = /^[\w.+-]+(?=[\s;&|<>()]|$)/.exec(this.source.slice(this.position, this.position + 100))?.[0];
      if (name === undefined || seen.has(name) || RESERVED.has(name)) return;
      const text = this.aliases(name);
      if (text === undefined || this.aliasExpansions >= MAX_ALIAS_EXPANSIONS) return;
      this.aliasExpansions += 1;
      seen.add(name);
      this.source = this.source.slice(0, this.position) + text + this.source.slice(this.position + name.length);
      this.skipBlanks();
    }
  }

  /** A word that must be there: what reads one after another always goes on. */
  private requireWord(): Word {
    const start = this.position;
    const word = this.parseWord();
    if (this.position === start) throw this.unexpected();
    return word;
  }

  private peekReserved(): string | undefined {
    RESERVED_WORD.lastIndex = this.position;
    const word = RESERVED_WORD.exec(this.source)?.[0];
    return word !== undefined && RESERVED.has(word) ? word : undefined;
  }

  private peekOperator(): string | undefined {
    OPERATOR.lastIndex = this.position;
    return OPERATOR.exec(this.source)?.[0];
  }

  private expectWord(word: string): void {
    this.skipNewlines();
    if (this.peekReserved() !== word) throw this.unexpected();
    this.position += word.length;
  }

  private expectOperator(operator: string): void {
    this.skipNewlines();
    if (!this.source.startsWith(operator, this.position)) throw this.unexpected();
    this.position += operator.length;
  }

  private unexpected(): ShellSyntaxError {
    this.skipBlanks();
    if (this.atEnd()) {
      return this.depth > 0 ? this.endOfFile() : this.error("syntax error near unexpected token `newline'");
    }
    const rest = this.source.slice(this.position, this.position + 100);
    const token = this.peekOperator() ?? /^[^\s;&|<>()]+/.exec(rest)?.[0] ?? rest[0] ?? '';
    const start = this.source.lastIndexOf('\n', this.position - 1) + 1;
    const written = this.source.slice(start).split('\n', 1)[0]?.slice(0, LONGEST_SHOWN);
    const named = token === '\n' ? 'newline' : token;
    return new ShellSyntaxError(`syntax error near unexpected token \`${named}'`, this.line(), false, written, named);
  }

  private endOfFile(): ShellSyntaxError {
    return new ShellSyntaxError('syntax error: unexpected end of file', this.line(), true);
  }
}

function declares([first]: readonly Word[]): boolean {
  const [part, ...others] = first ?? [];
  return part?.type === 'text' && !part.quoted && others.length === 0 && DECLARING.has(part.text);
}

/** Whether a terminal has to ask for more lines before it can run this text. */
export function needsMoreLines(source: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(source.slice(-100))) return true;
  const parser = new Parser(source);
  try {
    while (parser.nextCommand() !== undefined);
    return parser.unendedHeredoc;
  } catch (error) {
    return error instanceof ShellSyntaxError && error.incomplete;
  }
}
