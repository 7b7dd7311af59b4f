import type { Condition, KubeObject } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table } from './table.ts';

interface APIService extends KubeObject {
  spec: { service?: { name?: string; namespace?: string } };
  status: { conditions?: Condition[] };
}

/** kube-aggregator pkg/registry/apiservice/storage.go, ConvertToTable. */
export const apiServiceTable = table<APIService>(
  [
    nameColumn,
    column('Service', 'The reference to the service that hosts this API endpoint.'),
    column('Available', 'Whether this service is available.'),
    { ...ageColumn, type: 'date' },
  ],
  ({ metadata, spec, status }, now) => {
    const { service } = spec ?? {};
    const available = status?.conditions?.find(({ type }) => type === 'Available');
    const reason = available?.status === 'True' ? '' : ` (${available?.reason ?? ''})`;
    return [
      metadata?.name ?? '',
      service === undefined ? 'Local' : `${service.namespace ?? ''}/${service.name ?? ''}`,
      available === undefined ? 'Unknown' : `${available.status ?? ''}${reason}`,
      since(metadata?.creationTimestamp, now),
    ];
  },
);
