import { describe, expect, it } from 'vitest';
import { createClosedCluster } from '../../src/engine/index.ts';
import type { Pod } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

const SYSTEM = 'kube-system';

function named(pods: readonly Pod[], app: string): Pod[] {
  return pods.filter(({ metadata }) => metadata.labels?.['k8s-app'] === app);
}

describe('a new cluster', () => {
  it('runs DNS and a proxy on each node within two seconds, without pulling anything', () => {
    const driver = new ClusterDriver({ system: true }).advance(2);
    const ready = driver.readyPods(SYSTEM);
    expect(named(ready, 'kube-dns')).toHaveLength(2);
    expect(
      named(ready, 'kube-proxy')
        .map(({ spec }) => spec.nodeName ?? '')
        .toSorted(),
    ).toEqual(['node-1', 'node-2', 'node-3']);
    expect(driver.cluster.live.list('events').filter(({ reason }) => reason === 'Pulling')).toEqual([]);
    const [dns] = named(ready, 'kube-dns');
    expect(dns?.spec).toMatchObject({ priority: 2_000_000_000, priorityClassName: 'system-cluster-critical' });
    expect(driver.get('services', 'kube-dns', SYSTEM).spec.clusterIP).toBe('10.96.0.10');
    const slice = driver.cluster.live.list('endpointslices', SYSTEM)[0];
    expect(slice?.endpoints?.map(({ conditions }) => conditions.ready)).toEqual([true, true]);
  });

  it('runs them before it is opened, too: a page has nothing yet that plays scripts', () => {
    const cluster = createClosedCluster();
    cluster.advance(2000);
    const pods = cluster.live.list('pods', SYSTEM);
    expect(pods.map(({ status }) => status.phase)).toEqual(Array(5).fill('Running'));
  });

  it('gives a machine that comes later a proxy, too', () => {
    const driver = new ClusterDriver({ system: true }).advance(2).inject({ type: 'addNode' }).advance(20);
    expect(named(driver.readyPods(SYSTEM), 'kube-proxy')).toHaveLength(4);
  });

  it('is quiet once all runs', () => {
    const driver = new ClusterDriver({ system: true }).advance(300);
    const before = driver.cluster.revision();
    driver.advance(3000);
    expect(driver.cluster.revision()).toBe(before);
  });

  it('has a default storage class and the priorities of system pods, with or without them', () => {
    const driver = new ClusterDriver();
    expect(driver.pods(SYSTEM)).toEqual([]);
    expect(driver.get('storageclasses', 'standard', '')).toMatchObject({
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const values = driver.cluster.live.list('priorityclasses').map(({ metadata, value }) => [metadata.name, value]);
    expect(Object.fromEntries(values)).toEqual({
      'system-node-critical': 2_000_001_000,
      'system-cluster-critical': 2_000_000_000,
    });
  });

  it('has the endpoints of the API server, and its Service comes back when somebody deletes it', () => {
    const driver = new ClusterDriver().advance(3);
    const about = (): unknown => ({
      service: driver.get('services', 'kubernetes').spec.clusterIP,
      endpoints: driver.get('endpoints', 'kubernetes')['subsets'],
      slice: driver.get('endpointslices', 'kubernetes').endpoints?.map(({ addresses }) => addresses),
    });
    const before = about();
    expect(before).toMatchObject({ service: '10.96.0.1', slice: [['172.18.0.2']] });
    driver.delete('Service', 'kubernetes').advance(1);
    expect(driver.cluster.live.get('services', 'default', 'kubernetes')).toBeUndefined();
    expect(about).toThrow('no services default/kubernetes');
    driver.advance(10);
    expect(about()).toEqual(before);
  });

  it('puts back the namespace of the leases and the leases in it', () => {
    const driver = new ClusterDriver().advance(3);
    driver.delete('Namespace', 'kube-node-lease').advance(90);
    expect(driver.get('namespaces', 'kube-node-lease', '').status.phase).toBe('Active');
    expect(driver.cluster.live.list('leases').map(({ metadata }) => metadata.name)).toEqual([
      'node-1',
      'node-2',
      'node-3',
    ]);
  });
});

describe('the lease of a node', () => {
  function renewTime(driver: ClusterDriver, node: string): unknown {
    const about = {
      group: 'coordination.k8s.io',
      resource: 'leases',
      namespace: 'kube-node-lease',
      name: node,
    } as const;
    const { body } = driver.cluster.request({ verb: 'get', ...about });
    return (body as unknown as { spec?: { renewTime?: string } }).spec?.renewTime;
  }

  it('is renewed every ten seconds, without a write, until the machine loses its power', () => {
    const driver = new ClusterDriver().advance(9);
    expect(renewTime(driver, 'node-1')).toBe('2025-01-01T00:00:00.000000Z');
    const revision = driver.cluster.revision();
    driver.advance(28);
    expect(renewTime(driver, 'node-1')).toBe('2025-01-01T00:00:30.000000Z');
    expect(driver.cluster.revision()).toBe(revision);
    driver.inject({ type: 'powerOffNode', node: 'node-1' }).advance(100);
    expect(renewTime(driver, 'node-1')).toBe('2025-01-01T00:00:30.000000Z');
    expect(renewTime(driver, 'node-2')).toBe('2025-01-01T00:02:10.000000Z');
  });

  it('goes with its node, and comes back when only it was deleted', () => {
    const driver = new ClusterDriver().advance(5);
    const names = (): string[] =>
      driver.cluster.live
        .list('leases')
        .map(({ metadata }) => metadata.name)
        .toSorted();
    driver.inject({ type: 'removeNode', node: 'node-2' }).advance(5);
    expect(names()).toEqual(['node-1', 'node-3']);
    const about = { group: 'coordination.k8s.io', resource: 'leases', namespace: 'kube-node-lease' } as const;
    driver.cluster.request({ verb: 'delete', ...about, name: 'node-1' });
    expect(names()).toEqual(['node-3']);
    driver.advance(11);
    expect(names()).toEqual(['node-1', 'node-3']);
  });
});
