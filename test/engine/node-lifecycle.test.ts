import { describe, expect, test } from 'vitest';
import type { Json, Node, Pod } from '../../src/engine/index.ts';
import { ClusterDriver, isReady } from '../support/cluster-driver.ts';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: nginx }]
`;

function running(nodes = 3): ClusterDriver {
  const driver = new ClusterDriver({ nodes }).apply(WEB);
  driver.until('three pods are ready', () => driver.readyPods().length === 3);
  return driver.advance(30);
}

function podOn(driver: ClusterDriver, node: string): Pod {
  const pod = driver.pods().find(({ spec }) => spec.nodeName === node);
  if (pod === undefined) throw new Error(`no pod on ${node}`);
  return pod;
}

function condition({ status }: Node, type: string) {
  return status.conditions?.find((each) => each.type === type);
}

function taints({ spec }: Node): string[] {
  return (spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).toSorted();
}

function node(driver: ClusterDriver, name: string): Node {
  return driver.get('nodes', name, '');
}

function patchNode(driver: ClusterDriver, name: string, spec: Record<string, unknown>): void {
  driver.must('Node', { verb: 'patch', patchType: 'merge', name, body: { spec } as never });
}

const UNREACHABLE = ['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'];

describe('a node that loses power', () => {
  test('is declared unknown 50 s after its last report, of which there is one in 10 s, and its pods not ready', () => {
    const driver = running();
    const pod = podOn(driver, 'node-2');
    driver.inject({ type: 'powerOffNode', node: 'node-2' }).advance(39);
    expect(condition(node(driver, 'node-2'), 'Ready')?.status).toBe('True');
    driver.advance(12);
    for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']) {
      expect(condition(node(driver, 'node-2'), type)).toMatchObject({
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      });
    }
    expect(taints(node(driver, 'node-2'))).toEqual(UNREACHABLE);
    expect(driver.events('node-2')).toContain('NodeNotReady: Node node-2 status is now: NodeNotReady');
    expect(isReady(driver.get('pods', pod.metadata.name))).toBe(false);
    expect(driver.get('pods', pod.metadata.name).status.phase).toBe('Running');
    expect(driver.events(pod.metadata.name)).toContain('NodeNotReady: Node is not ready');
  });

  test('has its pods evicted 300 s later and replaced elsewhere; back again it lets them go', () => {
    const driver = running();
    const { name } = podOn(driver, 'node-2').metadata;
    driver.inject({ type: 'powerOffNode', node: 'node-2' }).advance(40 + 298);
    expect(driver.get('pods', name).metadata.deletionTimestamp).toBeUndefined();
    driver.advance(14);
    expect(driver.get('pods', name).metadata.deletionTimestamp).toBeDefined();
    expect(driver.events(name)).toContain(`TaintManagerEviction: Marking for deletion Pod default/${name}`);
    driver.until('there are three ready pods again', () => driver.readyPods().length === 3, 60);
    expect(driver.readyPods().map(({ spec }) => spec.nodeName)).not.toContain('node-2');
    driver.advance(600);
    expect(driver.get('pods', name).metadata.deletionTimestamp).toBeDefined();
    driver.inject({ type: 'powerOnNode', node: 'node-2' }).advance(60);
    expect(driver.cluster.live.get('pods', 'default', name)).toBeUndefined();
    expect(taints(node(driver, 'node-2'))).toEqual([]);
  });

  test('keeps its pods when it is back in time', () => {
    const driver = running();
    const { name } = podOn(driver, 'node-2').metadata;
    driver.inject({ type: 'powerOffNode', node: 'node-2' }).advance(120);
    driver.inject({ type: 'powerOnNode', node: 'node-2' }).advance(60);
    expect(condition(node(driver, 'node-2'), 'Ready')?.status).toBe('True');
    expect(taints(node(driver, 'node-2'))).toEqual([]);
    expect(driver.events(name)).toContain(`TaintManagerEviction: Cancelling deletion of Pod default/${name}`);
    driver.advance(600);
    expect(isReady(driver.get('pods', name))).toBe(true);
  });

  test('is not emptied when all others are down too: then the fault may be elsewhere', () => {
    const driver = running();
    for (const name of ['node-1', 'node-2', 'node-3']) driver.inject({ type: 'powerOffNode', node: name });
    const names = driver.pods().map(({ metadata }) => metadata.name);
    driver.advance(1000);
    for (const name of ['node-1', 'node-2', 'node-3']) {
      expect(taints(node(driver, name))).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    }
    expect(driver.pods().map(({ metadata }) => metadata.name)).toEqual(names);
    driver.inject({ type: 'powerOnNode', node: 'node-1' }).advance(60);
    expect(taints(node(driver, 'node-2'))).toEqual(UNREACHABLE);
  });
});

describe('taints', () => {
  test('follow a cordon', () => {
    const driver = running();
    patchNode(driver, 'node-1', { unschedulable: true });
    driver.advance(1);
    expect(taints(node(driver, 'node-1'))).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
    patchNode(driver, 'node-1', { unschedulable: null });
    driver.advance(1);
    expect(taints(node(driver, 'node-1'))).toEqual([]);
  });

  test('of a person with NoExecute drive away who does not tolerate them, at once or after a while', () => {
    const driver = running(1);
    driver.apply(`
