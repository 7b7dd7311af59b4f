/** One option as it was given, or an operand with the letter ''. */
export interface Given {
  readonly letter: string;
  readonly value: string;
}

/** The options of a command line, or the word that no option has, or that lacks its value. */
export type Reading =
  | { readonly ok: true; readonly given: readonly Given[] }
  | { readonly ok: false; readonly option: string; readonly why: 'unknown' | 'valueless' };

/**
 * Reads options as getopt_long does. `letters`: `ab:` for `-a` and `-b VALUE`; `long` gives the letter of each long
 * option, which may be one that has no short form and stands in `letters` too.
 */
export function readOptions(args: readonly string[], letters: string, long: Readonly<Record<string, string>>): Reading {
  const given: Given[] = [];
  const takesValue = (letter: string): boolean => letters[letters.indexOf(letter) + 1] === ':';
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '--') {
      for (const value of args.slice(index + 1)) given.push({ letter: '', value });
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', ...parts] = word.slice(2).split('=');
      const letter = Object.hasOwn(long, name) ? long[name] : undefined;
      if (letter === undefined) return { ok: false, option: word, why: 'unknown' };
      const value = takesValue(letter) ? (parts.length > 0 ? parts.join('=') : args[++index]) : '';
      if (value === undefined) return { ok: false, option: `--${name}`, why: 'valueless' };
      given.push({ letter, value });
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at++) {
        const letter = word.charAt(at);
        if (letter === ':' || !letters.includes(letter)) return { ok: false, option: `-${letter}`, why: 'unknown' };
        if (!takesValue(letter)) {
          given.push({ letter, value: '' });
          continue;
        }
        const value = at + 1 < word.length ? word.slice(at + 1) : args[++index];
        if (value === undefined) return { ok: false, option: `-${letter}`, why: 'valueless' };
        given.push({ letter, value });
        break;
      }
    } else given.push({ letter: '', value: word });
  }
  return { ok: true, given };
}

/** A number of seconds as ms; undefined for what is none, or not above 0. */
export function milliseconds(seconds: string | undefined): number | undefined {
  const value = Number(seconds ?? '');
  return Number.isFinite(value) && value > 0 ? Math.round(value * 1000) : undefined;
}
