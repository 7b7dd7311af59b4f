import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cluster, Condition, Deployment, IntOrString, Pod, ReplicaSet } from '../../src/engine/index.ts';
import { ClusterDriver, isReady } from '../support/cluster-driver.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/** `spec`: further lines of the Deployment's spec, indented by two spaces. */
function web(replicas: number, spec = '', image = 'nginx:1.27'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
${spec}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: ${image}
`;
}

function replicaSets(driver: ClusterDriver): readonly ReplicaSet[] {
  return driver.cluster.live.list('replicasets', 'default');
}

function deployment(driver: ClusterDriver): Deployment {
  return driver.get('deployments', 'web');
}

function condition(driver: ClusterDriver, type: string): Condition | undefined {
  return deployment(driver).status.conditions?.find((one) => one.type === type);
}

/** The sizes that ReplicaSets want, oldest first. */
function sizes(driver: ClusterDriver): number[] {
  return replicaSets(driver).map(({ spec }) => spec.replicas);
}

function isRolledOut(driver: ClusterDriver): boolean {
  const { spec, status, metadata } = deployment(driver);
  return (
    status.observedGeneration === metadata.generation &&
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.availableReplicas ?? 0) === spec.replicas
  );
}

function rolledOut(driver: ClusterDriver): ClusterDriver {
  return driver.until('the rollout is complete', () => isRolledOut(driver));
}

/** A Deployment that has been rolled out. */
function running(replicas: number, spec = ''): ClusterDriver {
  return rolledOut(new ClusterDriver().apply(web(replicas, spec)));
}

describe('a new Deployment', () => {
  it('makes a ReplicaSet named by the hash of its template, and that makes the pods', () => {
    const driver = running(3);
    const [replicaSet] = replicaSets(driver);
    const hash = replicaSet?.metadata.labels?.[HASH] ?? '';
    expect(hash).toMatch(/^[4-9bcdf]{1,10}$/);
    expect(replicaSet?.metadata.name).toBe(`web-${hash}`);
    expect(replicaSet?.spec.selector.matchLabels).toEqual({ app: 'web', [HASH]: hash });
    expect(replicaSet?.metadata.annotations).toEqual({
      [REVISION]: '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    });
    for (const { metadata } of driver.pods()) {
      expect(metadata.name).toMatch(new RegExp(`^web-${hash}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      expect(metadata.labels).toEqual({ app: 'web', [HASH]: hash });
      expect(metadata.ownerReferences).toEqual([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `web-${hash}`,
          uid: replicaSet?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
    }
  });

  it('says how far it is, in the words of Kubernetes', () => {
    const driver = running(2);
    const name = replicaSets(driver)[0]?.metadata.name ?? '';
    expect(deployment(driver).metadata.annotations).toMatchObject({ [REVISION]: '1' });
    expect(deployment(driver).status).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${name}" has successfully progressed.`,
        },
      ],
    });
    expect(deployment(driver).status).not.toHaveProperty('unavailableReplicas');
    expect(driver.events('web')).toEqual([`ScalingReplicaSet: Scaled up replica set ${name} from 0 to 2`]);
  });
});

