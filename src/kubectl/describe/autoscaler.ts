import type { Condition } from '../../engine/index.ts';
import { writeEventsOf, type Describer } from './describer.ts';
import { fullDate, writeAnnotations, writeLabels } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

/** A target or a present value, as each type of metric has it. */
interface MetricValue {
  value?: string;
  averageValue?: string;
  averageUtilization?: number;
}

interface MetricSource {
  name?: string;
  container?: string;
  metric?: { name: string };
  describedObject?: { kind: string; name: string };
  target: MetricValue;
}

interface MetricStatus {
  current?: MetricValue;
}

interface Metric {
  type: string;
  resource?: MetricSource;
  containerResource?: MetricSource;
  pods?: MetricSource;
  object?: MetricSource;
  external?: MetricSource;
}

type CurrentMetric = Partial<Record<Exclude<keyof Metric, 'type'>, MetricStatus>>;

interface ScalingRules {
  stabilizationWindowSeconds?: number | null;
  selectPolicy?: string;
  policies?: readonly { type: string; value: number; periodSeconds: number }[];
}

const UNKNOWN = '<unknown>';

interface Spec {
  scaleTargetRef: { kind: string; name: string };
  metrics?: readonly Metric[];
  minReplicas?: number;
  maxReplicas: number;
  behavior?: { scaleUp?: ScalingRules; scaleDown?: ScalingRules };
}

interface Status {
  currentReplicas?: number;
  desiredReplicas?: number;
  currentMetrics?: readonly CurrentMetric[];
  conditions?: readonly Condition[];
}

/** `cpu: current / target` of a resource of pods or of one of their containers. */
function resourceText(subject: string, { target }: MetricSource, current: MetricValue | undefined): string {
  if (target.averageValue !== undefined)
    return `${subject}:\t${current?.averageValue ?? UNKNOWN} / ${target.averageValue}`;
  const used =
    current?.averageUtilization === undefined
      ? UNKNOWN
      : `${current.averageUtilization}% (${current.averageValue ?? '<nil>'})`;
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `${subject}  (as a percentage of request):\t${used} / ${wanted}`;
}

function averageOrValue(subject: string, { target }: MetricSource, current: MetricValue | undefined): string {
  return target.averageValue === undefined
    ? `${subject} (target value):\t${current?.value ?? UNKNOWN} / ${target.value ?? '<nil>'}`
    : `${subject} (target average value):\t${current?.averageValue ?? UNKNOWN} / ${target.averageValue}`;
}

function metricText(metric: Metric, status: CurrentMetric | undefined): string {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource !== undefined) {
    return resourceText(`resource ${resource.name ?? ''} on pods`, resource, status?.resource?.current);
  }
  if (containerResource !== undefined) {
    const { name = '', container = '' } = containerResource;
    const subject = `resource ${name} of container "${container}" on pods`;
    return resourceText(subject, containerResource, status?.containerResource?.current);
  }
  if (pods !== undefined) {
    const current = status?.pods?.current?.averageValue ?? UNKNOWN;
    return `"${pods.metric?.name ?? ''}" on pods:\t${current} / ${pods.target.averageValue ?? '<nil>'}`;
  }
  if (object !== undefined) {
    const { kind = '', name = '' } = object.describedObject ?? {};
    return averageOrValue(`"${object.metric?.name ?? ''}" on ${kind}/${name}`, object, status?.object?.current);
  }
  if (external !== undefined) {
    return averageOrValue(`"${external.metric?.name ?? ''}"`, external, status?.external?.current);
  }
  return `<unknown metric type "${metric.type}">`;
}

function writeRules(writer: DescribeWriter, direction: string, rules: ScalingRules | undefined): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds: window, selectPolicy = 'Max', policies = [] } = rules;
  writer.line(1, `${direction}:`);
  if (window !== undefined && window !== null) writer.line(2, `Stabilization Window: ${window} seconds`);
  if (policies.length === 0) return;
  writer.line(2, `Select Policy: ${selectPolicy}`);
  writer.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies) {
    writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
  }
}

/** `describe hpa` (kubectl pkg/describe/describe.go, describeHorizontalPodAutoscalerV2). */
export const describeAutoscaler: Describer = (writer, object, context) => {
  const { metadata } = object;
  const { scaleTargetRef: target, metrics = [], minReplicas, maxReplicas, behavior } = object.spec as unknown as Spec;
  const status = (object.status ?? {}) as Status;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `CreationTimestamp:\t${fullDate(metadata.creationTimestamp)}`);
  writer.line(0, `Reference:\t${target.kind}/${target.name}`);
  writer.line(0, 'Metrics:\t( current / target )');
  for (const [index, metric] of metrics.entries()) {
    writer.line(1, metricText(metric, status.currentMetrics?.[index]));
  }
  writer.line(0, `Min replicas:\t${minReplicas ?? '<unset>'}`);
  writer.line(0, `Max replicas:\t${maxReplicas}`);
  if (behavior !== undefined) {
    writer.line(0, 'Behavior:');
    writeRules(writer, 'Scale Up', behavior.scaleUp);
    writeRules(writer, 'Scale Down', behavior.scaleDown);
  }
  writer.line(
    0,
    `${target.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`,
  );
  const conditions = status.conditions ?? [];
  if (conditions.length > 0) {
    writer.line(0, 'Conditions:');
    writer.line(1, 'Type\tStatus\tReason\tMessage');
    writer.line(1, '----\t------\t------\t-------');
  }
  for (const { type, status: value, reason, message } of conditions) {
    writer.line(1, [type, value, reason ?? '', message ?? ''].join('\t'));
  }
  writeEventsOf(writer, object, context);
};
