import { describe, expect, it } from 'vitest';
import type { Change, Snapshot } from '../../src/engine/index.ts';
import { project, trayLimit, type Picture, type PodView } from '../../src/scene/index.ts';
import { objectSnapshot } from '../../src/ui/canvas/states/object-snapshot.ts';
import {
  after,
  containerStates as is,
  sampleDeployment,
  sampleNode,
  samplePod,
  sampleReplicaSet,
  sampleService,
  sampleSlice,
} from '../../src/ui/canvas/states/sample-objects.ts';
import { draw } from './drawn-cluster.ts';

const labels = { app: 'web' };

describe('a picture', () => {
  it('hands out the same views while nothing changes', () => {
    const drawn = draw(`
      web-x pending
      node-1
        web-a ready
    `);
    const first = project(drawn.snapshot);
    const second = project(drawn.snapshot, first);
    expect(second.pods).toBe(first.pods);
    expect(second.nodes).toBe(first.nodes);
    expect(second.services).toBe(first.services);
    expect(second.workloads).toBe(first.workloads);
    expect(second.tray).toBe(first.tray);
  });

  it('draws anew only the pod that changed, and its node', () => {
    const before = draw(`
      node-1
        web-a ready
        web-b ready
      node-2
        web-c ready
    `);
    const after = draw(
      `
      node-1
        web-a ready
        web-b half
      node-2
        web-c ready
    `,
      {},
      before,
    );
    const first = project(before.snapshot);
    const second = project(after.snapshot, first);
    expect(second.pods.get('web-a')).toBe(first.pods.get('web-a'));
    expect(second.pods.get('web-b')).not.toBe(first.pods.get('web-b'));
    expect(second.nodes[0]).not.toBe(first.nodes[0]);
    expect(second.nodes[1]).toBe(first.nodes[1]);
  });

  it('draws a pod anew when its kubelet is busy with something else', () => {
    const drawing = 'node-1\n web-a creating';
    const before = draw(drawing);
    const pulling = { type: 'pulling', container: 'c', image: 'nginx', from: 0, until: 5000 } as const;
    const after = draw(drawing, {}, before, new Map([['web-a', pulling]]));
    const first = project(before.snapshot);
    const second = project(after.snapshot, first);
    expect(first.pods.get('web-a')?.detail.key).toBe('canvas.detail.creating');
    expect(second.pods.get('web-a')?.detail.key).toBe('canvas.detail.pulling');
  });

  it('marks every pod of a silent node as unknown', () => {
    const { pods, nodes } = project(draw('node-1 silent\n web-a ready').snapshot);
    expect(pods.get('web-a')).toMatchObject({ glyph: 'unknown', statusText: 'Running' });
    expect(nodes[0]).toMatchObject({ state: 'unknown', statusText: 'NotReady', counts: { unknown: 1, ready: 0 } });
  });

  it('adds up what the pods of a node request', () => {
    const { nodes } = project(draw('node-1\n web-a ready\n web-b ready').snapshot);
    // Four containers of 250m and 128Mi on 4 CPU and 8Gi.
    expect(nodes[0]?.cpu).toBe(0.25);
    expect(nodes[0]?.memory).toBe(0.0625);
  });
});

