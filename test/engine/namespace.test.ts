import { describe, expect, test } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

const TEAM = `
apiVersion: v1
kind: Namespace
metadata: { name: team }
`;

const CONTENT = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: team }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: nginx }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: team }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: default }
`;

function hasNamespace(driver: ClusterDriver, name: string): boolean {
  return driver.cluster.live.get('namespaces', '', name) !== undefined;
}

function condition(driver: ClusterDriver, type: string) {
  const { conditions = [] } = driver.get('namespaces', 'team', '').status;
  return conditions.find((each) => each.type === type);
}

describe('what every namespace has', () => {
  test('the CA of the cluster and a service account, put back when they are taken away', () => {
    const driver = new ClusterDriver().apply(TEAM).advance(1);
    expect(driver.get('configmaps', 'kube-root-ca.crt', 'team').data?.['ca.crt']).toMatch(
      /^-----BEGIN CERTIFICATE-----/,
    );
    expect(driver.get('serviceaccounts', 'default', 'team').metadata.name).toBe('default');
    expect(driver.get('serviceaccounts', 'default', 'kube-system').metadata.name).toBe('default');
    driver.delete('ConfigMap', 'kube-root-ca.crt', { namespace: 'team' }).advance(1);
    expect(driver.get('configmaps', 'kube-root-ca.crt', 'team').data).toHaveProperty(['ca.crt']);
  });
});

describe('deletion', () => {
  test('takes everything in the namespace along, and nothing else', () => {
    const driver = new ClusterDriver().apply(TEAM).apply(CONTENT);
    driver.until('the pods are ready', () => driver.readyPods('team').length === 2);
    driver.delete('Namespace', 'team');
    expect(driver.get('namespaces', 'team', '').status.phase).toBe('Terminating');
    driver.advance(1);
    expect(driver.pods('team').every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
    expect(condition(driver, 'NamespaceContentRemaining')).toMatchObject({
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: 'Some resources are remaining: pods. has 2 resource instances',
    });
    expect(condition(driver, 'NamespaceDeletionDiscoveryFailure')).toMatchObject({
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    });
    driver.until('the namespace is gone', () => !hasNamespace(driver, 'team'), 60);
    driver.advance(60);
    for (const resource of [
      'pods',
      'deployments',
      'replicasets',
      'services',
      'endpointslices',
      'events',
      'configmaps',
    ]) {
      expect(driver.cluster.live.list(resource, 'team')).toEqual([]);
    }
    expect(driver.get('configmaps', 'settings', 'default')).toBeDefined();
  });

  test('an empty namespace goes at once', () => {
    const driver = new ClusterDriver().apply(TEAM).advance(1);
    driver.delete('Namespace', 'team');
    driver.until('the namespace is gone', () => !hasNamespace(driver, 'team'), 2);
  });

  test('an object with a finalizer holds its namespace until the finalizer is gone', () => {
    const driver = new ClusterDriver().apply(TEAM);
    driver.apply(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: held, namespace: team, finalizers: [example.com/hold] }',
    );
    driver.advance(1).delete('Namespace', 'team').advance(120);
    expect(condition(driver, 'NamespaceFinalizersRemaining')).toMatchObject({
      status: 'True',
      reason: 'SomeFinalizersRemain',
      message: 'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    });
    driver.must('ConfigMap', {
      verb: 'patch',
      patchType: 'merge',
      namespace: 'team',
      name: 'held',
      body: { metadata: { finalizers: null } },
    });
    driver.until('the namespace is gone', () => !hasNamespace(driver, 'team'), 5);
  });
});
