/** Column layout of Go's text/tabwriter with the settings that kubectl uses. */
export interface TabSettings {
  minWidth: number;
  padding: number;
}

/** Tables of `get` (cli-runtime pkg/printers/tabwriter.go). */
export const TABLE_TABS: TabSettings = { minWidth: 6, padding: 3 };

function textWidth(text: string): number {
  let width = 0;
  for (const _character of text) width += 1;
  return width;
}

/**
 * Lays out lines of cells. A column is a run of lines that have a cell there and another after it; it is as wide as its
 * widest cell plus the padding. The last cell of a line is not padded (Go text/tabwriter). `minimums` are widths that
 * columns have at least, as remembered from tables printed before.
 */
export function alignLines(
  lines: readonly string[],
  settings: TabSettings,
  minimums: readonly number[] = [],
): string[] {
  const cells = lines.map((line) => line.split('\t'));
  const widths: number[][] = cells.map(() => []);
  layout(cells, widths, 0, cells.length, 0, settings, minimums);
  return cells.map((row, line) =>
    row
      .map((cell, column) => {
        if (column === row.length - 1) return cell;
        return cell + ' '.repeat(Math.max(0, (widths[line]?.[column] ?? 0) - textWidth(cell)));
      })
      .join(''),
  );
}

function layout(
  cells: readonly (readonly string[])[],
  widths: number[][],
  from: number,
  to: number,
  column: number,
  settings: TabSettings,
  minimums: readonly number[],
): void {
  let line = from;
  while (line < to) {
    if (column >= (cells[line]?.length ?? 0) - 1) {
      line += 1;
      continue;
    }
    const start = line;
    let width = Math.max(settings.minWidth, minimums[column] ?? 0);
    for (; line < to && column < (cells[line]?.length ?? 0) - 1; line++) {
      width = Math.max(width, textWidth(cells[line]?.[column] ?? '') + settings.padding);
    }
    for (let at = start; at < line; at++) (widths[at] ?? [])[column] = width;
    layout(cells, widths, start, line, column + 1, settings, minimums);
  }
}

/** Widths of the columns of lines that all have the same number of cells. */
export function columnWidths(lines: readonly string[], settings: TabSettings, minimums: readonly number[]): number[] {
  const widths = [...minimums];
  for (const line of lines) {
    for (const [column, cell] of line.split('\t').slice(0, -1).entries()) {
      widths[column] = Math.max(widths[column] ?? settings.minWidth, textWidth(cell) + settings.padding);
    }
  }
  return widths;
}
