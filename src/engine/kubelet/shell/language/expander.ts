import { compileGlob, compileWholeGlob, escapeGlob, hasWildcards } from '../pattern/glob.ts';
import { PatternError, type Matcher } from '../pattern/matcher.ts';
import { replaceMatches } from '../pattern/replace.ts';
import type { Assignment, Parameter, Script, Word, WordPart } from './ast.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { elementName, keysOf } from './arrays.ts';
import { expandBraces } from './braces.ts';

/** An expansion that the shell refuses; the message is bash's, and the command does not run. */
export class ExpansionError extends Error {}

/** An expansion under way; it yields what the commands inside it wait for. */
export type Expansion<B, T> = Generator<B, T, void>;

/** A variable that an assignment sets; without a value: removes. */
export interface Assigned {
  name: string;
  value?: string;
}

/** What expansions ask of the shell. */
export interface ExpansionScope<B> {
  /** The value of a variable, of `name[key]`, or of `$?`, `$1` ...; undefined when it is not set. */
  value(name: string): string | undefined;
  assign(name: string, value: string): void;
  /** The names of all variables. */
  names(): Iterable<string>;
  /** Whether an array's keys are names (`declare -A`). */
  isAssociative(name: string): boolean;
  positional(): readonly string[];
  /** Whether `{a,b}` makes several words, as in bash. */
  readonly hasBraces: boolean;
  /** Whether an unset variable is an error (`set -u`). */
  readonly unsetIsError: boolean;
  /** What a script writes to standard output. */
  substitute(script: Script): Expansion<B, string>;
  /** Files whose paths match a pattern, sorted. */
  glob(pattern: string): readonly string[];
  spend(units: number): void;
}

/** A word under expansion: the same text plain, and with quoted wildcards escaped. */
interface Field {
  text: string;
  pattern: string;
  /** Something quoted belongs to it, so that it counts even when it is empty. */
  quoted: boolean;
}

const SPACE = /[ \t\n]+/;
const MAX_FIELDS = 100_000;
const MAX_TEXT = 4_000_000;

/** Turns words into what commands are given, in the order of POSIX: braces, tilde, parameters, splitting, file names. */
export class Expander<B> {
  private readonly scope: ExpansionScope<B>;
  private readonly spend: (units: number) => void;

  constructor(scope: ExpansionScope<B>) {
    this.scope = scope;
    this.spend = (units) => scope.spend(units);
  }

  /** The arguments that words make. Throws an ExpansionError. */
  *fields(words: readonly Word[]): Expansion<B, string[]> {
    const result: string[] = [];
    for (const written of words) {
      for (const word of this.scope.hasBraces ? expandBraces(written) : [written]) {
        for (const field of yield* this.expandWord(word, true)) {
          result.push(...this.fileNames(field));
        }
        if (result.length > MAX_FIELDS) throw new ExpansionError('Argument list too long');
      }
    }
    return result;
  }

  /** One text, without splitting or file names: an assignment's value, a redirection's target. */
  *text(word: Word): Expansion<B, string> {
    return (yield* this.expandWord(word, false)).map(({ text }) => text).join(' ');
  }

  /** A pattern for `case` and `[[ == ]]`: what is quoted means itself. */
  *pattern(word: Word): Expansion<B, Matcher> {
    return compile(compileWholeGlob, yield* this.patternText(word));
  }

  *patternText(word: Word): Expansion<B, string> {
    return (yield* this.expandWord(word, false)).map(({ pattern }) => pattern).join(' ');
  }

  /** The value of `$((...))`. Throws an ExpansionError. */
  *arithmetic(expression: Word): Expansion<B, number> {
    const text = yield* this.text(expression);
    try {
      return evaluateArithmetic(text, {
        get: (name) => this.valueOf(name),
        set: (name, value) => this.scope.assign(name, value),
        isAssociative: (name) => this.scope.isAssociative(name),
      });
    } catch (error) {
      if (error instanceof ArithmeticError) throw new ExpansionError(error.message);
      throw error;
    }
  }

  /** What an assignment changes, in order. Throws an ExpansionError. */
  *changes({ name, index, append, value }: Assignment): Expansion<B, Assigned[]> {
    if (value.type === 'text') {
      const text = yield* this.text(value.word);
      const target = index === undefined ? name : elementName(name, yield* this.key(name, index));
      return [{ name: target, value: append ? (this.valueOf(target) ?? '') + text : text }];
    }
    const before = keysOf(this.scope.names(), name);
    this.scope.spend(before.length);
    const changes: Assigned[] = append
      ? []
      : [name, ...before.map((key) => elementName(name, key))].map((each) => ({ name: each }));
    let next = append ? Math.max(-1, ...before.map(Number).filter((key) => key >= 0)) + 1 : 0;
    for (const element of value.elements) {
      if (element.index !== undefined) {
        const key = yield* this.key(name, element.index);
        changes.push({ name: elementName(name, key), value: yield* this.text(element.word) });
        next = Number(key) + 1;
        continue;
      }
      for (const text of yield* this.fields([element.word])) {
        changes.push({ name: elementName(name, String(next)), value: text });
        next += 1;
      }
    }
    return changes;
  }

