import { tableFor } from '../kinds/tables/index.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { customTable } from './custom-resources/printer-columns.ts';
import type { ServedResource } from './served-resource.ts';
import type { Table } from './request.ts';

/** What `kubectl get` prints of objects, as the server renders it. `now`: ms since the epoch, for ages. */
export function tableOf(
  served: ServedResource,
  objects: readonly GenericObject[],
  metadata: Table['metadata'],
  now: number,
): Table {
  // The scale of a workload is printed as itself; that of a custom resource with the columns of the resource.
  const name = objects[0]?.kind === 'Scale' ? 'scales.autoscaling' : served.table;
  const { columns, cells } = served.version === undefined ? tableFor(name) : customTable(served.version);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns,
    rows: objects.map((object) => ({ cells: cells(object, now), object })),
  };
}
