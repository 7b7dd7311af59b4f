import { describe, expect, test } from 'vitest';
import type { PodSpec, Taint } from '../../src/engine/index.ts';
import { feasibleNodesToFind, selectHost } from '../../src/engine/scheduler/cycle.ts';
import { SchedulingQueue } from '../../src/engine/scheduler/scheduling-queue.ts';
import { Random } from '../../src/engine/random.ts';
import { SchedulerWorld } from '../support/scheduler-world.ts';

const plain: PodSpec = { containers: [{ name: 'c', image: 'nginx' }] };

function wanting(requests: Record<string, string>, spec: Partial<PodSpec> = {}): PodSpec {
  return { containers: [{ name: 'c', image: 'nginx', resources: { requests } }], ...spec };
}

function worldOf(nodes: number): SchedulerWorld {
  const world = new SchedulerWorld();
  for (let index = 1; index <= nodes; index++) world.addNode(`node-${index}`);
  return world;
}

function owned(world: SchedulerWorld, name: string, count: number, spec: PodSpec, labels = { app: 'web' }): string[] {
  const selector = { matchLabels: labels };
  const set = world.client.create('replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default' },
    spec: { replicas: count, selector, template: { metadata: { labels }, spec } },
  });
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: set.metadata.uid, controller: true };
  return Array.from({ length: count }, (_, index) => {
    const metadata = { name: `${name}-${index}`, namespace: 'default', labels, ownerReferences: [owner] };
    return world.client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec }).metadata.name;
  });
}

describe('binding', () => {
  test('a pod that fits is bound and the cluster is told', () => {
    const world = worldOf(3);
    world.pod('web', plain);
    world.advance(1000);
    const node = world.nodeOf('web');
    expect(node).toMatch(/^node-[123]$/);
    expect(world.events('web', 'Scheduled')).toEqual([`Successfully assigned default/web to ${node}`]);
    expect(world.get('web').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'PodScheduled', status: 'True' }),
    );
  });

  test('the decision names the change that it answers and says why this node', () => {
    const world = worldOf(3);
    world.addPod('node-1', 'big', wanting({ cpu: '3' }));
    world.addPod('node-2', 'bigger', wanting({ cpu: '3500m' }));
    const { metadata } = world.pod('web', plain);
    world.advance(1000);
    expect(world.nodeOf('web')).toBe('node-3');
    const decision = world.plane.trace.since(0).find(({ code }) => code === 'scheduler.bound');
    expect(decision).toMatchObject({
      actor: 'default-scheduler',
      subject: 'pods/default/web',
      causes: [Number(metadata.resourceVersion)],
      params: { pod: 'web', node: 'node-3', feasible: 3, nodes: 3, why: 'best', runnerUp: 'node-1' },
    });
  });

  test('among equals the decision says of how many one was taken', () => {
    const world = worldOf(3);
    world.addPod('node-1', 'big', wanting({ cpu: '3' }));
    world.pod('web', plain);
    world.advance(1000);
    const decision = world.plane.trace.since(0).find(({ code }) => code === 'scheduler.bound');
    expect(decision?.params).toMatchObject({ why: 'tie', ties: 2, feasible: 3 });
  });

  test('the pods of a ReplicaSet spread over the nodes', () => {
    const world = worldOf(3);
    const pods = owned(world, 'web', 9, plain);
    world.advance(1000);
    const perNode = new Map<string, number>();
    for (const pod of pods) perNode.set(world.nodeOf(pod) ?? '', (perNode.get(world.nodeOf(pod) ?? '') ?? 0) + 1);
    expect([...perNode.values()]).toEqual([3, 3, 3]);
  });

  test('the pods of a ReplicationController spread over the nodes', () => {
    const world = worldOf(3);
    const labels = { app: 'web' };
    const controller = world.client.create('replicationcontrollers', {
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 9, selector: labels, template: { metadata: { labels }, spec: plain } },
    });
    const { uid } = controller.metadata;
    const owner = { apiVersion: 'v1', kind: 'ReplicationController', name: 'web', uid, controller: true };
    // Room is not what makes it choose: the first node is by far the largest.
    world.addNode('large', { allocatable: { cpu: '400', memory: '800Gi' } });
    const pods = Array.from({ length: 8 }, (_, index) => {
      const metadata = { name: `web-${index}`, namespace: 'default', labels, ownerReferences: [owner] };
      return world.client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec: wanting({ cpu: '100m' }) });
    });
    world.advance(1000);
    const perNode = new Map<string, number>();
    for (const { metadata } of pods) {
      const node = world.nodeOf(metadata.name) ?? '';
      perNode.set(node, (perNode.get(node) ?? 0) + 1);
    }
    expect([...perNode.values()]).toEqual([2, 2, 2, 2]);
  });

  test('higher priority goes first, then who came first', () => {
    const world = new SchedulerWorld();
    world.pod('first', wanting({ cpu: '1' }, { priority: 0 }));
    world.pod('second', wanting({ cpu: '1' }, { priority: 0 }));
    world.client.create('priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 1000,
    });
    world.pod('urgent', wanting({ cpu: '1' }, { priorityClassName: 'high' }));
    world.addNode('node-1');
    world.advance(3000);
    const order = world.plane.trace.since(0).filter(({ code }) => code === 'scheduler.bound');
    expect(order.map(({ params }) => params['pod'])).toEqual(['urgent', 'first', 'second']);
  });

  test('pods of another scheduler, and pods behind a gate, are left alone', () => {
    const world = worldOf(1);
    world.pod('other', { ...plain, schedulerName: 'my-scheduler' });
    const gated = world.pod('gated', { ...plain, schedulingGates: [{ name: 'example.com/wait' }] });
    world.advance(10_000);
    expect(world.nodeOf('other')).toBeUndefined();
    expect(world.nodeOf('gated')).toBeUndefined();
    expect(world.get('gated').status.conditions).toEqual([
      expect.objectContaining({
        type: 'PodScheduled',
        status: 'False',
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      }),
    ]);
    const { schedulingGates: _, ...spec } = world.get('gated').spec;
    world.client.update('pods', { ...world.get(gated.metadata.name), spec });
    world.advance(1000);
    expect(world.nodeOf('gated')).toBe('node-1');
    expect(world.nodeOf('other')).toBeUndefined();
  });
});

