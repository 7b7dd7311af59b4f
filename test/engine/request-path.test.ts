import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import {
  ask,
  client,
  codes,
  deployment,
  inPod,
  NODE_PORT,
  podName,
  ready,
  said,
  service,
} from '../support/request-world.ts';

/** The addresses of nodes outside, by name. */
const nodeAddresses = { 'node-1': '172.18.0.3', 'node-2': '172.18.0.4', 'node-3': '172.18.0.5' } as const;

describe('a name', () => {
  it('is tried by the search domains of the pod, or first as it is with enough dots', () => {
    const driver = new ClusterDriver().apply(deployment('web', 1)).apply(service('web')).apply(client('usual'));
    driver.apply(client('few', '{}', 'dnsConfig: { options: [{ name: ndots, value: "1" }] }'));
    driver.apply(client('own', '{}', 'dnsConfig: { searches: [example.com] }'));
    ready(driver, 4);
    const resolved = (pod: string, url: string): readonly unknown[] => {
      const { code, params } = ask(driver, url, inPod(pod)).hops[0] ?? {};
      return [code, params?.['name'], params?.['tries']];
    };
    expect(resolved('usual', 'http://web')).toEqual(['dns.service', 'web.default.svc.cluster.local', 1]);
    expect(resolved('usual', 'http://api.github.com')).toEqual(['dns.world', 'api.github.com', 4]);
    expect(resolved('few', 'http://api.github.com')).toEqual(['dns.world', 'api.github.com', 1]);
    expect(resolved('few', 'http://web')).toEqual(['dns.service', 'web.default.svc.cluster.local', 1]);
    // With one dot it is asked for as it is first, where nobody has it.
    expect(resolved('few', 'http://web.default')).toEqual(['dns.service', 'web.default.svc.cluster.local', 3]);
    expect(resolved('own', 'http://www')).toEqual(['dns.world', 'www.example.com', 4]);
    expect(resolved('usual', 'http://web.default.svc.cluster.local.')).toEqual([
      'dns.service',
      'web.default.svc.cluster.local',
      1,
    ]);
  });

  it("without a namespace is that of the pod; with the node's resolver the cluster's names mean nothing", () => {
    const driver = new ClusterDriver();
    driver.apply('apiVersion: v1\nkind: Namespace\nmetadata: { name: other }');
    driver.apply(deployment('web', 1)).apply(service('web'));
    driver.apply(client('far').replace('name: far,', 'name: far, namespace: other,'));
    driver.apply(client('plain', '{}', 'dnsPolicy: Default'));
    ready(driver, 2).advance(20);
    expect(said(ask(driver, 'http://web', inPod('far', 'other')))).toBe('(6) Could not resolve host: web');
    expect(said(ask(driver, 'http://web.default', inPod('far', 'other')))).toMatch(/^200 /);
    expect(said(ask(driver, 'http://web.default.svc.cluster.local', inPod('plain')))).toBe(
      '(6) Could not resolve host: web.default.svc.cluster.local',
    );
  });

  it('of a headless Service is the addresses of its ready pods alone, and each of its own', () => {
    const driver = new ClusterDriver().apply(client('shell'));
    driver.apply(`
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 2
  podManagementPolicy: Parallel
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - { name: db, image: nginx, readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1, failureThreshold: 1 } }
`);
    driver.apply(service('db', 'clusterIP: None'));
    ready(driver, 3);
    const both = ask(driver, 'http://db', inPod('shell'));
    expect(both.hops[0]).toMatchObject({ code: 'dns.headless', params: { service: 'db', count: 2 } });
    expect(codes(both)).toEqual(['dns.headless', 'direct', 'pod.accepted', 'answered']);
    expect(podName(ask(driver, 'http://db-1.db', inPod('shell')))).toBe('db-1');
    driver.inject({ type: 'failReadiness', namespace: 'default', pod: 'db-0', container: 'db', on: true }).advance(5);
    const one = ask(driver, 'http://db', inPod('shell'));
    expect(one.hops[0]?.params['count']).toBe(1);
    expect(podName(one)).toBe('db-1');
  });

  it('that stands for another (ExternalName) leads where that leads, even outside', () => {
    const driver = new ClusterDriver().apply(client('shell'));
    driver.apply(
      'apiVersion: v1\nkind: Service\nmetadata: { name: github }\nspec: { type: ExternalName, externalName: api.github.com }',
    );
    driver.apply(
      'apiVersion: v1\nkind: Service\nmetadata: { name: lost }\nspec: { type: ExternalName, externalName: gone.default.svc.cluster.local }',
    );
    ready(driver, 1);
    const outside = ask(driver, 'http://github', inPod('shell'));
    expect(codes(outside)).toEqual(['dns.externalName', 'world.answered']);
    expect(said(ask(driver, 'http://lost', inPod('shell')))).toBe('(6) Could not resolve host: lost');
  });
});

/** What a request came to, and whether it died for want of a pod on the node. */
function local(exchange: Exchange): readonly unknown[] {
  return [said(exchange), codes(exchange).includes('service.noLocalEndpoints')];
}

