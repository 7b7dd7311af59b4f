import { describe, expect, it } from 'vitest';
import type { Pod, ReplicaSet } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** `spec`: further lines of the ReplicaSet's spec, indented by two spaces. */
function web(replicas: number, spec = ''): string {
  return `
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: ${replicas}
${spec}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web, tier: front }
      annotations: { note: hello }
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
}

function barePod(name: string, labels: string): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: ${labels} }
spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`;
}

function replicaSet(driver: ClusterDriver): ReplicaSet {
  return driver.get('replicasets', 'web');
}

function names(pods: readonly Pod[]): string[] {
  return pods.map(({ metadata }) => metadata.name);
}

/** Pods that are not on their way out. */
function livePods(driver: ClusterDriver): Pod[] {
  return driver.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

function owners(pod: Pod): (string | undefined)[] {
  return (pod.metadata.ownerReferences ?? []).map(({ uid }) => uid);
}

function ready(count: number, driver: ClusterDriver): ClusterDriver {
  return driver.until(`${count} pods are ready`, () => replicaSet(driver).status.readyReplicas === count);
}

function running(replicas: number, spec = ''): ClusterDriver {
  return ready(replicas, new ClusterDriver().apply(web(replicas, spec)));
}

function scale(driver: ClusterDriver, replicas: number): ClusterDriver {
  driver.must('ReplicaSet', { verb: 'patch', patchType: 'merge', name: 'web', body: { spec: { replicas } } });
  return driver;
}

function patchPod(driver: ClusterDriver, name: string, metadata: object): void {
  driver.must('Pod', { verb: 'patch', patchType: 'merge', name, body: { metadata: { ...metadata } } });
}

describe('a ReplicaSet', () => {
  it('makes pods of its template and reports them', () => {
    const driver = running(3);
    expect(replicaSet(driver).status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    for (const { metadata } of driver.pods()) {
      expect(metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(metadata).toMatchObject({
        generateName: 'web-',
        labels: { app: 'web', tier: 'front' },
        annotations: { note: 'hello' },
      });
    }
    expect(driver.events('web').toSorted()).toEqual(
      names(driver.pods())
        .map((name) => `SuccessfulCreate: Created pod: ${name}`)
        .toSorted(),
    );
  });

  it('replaces a pod that is deleted at once, while the old one still shuts down', () => {
    const driver = running(2);
    const [first, second] = names(driver.pods());
    driver.delete('Pod', first ?? '').advance(0.5);
    expect(livePods(driver)).toHaveLength(2);
    expect(names(livePods(driver))).toContain(second);
    expect(driver.pods()).toHaveLength(3);
    driver.advance(60);
    expect(driver.pods()).toHaveLength(2);
  });

  it('deletes what is too much and says so', () => {
    const driver = scale(running(3), 1);
    driver.until('one is left', () => driver.pods().length === 1);
    const deleted = driver.events('web').filter((event) => event.startsWith('SuccessfulDelete: Deleted pod: web-'));
    expect(deleted).toHaveLength(2);
    expect(replicaSet(driver).status).toMatchObject({ replicas: 1, observedGeneration: 2 });
  });

  it('deletes the cheapest pods first', () => {
    const driver = running(3);
    const [cheap, dear, middle] = names(driver.pods());
    const cost = (value: string) => ({ annotations: { 'controller.kubernetes.io/pod-deletion-cost': value } });
    patchPod(driver, cheap ?? '', cost('-5'));
    patchPod(driver, dear ?? '', cost('100'));
    scale(driver, 1).until('one is left', () => driver.pods().length === 1);
    expect(names(driver.pods())).toEqual([dear]);
    expect([cheap, middle]).not.toContain(dear);
  });

  it('deletes pods that are not ready before ready ones', () => {
    const driver = running(3);
    const [, sick = ''] = names(driver.pods());
    driver.inject({ type: 'failReadiness', namespace: 'default', pod: sick, container: 'web', on: true });
    driver.until('it is seen', () => replicaSet(driver).status.readyReplicas === 2);
    scale(driver, 2).advance(60);
    expect(names(driver.pods())).not.toContain(sick);
  });

  it('adopts a pod that matches, and deletes it when that makes one too many', () => {
    const driver = running(2);
    driver.apply(barePod('stray', '{ app: web }')).advance(1);
    const changes = (driver.cluster.changesSince(0) ?? []).filter(({ name }) => name === 'stray');
    expect(changes.some(({ object }) => owners(object as Pod).includes(replicaSet(driver).metadata.uid))).toBe(true);
    driver.advance(60);
    expect(names(driver.pods())).not.toContain('stray');
    expect(driver.pods()).toHaveLength(2);
  });

  it('makes fewer pods when it adopts some', () => {
    const driver = new ClusterDriver().apply(barePod('mine', '{ app: web }')).advance(20);
    ready(2, driver.apply(web(2)));
    expect(names(driver.pods())).toContain('mine');
    expect(driver.pods()).toHaveLength(2);
    // It lacks a label that the template has.
    expect(replicaSet(driver).status.fullyLabeledReplicas).toBe(1);
  });

  it('lets go of a pod whose labels no longer match, and makes another', () => {
    const driver = running(2);
    const [freed = ''] = names(driver.pods());
    patchPod(driver, freed, { labels: { app: 'debug' } });
    ready(2, driver.advance(1));
    expect(driver.get('pods', freed).metadata).not.toHaveProperty('ownerReferences');
    expect(driver.pods()).toHaveLength(3);
    driver.delete('ReplicaSet', 'web').advance(60);
    expect(names(driver.pods())).toEqual([freed]);
  });

  it('leaves pods of others alone', () => {
    const driver = running(1);
    const other = web(1).replaceAll('name: web\n', 'name: other\n');
    driver.apply(other).advance(30);
    expect(driver.pods()).toHaveLength(2);
    expect(replicaSet(driver).status.replicas).toBe(1);
  });

  it('counts a pod as available only after minReadySeconds', () => {
    const driver = running(1, '  minReadySeconds: 30');
    const since = driver.cluster.now();
    expect(replicaSet(driver).status).not.toHaveProperty('availableReplicas');
    driver.until('it is available', () => replicaSet(driver).status.availableReplicas === 1);
    expect(driver.cluster.now() - since).toBeGreaterThan(28_000);
    expect(driver.cluster.now() - since).toBeLessThan(32_000);
  });

  it('takes its pods with it, or leaves them as orphans', () => {
    const driver = running(2).delete('ReplicaSet', 'web', { propagationPolicy: 'Orphan' }).advance(60);
    expect(driver.readyPods()).toHaveLength(2);
    expect(driver.pods().flatMap(owners)).toEqual([]);
    ready(2, driver.apply(web(2)));
    expect(driver.pods()).toHaveLength(2);
    driver.delete('ReplicaSet', 'web').advance(60);
    expect(driver.pods()).toEqual([]);
  });

  it('creates at most 500 pods at a time', () => {
    const driver = new ClusterDriver().apply(web(1200));
    driver.until('all are made', () => driver.pods().length === 1200);
    const created = driver.cluster.decisionsSince(0).filter(({ code }) => code === 'replicaset.scaleUp');
    expect(created.map(({ params }) => params)).toEqual([
      { name: 'web', have: 0, want: 1200, create: 500 },
      { name: 'web', have: 500, want: 1200, create: 500 },
      { name: 'web', have: 1000, want: 1200, create: 200 },
    ]);
  });
});
