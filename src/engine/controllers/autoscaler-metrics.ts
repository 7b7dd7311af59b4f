import type { Lister } from '../api/lister.ts';
import { formatMilli, milliValue } from '../api/quantity.ts';
import type { MetricSpec, MetricStatus, Pod } from '../kinds/types/index.ts';
import type { Usage } from '../usage.ts';
import { replicasForAmount, replicasForUtilization } from './autoscaler-replicas.ts';
import type { MetricSample } from './autoscaler-replicas.ts';

/** How many replicas one metric calls for. */
export type MetricResult =
  | { replicas: number; name: string; status: MetricStatus }
  /** `reason` and `message` of the Event and condition; `error`: as the summary over all metrics has it. */
  | { reason: string; message: string; error: string };

/** Over which time metrics-server's figures are averages, ms. */
const WINDOW = 15_000;

export interface MetricWorld {
  usage: Usage;
  lister: Lister;
  /** Pods that the target's selector matches. */
  pods: readonly Pod[];
  currentReplicas: number;
  namespace: string;
  /** ms since the epoch. */
  now: number;
}

/** Of all containers of each pod, or of the one of that name (pkg/controller/podautoscaler/metrics/client.go). */
function samples(
  resource: string,
  container: string | undefined,
  { usage, pods, now }: MetricWorld,
): Map<string, MetricSample> {
  const found = new Map<string, MetricSample>();
  if (resource !== 'cpu' && resource !== 'memory') return found;
  for (const pod of pods) {
    const containers = usage.podMetrics(pod)?.filter((each) => container === undefined || each.container === container);
    if (containers === undefined || containers.length === 0) continue;
    const value = containers.reduce(
      (sum, { cpuMilli, memoryBytes }) => sum + (resource === 'cpu' ? cpuMilli : memoryBytes * 1000),
      0,
    );
    found.set(pod.metadata.name, { value, timestamp: now, window: WINDOW });
  }
  return found;
}

function resourceResult(
  metric: NonNullable<MetricSpec['resource']> & { container?: string },
  world: MetricWorld,
): MetricResult {
  const { name: resource, target, container } = metric;
  const kind = container === undefined ? 'resource' : 'container resource';
  const fail = (message: string): MetricResult => ({
    reason: container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric',
    message,
    error: `failed to get ${resource} ${kind} metric value: ${message}`,
  });
  const question = {
    currentReplicas: world.currentReplicas,
    resource,
    pods: world.pods,
    metrics: samples(resource, container, world),
    ...(container !== undefined && { container }),
    now: world.now,
  };
  const status = (current: { averageValue: string; averageUtilization?: number }): MetricStatus =>
    container === undefined
      ? { type: 'Resource', resource: { name: resource, current } }
      : { type: 'ContainerResource', containerResource: { name: resource, container, current } };
  if (target.averageValue !== undefined) {
    const answer = replicasForAmount(question, milliValue(target.averageValue));
    if (typeof answer === 'string') return fail(`failed to get ${resource} usage: ${answer}`);
    const averageValue = formatMilli(answer.average);
    return { replicas: answer.replicas, name: `${resource} ${kind}`, status: status({ averageValue }) };
  }
  if (target.averageUtilization === undefined) {
    return fail(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    );
  }
  const answer = replicasForUtilization(question, target.averageUtilization);
  if (typeof answer === 'string') return fail(`failed to get ${resource} utilization: ${answer}`);
  const { utilization: averageUtilization, average } = answer;
  return {
    replicas: answer.replicas,
    name: `${resource} ${kind} utilization (percentage of request)`,
    status: status({ averageUtilization, averageValue: formatMilli(average) }),
  };
}

/** What a metric calls for; the cluster has no API of custom or external metrics (computeReplicasForMetric). */
export function metricResult(metric: MetricSpec, world: MetricWorld): MetricResult {
  const custom = 'no custom metrics API (custom.metrics.k8s.io) registered';
  switch (metric.type) {
    case 'Resource':
      if (metric.resource !== undefined) return resourceResult(metric.resource, world);
      break;
    case 'ContainerResource':
      if (metric.containerResource !== undefined) return resourceResult(metric.containerResource, world);
      break;
    case 'Pods': {
      const name = metric.pods?.metric.name ?? '';
      const message = `unable to get metric ${name}: unable to fetch metrics from custom metrics API: ${custom}`;
      return { reason: 'FailedGetPodsMetric', message, error: `failed to get pods metric value: ${message}` };
    }
    case 'Object': {
      const { metric: identifier, describedObject } = metric.object ?? {};
      const subject = `${describedObject?.kind ?? ''} on ${world.namespace} ${describedObject?.name ?? ''}`;
      const name = identifier?.name ?? '';
      const message = `unable to get metric ${name}: ${subject}/unable to fetch metrics from custom metrics API: ${custom}`;
      return { reason: 'FailedGetObjectMetric', message, error: `failed to get object metric value: ${message}` };
    }
    case 'External': {
      const name = metric.external?.metric.name ?? '';
      const missing = 'no external metrics API (external.metrics.k8s.io) registered';
      const message = `unable to get external metric ${world.namespace}/${name}/nil: unable to fetch metrics from external metrics API: ${missing}`;
      return {
        reason: 'FailedGetExternalMetric',
        message,
        error: `failed to get ${name} external metric value: ${message}`,
      };
    }
  }
  const message = `unknown metric source type "${metric.type}"`;
  return { reason: 'InvalidMetricSourceType', message, error: message };
}
