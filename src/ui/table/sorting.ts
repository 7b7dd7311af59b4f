import type { Row } from './rows.ts';

/** By which column, and which way. */
export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** `web-10` after `web-9`. */
const byText = new Intl.Collator('en', { numeric: true });

function compare(a: Row, b: Row, column: string): number {
  const [left, right] = [a.cells[column], b.cells[column]];
  if (left === undefined || right === undefined) return 0;
  if (left.order !== undefined && right.order !== undefined) return left.order - right.order;
  return byText.compare(left.text, right.text);
}

/** The rows in the order asked for; those that are equal in it by their names. */
export function sorted(rows: readonly Row[], { column, descending }: Sorting): readonly Row[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted(
    (a, b) => sign * compare(a, b, column) || compare(a, b, 'name') || byText.compare(a.ref.uid, b.ref.uid),
  );
}

/** What a press on a column's heading asks for: by it, or the other way round. */
export function pressed(sorting: Sorting, column: string): Sorting {
  return { column, descending: sorting.column === column && !sorting.descending };
}
