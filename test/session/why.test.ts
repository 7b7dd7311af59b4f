import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster } from '../../src/engine/index.ts';
import { firstApplied } from '../../src/session/first-visit.ts';
import { Story } from '../../src/session/story.ts';
import { why } from '../../src/session/why/why.ts';
import type { Why } from '../../src/session/index.ts';

function running(): Cluster {
  const cluster = createCluster();
  for (const { requests } of firstApplied) for (const request of requests) cluster.request(request);
  cluster.advance(20_000);
  return cluster;
}

function whyOf(cluster: Cluster, resource: string, name: string, namespace = 'default'): Why {
  const uid = cluster.live.get(resource, namespace, name)?.metadata.uid ?? '';
  return why({ resource, namespace, name, uid }, cluster, cluster.live);
}

function podNames(cluster: Cluster): string[] {
  return cluster.live.list('pods', 'default').map((pod) => pod.metadata.name);
}

const codes = (reasons: Why['exists']): string[] => reasons.map((reason) => reason.decision.code);

const patchWeb = (body: ApiRequest['body']): ApiRequest => ({
  verb: 'patch',
  group: 'apps',
  resource: 'deployments',
  namespace: 'default',
  name: 'web',
  patchType: 'strategic',
  ...(body !== undefined && { body }),
});

describe('why a pod is here', () => {
  it('goes back to the Deployment that a person made', () => {
    const cluster = running();
    const [name = ''] = podNames(cluster);
    expect(codes(whyOf(cluster, 'pods', name).exists)).toEqual([
      'user.create',
      'deployment.newReplicaSet',
      'replicaset.scaleUp',
    ]);
  });

  it('goes back to the deletion of the pod that it replaces', () => {
    const cluster = running();
    const [gone = ''] = podNames(cluster);
    cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name: gone });
    cluster.advance(10_000);
    const name = podNames(cluster).find((each) => !whyOf(cluster, 'pods', each).exists.some(isNewReplicaSet)) ?? '';
    const { exists } = whyOf(cluster, 'pods', name);
    expect(codes(exists)).toEqual(['user.delete', 'replicaset.scaleUp']);
    expect(exists[0]?.change.name).toBe(gone);
  });

  it('goes back to the change of the image, in a rollout', () => {
    const cluster = running();
    const before = podNames(cluster);
    cluster.request(
      patchWeb({ spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.28' }] } } } }),
    );
    cluster.advance(1000);
    const name = podNames(cluster).find((each) => !before.includes(each)) ?? '';
    expect(codes(whyOf(cluster, 'pods', name).exists)).toEqual([
      'user.update',
      'deployment.newReplicaSet',
      'replicaset.scaleUp',
    ]);
  });
});

describe('why a thing is gone', () => {
  it('is told by what led to its end, and no more', () => {
    const cluster = running();
    const [name = ''] = podNames(cluster);
    const uid = cluster.live.get('pods', 'default', name)?.metadata.uid ?? '';
    cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name });
    cluster.advance(40_000);
    const told = why({ resource: 'pods', namespace: 'default', name, uid }, cluster, cluster.live);
    expect(codes(told.exists).at(-1)).toBe('replicaset.scaleUp');
    expect(codes(told.state)[0]).toBe('user.delete');
    expect(codes(told.state).at(-1)).toBe('kubelet.removed');
    expect([...told.situation, ...told.next]).toEqual([]);
  });
});

