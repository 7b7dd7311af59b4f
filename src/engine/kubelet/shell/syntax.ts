/** The small part of the POSIX shell that containers' commands in manifests are written in. */

/** A piece of a word. `quoted` pieces are not split at spaces. */
export type WordPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly name: string; readonly fallback?: string; readonly quoted: boolean }
  | { readonly type: 'command'; readonly body: List; readonly quoted: boolean }
  | { readonly type: 'arithmetic'; readonly expression: string };

export type Word = readonly WordPart[];

export interface Redirection {
  readonly operator: '>' | '>>' | '<' | '2>' | '2>>' | '&>' | '2>&1' | '>&2';
  readonly target: Word;
}

export interface SimpleCommand {
  readonly type: 'simple';
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export type Command =
  | SimpleCommand
  | { readonly type: 'group'; readonly body: List }
  | {
      readonly type: 'if';
      readonly branches: readonly { readonly test: List; readonly body: List }[];
      readonly otherwise?: List;
    }
  | { readonly type: 'loop'; readonly until: boolean; readonly test: List; readonly body: List }
  | { readonly type: 'for'; readonly name: string; readonly items: readonly Word[]; readonly body: List };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
  readonly background: boolean;
}

/** Pipelines one after another; `when` says on which result of the one before a pipeline runs. */
export interface ListItem {
  readonly when: 'always' | 'success' | 'failure';
  readonly pipeline: Pipeline;
}

export type List = readonly ListItem[];

export type ParsedScript =
  { readonly ok: true; readonly list: List } | { readonly ok: false; readonly message: string };

/** Manifests nest a handful of levels; more is no script for a container. */
const deepestNesting = 30;
const longestScript = 20_000;

const name = /^[A-Za-z_][A-Za-z0-9_]*/;
const operators = ['&&', '||', ';;', ';', '&', '|', '(', ')', '\n'] as const;
const redirection = /^(?:2>&1|>&2|1>&2|2>>|2>|&>|>>|>|<(?!<))/;
const endOfWord = /[\s;&|()<>]/;

type Token =
  | { readonly type: 'operator'; readonly text: (typeof operators)[number] }
  | { readonly type: 'redirection'; readonly text: string }
  | { readonly type: 'word'; readonly word: Word; readonly plain: string };

class SyntaxFailure extends Error {}

class Parser {
  private readonly text: string;
  private position = 0;
  private depth: number;
  private peeked: Token | undefined;

  constructor(text: string, depth: number) {
    if (depth > deepestNesting || text.length > longestScript) throw new SyntaxFailure('out of memory');
    this.text = text;
    this.depth = depth;
  }

  script(): List {
    const list = this.list([]);
    if (this.peek() !== undefined) throw this.unexpected();
    return list;
  }

  private unexpected(): SyntaxFailure {
    const token = this.peek();
    if (token === undefined) return new SyntaxFailure('syntax error: unexpected end of file');
    const text = token.type === 'word' ? token.plain : token.text;
    return new SyntaxFailure(`syntax error: unexpected "${text === '\n' ? 'newline' : text}"`);
  }

  private peek(): Token | undefined {
    this.peeked ??= this.read();
    return this.peeked;
  }

  private next(): Token | undefined {
    const token = this.peek();
    this.peeked = undefined;
    return token;
  }

  private atWord(text: string): boolean {
    const token = this.peek();
    return token?.type === 'word' && token.plain === text;
  }

  private expectWord(text: string): void {
    if (!this.atWord(text)) throw this.unexpected();
    this.next();
  }

  private skipOperator(...texts: readonly string[]): boolean {
    const token = this.peek();
    if (token?.type !== 'operator' || !texts.includes(token.text)) return false;
    this.next();
    return true;
  }

  private list(ends: readonly string[]): List {
    const items: ListItem[] = [];
    let when: ListItem['when'] = 'always';
    for (;;) {
      while (this.skipOperator(';', '\n'));
      const token = this.peek();
      if (token === undefined || (token.type === 'operator' && token.text === ')')) break;
      if (token.type === 'word' && ends.includes(token.plain)) break;
      const pipeline = this.pipeline();
      items.push({ when, pipeline });
      if (this.skipOperator('&&')) when = 'success';
      else if (this.skipOperator('||')) when = 'failure';
      else {
        when = 'always';
        const after = this.peek();
        const ended = after === undefined || (after.type === 'operator' && [';', '\n', ')'].includes(after.text));
        if (!ended && !pipeline.background) throw this.unexpected();
      }
    }
    return items;
  }

  private pipeline(): Pipeline {
    let negated = false;
    while (this.atWord('!')) {
      this.next();
      negated = !negated;
    }
    const commands = [this.command()];
    while (this.skipOperator('|')) commands.push(this.command());
    return { negated, commands, background: this.skipOperator('&') };
  }

