import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

interface Sketch {
  annotations?: Record<string, string>;
  requests?: Record<string, string>;
  limits?: Record<string, string>;
  spec?: object;
}

function pod(name: string, { annotations = {}, requests, limits, spec }: Sketch): string {
  const resources = { ...(requests !== undefined && { requests }), ...(limits !== undefined && { limits }) };
  const containers = [{ name: 'app', image: 'nginx:1.27', resources }];
  const own = Object.entries(annotations).map(([key, value]) => [`podground.dev/${key}`, value]);
  const metadata = { name, annotations: Object.fromEntries(own) as object };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, ...spec } });
}

/** One machine with 2 GiB of memory and 58 GiB of disk. */
function small(): ClusterDriver {
  return new ClusterDriver({ nodes: 1, nodeCapacity: { cpu: '4', memory: '2Gi', pods: 110 } });
}

function condition(driver: ClusterDriver, type: string): string {
  const found = driver.get('nodes', 'node-1', '').status.conditions?.find((each) => each.type === type);
  return `${found?.status ?? ''} ${found?.reason ?? ''}: ${found?.message ?? ''}`;
}

function taints(driver: ClusterDriver): string[] {
  return (driver.get('nodes', 'node-1', '').spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`);
}

function phases(driver: ClusterDriver): Record<string, string> {
  return Object.fromEntries(
    driver.pods().map(({ metadata, status }: Pod) => [metadata.name, status.reason ?? status.phase ?? '']),
  );
}

describe('a machine without memory', () => {
  it('tells that a pod has failed when its containers have ended, and not before', () => {
    const driver = small()
      .apply(pod('greedy', { annotations: { memory: '1800Mi', 'ignore-sigterm': 'true' } }))
      .advance(90);
    const written = (driver.cluster.changesSince(0) ?? [])
      .filter(({ resource, name }) => resource === 'pods' && name === 'greedy')
      .map(({ object }) => (object as Pod).status);
    const ending = written.filter(({ conditions }) => conditions?.some(({ type }) => type === 'DisruptionTarget'));
    const states = ending.map(({ phase, reason, containerStatuses }) => ({
      phase,
      reason,
      runs: containerStatuses?.some(({ state }) => state.running !== undefined),
    }));
    expect(states[0]).toEqual({ phase: 'Running', reason: undefined, runs: true });
    expect(states.at(-1)).toEqual({ phase: 'Failed', reason: 'Evicted', runs: false });
    expect(states.filter(({ phase, runs }) => phase === 'Failed' && runs)).toEqual([]);
  });

  it('ends the pod that exceeds its requests by most, and says why', () => {
    const driver = small()
      .apply(pod('modest', { annotations: { memory: '600Mi' } }))
      .apply(pod('greedy', { annotations: { memory: '1Gi' } }))
      .advance(40);
    expect(phases(driver)).toEqual({ modest: 'Running', greedy: 'Evicted' });
    // 2048 Mi less the 350 Mi of the system, less what the two take.
    const message =
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 74Mi. Container app was using 1Gi, request is 0, has larger consumption of memory. ';
    expect(driver.get('pods', 'greedy').status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
    expect(driver.get('pods', 'greedy').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message }),
    );
    expect(driver.events('greedy').slice(-2)).toEqual([`Evicted: ${message}`, 'Killing: Stopping container app']);
    expect(condition(driver, 'MemoryPressure')).toBe(
      'True KubeletHasInsufficientMemory: kubelet has insufficient memory available',
    );
    expect(driver.events('node-1')).toEqual(
      expect.arrayContaining([
        'EvictionThresholdMet: Attempting to reclaim memory',
        'NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory',
      ]),
    );
    expect(taints(driver)).toEqual(['node.kubernetes.io/memory-pressure:NoSchedule']);
  });

  it('is well again five minutes after it had enough', () => {
    const driver = small()
      .apply(pod('modest', { annotations: { memory: '600Mi' } }))
      .apply(pod('greedy', { annotations: { memory: '1Gi' } }))
      .advance(290);
    expect(condition(driver, 'MemoryPressure')).toContain('True');
    driver.advance(60);
    expect(condition(driver, 'MemoryPressure')).toBe(
      'False KubeletHasSufficientMemory: kubelet has sufficient memory available',
    );
    expect(taints(driver)).toEqual([]);
    expect(driver.cluster.advance(3_600_000).events).toBeLessThan(5);
  });

  it('spares what keeps to its requests, then what is more important', () => {
    const requests = { memory: '900Mi' };
    const driver = small()
      .apply(pod('entitled', { annotations: { memory: '900Mi' }, requests }))
      .apply(pod('small', { annotations: { memory: '400Mi' } }))
      .apply(pod('vital', { annotations: { memory: '450Mi' }, spec: { priorityClassName: 'system-cluster-critical' } }))
      .advance(40);
    expect(phases(driver)).toEqual({ entitled: 'Running', small: 'Evicted', vital: 'Running' });
  });

  it('takes no pod without requests that is put on it, but others', () => {
    const driver = small()
      .apply(pod('modest', { annotations: { memory: '600Mi' } }))
      .apply(pod('greedy', { annotations: { memory: '1Gi' } }))
      .advance(40)
      .apply(pod('late', { spec: { nodeName: 'node-1' } }))
      .apply(pod('asks', { requests: { memory: '10Mi' }, spec: { nodeName: 'node-1' } }))
      .apply(pod('waits', {}))
      .advance(20);
    expect(driver.get('pods', 'late').status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [MemoryPressure]. ',
    });
    expect(driver.events('late').at(-1)).toBe('Evicted: The node had condition: [MemoryPressure]. ');
    expect(driver.get('pods', 'asks').status.phase).toBe('Running');
    expect(driver.events('waits').at(-1)).toBe(
      'FailedScheduling: 0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/memory-pressure: }. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
  });

  it('notices what requests leak', () => {
    const driver = small()
      .apply(pod('leaky', { annotations: { 'memory-leak-mib-per-request': '10' } }))
      .apply(pod('client', {}))
      .advance(30);
    const ip = driver.get('pods', 'leaky').status.podIP ?? '';
    driver.cluster.traffic?.startLoad({
      from: { namespace: 'default', pod: 'client' },
      method: 'GET',
      url: `http://${ip}/`,
      rate: { type: 'constant', perSecond: 10 },
      durationSeconds: 30,
    });
    driver.until('it is evicted', () => phases(driver)['leaky'] === 'Evicted');
  });

  it('kills a process that wants more than the machine has', () => {
    const driver = small()
      .apply(pod('huge', { annotations: { memory: '3Gi' } }))
      .advance(20);
    expect(driver.get('pods', 'huge').status.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe('OOMKilled');
  });

  it('replaces what a Deployment lost, elsewhere', () => {
    const driver = new ClusterDriver({ nodes: 2, nodeCapacity: { cpu: '4', memory: '2Gi', pods: 110 } });
    driver.apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: { podground.dev/memory: 900Mi } }
    spec: { containers: [{ name: app, image: 'nginx:1.27' }] }
`);
    driver.advance(120);
    const evicted = driver.pods().filter(({ status }) => status.reason === 'Evicted');
    expect(evicted.length).toBeGreaterThan(0);
    expect(driver.pods().filter(({ status }) => status.phase !== 'Failed')).toHaveLength(3);
  });
});

describe('a machine without disk', () => {
  it('drops images that nobody runs before it ends a pod', () => {
    const driver = small()
      .apply(
        pod('other', {
          spec: {
            containers: [{ name: 'app', image: 'mysql:8.0', env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }] }],
          },
        }),
      )
      .advance(60)
      .delete('Pod', 'other')
      .advance(40)
      .apply(pod('writer', { annotations: { disk: '45600Mi' } }))
      .advance(60);
    expect(phases(driver)).toEqual({ writer: 'Running' });
    expect(condition(driver, 'DiskPressure')).toBe('True KubeletHasDiskPressure: kubelet has disk pressure');
    expect(taints(driver)).toEqual(['node.kubernetes.io/disk-pressure:NoSchedule']);
    expect(driver.events('node-1')).toContain('EvictionThresholdMet: Attempting to reclaim ephemeral-storage');
  });

  it('ends the pod that has written most', () => {
    const driver = small()
      .apply(pod('little', { annotations: { disk: '4Gi' } }))
      .apply(pod('much', { annotations: { disk: '45Gi' } }))
      .advance(60);
    expect(phases(driver)).toEqual({ little: 'Running', much: 'Evicted' });
    expect(driver.get('pods', 'much').status.message).toMatch(
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: 9408843571, available: \d+\w*\. Container app was using 45Gi, request is 0, has larger consumption of ephemeral-storage\. $/,
    );
  });

  it('ends a pod that has written more than its limit, on the emptiest machine', () => {
    const limits = { 'ephemeral-storage': '1Gi' };
    const driver = small()
      .apply(pod('writer', { annotations: { disk: '2Gi' }, limits }))
      .advance(30);
    expect(driver.get('pods', 'writer').status.message).toBe(
      'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ',
    );
    expect(condition(driver, 'DiskPressure')).toContain('False');
  });
});

it('an eviction that is planned is in a checkpoint', () => {
  const driver = small()
    .apply(pod('modest', { annotations: { memory: '600Mi' } }))
    .apply(pod('greedy', { annotations: { memory: '1Gi' } }))
    .advance(5);
  const restored = new ClusterDriver({}, driver.cluster.restore(driver.cluster.checkpoint()));
  driver.advance(60);
  restored.advance(60);
  expect(phases(restored)).toEqual({ modest: 'Running', greedy: 'Evicted' });
  expect(restored.cluster.checkpoint()).toEqual(driver.cluster.checkpoint());
});
