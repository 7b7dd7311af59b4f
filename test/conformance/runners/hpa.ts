import { expect } from 'vitest';
import { toRFC3339 } from '../../../src/engine/api/time.ts';
import { replicasForObject, replicasForUtilization } from '../../../src/engine/controllers/autoscaler-replicas.ts';
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
}

interface Input {
  currentReplicas: number;
  podReadiness?: Condition['status'][];
  podPhase?: PodPhase[];
  podDeletionTimestamp?: boolean[];
  podStartTime?: string;
  resource?: ResourceInput;
  /** Thousandths of one value that all pods share. */
  metric?: { levels: number[]; targetUsage: number };
  averageUtilization?: number;
  target?: number;
}

export interface HpaFact {
  id: string;
  input: Input;
  expect: { desiredReplicas: number } | { error: true };
}

/** The facts leave these to upstream's test: which pods have started just now, the others long ago. */
function hasJustStarted(id: string, index: number, { podStartTime }: Input): boolean {
  if (podStartTime === undefined) return false;
  return id.includes('ScaleDown') ? index >= 3 : index === 0;
}

function makePods({ id, input }: HpaFact, requests: readonly string[]): Pod[] {
  const count = Math.max(input.podReadiness?.length ?? 0, input.podPhase?.length ?? 0, input.currentReplicas);
  return Array.from({ length: count }, (_, index): Pod => {
    const startTime = toRFC3339(NOW - (hasJustStarted(id, index, input) ? 0 : 600_000));
    const status = input.podReadiness?.[index] ?? 'True';
    const cpu = requests[index];
    const deleted = input.podDeletionTimestamp?.[index] === true && { deletionTimestamp: toRFC3339(NOW) };
    const resources = cpu === undefined ? {} : { requests: { cpu } };
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

function measured(levels: readonly (number | number[])[]): Map<string, MetricSample> {
  const sample = (level: number | number[]): MetricSample => ({ value: sum(level), timestamp: NOW, window: WINDOW });
  return new Map(levels.map((level, index) => [`pod-${index}`, sample(level)]));
}

function forResource(fact: HpaFact, resource: Omit<ResourceInput, 'name'>): ReplicaAnswer | string {
  const { currentReplicas } = fact.input;
  return replicasForUtilization(
    {
      currentReplicas,
      resource: 'cpu',
      pods: makePods(fact, resource.requests),
      metrics: measured(resource.levels),
      now: NOW,
    },
    resource.targetUtilization,
  );
}

/** Each container is measured; the facts mean the one of which they give the target. */
function withOneContainer({ levels, ...resource }: ResourceInput): ResourceInput {
  return { ...resource, levels: levels.map((level) => (typeof level === 'number' ? level : (level[1] ?? 0))) };
}

/** Holds the replica calculator against one case. */
export function hpa(fact: HpaFact): void {
  const { input } = fact;
  const { currentReplicas, metric, resource } = input;
  const desired = 'error' in fact.expect ? undefined : fact.expect.desiredReplicas;
  if (metric !== undefined) {
    const value = metric.levels[0] ?? Number.NaN;
    const replicas = replicasForObject(currentReplicas, currentReplicas, value, metric.targetUsage);
    expect(replicas).toBe(desired);
    return;
  }
  if (resource === undefined) {
    const levels = Array.from({ length: currentReplicas }, () => (input.averageUtilization ?? Number.NaN) * 10);
    const requests = levels.map(() => '1');
    const answer = forResource(fact, { requests, levels, targetUtilization: input.target ?? Number.NaN });
    expect(answer).toMatchObject({ replicas: desired });
    return;
  }
  const answer = forResource(fact, withOneContainer(resource));
  if (desired === undefined) {
    expect(answer).toEqual(expect.any(String));
    return;
  }
  expect(answer).toMatchObject({ replicas: desired, utilization: resource.expectedUtilization });
}
