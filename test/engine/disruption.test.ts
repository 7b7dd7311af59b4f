import { describe, expect, it } from 'vitest';
import { isFailure } from '../../src/engine/index.ts';
import type { ApiResponse, GenericObject, PodDisruptionBudget } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`;

function budget(rule: string): string {
  return `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec:
  ${rule}
  selector: { matchLabels: { app: web } }
`;
}

function guarded(rule: string): ClusterDriver {
  const driver = new ClusterDriver().apply(web).apply(budget(rule));
  return driver.until('all are ready', () => driver.readyPods().length === 3).advance(1);
}

function theBudget(driver: ClusterDriver): PodDisruptionBudget {
  return driver.get('poddisruptionbudgets', 'web');
}

function evict(driver: ClusterDriver, index: number): ApiResponse {
  const name = driver.pods()[index]?.metadata.name ?? '';
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } };
  return driver.request('Pod', { verb: 'create', subresource: 'eviction', name, body });
}

describe('a PodDisruptionBudget', () => {
  it('tells how many pods may go', () => {
    const driver = guarded('minAvailable: 2');
    const { conditions, ...status } = theBudget(driver).status;
    expect(status).toEqual({
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
      disruptionsAllowed: 1,
      observedGeneration: 1,
    });
    expect(conditions).toMatchObject([
      { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods', message: '', observedGeneration: 1 },
    ]);
  });

  it.each([
    ['maxUnavailable: 1', 2, 1],
    ['maxUnavailable: 50%', 1, 2],
    ['minAvailable: 50%', 2, 1],
    ['minAvailable: 5', 5, 0],
    ['maxUnavailable: 0', 3, 0],
  ])('with %s wants %i healthy and allows %i', (rule, desiredHealthy, disruptionsAllowed) => {
    expect(theBudget(guarded(rule)).status).toMatchObject({ desiredHealthy, disruptionsAllowed });
  });

  it('refuses evictions beyond what it allows, until there are enough pods again', () => {
    const driver = guarded('minAvailable: 2');
    expect(isFailure(evict(driver, 0))).toBe(false);
    expect(theBudget(driver).status.disruptionsAllowed).toBe(0);
    const refused = evict(driver, 1);
    expect(refused.code).toBe(429);
    expect(refused.body).toMatchObject({
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget web needs 2 healthy pods and has 3 currently',
          },
        ],
      },
    });
    driver.advance(60);
    expect(theBudget(driver).status).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 3 });
    expect(theBudget(driver).status.disruptedPods).toBeUndefined();
    expect(isFailure(evict(driver, 0))).toBe(false);
  });

  it('follows the size that the owner wants', () => {
    const driver = guarded('maxUnavailable: 1');
    driver.scale('web', 5).advance(30);
    expect(theBudget(driver).status).toMatchObject({ expectedPods: 5, desiredHealthy: 4, currentHealthy: 5 });
  });

  it('says when it selects nothing', () => {
    const driver = new ClusterDriver().apply(budget('minAvailable: 1')).advance(1);
    expect(driver.events('web')).toEqual(['NoPods: No matching pods found']);
  });

  it('allows nothing for pods of which nobody says how many there should be', () => {
    const driver = new ClusterDriver().apply(budget('maxUnavailable: 1'));
    driver.apply(web.replace('Deployment', 'DaemonSet').replace('  replicas: 3\n', '')).advance(20);
    expect(theBudget(driver).status.disruptionsAllowed).toBe(0);
    expect(driver.events('web')).toContain(
      'CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: daemonsets.apps does not implement the scale subresource',
    );
  });

  it.each(['maxUnavailable: 1', 'minAvailable: 28%'])(
    'with %s says when it selects pods that nobody manages',
    (rule) => {
      const naked = `
apiVersion: v1
kind: Pod
metadata: { name: naked, labels: { app: web } }
spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`;
      const driver = new ClusterDriver().apply(budget(rule)).apply(naked).advance(20);
      expect(theBudget(driver).status).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
      expect(driver.events('web')).toContain(
        'UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
      );
    },
  );

  it('counts a pod that nobody manages when it says how many must be there', () => {
    const driver = guarded('minAvailable: 2');
    expect(driver.events('web').some((event) => event.startsWith('UnmanagedPods'))).toBe(false);
  });

  it.each([
    ['apps.test.io/v1', 'TestWorkload', 'no matches for kind "TestWorkload" in version "apps.test.io/v1"'],
    ['apps/v1', 'ReplicaSet', 'found no controllers for pod "owned"'],
  ])('allows nothing when a pod is of a %s %s that is not there', (apiVersion, kind, problem) => {
    const owned = `
apiVersion: v1
kind: Pod
metadata:
  name: owned
  labels: { app: web }
  ownerReferences: [{ apiVersion: ${apiVersion}, kind: ${kind}, name: gone, uid: none, controller: true }]
spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`;
    const driver = new ClusterDriver().apply(budget('minAvailable: 28%')).apply(owned).advance(0.1);
    expect(driver.events('web')).toContain(
      `CalculateExpectedPodCountFailed: Failed to calculate the number of expected pods: ${problem}`,
    );
    expect(theBudget(driver).status).toMatchObject({ disruptionsAllowed: 0 });
  });

  it('asks a custom resource with a scale how many pods there should be', () => {
    // TestScaleResource: 10 wanted, 4 there, of which 5 may be missing.
    const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: fleets.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: fleets, singular: fleet, kind: Fleet }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
      subresources: { scale: { specReplicasPath: .spec.size, statusReplicasPath: .status.size } }
`;
    const driver = new ClusterDriver().apply(definition).advance(5);
    const fleet = driver.cluster.request({
      verb: 'create',
      group: 'example.com',
      resource: 'fleets',
      namespace: 'default',
      body: { apiVersion: 'example.com/v1', kind: 'Fleet', metadata: { name: 'fleet' }, spec: { size: 10 } },
    });
    if (isFailure(fleet)) throw new Error(fleet.body.message);
    const { uid } = (fleet.body as GenericObject).metadata;
    for (let index = 0; index < 4; index++) {
      driver.apply(`
apiVersion: v1
kind: Pod
metadata:
  name: ship-${index}
  labels: { app: web }
  ownerReferences: [{ apiVersion: example.com/v1, kind: Fleet, name: fleet, uid: ${uid}, controller: true }]
spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`);
    }
    driver.apply(budget('maxUnavailable: 5')).advance(20);
    expect(theBudget(driver).status).toMatchObject({
      currentHealthy: 4,
      desiredHealthy: 5,
      expectedPods: 10,
      disruptionsAllowed: 0,
    });
  });
});
