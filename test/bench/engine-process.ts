/**
 * One measurement of the engine in a process of its own, for `npm run bench`: its name is the argument, and what comes
 * out is one line of JSON, a `Measured`.
 */
import type { Cluster } from '../../src/engine/index.ts';
import { askWeb, createWeb, exposeWeb, must, roomyCluster } from '../support/web-at-scale.ts';

/** What one process found; only what its measurement is about. */
export interface Measured {
  /** CPU time, user and system, of all threads. */
  seconds?: number;
  /** What is on the heap after the measurement and was not before. */
  bytes?: number;
  /** Events on the virtual clock. */
  events?: number;
  /** Revisions of the store. */
  writes?: number;
}

const DEPLOYMENTS = { group: 'apps', resource: 'deployments', namespace: 'default' } as const;
const HOUR_MS = 3_600_000;

/** By the time that someone asks a page for a thousand pods it has compiled the engine; so has this process then. */
const WARM_UP = { rounds: 12, replicas: 200, nodes: 20 };

function isRolledOut(cluster: Cluster, replicas: number): boolean {
  const status = cluster.live.get('deployments', 'default', 'web')?.status;
  return status?.availableReplicas === replicas && status.updatedReplicas === replicas && status.replicas === replicas;
}

/** Advances until all is available; answers how many events that took. */
function settle(cluster: Cluster, replicas: number): number {
  let events = 0;
  for (let seconds = 0; seconds < 7200; seconds++) {
    events += cluster.advance(1000).events;
    if (isRolledOut(cluster, replicas)) return events;
  }
  throw new Error(`${replicas} replicas did not become available within two hours`);
}

function emptyCluster(nodes: number): Cluster {
  const cluster = roomyCluster(nodes);
  cluster.advance(1000);
  return cluster;
}

/** From apply to all Available; answers the events. */
function apply(cluster: Cluster, replicas: number): number {
  createWeb(cluster, replicas, { resources: { requests: { cpu: '10m', memory: '8Mi' } } });
  return settle(cluster, replicas);
}

function withReplicas(replicas: number, nodes: number): Cluster {
  const cluster = emptyCluster(nodes);
  apply(cluster, replicas);
  return cluster;
}

function roll(cluster: Cluster, replicas: number): number {
  const body = { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.28' }] } } } };
  must(cluster, { verb: 'patch', patchType: 'strategic', ...DEPLOYMENTS, name: 'web', body });
  return settle(cluster, replicas);
}

/** CPU time of what `run` does to the cluster; it answers how many events it ran. */
function timed(cluster: Cluster, run: () => number): Measured {
  const writesBefore = cluster.revision();
  const before = process.cpuUsage();
  const events = run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, events, writes: cluster.revision() - writesBefore };
}

function created(replicas: number, nodes: number): Measured {
  const cluster = emptyCluster(nodes);
  return timed(cluster, () => apply(cluster, replicas));
}

function warmUp({ rolls = false } = {}): void {
  for (let round = 0; round < WARM_UP.rounds; round++) {
    const cluster = withReplicas(WARM_UP.replicas, WARM_UP.nodes);
    if (rolls) roll(cluster, WARM_UP.replicas);
  }
}

function collected(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const MEASUREMENTS: Readonly<Record<string, () => Measured>> = {
  cold: () => created(1000, 20),
  hundred: () => {
    warmUp();
    return created(100, 20);
  },
  thousand: () => {
    warmUp();
    return created(1000, 20);
  },
  tenThousand: () => {
    warmUp();
    return created(10_000, 500);
  },
  roll: () => {
    warmUp({ rolls: true });
    const cluster = withReplicas(1000, 20);
    return timed(cluster, () => roll(cluster, 1000));
  },
  idle: () => {
    const cluster = withReplicas(1000, 20);
    cluster.advance(600_000);
    return timed(cluster, () => cluster.advance(HOUR_MS).events);
  },
  requests: () => {
    const cluster = serving(1000, 20);
    return timed(cluster, () => askWeb(cluster, 20_000, 500));
  },
  heap: () => {
    // What the engine itself needs is there after the first cluster.
    withReplicas(1, 1);
    const before = collected();
    const cluster = withReplicas(1000, 20);
    const bytes = collected() - before;
    return { bytes, writes: cluster.revision() };
  },
};

/** A cluster whose replicas stand behind a node port that has answered a few thousand requests already. */
function serving(replicas: number, nodes: number): Cluster {
  const cluster = withReplicas(replicas, nodes);
  exposeWeb(cluster);
  cluster.advance(5000);
  askWeb(cluster, 4000, 500);
  return cluster;
}

const measure = MEASUREMENTS[process.argv[2] ?? ''];
if (measure === undefined) throw new Error(`one of ${Object.keys(MEASUREMENTS).join(', ')}`);
console.log(JSON.stringify(measure()));