  /** The key that an index means: of an array by number a sum, of which less than 0 counts from the end. */
  private *key(name: string, index: Word): Expansion<B, string> {
    if (this.scope.isAssociative(name)) return yield* this.text(index);
    const place = yield* this.arithmetic(index);
    if (place >= 0) return String(place);
    const last = keysOf(this.scope.names(), name).at(-1);
    return String(Number(last ?? 0) + 1 + place);
  }

  /** A variable's value; an array's is that of its first element. */
  private valueOf(name: string): string | undefined {
    return this.scope.value(name) ?? this.scope.value(elementName(name, '0'));
  }

  private fileNames(field: Field): readonly string[] {
    if (!hasWildcards(field.pattern)) return [field.text];
    const paths = this.scope.glob(field.pattern);
    return paths.length === 0 ? [field.text] : paths;
  }

  private *expandWord(word: Word, split: boolean): Expansion<B, Field[]> {
    const fields: Field[] = [];
    let current: Field | undefined;
    const add = (text: string, quoted: boolean): void => {
      current ??= { text: '', pattern: '', quoted: false };
      current.text += text;
      current.pattern += quoted ? escapeGlob(text) : text;
      current.quoted ||= quoted;
      this.spend(text.length / 10);
      if (current.text.length > MAX_TEXT) throw new ExpansionError('Argument list too long');
    };
    const cut = (): void => {
      if (current !== undefined) fields.push(current);
      current = undefined;
    };
    for (const [index, part] of word.entries()) {
      this.scope.spend(1);
      if (part.type === 'text') {
        const home = index === 0 && !part.quoted ? this.tilde(part.text) : part.text;
        add(home, part.quoted);
        continue;
      }
      const values = yield* this.expandPart(part);
      if (part.quoted || !split) {
        values.forEach((value, number) => {
          if (number > 0 && split) cut();
          else if (number > 0) add(' ', true);
          add(value, true);
        });
        // `"$@"` without arguments makes no word at all.
        if (values.length > 0 || !part.quoted) continue;
        if (current?.text === '' && current.quoted) current = undefined;
        continue;
      }
      for (const [number, value] of values.entries()) {
        if (number > 0) cut();
        const pieces = value.split(SPACE);
        this.scope.spend(pieces.length);
        pieces.forEach((piece, place) => {
          if (place > 0) cut();
          if (piece !== '') add(piece, false);
        });
      }
    }
    cut();
    return fields;
  }

  private tilde(text: string): string {
    const home = this.scope.value('HOME') ?? '/';
    return text === '~' || text.startsWith('~/') ? home + text.slice(1) : text;
  }

  private *expandPart(part: Exclude<WordPart, { type: 'text' }>): Expansion<B, readonly string[]> {
    switch (part.type) {
      case 'command':
        return [(yield* this.scope.substitute(part.script)).replace(/\n+$/, '')];
      case 'arithmetic':
        return [String(yield* this.arithmetic(part.expression))];
      case 'parameter':
        return yield* this.expandParameter(part.parameter, part.quoted);
    }
  }

  private *expandParameter(parameter: Parameter, quoted: boolean): Expansion<B, readonly string[]> {
    const { name, operation, index } = parameter;
    if (index !== undefined) return yield* this.expandElements(parameter, index, quoted);
    if (parameter.indirect) {
      const { indirect: _, ...pointed } = parameter;
      return yield* this.expandParameter({ ...pointed, name: this.valueOf(name) ?? '' }, quoted);
    }
    if ((name === '@' || name === '*') && operation === undefined) {
      const positional = this.scope.positional();
      if (parameter.length) return [String(positional.length)];
      return name === '*' && quoted ? [positional.join(' ')] : positional;
    }
    return [yield* this.expandValue(parameter, name, this.valueOf(name))];
  }

  private *expandValue(parameter: Parameter, name: string, value: string | undefined): Expansion<B, string> {
    const { operation } = parameter;
    if (operation !== undefined) return yield* this.operate(name, value, operation.operator, operation.word);
    if (value === undefined && this.scope.unsetIsError) throw new ExpansionError(`${name}: unbound variable`);
    return parameter.length ? String((value ?? '').length) : (value ?? '');
  }

