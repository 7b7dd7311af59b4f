import { describe, expect, it } from 'vitest';
import type { ApiRequest, GenericObject } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

interface Sketch {
  replicas?: number;
  image?: string;
  annotations?: string;
  resources?: string;
}

function web({ replicas = 1, image = 'nginx:1.27', annotations = '{}', resources = '{}' }: Sketch = {}): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: ${annotations} }
    spec: { containers: [{ name: web, image: '${image}', resources: ${resources} }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80, nodePort: 30080 }] }
`;
}

function autoscaler(metric: string): string {
  return `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 1
  maxReplicas: 10
  metrics: [${metric}]
`;
}

/** Sends requests from outside until they are stopped. */
function load(driver: ClusterDriver, perSecond: number): () => void {
  const { traffic } = driver.cluster;
  const id = traffic?.startLoad({
    from: 'outside',
    method: 'GET',
    url: 'http://localhost:30080/',
    rate: { type: 'constant', perSecond },
  });
  return () => traffic?.stopLoad(id ?? 0);
}

interface Metrics extends GenericObject {
  usage?: Record<string, string>;
  containers?: { name: string; usage: Record<string, string> }[];
}

function metrics(driver: ClusterDriver, resource: 'nodes' | 'pods', over: Partial<ApiRequest> = {}): Metrics[] {
  const about = { group: 'metrics.k8s.io', resource, ...(resource === 'pods' && { namespace: 'default' }) };
  const { body } = driver.cluster.request({ verb: 'list', ...about, ...over });
  return (body as unknown as { items: Metrics[] }).items;
}

function cpuOf(driver: ClusterDriver): number {
  const [pod] = metrics(driver, 'pods');
  return Number.parseInt(pod?.containers?.[0]?.usage['cpu'] ?? '', 10) / 1_000_000;
}

describe('what metrics.k8s.io tells', () => {
  it('is of a pod once it has been measured, with its labels', () => {
    const driver = new ClusterDriver().apply(web()).advance(10);
    expect(metrics(driver, 'pods')).toEqual([]);
    driver.advance(30);
    expect(metrics(driver, 'pods')).toMatchObject([
      {
        kind: 'PodMetrics',
        apiVersion: 'metrics.k8s.io/v1beta1',
        metadata: { namespace: 'default', labels: { app: 'web' } },
        timestamp: '2025-01-01T00:00:40Z',
        window: '15s',
        containers: [{ name: 'web', usage: { cpu: '1000000n', memory: '8192Ki' } }],
      },
    ]);
    expect(metrics(driver, 'pods', { labelSelector: 'app=other' })).toEqual([]);
    const one = { verb: 'get', group: 'metrics.k8s.io', resource: 'nodes' } as const;
    expect(driver.cluster.request({ ...one, name: 'node-1' })).toMatchObject({ code: 200 });
    expect(driver.cluster.request({ ...one, name: 'node-9' })).toMatchObject({
      code: 404,
      body: { message: 'nodes.metrics.k8s.io "node-9" not found' },
    });
  });

  it('follows what a script takes', () => {
    const script = 'stress --cpu 1 --vm 1 --vm-bytes 300M --timeout 60s';
    const driver = new ClusterDriver({ nodes: 1 }).apply(`
apiVersion: v1
kind: Pod
metadata: { name: hog }
spec:
  restartPolicy: Never
  containers: [{ name: hog, image: polinux/stress, command: [sh, -c, '${script}'] }]