  private command(): Command {
    if (++this.depth > deepestNesting) throw new SyntaxFailure('out of memory');
    try {
      while (this.skipOperator('\n'));
      const command = this.compound();
      if (command === undefined) return this.simple();
      // Redirections of a whole compound command change nothing that is told of here.
      while (this.peek()?.type === 'redirection') {
        this.next();
        this.next();
      }
      return command;
    } finally {
      this.depth--;
    }
  }

  private compound(): Command | undefined {
    const token = this.peek();
    if (token?.type === 'operator' && token.text === '(') {
      this.next();
      const body = this.list([]);
      if (!this.skipOperator(')')) throw this.unexpected();
      return { type: 'group', body };
    }
    if (token?.type !== 'word') return undefined;
    switch (token.plain) {
      case '{': {
        this.next();
        const body = this.list(['}']);
        this.expectWord('}');
        return { type: 'group', body };
      }
      case 'while':
      case 'until': {
        this.next();
        const test = this.list(['do']);
        return { type: 'loop', until: token.plain === 'until', test, body: this.loopBody() };
      }
      case 'for':
        this.next();
        return this.forLoop();
      case 'if':
        this.next();
        return this.conditional();
      case 'then':
      case 'do':
      case 'done':
      case 'fi':
      case 'else':
      case 'elif':
      case '}':
        throw this.unexpected();
      default:
        return undefined;
    }
  }

  private loopBody(): List {
    this.expectWord('do');
    const body = this.list(['done']);
    this.expectWord('done');
    return body;
  }

  private forLoop(): Command {
    const variable = this.next();
    if (variable?.type !== 'word') throw this.unexpected();
    const items: Word[] = [];
    if (this.atWord('in')) {
      this.next();
      for (let token = this.peek(); token?.type === 'word'; token = this.peek()) {
        items.push(token.word);
        this.next();
      }
    }
    while (this.skipOperator(';', '\n'));
    return { type: 'for', name: variable.plain, items, body: this.loopBody() };
  }

  private conditional(): Command {
    const branches: { test: List; body: List }[] = [];
    let otherwise: List | undefined;
    for (;;) {
      const test = this.list(['then']);
      this.expectWord('then');
      branches.push({ test, body: this.list(['elif', 'else', 'fi']) });
      if (this.atWord('elif')) {
        this.next();
        continue;
      }
      if (this.atWord('else')) {
        this.next();
        otherwise = this.list(['fi']);
      }
      this.expectWord('fi');
      return { type: 'if', branches, ...(otherwise !== undefined && { otherwise }) };
    }
  }

  private simple(): SimpleCommand {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (let token = this.peek(); token !== undefined && token.type !== 'operator'; token = this.peek()) {
      this.next();
      if (token.type === 'redirection') {
        redirections.push(this.redirected(token.text));
        continue;
      }
      const assigned = words.length === 0 ? assignmentOf(token.word) : undefined;
      if (assigned !== undefined) assignments.push(assigned);
      else words.push(token.word);
    }
    if (assignments.length + words.length + redirections.length === 0) throw this.unexpected();
    return { type: 'simple', assignments, words, redirections };
  }

  private redirected(text: string): Redirection {
    const operator = (text === '1>&2' ? '>&2' : text) as Redirection['operator'];
    if (operator === '2>&1' || operator === '>&2') return { operator, target: [] };
    const target = this.next();
    if (target?.type !== 'word') throw this.unexpected();
    return { operator, target: target.word };
  }

  private read(): Token | undefined {
    for (;;) {
      const character = this.text[this.position];
      if (character === undefined) return undefined;
      if (character === '\\' && this.text[this.position + 1] === '\n') this.position += 2;
      else if (character === ' ' || character === '\t' || character === '\r') this.position++;
      else if (character === '#') this.skipComment();
      else break;
    }
    const rest = this.text.slice(this.position, this.position + 4);
    const redirect = redirection.exec(rest)?.[0];
    if (redirect !== undefined) {
      this.position += redirect.length;
      return { type: 'redirection', text: redirect };
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator !== undefined) {
      this.position += operator.length;
      return { type: 'operator', text: operator };
    }
    if (rest.startsWith('<')) throw new SyntaxFailure('syntax error: unexpected redirection');
    return this.word();
  }

  private skipComment(): void {
    const end = this.text.indexOf('\n', this.position);
    this.position = end < 0 ? this.text.length : end;
  }

