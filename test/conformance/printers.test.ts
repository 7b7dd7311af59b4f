import { describe, expect, test } from 'vitest';
import { builtinResources } from '../../src/engine/kinds/registry-data.ts';
import { tableFor } from '../../src/engine/kinds/tables/index.ts';
import facts from './facts/printers.json' with { type: 'json' };
import { NOW, withTimestamps } from './relative-times.ts';

interface Case {
  id: string;
  kind: string;
  wide: boolean;
  object: unknown;
  /** Absent: all that are not wide, as in 1.26, whose columns the row then begins with. */
  columns: string[] | null;
  cells: unknown[];
}

function tableOfKind(kind: string) {
  const resource = builtinResources.find((item) => item.kind === kind)?.resource;
  if (resource === undefined) throw new Error(`no resource for kind ${kind}`);
  return tableFor(resource);
}

describe('columns of the server-side tables', () => {
  test.each(Object.entries(facts.columns_v1_32))('%s', (kind, expected) => {
    // A test table of kinds; ComponentStatus is deprecated and always empty here.
    if (kind === 'ComponentStatus') return;
    const columns = tableOfKind(kind).columns;
    expect(
      columns.map(({ name, priority, type }) => ({ header: name.toUpperCase(), wideOnly: priority > 0, type })),
    ).toEqual(expected);
  });
});

describe('cells of the server-side tables', () => {
  test.each(facts.cases as Case[])('$id', ({ kind, wide, object, columns, cells }) => {
    const table = tableOfKind(kind);
    const all = table.cells(withTimestamps(object), NOW, wide);
    const byHeader = new Map(table.columns.map(({ name }, index) => [name.toUpperCase(), all[index]]));
    const headers = columns ?? [...byHeader.keys()].slice(0, cells.length);
    expect(headers.map((header) => byHeader.get(header))).toEqual(cells);
  });
});
