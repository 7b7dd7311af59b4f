import { parseGoDuration } from '../engine/index.ts';

/** How a flag's value is read; the names are pflag's. */
export interface FlagDefinition<T> {
  type: string;
  shorthand?: string;
  default: T;
  /** The value of the flag when it stands alone, e.g. `--all`. */
  alone?: string;
  /** Printed once when the flag is used: `Flag --x has been deprecated, <text>`. */
  deprecated?: string;
  /** Taken, but in no help. */
  isHidden?: boolean;
  /** `previous` is undefined the first time. Throws an Error with Go's words. */
  parse(text: string, previous: T | undefined): T;
}

export type FlagDefinitions = Readonly<Record<string, FlagDefinition<unknown>>>;

export type FlagValues<D extends FlagDefinitions> = {
  readonly [Name in keyof D]: D[Name] extends FlagDefinition<infer T> ? T : never;
};

interface Details {
  shorthand?: string;
  alone?: string;
  deprecated?: string;
  isHidden?: boolean;
}

export function stringFlag(initial = '', details: Details = {}): FlagDefinition<string> {
  return { type: 'string', default: initial, ...details, parse: (text) => text };
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

export function boolFlag(initial = false, details: Details = {}): FlagDefinition<boolean> {
  return { type: 'bool', default: initial, alone: 'true', ...details, parse: parseBool };
}

const INTEGER = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|\d+)$/;

function parseInteger(text: string, bits: 32 | 64): number {
  const plain = text.replaceAll('_', '');
  if (!INTEGER.test(plain)) throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const sign = plain.startsWith('-') ? -1 : 1;
  const digits = plain.replace(/^[-+]/, '').replace(/^0(?=\d)/, '0o');
  const value = Number(digits) * sign;
  if (Math.abs(value) >= 2 ** (bits - 1)) {
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return value;
}

export function intFlag(initial: number, details: Details & { bits?: 32 | 64 } = {}): FlagDefinition<number> {
  const { bits = 64, ...rest } = details;
  return { type: bits === 32 ? 'int32' : 'int', default: initial, ...rest, parse: (text) => parseInteger(text, bits) };
}

/** Milliseconds. */
export function durationFlag(initial: number, details: Details = {}): FlagDefinition<number> {
  return {
    type: 'duration',
    default: initial,
    ...details,
    parse: (text) => {
      const ms = parseGoDuration(text);
      if (ms !== undefined) return ms;
      const reason = /^[-+]?[\d.]+$/.test(text) ? 'missing unit in duration' : 'invalid duration';
      throw new Error(`time: ${reason} ${JSON.stringify(text)}`);
    },
  };
}

/** One record of comma separated values; a value may be in double quotes. */
function splitCommas(text: string): string[] {
  if (text === '') return [];
  if (!text.includes('"')) return text.split(',');
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '"' && quoted && text[index + 1] === '"') {
      value += '"';
      index += 1;
    } else if (character === '"' && (quoted || value === '')) quoted = !quoted;
    else if (character === ',' && !quoted) {
      values.push(value);
      value = '';
    } else value += character;
  }
  return [...values, value];
}

/** May be given several times, and holds several values divided by commas. */
export function stringsFlag(details: Details = {}): FlagDefinition<readonly string[]> {
  return {
    type: 'strings',
    default: [],
    ...details,
    parse: (text, previous) => [...(previous ?? []), ...splitCommas(text)],
  };
}

/** May be given several times; commas mean nothing. */
export function stringArrayFlag(details: Details = {}): FlagDefinition<readonly string[]> {
  return { type: 'stringArray', default: [], ...details, parse: (text, previous) => [...(previous ?? []), text] };
}

/** `name=value` pairs, divided by commas or given one after the other (pflag string_to_string.go). */
export function stringToStringFlag(details: Details = {}): FlagDefinition<Readonly<Record<string, string>>> {
  return {
    type: 'stringToString',
    default: {},
    ...details,
    parse(text, previous) {
      const pairs = splitCommas(text).map((pair): [string, string] => {
        const equals = pair.indexOf('=');
        if (equals < 0) throw new Error(`${pair} must be formatted as key=value`);
        return [pair.slice(0, equals), pair.slice(equals + 1)];
      });
      return { ...previous, ...Object.fromEntries(pairs) };
    },
  };
}

/** What pflag says of a command line that it cannot read. */
export class FlagError extends Error {}

export interface ParsedFlags {
  values: Record<string, unknown>;
  /** The flags that were given and their texts, in the order of the line. */
  given: readonly { name: string; text: string }[];
  args: string[];
  /** How many of `args` stand before `--`; undefined without one. */
  dashAt: number | undefined;
  /** Texts for standard error. */
  notices: string[];
}

