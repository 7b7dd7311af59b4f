import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Cluster, Pod } from '../../src/engine/index.ts';
import { createWeb, roomyCluster } from '../support/web-at-scale.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

/** How many hidden classes the objects have. */
function classesOf(objects: readonly unknown[]): number {
  const examples: object[] = [];
  for (const object of objects) {
    if (typeof object !== 'object' || object === null) continue;
    if (!examples.some((example) => haveSameClass(example, object))) examples.push(object);
  }
  return examples.length;
}

const REPLICAS = 300;

/** All that a cluster remembers of a Deployment that was rolled out. */
function history(): Cluster {
  const cluster = roomyCluster(20);
  createWeb(cluster, REPLICAS);
  cluster.advance(60_000);
  expect(cluster.live.get('deployments', 'default', 'web')?.status?.availableReplicas).toBe(REPLICAS);
  return cluster;
}

describe('objects of which there are thousands', () => {
  const cluster = history();
  const pods = (cluster.changesSince(cluster.compactedRevision()) ?? []).flatMap(({ resource, object }) =>
    resource === 'pods' ? [object as Pod] : [],
  );
  // Pods before and after they are bound, have an address, are running; a few more while V8 learns what they look like.
  const few = 12;

  it.each([
    ['pods', (): readonly unknown[] => pods],
    ['metadata', (): readonly unknown[] => pods.map(({ metadata }) => metadata)],
    ['specifications', (): readonly unknown[] => pods.map(({ spec }) => spec)],
    ['containers', (): readonly unknown[] => pods.flatMap(({ spec }) => spec.containers)],
    ['lists of containers', (): readonly unknown[] => pods.map(({ spec }) => spec.containers)],
    ['statuses', (): readonly unknown[] => pods.map(({ status }) => status)],
    ['conditions', (): readonly unknown[] => pods.flatMap(({ status }) => status.conditions ?? [])],
    ['container statuses', (): readonly unknown[] => pods.flatMap(({ status }) => status.containerStatuses ?? [])],
    ['decisions', (): readonly unknown[] => cluster.decisionsSince(0)],
  ])('share hidden classes: %s', (_, objects) => {
    expect(objects().length).toBeGreaterThanOrEqual(REPLICAS);
    expect(classesOf(objects())).toBeLessThanOrEqual(few);
  });

  it('share hidden classes: parameters of decisions', () => {
    const bound = cluster.decisionsSince(0).filter(({ code }) => code === 'scheduler.bound');
    expect(bound).toHaveLength(REPLICAS);
    expect(classesOf(bound.map(({ params }) => params))).toBeLessThanOrEqual(few);
  });
});
