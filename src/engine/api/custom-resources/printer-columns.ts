import { findByJsonPath, parseJsonPath } from '../jsonpath.ts';
import type { JsonPath } from '../jsonpath.ts';
import type { TableCell, TableColumn } from '../request.ts';
import { fromRFC3339 } from '../time.ts';
import { humanDuration } from '../duration.ts';
import { nameColumn } from '../../kinds/tables/table.ts';
import type { ResourceTable } from '../../kinds/tables/table.ts';
import type { GenericObject } from '../../kinds/types/index.ts';
import type { DefinedVersion, PrinterColumn } from './definition.ts';

/** What is printed when a version names no columns (pkg/registry/customresource/tableconvertor). */
const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

function readPath(jsonPath: string): JsonPath | undefined {
  try {
    return parseJsonPath(`{${jsonPath}}`);
  } catch {
    return undefined;
  }
}

function found(path: JsonPath | undefined, object: GenericObject): unknown {
  if (path === undefined) return undefined;
  try {
    return findByJsonPath(path, object, true)[0];
  } catch {
    // Upstream leaves the cell empty, too, when a path does not fit the object.
    return undefined;
  }
}

function cell(type: string, value: unknown, now: number): TableCell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'string':
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date': {
      if (typeof value !== 'string') return null;
      const time = fromRFC3339(value);
      return Number.isNaN(time) ? '<invalid>' : humanDuration(now - time);
    }
    default:
      return null;
  }
}

const tables = new WeakMap<DefinedVersion, ResourceTable>();

/** How objects of a defined version are printed. */
export function customTable(version: DefinedVersion): ResourceTable {
  const known = tables.get(version);
  if (known !== undefined) return known;
  const { additionalPrinterColumns: given = [] } = version;
  const defined = (given.length === 0 ? [AGE] : given).map((column) => ({
    ...column,
    path: readPath(column.jsonPath),
  }));
  const columns = defined.map(({ name, type, format = '', description, jsonPath, priority = 0 }): TableColumn => ({
    name,
    // Validation lets no other types through.
    type: type as TableColumn['type'],
    format,
    description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    priority,
  }));
  const made: ResourceTable = {
    columns: [nameColumn, ...columns],
    cells: (object, now) => [
      object.metadata.name,
      ...defined.map(({ type, path }) => cell(type, found(path, object), now)),
    ],
  };
  tables.set(version, made);
  return made;
}
