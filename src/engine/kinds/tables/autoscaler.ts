import type { KubeObject } from '../types/index.ts';
import { ageColumn, column, nameColumn, since, table, type View } from './table.ts';

interface MetricValues {
  value?: string;
  averageValue?: string;
  averageUtilization?: number;
}

interface MetricSource {
  name?: string;
  target?: MetricValues;
  current?: MetricValues;
}

interface Metric {
  type: 'Resource' | 'ContainerResource' | 'Pods' | 'Object' | 'External';
  resource?: MetricSource;
  containerResource?: MetricSource;
  pods?: MetricSource;
  object?: MetricSource;
  external?: MetricSource;
}

interface HorizontalPodAutoscaler extends KubeObject {
  spec: {
    scaleTargetRef: { kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
    metrics?: Metric[];
  };
  status: { currentReplicas?: number; currentMetrics?: Metric[] };
}

const SHOWN_METRICS = 2;

function resourceText(source: View<MetricSource> | undefined, current: View<MetricValues> | undefined): string {
  const target = source?.target;
  const name = source?.name ?? '';
  if (target?.averageValue !== undefined) {
    return `${name}: ${current?.averageValue ?? '<unknown>'}/${target.averageValue}`;
  }
  const percent = (value: number | undefined, missing: string): string => (value === undefined ? missing : `${value}%`);
  return `${name}: ${percent(current?.averageUtilization, '<unknown>')}/${percent(target?.averageUtilization, '<auto>')}`;
}

function objectText(target: View<MetricValues> | undefined, current: View<MetricValues> | undefined): string {
  return target?.averageValue === undefined
    ? `${current?.value ?? '<unknown>'}/${target?.value ?? '0'}`
    : `${current?.averageValue ?? '<unknown>'}/${target.averageValue} (avg)`;
}

function metricText(spec: View<Metric>, status: View<Metric> | undefined): string {
  switch (spec.type) {
    case 'External':
      return objectText(spec.external?.target, status?.external?.current);
    case 'Object':
      return objectText(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current?.averageValue ?? '<unknown>'}/${spec.pods?.target?.averageValue ?? '0'}`;
    case 'Resource':
      return resourceText(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function targetsText(specs: readonly View<Metric>[], statuses: readonly View<Metric>[]): string {
  if (specs.length === 0) return '<none>';
  const shown = specs.slice(0, SHOWN_METRICS).map((spec, index) => metricText(spec, statuses[index]));
  const more = specs.length > SHOWN_METRICS ? ` + ${specs.length - SHOWN_METRICS} more...` : '';
  return shown.join(', ') + more;
}

export const horizontalPodAutoscalerTable = table<HorizontalPodAutoscaler>(
  [
    nameColumn,
    column('Reference', 'scaleTargetRef points to the target resource to scale.'),
    column('Targets', 'metrics contains the specifications for which to use to calculate the desired replica count.'),
    column('MinPods', 'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale.'),
    column('MaxPods', 'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale.'),
    column('Replicas', 'currentReplicas is current number of replicas of pods managed by this autoscaler.'),
    ageColumn,
  ],
  ({ metadata, spec, status }, now) => [
    metadata?.name ?? '',
    `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
    targetsText(spec?.metrics ?? [], status?.currentMetrics ?? []),
    spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec?.maxReplicas ?? 0,
    status?.currentReplicas ?? 0,
    since(metadata?.creationTimestamp, now),
  ],
);
