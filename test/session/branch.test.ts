import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/engine/index.ts';
import type { Cluster } from '../../src/engine/index.ts';
import { Branch } from '../../src/session/branch.ts';
import { firstApplied } from '../../src/session/first-visit.ts';

const user = { actor: 'user' };

/** A branch with the first visit's Deployment of 3, running. */
function running(): Branch {
  const branch = Branch.start(createCluster());
  for (const { requests } of firstApplied) for (const request of requests) branch.request(request, user);
  advance(branch, 20_000);
  return branch;
}

/** As a page would: in many small steps, some of which stop in the middle of a moment. */
function advance(branch: Branch, ms: number): void {
  const end = branch.cluster.now() + ms;
  for (let step = 0; branch.cluster.now() < end; step++) {
    branch.advance(Math.min(end - branch.cluster.now(), 17), step % 3 === 0 ? 1 : 50);
    branch.saveCheckpointIfDue();
  }
}

function podNames(cluster: Cluster): string[] {
  return cluster.live.list('pods', 'default').map((pod) => pod.metadata.name);
}

function killPod(branch: Branch): string {
  const [name = ''] = podNames(branch.cluster);
  branch.request({ verb: 'delete', group: '', resource: 'pods', namespace: 'default', name }, user);
  return name;
}

/** Everything that can be seen of a cluster's past. */
function historyOf(cluster: Cluster): unknown {
  return { changes: cluster.changesSince(0), decisions: cluster.decisionsSince(0), now: cluster.now() };
}

describe('a line of history', () => {
  it('gives back the identical history at any of its moments', () => {
    const branch = running();
    branch.beginAct(1, 'delete a pod');
    killPod(branch);
    advance(branch, 45_000);
    branch.beginAct(2, 'power off node-2');
    branch.inject({ type: 'powerOffNode', node: 'node-2' }, user);
    advance(branch, 400_000);
    const end = branch.cluster.now();

    const fork = branch.forkAt(end);
    expect(historyOf(fork.cluster)).toEqual(historyOf(branch.cluster));
    advance(branch, 60_000);
    advance(fork, 60_000);
    expect(historyOf(fork.cluster)).toEqual(historyOf(branch.cluster));
  });

  it('is the same up to a moment in the past, and free from there', () => {
    const branch = running();
    const before = podNames(branch.cluster);
    const time = branch.cluster.now();
    branch.beginAct(1, 'delete a pod');
    advance(branch, 1000);
    killPod(branch);
    advance(branch, 30_000);

    const fork = branch.forkAt(time);
    expect(fork.cluster.now()).toBe(time);
    expect(podNames(fork.cluster)).toEqual(before);
    advance(fork, 31_000);
    expect(podNames(fork.cluster)).toEqual(before);
    expect(podNames(branch.cluster)).not.toEqual(before);
  });

  it('returns to just before an act, even in the middle of a moment', () => {
    const branch = running();
    branch.request(
      {
        verb: 'patch',
        group: 'apps',
        resource: 'deployments',
        namespace: 'default',
        name: 'web',
        patchType: 'merge',
        body: { spec: { replicas: 12 } },
      },
      user,
    );
    // Stops between two events of the same time.
    for (let events = 0; events < 40; events++) branch.step();
    const before = historyOf(branch.cluster);
    const act = branch.beginAct(1, 'delete a pod');
    killPod(branch);
    advance(branch, 5000);

    expect(historyOf(branch.forkBefore(act).cluster)).toEqual(before);
  });

  it('knows which acts are left', () => {
    const branch = running();
    const first = branch.beginAct(1, 'one');
    killPod(branch);
    advance(branch, 1000);
    const second = branch.beginAct(2, 'two');
    killPod(branch);
    expect(branch.forkBefore(second).acts).toEqual([first]);
    expect(branch.forkBefore(first).acts).toEqual([]);
    expect(branch.forkAt(first.time).acts).toEqual([first]);
  });

  it('is not changed by asking what would happen', () => {
    const [asked, left] = [running(), running()];
    const [request] = firstApplied[0]?.requests ?? [];
    if (request === undefined) throw new Error('the first visit applies something');
    const body = { ...(request.body as object), metadata: { name: 'other' } };
    asked.request({ ...request, body, dryRun: true }, user);
    for (const branch of [asked, left]) {
      killPod(branch);
      advance(branch, 20_000);
    }
    expect(historyOf(asked.cluster)).toEqual(historyOf(left.cluster));
  });

  it('keeps a bounded number of checkpoints however long it is', () => {
    const branch = running();
    for (let hour = 0; hour < 5; hour++) advance(branch, 360_000);
    const early = branch.cluster.now() - 1_700_000;
    expect(branch.forkAt(early).cluster.now()).toBe(early);
    expect(branch.checkpointCount).toBeLessThanOrEqual(40);
  });
});