describe('the tray', () => {
  const waiting = (count: number): string =>
    Array.from({ length: count }, (_, index) => `web-p${index} pending`).join('\n');

  it('shows the oldest pods without a node and counts the rest', () => {
    const { tray, pods } = project(draw(`${waiting(trayLimit + 7)}\nnode-1\n web-a ready`).snapshot);
    expect(tray.pods).toHaveLength(trayLimit);
    expect(tray.pods[0]).toBe('web-p0');
    expect(tray.more).toBe(7);
    expect(pods.size).toBe(trayLimit + 1);
  });

  it('holds pods whose node is gone', () => {
    const snapshot = objectSnapshot(0, 1, { pods: [samplePod({ name: 'a', node: 'node-9' })], nodes: [] });
    expect(project(snapshot).tray.pods).toEqual(['a']);
  });

  it('does not read all pods when it is told what changed', () => {
    const drawn = draw(waiting(trayLimit + 7));
    const first = project(drawn.snapshot);
    const blind: Snapshot = {
      ...drawn.snapshot,
      list: (resource, namespace) => {
        if (resource === 'pods') throw new Error('read all pods');
        return drawn.snapshot.list(resource, namespace);
      },
    };
    const pod = samplePod({ name: 'web-new' });
    const added: Change = {
      revision: 2,
      time: 0,
      resource: 'pods',
      namespace: 'default',
      name: 'web-new',
      type: 'ADDED',
      object: pod,
      decision: 1,
    };
    expect(project(blind, first, [added]).tray.more).toBe(8);
    expect(project(blind, project(blind, first, [added]), [{ ...added, type: 'DELETED' }]).tray.more).toBe(7);
  });
});

describe('a Service', () => {
  const pod = samplePod({
    name: 'web-a',
    node: 'node-1',
    phase: 'Running',
    ip: '10.244.1.4',
    containers: [{ state: is.running }],
  });
  const unready = samplePod({
    name: 'web-b',
    node: 'node-1',
    phase: 'Running',
    ip: '10.244.1.5',
    containers: [{ state: is.running, ready: false }],
  });
  const picture = (selector: Record<string, string>, pods: readonly (typeof pod)[]): Picture => {
    const service = sampleService({ name: 'web', selector, clusterIP: '10.96.0.9' });
    return project(
      objectSnapshot(0, 1, {
        pods,
        nodes: [sampleNode({ name: 'node-1' })],
        services: [service],
        endpointslices: [sampleSlice(service, pods)],
      }),
    );
  };

  it('counts its endpoints', () => {
    expect(picture(labels, [pod, unready]).services[0]).toMatchObject({ ready: 1, total: 2, broken: undefined });
  });

  it('counts those told to stop apart from those that are to answer', () => {
    const going = samplePod({
      name: 'web-c',
      node: 'node-1',
      phase: 'Running',
      ip: '10.244.1.6',
      containers: [{ state: is.running }],
      deletionTimestamp: after(20),
    });
    const [service] = picture(labels, [pod, unready, going]).services;
    expect(service).toMatchObject({ ready: 1, total: 2, terminating: 1 });
    expect(service?.endpoints.get('web-c')).toBe('terminating');
  });

  it('says that no pod has the labels it selects', () => {
    const broken = { key: 'canvas.broken.selectsNothing', params: { selector: 'app=wbe' } };
    expect(picture({ app: 'wbe' }, []).services[0]).toMatchObject({ broken });
  });

  it('says that the pods it selects are not ready', () => {
    expect(picture(labels, [unready]).services[0]?.broken).toEqual({
      key: 'canvas.broken.noneReady',
      params: { count: 1 },
    });
  });

  it('that every cluster has for its API server is left out', () => {
    const own = sampleService({ name: 'kubernetes', selector: {}, clusterIP: '10.96.0.1' });
    expect(project(objectSnapshot(0, 1, { services: [own] })).services).toEqual([]);
  });
});

