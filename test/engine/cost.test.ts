import { afterEach, describe, expect, it, vi } from 'vitest';
import { Store } from '../../src/engine/api/store.ts';
import { askWeb, createWeb, exposeWeb, roomyCluster } from '../support/web-at-scale.ts';

/** How often a controller found out what it counts of a pod. */
const found = vi.hoisted(() => ({ replicas: 0 }));

vi.mock(import('../../src/engine/kinds/replica.ts'), async (original) => {
  const { replicaOf } = await original();
  return {
    replicaOf: (pod) => {
      found.replicas += 1;
      return replicaOf(pod);
    },
  };
});

/** What the store did. */
interface Counts {
  /** Questions: one object, or a list. */
  reads: number;
  /** Objects that were put into a list because something in it had changed. */
  listed: number;
  /** Objects made anew: one a write. */
  copied: number;
  /** Events on the virtual clock. */
  events: number;
}

const lists = ['list', 'ownedBy', 'podsControlledBy', 'replicasOf', 'orphanPods', 'podsOnNode'] as const;

type Lists = Record<(typeof lists)[number], (...asked: unknown[]) => readonly unknown[]>;

/** Counts what every store does from now on, in its own methods. */
function counted(): Counts {
  const counts: Counts = { reads: 0, listed: 0, copied: 0, events: 0 };
  const seen = new WeakSet<object>();
  const { prototype } = Store;
  const { get, put } = prototype;
  vi.spyOn(prototype, 'get').mockImplementation(function count(this: Store, ...asked) {
    counts.reads += 1;
    return get.apply(this, asked);
  });
  vi.spyOn(prototype, 'put').mockImplementation(function count(this: Store, ...asked) {
    counts.copied += 1;
    return put.apply(this, asked);
  });
  for (const name of lists) {
    const door = prototype as unknown as Lists;
    const original = door[name];
    vi.spyOn(door, name).mockImplementation(function count(this: Store, ...asked: unknown[]) {
      counts.reads += 1;
      const answer = original.apply(this, asked);
      if (!seen.has(answer)) counts.listed += answer.length;
      seen.add(answer);
      return answer;
    });
  }
  return counts;
}

/** What it costs, a pod, to have so many replicas available. */
function costOfAPod(replicas: number, nodes: number): Counts {
  const cluster = roomyCluster(nodes);
  cluster.advance(1000);
  const counts = counted();
  createWeb(cluster, replicas, { resources: { requests: { cpu: '10m', memory: '8Mi' } } });
  const available = (): number => cluster.live.get('deployments', 'default', 'web')?.status?.availableReplicas ?? 0;
  for (let seconds = 0; seconds < 3600 && available() < replicas; seconds++) {
    counts.events += cluster.advance(1000).events;
  }
  expect(available()).toBe(replicas);
  vi.restoreAllMocks();
  const { reads, listed, copied, events } = counts;
  return { reads: reads / replicas, listed: listed / replicas, copied: copied / replicas, events: events / replicas };
}

/** What it costs, a request, to be answered by one of so many pods behind a node port. */
function costOfARequest(pods: number): Counts {
  const cluster = roomyCluster(20);
  createWeb(cluster, pods);
  exposeWeb(cluster);
  cluster.advance(120_000);
  // The first request to each pod finds out what later ones know.
  askWeb(cluster, 2 * pods, 100);
  const counts = counted();
  const requests = 1000;
  counts.events = askWeb(cluster, requests, 100);
  vi.restoreAllMocks();
  const { reads, listed, copied, events } = counts;
  return { reads: reads / requests, listed: listed / requests, copied: copied / requests, events: events / requests };
}

describe('what a request costs', () => {
  it('does not grow with the number of pods', { timeout: 300_000 }, () => {
    const few = costOfARequest(10);
    const many = costOfARequest(1000);
    expect(few.events, 'events are counted').toBeGreaterThan(1);
    for (const count of ['reads', 'listed', 'copied', 'events'] as const) {
      expect(many[count], count).toBeLessThanOrEqual(1.1 * few[count]);
    }
  });
});

describe('what a pod costs', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('has a ReplicaSet read each state of a pod once, however often it looks at its pods', () => {
    found.replicas = 0;
    const { copied } = costOfAPod(1000, 20);
    expect(found.replicas / 1000).toBeGreaterThan(1);
    // Of what is written for a pod not even half is the pod: the rest are Events.
    expect(found.replicas / 1000).toBeLessThanOrEqual(copied / 2);
  });

  it('at 10,000 is at most 1.5 times what it is at 100', { timeout: 300_000 }, () => {
    const few = costOfAPod(100, 20);
    const many = costOfAPod(10_000, 500);
    for (const count of ['reads', 'listed', 'copied', 'events'] as const) {
      expect(few[count], `${count} are counted`).toBeGreaterThan(5);
      expect(many[count] / few[count], count).toBeLessThanOrEqual(1.5);
    }
  });
});

/** All objects and lists in a value. */
function partsOf(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found;
  found.add(value);
  for (const part of Object.values(value)) partsOf(part, found);
  return found;
}

/** How much of a checkpoint is made anew when one of so many pods was deleted since the last one. */
function newPartsOfACheckpoint(replicas: number): number {
  const cluster = roomyCluster(20);
  createWeb(cluster, replicas);
  cluster.advance(120_000);
  const known = partsOf(cluster.checkpoint());
  const [pod] = cluster.live.list('pods', 'default');
  expect(pod).toBeDefined();
  const name = pod?.metadata.name ?? '';
  cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name });
  cluster.advance(60_000);
  expect(cluster.live.get('deployments', 'default', 'web')?.status.availableReplicas).toBe(replicas);
  let made = 0;
  for (const part of partsOf(cluster.checkpoint())) if (!known.has(part)) made += 1;
  return made;
}

describe('what a checkpoint costs', () => {
  it('follows what has changed, not how many pods there are', () => {
    const few = newPartsOfACheckpoint(10);
    expect(few, 'new parts are counted').toBeGreaterThan(100);
    expect(newPartsOfACheckpoint(1000)).toBeLessThanOrEqual(3 * few);
  });
});
