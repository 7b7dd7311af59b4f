import { addQuantity, parseQuantity, quantityText } from '../../api/quantity.ts';
import type { KubeObject } from '../types/index.ts';
import { column, nameColumn, table } from './table.ts';
import type { View } from './table.ts';

type Amounts = Readonly<Record<string, string>>;

interface Metrics extends KubeObject {
  window: string;
  usage?: Amounts;
  containers?: { name: string; usage: Amounts }[];
}

const RESOURCES = ['cpu', 'memory'] as const;

function total(usages: readonly View<Amounts>[], resource: string): string {
  const [first, ...rest] = usages.flatMap((usage) => parseQuantity(usage[resource] ?? '0') ?? []);
  return first === undefined ? '0' : quantityText(rest.reduce(addQuantity, first));
}

/** Pods' and nodes' metrics as metrics-server prints them (metrics-server pkg/api/table.go). */
export const metricsTable = table<Metrics>(
  [
    nameColumn,
    ...RESOURCES.map((resource) => column(resource, '', { format: 'quantity' })),
    column('Window', '', { format: 'duration' }),
  ],
  ({ metadata, window: measuredOver = '', usage, containers = [] }) => {
    const usages = usage === undefined ? containers.map((each) => each.usage ?? {}) : [usage];
    return [metadata?.name ?? '', ...RESOURCES.map((resource) => total(usages, resource)), measuredOver];
  },
);
