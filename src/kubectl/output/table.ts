import {
  formatLabels,
  type BuiltinResource,
  type GenericObject,
  type TableCell,
  type TableColumn,
} from '../../engine/index.ts';
import { nameOf } from '../resources.ts';
import { alignLines, columnWidths, TABLE_TABS } from './tabular.ts';

export interface TableOptions {
  wide: boolean;
  headers: boolean;
  withNamespace: boolean;
  /** Names are written `pod/web`. */
  withKind: boolean;
  showLabels: boolean;
  /** `-L`: labels that get a column of their own. */
  labelColumns: readonly string[];
}

export interface TableRow {
  cells: readonly TableCell[];
  object: GenericObject;
}

/** What kubectl writes of a cell: one line, without terminal escapes (cli-runtime pkg/printers/tableprinter.go). */
function cellText(cell: TableCell): string {
  if (cell === null) return '';
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  const shown = end < 0 ? text : `${text.slice(0, end)}...`;
  return shown.replaceAll('\u001b', '^[');
}

/** Prints the rows of one type, in several goes if need be, with columns that only ever grow. */
export class TablePrinter {
  private readonly resource: BuiltinResource;
  private readonly options: TableOptions;
  private pending: string[] = [];
  private widths: number[] = [];
  private hasHeaders = false;

  constructor(resource: BuiltinResource, options: TableOptions) {
    this.resource = resource;
    this.options = options;
  }

  private headerLine(columns: readonly TableColumn[]): string {
    const { withNamespace, wide, labelColumns, showLabels } = this.options;
    return [
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...columns.filter(({ priority }) => wide || priority === 0).map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ].join('\t');
  }

  private rowLine(columns: readonly TableColumn[], { cells, object }: TableRow): string {
    const { withNamespace, withKind, wide, labelColumns, showLabels } = this.options;
    const { labels, namespace } = object.metadata;
    const shown = columns.flatMap(({ priority, format }, index) => {
      if (!wide && priority !== 0) return [];
      const text = cellText(cells[index] ?? null);
      return [withKind && format === 'name' ? nameOf(this.resource, text) : text];
    });
    return [
      ...(withNamespace ? [namespace ?? ''] : []),
      ...shown,
      ...labelColumns.map((label) => labels?.[label] ?? ''),
      ...(showLabels ? [formatLabels(labels)] : []),
    ].join('\t');
  }

  add(columns: readonly TableColumn[], rows: readonly TableRow[]): void {
    if (rows.length > 0 && this.options.headers && !this.hasHeaders) {
      this.pending.push(this.headerLine(columns));
      this.hasHeaders = true;
    }
    this.pending.push(...rows.map((row) => this.rowLine(columns, row)));
  }

  /** The lines added since the last time, laid out. */
  flush(): string {
    const lines = this.pending;
    if (lines.length === 0) return '';
    this.pending = [];
    this.widths = columnWidths(lines, TABLE_TABS, this.widths);
    return `${alignLines(lines, TABLE_TABS, this.widths).join('\n')}\n`;
  }
}