describe('a Deployment', () => {
  const deployment = (more: Partial<Parameters<typeof sampleDeployment>[0]> = {}) =>
    sampleDeployment(
      {
        name: 'web',
        revision: 2,
        replicas: 4,
        status: { replicas: 5, updatedReplicas: 2, readyReplicas: 4, availableReplicas: 4 },
        ...more,
      },
      labels,
    );
  const replicaSets = [
    sampleReplicaSet({ name: 'web-1', owner: 'web', revision: 1, desired: 3, replicas: 3, ready: 3 }, labels),
    sampleReplicaSet({ name: 'web-2', owner: 'web', revision: 2, desired: 2, replicas: 2, ready: 1 }, labels),
    sampleReplicaSet({ name: 'web-0', owner: 'web', revision: 0, desired: 0, replicas: 0, ready: 0 }, labels),
  ];
  const workload = (object: ReturnType<typeof deployment>) =>
    project(objectSnapshot(0, 1, { deployments: [object], replicasets: replicaSets })).workloads[0];

  it('lists its revisions from new to old, those at 0 as ghosts', () => {
    expect(workload(deployment())?.owners).toMatchObject([
      { name: 'web-2', current: true, ghost: false, ready: 1, replicas: 2 },
      { name: 'web-1', current: false, ghost: false },
      { name: 'web-0', current: false, ghost: true },
    ]);
  });

  it('stays between the lines of maxSurge, rounded up, and maxUnavailable, rounded down', () => {
    expect(workload(deployment({ replicas: 10 }))).toMatchObject({ most: 13, fewest: 8 });
    expect(workload(deployment({ replicas: 1 }))).toMatchObject({ most: 2, fewest: 1 });
  });

  it.each([
    ['rollingOut', {}],
    ['paused', { paused: true }],
    ['failed', { failed: true }],
    ['complete', { status: { replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4 } }],
  ])('is %s', (state, more) => {
    expect(workload(deployment(more))?.state).toBe(state);
  });

  it('is unselected until a Service selects the labels of its template', () => {
    expect(workload(deployment())?.unselected).toBe(true);
    const services = [sampleService({ name: 'web', selector: labels, clusterIP: '10.96.0.9' })];
    const picture = project(objectSnapshot(0, 1, { deployments: [deployment()], services }));
    expect(picture.workloads[0]?.unselected).toBe(false);
  });

  it('gives its pods the number and colour of their revision', () => {
    const pods = [samplePod({ name: 'web-2-abcde', owner: 'web-2' })];
    const picture = project(objectSnapshot(0, 1, { deployments: [deployment()], replicasets: replicaSets, pods }));
    expect(picture.pods.get('web-2-abcde')?.revision).toEqual({ number: 2, colour: 1 });
  });

  it('leaves a ReplicaSet without a Deployment to stand for itself', () => {
    const bare = sampleReplicaSet({ name: 'solo', desired: 2, replicas: 1, ready: 1 }, labels);
    const picture = project(objectSnapshot(0, 1, { replicasets: [bare] }));
    expect(picture.workloads).toMatchObject([{ kind: 'ReplicaSet', name: 'solo', state: 'progressing', desired: 2 }]);
  });
});

describe('projecting 2,000 pods of which 20 changed', () => {
  it('makes 20 views of pods anew, those of their nodes, and no other', () => {
    const nodes = Array.from({ length: 100 }, (_, index) => sampleNode({ name: `node-${index}` }));
    const pod = (index: number) =>
      samplePod({
        name: `web-${index}`,
        node: `node-${index % 100}`,
        phase: 'Running',
        ip: '10.0.0.1',
        containers: [{ state: is.running }],
      });
    const onNode = new Map<string, ReturnType<typeof pod>[]>(nodes.map((node) => [node.metadata.name, []]));
    for (let index = 0; index < 2000; index += 1) onNode.get(`node-${index % 100}`)?.push(pod(index));
    let looks = 0;
    const snapshot: Snapshot = {
      ...objectSnapshot(0, 1, { nodes }),
      podsOnNode: (name) => onNode.get(name) ?? [],
      activity: () => {
        looks += 1;
        return undefined;
      },
    };
    const before = project(snapshot, undefined, []);
    for (let index = 0; index < 20; index += 1) {
      const name = `node-${index}`;
      onNode.set(name, onNode.get(name)?.toSpliced(3, 1, pod(300 + index)) ?? []);
    }
    looks = 0;
    const after = project(snapshot, before, []);
    expect(looks, 'only the 20 pods of each changed node are looked at').toBe(20 * 20);
    const isNew = (view: PodView): boolean => before.pods.get(view.uid) !== view;
    expect(after.pods.size).toBe(2000);
    expect([...after.pods.values()].filter(isNew).map((view) => view.name)).toEqual(
      Array.from({ length: 20 }, (_, index) => `web-${300 + index}`),
    );
    expect(after.nodes.filter((node, index) => node !== before.nodes[index])).toHaveLength(20);
  });
});
