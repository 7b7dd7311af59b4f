import { expect } from 'vitest';
import { builtinResources, tableFor, type ResourceTable } from '../../../src/engine/index.ts';
import { NOW, withTimestamps } from '../relative-times.ts';

interface PrinterFact {
  kind: string;
  wide: boolean;
  object: unknown;
  /** Absent: all that are not wide, as in 1.26, whose columns the row then begins with. */
  columns: string[] | null;
  cells: unknown[];
}

function tableOfKind(kind: string): ResourceTable {
  if (kind === 'Scale') return tableFor('scales.autoscaling');
  const served = builtinResources.find((item) => item.kind === kind);
  if (served === undefined) throw new Error(`no resource for kind ${kind}`);
  return tableFor(served.group === 'metrics.k8s.io' ? `${served.resource}.${served.group}` : served.resource);
}

/** The cells of the API server's tables. */
export function printers({ kind, wide, object, columns, cells }: PrinterFact): void {
  const table = tableOfKind(kind);
  const all = table.cells(withTimestamps(object), NOW, wide);
  const byHeader = new Map(table.columns.map(({ name }, index) => [name.toUpperCase(), all[index]]));
  const headers = columns ?? [...byHeader.keys()].slice(0, cells.length);
  expect(headers.map((header) => byHeader.get(header))).toEqual(cells);
}
