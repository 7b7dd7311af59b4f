import type { IntOrString, KubeObject } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table } from './table.ts';

interface PodDisruptionBudget extends KubeObject {
  spec: { minAvailable?: IntOrString; maxUnavailable?: IntOrString };
  status: { disruptionsAllowed: number };
}

export const podDisruptionBudgetTable = table<PodDisruptionBudget>(
  [
    nameColumn,
    column('Min Available', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', {
      type: 'integer',
    }),
    ageColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    String(spec?.minAvailable ?? 'N/A'),
    String(spec?.maxUnavailable ?? 'N/A'),
    status?.disruptionsAllowed ?? 0,
    since(metadata?.creationTimestamp, now),
  ],
);

interface ResourceQuota extends KubeObject {
  status: { hard?: Record<string, string>; used?: Record<string, string> };
}

export const resourceQuotaTable = table<ResourceQuota>(
  [
    nameColumn,
    ageColumn,
    column('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    column(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention.',
    ),
  ],
  ({ metadata, status }, now) => {
    const lines = Object.entries(status?.hard ?? {})
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([resource, hard]) => ({
        resource,
        text: `${resource}: ${status?.used?.[resource] ?? '0'}/${hard ?? '0'}`,
      }));
    const join = (isLimit: boolean): string =>
      lines
        .filter(({ resource }) => resource.startsWith('limits.') === isLimit)
        .map(({ text }) => text)
        .join(', ');
    return [metadata?.name ?? '', since(metadata?.creationTimestamp, now), join(false), join(true)];
  },
);

interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

export const priorityClassTable = table<PriorityClass>(
  [
    nameColumn,
    column('Value', 'value represents the integer value of this priority class.', { type: 'integer' }),
    column('Global-Default', 'globalDefault specifies whether this is the default priority.', { type: 'boolean' }),
    ageColumn,
    column('PreemptionPolicy', 'preemptionPolicy is the Policy for preempting pods with lower priority.'),
  ],
  ({ metadata, value, globalDefault, preemptionPolicy }, now) => [
    metadata?.name ?? '',
    value ?? 0,
    globalDefault ?? false,
    since(metadata?.creationTimestamp, now),
    preemptionPolicy ?? '<unset>',
  ],
);

interface RuntimeClass extends KubeObject {
  handler: string;
}

export const runtimeClassTable = table<RuntimeClass>(
  [nameColumn, column('Handler', 'handler specifies the underlying runtime and configuration.'), ageColumn],
  ({ metadata, handler }, now) => [metadata?.name ?? '', handler ?? '', since(metadata?.creationTimestamp, now)],
);
