import { describe, expect, it } from 'vitest';
import { createClosedCluster } from '../../src/engine/index.ts';
import type { Cluster, Exchange } from '../../src/engine/index.ts';
import { Branch } from '../../src/session/branch.ts';
import { firstApplied, objectsOf } from '../../src/session/first-visit.ts';
import { Session } from '../../src/session/index.ts';
import { tools } from '../../src/session/tools.ts';
import { FakeFrames } from './fake-frames.ts';

const user = { actor: 'user' };
const get = { from: 'outside', method: 'GET', url: 'http://localhost:30080/' } as const;

/** A first visit whose network came some time after its start, as in the page. */
function running(): Branch {
  const cluster = createClosedCluster();
  cluster.install(objectsOf(firstApplied));
  const branch = Branch.start(cluster);
  advance(branch, 7000);
  cluster.open(tools.apiFront);
  advance(branch, 20_000);
  return branch;
}

/** As a page would: in many small steps, some of which stop in the middle of a moment. */
function advance(branch: Branch, ms: number): void {
  const end = branch.cluster.now() + ms;
  for (let step = 0; branch.cluster.now() < end; step++) {
    branch.advance(Math.min(end - branch.cluster.now(), 17), step % 3 === 0 ? 1 : 50);
    branch.saveCheckpointIfDue();
  }
}

/** Everything that can be seen of a cluster's past, its traffic too. */
function historyOf(cluster: Cluster): unknown {
  const { traffic } = cluster;
  return {
    changes: cluster.changesSince(0),
    exchanges: traffic?.exchangesSince(0),
    edges: traffic?.edges(),
    loads: traffic?.loads(),
    reports: traffic?.loads().map(({ id }) => traffic.loadReport(id)),
    now: cluster.now(),
  };
}

function podName(cluster: Cluster): string {
  return cluster.live.list('pods', 'default')[0]?.metadata.name ?? '';
}

describe('traffic in a line of history', () => {
  it('is replayed exactly: requests, loads, what containers send, and damage', () => {
    const branch = running();
    branch.send(get, user);
    advance(branch, 3);
    branch.send({ ...get, from: { namespace: 'default', pod: podName(branch.cluster) }, url: 'http://web/' }, user);
    const load = branch.startLoad({ ...get, rate: { type: 'constant', perSecond: 30 } }, user) ?? 0;
    advance(branch, 40_000);
    branch.inject({ type: 'dropShare', node: 'node-1', share: 0.3 }, user);
    branch.exec(
      {
        namespace: 'default',
        pod: podName(branch.cluster),
        container: 'nginx',
        command: ['curl', '-s', 'http://web/'],
        stdin: '',
      },
      user,
    );
    advance(branch, 40_000);
    branch.stopLoad(load, user);
    advance(branch, 10_000);

    const fork = branch.forkAt(branch.cluster.now());
    expect(historyOf(fork.cluster)).toEqual(historyOf(branch.cluster));
    // One at each thirtieth of a second of 80 s, the first and the last moment too.
    expect(fork.cluster.traffic?.loadReport(load)?.sent).toBe(2401);
    advance(branch, 5000);
    advance(fork, 5000);
    expect(historyOf(fork.cluster)).toEqual(historyOf(branch.cluster));
  });

  it('is not there before it was sent', () => {
    const branch = running();
    advance(branch, 1000);
    const act = branch.beginAct(1, 'curl');
    branch.send(get, user);
    advance(branch, 1000);
    expect(branch.cluster.traffic?.exchangesSince(0)).toHaveLength(1);
    expect(branch.forkBefore(act).cluster.traffic?.exchangesSince(0)).toEqual([]);
  });
});

let frames: FakeFrames;

async function readySession(): Promise<Session> {
  frames = new FakeFrames();
  const session = new Session({ frames, settings: undefined, language: 'en' });
  session.start();
  await session.terminal.prepare(await session.loadTools());
  // Until the nodes' proxies know the Services.
  frames.run(30);
  return session;
}

function exchanges(session: Session): readonly Exchange[] {
  return session.cluster.traffic?.exchangesSince(0) ?? [];
}

function lastEntry({ state }: Session): string {
  const entry = state.terminal.at(-1);
  return `${entry?.command}\n${entry?.output.map((chunk) => chunk.text).join('')}`;
}

