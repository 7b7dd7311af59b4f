import { describe, expect, it } from 'vitest';
import { createCluster, restoreCluster, type ApiResponse, type Cluster } from '../../src/engine/index.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
};

function running(): Cluster {
  const cluster = createCluster();
  cluster.request({ verb: 'create', group: '', resource: 'pods', namespace: 'default', body: pod });
  cluster.advance(10_000);
  return cluster;
}

function add(cluster: Cluster, containers: readonly object[], subresource?: 'ephemeralcontainers'): ApiResponse {
  const body = JSON.parse(JSON.stringify({ spec: { ephemeralContainers: containers } })) as { spec: object };
  return cluster.request({
    verb: 'patch',
    group: '',
    resource: 'pods',
    namespace: 'default',
    name: 'web',
    patchType: 'strategic',
    body: body as never,
    ...(subresource === undefined ? {} : { subresource }),
  });
}

const look = { name: 'look', image: 'busybox:1.36', command: ['sh', '-c', 'echo hi'] };

describe('ephemeral containers', () => {
  it('are started once, and their end changes nothing about the pod', () => {
    const cluster = running();
    expect(add(cluster, [look], 'ephemeralcontainers').code).toBe(200);
    cluster.advance(60_000);
    const { status } = cluster.live.get('pods', 'default', 'web') ?? {};
    expect(status?.ephemeralContainerStatuses).toMatchObject([
      { name: 'look', ready: false, restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
    ]);
    expect(status?.containerStatuses?.[0]).toMatchObject({ ready: true, restartCount: 0 });
    expect(status?.phase).toBe('Running');
    expect(cluster.logs('default', 'web', 'look')?.map(({ text }) => text)).toEqual(['hi']);
  });

  it('come only through their own door, and stay as they are', () => {
    const cluster = running();
    expect(add(cluster, [look]).code).toBe(422);
    add(cluster, [look], 'ephemeralcontainers');
    const changed = add(cluster, [{ ...look, image: 'alpine' }], 'ephemeralcontainers');
    expect(changed.code).toBe(422);
    expect(JSON.stringify(changed.body)).toContain('existing ephemeral containers');
    expect(JSON.stringify(add(cluster, [{ name: 'web', image: 'busybox' }], 'ephemeralcontainers').body)).toContain(
      'Duplicate value',
    );
    expect(
      add(cluster, [{ name: 'two', image: 'busybox', targetContainerName: 'no' }], 'ephemeralcontainers').code,
    ).toBe(422);
  });

  it('are in a checkpoint', () => {
    const cluster = running();
    add(cluster, [{ ...look, command: ['sleep', '1d'] }], 'ephemeralcontainers');
    cluster.advance(10_000);
    const restored = restoreCluster(cluster.checkpoint());
    expect(restored.exec('default', 'web', 'look', ['hostname'])).toMatchObject({ type: 'ended', output: 'web\n' });
  });
});
