import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** The manifests of the posts that learners come from, and the state that each post describes. */
function example(name: string): string {
  return readFileSync(new URL(`../examples/${name}.yaml`, import.meta.url), 'utf8');
}

function waitingReason(driver: ClusterDriver, pod: string): string | undefined {
  return driver.get('pods', pod).status.containerStatuses?.[0]?.state.waiting?.reason;
}

describe('Order and Price', () => {
  it('runs an nginx Pod, a Deployment of three and a Service in front of them', () => {
    const driver = new ClusterDriver();
    driver.apply(example('order-and-price/nginx-pod'));
    driver.apply(example('order-and-price/nginx-deployment'));
    driver.apply(example('order-and-price/nginx-service'));
    driver.until('four pods are ready', () => driver.readyPods().length === 4);
    driver.advance(1);
    const [slice] = driver.cluster.live
      .list('endpointslices', 'default')
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'nginx-service');
    expect(slice?.endpoints).toHaveLength(3);
  });

  it('runs two order and two price servers from images that were built here', () => {
    const driver = new ClusterDriver();
    driver.apply(example('order-and-price/order-config')).apply(example('order-and-price/price-config'));
    driver.until('four pods are ready', () => driver.readyPods().length === 4);
    expect(driver.get('services', 'order-service').spec.ports?.[0]).toMatchObject({
      port: 80,
      targetPort: 3000,
      nodePort: 31000,
    });
    expect(driver.get('services', 'price-service').spec.type).toBe('ClusterIP');
  });
});

