import { podCondition } from '../kinds/pod-state.ts';
import { milliValue } from '../api/quantity.ts';
import { fromRFC3339 } from '../api/time.ts';
import type { Pod } from '../kinds/types/index.ts';

/** How many replicas a metric calls for (pkg/controller/podautoscaler/replica_calculator.go). */

/** Ratios this close to 1 change nothing (--horizontal-pod-autoscaler-tolerance). */
const TOLERANCE = 0.1;
/** While a pod is this young, its processor use may come from starting (--horizontal-pod-autoscaler-cpu-initialization-period). */
const CPU_INITIALIZATION = 300_000;
/** A pod that is not ready after this time was ready once (--horizontal-pod-autoscaler-initial-readiness-delay). */
const INITIAL_READINESS_DELAY = 30_000;

/** What was measured of a pod. Times in ms. */
export interface MetricSample {
  /** Thousandths: of a core, or of a byte. */
  value: number;
  /** Since the epoch. */
  timestamp: number;
  /** Over which time it is an average. */
  window: number;
}

/** What is looked at for one metric. */
export interface ReplicaQuestion {
  currentReplicas: number;
  resource: string;
  pods: readonly Pod[];
  /** By pod name; may know of pods that do not matter. */
  metrics: ReadonlyMap<string, MetricSample>;
  /** Only this container; undefined for all. */
  container?: string;
  /** ms since the epoch. */
  now: number;
}

export interface ReplicaAnswer {
  replicas: number;
  /** Percent of what was requested; 0 for targets that are amounts. */
  utilization: number;
  /** Thousandths, a pod on average. */
  average: number;
}

function isWithinTolerance(ratio: number): boolean {
  return Math.abs(1 - ratio) <= TOLERANCE;
}

interface Groups {
  ready: number;
  unready: Set<string>;
  missing: Set<string>;
  ignored: Set<string>;
}

/** Whether the processor use of a pod says nothing yet. */
function isCpuUnready(pod: Pod, { timestamp, window: measured }: MetricSample, now: number): boolean {
  const condition = podCondition(pod, 'Ready');
  if (condition === undefined || pod.status.startTime === undefined) return true;
  const started = fromRFC3339(pod.status.startTime);
  const changed = condition.lastTransitionTime === undefined ? 0 : fromRFC3339(condition.lastTransitionTime);
  const isReady = condition.status !== 'False';
  if (started + CPU_INITIALIZATION > now) return !isReady || timestamp < changed + measured;
  return !isReady && started + INITIAL_READINESS_DELAY > changed;
}

function groupPods({ pods, metrics, resource, now }: ReplicaQuestion): Groups {
  const groups: Groups = { ready: 0, unready: new Set(), missing: new Set(), ignored: new Set() };
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const sample = metrics.get(name);
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') groups.ignored.add(name);
    else if (pod.status.phase === 'Pending') groups.unready.add(name);
    else if (sample === undefined) groups.missing.add(name);
    else if (resource === 'cpu' && isCpuUnready(pod, sample, now)) groups.unready.add(name);
    else groups.ready += 1;
  }
  return groups;
}

/** What each pod's containers request, thousandths by pod name, or which one requests nothing (calculatePodRequests). */
function requestsOf({ pods, resource, container }: ReplicaQuestion): Map<string, number> | string {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    let sum = 0;
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    for (const { name, resources } of [...spec.containers, ...sidecars]) {
      if (container !== undefined && container !== name) continue;
      const request = resources?.requests?.[resource];
      if (request === undefined) return `missing request for ${resource} in container ${name} of Pod ${metadata.name}`;
      sum += milliValue(request);
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}

interface Ratio {
  ratio: number;
  utilization: number;
  average: number;
}

type RatioOf = (values: ReadonlyMap<string, number>) => Ratio | string;

/** Use as a share of requests, and that as a share of the target in percent (GetResourceUtilizationRatio). */
function utilizationRatio(requests: ReadonlyMap<string, number>, target: number): RatioOf {
  return (values) => {
    let used = 0;
    let requested = 0;
    let count = 0;
    for (const [name, value] of values) {
      const request = requests.get(name);
      if (request === undefined) continue;
      used += value;
      requested += request;
      count += 1;
    }
    if (requested === 0) return 'no metrics returned matched known pods';
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, average: Math.trunc(used / count) };
  };
}

