import { describe, expect, test } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: nginx }]
`;

function running(): ClusterDriver {
  const driver = new ClusterDriver().apply(WEB);
  return driver.until('three pods are ready', () => driver.readyPods().length === 3);
}

function names(driver: ClusterDriver, resource: 'deployments' | 'replicasets' | 'pods'): string[] {
  return driver.cluster.live.list(resource, 'default').map(({ metadata }) => metadata.name);
}

describe('deletion in background', () => {
  test('the owner goes at once, its dependents after it, each because of its owner', () => {
    const driver = running();
    const [replicaSet = ''] = names(driver, 'replicasets');
    const since = driver.cluster.decisionsSince(0).at(-1)?.id ?? 0;
    driver.delete('Deployment', 'web');
    expect(names(driver, 'deployments')).toEqual([]);
    expect(names(driver, 'replicasets')).toEqual([replicaSet]);
    driver.until('the ReplicaSet is gone', () => names(driver, 'replicasets').length === 0, 5);
    expect(names(driver, 'pods').length).toBe(3);
    driver.until('the pods are gone', () => names(driver, 'pods').length === 0, 60);
    const collected = driver.cluster
      .decisionsSince(since)
      .filter(({ code }) => code === 'garbageCollector.deleteDependent');
    expect(collected.map(({ params }) => [params['kind'], params['ownerKind'], params['owner']])).toEqual([
      ['ReplicaSet', 'Deployment', 'web'],
      ['Pod', 'ReplicaSet', replicaSet],
      ['Pod', 'ReplicaSet', replicaSet],
      ['Pod', 'ReplicaSet', replicaSet],
    ]);
    expect(collected.every(({ causes }) => causes.length > 0)).toBe(true);
  });

  test('who names an owner that does not exist goes too; a namesake with another uid is no owner', () => {
    const driver = running();
    const owner = driver.get('deployments', 'web');
    const reference = (uid: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid });
    const configMap = (name: string, uid: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, ownerReferences: [reference(uid)] },
    });
    driver.applyObject(configMap('kept', owner.metadata.uid));
    driver.applyObject(configMap('stray', '00000000-0000-4000-8000-000000000000'));
    driver.advance(5);
    expect(driver.get('configmaps', 'kept')).toBeDefined();
    expect(driver.cluster.live.get('configmaps', 'default', 'stray')).toBeUndefined();
  });

  test('a dependent with another owner lives on and forgets the one that is gone', () => {
    const driver = running();
    driver.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: first }');
    driver.apply('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: second }');
    const ownerReferences = ['first', 'second'].map((name) => {
      return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: driver.get('configmaps', name).metadata.uid };
    });
    driver.applyObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shared', ownerReferences } } as never);
    driver.delete('ConfigMap', 'first').advance(5);
    expect(driver.get('configmaps', 'shared').metadata.ownerReferences).toEqual([ownerReferences[1]]);
    driver.delete('ConfigMap', 'second').advance(5);
    expect(driver.cluster.live.get('configmaps', 'default', 'shared')).toBeUndefined();
  });
});

test('in foreground the owner waits until the dependents are gone', () => {
  const driver = running();
  driver.delete('Deployment', 'web', { propagationPolicy: 'Foreground' });
  expect(driver.get('deployments', 'web').metadata.finalizers).toEqual(['foregroundDeletion']);
  driver.advance(1);
  expect(names(driver, 'replicasets').length).toBe(1);
  const gone: string[] = [];
  for (const { object, type, resource } of followed(driver)) {
    if (type === 'DELETED' && ['pods', 'replicasets', 'deployments'].includes(resource)) gone.push(object.kind);
  }
  expect(gone).toEqual(['Pod', 'Pod', 'Pod', 'ReplicaSet', 'Deployment']);
});

function followed(driver: ClusterDriver) {
  const since = driver.cluster.revision();
  driver.until('the Deployment is gone', () => names(driver, 'deployments').length === 0, 60);
  return driver.cluster.changesSince(since) ?? [];
}

test('orphaned dependents live on without their owner', () => {
  const driver = running();
  const pods = names(driver, 'pods');
  driver.delete('Deployment', 'web', { propagationPolicy: 'Orphan' });
  driver.until('the Deployment is gone', () => names(driver, 'deployments').length === 0, 5);
  driver.advance(60);
  const [replicaSet = ''] = names(driver, 'replicasets');
  expect(driver.get('replicasets', replicaSet).metadata.ownerReferences).toBeUndefined();
  expect(names(driver, 'pods')).toEqual(pods);
});
