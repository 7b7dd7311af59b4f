import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCluster, type Change, type Cluster } from '../../src/engine/index.ts';
import { openApiDoor, type ApiDoor } from '../../src/headless/api/api-door.ts';
import { deployment, until } from '../support/api-clients.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 30_000;
const CLIENTS = 8;
const PIECES = 30;
const PIECE_MS = 100;
const PODS = '/api/v1/namespaces/default/pods';

let cluster: Cluster;
let door: ApiDoor;

beforeEach(async () => {
  cluster = createCluster({ freeze: true });
  door = await openApiDoor(cluster, 0, 0);
});

afterEach(() => door.close());

interface WatchLine {
  type: string;
  object: { metadata: { resourceVersion: string }; code?: number };
}

/** A client that watches pods, comes back from where it was whenever its connection ends, and keeps every revision told. */
class Watcher {
  /** Revisions told of, in order. */
  readonly told: number[] = [];
  /** Where it began: the revision after which it must be told of everything. */
  readonly from: number;
  connections = 0;
  private at: number;
  private readonly abort = new AbortController();
  private readonly ended: Promise<void>;

  constructor(from: number) {
    this.from = from;
    this.at = from;
    this.ended = this.run();
  }

  stop(): Promise<void> {
    this.abort.abort();
    return this.ended;
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        this.connections += 1;
        const query = `?watch=true&allowWatchBookmarks=true&resourceVersion=${this.at}`;
        const { body } = await fetch(door.url + PODS + query, { signal: this.abort.signal });
        if (body !== null) await this.read(body);
      } catch {
        // Cut, or stopped: whichever, the loop knows.
      }
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of body) {
      const lines = (text + decoder.decode(bytes, { stream: true })).split('\n');
      // What was cut in the middle of a line was not told.
      text = lines.pop() ?? '';
      for (const line of lines) this.hear(JSON.parse(line) as WatchLine);
    }
  }

  private hear({ type, object }: WatchLine): void {
    if (type === 'ERROR') throw new Error(`the watch failed: ${object.code ?? 0}`);
    this.at = Number(object.metadata.resourceVersion);
    if (type !== 'BOOKMARK') this.told.push(this.at);
  }
}

/** The same at every run: which of the clients comes or goes at a step. */
function chance(step: number): number {
  return (step * 2_654_435_761) % 97;
}

it(
  'misses nothing and keeps nothing in an hour of clients that come, go and are cut off',
  { timeout: 120_000 },
  async () => {
    const history: Change[] = [];
    let seen = cluster.revision();
    const first = seen;
    // Asked often enough, the cluster's own bounded history has no gaps.
    const keepHistory = (): void => {
      history.push(...(cluster.changesSince(seen) ?? []));
      seen = cluster.revision();
    };
    const body = JSON.parse(JSON.stringify(deployment('web', 12))) as object;
    cluster.request({
      verb: 'create',
      group: 'apps',
      resource: 'deployments',
      namespace: 'default',
      body: body as never,
    });
    let watchers = Array.from({ length: CLIENTS }, () => new Watcher(first));
    const gone: { watcher: Watcher; until: number }[] = [];

    for (let step = 0; step * STEP_MS < HOUR_MS; step++) {
      const scale = { spec: { replicas: 4 + (chance(step) % 16) } };
      const patch = { verb: 'patch', patchType: 'merge', group: 'apps', resource: 'deployments' } as const;
      cluster.request({ ...patch, namespace: 'default', name: 'web', subresource: 'scale', body: scale });
      // In pieces, so that connections are cut between two changes of pods.
      for (let piece = 0; piece < PIECES; piece++) {
        door.pace.advance(PIECE_MS);
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (step % 4 === 3 && piece % 4 === 0) door.cutConnections();
      }
      door.pace.advance(STEP_MS - PIECES * PIECE_MS);
      keepHistory();
      if (step % 11 === 5) {
        const [leaving, ...staying] = watchers;
        if (leaving !== undefined) {
          await leaving.stop();
          gone.push({ watcher: leaving, until: leaving.told.at(-1) ?? leaving.from });
        }
        watchers = [...staying, new Watcher(cluster.revision())];
      }
    }

    const podChanges = history.filter(({ resource, namespace }) => resource === 'pods' && namespace === 'default');
    const expected = (from: number, to: number): number[] =>
      podChanges.flatMap(({ revision }) => (revision > from && revision <= to ? [revision] : []));
    const last = podChanges.at(-1)?.revision ?? 0;
    await until(() => watchers.every(({ told, from }) => from >= last || told.at(-1) === last));
    for (const { told, from } of watchers) expect(told).toEqual(expected(from, last));
    for (const { watcher, until: to } of gone) expect(watcher.told).toEqual(expected(watcher.from, to));
    expect(podChanges.length).toBeGreaterThan(1000);
    expect(Math.max(...watchers.map(({ connections }) => connections))).toBeGreaterThan(5);

    for (const watcher of watchers) await watcher.stop();
    // Nobody listens any more: no watch outlived its client.
    await until(() => door.pace.audience === 0);
  },
);