describe('waiting', () => {
  test('a cluster without nodes says so, and the first node takes the pod', () => {
    const world = new SchedulerWorld();
    const pod = world.pod('web', plain);
    expect(world.messageFor(pod)).toBe('no nodes available to schedule pods');
    world.addNode('node-1');
    world.advance(1100);
    expect(world.nodeOf('web')).toBe('node-1');
  });

  test('uncordoning the only node lets the pod through; a change that does not help does not make it try again', () => {
    const world = new SchedulerWorld();
    world.addNode('node-1', { unschedulable: true });
    const pod = world.pod('web', plain);
    world.messageFor(pod);
    world.advance(30_000);
    const tries = () => world.plane.trace.since(0).filter(({ code }) => code === 'scheduler.unschedulable').length;
    const node = world.plane.store.get('nodes', '', 'node-1');
    if (node === undefined) throw new Error('no node');
    world.client.patch('nodes', '', 'node-1', { metadata: { labels: { disk: 'ssd' } } });
    world.advance(30_000);
    expect(tries()).toBe(1);
    world.client.patch('nodes', '', 'node-1', { spec: { unschedulable: null } });
    world.advance(100);
    expect(world.nodeOf('web')).toBe('node-1');
  });

  test('a pod that waits for room is bound when another goes, because of that', () => {
    const world = worldOf(1);
    world.addPod('node-1', 'big', wanting({ cpu: '3' }));
    const pod = world.pod('web', wanting({ cpu: '2' }));
    expect(world.messageFor(pod)).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    );
    world.advance(20_000);
    world.client.delete('pods', 'default', 'big', { gracePeriodSeconds: 0 });
    const gone = world.plane.store.revision;
    world.advance(100);
    expect(world.nodeOf('web')).toBe('node-1');
    const decision = world.plane.trace.since(0).find(({ code }) => code === 'scheduler.bound');
    expect(decision?.causes).toEqual([gone]);
  });

  test('repeated tries back off from 1 s to 10 s, and without news happen every 5 minutes', () => {
    const world = worldOf(1);
    world.pod('web', wanting({ cpu: '8' }));
    const tries = () =>
      world.plane.trace.since(0).flatMap(({ code, time }) => (code === 'scheduler.unschedulable' ? [time] : []));
    world.advance(1000);
    for (let round = 0; round < 60; round++) {
      world.addPod('node-1', 'noise', plain);
      world.advance(250);
      world.client.delete('pods', 'default', 'noise', { gracePeriodSeconds: 0 });
      world.advance(750);
    }
    const waits = tries().map((time, index, all) => time - (all[index - 1] ?? time));
    expect(waits.slice(1, 5).map((wait) => Math.floor(wait / 1000))).toEqual([1, 2, 4, 8]);
    expect(Math.floor((waits[5] ?? 0) / 1000)).toBe(10);
    world.advance(11_000);
    const before = tries().length;
    const last = tries()[before - 1] ?? 0;
    world.advance(320_000);
    expect(tries().length).toBe(before + 1);
    expect((tries()[before] ?? 0) - last).toBeGreaterThanOrEqual(300_000);
  });

  test('with nothing to schedule nothing is on the clock', () => {
    const world = worldOf(2);
    world.pod('web', plain);
    world.pod('never', wanting({ cpu: '100' }));
    world.advance(60_000);
    expect(world.plane.clock.nextDue()).toBeDefined();
    world.client.delete('pods', 'default', 'never');
    world.advance(600_000);
    expect(world.plane.clock.nextDue()).toBeUndefined();
  });

  test('waking any number of waiting pods looks at one of each kind', () => {
    const queue = new SchedulingQueue();
    for (let index = 0; index < 20_000; index++) {
      const pod = { uid: `${index}`, namespace: 'default', name: `web-${index}`, priority: 0, timestamp: 0, cause: 1 };
      queue.add(pod);
    }
    for (let pod = queue.pop(0); pod !== undefined; pod = queue.pop(0)) {
      queue.addUnschedulable(pod, ['NodeResourcesFit'], 'same wants', 0);
    }
    let looks = 0;
    queue.wake(() => {
      looks += 1;
      return true;
    }, 7);
    expect(looks).toBe(1);
    queue.remove('0');
    expect(queue.pop(60_000)).toMatchObject({ uid: '1', cause: 7, attempts: 2 });
    expect(queue.pop(60_000)).toMatchObject({ uid: '2' });
  });
});

