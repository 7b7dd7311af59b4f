import { describe, expect, it } from 'vitest';
import { restoreCluster } from '../../src/engine/index.ts';
import type { HorizontalPodAutoscaler } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

/** nginx needs 8 MiB and a thousandth of a core when it is idle. */
function web(replicas: number, resources = '{ requests: { cpu: 100m } }'): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'nginx:1.27', resources: ${resources} }] }
`;
}

interface Sketch {
  min?: number;
  max?: number;
  metric?: string;
  /** Further lines of the spec, indented by two spaces. */
  spec?: string;
  target?: string;
}

const CPU = '{ name: cpu, target: { type: Utilization, averageUtilization: 50 } }';
const HALF_THE_MEMORY = '{ name: memory, target: { type: AverageValue, averageValue: 4Mi } }';

function autoscaler({ min = 1, max = 10, metric = CPU, spec = '', target = 'web' }: Sketch = {}): string {
  return `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web-scaler }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${target} }
  minReplicas: ${min}
  maxReplicas: ${max}
  metrics: [{ type: Resource, resource: ${metric} }]
${spec}
`;
}

function theAutoscaler(driver: ClusterDriver): HorizontalPodAutoscaler {
  return driver.get('horizontalpodautoscalers', 'web-scaler');
}

function replicas(driver: ClusterDriver): number {
  return driver.get('deployments', 'web').spec.replicas;
}

function condition(driver: ClusterDriver, type: string): string {
  const found = theAutoscaler(driver).status.conditions?.find((each) => each.type === type);
  return `${found?.status ?? ''} ${found?.reason ?? ''}: ${found?.message ?? ''}`;
}

/** A Deployment that is ready, and an autoscaler that comes then. */
function scaled(deployment: string, sketch: Sketch = {}): ClusterDriver {
  return new ClusterDriver().apply(deployment).advance(60).apply(autoscaler(sketch));
}

/** Each size that the Deployment gets within so many seconds, with the seconds after which it gets it. */
function sizes(driver: ClusterDriver, seconds: number): [after: number, size: number][] {
  const found: [number, number][] = [];
  let size = replicas(driver);
  for (let after = 1; after <= seconds; after++) {
    driver.advance(1);
    if (replicas(driver) === size) continue;
    size = replicas(driver);
    found.push([after, size]);
  }
  return found;
}

describe('a HorizontalPodAutoscaler', () => {
  it('goes up while pods use more than they should, at most to twice as many at a time', () => {
    const driver = scaled(web(3), { metric: HALF_THE_MEMORY });
    const found = sizes(driver, 120);
    expect(found.map(([, size]) => size)).toEqual([6, 10]);
    // A new one is looked at after a first period of 15 s.
    expect(found[0]?.[0]).toBeGreaterThanOrEqual(15);
    expect(driver.events('web-scaler')).toEqual([
      'SuccessfulRescale: New size: 6; reason: memory resource above target',
      'SuccessfulRescale: New size: 10; reason: memory resource above target',
    ]);
    const { status } = theAutoscaler(driver);
    expect(status).toMatchObject({
      currentReplicas: 10,
      desiredReplicas: 10,
      currentMetrics: [{ type: 'Resource', resource: { name: 'memory', current: { averageValue: '8388608' } } }],
    });
    expect(condition(driver, 'ScalingLimited')).toBe(
      'True TooManyReplicas: the desired replica count is more than the maximum replica count',
    );
    expect(condition(driver, 'ScalingActive')).toBe(
      'True ValidMetricFound: the HPA was able to successfully calculate a replica count from memory resource',
    );
  });

  it('goes down only after five minutes in which fewer would have been enough', () => {
    const driver = scaled(web(4));
    const found = sizes(driver, 400);
    expect(found.map(([, size]) => size)).toEqual([1]);
    expect(found[0]?.[0]).toBeGreaterThan(300);
    expect(driver.events('web-scaler')).toEqual(['SuccessfulRescale: New size: 1; reason: All metrics below target']);
    expect(theAutoscaler(driver).status.currentMetrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 1, averageValue: '1m' } } },
    ]);
  });

  it('says that it waits before it goes down', () => {
    const driver = scaled(web(4)).advance(60);
    expect(condition(driver, 'AbleToScale')).toBe(
      'True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
    );
  });

  it('goes as its behavior says', () => {
    const spec = `
  behavior:
    scaleUp: { policies: [{ type: Pods, value: 1, periodSeconds: 60 }] }
    scaleDown: { stabilizationWindowSeconds: 30, policies: [{ type: Percent, value: 50, periodSeconds: 60 }] }
`;
    const up = sizes(scaled(web(2), { metric: HALF_THE_MEMORY, max: 5, spec }), 200);
    expect(up.map(([, size]) => size)).toEqual([3, 4, 5]);
    for (const [index, [after]] of up.slice(1).entries()) expect(after - (up[index]?.[0] ?? 0)).toBe(60);
    const down = sizes(scaled(web(8), { spec }), 300);
    expect(down.map(([, size]) => size)).toEqual([4, 2, 1]);
    expect(down[0]?.[0]).toBeLessThan(80);
  });

  it('keeps within its bounds without asking for metrics', () => {
    const driver = scaled(web(1), { min: 3 }).advance(40);
    expect(replicas(driver)).toBe(3);
    expect(driver.events('web-scaler')[0]).toBe(
      'SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas',
    );
  });

  it('cannot reckon a share of requests that nobody made', () => {
    const driver = scaled(web(2, '{}')).advance(20);
    const [first, second] = driver.events('web-scaler');
    const text = 'failed to get cpu utilization: missing request for cpu in container web of Pod web-';
    expect(first).toContain(`FailedGetResourceMetric: ${text}`);
    expect(second).toContain(
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${text}`,
    );
    expect(condition(driver, 'ScalingActive')).toContain('False FailedGetResourceMetric: the HPA was unable to');
  });

  it('says when its target is not there, and when it is switched off', () => {
    const missing = scaled(web(1), { target: 'gone' }).advance(20);
    expect(missing.events('web-scaler')).toEqual(['FailedGetScale: deployments.apps "gone" not found']);
    const off = scaled(web(0)).advance(20);
    expect(condition(off, 'ScalingActive')).toBe(
      'False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
    );
    expect(replicas(off)).toBe(0);
  });

  it('remembers what it wanted over a restart from a checkpoint', () => {
    const driver = scaled(web(4)).advance(200);
    const restored = new ClusterDriver({}, restoreCluster(driver.cluster.checkpoint()));
    expect(sizes(restored, 200)).toEqual(sizes(driver, 200));
    expect(replicas(restored)).toBe(1);
  });
});
