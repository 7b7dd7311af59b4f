/**
 * `npm run bench:api`: an hour of virtual time in which clients come and go, connections are cut and a cluster is kept
 * busy, while informers must end with a true copy of it. Fails on a missed event or on a heap that keeps growing.
 */
import { makeInformer, type CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import process from 'node:process';
import { deployment, openClients, type ApiClients } from '../support/api-clients.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;
const CLIENTS = 6;
const NAMESPACE = 'default';
/** What the heap may have grown by between the first quarter and the end: the cluster's own bounded history. */
const MOST_GROWTH = 120 * 1024 * 1024;

class Follower {
  readonly seen = new Map<string, string>();
  private readonly informer: ReturnType<typeof makeInformer<V1Pod>>;
  private isStopped = false;
  relists = 0;

  constructor({ config }: ApiClients, core: CoreV1Api) {
    this.informer = makeInformer<V1Pod>(config, `/api/v1/namespaces/${NAMESPACE}/pods`, () => {
      this.relists++;
      return core.listNamespacedPod({ namespace: NAMESPACE });
    });
    const keep = ({ metadata }: V1Pod): void => {
      this.seen.set(metadata?.name ?? '', metadata?.resourceVersion ?? '');
    };
    this.informer.on('add', keep);
    this.informer.on('update', keep);
    this.informer.on('delete', ({ metadata }) => this.seen.delete(metadata?.name ?? ''));
    this.informer.on('error', () => {
      if (!this.isStopped) void this.start();
    });
  }

  start(): Promise<void> {
    return this.informer.start().catch(() => {
      // The connection was cut while it listed: it tries again, as client-go's reflectors do.
      setImmediate(() => {
        if (!this.isStopped) void this.start();
      });
    });
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return this.informer.stop();
  }
}

function heap(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function isTrueCopy({ cluster }: ApiClients, { seen }: Follower): boolean {
  const pods = cluster.live.list('pods', NAMESPACE);
  return (
    pods.length === seen.size && pods.every(({ metadata }) => seen.get(metadata.name) === metadata.resourceVersion)
  );
}

async function caughtUp(clients: ApiClients, follower: Follower): Promise<boolean> {
  for (let turns = 0; turns < 100_000; turns++) {
    if (isTrueCopy(clients, follower)) return true;
    await turn();
  }
  return false;
}

const clients = await openClients();
const { apps, core, cluster, door } = clients;
await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: deployment('web', 20) });
let followers = await Promise.all(
  Array.from({ length: CLIENTS }, async () => {
    const follower = new Follower(clients, core);
    await follower.start();
    return follower;
  }),
);

const started = performance.now();
const end = cluster.now() + HOUR_MS;
let heapAtQuarter = 0;
let cuts = 0;
let missed = 0;
let relists = 0;
for (let step = 0; cluster.now() < end; step++) {
  const replicas = 10 + ((step * 7) % 20);
  cluster.request({
    verb: 'patch',
    patchType: 'merge',
    group: 'apps',
    resource: 'deployments',
    namespace: NAMESPACE,
    name: 'web',
    subresource: 'scale',
    body: { spec: { replicas } },
  });
  door.pace.advance(STEP_MS);
  await turn();
  if (step % 9 === 4) {
    door.cutConnections();
    cuts++;
  }
  if (step % 13 === 6) {
    const [leaving, ...staying] = followers;
    await leaving?.stop();
    relists += leaving?.relists ?? 0;
    const coming = new Follower(clients, core);
    await coming.start();
    followers = [...staying, coming];
  }
  if (step % 20 === 19) {
    for (const follower of followers) if (!(await caughtUp(clients, follower))) missed++;
  }
  if (step === Math.floor(HOUR_MS / STEP_MS / 4)) heapAtQuarter = heap();
}
for (const follower of followers) if (!(await caughtUp(clients, follower))) missed++;
for (const follower of followers) {
  await follower.stop();
  relists += follower.relists;
}
const growth = heap() - heapAtQuarter;
await clients.close();

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`an hour of virtual time in ${seconds} s: ${cluster.revision()} writes, ${cuts} cuts, ${relists} lists`);
console.log(`missed: ${missed}; heap grew by ${(growth / 1024 / 1024).toFixed(1)} MiB`);
if (missed > 0 || growth > MOST_GROWTH) process.exitCode = 1;