  private word(): Token {
    const start = this.position;
    const parts: WordPart[] = [];
    let quotes = false;
    for (let character = this.text[this.position]; character !== undefined; character = this.text[this.position]) {
      if (endOfWord.test(character)) break;
      if (character === "'") {
        quotes = true;
        const end = this.text.indexOf("'", this.position + 1);
        if (end < 0) throw new SyntaxFailure('syntax error: unterminated quoted string');
        parts.push({ type: 'text', text: this.text.slice(this.position + 1, end) });
        this.position = end + 1;
      } else if (character === '"') {
        quotes = true;
        this.position++;
        this.doubleQuoted(parts);
      } else this.unquoted(parts, false);
    }
    const plain = quotes ? '' : this.text.slice(start, this.position);
    return { type: 'word', word: quotes && parts.length === 0 ? [{ type: 'text', text: '' }] : parts, plain };
  }

  private doubleQuoted(parts: WordPart[]): void {
    parts.push({ type: 'text', text: '' });
    for (;;) {
      const character = this.text[this.position];
      if (character === undefined) throw new SyntaxFailure('syntax error: unterminated quoted string');
      if (character === '"') {
        this.position++;
        return;
      }
      this.unquoted(parts, true);
    }
  }

  /** One character, or one expansion, at the position. */
  private unquoted(parts: WordPart[], quoted: boolean): void {
    const character = this.text[this.position] ?? '';
    if (character === '\\') {
      const escaped = this.text[this.position + 1] ?? '';
      const keepsBackslash = quoted && !'$`"\\\n'.includes(escaped);
      appendText(parts, escaped === '\n' ? '' : keepsBackslash ? `\\${escaped}` : escaped);
      this.position += 2;
    } else if (character === '`') {
      const end = this.text.indexOf('`', this.position + 1);
      if (end < 0) throw new SyntaxFailure('syntax error: EOF in backquote substitution');
      parts.push({ type: 'command', body: this.nested(this.text.slice(this.position + 1, end)), quoted });
      this.position = end + 1;
    } else if (character === '$') this.dollar(parts, quoted);
    else {
      appendText(parts, character);
      this.position++;
    }
  }

  private dollar(parts: WordPart[], quoted: boolean): void {
    const rest = this.text.slice(this.position + 1, this.position + 3);
    if (rest === '((') {
      const end = this.matching(this.position + 1);
      parts.push({ type: 'arithmetic', expression: this.text.slice(this.position + 3, end - 1) });
      this.position = end + 1;
    } else if (rest.startsWith('(')) {
      const end = this.matching(this.position + 1);
      parts.push({ type: 'command', body: this.nested(this.text.slice(this.position + 2, end)), quoted });
      this.position = end + 1;
    } else if (rest.startsWith('{')) {
      const end = this.text.indexOf('}', this.position);
      if (end < 0) throw new SyntaxFailure('syntax error: bad substitution');
      const inside = this.text.slice(this.position + 2, end);
      const variable = name.exec(inside)?.[0] ?? inside;
      const fallback = /^:?-(.*)$/s.exec(inside.slice(variable.length))?.[1];
      parts.push({ type: 'variable', name: variable, quoted, ...(fallback !== undefined && { fallback }) });
      this.position = end + 1;
    } else {
      const special = /^[?$!#@*0-9]/.exec(rest)?.[0];
      const variable = special ?? name.exec(this.text.slice(this.position + 1, this.position + 65))?.[0];
      if (variable === undefined) appendText(parts, '$');
      else parts.push({ type: 'variable', name: variable, quoted });
      this.position += 1 + (variable?.length ?? 0);
    }
  }

  /** Where the bracket closes that opens at `open`; quotes inside are skipped. */
  private matching(open: number): number {
    let depth = 0;
    let quote = '';
    for (let index = open; index < this.text.length; index++) {
      const character = this.text[index] ?? '';
      if (character === '\\') index++;
      else if (quote !== '') {
        if (character === quote) quote = '';
      } else if (character === "'" || character === '"') quote = character;
      else if (character === '(') depth++;
      else if (character === ')' && --depth === 0) return index;
    }
    throw new SyntaxFailure('syntax error: unexpected end of file');
  }

  private nested(text: string): List {
    return new Parser(text, this.depth + 1).script();
  }
}

function appendText(parts: WordPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.type === 'text') parts[parts.length - 1] = { type: 'text', text: last.text + text };
  else parts.push({ type: 'text', text });
}

function assignmentOf(word: Word): { name: string; value: Word } | undefined {
  const [first, ...others] = word;
  if (first?.type !== 'text') return undefined;
  const variable = name.exec(first.text)?.[0];
  if (variable === undefined || first.text[variable.length] !== '=') return undefined;
  const rest = first.text.slice(variable.length + 1);
  return { name: variable, value: rest === '' ? others : [{ type: 'text', text: rest }, ...others] };
}

/** Reads a script; `message` says what is wrong in the words of busybox's ash. Never throws. */
export function parseScript(text: string): ParsedScript {
  try {
    return { ok: true, list: new Parser(text, 0).script() };
  } catch (error) {
    if (error instanceof SyntaxFailure) return { ok: false, message: error.message };
    throw error;
  }
}
