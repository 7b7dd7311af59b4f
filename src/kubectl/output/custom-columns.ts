import { KubectlError } from '../errors.ts';
import { sortedJson } from '../last-applied.ts';
import { findByJsonPath, parseJsonPath, type JsonPath } from '../../engine/index.ts';
import { relaxedExpression } from './jsonpath.ts';
import { alignLines, TABLE_TABS } from './tabular.ts';

interface Column {
  header: string;
  path: JsonPath;
}

function columnOf(header: string, expression: string): Column {
  try {
    return { header, path: parseJsonPath(relaxedExpression(expression)) };
  } catch (error) {
    if (error instanceof KubectlError) throw error;
    throw new KubectlError(error instanceof Error ? error.message : String(error));
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return `[${value.map(cellText).join(' ')}]`;
    const fields = value as Record<string, unknown>;
    const keys = Object.keys(fields).toSorted();
    return `map[${keys.map((key) => `${key}:${cellText(fields[key])}`).join(' ')}]`;
  }
  return value === null || value === undefined ? '<nil>' : typeof value === 'string' ? value : sortedJson(value);
}

function printer(columns: readonly Column[], noHeaders: boolean): (object: object) => string {
  return (object) => {
    const { items } = object as { items?: readonly unknown[] };
    const objects = Array.isArray(items) ? items : [object];
    const rows = objects.map((item) =>
      columns
        .map(({ path }) => {
          const values = findByJsonPath(path, item, true);
          return values.length === 0 ? '<none>' : values.map(cellText).join(',');
        })
        .join('\t'),
    );
    const lines = noHeaders ? rows : [columns.map(({ header }) => header).join('\t'), ...rows];
    return lines.length === 0 ? '' : `${alignLines(lines, TABLE_TABS).join('\n')}\n`;
  };
}

/** `-o custom-columns=NAME:.metadata.name,...` (kubectl pkg/cmd/get/customcolumn.go). */
export function customColumnsPrinter(spec: string, noHeaders: boolean): (object: object) => string {
  if (spec === '') throw new KubectlError('custom-columns format specified but no custom columns given');
  const columns = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return columnOf(part.slice(0, colon), part.slice(colon + 1));
  });
  return printer(columns, noHeaders);
}

/** `-o custom-columns-file=...`: a line of headers and a line of expressions. */
export function customColumnsFilePrinter(text: string, noHeaders: boolean): (object: object) => string {
  const [headers = [], expressions = []] = text
    .split('\n')
    .map((line) => line.split(/\s+/).filter((word) => word !== ''));
  if (headers.length === 0 || headers.length !== expressions.length) {
    throw new KubectlError(
      `number of headers (${headers.length}) and field specifications (${expressions.length}) don't match`,
    );
  }
  return printer(
    headers.map((header, index) => columnOf(header, expressions[index] ?? '')),
    noHeaders,
  );
}