  /** `${name[index]}`, `${name[@]}`, `${#name[@]}`, `${!name[@]}`, with or without an operation. */
  private *expandElements(
    parameter: Parameter,
    index: Word | '@' | '*',
    quoted: boolean,
  ): Expansion<B, readonly string[]> {
    const { name, operation } = parameter;
    if (index !== '@' && index !== '*') {
      const element = elementName(name, yield* this.key(name, index));
      const alone = element === elementName(name, '0') ? this.scope.value(name) : undefined;
      return [yield* this.expandValue(parameter, element, this.scope.value(element) ?? alone)];
    }
    const keys = keysOf(this.scope.names(), name);
    this.scope.spend(keys.length);
    const scalar = keys.length === 0 ? this.scope.value(name) : undefined;
    const values = scalar === undefined ? keys.map((key) => this.scope.value(elementName(name, key)) ?? '') : [scalar];
    if (parameter.length) return [String(values.length)];
    let shown: string[] = parameter.indirect ? (scalar === undefined ? keys : ['0']) : values;
    if (operation?.operator === ':') shown = yield* this.sliceList(shown, operation.word);
    else if (operation !== undefined && values.length === 0) {
      shown = [yield* this.operate(name, undefined, operation.operator, operation.word)].filter((text) => text !== '');
    } else if (operation !== undefined) {
      const changed: string[] = [];
      for (const value of shown) changed.push(yield* this.operate(name, value, operation.operator, operation.word));
      shown = changed;
    }
    return index === '*' && quoted ? [shown.join(' ')] : shown;
  }

  private *sliceList(values: string[], word: Word): Expansion<B, string[]> {
    const [offset = '', length] = (yield* this.text(word)).split(':');
    const from = yield* this.arithmetic([{ type: 'text', text: offset, quoted: true }]);
    const start = from < 0 ? Math.max(0, values.length + from) : from;
    if (length === undefined) return values.slice(start);
    const count = yield* this.arithmetic([{ type: 'text', text: length, quoted: true }]);
    return values.slice(start, start + Math.max(0, count));
  }

  private *operate(name: string, value: string | undefined, operator: string, word: Word): Expansion<B, string> {
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    switch (operator) {
      case ':-':
      case '-':
        return missing ? yield* this.text(word) : value;
      case ':+':
      case '+':
        return missing ? '' : yield* this.text(word);
      case ':=':
      case '=': {
        if (!missing) return value;
        const fallback = yield* this.text(word);
        this.scope.assign(name, fallback);
        return fallback;
      }
      case ':?':
      case '?': {
        if (!missing) return value;
        const message = yield* this.text(word);
        throw new ExpansionError(`${name}: ${message === '' ? 'parameter null or not set' : message}`);
      }
      case ':':
        return yield* this.slice(value ?? '', word);
      case '^':
      case '^^':
      case ',':
      case ',,':
        return changeCase(value ?? '', operator);
      case '/':
      case '//':
        return yield* this.replace(value ?? '', word, operator === '//');
      default:
        return this.trim(value ?? '', yield* this.patternText(word), operator);
    }
  }

  private *slice(value: string, word: Word): Expansion<B, string> {
    const [offset = '', length] = (yield* this.text(word)).split(':');
    const from = yield* this.arithmetic([{ type: 'text', text: offset, quoted: true }]);
    const start = from < 0 ? Math.max(0, value.length + from) : from;
    if (length === undefined) return value.slice(start);
    const count = yield* this.arithmetic([{ type: 'text', text: length, quoted: true }]);
    return count < 0 ? value.slice(start, Math.max(start, value.length + count)) : value.slice(start, start + count);
  }

  /** `${name#pattern}` and its like. */
  private trim(value: string, pattern: string, operator: string): string {
    if (operator.startsWith('#')) {
      const mode = operator === '#' ? 'shortest' : 'anchored';
      const found = compile(compileGlob, pattern).find(value, 0, this.spend, mode);
      return value.slice(found?.[1] ?? 0);
    }
    const matcher = compile(compileWholeGlob, pattern);
    const starts = Array.from({ length: value.length + 1 }, (_, index) => index);
    const tries = operator === '%' ? starts.toReversed() : starts;
    const start = tries.find((from) => {
      this.spend(1);
      return matcher.find(value, from, this.spend, 'anchored') !== undefined;
    });
    return value.slice(0, start ?? value.length);
  }

  private *replace(value: string, word: Word, all: boolean): Expansion<B, string> {
    const text = yield* this.patternText(word);
    const slash = /^(?:[^\\/]|\\[\s\S])*/.exec(text)?.[0].length ?? 0;
    const by = text.slice(slash + 1).replaceAll(/\\([\s\S])/g, '$1');
    if (slash === 0) return value;
    const matcher = compile(compileGlob, text.slice(0, slash));
    return replaceMatches(value, matcher, () => by, all, this.spend);
  }
}

function changeCase(value: string, operator: string): string {
  const change = (text: string): string => (operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
  return operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
}

function compile(compiler: (pattern: string) => Matcher, pattern: string): Matcher {
  try {
    return compiler(pattern);
  } catch (error) {
    if (error instanceof PatternError) throw new ExpansionError(`${pattern.slice(0, 40)}: ${error.message}`);
    throw error;
  }
}
