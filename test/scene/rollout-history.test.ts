import { describe, expect, it } from 'vitest';
import { createCluster, type ApiRequest, type Cluster } from '../../src/engine/index.ts';
import { project, rolloutHistory, rollsOut, type RolloutStep } from '../../src/scene/index.ts';
import { rolloutWindow } from '../../src/ui/inspector/rollout-window.ts';

const labels = { app: 'web' };

const template = (image: string) => ({ metadata: { labels }, spec: { containers: [{ name: 'nginx', image }] } });

function clusterWith(kind: string, resource: string, spec: object): Cluster {
  const cluster = createCluster();
  const body = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { matchLabels: labels }, template: template('nginx:1.27'), ...spec },
  } as unknown as NonNullable<ApiRequest['body']>;
  cluster.request({ verb: 'create', group: 'apps', resource, namespace: 'default', body });
  cluster.advance(30_000);
  return cluster;
}

function changeImage(cluster: Cluster, resource: string, image: string): void {
  cluster.request({
    verb: 'patch',
    group: 'apps',
    resource,
    namespace: 'default',
    name: 'web',
    patchType: 'strategic',
    body: { spec: { template: { spec: { containers: [{ name: 'nginx', image }] } } } },
  });
}

function historyOf(cluster: Cluster, resource: string): readonly RolloutStep[] {
  const uid = cluster.live.get(resource, 'default', 'web')?.metadata.uid ?? '';
  if (!rollsOut(resource)) throw new Error(`${resource} do not roll out`);
  return rolloutHistory(cluster, { resource, namespace: 'default', name: 'web', uid });
}

/** `r1 3+0 r2 1+1`: of each revision, ready + not ready. */
function drawn(step: RolloutStep | undefined): string | undefined {
  return step?.parts.map(({ revision, ready, unready }) => `r${revision?.number} ${ready}+${unready}`).join(' ');
}

const total = (step: RolloutStep): number => step.parts.reduce((sum, part) => sum + part.ready + part.unready, 0);
const ready = (step: RolloutStep): number => step.parts.reduce((sum, part) => sum + part.ready, 0);

describe('the history of a rollout', () => {
  it('goes from old to new pods, always between its bounds', () => {
    const cluster = clusterWith('Deployment', 'deployments', { replicas: 4 });
    const begin = cluster.now();
    changeImage(cluster, 'deployments', 'nginx:1.28');
    cluster.advance(120_000);
    const steps = historyOf(cluster, 'deployments');
    expect(steps.map((step) => step.time)).toEqual(steps.map((step) => step.time).toSorted((a, b) => a - b));
    expect(drawn(steps.findLast((step) => step.time < begin))).toBe('r1 4+0');
    expect(drawn(steps.at(-1))).toBe('r2 4+0');
    const rollout = steps.filter((step) => step.time >= begin);
    expect(rollout.some((step) => step.parts.length === 2)).toBe(true);
    // maxSurge 25 % of 4 is 1, maxUnavailable as well.
    for (const step of rollout) {
      expect([step.desired, step.most, step.fewest]).toEqual([4, 5, 3]);
      expect(total(step)).toBeLessThanOrEqual(5);
      expect(ready(step)).toBeGreaterThanOrEqual(3);
    }
  });

  it('knows what was before a pod came, went or became ready', () => {
    const cluster = clusterWith('Deployment', 'deployments', { replicas: 2 });
    const steps = historyOf(cluster, 'deployments');
    expect(drawn(steps[0])).toBe('');
    expect(steps.map(drawn)).toContain('r1 0+2');
    expect(drawn(steps.at(-1))).toBe('r1 2+0');
  });

  it('is told of StatefulSets and DaemonSets by the revisions of their pods', () => {
    for (const [kind, resource] of [
      ['StatefulSet', 'statefulsets'],
      ['DaemonSet', 'daemonsets'],
    ] as const) {
      const cluster = clusterWith(kind, resource, kind === 'StatefulSet' ? { replicas: 3, serviceName: 'web' } : {});
      changeImage(cluster, resource, 'nginx:1.28');
      cluster.advance(240_000);
      const steps = historyOf(cluster, resource);
      expect(drawn(steps.at(-1)), kind).toBe('r2 3+0');
      expect(steps.map(drawn), kind).toContain('r1 2+0 r2 0+1');
      expect([steps.at(-1)?.most, steps.at(-1)?.fewest], kind).toEqual([3, 2]);
    }
  });

  it('is of one workload only', () => {
    const cluster = clusterWith('Deployment', 'deployments', { replicas: 2 });
    const steps = rolloutHistory(cluster, { resource: 'deployments', namespace: 'default', name: 'x', uid: 'x' });
    expect(steps).toEqual([]);
  });
});

describe('pods of a StatefulSet in the picture', () => {
  it('show the revision that they were made from', () => {
    const cluster = clusterWith('StatefulSet', 'statefulsets', { replicas: 2, serviceName: 'web' });
    const numbers = () => [...project(cluster.live).pods.values()].map((pod) => pod.revision?.number);
    expect(numbers()).toEqual([1, 1]);
    changeImage(cluster, 'statefulsets', 'nginx:1.28');
    cluster.advance(240_000);
    expect(numbers()).toEqual([2, 2]);
  });
});

describe('the stretch of time that is drawn', () => {
  const steps = [0, 5, 10, 100, 104].map((seconds) => ({
    time: seconds * 1000,
    desired: 1,
    most: 1,
    fewest: 1,
    parts: [],
  }));

  it('is that of the rollout looked at', () => {
    expect(rolloutWindow(steps, 7000)).toEqual({ from: -2000, until: 18_000 });
    expect(rolloutWindow(steps, 60_000)).toEqual({ from: -2000, until: 18_000 });
    expect(rolloutWindow(steps, 101_000)).toEqual({ from: 98_000, until: 118_000 });
  });

  it('follows the clock until the rollout is known to rest', () => {
    expect(rolloutWindow(steps, 130_000).until).toBe(132_000);
    expect(rolloutWindow(steps, 140_000).until).toBe(118_000);
  });
});