describe('a rolling update', () => {
  it('makes a second ReplicaSet, moves the pods over and keeps the old one, empty, for rollback', () => {
    const driver = rolledOut(running(3).setImage('web', 'web', 'nginx:1.28'));
    const [old, current] = replicaSets(driver);
    expect(sizes(driver)).toEqual([0, 3]);
    expect(current?.metadata.annotations?.[REVISION]).toBe('2');
    expect(deployment(driver).metadata.annotations?.[REVISION]).toBe('2');
    const [before, after] = [old?.metadata.name, current?.metadata.name];
    expect(driver.events('web')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${before} from 0 to 3`,
      `ScalingReplicaSet: Scaled up replica set ${after} from 0 to 1`,
      `ScalingReplicaSet: Scaled down replica set ${before} from 3 to 2`,
      `ScalingReplicaSet: Scaled up replica set ${after} from 1 to 2`,
      `ScalingReplicaSet: Scaled down replica set ${before} from 2 to 1`,
      `ScalingReplicaSet: Scaled up replica set ${after} from 2 to 3`,
      `ScalingReplicaSet: Scaled down replica set ${before} from 1 to 0`,
    ]);
  });

  it('never has more pods than the surge allows nor fewer available ones than promised', () => {
    const bound = fc.constantFrom<IntOrString>(0, 1, 2, '25%', '50%', '100%');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), bound, bound, (replicas, maxSurge, maxUnavailable) => {
        fc.pre(!(isZero(maxSurge) && isZero(maxUnavailable)));
        const strategy = `  strategy: { rollingUpdate: { maxSurge: ${maxSurge}, maxUnavailable: ${maxUnavailable} } }`;
        const driver = running(replicas, strategy);
        driver.setImage('web', 'web', 'nginx:1.28');
        const surge = Math.ceil(amount(maxSurge, replicas));
        const rounded = Math.floor(amount(maxUnavailable, replicas));
        const unavailable = surge === 0 && rounded === 0 ? 1 : rounded;
        driver.until('the rollout is complete', () => {
          // Wanted pods, not existing ones: a ReplicaSet may create before another has deleted.
          const wanted = sizes(driver).reduce((sum, size) => sum + size, 0);
          expect(wanted).toBeLessThanOrEqual(replicas + surge);
          const live = driver.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
          expect(live.filter(isReady).length).toBeGreaterThanOrEqual(replicas - unavailable);
          return isRolledOut(driver);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('sticks with a broken image: the old pods serve on, the deadline only reports', () => {
    const driver = running(10).setImage('web', 'web', 'nginx:does-not-exist').advance(120);
    expect(sizes(driver)).toEqual([8, 5]);
    expect(driver.readyPods()).toHaveLength(8);
    expect(condition(driver, 'Available')?.status).toBe('True');
    expect(condition(driver, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
    const name = replicaSets(driver)[1]?.metadata.name ?? '';

    const since = Date.parse(condition(driver, 'Progressing')?.lastUpdateTime ?? '');
    driver.until('the deadline', () => condition(driver, 'Progressing')?.status === 'False', 700);
    expect(driver.cluster.now() - since).toBeGreaterThan(600_000);
    expect(driver.cluster.now() - since).toBeLessThan(602_500);
    expect(condition(driver, 'Progressing')).toMatchObject({
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
    });
    expect(driver.advance(3600).readyPods()).toHaveLength(8);
    expect(sizes(driver)).toEqual([8, 5]);
  });

  it('goes back to the old ReplicaSet when the old template comes back, under a new revision', () => {
    const driver = running(4).setImage('web', 'web', 'nginx:does-not-exist').advance(60);
    rolledOut(driver.setImage('web', 'web', 'nginx:1.27'));
    expect(sizes(driver)).toEqual([4, 0]);
    const [restored, broken] = replicaSets(driver);
    expect(restored?.metadata.annotations).toMatchObject({
      [REVISION]: '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(broken?.metadata.annotations?.[REVISION]).toBe('2');
    expect(deployment(driver).metadata.annotations?.[REVISION]).toBe('3');
  });

  it('starts only by a change of the template', () => {
    const driver = running(2);
    driver.scale('web', 3);
    driver.must('Deployment', {
      verb: 'patch',
      patchType: 'merge',
      name: 'web',
      body: { metadata: { labels: { team: 'a' }, annotations: { note: 'hello' } }, spec: { minReadySeconds: 1 } },
    });
    driver.advance(30);
    expect(sizes(driver)).toEqual([3]);
    const [replicaSet] = replicaSets(driver);
    expect(replicaSet?.metadata.annotations).toMatchObject({ note: 'hello', [REVISION]: '1' });
    expect(replicaSet?.spec.minReadySeconds).toBe(1);
  });

  it('keeps as many old ReplicaSets as revisionHistoryLimit says', () => {
    const driver = running(1, '  revisionHistoryLimit: 2');
    for (const tag of ['1.24', '1.25', '1.26', '1.28']) rolledOut(driver.setImage('web', 'web', `nginx:${tag}`));
    driver.advance(10);
    const revisions = replicaSets(driver).map(({ metadata }) => metadata.annotations?.[REVISION]);
    expect(revisions).toEqual(['3', '4', '5']);
  });

  it('waits for minReadySeconds before it counts a pod as available', () => {
    const driver = running(1, '  minReadySeconds: 20').setImage('web', 'web', 'nginx:1.28');
    driver.until('the new pod is ready', () => driver.readyPods().length === 2);
    const ready = driver.cluster.now();
    expect(deployment(driver).status.availableReplicas).toBe(1);
    driver.until('the old one may go', () => sizes(driver)[0] === 0);
    expect(driver.cluster.now() - ready).toBeGreaterThan(19_000);
    expect(driver.cluster.now() - ready).toBeLessThan(22_000);
  });
});

function isZero(bound: IntOrString): boolean {
  return bound === 0;
}

function amount(bound: IntOrString, replicas: number): number {
  return typeof bound === 'number' ? bound : (Number.parseInt(bound, 10) / 100) * replicas;
}

describe('scaling', () => {
  it('is no rollout: the same ReplicaSet grows and shrinks', () => {
    const driver = rolledOut(running(2).scale('web', 5));
    const name = replicaSets(driver)[0]?.metadata.name ?? '';
    rolledOut(driver.scale('web', 1));
    expect(sizes(driver)).toEqual([1]);
    expect(driver.events('web').slice(1)).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${name} from 2 to 5`,
      `ScalingReplicaSet: Scaled down replica set ${name} from 5 to 1`,
    ]);
  });

  it('in the middle of a rollout gives each ReplicaSet its share', () => {
    const driver = running(10).setImage('web', 'web', 'nginx:does-not-exist').advance(60);
    expect(sizes(driver)).toEqual([8, 5]);
    driver.scale('web', 20).advance(5);
    // 13 become 20 + 5: 8/13 and 5/13 of it.
    expect(sizes(driver)).toEqual([15, 10]);
  });
});

