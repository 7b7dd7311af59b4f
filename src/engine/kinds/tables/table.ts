import type { TableCell, TableColumn } from '../../api/request.ts';
import { humanDuration } from '../../api/duration.ts';
import { fromRFC3339 } from '../../api/time.ts';
import type { GenericObject, KubeObject } from '../types/index.ts';

/** An object of which any part may be missing, as printers must expect. */
export type View<T> = T extends readonly (infer Item)[]
  ? readonly View<Item>[]
  : T extends object
    ? { readonly [Field in keyof T]?: View<T[Field]> }
    : T;

/** How the API server prints a kind (upstream: printers.TableGenerator). */
export interface ResourceTable {
  columns: readonly TableColumn[];
  /**
   * One cell a column. `now` is virtual time, ms since the epoch. `wide` keeps long texts whole, as the API server
   * always does; without it the load balancer's addresses are cut to 16 characters.
   */
  cells(object: GenericObject, now: number, wide?: boolean): TableCell[];
}

/** A printer whose object type is known. */
export function table<T extends KubeObject>(
  columns: readonly TableColumn[],
  cells: (object: View<T>, now: number, wide: boolean) => TableCell[],
): ResourceTable {
  return {
    columns,
    // Which printer gets which object is decided by the resource it was stored under, so the type is known.
    cells: (object, now, wide = true) => cells(object as unknown as View<T>, now, wide),
  };
}

interface ColumnDetails {
  type?: TableColumn['type'];
  format?: string;
  wide?: boolean;
}

/** A column definition; `wide` columns are shown with `-o wide` only. */
export function column(name: string, description: string, details: ColumnDetails = {}): TableColumn {
  return {
    name,
    type: details.type ?? 'string',
    format: details.format ?? '',
    description,
    priority: details.wide === true ? 1 : 0,
  };
}

export const nameColumn = column(
  'Name',
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  { format: 'name' },
);

const creationDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

export const ageColumn = column('Age', creationDescription);

export const createdAtColumn = column('Created At', creationDescription, { type: 'date' });

/** Time since a timestamp, as AGE shows it (printers.go, translateTimestampSince). */
export function since(timestamp: string | null | undefined, now: number): string {
  if (timestamp === undefined || timestamp === null || timestamp === '') return '<unknown>';
  const time = fromRFC3339(timestamp);
  return Number.isNaN(time) ? '<unknown>' : humanDuration(now - time);
}

/** `items` joined by `,`, at most three of them, then how many more. Empty when there are none. */
export function firstThree(items: readonly string[], total: number = items.length): string {
  const shown = items.slice(0, 3).join(',');
  return total > 3 && items.length > 3 ? `${shown} + ${total - 3} more...` : shown;
}

/** `text`, or `<none>` when it is empty. */
export function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text;
}

/** Labels as `a=b,c=d` in the order of their keys; `<none>` without any (apimachinery pkg/labels, FormatLabels). */
export function formatLabels(labels: { readonly [key: string]: string | undefined } | undefined): string {
  const keys = Object.keys(labels ?? {}).toSorted();
  return orNone(keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(','));
}

/** Container names and images of a pod spec, each joined by `,` (printers.go, layoutContainerCells). */
export function containerCells(
  containers: readonly { readonly name?: string; readonly image?: string }[] | undefined,
): [names: string, images: string] {
  const list = containers ?? [];
  return [
    list.map((container) => container.name ?? '').join(','),
    list.map((container) => container.image ?? '').join(','),
  ];
}

/** The wide columns of kinds that have a pod template. */
export const containerColumns: readonly TableColumn[] = [
  column('Containers', 'Names of each container in the template.', { wide: true }),
  column('Images', 'Images referenced by each container in the template.', { wide: true }),
];
