import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/engine/index.ts';
import { comparison } from '../../src/session/compare/index.ts';
import { fatalHop } from '../../src/session/compare/causes.ts';
import { nextImage } from '../../src/session/compare/first-plan.ts';
import { Session } from '../../src/session/index.ts';
import type { ComparisonPlan, ComparisonView, Side, TrialView, Variant } from '../../src/session/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { FakeFrames } from './fake-frames.ts';

const bare: Variant = { strategy: 'RollingUpdate', readinessProbe: false, preStop: false };
const careful: Variant = { strategy: 'keepsAll', readinessProbe: true, preStop: true };

function webYaml(annotations = '{}'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: ${annotations} }
    spec: { containers: [{ name: web, image: "nginx:1.27", ports: [{ name: http, containerPort: 80 }] }] }
`;
}

function serviceYaml(spec = 'type: NodePort'): string {
  const nodePort = spec.includes('NodePort') ? 'nodePort: 30080, ' : '';
  return `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ${spec}, selector: { app: web }, ports: [{ port: 80, ${nodePort}targetPort: http }] }
`;
}

function webCluster(annotations?: string, service = serviceYaml()): Cluster {
  const driver = new ClusterDriver().apply(webYaml(annotations)).apply(service);
  driver.until('3 pods are ready', () => driver.readyPods().length === 3, 300);
  return driver.advance(2).cluster;
}

function planFor(cluster: Cluster, over: Partial<ComparisonPlan> = {}): ComparisonPlan {
  const [deployment] = comparison.comparable(cluster.live);
  const plan = deployment && comparison.firstPlan(cluster, deployment);
  if (plan === undefined) throw new Error('nothing to compare');
  return { ...plan, ...over };
}

function compared(cluster: Cluster, plan: ComparisonPlan): ComparisonView {
  const frames = new FakeFrames();
  const run = new comparison.ComparisonRun(frames, cluster, plan, () => undefined);
  run.start();
  for (let left = 400; left > 0 && frames.isRequested; left--) frames.run(1);
  expect(frames.isRequested).toBe(false);
  return run.view();
}

function reportOf(view: TrialView): NonNullable<TrialView['report']> {
  if (view.report === undefined) throw new Error(view.problem);
  return view.report;
}

function causesOf(view: ComparisonView, side: Side): string[] {
  return view.sides[side].failures.map(({ cause }) => cause);
}

describe('a comparison of two strategies', () => {
  it('shows that Recreate loses what RollingUpdate with probe, preStop and maxUnavailable 0 keeps', () => {
    const cluster = webCluster();
    const before = JSON.stringify(cluster.checkpoint());
    const plan = planFor(cluster, { variants: { a: { ...bare, strategy: 'Recreate' }, b: careful } });
    const view = compared(cluster, plan);
    expect(view.isOver).toBe(true);
    const a = reportOf(view.sides.a);
    const b = reportOf(view.sides.b);
    expect([a.sent, b.sent]).toEqual([2000, 2000]);
    expect(a.failed).toBeGreaterThan(20);
    expect(a.longestOutageMs).toBeGreaterThan(500);
    expect(b).toMatchObject({ answered: 2000, failed: 0, longestOutageMs: 0, byFailure: {} });
    expect(causesOf(view, 'a')).toContain('nobodyReady');
    expect(view.sides.a.failures.reduce((sum, { count }) => sum + count, 0)).toBe(a.failed);
    expect(view.sides.a.failures.find(({ cause }) => cause === 'nobodyReady')?.what.key).toBe(
      'traffic.service.noEndpoints',
    );
    expect(view.difference?.[0]).toMatchObject({
      key: 'compare.difference.recreate',
      params: { worse: 'A', better: 'B', lost: a.failed, other: 0 },
    });
    expect(view.difference?.map(({ key }) => key)).toContain('compare.slower');
    // The real cluster knows nothing of it.
    expect(JSON.stringify(cluster.checkpoint())).toBe(before);
  });

  it('draws ready pods and revisions over time, on the same axis', () => {
    const cluster = webCluster();
    const plan = planFor(cluster, { variants: { a: { ...bare, strategy: 'Recreate' }, b: careful } });
    const { a, b } = compared(cluster, plan).sides;
    const ready = (view: TrialView): number[] => view.samples.map(({ before, after }) => before + after);
    expect(Math.min(...ready(a))).toBe(0);
    expect(Math.min(...ready(b))).toBe(3);
    for (const view of [a, b]) {
      expect(view.samples[0]).toMatchObject({ at: 0, before: 3, after: 0 });
      expect(view.samples.at(-1)).toMatchObject({ before: 0, after: 3 });
      expect(view.changedAt).toBe(3000);
      expect(view.report?.buckets[0]?.at).toBe(view.startedAt);
      expect(view.report?.buckets.slice(0, 3).every(({ failed }) => failed === 0)).toBe(true);
      expect(view.rolloutMs).toBeGreaterThan(500);
      expect(view.answeredBefore).toBeGreaterThan(100);
      expect(view.answeredAfter).toBeGreaterThan(100);
      expect(view.answeredBefore + view.answeredAfter).toBe(reportOf(view).answered);
      expect(Object.keys(reportOf(view).byVersion)).toEqual(expect.arrayContaining(['nginx:1.27', 'nginx:1.28']));
    }
  });

  it('shows what a readiness probe keeps away from pods that are not ready', () => {
    const cluster = webCluster('{ podground.dev/start-delay-s: "4" }');
    const variant: Variant = { ...careful, readinessProbe: false };
    const plan = planFor(cluster, { variants: { a: variant, b: careful } });
    const view = compared(cluster, plan);
    expect(reportOf(view.sides.a).failed).toBeGreaterThan(50);
    expect(reportOf(view.sides.b).failed).toBe(0);
    expect(causesOf(view, 'a')).toEqual(['starting']);
    expect(view.difference?.[0]?.key).toBe('compare.difference.starting');
  });

  it('tells requests to pods that stop listening from those that are cut off at work', () => {
    const plain = compared(
      webCluster(),
      planFor(webCluster(), { variants: { a: bare, b: { ...bare, preStop: true } } }),
    );
    expect(causesOf(plain, 'a')).toContain('stopping');
    expect(causesOf(plain, 'b')).not.toContain('stopping');
    // Killed when its grace period is over, it finishes nothing that it has begun.
    const deaf = webCluster('{ podground.dev/delay-ms: "1500", podground.dev/ignore-sigterm: "true" }');
    const view = compared(deaf, planFor(deaf, { variants: { a: { ...bare, strategy: 'Recreate' }, b: careful } }));
    expect(causesOf(view, 'a')).toContain('inFlight');
  });

  it('counts what an app answers with 5xx, and knows its status', () => {
    const cluster = webCluster('{ podground.dev/ready-after-s: "5" }');
    const view = compared(
      cluster,
      planFor(cluster, { variants: { a: { ...careful, readinessProbe: false }, b: careful } }),
    );
    expect(causesOf(view, 'a')).toEqual(['status']);
    expect(view.sides.a.failures[0]?.what.params['status']).toBe(503);
    expect(reportOf(view.sides.b).failed).toBe(0);
  });

  it('loses the same with two equal variants', () => {
    const view = compared(webCluster(), planFor(webCluster(), { variants: { a: bare, b: bare } }));
    expect(view.sides.a.report).toEqual(view.sides.b.report);
    expect(view.difference?.[0]?.key).toBe('compare.same');
    const none = compared(webCluster(), planFor(webCluster(), { variants: { a: careful, b: careful } }));
    expect(none.difference?.[0]?.key).toBe('compare.none');
  });

  it('restarts, and asks from a client pod of its own where nobody comes in from outside', () => {
    const cluster = webCluster('{}', serviceYaml('type: ClusterIP'));
    const plan = planFor(cluster, { rollout: { type: 'restart' }, variants: { a: bare, b: careful } });
    expect(plan.way).toMatchObject({ url: 'http://web.default/', from: 'inside' });
    const view = compared(cluster, plan);
    expect(reportOf(view.sides.b)).toMatchObject({ sent: 2000, answered: 2000 });
    expect(view.sides.b.answeredAfter).toBeGreaterThan(500);
    expect(cluster.live.get('pods', 'default', 'compare-client')).toBeUndefined();
  });

  it('says why a side never got ready', () => {
    const cluster = webCluster();
    // Nobody listens where the probe asks.
    const way = { ...planFor(cluster).way, port: 8080 };
    const view = compared(cluster, planFor(cluster, { way, variants: { a: bare, b: careful } }));
    expect(view.sides.a.phase).toBe('over');
    expect(view.sides.b).toMatchObject({ phase: 'stuck', report: undefined });
    expect(view.sides.b.problem).toMatch(/^web-\w+-\w+: Readiness probe failed: Get "http:.*connection refused$/);
    expect(view.difference).toEqual([{ key: 'compare.stuck', params: { side: 'B', problem: view.sides.b.problem } }]);
  });

  it('probes the port alone where the path is no page', () => {
    const cluster = webCluster('{ podground.dev/status: "404" }');
    const view = compared(cluster, planFor(cluster, { variants: { a: bare, b: careful } }));
    expect(reportOf(view.sides.b)).toMatchObject({ answered: 2000, failed: 0 });
  });

  it('says that a rollout did not end', () => {
    const cluster = webCluster();
    const rollout = { type: 'image', image: 'nginx:9.99-nowhere' } as const;
    const view = compared(cluster, planFor(cluster, { rollout, variants: { a: careful, b: careful } }));
    expect(view.sides.a.rolloutMs).toBeUndefined();
    expect(view.difference?.map(({ key }) => key)).toEqual([
      'compare.none',
      'compare.unfinished',
      'compare.unfinished',
    ]);
  });

  it('moves on in small steps, reports on the way, and stops when it is cancelled', () => {
    const cluster = webCluster();
    const frames = new FakeFrames();
    const seen: ComparisonView[] = [];
    const run = new comparison.ComparisonRun(frames, cluster, planFor(cluster), (view) => seen.push(view));
    run.start();
    frames.run(8);
    run.cancel();
    expect(frames.isRequested).toBe(false);
    const half = seen.at(-1)?.sides;
    expect(half?.a.phase).not.toBe('over');
    expect(Math.abs((half?.a.progress ?? 0) - (half?.b.progress ?? 1))).toBeLessThan(0.3);
    run.start();
    for (let left = 400; left > 0 && frames.isRequested; left--) frames.run(1);
    expect(seen.at(-1)?.isOver).toBe(true);
    expect(seen.length).toBeGreaterThan(3);
    const progress = seen.map(({ sides }) => sides.a.progress);
    expect(progress).toEqual(progress.toSorted((x, y) => x - y));
  });

  it('spends no more of a frame than its budget', () => {
    const cluster = webCluster();
    const frames = new FakeFrames();
    frames.measures = true;
    const run = new comparison.ComparisonRun(frames, cluster, planFor(cluster), () => undefined);
    run.start();
    frames.run(1);
    const begin = cpuMs();
    for (let frame = 0; frame < 10; frame++) frames.run(1);
    expect((cpuMs() - begin) / 10).toBeLessThan(60);
    run.cancel();
  });
});

describe('what is proposed', () => {
  it('are the Deployments that a Service leads to, and the next version of their image', () => {
    const cluster = webCluster();
    const plan = planFor(cluster);
    expect(plan).toMatchObject({
      namespace: 'default',
      deployment: 'web',
      way: { url: 'http://localhost:30080/', from: 'outside', container: 0, port: 'http' },
      rollout: { type: 'image', image: 'nginx:1.28' },
      variants: { a: { ...bare, strategy: 'Recreate' }, b: bare },
    });
    expect(comparison.comparable(cluster.live).map(({ metadata }) => metadata.name)).toEqual(['web']);
    expect(comparison.variantPairs.map((pair) => comparison.pairOf(pair, careful))).toEqual([
      { a: { ...careful, strategy: 'Recreate' }, b: careful },
      { a: { ...careful, readinessProbe: false }, b: careful },
      { a: bare, b: careful },
    ]);
  });

  it('is a restart where the tag has no next number', () => {
    expect(nextImage('nginx:1.27')).toBe('nginx:1.28');
    expect(nextImage('registry.example:5000/app:v9')).toBe('registry.example:5000/app:v10');
    expect(nextImage('nginx')).toBeUndefined();
    expect(nextImage('nginx:latest')).toBeUndefined();
    expect(nextImage('nginx@sha256:0123')).toBeUndefined();
  });

  it('is nothing where no Service leads to a Deployment', () => {
    const driver = new ClusterDriver().apply(webYaml());
    driver.until('3 pods are ready', () => driver.readyPods().length === 3, 300);
    const [deployment] = comparison.comparable(driver.cluster.live);
    expect(deployment && comparison.firstPlan(driver.cluster, deployment)).toBeUndefined();
  });
});

describe('the request that failed', () => {
  it('died at its own hop, or at that of a call made for it', () => {
    const cluster = webCluster('{ podground.dev/calls: "http://nowhere/" }');
    const id = cluster.traffic?.send({ from: 'outside', method: 'GET', url: 'localhost:30080' }) ?? 0;
    cluster.advance(5000);
    const exchange = cluster.traffic?.exchange(id);
    expect(exchange?.outcome).toMatchObject({ type: 'answered', status: 502 });
    const fatal = exchange && fatalHop(exchange, (each) => cluster.traffic?.exchange(each));
    expect(fatal?.hop.code).toBe('dns.unknown');
  });
});

describe('a variant in the text', () => {
  async function session(): Promise<Session> {
    const frames = new FakeFrames();
    const made = new Session({ frames, settings: undefined, language: 'en' });
    made.start();
    await made.terminal.prepare(await made.loadTools());
    frames.run(30);
    return made;
  }

  it('changes the lines of its Deployment alone, and back again', async () => {
    const made = await session();
    const plan = planFor(made.cluster);
    const before = made.state.files[0]?.text ?? '';
    expect(comparison.isInText(made, plan)).toBe(true);
    expect(comparison.writeVariant(made, plan, careful)).toBe(true);
    const after = made.state.files[0]?.text ?? '';
    expect(after).toContain(`  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
`);
    expect(after).toContain(`          readinessProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 1
          lifecycle:
            preStop:
              sleep:
                seconds: 5
`);
    for (const line of before.split('\n')) expect(after).toContain(line);
    made.editing.review();
    expect(made.state.review.problems).toEqual([]);
    expect(comparison.writeVariant(made, plan, { ...bare, strategy: 'Recreate' })).toBe(true);
    const last = made.state.files[0]?.text ?? '';
    expect(last).toContain('type: Recreate');
    expect(last).not.toMatch(/readinessProbe|lifecycle|maxUnavailable/);
    expect(comparison.isInText(made, { namespace: 'default', deployment: 'other' })).toBe(false);
    expect(comparison.writeVariant(made, { ...plan, deployment: 'other' }, careful)).toBe(false);
  });
});
