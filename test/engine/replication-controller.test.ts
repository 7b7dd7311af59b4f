import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

function web(replicas: number): string {
  return `
apiVersion: v1
kind: ReplicationController
metadata: { name: web }
spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`;
}

describe('a ReplicationController', () => {
  it('selects by the labels of its template, makes the pods and reports them', () => {
    const driver = new ClusterDriver().apply(web(2));
    driver.until('both are ready', () => driver.get('replicationcontrollers', 'web').status.readyReplicas === 2);
    const { spec, status } = driver.get('replicationcontrollers', 'web');
    expect(spec.selector).toEqual({ app: 'web' });
    expect(status).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    });
    const [pod] = driver.pods();
    expect(pod?.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'v1', kind: 'ReplicationController', name: 'web', controller: true, blockOwnerDeletion: true },
    ]);
  });

  it('replaces a pod that is deleted, and goes down when told to', () => {
    const driver = new ClusterDriver().apply(web(2)).advance(20);
    driver.delete('Pod', driver.pods()[0]?.metadata.name ?? '').advance(60);
    expect(driver.readyPods()).toHaveLength(2);
    driver.apply(web(0)).advance(60);
    expect(driver.pods()).toHaveLength(0);
    expect(
      driver.events('web').filter((event) => event.startsWith('SuccessfulDelete: Deleted pod: web-')),
    ).toHaveLength(2);
  });

  it('takes its pods with it, unless they are to be orphaned', () => {
    const driver = new ClusterDriver().apply(web(2)).advance(20);
    driver.delete('ReplicationController', 'web', { propagationPolicy: 'Orphan' }).advance(60);
    expect(driver.readyPods()).toHaveLength(2);
    driver.apply(web(2)).advance(5);
    expect(driver.readyPods()).toHaveLength(2);
    driver.delete('ReplicationController', 'web').advance(60);
    expect(driver.pods()).toHaveLength(0);
  });
});