describe('sending in a session', () => {
  it('shows the line that does it and prints the answer', async () => {
    const session = await readySession();
    session.requests.send(get);
    expect(session.state.terminal.at(-1)).toMatchObject({ command: 'curl http://localhost:30080/', running: true });
    frames.run(10);
    expect(lastEntry(session)).toContain('<h1>Welcome to nginx!</h1>');
    expect(session.state.terminal.at(-1)?.running).toBe(false);
    session.requests.send({ ...get, method: 'POST', url: 'http://localhost:1/', headers: { A: 'b c' }, body: 'x=1' });
    frames.run(10);
    expect(lastEntry(session)).toBe(
      "curl -X POST -H 'A: b c' -d x=1 http://localhost:1/\n" +
        'curl: (7) Failed to connect to localhost port 1 after 4 ms: Could not connect to server\n',
    );
    session.requests.send({ ...get, from: { namespace: 'shop', pod: 'web-0' } });
    expect(session.state.terminal.at(-1)?.command).toBe('kubectl exec web-0 -n shop -- curl http://localhost:30080/');
  });

  it('is an act: it can be undone, and done again', async () => {
    const session = await readySession();
    session.requests.send(get);
    frames.run(10);
    expect(session.state.canUndo).toBe(true);
    expect(exchanges(session)).toHaveLength(1);
    session.undo();
    expect(exchanges(session)).toEqual([]);
    session.redo();
    expect(exchanges(session)).toHaveLength(1);
  });

  it('in the past starts another future', async () => {
    const session = await readySession();
    frames.run(100);
    const past = session.state.now - 1000;
    session.look(past);
    session.requests.send(get);
    expect(exchanges(session).map(({ startedAt }) => startedAt)).toEqual([past]);
    session.undo();
    expect(exchanges(session)).toEqual([]);
  });

  it('starts loads and stops them', async () => {
    const session = await readySession();
    let id = 0;
    session.requests.startLoad({ ...get, rate: { type: 'constant', perSecond: 10 }, durationSeconds: 60 }, (load) => {
      id = load;
    });
    expect(lastEntry(session)).toBe('# load: GET http://localhost:30080/, 10 a second, for 60 s\n');
    frames.run(120);
    session.requests.stopLoad(id);
    frames.run(120);
    expect(session.cluster.traffic?.loadReport(id)).toMatchObject({ sent: 25, answered: 25 });
    const acts = session.history.branch.acts.length;
    session.requests.stopLoad(id);
    expect(session.history.branch.acts).toHaveLength(acts);
    session.undo();
    frames.run(60);
    expect(session.cluster.traffic?.loadReport(id)?.sent).toBeGreaterThan(25);
  });

  it('from a container is an act, while looking around in one is none', async () => {
    const session = await readySession();
    const pod = podName(session.cluster);
    session.terminal.type(`kubectl exec ${pod} -- ls /`);
    frames.run(2);
    expect(session.state.canUndo).toBe(false);
    session.terminal.type(`kubectl exec ${pod} -- curl -s http://web/`);
    frames.run(10);
    expect(session.state.canUndo).toBe(true);
    session.undo();
    expect(exchanges(session)).toEqual([]);
  });
});

describe('a line that leaves something running', () => {
  it('forwards a port while other lines are typed, until it is ended', async () => {
    const session = await readySession();
    session.terminal.type('kubectl port-forward service/web 8080:80 &');
    frames.run(10);
    expect(session.state.terminal.every(({ running }) => !running)).toBe(true);
    session.terminal.type('curl -s localhost:8080 | grep -c Welcome');
    frames.run(60);
    expect(lastEntry(session)).toContain('Handling connection for 8080\n2\n');
    session.terminal.type('kill %1');
    frames.run(10);
    session.terminal.type('curl -sS localhost:8080');
    frames.run(60);
    expect(lastEntry(session)).toContain('Failed to connect to localhost port 8080');
  });
});

describe('breaking the network in a session', () => {
  it('is shown as a line, can be mended, and be undone', async () => {
    const session = await readySession();
    const { damage } = session;
    damage.cutNode('node-1', true);
    expect(lastEntry(session)).toBe('docker network disconnect kind node-1\n');
    expect(damage.isCut('node-1')).toBe(true);
    damage.cutNode('node-1', false);
    expect(lastEntry(session)).toBe('docker network connect kind node-1\n');
    expect(damage.isCut('node-1')).toBe(false);
    damage.partition('node-2', 'node-1', true);
    expect(lastEntry(session)).toBe('docker exec node-2 iptables -I INPUT -s node-1 -j DROP\n');
    expect(damage.isParted('node-1', 'node-2')).toBe(true);
    damage.delay({ node: 'node-1' }, 200);
    expect(lastEntry(session)).toBe('docker exec node-1 tc qdisc replace dev eth0 root netem delay 200ms\n');
    expect(damage.delayOf({ node: 'node-1' })).toBe(200);
    damage.drop({ node: 'node-1' }, 0.2);
    expect(lastEntry(session)).toContain('netem delay 200ms loss 20%');
    expect(damage.dropOf({ node: 'node-1' })).toBe(0.2);
    frames.run(1);
    expect(session.traffic.damage()).toMatchObject({ partitions: ['node-1|node-2'], drop: { 'node/node-1': 0.2 } });
    expect(session.state.hasTraffic).toBe(true);
    session.undo();
    expect(damage.dropOf({ node: 'node-1' })).toBe(0);
    expect(damage.delayOf({ node: 'node-1' })).toBe(200);
    const pod = podName(session.cluster);
    damage.slow('default', pod, 2000);
    expect(lastEntry(session)).toBe(`# ${pod} takes 2000 ms longer for each answer\n`);
    damage.drop({ namespace: 'default', pod }, 1.5);
    expect(lastEntry(session)).toBe(`# packets to and from ${pod} get lost, 150 of 100\nshare must be from 0 to 1\n`);
    expect(session.state.toasts.at(-1)?.tone).toBe('error');
  });
});