apiVersion: v1
kind: Pod
metadata: { name: patient }
spec:
  terminationGracePeriodSeconds: 1
  tolerations: [{ key: repair, operator: Exists, effect: NoExecute, tolerationSeconds: 20 }]
  containers: [{ name: c, image: nginx }]
---
apiVersion: v1
kind: Pod
metadata: { name: immune }
spec:
  tolerations: [{ operator: Exists }]
  containers: [{ name: c, image: nginx }]
`);
    driver.advance(30);
    const others = driver.pods().filter(({ metadata }) => metadata.name.startsWith('web'));
    patchNode(driver, 'node-1', { taints: [{ key: 'repair', effect: 'NoExecute' }] });
    driver.advance(1);
    for (const { metadata } of others) {
      expect(driver.get('pods', metadata.name).metadata.deletionTimestamp).toBeDefined();
    }
    driver.advance(18);
    expect(driver.get('pods', 'patient').metadata.deletionTimestamp).toBeUndefined();
    driver.advance(10);
    expect(driver.cluster.live.get('pods', 'default', 'patient')).toBeUndefined();
    expect(isReady(driver.get('pods', 'immune'))).toBe(true);
  });
});

describe('a node that is removed', () => {
  test('loses its pods 40 s later, and they are replaced', () => {
    const driver = running();
    const { name } = podOn(driver, 'node-3').metadata;
    driver.inject({ type: 'removeNode', node: 'node-3' }).advance(38);
    expect(driver.get('pods', name)).toBeDefined();
    driver.advance(5);
    expect(driver.cluster.live.get('pods', 'default', name)).toBeUndefined();
    driver.until('there are three ready pods again', () => driver.readyPods().length === 3, 60);
  });

  test('pods on their way out of a dead node go when a person declares it out of service', () => {
    const driver = running();
    const { name } = podOn(driver, 'node-2').metadata;
    driver.inject({ type: 'powerOffNode', node: 'node-2' }).advance(400);
    expect(driver.get('pods', name).metadata.deletionTimestamp).toBeDefined();
    const { taints: current = [] } = node(driver, 'node-2').spec;
    patchNode(driver, 'node-2', {
      taints: [...current, { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }],
    });
    driver.advance(5);
    expect(driver.cluster.live.get('pods', 'default', name)).toBeUndefined();
  });

  test('a Node that a person wrote, with no machine, is declared unknown after a minute', () => {
    const driver = new ClusterDriver();
    driver.apply('apiVersion: v1\nkind: Node\nmetadata: { name: paper }');
    driver.advance(62);
    expect(condition(node(driver, 'paper'), 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    });
  });
});

test('Events go an hour after they were last seen, and then nothing is on the clock', () => {
  const driver = running();
  driver.delete('Deployment', 'web').advance(60);
  expect(driver.cluster.live.list('events').length).toBeGreaterThan(0);
  driver.advance(3500);
  expect(driver.cluster.live.list('events').length).toBeGreaterThan(0);
  driver.advance(240);
  expect(driver.cluster.live.list('events')).toEqual([]);
  expect(driver.cluster.nextDue()).toBeUndefined();
});

test('a machine whose name an earlier one had goes on with the Lease that is left of it', () => {
  const driver = new ClusterDriver({ nodes: 1 });
  const node = { group: '', resource: 'nodes', name: 'node-1' } as const;
  driver.cluster.request({ verb: 'delete', ...node, propagationPolicy: 'Orphan' });
  driver.advance(60).inject({ type: 'addNode', name: 'node-1' }).advance(30);
  const lease = { group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease', name: 'node-1' };
  expect(driver.cluster.request({ verb: 'get', ...lease }).code).toBe(200);
  expect(driver.cluster.request({ verb: 'get', ...node }).code).toBe(200);
});

test('a Node whose status is taken away has that of which nothing is known, as Go writes its structs', () => {
  const { cluster } = new ClusterDriver({ nodes: 1 });
  const node = { group: '', resource: 'nodes', name: 'node-1' } as const;
  const body = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } };
  expect(cluster.request({ verb: 'update', ...node, subresource: 'status', body }).code).toBe(200);
  expect(cluster.request({ verb: 'get', ...node }).body).toMatchObject({
    status: { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: { kubeletVersion: '' } },
  });
});

test('who writes a Node changes its specification only, and who creates one gives it a status, too', () => {
  const { cluster } = new ClusterDriver({ nodes: 1 });
  const nodes = { group: '', resource: 'nodes' } as const;
  const node = cluster.live.get('nodes', '', 'node-1');
  const written = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } };
  const spec = { ...node?.spec, unschedulable: true };
  const body = JSON.parse(JSON.stringify({ ...written, spec })) as Json;
  const before = node?.status;
  expect(before?.conditions?.length).toBeGreaterThan(0);
  expect(cluster.request({ verb: 'update', ...nodes, name: 'node-1', body }).code).toBe(200);
  expect(cluster.live.get('nodes', '', 'node-1')).toMatchObject({ spec: { unschedulable: true }, status: before });

  const given = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'new' }, status: { capacity: { cpu: '4' } } };
  expect(cluster.request({ verb: 'create', ...nodes, body: given }).body).toMatchObject({
    status: { capacity: { cpu: '4' }, allocatable: { cpu: '4' } },
  });
});
