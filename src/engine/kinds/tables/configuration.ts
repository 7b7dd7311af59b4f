import type { ConfigMap, KubeObject, Namespace, Secret } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table } from './table.ts';

function size(map: object | undefined): number {
  return Object.keys(map ?? {}).length;
}

export const namespaceTable = table<Namespace>(
  [nameColumn, column('Status', 'The status of the namespace'), ageColumn],
  ({ metadata, status }, now) => [metadata?.name ?? '', status?.phase ?? '', since(metadata?.creationTimestamp, now)],
);

export const configMapTable = table<ConfigMap>(
  [nameColumn, column('Data', 'Data contains the configuration data.'), ageColumn],
  ({ metadata, data, binaryData }, now) => [
    metadata?.name ?? '',
    size(data) + size(binaryData),
    since(metadata?.creationTimestamp, now),
  ],
);

export const secretTable = table<Secret>(
  [
    nameColumn,
    column('Type', 'Used to facilitate programmatic handling of secret data.'),
    column('Data', 'Data contains the secret data.'),
    ageColumn,
  ],
  ({ metadata, type, data }, now) => [
    metadata?.name ?? '',
    type ?? '',
    size(data),
    since(metadata?.creationTimestamp, now),
  ],
);

interface ServiceAccount extends KubeObject {
  secrets?: { name: string }[];
}

export const serviceAccountTable = table<ServiceAccount>(
  [
    nameColumn,
    column(
      'Secrets',
      'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.',
    ),
    ageColumn,
  ],
  ({ metadata, secrets }, now) => [metadata?.name ?? '', secrets?.length ?? 0, since(metadata?.creationTimestamp, now)],
);

interface Lease extends KubeObject {
  spec: { holderIdentity?: string };
}

export const leaseTable = table<Lease>(
  [nameColumn, column('Holder', 'holderIdentity contains the identity of the holder of a current lease.'), ageColumn],
  ({ metadata, spec }, now) => [
    metadata?.name ?? '',
    spec?.holderIdentity ?? '',
    since(metadata?.creationTimestamp, now),
  ],
);