describe('a paused Deployment', () => {
  it('rolls nothing out until it is resumed, and scales meanwhile', () => {
    const driver = running(2);
    driver.must('Deployment', { verb: 'patch', patchType: 'merge', name: 'web', body: { spec: { paused: true } } });
    driver.advance(1);
    expect(condition(driver, 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
    driver.setImage('web', 'web', 'nginx:1.28').scale('web', 3).advance(60);
    expect(sizes(driver)).toEqual([3]);
    expect(driver.readyPods()).toHaveLength(3);

    driver.must('Deployment', { verb: 'patch', patchType: 'merge', name: 'web', body: { spec: { paused: false } } });
    rolledOut(driver);
    expect(sizes(driver)).toEqual([0, 3]);
  });
});

describe('strategy Recreate', () => {
  it('has no pod of the new template before the last one of the old is gone', () => {
    const driver = running(3, '  strategy: { type: Recreate }').setImage('web', 'web', 'nginx:1.28');
    const image = ({ spec }: Pod): string | undefined => spec.containers[0]?.image;
    driver.until('the rollout is complete', () => {
      expect(new Set(driver.pods().map(image)).size).toBeLessThanOrEqual(1);
      return isRolledOut(driver);
    });
    expect(driver.pods().map(image)).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28']);
  });
});

describe('what a Deployment owns', () => {
  it('goes with it', () => {
    const driver = running(2).delete('Deployment', 'web').advance(60);
    expect(replicaSets(driver)).toEqual([]);
    expect(driver.pods()).toEqual([]);
  });

  it('is adopted again after an orphaning deletion', () => {
    const driver = running(2).delete('Deployment', 'web', { propagationPolicy: 'Orphan' }).advance(5);
    const pods = driver.readyPods().map(({ metadata }) => metadata.uid);
    expect(replicaSets(driver)[0]?.metadata).not.toHaveProperty('ownerReferences');
    rolledOut(driver.apply(web(2)));
    expect(replicaSets(driver)).toHaveLength(1);
    expect(replicaSets(driver)[0]?.metadata.ownerReferences?.[0]?.uid).toBe(deployment(driver).metadata.uid);
    expect(driver.readyPods().map(({ metadata }) => metadata.uid)).toEqual(pods);
  });

  it('gets another name when its own is taken', () => {
    const first = running(1);
    const name = replicaSets(first)[0]?.metadata.name ?? '';
    const driver = new ClusterDriver().apply(`
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: ${name} }
spec:
  replicas: 0
  selector: { matchLabels: { app: other } }
  template:
    metadata: { labels: { app: other } }
    spec: { containers: [{ name: other, image: nginx }] }
`);
    rolledOut(driver.apply(web(1)));
    expect(deployment(driver).status.collisionCount).toBe(1);
    expect(replicaSets(driver).map(({ metadata }) => metadata.name)).not.toEqual([name, name]);
    expect(driver.readyPods()).toHaveLength(1);
  });
});

describe('pods that cannot be created', () => {
  const withAccount = web(2).replace('    spec:\n', '    spec:\n      serviceAccountName: builder\n');

  it('are reported by the ReplicaSet and the Deployment, and come when the reason is gone', () => {
    const driver = new ClusterDriver().apply(withAccount).advance(30);
    const name = replicaSets(driver)[0]?.metadata.name ?? '';
    const refused =
      /^pods "web-[4-9bcdf]+-" is forbidden: error looking up service account default\/builder: serviceaccount "builder" not found$/;
    expect(condition(driver, 'ReplicaFailure')).toMatchObject({ status: 'True', reason: 'FailedCreate' });
    expect(condition(driver, 'ReplicaFailure')?.message).toMatch(refused);
    expect(condition(driver, 'Available')).toMatchObject({ status: 'False', reason: 'MinimumReplicasUnavailable' });
    expect(driver.events(name).every((event) => event.startsWith('FailedCreate: Error creating: pods "web-'))).toBe(
      true,
    );
    driver.apply('{ apiVersion: v1, kind: ServiceAccount, metadata: { name: builder } }');
    rolledOut(driver);
    expect(condition(driver, 'ReplicaFailure')).toBeUndefined();
  });
});

describe('why', () => {
  /** Codes of the decisions that changes of a resource came from, in order, without repeats in a row. */
  function decisions(cluster: Cluster, resource: string): string[] {
    const codes: string[] = [];
    for (const change of cluster.changesSince(0) ?? []) {
      const code = cluster.decision(change.decision)?.code ?? '';
      if (change.resource === resource && code !== codes.at(-1)) codes.push(code);
    }
    return codes;
  }

  it('is recorded with its numbers for every step', () => {
    const driver = rolledOut(running(2).setImage('web', 'web', 'nginx:1.28'));
    expect(decisions(driver.cluster, 'replicasets').filter((code) => code.startsWith('deployment.'))).toEqual([
      'deployment.newReplicaSet',
      'deployment.newReplicaSet',
      'deployment.scaleDownOld',
      'deployment.scaleUpNew',
      'deployment.scaleDownOld',
    ]);
    const [old, current] = replicaSets(driver);
    const scalings = driver.cluster.decisionsSince(0).filter(({ code }) => code === 'deployment.scaleUpNew');
    expect(scalings.map(({ params }) => params)).toEqual([
      { name: 'web', replicaSet: current?.metadata.name, from: 1, to: 2, want: 2, maxSurge: 1, total: 2, maxTotal: 3 },
    ]);
    expect(old?.spec.replicas).toBe(0);
  });
});