describe('constraints between pods', () => {
  test('required affinity follows, required anti-affinity keeps apart, for those that came first too', () => {
    const world = worldOf(3);
    const to = (app: string) => [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } }];
    world.addPod('node-2', 'db', plain, { app: 'db' });
    const near = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: to('db') } };
    world.pod('near', { ...plain, affinity: near }, { app: 'near' });
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: to('lone') } };
    for (const name of ['lone-1', 'lone-2', 'lone-3', 'lone-4'])
      world.pod(name, { ...plain, affinity: apart }, { app: 'lone' });
    world.advance(1000);
    expect(world.nodeOf('near')).toBe('node-2');
    const nodes = ['lone-1', 'lone-2', 'lone-3', 'lone-4'].map((name) => world.nodeOf(name));
    expect(new Set(nodes.slice(0, 3))).toEqual(new Set(['node-1', 'node-2', 'node-3']));
    expect(nodes[3]).toBeUndefined();
    expect(world.events('lone-4', 'FailedScheduling')[0]).toBe(
      "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    );
  });

  test('the first pod that wants to be near its own kind is let in', () => {
    const world = worldOf(2);
    const required = [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } }];
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    world.pod('one', { ...plain, affinity });
    world.pod('two', { ...plain, affinity });
    world.advance(1000);
    expect(world.nodeOf('one')).toBeDefined();
    expect(world.nodeOf('two')).toBe(world.nodeOf('one'));
  });

  test('hard topology spread keeps zones even and refuses nodes without the label', () => {
    const world = new SchedulerWorld();
    for (const [name, zone] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const) {
      world.addNode(name, { labels: { 'topology.kubernetes.io/zone': zone } });
    }
    world.addNode('nowhere');
    const topologySpreadConstraints: PodSpec['topologySpreadConstraints'] = [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ];
    for (let index = 0; index < 6; index++) world.pod(`web-${index}`, { ...plain, topologySpreadConstraints });
    world.advance(1000);
    const zones = Array.from({ length: 6 }, (_, index) => world.nodeOf(`web-${index}`)?.charAt(0));
    expect(zones.filter((zone) => zone === 'a').length).toBe(3);
    expect(zones.filter((zone) => zone === 'b').length).toBe(3);
    world.client.patch('nodes', '', 'b1', { spec: { unschedulable: true } });
    world.advance(100);
    world.pod('web-6', { ...plain, topologySpreadConstraints });
    const last = world.pod('web-7', { ...plain, topologySpreadConstraints });
    expect(world.messageFor(last)).toBe(
      "0/4 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label), 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints. preemption: 0/4 nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    );
  });

  test('a pod that may only run on one node by name is told of the others what upstream says', () => {
    const world = worldOf(3);
    const matchFields = [{ key: 'metadata.name', operator: 'In' as const, values: ['node-2'] }];
    const required = { nodeSelectorTerms: [{ matchFields }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    world.pod('agent', { ...plain, affinity });
    const big = world.pod('big', wanting({ cpu: '5' }, { affinity }));
    expect(world.messageFor(big)).toBe(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    );
    expect(world.nodeOf('agent')).toBe('node-2');
  });

  test('nodes with taints that are only preferred are taken last', () => {
    const world = new SchedulerWorld();
    const taints: Taint[] = [{ key: 'spot', effect: 'PreferNoSchedule' }];
    world.addNode('spot', { taints });
    world.addNode('steady');
    world.addPod('steady', 'busy', wanting({ cpu: '1' }));
    world.pod('web', plain);
    world.advance(1000);
    expect(world.nodeOf('web')).toBe('steady');
  });
});

describe('preemption', () => {
  function crowded(): SchedulerWorld {
    const world = worldOf(2);
    const classes = { high: 1000, middle: 100, low: 10 };
    for (const [name, value] of Object.entries(classes)) {
      const apiVersion = 'scheduling.k8s.io/v1';
      world.client.create('priorityclasses', { apiVersion, kind: 'PriorityClass', metadata: { name }, value });
    }
    world.addPod('node-1', 'low', wanting({ cpu: '3' }, { priorityClassName: 'low' }));
    world.addPod('node-2', 'middle', wanting({ cpu: '3' }, { priorityClassName: 'middle' }));
    world.addPod('node-2', 'small', wanting({ cpu: '500m' }));
    return world;
  }

  test('makes room where it harms least, and takes the room when it is free', () => {
    const world = crowded();
    const urgent = world.pod('urgent', wanting({ cpu: '2' }, { priorityClassName: 'high' }));
    expect(world.messageFor(urgent)).toBe('0/2 nodes are available: 2 Insufficient cpu.');
    const nominated = world.get('urgent').status.nominatedNodeName;
    const victim = nominated === 'node-1' ? 'low' : 'middle';
    expect(world.get(victim).metadata.deletionTimestamp).toBeDefined();
    expect(world.get(victim).status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    );
    expect(world.get('small').metadata.deletionTimestamp).toBeUndefined();
    expect(world.events(victim, 'Preempted')).toEqual([`Preempted by pod ${urgent.metadata.uid} on node ${nominated}`]);
    world.advance(10_000);
    expect(world.nodeOf('urgent')).toBeUndefined();
    world.client.delete('pods', 'default', victim, { gracePeriodSeconds: 0 });
    world.advance(2000);
    expect(world.nodeOf('urgent')).toBe(nominated);
  });

  test('a pod of lower priority leaves the room to the one that it was made for', () => {
    const world = crowded();
    world.messageFor(world.pod('urgent', wanting({ cpu: '2' }, { priorityClassName: 'high' })));
    const victim = world.get('urgent').status.nominatedNodeName === 'node-1' ? 'low' : 'middle';
    world.client.delete('pods', 'default', victim, { gracePeriodSeconds: 0 });
    world.pod('sneaky', wanting({ cpu: '3' }));
    world.advance(5000);
    expect(world.nodeOf('urgent')).toBeDefined();
    expect(world.nodeOf('sneaky')).toBeUndefined();
  });

  test('a pod with preemptionPolicy Never waits', () => {
    const world = crowded();
    const apiVersion = 'scheduling.k8s.io/v1';
    const metadata = { name: 'polite' };
    world.client.create('priorityclasses', {
      apiVersion,
      kind: 'PriorityClass',
      metadata,
      value: 1000,
      preemptionPolicy: 'Never',
    });
    const pod = world.pod('polite', wanting({ cpu: '2' }, { priorityClassName: 'polite' }));
    expect(world.messageFor(pod)).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    );
    expect(world.get('low').metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('explanations and state', () => {
  test('the last decision tells what filters and scores said of each node', () => {
    const world = worldOf(3);
    world.client.patch('nodes', '', 'node-1', { spec: { unschedulable: true } });
    world.addPod('node-2', 'big', wanting({ cpu: '3' }));
    const { metadata } = world.pod('web', plain);
    world.advance(1000);
    const nodes = world.scheduler.lastDecision(metadata.uid)?.nodes ?? [];
    expect(nodes.find(({ node }) => node === 'node-1')?.filtered).toBe('node(s) were unschedulable');
    const loaded = nodes.find(({ node }) => node === 'node-2');
    const empty = nodes.find(({ node }) => node === 'node-3');
    expect(empty?.total).toBeGreaterThan(loaded?.total ?? Infinity);
    expect(Object.values(empty?.scores ?? {}).reduce((a, b) => a + b, 0)).toBe(empty?.total);
    expect(world.scheduler.lastDecision('unknown')).toBeUndefined();
  });

  test('a scheduler that is restored before every event decides the same', () => {
    const story = (restoring: boolean): unknown => {
      const world = worldOf(4);
      world.restoring = restoring;
      owned(world, 'web', 12, wanting({ cpu: '700m' }));
      world.advance(55);
      owned(world, 'api', 12, wanting({ cpu: '700m', memory: '1Gi' }), { app: 'api' });
      world.advance(500);
      world.client.patch('nodes', '', 'node-3', { spec: { unschedulable: true } });
      for (const pod of ['web-0', 'web-3', 'web-5'])
        world.client.delete('pods', 'default', pod, { gracePeriodSeconds: 0 });
      world.advance(5);
      world.client.delete('nodes', '', 'node-2');
      world.addNode('node-5');
      world.advance(60_000);
      return world.plane.trace.since(0);
    };
    expect(story(true)).toEqual(story(false));
  });
});

describe('large clusters', () => {
  test('only part of the nodes is searched, as much as upstream searches', () => {
    expect([1, 99, 100, 200, 500, 1000, 5000].map(feasibleNodesToFind)).toEqual([1, 99, 100, 100, 230, 420, 500]);
  });

  test('among equals each has its chance', () => {
    const random = new Random(5);
    const picks = new Set(Array.from({ length: 100 }, () => selectHost([3, 7, 7, 1, 7], random)));
    expect([...picks].toSorted((a, b) => a - b)).toEqual([1, 2, 4]);
  });
});

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const BETA_ZONE = 'failure-domain.beta.kubernetes.io/zone';
const BETA_REGION = 'failure-domain.beta.kubernetes.io/region';

/** Rows of TestSingleZone and TestMultiZone (plugins/volumezone): labels of the volume and of the node, and whether it fits. */
const zoneRows: readonly [Record<string, string>, Record<string, string>, boolean][] = [
  [{ [BETA_ZONE]: 'us-west1-a' }, {}, true],
  [{ [BETA_ZONE]: 'us-west1-a' }, { [BETA_ZONE]: 'us-west1-a', uselessLabel: 'none' }, true],
  [{ [BETA_REGION]: 'us-west1', uselessLabel: 'none' }, { [BETA_REGION]: 'us-west1' }, true],
  [{ [BETA_REGION]: 'us-west1' }, { [BETA_REGION]: 'no_us-west1' }, false],
  [{ [BETA_ZONE]: 'us-west1-a' }, { [BETA_ZONE]: 'no_us-west1-a' }, false],
  [{ [ZONE]: 'us-west1-a' }, { [ZONE]: 'us-west1-a' }, true],
  [{ [REGION]: 'us-west1' }, { [REGION]: 'us-west1' }, true],
  [{ [REGION]: 'us-west1' }, { [REGION]: 'no_us-west1' }, false],
  [{ [ZONE]: 'us-west1-a' }, { [ZONE]: 'no_us-west1-a' }, false],
  [{ [ZONE]: 'us-west1-a', [REGION]: 'us-west1-a' }, { [ZONE]: 'us-west1-a' }, false],
  [{ [ZONE]: 'us-west1-a' }, { [BETA_ZONE]: 'us-west1-a' }, false],
  [{ [BETA_ZONE]: 'us-west1-a' }, { [ZONE]: 'us-west1-a' }, true],
  [{ [BETA_ZONE]: 'us-west1-a' }, { [ZONE]: 'us-west1-b' }, false],
  [{ [BETA_ZONE]: 'us-west1-c__us-west1-a' }, { [BETA_ZONE]: 'us-west1-a' }, true],
  [{ [ZONE]: 'us-west1-c__us-west1-a' }, { [ZONE]: 'us-west1-a' }, true],
  [{ [ZONE]: 'us-west1-c__us-west1-a' }, { [ZONE]: 'us-west1-b' }, false],
];

const usingData: PodSpec = { ...plain, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

describe('volumes', () => {
  test.each(zoneRows)('a volume with %j can be used on a node with %j: %j', (labels, nodeLabels, fits) => {
    const world = new SchedulerWorld();
    world.addNode('node-1', { labels: nodeLabels });
    world.addPlacedVolume('data', { key: 'kubernetes.io/hostname', operator: 'Exists' });
    const volume = world.plane.store.get('persistentvolumes', '', 'data');
    if (volume === undefined) throw new Error('no volume');
    world.client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, labels } });
    const message = world.messageFor(world.pod('web', usingData));
    expect(world.nodeOf('web')).toBe(fits ? 'node-1' : undefined);
    const reason = /^0\/1 nodes are available: 1 (.*?)\. /.exec(message ?? '')?.[1];
    expect(reason).toBe(fits ? undefined : 'node(s) had no available volume zone');
  });

  test('a claim for one pod keeps all others waiting until that pod is gone', () => {
    const world = worldOf(2);
    world.addPlacedVolume('data', { key: 'kubernetes.io/hostname', operator: 'Exists' }, ['ReadWriteOncePod']);
    world.pod('first', usingData);
    world.advance(1000);
    expect(world.nodeOf('first')).toBeDefined();
    expect(world.messageFor(world.pod('second', usingData))).toBe(
      '0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    );
    world.client.delete('pods', 'default', 'first', { gracePeriodSeconds: 0 });
    world.advance(20_000);
    expect(world.nodeOf('second')).toBeDefined();
  });
});