`);
    driver.advance(30);
    expect(metrics(driver, 'pods')[0]?.containers).toEqual([
      { name: 'hog', usage: { cpu: '2000000000n', memory: `${300 * 1024}Ki` } },
    ]);
    expect(metrics(driver, 'nodes')[0]?.usage).toEqual({ cpu: '2040000000n', memory: `${650 * 1024}Ki` });
    driver.advance(60);
    expect(metrics(driver, 'pods')).toEqual([]);
  });

  it('says nothing of a machine without power', () => {
    const driver = new ClusterDriver({ nodes: 2 }).advance(30).inject({ type: 'powerOffNode', node: 'node-2' });
    expect(metrics(driver, 'nodes').map(({ metadata }) => metadata.name)).toEqual(['node-1']);
  });
});

describe('the use of processors', () => {
  it('follows the load', () => {
    const driver = new ClusterDriver().apply(web({ annotations: '{ podground.dev/cpu-milli-per-rps: "10" }' }));
    driver.advance(30);
    const stop = load(driver, 20);
    driver.advance(40);
    expect(cpuOf(driver)).toBeGreaterThan(190);
    expect(cpuOf(driver)).toBeLessThan(215);
    stop();
    driver.advance(40);
    expect(cpuOf(driver)).toBe(1);
  });

  it('goes no further than the limit', () => {
    const sketch = { annotations: '{ podground.dev/cpu-milli-per-rps: "10" }', resources: '{ limits: { cpu: 100m } }' };
    const driver = new ClusterDriver().apply(web(sketch)).advance(30);
    load(driver, 50);
    driver.advance(40);
    expect(cpuOf(driver)).toBe(100);
  });
});

describe('a HorizontalPodAutoscaler under load', () => {
  const half = '{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }';

  it('adds pods until each has its share, and takes them away when the load is gone', () => {
    const sketch = {
      annotations: '{ podground.dev/cpu-milli-per-rps: "10" }',
      resources: '{ requests: { cpu: 100m } }',
    };
    const driver = new ClusterDriver().apply(web(sketch) + '---' + autoscaler(half)).advance(60);
    const stop = load(driver, 19);
    driver.advance(240);
    // 190m of work at 50m a pod.
    expect(driver.get('deployments', 'web').spec.replicas).toBe(4);
    expect(driver.readyPods()).toHaveLength(4);
    const current = driver.get('horizontalpodautoscalers', 'web').status.currentMetrics?.[0]?.resource?.current;
    expect(current?.averageUtilization).toBeGreaterThan(45);
    expect(current?.averageUtilization).toBeLessThan(56);
    stop();
    driver.advance(420);
    expect(driver.get('deployments', 'web').spec.replicas).toBe(1);
  });

  it('looks at one container alone when it is told to', () => {
    const metric =
      '{ type: ContainerResource, containerResource: { name: memory, container: web, target: { type: AverageValue, averageValue: 4Mi } } }';
    const driver = new ClusterDriver().apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: web, image: 'nginx:1.27' }
      - { name: side, image: 'mysql:8', env: [{ name: MYSQL_ROOT_PASSWORD, value: x }] }
`);
    driver.advance(60).apply(autoscaler(metric)).advance(20);
    expect(driver.get('horizontalpodautoscalers', 'web').status.currentMetrics).toEqual([
      {
        type: 'ContainerResource',
        containerResource: { name: 'memory', container: 'web', current: { averageValue: '8388608' } },
      },
    ]);
  });
});

describe('memory that leaks', () => {
  it('is seen until the limit kills the process, and is gone with it', () => {
    const driver = new ClusterDriver().apply(
      web({
        annotations: '{ podground.dev/memory-leak-mib-per-request: "1" }',
        resources: '{ limits: { memory: 64Mi } }',
      }),
    );
    driver.advance(40);
    const stop = load(driver, 1);
    driver.advance(30);
    stop();
    const memory = (): number =>
      Number.parseInt(metrics(driver, 'pods')[0]?.containers?.[0]?.usage['memory'] ?? '', 10);
    expect(memory()).toBeGreaterThan(30 * 1024);
    expect(memory()).toBeLessThan(45 * 1024);
    const again = load(driver, 1);
    driver.until('it is killed', () => driver.pods()[0]?.status.containerStatuses?.[0]?.restartCount === 1);
    again();
    expect(driver.pods()[0]?.status.containerStatuses?.[0]?.lastState?.terminated?.reason).toBe('OOMKilled');
    driver.advance(30);
    expect(memory()).toBeLessThan(12 * 1024);
  });
});
