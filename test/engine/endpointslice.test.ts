import { describe, expect, it } from 'vitest';
import type { Endpoint, EndpointSlice, Pod } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** Pods `name` with a port called http; `spec`: further lines of the pod's spec, indented by six spaces. */
function deployment(name: string, replicas: number, port = 80, spec = ''): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web, deployment: ${name} } }
  template:
    metadata: { labels: { app: web, deployment: ${name} } }
    spec:
${spec}
      containers:
        - name: web
          image: nginx:1.27
          ports: [{ name: http, containerPort: ${port} }]
`;
}

function service(targetPort: string | number, spec = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: web, labels: { team: a } }
spec:
  selector: { app: web }
  ports: [{ name: web, port: 80, targetPort: ${targetPort} }]
${spec}
`;
}

function slices(driver: ClusterDriver): readonly EndpointSlice[] {
  return driver.cluster.live.list('endpointslices', 'default').filter((slice) => slice.metadata.name !== 'kubernetes');
}

function endpoints(driver: ClusterDriver): Endpoint[] {
  return slices(driver).flatMap((slice) => slice.endpoints ?? []);
}

function readyAddresses(driver: ClusterDriver): (string | undefined)[] {
  return endpoints(driver)
    .filter(({ conditions }) => conditions.ready)
    .map(({ addresses }) => addresses[0]);
}

function addressesOf(pods: readonly Pod[]): (string | undefined)[] {
  return pods.map(({ status }) => status.podIP);
}

function listed(count: number, driver: ClusterDriver): ClusterDriver {
  return driver.until(`${count} ready endpoints`, () => readyAddresses(driver).length === count);
}

function subsets(driver: ClusterDriver): unknown {
  return driver.get('endpoints', 'web')['subsets'];
}

