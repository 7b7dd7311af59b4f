import { describe, expect, it } from 'vitest';
import type { Pod, StatefulSetStatus } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

interface Sketch {
  replicas?: number;
  image?: string;
  /** Further lines of the spec, indented by two spaces. */
  spec?: string;
}

function db({ replicas = 3, image = 'nginx:1.27', spec = '' }: Sketch = {}): string {
  return `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: ${replicas}
  serviceName: db
${spec}
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      terminationGracePeriodSeconds: 5
      containers: [{ name: db, image: '${image}' }]
`;
}

const CLAIMS = `
  volumeClaimTemplates:
    - metadata: { name: data }
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: ''
        resources: { requests: { storage: 1Gi } }
`;

function status(driver: ClusterDriver): StatefulSetStatus {
  return driver.get('statefulsets', 'db').status;
}

function names(pods: readonly Pod[]): string[] {
  return pods.map(({ metadata }) => metadata.name).toSorted();
}

function images(driver: ClusterDriver): (string | undefined)[] {
  return driver
    .pods()
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .map(({ spec }) => spec.containers[0]?.image);
}

function ready(count: number, driver: ClusterDriver): ClusterDriver {
  return driver.until(`${count} are available`, () => status(driver).availableReplicas === count, 300);
}

function running(sketch: Sketch = {}): ClusterDriver {
  return ready(sketch.replicas ?? 3, new ClusterDriver().apply(db(sketch)));
}

/** The events about pods, in the order in which they happened. */
function podEvents(driver: ClusterDriver): string[] {
  return driver.events('db').filter((event) => event.includes(' Pod ') && !event.includes('Claim'));
}

function claims(driver: ClusterDriver): string[] {
  return driver.cluster.live.list('persistentvolumeclaims', 'default').map(({ metadata }) => metadata.name);
}

