/** A line with what `!` stands for in it, or why it stands for nothing. */
export type ExpandedLine =
  | { readonly ok: true; readonly line: string; readonly isChanged: boolean }
  | { readonly ok: false; readonly error: string };

/** Characters after which `!` is only itself (history.c, history_no_expand_chars, and what bash adds). */
const PLAIN_AFTER = /[\s=("]/;

function wordsOf(line: string): string[] {
  return line.slice(0, 10_000).match(/(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs) ?? [];
}

/** The words of a line that `:2`, `$`, `^`, `*` and `:1-3` choose. */
function chosen(line: string, designator: string): string | undefined {
  if (designator === '') return line;
  const words = wordsOf(line);
  const last = words.length - 1;
  const range = /^:?(?:([$^*])|(\d+)(?:-(\d*|\$))?(\*)?)$/.exec(designator);
  if (range === null) return undefined;
  const [, mark, first, to, rest] = range;
  if (mark === '$') return words[last] ?? '';
  if (mark === '^') return words[1];
  if (mark === '*') return words.slice(1).join(' ');
  const from = Number(first);
  const end = rest !== undefined || to === '$' ? last : to === undefined ? from : to === '' ? last - 1 : Number(to);
  return from > last || end > last ? undefined : words.slice(from, end + 1).join(' ');
}

/**
 * Expands `!!`, `!$`, `!^`, `!*`, `!12`, `!-2`, `!get`, `!?web?`, each with `:1`, `:$` ..., and `^old^new` as bash does with
 * lines that are typed (lib/readline/histexpand.c). `history`: lines that were typed, oldest first.
 */
export function expandHistory(line: string, history: readonly string[]): ExpandedLine {
  const quick = /^\^([^^\n]+)\^([^^\n]*)\^?(.*)$/s.exec(line);
  if (quick !== null) {
    const [, old = '', by = '', rest = ''] = quick;
    const before = history.at(-1);
    if (before?.includes(old) !== true) {
      return { ok: false, error: `bash: :s^${old}^${by}${rest === '' ? '' : '^'}: substitution failed` };
    }
    return { ok: true, line: before.replace(old, () => by) + rest, isChanged: true };
  }
  if (!line.includes('!')) return { ok: true, line, isChanged: false };
  let expanded = '';
  let quote = '';
  let isChanged = false;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === '\\' && quote !== "'") {
      expanded += line.slice(index, index + 2);
      index += 1;
      continue;
    }
    if (character === quote) quote = '';
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    const next = line.charAt(index + 1);
    const isPlain =
      character !== '!' ||
      quote === "'" ||
      next === '' ||
      PLAIN_AFTER.test(next) ||
      /[$[{]$/.test(line.slice(0, index));
    if (isPlain) {
      expanded += character;
      continue;
    }
    const found =
      /^!(?:(!)|(-?\d+)|\?([^?\n]+)\??|(?=[$^*:])|([^\s:;&|()<>"'$^*]+))(:?[$^*]|:\d+(?:-(?:\d+|\$)?)?\*?)?/.exec(
        line.slice(index),
      );
    if (found === null) {
      expanded += character;
      continue;
    }
    const [whole, , number, within, start, designator = ''] = found;
    const count = Number(number);
    const event =
      number !== undefined
        ? count < 0
          ? history.at(count)
          : history[count - 1]
        : within !== undefined
          ? history.findLast((typed) => typed.includes(within))
          : start !== undefined
            ? history.findLast((typed) => typed.startsWith(start))
            : history.at(-1);
    if (event === undefined) return { ok: false, error: `bash: ${whole}: event not found` };
    const text = chosen(event, designator);
    if (text === undefined) return { ok: false, error: `bash: ${designator}: bad word specifier` };
    expanded += text;
    isChanged = true;
    index += whole.length - 1;
  }
  return { ok: true, line: expanded, isChanged };
}