class FlagParser {
  private readonly definitions: FlagDefinitions;
  private readonly byShorthand: ReadonlyMap<string, string>;
  private readonly values = new Map<string, unknown>();
  private readonly given: { name: string; text: string }[] = [];
  private readonly notices: string[] = [];

  constructor(definitions: FlagDefinitions) {
    this.definitions = definitions;
    this.byShorthand = new Map(
      Object.entries(definitions).flatMap(([name, { shorthand }]) =>
        shorthand === undefined ? [] : [[shorthand, name]],
      ),
    );
  }

  parse(line: readonly string[]): ParsedFlags {
    const args: string[] = [];
    const rest = [...line];
    let dashAt: number | undefined;
    for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
      if (word === '--') {
        dashAt = args.length;
        args.push(...rest);
        break;
      }
      if (word.startsWith('--')) this.parseLong(word, rest);
      else if (word.startsWith('-') && word.length > 1) this.parseShort(word, rest);
      else args.push(word);
    }
    const defaults = Object.entries(this.definitions).map(([name, { default: value }]) => [name, value]);
    const values: Record<string, unknown> = { ...Object.fromEntries(defaults), ...Object.fromEntries(this.values) };
    return { values, given: this.given, args, dashAt, notices: this.notices };
  }

  private definition(name: string): FlagDefinition<unknown> | undefined {
    return Object.hasOwn(this.definitions, name) ? this.definitions[name] : undefined;
  }

  private parseLong(word: string, rest: string[]): void {
    const equals = word.indexOf('=');
    const written = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (written === '' || written.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
    const name = written.replaceAll('_', '-');
    const definition = this.definition(name);
    if (definition === undefined) throw new FlagError(`unknown flag: --${name}`);
    if (equals >= 0) return this.set(name, definition, word.slice(equals + 1));
    if (definition.alone !== undefined) return this.set(name, definition, definition.alone);
    const value = rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    this.set(name, definition, value);
  }

  private parseShort(word: string, rest: string[]): void {
    for (let letters = word.slice(1); letters !== ''; letters = letters.slice(1)) {
      const letter = letters[0] ?? '';
      const name = this.byShorthand.get(letter);
      const definition = name === undefined ? undefined : this.definition(name);
      if (name === undefined || definition === undefined) {
        throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`);
      }
      if (letters.length > 2 && letters[1] === '=') return this.set(name, definition, letters.slice(2));
      if (definition.alone !== undefined) {
        this.set(name, definition, definition.alone);
        continue;
      }
      if (letters.length > 1) return this.set(name, definition, letters.slice(1));
      const value = rest.shift();
      if (value === undefined) throw new FlagError(`flag needs an argument: '${letter}' in -${letters}`);
      return this.set(name, definition, value);
    }
  }

  private set(name: string, definition: FlagDefinition<unknown>, text: string): void {
    try {
      this.values.set(name, definition.parse(text, this.values.get(name)));
      this.given.push({ name, text });
    } catch (error) {
      const shown = definition.shorthand === undefined ? `--${name}` : `-${definition.shorthand}, --${name}`;
      const reason = error instanceof Error ? error.message : String(error);
      throw new FlagError(`invalid argument ${JSON.stringify(text)} for "${shown}" flag: ${reason}`);
    }
    if (definition.deprecated !== undefined) {
      this.notices.push(`Flag --${name} has been deprecated, ${definition.deprecated}\n`);
    }
  }
}

/** Reads a command line as spf13/pflag does; throws a FlagError with its words. Flags may stand between arguments. */
export function parseFlags(line: readonly string[], definitions: FlagDefinitions): ParsedFlags {
  return new FlagParser(definitions).parse(line);
}

/**
 * The words of a line that are not flags or their values, as far as these flags are known; ends at `--`. This is how
 * cobra finds the subcommand (spf13/cobra command.go, stripFlags): unknown long flags take the next word.
 */
export function wordsWithoutFlags(line: readonly string[], definitions: FlagDefinitions): number[] {
  const words: number[] = [];
  const stands = (flag: FlagDefinition<unknown> | undefined): boolean => flag?.alone !== undefined;
  for (let index = 0; index < line.length; index++) {
    const word = line[index] ?? '';
    if (word === '--') break;
    if (word !== '' && !word.startsWith('-')) words.push(index);
    if (!word.startsWith('-') || word.includes('=')) continue;
    const isLong = word.startsWith('--');
    if (!isLong && word.length !== 2) continue;
    const definition = isLong
      ? definitions[word.slice(2)]
      : Object.values(definitions).find(({ shorthand }) => shorthand === word.slice(1));
    if (stands(definition)) continue;
    if (index + 2 >= line.length) break;
    index += 1;
  }
  return words;
}
