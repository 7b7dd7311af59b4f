import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import { project } from '../../src/scene/project.ts';

describe('what runs the cluster itself', () => {
  it('is not drawn until somebody asks for its namespace', () => {
    const cluster = createCluster({ nodes: 3 });
    cluster.advance(5000);
    const own = project(cluster.live);
    expect([...own.pods.values()].filter((pod) => pod.namespace === 'kube-system')).toEqual([]);
    expect(own.workloads).toEqual([]);
    expect(own.services.map(({ name }) => name)).not.toContain('kube-dns');
    expect(own.namespaces).toContain('kube-system');

    const system = project(cluster.live, own, undefined, { type: 'one', name: 'kube-system' });
    expect(system.workloads.map(({ name }) => name).toSorted()).toEqual(['coredns', 'kube-proxy']);
    expect(system.pods.size).toBe(5);
    expect(system.services.map(({ name }) => name)).toEqual(['kube-dns']);
  });

  it('costs nothing while it is well', () => {
    const cluster = createCluster({ nodes: 3 });
    cluster.advance(300_000);
    expect(cluster.advance(3_000_000).events).toBeLessThan(10);
  });
});
