import { tableOfKind } from '../api/catalog.ts';
import { deepEqual } from '../api/equality.ts';
import { goQuote } from '../api/go-syntax.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { ApiError } from '../api/status.ts';
import { toRFC3339 } from '../api/time.ts';
import type {
  Condition,
  GenericObject,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
  LabelSelector,
  MetricStatus,
  Pod,
} from '../kinds/types/index.ts';
import type { Json } from '../json.ts';
import { latency } from '../latencies.ts';
import type { Usage } from '../usage.ts';
import { limit, longestWindow, stabilize } from './autoscaler-limits.ts';
import type { AutoscalerMemory } from './autoscaler-limits.ts';
import { metricResult } from './autoscaler-metrics.ts';
import type { MetricWorld } from './autoscaler-metrics.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * Decisions, with their params:
 *   autoscaler.scale   name, target, from, to, reason
 *   autoscaler.status  name, target, current, desired
 */

/** Kinds that have a scale subresource. */
const SCALABLE: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

/** Periods of behaviour policies are at most 30 minutes (validation), so older changes of size do not matter. */
const LONGEST_PERIOD = 1_800_000;

interface Target {
  table: string;
  object: GenericObject;
  replicas: number;
  pods: readonly Pod[];
}

function findTarget({ metadata, spec }: HorizontalPodAutoscaler, lister: Lister): Target | string {
  const { apiVersion = 'v1', kind, name } = spec.scaleTargetRef;
  const { namespace = '' } = metadata;
  const table = tableOfKind({ apiVersion, kind });
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  if (!SCALABLE.has(table)) return `no matches for kind ${goQuote(kind)} in group ${goQuote(group)}`;
  const object: GenericObject | undefined = lister.get(table, namespace, name);
  if (object === undefined) {
    return `${table}${group === '' ? '' : `.${group}`} ${goQuote(name)} not found`;
  }
  const { replicas, selector } = object.spec ?? {};
  const labels = table === 'replicationcontrollers' ? { matchLabels: selector } : selector;
  const pods = lister
    .list('pods', namespace)
    .filter((pod) => labelSelectorMatches(labels as LabelSelector, pod.metadata.labels));
  return { table, object, replicas: typeof replicas === 'number' ? replicas : 0, pods };
}

/** What it comes to: a size, with the reason for an Event, or none because the metrics are not there. */
interface Proposal {
  replicas: number;
  reason: string;
}

/** One look at an autoscaler (pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler). */
class AutoscalerSync {
  private readonly autoscaler: HorizontalPodAutoscaler;
  private readonly port: ControllerPort;
  private readonly usage: Usage;
  private readonly memory: AutoscalerMemory;
  private conditions: Condition[];
  private currentMetrics: MetricStatus[] = [];

  constructor(autoscaler: HorizontalPodAutoscaler, usage: Usage, memory: AutoscalerMemory, port: ControllerPort) {
    this.autoscaler = autoscaler;
    this.port = port;
    this.usage = usage;
    this.memory = memory;
    this.conditions = [...(autoscaler.status.conditions ?? [])];
  }

  run(): void {
    const { autoscaler, port, memory } = this;
    const { status } = autoscaler;
    const target = findTarget(autoscaler, port.lister);
    if (typeof target === 'string') {
      port.event(autoscaler, 'Warning', 'FailedGetScale', target);
      const message = `the HPA controller was unable to get the target's current scale: ${target}`;
      this.setCondition('AbleToScale', 'False', 'FailedGetScale', message);
      this.write({ ...status, conditions: this.conditions });
      return;
    }
    const fetched = "the HPA controller was able to get the target's current scale";
    this.setCondition('AbleToScale', 'True', 'SucceededGetScale', fetched);
    const { replicas: current } = target;
    if (memory.recommendations.length === 0) memory.recommendations.push({ time: port.now, replicas: current });
    const proposal = this.propose(target);
    const desired = proposal?.replicas ?? status.desiredReplicas ?? 0;
    const scales = proposal !== undefined && proposal.replicas !== current && this.scale(target, proposal);
    this.write({
      ...(scales ? { lastScaleTime: toRFC3339(port.now) } : { ...lastScaleOf(status) }),
      currentReplicas: current,
      desiredReplicas: desired,
      ...(this.currentMetrics.length > 0 && { currentMetrics: this.currentMetrics }),
      conditions: this.conditions,
    });
  }

