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

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let index = before.indexOf('\n'); index !== -1; index = before.indexOf('\n', index + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}
