import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster, restoreCluster } from '../../src/engine/index.ts';
import type { Checkpoint, Cluster, Fault, Json } from '../../src/engine/index.ts';

type Act =
  | { act: 'deploy'; name: string; replicas: number; image: string }
  | { act: 'service'; name: string }
  | { act: 'scale'; name: string; replicas: number }
  | { act: 'delete'; name: string }
  | { act: 'deletePod'; nth: number; grace: number }
  | { act: 'fault'; nth: number; fault: 'kill' | 'unready' | 'off' | 'on' }
  | { act: 'wait'; ms: number };

const name = fc.constantFrom('web', 'api');
const image = fc.constantFrom('nginx:1.27', 'nginx:1.28', 'nginx:nope', 'busybox', 'order:1.0');
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('deploy' as const), name, replicas: fc.integer({ min: 0, max: 5 }), image }),
    fc.record({ act: fc.constant('service' as const), name }),
    fc.record({ act: fc.constant('scale' as const), name, replicas: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ act: fc.constant('delete' as const), name }),
    fc.record({ act: fc.constant('deletePod' as const), nth: fc.nat(20), grace: fc.constantFrom(0, 5, 30) }),
    fc.record({
      act: fc.constant('fault' as const),
      nth: fc.nat(20),
      fault: fc.constantFrom('kill' as const, 'unready' as const, 'off' as const, 'on' as const),
    }),
    fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  ),
  { minLength: 1, maxLength: 14 },
);

function deployment(name: string, replicas: number, image: string): Json {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 80 }] }] },
      },
    },
  };
}

function service(name: string): Json {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
}

function faultFor(cluster: Cluster, { nth, fault }: Extract<Act, { act: 'fault' }>): Fault | undefined {
  if (fault === 'off') return { type: 'powerOffNode', node: `node-${(nth % 3) + 1}` };
  if (fault === 'on') return { type: 'powerOnNode', node: `node-${(nth % 3) + 1}` };
  const pods = cluster.live.list('pods', 'default');
  const pod = pods[nth % Math.max(1, pods.length)]?.metadata.name;
  if (pod === undefined) return undefined;
  const at = { namespace: 'default', pod, container: 'main' };
  return fault === 'kill' ? { type: 'killContainer', ...at } : { type: 'failReadiness', ...at, on: nth % 2 === 0 };
}

function perform(cluster: Cluster, act: Act): void {
  const apps = { group: 'apps', resource: 'deployments', namespace: 'default' } as const;
  switch (act.act) {
    case 'deploy': {
      const body = deployment(act.name, act.replicas, act.image);
      const created = cluster.request({ ...apps, verb: 'create', body });
      if (created.code === 409) cluster.request({ ...apps, verb: 'patch', patchType: 'merge', name: act.name, body });
      return;
    }
    case 'service':
      cluster.request({
        verb: 'create',
        group: '',
        resource: 'services',
        namespace: 'default',
        body: service(act.name),
      });
      return;
    case 'scale': {
      const body = { spec: { replicas: act.replicas } };
      cluster.request({ ...apps, verb: 'patch', patchType: 'merge', subresource: 'scale', name: act.name, body });
      return;
    }
    case 'delete':
      cluster.request({ ...apps, verb: 'delete', name: act.name, propagationPolicy: 'Background' });
      return;
    case 'deletePod': {
      const pods = cluster.live.list('pods', 'default');
      const pod = pods[act.nth % Math.max(1, pods.length)]?.metadata.name;
      if (pod === undefined) return;
      const at = { group: '', resource: 'pods', namespace: 'default', name: pod };
      cluster.request({ verb: 'delete', ...at, gracePeriodSeconds: act.grace });
      return;
    }
    case 'fault': {
      const fault = faultFor(cluster, act);
      if (fault !== undefined) cluster.inject(fault);
      return;
    }
    case 'wait':
      cluster.advance(act.ms);
      return;
  }
}

function history(cluster: Cluster): string {
  return JSON.stringify({ now: cluster.now(), changes: cluster.changesSince(0), decisions: cluster.decisionsSince(0) });
}