describe('the slices of a Service', () => {
  it('list its pods with address, node and conditions, and belong to it', () => {
    const driver = listed(2, new ClusterDriver().apply(deployment('a', 2)).apply(service(80)));
    const [slice] = slices(driver);
    expect(slice?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(slice?.metadata.labels).toEqual({
      team: 'a',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    });
    expect(slice?.metadata.ownerReferences).toMatchObject([{ kind: 'Service', name: 'web', controller: true }]);
    expect(slice).toMatchObject({ addressType: 'IPv4', ports: [{ name: 'web', protocol: 'TCP', port: 80 }] });
    for (const pod of driver.pods()) {
      expect(slice?.endpoints).toContainEqual({
        addresses: [pod.status.podIP],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: pod.spec.nodeName,
        targetRef: { kind: 'Pod', namespace: 'default', name: pod.metadata.name, uid: pod.metadata.uid },
      });
    }
  });

  it('are one empty slice while no pod matches, which the first pods then use', () => {
    const driver = new ClusterDriver().apply(service(80)).advance(1);
    const [empty] = slices(driver);
    expect(empty).toMatchObject({ endpoints: null, ports: null });
    listed(1, driver.apply(deployment('a', 1)));
    expect(slices(driver).map(({ metadata }) => metadata.name)).toEqual([empty?.metadata.name]);
    driver.scale('a', 0).until('no endpoint', () => endpoints(driver).length === 0, 60);
    expect(slices(driver).map(({ metadata }) => metadata.name)).toEqual([empty?.metadata.name]);
  });

  it('follow readiness and termination', () => {
    const driver = listed(2, new ClusterDriver().apply(deployment('a', 2)).apply(service(80)));
    const [sick, leaving] = driver.pods();
    const pod = sick?.metadata.name ?? '';
    driver.inject({ type: 'failReadiness', namespace: 'default', pod, container: 'web', on: true });
    listed(1, driver);
    const stateOf = (uid = ''): object | undefined =>
      endpoints(driver).find((one) => one.targetRef?.uid === uid)?.conditions;
    expect(stateOf(sick?.metadata.uid)).toEqual({ ready: false, serving: false, terminating: false });
    driver.delete('Pod', leaving?.metadata.name ?? '').advance(0.2);
    expect(stateOf(leaving?.metadata.uid)).toEqual({ ready: false, serving: true, terminating: true });
    driver.advance(60);
    expect(stateOf(leaving?.metadata.uid)).toBeUndefined();
  });

  it('list pods that are not ready as ready when the Service publishes all addresses', () => {
    const driver = listed(
      1,
      new ClusterDriver().apply(deployment('a', 1)).apply(service(80, '  publishNotReadyAddresses: true')),
    );
    const pod = driver.pods()[0]?.metadata.name ?? '';
    driver.inject({ type: 'failReadiness', namespace: 'default', pod, container: 'web', on: true });
    driver.advance(30);
    expect(endpoints(driver)[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false });
  });

  it('are apart for pods that call different ports by the same name', () => {
    const driver = new ClusterDriver()
      .apply(deployment('a', 2))
      .apply(deployment('b', 1, 8080))
      .apply(service('http'));
    listed(3, driver);
    const found = slices(driver).map((slice) => [slice.ports?.[0]?.port, slice.endpoints?.length]);
    expect(Object.fromEntries(found)).toEqual({ 80: 2, 8080: 1 });
  });

  it('do not list pods without the port that is named', () => {
    const driver = new ClusterDriver().apply(deployment('a', 1)).apply(service('metrics')).advance(30);
    expect(slices(driver).flatMap(({ ports }) => ports ?? [])).toEqual([]);
  });

  it('hold at most 100 endpoints each, and only those that change are written', () => {
    const driver = listed(250, new ClusterDriver().apply(deployment('a', 250)).apply(service(80)));
    const sizes = (): number[] => slices(driver).map((slice) => slice.endpoints?.length ?? 0);
    expect(sizes().every((size) => size <= 100)).toBe(true);
    expect(sizes().reduce((sum, size) => sum + size, 0)).toBe(250);
    const before = new Map(slices(driver).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
    const gone = slices(driver)[0]?.endpoints?.[0]?.targetRef?.name ?? '';
    driver.delete('Pod', gone).advance(120);
    expect(readyAddresses(driver)).toHaveLength(250);
    const rewritten = slices(driver).filter(({ metadata }) => before.get(metadata.name) !== metadata.resourceVersion);
    expect(rewritten.length).toBeLessThanOrEqual(2);
    expect(slices(driver)).toHaveLength(before.size);
  });

  it('follow the selector of the Service', () => {
    const driver = new ClusterDriver().apply(deployment('a', 2)).apply(deployment('b', 1)).apply(service(80));
    listed(3, driver);
    driver.must('Service', {
      verb: 'patch',
      patchType: 'merge',
      name: 'web',
      body: { spec: { selector: { deployment: 'b' } } },
    });
    listed(1, driver);
    const inB = driver.pods().filter(({ metadata }) => metadata.labels?.['deployment'] === 'b');
    expect(readyAddresses(driver)).toEqual(addressesOf(inB));
  });

  it('follow the labels of pods', () => {
    const driver = listed(2, new ClusterDriver().apply(deployment('a', 2)).apply(service(80)));
    const name = driver.pods()[0]?.metadata.name ?? '';
    driver.must('Pod', { verb: 'patch', patchType: 'merge', name, body: { metadata: { labels: { app: 'other' } } } });
    driver.advance(0.2);
    expect(endpoints(driver).map(({ targetRef }) => targetRef?.name)).not.toContain(name);
  });

  it('do not exist for a Service without selector, and go with the Service', () => {
    const driver = new ClusterDriver().apply(
      '{ apiVersion: v1, kind: Service, metadata: { name: web }, spec: { ports: [{ port: 80 }] } }',
    );
    expect(slices(driver.advance(2))).toEqual([]);
    driver.delete('Service', 'web').apply(service(80)).advance(2);
    expect(slices(driver)).toHaveLength(1);
    driver.delete('Service', 'web').advance(5);
    expect(slices(driver)).toEqual([]);
    expect(driver.cluster.live.get('endpoints', 'default', 'web')).toBeUndefined();
  });

  it('know the host names of pods of a headless Service', () => {
    const named = '      hostname: db-0\n      subdomain: web';
    const driver = listed(
      1,
      new ClusterDriver().apply(deployment('a', 1, 80, named)).apply(service(80, '  clusterIP: None')),
    );
    expect(endpoints(driver)[0]?.hostname).toBe('db-0');
    expect(slices(driver)[0]?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' });
  });
});

describe('the Endpoints of a Service', () => {
  it('list ready and other pods apart', () => {
    const driver = listed(2, new ClusterDriver().apply(deployment('a', 2)).apply(service(80)));
    const [sick, well] = driver.pods();
    const pod = sick?.metadata.name ?? '';
    driver.inject({ type: 'failReadiness', namespace: 'default', pod, container: 'web', on: true });
    listed(1, driver).advance(1);
    const address = ({ metadata, spec, status }: Pod): object => ({
      ip: status.podIP,
      nodeName: spec.nodeName,
      targetRef: { kind: 'Pod', namespace: 'default', name: metadata.name, uid: metadata.uid },
    });
    expect(subsets(driver)).toEqual([
      {
        addresses: [well].map((one) => one && address(one)),
        notReadyAddresses: [driver.get('pods', pod)].map(address),
        ports: [{ name: 'web', port: 80, protocol: 'TCP' }],
      },
    ]);
  });

  it('have a subset for each set of pods that share ports', () => {
    const driver = new ClusterDriver()
      .apply(deployment('a', 1))
      .apply(deployment('b', 1, 8080))
      .apply(service('http'));
    listed(2, driver).advance(1);
    const ports = (subsets(driver) as { ports: { port: number }[] }[]).map((subset) => subset.ports[0]?.port);
    expect(new Set(ports)).toEqual(new Set([80, 8080]));
    expect(ports).toHaveLength(2);
  });
});

describe('a Service of type LoadBalancer', () => {
  const balanced = service(80, '  type: LoadBalancer');

  it('gets an address of its own after a while, and says so', () => {
    const driver = new ClusterDriver().apply(balanced).apply(balanced.replace('name: web,', 'name: other,'));
    driver.advance(2);
    expect(driver.get('services', 'web').status.loadBalancer).toEqual({});
    driver.advance(3);
    expect(driver.get('services', 'web').status.loadBalancer).toEqual({
      ingress: [{ ip: '172.18.255.200', ipMode: 'VIP' }],
    });
    expect(driver.get('services', 'other').status.loadBalancer.ingress?.[0]?.ip).toBe('172.18.255.201');
    expect(driver.events('web')).toEqual([
      'EnsuringLoadBalancer: Ensuring load balancer',
      'EnsuredLoadBalancer: Ensured load balancer',
    ]);
    expect(driver.get('services', 'web').metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
  });

  it('gives its address back when it becomes another type or goes', () => {
    const driver = new ClusterDriver().apply(balanced).advance(5);
    driver.must('Service', { verb: 'patch', patchType: 'merge', name: 'web', body: { spec: { type: 'ClusterIP' } } });
    driver.advance(1);
    expect(driver.get('services', 'web').status.loadBalancer).toEqual({});
    expect(driver.get('services', 'web').metadata).not.toHaveProperty('finalizers');
    expect(driver.events('web').slice(2)).toEqual([
      'DeletingLoadBalancer: Deleting load balancer',
      'DeletedLoadBalancer: Deleted load balancer',
    ]);
    driver.apply(balanced).advance(5).delete('Service', 'web').advance(1);
    expect(driver.cluster.live.get('services', 'default', 'web')).toBeUndefined();
  });
});
