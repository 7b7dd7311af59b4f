import { PatternError, type Matcher } from '../../engine/index.ts';
import { compileGlob, compileWholeGlob, escapeGlob, hasWildcards } from '../../engine/index.ts';
import type { Parameter, Script, Word, WordPart } from '../syntax/ast.ts';
import type { Work } from '../run/block.ts';
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { expandBraces } from './braces.ts';

/** An expansion that the shell refuses; the message is bash's, and the command does not run. */
export class ExpansionError extends Error {}

/** What expansions ask of the shell. */
export interface ExpansionScope {
  /** The value of a variable or of `$?`, `$1` ...; undefined when it is not set. */
  value(name: string): string | undefined;
  assign(name: string, value: string): void;
  positional(): readonly string[];
  /** Whether an unset variable is an error (`set -u`). */
  readonly unsetIsError: boolean;
  /** What a script writes to standard output. */
  substitute(script: Script): Work<string>;
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
export class Expander {
  private readonly scope: ExpansionScope;
  private readonly spend: (units: number) => void;

  constructor(scope: ExpansionScope) {
    this.scope = scope;
    this.spend = (units) => scope.spend(units);
  }

  /** The arguments that words make. Throws an ExpansionError. */
  *fields(words: readonly Word[]): Work<string[]> {
    const result: string[] = [];
    for (const written of words) {
      for (const word of expandBraces(written)) {
        for (const field of yield* this.expandWord(word, true)) {
          result.push(...this.fileNames(field));
        }
        if (result.length > MAX_FIELDS) throw new ExpansionError('Argument list too long');
      }
    }
    return result;
  }

  /** One text, without splitting or file names: an assignment's value, a redirection's target. */
  *text(word: Word): Work<string> {
    return (yield* this.expandWord(word, false)).map(({ text }) => text).join(' ');
  }

  /** A pattern for `case` and `[[ == ]]`: what is quoted means itself. */
  *pattern(word: Word): Work<Matcher> {
    return compile(compileWholeGlob, yield* this.patternText(word));
  }

  *patternText(word: Word): Work<string> {
    return (yield* this.expandWord(word, false)).map(({ pattern }) => pattern).join(' ');
  }

  /** The value of `$((...))`. Throws an ExpansionError. */
  *arithmetic(expression: Word): Work {
    const text = yield* this.text(expression);
    try {
      return evaluateArithmetic(text, {
        get: (name) => this.scope.value(name),
        set: (name, value) => this.scope.assign(name, value),
      });
    } catch (error) {
      if (error instanceof ArithmeticError) throw new ExpansionError(error.message);
      throw error;
    }
  }

  private fileNames(field: Field): readonly string[] {
    if (!hasWildcards(field.pattern)) return [field.text];
    const paths = this.scope.glob(field.pattern);
    return paths.length === 0 ? [field.text] : paths;
  }

  private *expandWord(word: Word, split: boolean): Work<Field[]> {
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

  private *expandPart(part: Exclude<WordPart, { type: 'text' }>): Work<readonly string[]> {
    switch (part.type) {
      case 'command':
        return [(yield* this.scope.substitute(part.script)).replace(/\n+$/, '')];
      case 'arithmetic':
        return [String(yield* this.arithmetic(part.expression))];
      case 'parameter':
        return yield* this.expandParameter(part.parameter, part.quoted);
    }
  }

  private *expandParameter(parameter: Parameter, quoted: boolean): Work<readonly string[]> {
    const { name, operation } = parameter;
    if ((name === '@' || name === '*') && operation === undefined) {
      const positional = this.scope.positional();
      if (parameter.length) return [String(positional.length)];
      return name === '*' && quoted ? [positional.join(' ')] : positional;
    }
    const value = this.scope.value(name);
    if (operation === undefined) {
      if (value === undefined && this.scope.unsetIsError) throw new ExpansionError(`${name}: unbound variable`);
      return [parameter.length ? String((value ?? '').length) : (value ?? '')];
    }
    return [yield* this.operate(name, value, operation.operator, operation.word)];
  }

  private *operate(name: string, value: string | undefined, operator: string, word: Word): Work<string> {
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

  private *slice(value: string, word: Word): Work<string> {
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

  private *replace(value: string, word: Word, all: boolean): Work<string> {
    const text = yield* this.patternText(word);
    const slash = /^(?:[^\\/]|\\[\s\S])*/.exec(text)?.[0].length ?? 0;
    const by = text.slice(slash + 1).replaceAll(/\\([\s\S])/g, '$1');
    if (slash === 0) return value;
    const matcher = compile(compileGlob, text.slice(0, slash));
    return replaceMatches(value, matcher, () => by, all, this.spend);
  }
}

/** Puts other text where a pattern is found. */
export function replaceMatches(
  text: string,
  matcher: Matcher,
  by: (found: readonly number[]) => string,
  all: boolean,
  spend: (units: number) => void,
): string {
  let result = '';
  let from = 0;
  for (let start = 0; start <= text.length;) {
    const found = matcher.find(text, start, spend);
    if (found === undefined) break;
    const [begin = 0, end = 0] = found;
    // Nothing right behind a match is no match of its own.
    const counts = end > begin || begin > from || from === 0;
    result += text.slice(from, begin) + (counts ? by(found) : '');
    from = end;
    if (end === begin) {
      result += text.slice(end, end + 1);
      from = end + 1;
    }
    start = from;
    if (!all) break;
  }
  return result + text.slice(from);
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
