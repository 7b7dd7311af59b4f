import type {
  HorizontalPodAutoscaler,
  ScalingRules,
  MetricCurrent,
  MetricSpec,
  MetricStatus,
  MetricTarget,
} from '../../engine/index.ts';
import { writeEventsOf, type Describer } from './describer.ts';
import { fullDate, writeAnnotations, writeLabels } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

const UNKNOWN = '<unknown>';

/** `: 10Mi / 50Mi` or, as a share of what is requested, `(as a percentage of request): 10% (1m) / 50%`. */
function resourceTexts(target: MetricTarget, current: MetricCurrent | undefined): string {
  if (target.averageValue !== undefined) return `:\t${current?.averageValue ?? UNKNOWN} / ${target.averageValue}`;
  const share = current?.averageUtilization;
  const now = share === undefined ? UNKNOWN : `${share}% (${current?.averageValue ?? ''})`;
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  return `  (as a percentage of request):\t${now} / ${wanted}`;
}

/** `(target value): 1k / 2k` or `(target average value): 1k / 2k`. */
function valueTexts(target: MetricTarget, current: MetricCurrent | undefined, isAverage: boolean): string {
  const [title, now, wanted] = isAverage
    ? ['target average value', current?.averageValue, target.averageValue]
    : ['target value', current?.value, target.value];
  return `(${title}):\t${now ?? UNKNOWN} / ${wanted ?? ''}`;
}

function metricText(metric: MetricSpec, last: MetricStatus | undefined): string {
  const { resource, containerResource, pods, object, external } = metric;
  if (external !== undefined) {
    const isAverage = external.target.averageValue !== undefined;
    return `"${external.metric.name}" ${valueTexts(external.target, last?.external?.current, isAverage)}`;
  }
  if (pods !== undefined) {
    const now = last?.pods?.current?.averageValue ?? UNKNOWN;
    return `"${pods.metric.name}" on pods:\t${now} / ${pods.target.averageValue ?? ''}`;
  }
  if (object !== undefined) {
    const { kind, name } = object.describedObject;
    const texts = valueTexts(object.target, last?.object?.current, object.target.type === 'AverageValue');
    return `"${object.metric.name}" on ${kind}/${name} ${texts}`;
  }
  if (resource !== undefined) {
    return `resource ${resource.name} on pods${resourceTexts(resource.target, last?.resource?.current)}`;
  }
  if (containerResource !== undefined) {
    const { name, container, target } = containerResource;
    const texts = resourceTexts(target, last?.containerResource?.current);
    return `resource ${name} of container "${container}" on pods${texts}`;
  }
  return `<unknown metric type "${metric.type}">`;
}

function writeBehavior(writer: DescribeWriter, direction: string, rules: ScalingRules | undefined): void {
  if (rules === undefined) return;
  const { stabilizationWindowSeconds, selectPolicy = 'Max', policies = [] } = rules;
  writer.line(1, `${direction}:`);
  if (stabilizationWindowSeconds !== undefined) {
    writer.line(2, `Stabilization Window: ${stabilizationWindowSeconds} seconds`);
  }
  if (policies.length === 0) return;
  writer.line(2, `Select Policy: ${selectPolicy}`);
  writer.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of policies) {
    writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
  }
}

/** HorizontalPodAutoscalers of autoscaling/v2 (describe.go, describeHorizontalPodAutoscalerV2). */
export const describeAutoscaler: Describer = (writer, object, context) => {
  const { metadata, spec, status } = object as unknown as HorizontalPodAutoscaler;
  const target = spec.scaleTargetRef;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `CreationTimestamp:\t${fullDate(metadata.creationTimestamp)}`);
  writer.line(0, `Reference:\t${target.kind}/${target.name}`);
  writer.line(0, 'Metrics:\t( current / target )');
  (spec.metrics ?? []).forEach((metric, index) => {
    writer.line(1, metricText(metric, status.currentMetrics?.[index]));
  });
  writer.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
  writer.line(0, `Max replicas:\t${spec.maxReplicas}`);
  if (spec.behavior !== undefined) {
    writer.line(0, 'Behavior:');
    writeBehavior(writer, 'Scale Up', spec.behavior.scaleUp);
    writeBehavior(writer, 'Scale Down', spec.behavior.scaleDown);
  }
  const { currentReplicas = 0, desiredReplicas, conditions = [] } = status;
  writer.line(0, `${target.kind} pods:\t${currentReplicas} current / ${desiredReplicas} desired`);
  if (conditions.length > 0) {
    writer.line(0, 'Conditions:');
    writer.line(1, 'Type\tStatus\tReason\tMessage');
    writer.line(1, '----\t------\t------\t-------');
    for (const { type, status: state, reason = '', message = '' } of conditions) {
      writer.line(1, `${type}\t${state}\t${reason}\t${message}`);
    }
  }
  writeEventsOf(writer, object, context);
};
