import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

function pod(name: string, cpu: string, nodeSelector?: Record<string, string>): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { nodeSelector, containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] },
  });
}

function scheduling(driver: ClusterDriver, name: string): ReturnType<ClusterDriver['cluster']['scheduling']> {
  return driver.cluster.scheduling(driver.get('pods', name).metadata.uid);
}

describe('what a person can see of a scheduling decision', () => {
  it('is the filter that refused each node, and the points of the rest', () => {
    const driver = new ClusterDriver({ nodes: 3 });
    driver.must('Node', { verb: 'patch', patchType: 'merge', name: 'node-1', body: { spec: { unschedulable: true } } });
    driver.apply(pod('web', '100m')).advance(2);
    const { chosen = '', nodes = [] } = scheduling(driver, 'web') ?? {};
    expect(chosen).toBe(driver.get('pods', 'web').spec.nodeName);
    expect(nodes.find(({ node }) => node === 'node-1')).toEqual({
      node: 'node-1',
      filtered: 'node(s) were unschedulable',
      filteredBy: 'NodeUnschedulable',
      scores: {},
      total: 0,
    });
    const best = nodes.find(({ node }) => node === chosen);
    expect(best?.total).toBe(Math.max(...nodes.map(({ total }) => total)));
    expect(best?.total).toBe(Object.values(best?.scores ?? {}).reduce((sum, points) => sum + points, 0));
    expect(Object.keys(best?.scores ?? {})).toContain('NodeResourcesFit');
  });

  it('has no chosen node for a pod that fits nowhere, and is there after a restore', () => {
    const driver = new ClusterDriver({ nodes: 2 }).apply(pod('large', '64')).apply(pod('picky', '1', { disk: 'ssd' }));
    driver.advance(2);
    const large = scheduling(driver, 'large');
    expect(large?.chosen).toBeUndefined();
    expect(large?.nodes.map(({ filteredBy, filtered }) => [filteredBy, filtered])).toEqual([
      ['NodeResourcesFit', 'Insufficient cpu'],
      ['NodeResourcesFit', 'Insufficient cpu'],
    ]);
    const picky = scheduling(driver, 'picky');
    expect(picky?.nodes.map(({ filteredBy }) => filteredBy)).toEqual(['NodeAffinity', 'NodeAffinity']);
    const restored = driver.cluster.restore(driver.cluster.checkpoint());
    expect(restored.scheduling(driver.get('pods', 'picky').metadata.uid)).toEqual(picky);
    expect(restored.scheduling('unknown')).toBeUndefined();
  });
});