describe('what happens next', () => {
  it('is the restart after the back-off', () => {
    const cluster = running();
    const [pod = ''] = podNames(cluster);
    cluster.inject({ type: 'crashContainer', namespace: 'default', pod, container: 'nginx', on: true });
    cluster.advance(60_000);
    const [next] = whyOf(cluster, 'pods', pod).next;
    expect(next?.phrase).toEqual({ key: 'why.nextRestart', params: { container: 'nginx' } });
    expect(next?.at).toBeGreaterThan(cluster.now());
  });

  it('is the eviction 300 s after its node fell silent', () => {
    const cluster = running();
    const [pod = ''] = podNames(cluster);
    const node = cluster.live.get('pods', 'default', pod)?.spec.nodeName ?? '';
    cluster.inject({ type: 'powerOffNode', node });
    cluster.advance(70_000);
    const [next] = whyOf(cluster, 'pods', pod).next;
    expect(next?.phrase.key).toBe('why.nextEvicted');
    const left = (next?.at ?? 0) - cluster.now();
    expect(left).toBeGreaterThan(270_000);
    expect(left).toBeLessThanOrEqual(300_000);
  });

  it('is another try of the scheduler, for a pod that fits nowhere', () => {
    const cluster = running();
    cluster.request(
      patchWeb({
        spec: { template: { spec: { containers: [{ name: 'nginx', resources: { requests: { cpu: '64' } } }] } } },
      }),
    );
    cluster.advance(2000);
    const pending = cluster.live.list('pods', 'default').find((pod) => pod.spec.nodeName === undefined);
    expect(whyOf(cluster, 'pods', pending?.metadata.name ?? '').next[0]?.phrase.key).toBe('why.nextSchedule');
  });
});

describe('the story', () => {
  it('puts what follows from one cause under it', () => {
    const cluster = running();
    const lastBefore = cluster.decisionsSince(0).at(-1)?.id ?? 0;
    const [name = ''] = podNames(cluster);
    cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name });
    cluster.advance(10_000);
    const lines = new Story().upTo(cluster).filter(({ decision }) => decision.id > lastBefore);
    const [first] = lines;
    expect(first).toMatchObject({ depth: 0, decision: { code: 'user.delete' } });
    const scaledUp = lines.find(({ decision }) => decision.code === 'replicaset.scaleUp');
    expect(scaledUp).toMatchObject({ depth: 1, group: first?.decision.id });
  });

  it('leaves out who wrote Events, and knows what each decision was about or wrote', () => {
    const cluster = running();
    const lines = new Story().upTo(cluster);
    expect(lines.filter(({ decision }) => decision.subject.startsWith('events/'))).toEqual([]);
    const [pod] = cluster.live.list('pods', 'default');
    const scaledUp = lines.find(({ decision }) => decision.subject.startsWith('replicasets/default/'));
    expect(scaledUp?.uids).toContain(pod?.metadata.uid);
    expect(scaledUp?.uids).toContain(pod?.metadata.ownerReferences?.[0]?.uid);
  });

  it('tells of no taints that nobody put on or took off', () => {
    const cluster = running();
    cluster.inject({ type: 'powerOffNode', node: 'node-1' });
    cluster.advance(70_000);
    cluster.inject({ type: 'powerOnNode', node: 'node-1' });
    cluster.advance(30_000);
    const taints = new Story().upTo(cluster).filter(({ decision }) => decision.code === 'node.taint');
    expect(taints.map(({ decision: { params } }) => params)).toMatchObject([
      { node: 'node-1', added: expect.stringContaining('unreachable'), removed: '' },
      { node: 'node-1', added: '', removed: expect.stringContaining('unreachable') },
    ]);
  });

  it('reaches back to the beginning, and ends at the moment that is looked at', () => {
    const cluster = running();
    const all = new Story().upTo(cluster);
    expect(all[0]?.decision.id).toBe(1);
    const until = cluster.now() - 18_000;
    const lines = new Story().upTo(cluster, until);
    expect(lines.length).toBeLessThan(all.length);
    expect(lines).toEqual(all.filter(({ decision }) => decision.time <= until));
  });

  it('is told on, and comes out as if it had been told at once', () => {
    const cluster = running();
    const told = new Story();
    told.upTo(cluster);
    for (const name of podNames(cluster)) {
      cluster.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name });
      cluster.advance(10_000);
      told.upTo(cluster);
    }
    expect(told.upTo(cluster)).toBe(told.upTo(cluster));
    const ids = (story: Story): unknown =>
      story.upTo(cluster).map(({ decision, group, depth }) => [decision, group, depth]);
    expect(ids(told)).toEqual(ids(new Story()));
  });

  it('of another cluster begins anew', () => {
    const [cluster, other] = [running(), running()];
    other.advance(60_000);
    const told = new Story();
    told.upTo(other);
    expect(told.upTo(cluster)).toEqual(new Story().upTo(cluster));
  });
});

function isNewReplicaSet(reason: Why['exists'][number]): boolean {
  return reason.decision.code === 'deployment.newReplicaSet';
}
