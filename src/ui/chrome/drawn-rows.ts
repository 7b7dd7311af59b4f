import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';

/** Which rows of a long list are drawn: those in sight and, wherever one scrolls, the one with this index, if there is one. */
export function rowsInSightAnd(kept: number): (range: Range) => number[] {
  return (range) => {
    const rows = defaultRangeExtractor(range);
    if (kept < 0 || kept >= range.count || rows.includes(kept)) return rows;
    return [...rows, kept].toSorted((a, b) => a - b);
  };
}
