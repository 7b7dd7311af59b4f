/** Lines shown around a change. */
const CONTEXT = 3;

/** Longer texts are compared only outside their common beginning and end. */
const MOST_CELLS = 4_000_000;

interface Edit {
  type: ' ' | '-' | '+';
  text: string;
}

/** The shortest way from one list of lines to the other (longest common subsequence). */
function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const old = before.slice(start, before.length - end);
  const fresh = after.slice(start, after.length - end);
  const same = (lines: readonly string[]): Edit[] => lines.map((text) => ({ type: ' ', text }));
  const middle =
    old.length * fresh.length > MOST_CELLS
      ? [...old.map((text): Edit => ({ type: '-', text })), ...fresh.map((text): Edit => ({ type: '+', text }))]
      : middleEdits(old, fresh);
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

function middleEdits(old: readonly string[], fresh: readonly string[]): Edit[] {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        old[row] === fresh[column]
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
    }
  }
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < fresh.length) {
    const down = lengths[(row + 1) * width + column] ?? 0;
    const right = lengths[row * width + column + 1] ?? 0;
    if (row < old.length && column < fresh.length && old[row] === fresh[column]) {
      edits.push({ type: ' ', text: old[row] ?? '' });
      row += 1;
      column += 1;
    } else if (row < old.length && (column >= fresh.length || down >= right)) {
      edits.push({ type: '-', text: old[row] ?? '' });
      row += 1;
    } else {
      edits.push({ type: '+', text: fresh[column] ?? '' });
      column += 1;
    }
  }
  return edits;
}

function rangeText(start: number, length: number): string {
  if (length === 1) return String(start);
  return `${length === 0 ? start - 1 : start},${length}`;
}

/** The hunks of `diff -u` between two texts; empty when they are the same. */
export function unifiedDiff(before: string, after: string): string {
  const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const edits = editsOf(lines(before), lines(after));
  let output = '';
  let oldLine = 1;
  let newLine = 1;
  for (let index = 0; index < edits.length;) {
    const change = edits.findIndex((edit, at) => at >= index && edit.type !== ' ');
    if (change < 0) break;
    const start = Math.max(index, change - CONTEXT);
    oldLine += start - index;
    newLine += start - index;
    let end = change;
    for (let at = change; at < edits.length && at <= end + 2 * CONTEXT; at++) if (edits[at]?.type !== ' ') end = at;
    const hunk = edits.slice(start, Math.min(edits.length, end + CONTEXT + 1));
    const oldLength = hunk.filter(({ type }) => type !== '+').length;
    const newLength = hunk.filter(({ type }) => type !== '-').length;
    output += `@@ -${rangeText(oldLine, oldLength)} +${rangeText(newLine, newLength)} @@\n`;
    output += hunk.map(({ type, text }) => `${type}${text}\n`).join('');
    oldLine += oldLength;
    newLine += newLength;
    index = start + hunk.length;
  }
  return output;
}