describe('a StatefulSet', () => {
  it('starts its pods one after another, each with its own name', () => {
    const driver = new ClusterDriver().apply(db());
    driver.until('a third pod', () => driver.pods().length === 3);
    expect(names(driver.readyPods())).toEqual(['db-0', 'db-1']);
    ready(3, driver);
    expect(podEvents(driver)).toEqual([
      'SuccessfulCreate: create Pod db-0 in StatefulSet db successful',
      'SuccessfulCreate: create Pod db-1 in StatefulSet db successful',
      'SuccessfulCreate: create Pod db-2 in StatefulSet db successful',
    ]);
    const { currentRevision, ...counts } = status(driver);
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      updateRevision: currentRevision,
      collisionCount: 0,
    });
    const pod = driver.get('pods', 'db-1');
    expect(pod.metadata.labels).toEqual({
      app: 'db',
      'statefulset.kubernetes.io/pod-name': 'db-1',
      'apps.kubernetes.io/pod-index': '1',
      'controller-revision-hash': currentRevision,
    });
    expect(currentRevision).toMatch(/^db-[bcdfghjklmnpqrstvwxz2456789]+$/);
    expect(pod.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
  });

  it('names a new pod as the one that it replaces', () => {
    const driver = running();
    const before = driver.get('pods', 'db-1').metadata.uid;
    driver.delete('Pod', 'db-1');
    driver.until('it is gone', () => driver.pods().length === 2).advance(60);
    expect(names(driver.readyPods())).toEqual(['db-0', 'db-1', 'db-2']);
    expect(driver.get('pods', 'db-1').metadata.uid).not.toBe(before);
  });

  it('goes down from the highest number, one at a time', () => {
    const driver = running();
    driver.apply(db({ replicas: 1 }));
    driver.until('db-2 terminates', () => driver.get('pods', 'db-2').metadata.deletionTimestamp !== undefined);
    expect(driver.get('pods', 'db-1').metadata.deletionTimestamp).toBeUndefined();
    driver.advance(60);
    expect(names(driver.pods())).toEqual(['db-0']);
    expect(podEvents(driver).slice(3)).toEqual([
      'SuccessfulDelete: delete Pod db-2 in StatefulSet db successful',
      'SuccessfulDelete: delete Pod db-1 in StatefulSet db successful',
    ]);
  });

  it('starts and stops all at once when its pods may be managed in parallel', () => {
    const spec = '  podManagementPolicy: Parallel';
    const driver = new ClusterDriver().apply(db({ spec }));
    driver.until('all are there', () => driver.pods().length === 3);
    expect(driver.readyPods()).toHaveLength(0);
    ready(3, driver).apply(db({ spec, replicas: 0 }));
    driver.until('all terminate', () =>
      driver.pods().every(({ metadata }) => metadata.deletionTimestamp !== undefined),
    );
    expect(driver.pods()).toHaveLength(3);
  });

  it('waits for a pod that does not become ready, and stays there', () => {
    const driver = new ClusterDriver().apply(db({ image: 'ngnix:1.27' })).advance(300);
    expect(names(driver.pods())).toEqual(['db-0']);
  });

  it('updates from the highest number down, one at a time', () => {
    const driver = running();
    driver.apply(db({ image: 'nginx:1.28' }));
    driver.until('db-2 is new', () => images(driver)[2] === 'nginx:1.28');
    expect(images(driver).slice(0, 2)).toEqual(['nginx:1.27', 'nginx:1.27']);
    let fewest = 3;
    driver.until(
      'all are new and ready',
      () => {
        fewest = Math.min(fewest, driver.readyPods().length);
        return status(driver).currentRevision === status(driver).updateRevision && status(driver).readyReplicas === 3;
      },
      300,
    );
    expect(fewest).toBe(2);
    expect(images(driver)).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28']);
    expect(driver.cluster.live.list('controllerrevisions').map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it('leaves pods below the partition as they are, also when they are replaced', () => {
    const driver = running();
    const partition = (number: number): string => `  updateStrategy: { rollingUpdate: { partition: ${number} } }`;
    driver.apply(db({ image: 'nginx:1.28', spec: partition(2) })).advance(120);
    expect(images(driver)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
    expect(status(driver)).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    driver.delete('Pod', 'db-0').delete('Pod', 'db-2').advance(120);
    expect(images(driver)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
    driver.apply(db({ image: 'nginx:1.28', spec: partition(0) })).advance(200);
    expect(images(driver)).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28']);
  });

  it('with OnDelete updates what someone deletes', () => {
    const spec = '  updateStrategy: { type: OnDelete }';
    const driver = running({ spec });
    driver.apply(db({ spec, image: 'nginx:1.28' })).advance(60);
    expect(images(driver)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
    driver.delete('Pod', 'db-1').advance(60);
    expect(images(driver)).toEqual(['nginx:1.27', 'nginx:1.28', 'nginx:1.27']);
  });

  it('starts counting where ordinals say', () => {
    const driver = running({ replicas: 2, spec: '  ordinals: { start: 5 }' });
    expect(names(driver.pods())).toEqual(['db-5', 'db-6']);
  });

  it('waits for minReadySeconds between pods', () => {
    const driver = new ClusterDriver().apply(db({ spec: '  minReadySeconds: 20' }));
    driver.until('db-0 is ready', () => driver.readyPods().length === 1).advance(15);
    expect(names(driver.pods())).toEqual(['db-0']);
    driver.advance(10);
    expect(names(driver.pods())).toEqual(['db-0', 'db-1']);
  });

  it('replaces a pod that has ended', () => {
    const driver = running();
    const { uid } = driver.get('pods', 'db-1').metadata;
    driver.must('Pod', { verb: 'patch', subresource: 'status', name: 'db-1', body: { status: { phase: 'Failed' } } });
    driver.advance(60);
    expect(driver.get('pods', 'db-1').metadata.uid).not.toBe(uid);
    expect(podEvents(driver)).toContain('SuccessfulDelete: delete Pod db-1 in StatefulSet db successful');
  });

  describe('with claim templates', () => {
    it('makes a claim for each pod, which waits for it, and keeps it when it goes down', () => {
      const driver = new ClusterDriver().apply(db({ spec: CLAIMS, replicas: 1 })).advance(5);
      expect(claims(driver)).toEqual(['data-db-0']);
      expect(driver.get('persistentvolumeclaims', 'data-db-0').metadata.labels).toEqual({ app: 'db' });
      expect(driver.get('pods', 'db-0').spec.volumes?.[0]).toEqual({
        name: 'data',
        persistentVolumeClaim: { claimName: 'data-db-0' },
      });
      expect(driver.events('db')).toContain(
        'SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success',
      );
      driver.apply(db({ spec: CLAIMS, replicas: 0 })).advance(60);
      expect(driver.pods()).toHaveLength(0);
      expect(claims(driver)).toEqual(['data-db-0']);
    });

    it('makes the set own them when they are to go with it', () => {
      const spec = `${CLAIMS}  persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete }`;
      const driver = new ClusterDriver().apply(db({ spec, replicas: 1 })).advance(5);
      expect(driver.get('persistentvolumeclaims', 'data-db-0').metadata.ownerReferences).toMatchObject([
        { kind: 'StatefulSet', name: 'db', controller: true },
      ]);
      driver.delete('StatefulSet', 'db').advance(60);
      expect(claims(driver)).toEqual([]);
    });

    it('makes the pod own them when they are to go with it', () => {
      const spec = `${CLAIMS}  persistentVolumeClaimRetentionPolicy: { whenScaled: Delete }`;
      const driver = new ClusterDriver().apply(db({ spec, replicas: 1 })).advance(5);
      expect(driver.get('persistentvolumeclaims', 'data-db-0').metadata.ownerReferences).toBeUndefined();
      driver.apply(db({ spec, replicas: 0 })).advance(60);
      expect(claims(driver)).toEqual([]);
    });
  });
});