function play(seed: number, script: readonly Act[]): Cluster {
  const cluster = createCluster({ seed, freeze: true });
  for (const act of script) perform(cluster, act);
  return cluster;
}

/** The checkpoint has a change on its way whose owner is gone when it arrives. */
const DELETED_MEANWHILE: [number, Act[], Act[]] = [
  0,
  [
    { act: 'deploy', name: 'api', replicas: 1, image: 'nginx:1.27' },
    { act: 'wait', ms: 150 },
    { act: 'delete', name: 'api' },
    { act: 'deletePod', nth: 0, grace: 0 },
  ],
  [{ act: 'service', name: 'web' }],
];

describe('the same seed and inputs give the same history', () => {
  const seeds = fc.integer({ min: 0, max: 1000 });

  it('byte for byte, when played twice', () => {
    fc.assert(
      fc.property(seeds, acts, (seed, script) => {
        expect(history(play(seed, script))).toBe(history(play(seed, script)));
      }),
      { numRuns: 25 },
    );
  });

  it('however time is cut into steps', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(seeds, acts, cuts, (seed, script, steps) => {
        const whole = play(seed, script);
        const cut = play(seed, script);
        whole.advance(steps.reduce((sum, step) => sum + step, 0));
        for (const step of steps) cut.advance(step);
        expect(history(cut)).toBe(history(whole));
      }),
      { numRuns: 25 },
    );
  });

  it('when a checkpoint went through JSON in between', () => {
    fc.assert(
      fc.property(seeds, acts, acts, (seed, before, after) => {
        const original = play(seed, before);
        const text = JSON.stringify(original.checkpoint());
        const restored = restoreCluster(JSON.parse(text) as Checkpoint);
        expect(history(restored)).toBe(history(original));
        for (const cluster of [original, restored]) {
          for (const act of after) perform(cluster, act);
          cluster.advance(400_000);
        }
        expect(history(restored)).toBe(history(original));
        expect(JSON.stringify(restored.checkpoint())).toBe(JSON.stringify(original.checkpoint()));
      }),
      { numRuns: 25, examples: [DELETED_MEANWHILE] },
    );
  });

  it('and a checkpoint is the same whether or not others came before it', () => {
    fc.assert(
      fc.property(seeds, acts, fc.integer({ min: 0, max: 20_000 }), (seed, script, ms) => {
        const often = createCluster({ seed, freeze: true });
        const once = createCluster({ seed, freeze: true });
        for (const act of script) {
          for (const cluster of [often, once]) perform(cluster, act);
          often.checkpoint();
          for (const cluster of [often, once]) cluster.advance(ms);
        }
        expect(JSON.stringify(often.checkpoint())).toBe(JSON.stringify(once.checkpoint()));
      }),
      { numRuns: 25 },
    );
  });

  it('and a checkpoint can be cloned and read as JSON without loss', () => {
    const cluster = play(7, [
      { act: 'deploy', name: 'web', replicas: 3, image: 'nginx:1.27' },
      { act: 'wait', ms: 30_000 },
    ]);
    const checkpoint = cluster.checkpoint();
    expect(structuredClone(checkpoint)).toStrictEqual(checkpoint);
    expect(JSON.parse(JSON.stringify(checkpoint))).toStrictEqual(checkpoint);
  });
});

describe('the past', () => {
  it('reads as it was', () => {
    const cluster = play(3, [
      { act: 'deploy', name: 'web', replicas: 3, image: 'nginx:1.27' },
      { act: 'wait', ms: 30_000 },
    ]);
    const then = cluster.revision();
    const names = cluster.live.list('pods', 'default').map(({ metadata }) => metadata.name);
    perform(cluster, { act: 'delete', name: 'web' });
    cluster.advance(60_000);
    expect(cluster.live.list('pods', 'default')).toHaveLength(0);
    const past = cluster.at(then);
    expect(
      past
        ?.list('pods', 'default')
        .map(({ metadata }) => metadata.name)
        .toSorted(),
    ).toEqual(names.toSorted());
    expect(past?.get('deployments', 'default', 'web')?.status.availableReplicas).toBe(3);
    expect(cluster.at(cluster.revision() + 1)).toBeUndefined();
  });
});
