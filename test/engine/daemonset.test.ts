import { describe, expect, it } from 'vitest';
import type { Pod } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** `spec` and `podSpec`: further lines, indented by two and six spaces. */
function agent(image = 'nginx:1.27', spec = '', podSpec = ''): string {
  return `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
${spec}
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
${podSpec}
      containers: [{ name: agent, image: '${image}' }]
`;
}

function status(driver: ClusterDriver): unknown {
  return driver.get('daemonsets', 'agent').status;
}

function running(count: number, yaml = agent(), driver = new ClusterDriver()): ClusterDriver {
  driver.apply(yaml);
  return driver.until(
    `${count} are available`,
    () => driver.get('daemonsets', 'agent').status.numberAvailable === count,
  );
}

function nodesOf(pods: readonly Pod[]): string[] {
  return pods.map(({ spec }) => spec.nodeName ?? '').toSorted();
}

function imagesOf(driver: ClusterDriver): (string | undefined)[] {
  return driver.pods().map(({ spec }) => spec.containers[0]?.image);
}

function patchNode(driver: ClusterDriver, name: string, body: Record<string, object>): void {
  driver.must('Node', { verb: 'patch', patchType: 'merge', name, body: body as never });
}

/** Lets time pass until all pods have an image, and answers the fewest that were ready at once. */
function fewestReady(driver: ClusterDriver, image: string): number {
  let fewest = Infinity;
  driver.until(
    'all pods are new and ready',
    () => {
      fewest = Math.min(fewest, driver.readyPods().length);
      return driver.readyPods().length === 3 && imagesOf(driver).every((each) => each === image);
    },
    300,
  );
  return fewest;
}

describe('a DaemonSet', () => {
  it('runs one pod on each node and reports them', () => {
    const driver = running(3);
    expect(nodesOf(driver.pods())).toEqual(['node-1', 'node-2', 'node-3']);
    expect(status(driver)).toEqual({
      currentNumberScheduled: 3,
      numberMisscheduled: 0,
      desiredNumberScheduled: 3,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    });
    expect(driver.events('agent')).toHaveLength(3);
    for (const { metadata, spec } of driver.pods()) {
      expect(driver.events('agent')).toContain(`SuccessfulCreate: Created pod: ${metadata.name}`);
      expect(metadata.labels).toMatchObject({ app: 'agent', 'pod-template-generation': '1' });
      expect(spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: [spec.nodeName] }] },
      ]);
      expect(spec.tolerations).toContainEqual({
        key: 'node.kubernetes.io/unschedulable',
        operator: 'Exists',
        effect: 'NoSchedule',
      });
    }
  });

  it('follows nodes that come, and replaces a pod that is deleted', () => {
    const driver = running(3);
    driver.inject({ type: 'addNode' }).advance(20);
    expect(nodesOf(driver.readyPods())).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    driver.delete('Pod', driver.pods()[0]?.metadata.name ?? '').advance(60);
    expect(nodesOf(driver.readyPods())).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
  });

  it('keeps to its node selector, also when labels change', () => {
    const driver = new ClusterDriver();
    patchNode(driver, 'node-2', { metadata: { labels: { disk: 'ssd' } } });
    running(1, agent('nginx:1.27', '', '      nodeSelector: { disk: ssd }'), driver);
    expect(nodesOf(driver.pods())).toEqual(['node-2']);
    patchNode(driver, 'node-3', { metadata: { labels: { disk: 'ssd' } } });
    driver.advance(20);
    expect(nodesOf(driver.pods())).toEqual(['node-2', 'node-3']);
    patchNode(driver, 'node-2', { metadata: { labels: { disk: null } } });
    driver.advance(60);
    expect(nodesOf(driver.pods())).toEqual(['node-3']);
  });

  it('stays on a cordoned node, and away from one with a taint that it does not tolerate', () => {
    const driver = new ClusterDriver();
    const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
    patchNode(driver, 'node-1', { spec: { taints: [taint] } });
    patchNode(driver, 'node-2', { spec: { unschedulable: true } });
    running(2, agent(), driver);
    expect(nodesOf(driver.pods())).toEqual(['node-2', 'node-3']);
    expect(status(driver)).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 0 });
  });

  it('updates one node at a time', () => {
    const driver = running(3);
    driver.apply(agent('nginx:1.28'));
    expect(fewestReady(driver, 'nginx:1.28')).toBe(2);
    driver.advance(5);
    expect(status(driver)).toMatchObject({ observedGeneration: 2, updatedNumberScheduled: 3 });
    const revisions = driver.cluster.live.list('controllerrevisions', 'default');
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(driver.pods()[0]?.metadata.labels?.['pod-template-generation']).toBe('2');
  });

  it('counts the old revision up when it comes back to it', () => {
    const driver = running(3);
    driver.apply(agent('nginx:1.28')).advance(120).apply(agent()).advance(120);
    const revisions = driver.cluster.live.list('controllerrevisions', 'default');
    expect(new Set(revisions.map(({ revision }) => revision))).toEqual(new Set([2, 3]));
    expect(imagesOf(driver)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
  });

  it('updates as many at once as maxUnavailable says', () => {
    const spec = '  updateStrategy: { rollingUpdate: { maxUnavailable: 100% } }';
    const driver = running(3, agent('nginx:1.27', spec));
    driver.apply(agent('nginx:1.28', spec));
    expect(fewestReady(driver, 'nginx:1.28')).toBe(0);
  });

  it('with surge starts the new pod before the old one stops', () => {
    const spec = '  updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }';
    const driver = running(3, agent('nginx:1.27', spec));
    driver.apply(agent('nginx:1.28', spec));
    expect(fewestReady(driver, 'nginx:1.28')).toBe(3);
  });

  it('with OnDelete waits for someone to delete the old pods', () => {
    const spec = '  updateStrategy: { type: OnDelete }';
    const driver = running(3, agent('nginx:1.27', spec));
    driver.apply(agent('nginx:1.28', spec)).advance(60);
    expect(imagesOf(driver)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
    expect(status(driver)).not.toHaveProperty('updatedNumberScheduled');
    driver.delete('Pod', driver.pods()[0]?.metadata.name ?? '').advance(60);
    expect(imagesOf(driver)).toEqual(expect.arrayContaining(['nginx:1.27', 'nginx:1.28']));
  });

  it('waits for minReadySeconds', () => {
    const driver = new ClusterDriver().apply(agent('nginx:1.27', '  minReadySeconds: 30'));
    driver.until('all are ready', () => driver.readyPods().length === 3).advance(1);
    expect(status(driver)).toMatchObject({ numberReady: 3, numberUnavailable: 3 });
    driver.advance(31);
    expect(status(driver)).toMatchObject({ numberAvailable: 3 });
  });

  it('replaces a pod that has failed, and says so', () => {
    const driver = running(3);
    const [pod] = driver.pods();
    const { name = '' } = pod?.metadata ?? {};
    driver.must('Pod', { verb: 'patch', subresource: 'status', name, body: { status: { phase: 'Failed' } } });
    driver.advance(60);
    expect(driver.events('agent')).toContain(
      `FailedDaemonPod: Found failed daemon pod default/${name} on node ${pod?.spec.nodeName ?? ''}, will try to kill it`,
    );
    expect(driver.readyPods()).toHaveLength(3);
  });
});