const lost = ['(28) Connection timed out after 1000 milliseconds', true];

describe('a Service', () => {
  it('keeps a client with its pod until the timeout of its affinity', () => {
    const driver = new ClusterDriver().apply(deployment('web', 3)).apply(client('shell'));
    driver.apply(
      service('web', 'sessionAffinity: ClientIP\n  sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } }'),
    );
    ready(driver, 4);
    const first = ask(driver, 'http://web', inPod('shell'));
    expect(codes(first)).toContain('service.chosen');
    for (let count = 0; count < 4; count++) {
      // Each request begins the time anew.
      driver.advance(50);
      const again = ask(driver, 'http://web', inPod('shell'));
      expect(codes(again)).toContain('service.sticky');
      expect(podName(again)).toBe(podName(first));
    }
    driver.advance(61);
    const later = ask(driver, 'http://web', inPod('shell'));
    expect(codes(later)).toContain('service.chosen');
    expect(podName(later)).not.toBe(podName(first));
  });

  it('with internalTrafficPolicy Local stays on the node of the client, or loses the packet', () => {
    const annotations = '{ podground.dev/response: here }';
    const driver = new ClusterDriver().apply(deployment('web', 1, { annotations }));
    driver.apply(service('web', 'internalTrafficPolicy: Local'));
    ready(driver, 1);
    const home = driver.pods()[0]?.spec.nodeName ?? '';
    for (const node of Object.keys(nodeAddresses)) driver.apply(client(`on-${node}`, '{}', `nodeName: ${node}`));
    ready(driver, 4);
    for (const node of Object.keys(nodeAddresses)) {
      const exchange = ask(driver, 'http://web', { ...inPod(`on-${node}`), timeoutMs: 1000 });
      expect([node, ...local(exchange)]).toEqual([node, ...(node === home ? ['200 here', false] : lost)]);
    }
  });

  it("with externalTrafficPolicy Local answers on nodes that have its pods, and these see the client's address", () => {
    const annotations = '{ podground.dev/response: "{client}" }';
    const driver = new ClusterDriver().apply(deployment('web', 1, { annotations }));
    driver.apply(service('web', `${NODE_PORT}\n  externalTrafficPolicy: Local`));
    driver.apply(service('any', 'type: LoadBalancer').replace('app: any', 'app: web'));
    ready(driver, 1).advance(10);
    const home = driver.pods()[0]?.spec.nodeName ?? '';
    for (const [node, address] of Object.entries(nodeAddresses)) {
      const exchange = ask(driver, `http://${address}:30080/`, { timeoutMs: 1000 });
      expect([node, ...local(exchange)]).toEqual([node, ...(node === home ? ['200 172.18.0.1', false] : lost)]);
    }
    // With the policy Cluster every node forwards, and the pod sees a node.
    const { nodePort } = driver.get('services', 'any').spec.ports?.[0] ?? {};
    for (const address of Object.values(nodeAddresses)) {
      expect(said(ask(driver, `http://${address}:${nodePort}/`))).toMatch(/^200 (?:10\.244\.\d\.1|172\.18\.0\.\d)$/);
    }
  });

  it('finds the port of a named targetPort in each pod', () => {
    const driver = new ClusterDriver().apply(client('shell'));
    for (const [name, port] of [
      ['old', 8080],
      ['new', 9090],
    ] as const) {
      const annotations = `{ podground.dev/listen: "${port}", podground.dev/response: "${name}" }`;
      driver.apply(
        deployment(name, 1, { annotations })
          .replaceAll(`app: ${name}`, `app: ${name}, tier: web`)
          .replace('containerPort: 80', `containerPort: ${port}`),
      );
    }
    driver.apply(service('web').replace('app: web', 'tier: web').replace('targetPort: 80', 'targetPort: http'));
    ready(driver, 3);
    const answers = Array.from({ length: 4 }, () => said(ask(driver, 'http://web', inPod('shell'))));
    expect(answers.toSorted()).toEqual(['200 new', '200 new', '200 old', '200 old']);
  });

  it('is known a little later on one node than on another', () => {
    const driver = new ClusterDriver().apply(deployment('web', 2)).apply(service('web', NODE_PORT));
    ready(driver, 2);
    const leaving = driver.pods()[0]?.metadata.name ?? '';
    driver.delete('Pod', leaving);
    const knowing = new Map<string, number>();
    for (let ms = 0; ms < 600; ms += 10) {
      driver.cluster.advance(10);
      for (const [node, address] of Object.entries(nodeAddresses)) {
        const chosen = Array.from({ length: 2 }, () => {
          const { traffic } = driver.cluster;
          return traffic?.play({ from: 'outside', method: 'GET', url: `http://${address}:30080/` });
        });
        const isSeen = chosen.some((exchange) => exchange?.hops.some(({ params }) => params['pod'] === leaving));
        if (!isSeen && !knowing.has(node)) knowing.set(node, ms);
      }
    }
    const times = [...knowing.values()];
    expect(times).toHaveLength(3);
    expect(new Set(times).size).toBeGreaterThan(1);
    expect(Math.max(...times)).toBeLessThan(500);
  });
});