  private propose(target: Target): Proposal | undefined {
    const { maxReplicas, minReplicas = 1 } = this.autoscaler.spec;
    const { replicas: current } = target;
    if (current === 0 && minReplicas !== 0) {
      const text = 'scaling is disabled since the replica count of the target is zero';
      this.setCondition('ScalingActive', 'False', 'ScalingDisabled', text);
      return { replicas: 0, reason: '' };
    }
    if (current > maxReplicas) {
      return { replicas: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas' };
    }
    if (current < minReplicas) {
      return { replicas: minReplicas, reason: 'Current number of replicas below Spec.MinReplicas' };
    }
    const wanted = this.readMetrics(target);
    if (wanted === undefined) return undefined;
    const reason = wanted.replicas > current ? `${wanted.metric} above target` : 'All metrics below target';
    return { replicas: this.normalize(current, wanted.replicas), reason };
  }

  /** The most that any metric calls for (computeReplicasForMetrics). */
  private readMetrics({ replicas: currentReplicas, pods }: Target): { replicas: number; metric: string } | undefined {
    const { autoscaler, port, usage } = this;
    const { namespace = '' } = autoscaler.metadata;
    const world: MetricWorld = { usage, lister: port.lister, pods, currentReplicas, namespace, now: port.now };
    const specs = autoscaler.spec.metrics ?? [];
    let best: { replicas: number; metric: string } | undefined;
    const failures: { reason: string; message: string; error: string }[] = [];
    for (const spec of specs) {
      const result = metricResult(spec, world);
      if ('error' in result) {
        port.event(autoscaler, 'Warning', result.reason, result.message);
        failures.push(result);
        continue;
      }
      this.currentMetrics.push(result.status);
      if (best === undefined || result.replicas > best.replicas)
        best = { replicas: result.replicas, metric: result.name };
    }
    const [failure] = failures;
    if (failure !== undefined && (best === undefined || best.replicas < currentReplicas)) {
      const message = `the HPA was unable to compute the replica count: ${failure.message}`;
      this.setCondition('ScalingActive', 'False', failure.reason, message);
      const text = `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${failure.error}`;
      port.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', text);
      return undefined;
    }
    if (best === undefined) return undefined;
    const text = `the HPA was able to successfully calculate a replica count from ${best.metric}`;
    this.setCondition('ScalingActive', 'True', 'ValidMetricFound', text);
    return best;
  }

  /** Stabilises and limits a wish (normalizeDesiredReplicas). */
  private normalize(current: number, desired: number): number {
    const { port, memory } = this;
    const { spec } = this.autoscaler;
    const stable = stabilize(spec, memory, current, desired, port.now);
    memory.recommendations.push({ time: port.now, replicas: desired });
    this.setCondition('AbleToScale', 'True', stable.reason, stable.message);
    const limited = limit(spec, memory, current, stable.replicas, port.now);
    const isLimited = limited.replicas !== stable.replicas;
    this.setCondition('ScalingLimited', isLimited ? 'True' : 'False', limited.reason, limited.message);
    return limited.replicas;
  }

  private scale({ table, object, replicas: from }: Target, { replicas: to, reason }: Proposal): boolean {
    const { autoscaler, port, memory } = this;
    const { name } = autoscaler.metadata;
    const target = `${object.kind}/${object.metadata.name}`;
    port.decide('autoscaler.scale', { name, target, from, to, reason }, autoscaler);
    try {
      port.client.patch(table, object.metadata.namespace ?? '', object.metadata.name, { spec: { replicas: to } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const text = `New size: ${to}; reason: ${reason}; error: ${error.message}`;
      port.event(autoscaler, 'Warning', 'FailedRescale', text);
      const message = `the HPA controller was unable to update the target scale: ${error.message}`;
      this.setCondition('AbleToScale', 'False', 'FailedUpdateScale', message);
      return false;
    }
    const message = `the HPA controller was able to update the target scale to ${to}`;
    this.setCondition('AbleToScale', 'True', 'SucceededRescale', message);
    port.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${to}; reason: ${reason}`);
    (to > from ? memory.ups : memory.downs).push({ time: port.now, replicas: Math.abs(to - from) });
    return true;
  }

  private setCondition(type: string, status: 'True' | 'False', reason: string, message: string): void {
    const before = this.conditions.find((condition) => condition.type === type);
    const since = before?.status === status ? before.lastTransitionTime : undefined;
    const after: Condition = { type, status, lastTransitionTime: since ?? toRFC3339(this.port.now), reason, message };
    this.conditions =
      before === undefined
        ? [...this.conditions, after]
        : this.conditions.map((condition) => (condition === before ? after : condition));
  }

  private write(status: HorizontalPodAutoscalerStatus): void {
    const { autoscaler, port } = this;
    if (deepEqual(status, autoscaler.status)) return;
    const { kind, name: targetName } = autoscaler.spec.scaleTargetRef;
    const { currentReplicas: current = 0, desiredReplicas: desired } = status;
    const { name } = autoscaler.metadata;
    port.decide('autoscaler.status', { name, target: `${kind}/${targetName}`, current, desired }, autoscaler);
    port.client.updateStatus('horizontalpodautoscalers', { ...autoscaler, status });
  }
}

function lastScaleOf({ lastScaleTime }: HorizontalPodAutoscalerStatus): { lastScaleTime?: string } {
  return lastScaleTime === undefined ? {} : { lastScaleTime };
}

function trimmed(memory: AutoscalerMemory, window: number, now: number): AutoscalerMemory {
  return {
    recommendations: memory.recommendations.filter(({ time }) => time > now - window),
    ups: memory.ups.filter(({ time }) => time > now - LONGEST_PERIOD),
    downs: memory.downs.filter(({ time }) => time > now - LONGEST_PERIOD),
  };
}

function reconcile(key: string, usage: Usage, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const autoscaler = port.lister.get('horizontalpodautoscalers', namespace, name);
  if (autoscaler === undefined) {
    port.remember(undefined);
    return;
  }
  port.requeueAfter(latency.autoscalerSync);
  if (port.memory === undefined) {
    // Upstream's queue hands out each autoscaler once a period, a new one after the first.
    port.remember({ recommendations: [], ups: [], downs: [] });
    return;
  }
  const memory = trimmed(port.memory as unknown as AutoscalerMemory, longestWindow(autoscaler.spec), port.now);
  new AutoscalerSync(autoscaler, usage, memory, port).run();
  port.remember(memory as unknown as Json);
}

/** Sets the size of workloads by what their pods use (pkg/controller/podautoscaler). */
export function createAutoscaler(usage: Usage): Controller {
  return {
    name: 'horizontal-pod-autoscaler',
    watches: [
      {
        resource: 'horizontalpodautoscalers',
        keys: ({ type, namespace, name }) => (type === 'MODIFIED' ? [] : [`${namespace}/${name}`]),
      },
    ],
    reconcile: (key, port) => {
      reconcile(key, usage, port);
    },
  };
}
