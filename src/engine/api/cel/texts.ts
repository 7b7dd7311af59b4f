import { goPattern } from '../custom-resources/re2.ts';
import { fn } from './library.ts';
import type { Library } from './library.ts';
import { EvaluationError, isList, isMapValue, numberOf, textOf } from './values.ts';
import type { Value } from './values.ts';

/** No text may grow longer than this by what a rule does with it. */
const LONGEST = 1_000_000;

function string(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function index(value: Value | undefined, absent: number): number {
  const number = value === undefined ? undefined : numberOf(value);
  return number === undefined ? absent : Number(number);
}

function within(at: number, length: number): number {
  if (at < 0 || at > length) throw new EvaluationError(`index out of range: ${at}`);
  return at;
}

function replaced([text, from, to, most]: readonly Value[]): string {
  const limit = index(most, -1);
  const parts = string(text).split(string(from));
  const taken = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  const head = parts.slice(0, taken + 1).join(string(to));
  return [head, ...parts.slice(taken + 1)].join(string(from));
}

function split([text, separator, most]: readonly Value[]): string[] {
  const limit = index(most, -1);
  if (limit === 0) return [];
  const parts = string(separator) === '' ? [...string(text)] : string(text).split(string(separator));
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(string(separator))];
}

/** Whether a regular expression has a match in a text; throws when it is none. */
function matches([text, pattern]: readonly Value[]): boolean {
  const read = goPattern(string(pattern));
  if ('error' in read) throw new EvaluationError(read.error);
  return read.matches(string(text));
}

function spelled(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return `[${value.map(spelled).join(', ')}]`;
  if (isMapValue(value)) {
    return `{${[...value].map(([key, item]) => `${spelled(key)}: ${spelled(item)}`).join(', ')}}`;
  }
  return textOf(value) ?? '';
}

/** Fills in a text (cel-go ext/formatting.go): `%s %d %f %x %b %%`. */
function formatted([text, args = []]: readonly Value[]): string {
  const given = isList(args) ? args : [];
  let next = 0;
  const filled = string(text).replaceAll(/%(?:\.(\d+))?(.)/gs, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    const value = given[next++];
    if (value === undefined) throw new EvaluationError(`index ${next - 1} out of range`);
    const number = numberOf(value);
    if (verb === 's') return spelled(value);
    if (number === undefined) {
      throw new EvaluationError(`error during formatting: unrecognized formatting clause "${verb}"`);
    }
    if (verb === 'd') return String(number);
    if (verb === 'f') return Number(number).toFixed(Math.min(100, Number(precision ?? 6)));
    if (verb === 'b') return BigInt(Math.trunc(Number(number))).toString(2);
    if (verb === 'x') return BigInt(Math.trunc(Number(number))).toString(16);
    throw new EvaluationError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  });
  if (filled.length > LONGEST) throw new EvaluationError('operation cancelled: actual cost limit exceeded');
  return filled;
}

function pieced(text: string): string {
  if (text.length > LONGEST) throw new EvaluationError('operation cancelled: actual cost limit exceeded');
  return text;
}

/** Strings (cel-go's standard library and ext/strings.go). */
export const texts: Library = {
  '.contains': fn('string, string -> bool', ([text, part]) => string(text).includes(string(part))),
  '.startsWith': fn('string, string -> bool', ([text, part]) => string(text).startsWith(string(part))),
  '.endsWith': fn('string, string -> bool', ([text, part]) => string(text).endsWith(string(part))),
  '.matches': fn('string, string -> bool', matches),
  matches: fn('string, string -> bool', matches),
  '.charAt': fn('string, int -> string', ([text, at]) => {
    const characters = [...string(text)];
    return characters[within(index(at, 0), characters.length)] ?? '';
  }),
  '.lowerAscii': fn('string -> string', ([text]) => string(text).replaceAll(/[A-Z]+/g, (part) => part.toLowerCase())),
  '.upperAscii': fn('string -> string', ([text]) => string(text).replaceAll(/[a-z]+/g, (part) => part.toUpperCase())),
  '.replace': fn(['string, string, string -> string', 'string, string, string, int -> string'], (args) =>
    pieced(replaced(args)),
  ),
  '.split': fn(['string, string -> list(string)', 'string, string, int -> list(string)'], split),
  '.substring': fn(['string, int -> string', 'string, int, int -> string'], ([text, from, to]) => {
    const characters = [...string(text)];
    const start = within(index(from, 0), characters.length);
    const end = within(index(to, characters.length), characters.length);
    if (start > end) throw new EvaluationError(`invalid substring range. start: ${start}, end: ${end}`);
    return characters.slice(start, end).join('');
  }),
  '.trim': fn('string -> string', ([text]) => string(text).trim()),
  '.format': fn('string, list(dyn) -> string', formatted),
  '.join': fn(['list(string) -> string', 'list(string), string -> string'], ([list = [], separator]) =>
    pieced((isList(list) ? list : []).map(string).join(string(separator))),
  ),
};

/** Whether a text is a regular expression. */
export function isPattern(text: string): boolean {
  return 'matches' in goPattern(text);
}
