/**
 * Measures the engine: `npm run bench`. CPU time of this process, so that a busy machine does not change the figures;
 * the targets are those of a small machine's one core.
 */
import { createCluster, isFailure } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json } from '../../src/engine/index.ts';

const DEPLOYMENTS = { group: 'apps', resource: 'deployments', namespace: 'default' } as const;

interface Row {
  what: string;
  cpuSeconds: number;
  target: string;
  counts: string;
}

function deployment(replicas: number, image: string): Json {
  const labels = { app: 'web' };
  const resources = { requests: { cpu: '10m', memory: '8Mi' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image, resources }] } },
    },
  };
}

function must(cluster: Cluster, request: ApiRequest): void {
  const response = cluster.request(request);
  if (isFailure(response)) throw new Error(response.body.message);
}

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

function cpu<T>(run: () => T): [seconds: number, result: T] {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, result];
}

function createAvailable(replicas: number, nodes: number): { cluster: Cluster; seconds: number; events: number } {
  const cluster = createCluster({ nodes, system: false, nodeCapacity: { cpu: '16', memory: '64Gi', pods: 110 } });
  cluster.advance(1000);
  const [seconds, events] = cpu(() => {
    must(cluster, { verb: 'create', ...DEPLOYMENTS, body: deployment(replicas, 'nginx:1.27') });
    return settle(cluster, replicas);
  });
  return { cluster, seconds, events };
}

const rows: Row[] = [];

const WARM_UPS = 12;

function scaleUp(replicas: number, nodes: number, target: string): Cluster {
  const { cluster, seconds, events } = createAvailable(replicas, nodes);
  const perPod = (count: number): string => (count / replicas).toFixed(1);
  const counts = `${perPod(events)} events, ${perPod(cluster.revision())} writes a pod`;
  rows.push({
    what: `${replicas} replicas on ${nodes} nodes, apply to Available`,
    cpuSeconds: seconds,
    target,
    counts,
  });
  return cluster;
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

// A page has compiled the engine by the time that someone asks it for a thousand pods; so has this process then.
for (let round = 0; round < WARM_UPS; round++) scaleUp(200, 20, 'warm-up');
rows.length = 0;
scaleUp(100, 20, '');

const before = heapMegabytes();
const thousand = scaleUp(1000, 20, '0.25 s');
const heap = heapMegabytes() - before;

const [roll] = cpu(() => {
  const body = { spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.28' }] } } } };
  must(thousand, { verb: 'patch', patchType: 'strategic', ...DEPLOYMENTS, name: 'web', body });
  settle(thousand, 1000);
});
rows.push({ what: 'rolling update of 1000', cpuSeconds: roll, target: '0.6 s', counts: '' });

thousand.advance(600_000);
const [idle, events] = cpu(() => thousand.advance(3_600_000).events);
rows.push({ what: '1000 pods idle for an hour', cpuSeconds: idle, target: '0.2 s', counts: `${events} events` });

scaleUp(10_000, 500, '4 s');

console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
for (const { what, cpuSeconds, target, counts } of rows) {
  console.log(`${what.padEnd(48)} ${cpuSeconds.toFixed(3).padStart(8)} s   target ${target.padEnd(8)} ${counts}`);
}
console.log(`heap of 1000 pods with their history: ${heap.toFixed(1)} MB (target 60 MB)`);
