/** The options and operands of one call. */
export interface ReadOptions {
  /** The values of each letter in their order; an option without a value has an empty one. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
}

/**
 * Reads options as getopt does. `letters`: `ab:c::` for `-a`, `-b VALUE` and `-c[VALUE]`; `long` names the letter of a
 * long option. With `stopAtOperand`, what follows the first operand is left alone. What nobody knows is left out.
 */
export function readOptions(
  args: readonly string[],
  letters: string,
  long: Readonly<Record<string, string>> = {},
  stopAtOperand = false,
): ReadOptions {
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  const give = (letter: string, value: string): void => void values.set(letter, [...(values.get(letter) ?? []), value]);
  const kindOf = (letter: string): 'bare' | 'value' | 'optional' => {
    const at = letters.indexOf(letter);
    return letters[at + 1] !== ':' ? 'bare' : letters[at + 2] === ':' ? 'optional' : 'value';
  };
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', ...parts] = word.slice(2).split('=');
      const letter = Object.hasOwn(long, name) ? long[name] : undefined;
      if (letter === undefined) continue;
      if (parts.length > 0) give(letter, parts.join('='));
      else give(letter, kindOf(letter) === 'value' ? (args[++index] ?? '') : '');
    } else if (word.startsWith('-') && word.length > 1) {
      for (let place = 1; place < word.length; place++) {
        const letter = word.charAt(place);
        const kind = letters.includes(letter) ? kindOf(letter) : 'bare';
        if (kind === 'bare') {
          give(letter, '');
          continue;
        }
        const rest = word.slice(place + 1);
        give(letter, rest === '' && kind === 'value' ? (args[++index] ?? '') : rest);
        break;
      }
    } else if (stopAtOperand) {
      operands.push(...args.slice(index));
      break;
    } else operands.push(word);
  }
  return { values, operands };
}