describe('Three spring Pods against a Deployment of three', () => {
  it('runs the three Pods of one file', () => {
    const driver = new ClusterDriver();
    driver.apply(example('spring-three/spring-pods'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
  });

  it('keeps three, restarts a killed container in place, and scales by applying', () => {
    const driver = new ClusterDriver();
    driver.apply(example('spring-three/spring-deployment')).apply(example('spring-three/spring-service'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    const pod = driver.pods()[0]?.metadata.name ?? '';
    driver.inject({ type: 'killContainer', namespace: 'default', pod, container: 'spring-container' });
    driver.until('it was restarted', () => driver.get('pods', pod).status.containerStatuses?.[0]?.restartCount === 1);
    driver.until('three pods are ready again', () => driver.readyPods().length === 3);
    driver.apply(example('spring-three/spring-deployment').replace('replicas: 3', 'replicas: 5'));
    driver.until('five pods are ready', () => driver.readyPods().length === 5);
    expect(driver.get('services', 'spring-service').spec.ports?.[0]?.nodePort).toBe(30000);
  });
});

describe('nginx as Pod, ReplicaSet and Deployment', () => {
  it('grows a ReplicaSet from three to four', () => {
    const driver = new ClusterDriver();
    driver.apply(example('nginx-replicas/replicaset-nginx'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    const before = driver.pods().map(({ metadata }) => metadata.name);
    driver.apply(example('nginx-replicas/replicaset-nginx').replace('replicas: 3', 'replicas: 4'));
    driver.until('four pods are ready', () => driver.readyPods().length === 4);
    expect(driver.pods().map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(before));
  });

  it('makes the pods of a dead node anew on another one', () => {
    const driver = new ClusterDriver();
    driver.apply(example('nginx-replicas/replicaset-nginx'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    const lost = driver.pods()[0]?.spec.nodeName ?? '';
    driver.inject({ type: 'powerOffNode', node: lost }).advance(50 + 300 + 60);
    const elsewhere = driver.readyPods().filter(({ spec }) => spec.nodeName !== lost);
    expect(elsewhere).toHaveLength(3);
  });

  it('makes a new ReplicaSet for a new image and keeps the old one at 0', () => {
    const driver = new ClusterDriver();
    driver.apply(example('nginx-replicas/deployment-nginx'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    driver.setImage('my-nginx-deployment', 'nginx', 'nginx:1.11').advance(60);
    const sizes = driver.cluster.live
      .list('replicasets', 'default')
      .map(({ spec }) => [spec.template.spec.containers[0]?.image, spec.replicas]);
    expect(sizes).toEqual([
      ['nginx:1.10', 0],
      ['nginx:1.11', 3],
    ]);
  });

  it('gives each type of Service what the post says', () => {
    const driver = new ClusterDriver();
    for (const type of ['clusterip', 'nodeport', 'lb']) driver.apply(example(`nginx-replicas/hostname-svc-${type}`));
    driver.advance(10);
    expect(driver.get('services', 'hostname-svc-clusterip').spec.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
    const nodePort = driver.get('services', 'hostname-svc-nodeport').spec.ports?.[0]?.nodePort ?? 0;
    expect(nodePort).toBeGreaterThanOrEqual(30000);
    expect(nodePort).toBeLessThanOrEqual(32767);
    expect(driver.get('services', 'hostname-svc-lb').status.loadBalancer.ingress?.[0]?.ip).toMatch(
      /^\d+\.\d+\.\d+\.\d+$/,
    );
  });
});

describe('spring-server, built here and in no registry', () => {
  it('cannot be pulled when the default policy is Always', () => {
    const driver = new ClusterDriver();
    driver.apply(example('spring-server/spring-pod-no-policy')).advance(30);
    expect(driver.get('pods', 'spring-pod').spec.containers[0]?.imagePullPolicy).toBe('Always');
    expect(waitingReason(driver, 'spring-pod')).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
  });

  it('runs with IfNotPresent', () => {
    const driver = new ClusterDriver();
    driver.apply(example('spring-server/spring-pod'));
    driver.until('it is ready', () => driver.readyPods().length === 1);
  });

  it('is kept at three behind a NodePort', () => {
    const driver = new ClusterDriver();
    driver.apply(example('spring-server/spring-deployment')).apply(example('spring-server/spring-service'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    const killed = driver.pods()[0]?.metadata.name ?? '';
    driver.delete('Pod', killed);
    driver.until('three others are ready', () => {
      const ready = driver.readyPods().map(({ metadata }) => metadata.name);
      return ready.length === 3 && !ready.includes(killed);
    });
  });
});

describe('echo behind nginx, two containers a Pod', () => {
  it.each(['simple-replicaset', 'simple-deployment'])('%s has three Pods with two ready containers each', (file) => {
    const driver = new ClusterDriver();
    driver.apply(example(`echo/${file}`));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    for (const pod of driver.pods())
      expect(pod.status.containerStatuses?.map(({ ready }) => ready)).toEqual([true, true]);
  });

  it('runs alone too, and scaling makes no revision while a new image does', () => {
    const driver = new ClusterDriver();
    driver.apply(example('echo/simple-pod')).apply(example('echo/simple-deployment'));
    driver.until('four pods are ready', () => driver.readyPods().length === 4);
    driver.scale('echo', 4).advance(30);
    expect(driver.cluster.live.list('replicasets', 'default')).toHaveLength(1);
    driver.setImage('echo', 'echo', 'gihyodocker/echo:patched').advance(60);
    const revisions = driver.cluster.live
      .list('replicasets', 'default')
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']);
    expect(revisions).toEqual(['1', '2']);
  });

  it('sends a Service to the summer Pods only', () => {
    const driver = new ClusterDriver();
    driver.apply(example('echo/simple-replicaset-with-label')).apply(example('echo/simple-service'));
    driver.until('three pods are ready', () => driver.readyPods().length === 3);
    driver.advance(1);
    const [slice] = driver.cluster.live
      .list('endpointslices', 'default')
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'echo');
    const targets = slice?.endpoints?.map(({ targetRef }) => targetRef?.name ?? '');
    expect(targets).toHaveLength(2);
    for (const target of targets ?? []) expect(target).toMatch(/^echo-summer-/);
  });
});
