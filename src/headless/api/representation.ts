import type { GenericObject, KubeList, KubeObject, Table } from '../../engine/index.ts';

/** How much of each object a table carries (the `includeObject` of a request). */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** An object cut down to its metadata. */
export interface PartialObject {
  kind: 'PartialObjectMetadata';
  apiVersion: 'meta.k8s.io/v1';
  metadata: KubeObject['metadata'];
}

export function partialObject({ metadata }: KubeObject): PartialObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** A table with as much of each row's object as was asked for (apiserver pkg/endpoints/handlers/response.go, asTable). */
export function tableWith(table: Table, include: IncludeObject): object {
  if (include === 'Object') return table;
  return {
    ...table,
    rows: table.rows.map(({ cells, object }) =>
      include === 'None' ? { cells, object: null } : { cells, object: partialObject(object) },
    ),
  };
}

/** An object or a list as its metadata alone. */
export function metadataOf(body: KubeObject | KubeList): object {
  if (!('items' in body) || !Array.isArray(body.items)) return partialObject(body as KubeObject);
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: body.metadata,
    items: (body.items as readonly GenericObject[]).map(partialObject),
  };
}
