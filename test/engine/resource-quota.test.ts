import { describe, expect, it } from 'vitest';
import { isFailure } from '../../src/engine/index.ts';
import type { ResourceQuota } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

function quota(hard: string, spec = ''): string {
  return `
apiVersion: v1
kind: ResourceQuota
metadata: { name: q }
spec:
  hard: ${hard}
${spec}
`;
}

function pod(name: string, resources = '{}'): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec: { containers: [{ name: web, image: 'nginx:1.27', resources: ${resources} }] }
`;
}

function status(driver: ClusterDriver): ResourceQuota['status'] {
  return driver.get('resourcequotas', 'q').status;
}

/** The message of a refusal. */
function refusal(driver: ClusterDriver, yaml: string): string {
  try {
    driver.apply(yaml);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a ResourceQuota', () => {
  it('refuses what is beyond it', () => {
    const driver = new ClusterDriver().apply(quota('{ pods: 2 }')).apply(pod('a')).apply(pod('b')).advance(5);
    expect(refusal(driver, pod('c'))).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
    );
    expect(status(driver)).toEqual({ hard: { pods: '2' }, used: { pods: '2' } });
    driver.delete('Pod', 'a', { gracePeriodSeconds: 0 }).advance(5);
    expect(status(driver).used).toEqual({ pods: '1' });
    expect(refusal(driver, pod('c'))).toBe('accepted');
  });

  it('adds up requests and limits', () => {
    const hard = '{ requests.cpu: "1", requests.memory: 1Gi, limits.cpu: "2", limits.memory: 2Gi }';
    const resources = '{ requests: { cpu: 300m, memory: 256Mi }, limits: { cpu: 800m, memory: 512Mi } }';
    const driver = new ClusterDriver().apply(quota(hard)).apply(pod('a', resources)).apply(pod('b', resources));
    driver.advance(5);
    expect(status(driver).used).toEqual({
      'requests.cpu': '600m',
      'requests.memory': '512Mi',
      'limits.cpu': '1600m',
      'limits.memory': '1Gi',
    });
    expect(refusal(driver, pod('c', resources))).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: limits.cpu=800m, used: limits.cpu=1600m, limited: limits.cpu=2',
    );
    expect(refusal(driver, pod('d'))).toBe(
      'pods "d" is forbidden: failed quota: q: must specify limits.cpu for: web; limits.memory for: web; requests.cpu for: web; requests.memory for: web',
    );
  });

  it('lets a LimitRange say what containers do not', () => {
    const limits = `
apiVersion: v1
kind: LimitRange
metadata: { name: usual }
spec: { limits: [{ type: Container, default: { cpu: 500m }, defaultRequest: { cpu: 200m } }] }
`;
    const driver = new ClusterDriver().apply(limits).apply(quota('{ requests.cpu: "1" }')).apply(pod('a')).advance(5);
    expect(status(driver).used).toEqual({ 'requests.cpu': '200m' });
  });

  it('tells on the pod what a LimitRange has set', () => {
    const limits = `
apiVersion: v1
kind: LimitRange
metadata: { name: usual }
spec:
  limits:
    - { type: Container, default: { memory: 10Mi, cpu: 75m }, defaultRequest: { memory: 5Mi, cpu: 50m } }
`;
    const driver = new ClusterDriver().apply(limits);
    driver.apply(pod('bare')).apply(pod('some', '{ requests: { memory: 6Mi } }'));
    driver.apply(pod('all', '{ requests: { cpu: 50m, memory: 1Mi }, limits: { cpu: 75m, memory: 10Mi } }'));
    const starting = `${pod('starting').trimEnd().slice(0, -1)}, initContainers: [{ name: prepare, image: 'nginx:1.27' }] }`;
    driver.apply(
      starting.replace(
        'resources: {}',
        'resources: { requests: { cpu: 1m, memory: 1Mi }, limits: { cpu: 1, memory: 1Gi } }',
      ),
    );
    const told = (name: string): unknown =>
      driver.get('pods', name).metadata.annotations?.['kubernetes.io/limit-ranger'];
    // TestMergePodResourceRequirements
    const prefix = 'LimitRanger plugin set: ';
    expect(told('bare')).toBe(`${prefix}cpu, memory request for container web; cpu, memory limit for container web`);
    expect(told('some')).toBe(`${prefix}cpu request for container web; cpu, memory limit for container web`);
    expect(told('all')).toBeUndefined();
    expect(told('starting')).toBe(
      `${prefix}cpu, memory request for init container prepare; cpu, memory limit for init container prepare`,
    );
  });

  it('holds a pod to a LimitRange by what it needs at once, not by what it needs one after the other', () => {
    const limits = `
apiVersion: v1
kind: LimitRange
metadata: { name: pods }
spec: { limits: [{ type: Pod, max: { cpu: "1" } }] }
`;
    const driver = new ClusterDriver().apply(limits);
    const needs = (cpu: string): string => `resources: { requests: { cpu: ${cpu} }, limits: { cpu: ${cpu} } }`;
    const starting = (name: string, cpu: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  initContainers: [{ name: prepare, image: 'nginx:1.27', ${needs(cpu)} }]
  containers: [{ name: web, image: 'nginx:1.27', ${needs('600m')} }]
`;
    expect(refusal(driver, starting('a', '900m'))).toBe('accepted');
    expect(refusal(driver, starting('b', '1100m'))).toBe(
      'pods "b" is forbidden: maximum cpu usage per Pod is 1, but limit is 1100m',
    );
  });

  it('counts objects of other kinds', () => {
    const hard = '{ services: 3, services.nodeports: 1, count/configmaps: 3, count/deployments.apps: 0 }';
    const driver = new ClusterDriver().apply(quota(hard)).advance(1);
    const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { type: NodePort, selector: { app: web }, ports: [{ port: 80 }] }
`;
    expect(refusal(driver, service('a'))).toBe('accepted');
    expect(refusal(driver, service('b'))).toContain(
      'services "b" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=1, limited: services.nodeports=1',
    );
    driver.advance(1);
    // The certificate of the cluster is a ConfigMap; the Service `kubernetes` counts too.
    expect(status(driver).used).toMatchObject({ 'count/configmaps': '1', services: '2', 'services.nodeports': '1' });
  });

  it('only counts pods in its scope', () => {
    const driver = new ClusterDriver()
      .apply(quota('{ pods: 1 }', '  scopes: [BestEffort]'))
      .apply(pod('a'))
      .apply(pod('b', '{ requests: { cpu: 100m } }'));
    expect(refusal(driver, pod('c'))).toContain('exceeded quota');
  });

  it('keeps a Deployment from growing, which says why', () => {
    const driver = new ClusterDriver().apply(quota('{ pods: 2 }')).apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: 'nginx:1.27' }] }
`);
    driver.advance(20);
    expect(driver.readyPods()).toHaveLength(2);
    const [replicaSet] = driver.cluster.live.list('replicasets', 'default');
    const failed = driver
      .events(replicaSet?.metadata.name ?? '')
      .find((event) => event.startsWith('FailedCreate: Error creating: pods "web-'));
    expect(failed).toContain('is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2');
  });

  it('refuses a dry run as well', () => {
    const driver = new ClusterDriver().apply(quota('{ pods: 0 }'));
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'a', image: 'nginx' }] },
    };
    expect(isFailure(driver.request('Pod', { verb: 'create', dryRun: true, body }))).toBe(true);
  });
});