/** Use as a share of a target amount in thousandths (GetMetricUsageRatio). */
function usageRatio(target: number): RatioOf {
  return (values) => {
    let used = 0;
    for (const value of values.values()) used += value;
    const average = Math.trunc(used / values.size);
    return { ratio: average / target, utilization: 0, average };
  };
}

/** The part that targets in percent and targets that are amounts share. `fallback`: what a missing pod counts for when scaling down. */
function replicasFor(
  question: ReplicaQuestion,
  groups: Groups,
  ratioOf: RatioOf,
  fallback: (name: string) => number,
): ReplicaAnswer | string {
  const { currentReplicas } = question;
  const { unready, missing, ignored, ready } = groups;
  const values = new Map<string, number>();
  for (const [name, { value }] of question.metrics) {
    if (!unready.has(name) && !ignored.has(name)) values.set(name, value);
  }
  if (values.size === 0) return 'did not receive metrics for targeted pods (pods might be unready)';
  const first = ratioOf(values);
  if (typeof first === 'string') return first;
  const { ratio, utilization, average } = first;
  const answer = (replicas: number): ReplicaAnswer => ({ replicas, utilization, average });
  const scalesUpWithUnready = unready.size > 0 && ratio > 1;
  if (!scalesUpWithUnready && missing.size === 0) {
    return answer(isWithinTolerance(ratio) ? currentReplicas : Math.ceil(ratio * ready));
  }
  // The cautious guess: what is not known is busy when pods would go, and idle when pods would come.
  if (ratio < 1) for (const name of missing) values.set(name, fallback(name));
  else if (ratio > 1) for (const name of missing) values.set(name, 0);
  if (scalesUpWithUnready) for (const name of unready) values.set(name, 0);
  const second = ratioOf(values);
  if (typeof second === 'string') return second;
  const turns = (ratio < 1 && second.ratio > 1) || (ratio > 1 && second.ratio < 1);
  if (isWithinTolerance(second.ratio) || turns) return answer(currentReplicas);
  const replicas = Math.ceil(second.ratio * values.size);
  const goesBack = second.ratio < 1 ? replicas > currentReplicas : replicas < currentReplicas;
  return answer(goesBack ? currentReplicas : replicas);
}

function noPods({ pods }: ReplicaQuestion): string | undefined {
  return pods.length === 0 ? 'no pods returned by selector while calculating replica count' : undefined;
}

function noMetrics({ metrics, resource }: ReplicaQuestion): string | undefined {
  if (metrics.size > 0) return undefined;
  return `unable to get metrics for resource ${resource}: no metrics returned from resource metrics API`;
}

/** For a target in percent of requests (GetResourceReplicas); a text when it cannot be known. */
export function replicasForUtilization(question: ReplicaQuestion, targetPercent: number): ReplicaAnswer | string {
  const problem = noMetrics(question) ?? noPods(question);
  if (problem !== undefined) return problem;
  const groups = groupPods(question);
  const isUsable = [...question.metrics.keys()].some((name) => !groups.unready.has(name) && !groups.ignored.has(name));
  if (!isUsable) return 'did not receive metrics for targeted pods (pods might be unready)';
  const requests = requestsOf(question);
  if (typeof requests === 'string') return requests;
  const share = Math.max(100, targetPercent);
  const fallback = (name: string): number => Math.trunc(((requests.get(name) ?? 0) * share) / 100);
  return replicasFor(question, groups, utilizationRatio(requests, targetPercent), fallback);
}

/** For a target that is an amount a pod, in thousandths (GetRawResourceReplicas); a text when it cannot be known. */
export function replicasForAmount(question: ReplicaQuestion, targetMilli: number): ReplicaAnswer | string {
  const problem = noMetrics(question) ?? noPods(question);
  if (problem !== undefined) return problem;
  return replicasFor(question, groupPods(question), usageRatio(targetMilli), () => targetMilli);
}

/** For one value that all pods share, such as the length of a queue (GetObjectMetricReplicas). Both in thousandths. */
export function replicasForObject(currentReplicas: number, readyPods: number, value: number, target: number): number {
  const ratio = value / target;
  if (currentReplicas === 0) return Math.ceil(ratio);
  return isWithinTolerance(ratio) ? currentReplicas : Math.ceil(ratio * readyPods);
}
