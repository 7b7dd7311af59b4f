/** A range of a text by lines and columns, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a range of offsets stands (`to` exclusive; at least one character). */
export function place(text: string, from: number, to: number): Place {
  const start = position(text, from);
  const end = position(text, Math.max(to, from + 1));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** Where the lines of the text that was last asked about begin: thousands of problems are about the same one. */
let known = { text: '', starts: [0] };

function position(text: string, offset: number): { line: number; column: number } {
  if (known.text !== text) known = { text, starts: lineStarts(text) };
  const { starts } = known;
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
