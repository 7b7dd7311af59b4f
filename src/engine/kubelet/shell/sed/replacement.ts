/**
 * What a match is replaced by: `&` and `\1` stand for what was found, `\n` for a newline; `\U` and `\L` change the case
 * of what follows until `\E`, `\u` and `\l` that of the next letter.
 */
export function fillReplacement(replacement: string, text: string, found: readonly number[]): string {
  let filled = '';
  let all: 'U' | 'L' | undefined;
  let next: 'u' | 'l' | undefined;
  const add = (piece: string): void => {
    if (piece === '') return;
    let changed = all === 'U' ? piece.toUpperCase() : all === 'L' ? piece.toLowerCase() : piece;
    if (next !== undefined) {
      const [first = ''] = changed;
      changed = (next === 'u' ? first.toUpperCase() : first.toLowerCase()) + changed.slice(first.length);
      next = undefined;
    }
    filled += changed;
  };
  const addGroup = (index: number): void => {
    const [start = -1, end = -1] = [found[index * 2], found[index * 2 + 1]];
    add(start < 0 || end < 0 ? '' : text.slice(start, end));
  };
  for (let index = 0; index < replacement.length; index++) {
    const character = replacement.charAt(index);
    if (character === '&') addGroup(0);
    else if (character !== '\\') add(character);
    else {
      index += 1;
      const escaped = replacement.charAt(index);
      if (/\d/.test(escaped)) addGroup(Number(escaped));
      else if (escaped === 'U' || escaped === 'L') all = escaped;
      else if (escaped === 'u' || escaped === 'l') next = escaped;
      else if (escaped === 'E') all = undefined;
      else add(escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped);
    }
  }
  return filled;
}
