import type { KubeObject } from '../types/index.ts';
import { column, nameColumn, table } from './table.ts';

interface ComponentStatus extends KubeObject {
  conditions: { type: string; status: string; message?: string; error?: string }[];
}

export const componentStatusTable = table<ComponentStatus>(
  [
    nameColumn,
    column('Status', 'Status of the component conditions'),
    column('Message', 'Message of the component conditions'),
    column('Error', 'Error of the component conditions'),
  ],
  ({ metadata, conditions = [] }) => {
    const healthy = conditions.find(({ type }) => type === 'Healthy');
    const status = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata?.name ?? '', status, healthy?.message ?? '', healthy?.error ?? ''];
  },
);
