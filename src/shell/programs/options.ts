import type { Process } from '../run/process.ts';

/** The options of one call, as getopt reads them. */
export class Options {
  readonly operands: readonly string[];
  private readonly given: ReadonlyMap<string, readonly string[]>;

  constructor(given: ReadonlyMap<string, readonly string[]>, operands: readonly string[]) {
    this.given = given;
    this.operands = operands;
  }

  has(letter: string): boolean {
    return this.given.has(letter);
  }

  /** The last value that an option was given. */
  value(letter: string): string | undefined {
    return this.given.get(letter)?.at(-1);
  }

  values(letter: string): readonly string[] {
    return this.given.get(letter) ?? [];
  }
}

/**
 * Reads options as getopt_long does. `letters`: `ab:c::` for `-a`, `-b VALUE` and `-c[VALUE]`; `long` names the letter of
 * a long option.
 * Prints what is wrong and answers an exit code when it cannot. With `stopAtOperand`, what follows the first operand is
 * left alone.
 */
export function parseOptions(
  process: Process,
  letters: string,
  long: Readonly<Record<string, string>> = {},
  { stopAtOperand = false, exitCode = 1 } = {},
): Options | number {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const rest = [...process.args];
  const give = (letter: string, value: string): void => void given.set(letter, [...(given.get(letter) ?? []), value]);
  const takesValue = (letter: string): boolean => letters[letters.indexOf(letter) + 1] === ':';
  const mayBeBare = (letter: string): boolean => letters[letters.indexOf(letter) + 2] === ':';
  const refuse = (message: string): number => {
    process.err(`${process.name}: ${message}\n`);
    return exitCode;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      operands.push(...rest);
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', ...parts] = word.slice(2).split('=');
      const letter = Object.hasOwn(long, name) ? long[name] : undefined;
      if (letter === undefined) return refuse(`unrecognized option '${word}'`);
      const value = parts.length > 0 ? parts.join('=') : takesValue(letter) && !mayBeBare(letter) ? rest.shift() : '';
      if (value === undefined) return refuse(`option '--${name}' requires an argument`);
      give(letter, value);
    } else if (word.startsWith('-') && word.length > 1) {
      for (let index = 1; index < word.length; index++) {
        const letter = word[index] ?? '';
        if (letter === ':' || !letters.includes(letter)) return refuse(`invalid option -- '${letter}'`);
        if (!takesValue(letter)) {
          give(letter, '');
          continue;
        }
        const value = index + 1 < word.length ? word.slice(index + 1) : mayBeBare(letter) ? '' : rest.shift();
        if (value === undefined) return refuse(`option requires an argument -- '${letter}'`);
        give(letter, value);
        break;
      }
    } else {
      operands.push(word);
      if (!stopAtOperand) continue;
      operands.push(...rest);
      break;
    }
  }
  return new Options(given, operands);
}

/** Reads a whole number; undefined when it is none. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[-+]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
