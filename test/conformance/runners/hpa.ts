import { expect } from 'vitest';
import { milliValue } from '../../../src/engine/api/quantity.ts';
import { toRFC3339 } from '../../../src/engine/api/time.ts';
import {
  replicasForAmount,
  replicasForObject,
  replicasForUtilization,
} from '../../../src/engine/controllers/autoscaler-replicas.ts';
import type { MetricSample, ReplicaAnswer } from '../../../src/engine/controllers/autoscaler-replicas.ts';
import type { Condition, Pod, PodPhase } from '../../../src/engine/index.ts';

const NOW = Date.UTC(2025, 5, 1);
const WINDOW = 60_000;

interface ResourceInput {
  name: string;
  requests: string[];
  /** Thousandths, one a pod, or one a container of it. */
  levels: (number | number[])[];
  targetUtilization: number;
  expectedUtilization?: number;
  /** Whose levels these are, when not the pods'. */
  podNames?: string[];
  /** Of which container the target is; the second one, unless it is named. */
  container?: string;
}

/** Thousandths. */
interface MetricInput {
  /** One a pod, or one that all share: that of an object, or of something outside of the cluster. */
  levels: number[];
  singleObject?: object;
  selector?: object;
  targetUsage?: number;
  perPodTargetUsage?: number;
}

interface Input {
  currentReplicas: number;
  podReadiness?: Condition['status'][];
  podPhase?: PodPhase[];
  podDeletionTimestamp?: boolean[];
  podStartTime?: string;
  resource?: ResourceInput;
  metric?: MetricInput;
  averageUtilization?: number;
  target?: number;
}

export interface HpaFact {
  input: Input;
  expect: { desiredReplicas: number } | { error: true };
}

/** Every choice of so many out of the first `count` numbers. */
function choices(size: number, count: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, last) => choices(size - 1, last).map((rest) => [...rest, last])).flat();
}

/**
 * The pods that have started just now. Facts say only that there are some; which, follows from the use that was expected,
 * for those pods do not count in it.
 */
function startedJustNow({ podStartTime, podReadiness, resource }: Input): readonly number[] {
  if (podStartTime === undefined || resource === undefined) return [];
  const { levels, requests, expectedUtilization } = resource;
  const utilization = (pods: readonly number[]): number => {
    const used = pods.reduce((total, pod) => total + sum(levels[pod] ?? 0), 0);
    const requested = pods.reduce((total, pod) => total + milliValue(requests[pod] ?? '0'), 0);
    return Math.trunc((used * 100) / requested);
  };
  const ready = levels.flatMap((_, pod) => (podReadiness?.[pod] === 'False' ? [] : [pod]));
  const found = levels
    .flatMap((_, size) => choices(size, levels.length))
    .find((hot) => utilization(ready.filter((pod) => !hot.includes(pod))) === expectedUtilization);
  if (found === undefined) throw new Error('no choice of young pods gives the expected use');
  return found;
}

function makePods(input: Input, requests: readonly string[] = [], resource = 'cpu'): Pod[] {
  const young = startedJustNow(input);
  const count = Math.max(input.podReadiness?.length ?? 0, input.podPhase?.length ?? 0, input.currentReplicas);
  return Array.from({ length: count }, (_, index): Pod => {
    const startTime = toRFC3339(NOW - (young.includes(index) ? 0 : 600_000));
    const status = input.podReadiness?.[index] ?? 'True';
    const request = requests[index];
    const deleted = input.podDeletionTimestamp?.[index] === true && { deletionTimestamp: toRFC3339(NOW) };
    const resources = request === undefined ? {} : { requests: { [resource]: request } };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `pod-${index}`,
        uid: `${index}`,
        resourceVersion: '1',
        creationTimestamp: startTime,
        ...deleted,
      },
      spec: { containers: [{ name: 'c', resources }] },
      status: {
        phase: input.podPhase?.[index] ?? 'Running',
        startTime,
        conditions: [{ type: 'Ready', status, lastTransitionTime: startTime }],
      },
    };
  });
}

function sum(level: number | number[]): number {
  return typeof level === 'number' ? level : level.reduce((total, each) => total + each, 0);
}

function measured(levels: readonly (number | number[])[], podNames: readonly string[] = []): Map<string, MetricSample> {
  const sample = (level: number | number[]): MetricSample => ({ value: sum(level), timestamp: NOW, window: WINDOW });
  return new Map(levels.map((level, index) => [podNames[index] ?? `pod-${index}`, sample(level)]));
}

function forResource(input: Input, resource: ResourceInput): ReplicaAnswer | string {
  const { currentReplicas } = input;
  return replicasForUtilization(
    {
      currentReplicas,
      resource: resource.name,
      pods: makePods({ ...input, resource }, resource.requests, resource.name),
      metrics: measured(resource.levels, resource.podNames),
      now: NOW,
    },
    resource.targetUtilization,
  );
}

/** Each container is measured; what none has of the one that is asked for makes the whole question unanswerable. */
function withOneContainer({ levels, ...resource }: ResourceInput): ResourceInput | string {
  const { container = 'container2' } = resource;
  const index = Number(/\d+$/.exec(container)?.[0] ?? 2) - 1;
  const ofContainer = levels.map((level) => (typeof level === 'number' ? level : level[index]));
  const measurements = ofContainer.filter((level) => level !== undefined);
  if (measurements.length < levels.length) return `container ${container} not present in metrics`;
  return { ...resource, levels: measurements };
}

function forMetric(
  input: Input,
  { levels, singleObject, selector, targetUsage, perPodTargetUsage }: MetricInput,
): unknown {
  const { currentReplicas } = input;
  const pods = makePods(input);
  const [value = Number.NaN] = levels;
  if (perPodTargetUsage !== undefined) {
    return replicasForObject(currentReplicas, currentReplicas, value, perPodTargetUsage * currentReplicas);
  }
  const target = targetUsage ?? Number.NaN;
  const isShared = singleObject !== undefined || selector !== undefined;
  if (isShared) {
    const ready = pods.filter(({ status }) => status.conditions?.every((condition) => condition.status === 'True'));
    return replicasForObject(currentReplicas, ready.length, value, target);
  }
  const question = { currentReplicas, resource: 'qps', pods, metrics: measured(levels), now: NOW };
  const answer = replicasForAmount(question, target);
  return typeof answer === 'string' ? answer : answer.replicas;
}

/** Holds the replica calculator against one case. */
export function hpa(fact: HpaFact): void {
  const { input } = fact;
  const { currentReplicas, metric, resource } = input;
  const desired = 'error' in fact.expect ? undefined : fact.expect.desiredReplicas;
  if (metric !== undefined) {
    expect(forMetric(input, metric)).toEqual(desired ?? expect.any(String));
    return;
  }
  if (resource === undefined && input.averageUtilization === undefined) {
    throw new Error(`nothing is known to reckon with: ${Object.keys(input).join(', ')}`);
  }
  if (resource === undefined) {
    const levels = Array.from({ length: currentReplicas }, () => (input.averageUtilization ?? Number.NaN) * 10);
    const requests = levels.map(() => '1');
    const target = input.target ?? Number.NaN;
    const answer = forResource(input, { name: 'cpu', requests, levels, targetUtilization: target });
    expect(answer).toMatchObject({ replicas: desired });
    return;
  }
  const asked = withOneContainer(resource);
  const answer = typeof asked === 'string' ? asked : forResource(input, asked);
  if (desired === undefined) {
    expect(answer).toEqual(expect.any(String));
    return;
  }
  const { expectedUtilization: utilization } = resource;
  expect(answer).toMatchObject({ replicas: desired, ...(utilization !== undefined && { utilization }) });
}
