import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Exchange, LoadReport, LoadSpec } from '../../src/engine/index.ts';
import { annotationProblem, behaviourAnnotations, takesValue } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';
import {
  answer,
  ask,
  client,
  codes,
  deployment,
  inPod,
  NODE_PORT,
  parsed,
  podName,
  ready,
  said,
  service,
  trafficOf,
} from '../support/request-world.ts';

function example(name: string): string {
  return readFileSync(new URL(`../examples/${name}.yaml`, import.meta.url), 'utf8');
}

describe('Order and Price', () => {
  function orderAndPrice(): ClusterDriver {
    const driver = new ClusterDriver();
    driver.apply(example('order-and-price/order-config')).apply(example('order-and-price/price-config'));
    return ready(driver, 4);
  }

  it('answers both lines, by way of the price server', () => {
    const driver = orderAndPrice();
    const exchange = ask(driver, 'http://localhost:31000/create', { method: 'POST' });
    const { status, headers, body } = answer(exchange);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual(['order server request received', 'request for price server is successful']);
    expect(headers).toMatchObject({
      Connection: 'keep-alive',
      'Content-Length': '74',
      'Content-Type': 'application/json; charset=utf-8',
      ETag: 'W/"4a-Wl4KhrKWi/LdLIyzkaXo0Nqwgu0"',
      'Keep-Alive': 'timeout=5',
      'X-Powered-By': 'Express',
    });
    expect(codes(exchange)).toEqual([
      'entry.nodePort',
      'service.chosen',
      'pod.accepted',
      'app.calls',
      'app.called',
      'answered',
    ]);
    const call = trafficOf(driver).exchange(exchange.calls[0] ?? 0);
    expect(call).toMatchObject({ url: 'http://price-service/calculate', method: 'GET', parent: exchange.id });
    expect(codes(call ?? exchange)).toEqual(['dns.service', 'service.chosen', 'pod.accepted', 'answered']);
    const price = call === undefined ? '' : podName(call);
    expect(driver.cluster.logs('default', price, 'price')?.map(({ text }) => text)).toEqual([
      'Example app listening at http://localhost:3000',
      'price server request received',
    ]);
  });

  it('tells of the failure when price-service is deleted', () => {
    const driver = orderAndPrice();
    driver.delete('Service', 'price-service').advance(1);
    const exchange = ask(driver, 'http://localhost:31000/create', { method: 'POST' });
    expect(JSON.parse(answer(exchange).body)).toEqual([
      'order server request received',
      'request for price server failed',
    ]);
    const call = trafficOf(driver).exchange(exchange.calls[0] ?? 0);
    expect(call === undefined ? '' : said(call)).toBe('(6) Could not resolve host: price-service');
  });

  it('has nothing under other paths', () => {
    expect(said(ask(orderAndPrice(), 'http://localhost:31000/'))).toMatch(/^404 .*Cannot GET \//s);
  });
});

describe('Spring and summer', () => {
  it('sends traffic to the summer pods only, whose echo logs it', () => {
    const driver = new ClusterDriver();
    driver.apply(example('echo/simple-replicaset-with-label')).apply(example('echo/simple-service'));
    driver.apply(client('debug'));
    ready(driver, 4);
    for (let count = 0; count < 10; count++) {
      const exchange = ask(driver, 'http://echo/', inPod('debug'));
      expect(said(exchange)).toBe('200 Hello Docker!!');
      expect(podName(exchange)).toMatch(/^echo-summer-/);
    }
    for (const { metadata } of driver.pods().filter(({ metadata: { name } }) => name.startsWith('echo-'))) {
      const received = (driver.cluster.logs('default', metadata.name, 'echo') ?? []).filter(({ text }) =>
        /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d received request$/.test(text),
      );
      expect([metadata.name, received.length]).toEqual([
        metadata.name,
        metadata.name.startsWith('echo-summer-') ? 5 : 0,
      ]);
    }
  });
});

describe('a load', () => {
  function load(driver: ClusterDriver, over: Partial<LoadSpec>, seconds: number, between?: () => void): LoadReport {
    const traffic = trafficOf(driver);
    const id = traffic.startLoad({
      from: 'outside',
      method: 'GET',
      url: 'http://localhost:30080/',
      rate: { type: 'constant', perSecond: 50 },
      durationSeconds: seconds,
      ...over,
    });
    driver.advance(2);
    between?.();
    driver.advance(seconds + 20);
    const report = traffic.loadReport(id);
    if (report === undefined) throw new Error('no such load');
    return report;
  }

  it('of 600 requests is spread evenly over three pods', () => {
    const driver = ready(new ClusterDriver().apply(deployment('web', 3)).apply(service('web', NODE_PORT)), 3);
    const report = load(driver, {}, 12);
    expect(report).toMatchObject({ sent: 600, answered: 600, failed: 0 });
    expect(Object.values(report.byPod)).toEqual([200, 200, 200].map((requests) => ({ requests, failed: 0 })));
    expect(report.byVersion).toEqual({ 'nginx:1.27': { requests: 600, failed: 0 } });
    expect(trafficOf(driver).count('service/default/web')).toEqual({ requests: 600, failed: 0 });
    expect(report.latency.p99).toBeLessThan(20);
    for (const pod of driver.pods()) {
      const lines = driver.cluster.logs('default', pod.metadata.name, 'web') ?? [];
      expect(lines.at(-1)?.text).toMatch(
        /^(?:10\.244\.\d+\.1|172\.18\.0\.\d+) - - \[01\/Jan\/2025:\d\d:\d\d:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "curl\/8\.14\.1" "-"$/,
      );
    }
  });

  it('follows ramps and bursts', () => {
    const driver = ready(new ClusterDriver().apply(deployment('web', 1)).apply(service('web', NODE_PORT)), 1);
    const ramp = load(driver, { rate: { type: 'ramp', from: 0, to: 40 } }, 10);
    expect(ramp.sent).toBeGreaterThan(180);
    expect(ramp.sent).toBeLessThan(220);
    const burst = load(driver, { rate: { type: 'burst', perSecond: 20, forSeconds: 1, everySeconds: 5 } }, 10);
    expect(burst.sent).toBe(40);
    expect(burst.buckets.filter(({ sent }) => sent > 0).length).toBeLessThanOrEqual(4);
  });

  /** The requests lost by a rolling update under 50 requests a second. */
  function rollingUpdate(careful: boolean): LoadReport {
    const driver = new ClusterDriver();
    const container = careful
      ? `readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1 }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }`
      : '';
    const strategy = careful ? 'strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }' : '';
    driver.apply(deployment('web', 3, { container, strategy })).apply(service('web', NODE_PORT));
    ready(driver, 3);
    const report = load(driver, {}, 60, () => driver.setImage('web', 'web', 'nginx:1.28'));
    expect(report.sent).toBe(3000);
    expect(Object.keys(report.byVersion)).toContain('nginx:1.28');
    return report;
  }

  it('loses nothing to a rolling update with a readiness probe, preStop and maxUnavailable 0', () => {
    expect(rollingUpdate(true)).toMatchObject({ answered: 3000, failed: 0, byFailure: {}, longestOutageMs: 0 });
  });

  it('loses a few to a rolling update without them', () => {
    const { failed, answered, byFailure } = rollingUpdate(false);
    expect(failed).toBeGreaterThan(3);
    expect(failed).toBeLessThan(60);
    expect(answered).toBe(3000 - failed);
    expect(Object.keys(byFailure)).toEqual(expect.arrayContaining(['connect']));
  });

  it('goes on after a checkpoint as it would have', () => {
    const driver = ready(new ClusterDriver().apply(deployment('web', 2)).apply(service('web', NODE_PORT)), 2);
    const traffic = trafficOf(driver);
    const spec: LoadSpec = {
      from: 'outside',
      method: 'GET',
      url: 'http://localhost:30080/',
      rate: { type: 'constant', perSecond: 130 },
      durationSeconds: 5,
    };
    const id = traffic.startLoad(spec);
    driver.cluster.advance(1003);
    const state = JSON.parse(JSON.stringify(driver.cluster.checkpoint())) as ReturnType<
      typeof driver.cluster.checkpoint
    >;
    const other = driver.cluster.restore(state);
    driver.cluster.advance(9000);
    other.advance(9000);
    expect(other.traffic?.loadReport(id)).toEqual(traffic.loadReport(id));
    expect(other.checkpoint()).toEqual(driver.cluster.checkpoint());
  });

  it('keeps processors busy, up to the limit', () => {
    const driver = new ClusterDriver();
    const limits = 'resources: { limits: { cpu: 500m } }';
    driver.apply(deployment('web', 1, { image: 'registry.k8s.io/hpa-example', container: limits }));
    driver.apply(service('web', NODE_PORT));
    ready(driver, 1);
    const traffic = trafficOf(driver);
    traffic.startLoad({
      from: 'outside',
      method: 'GET',
      url: 'localhost:30080',
      rate: { type: 'constant', perSecond: 5 },
    });
    driver.advance(40);
    const uid = driver.pods()[0]?.metadata.uid ?? '';
    expect(traffic.usage(uid, 'web').cpuMilli).toBeGreaterThan(230);
    expect(traffic.usage(uid, 'web').cpuMilli).toBeLessThan(270);
  });

  it('costs no more with more pods', () => {
    const events = (replicas: number): number => {
      const nodeCapacity = { cpu: '400', memory: '800Gi', pods: 500 };
      const driver = new ClusterDriver({ freeze: false, nodeCapacity });
      driver.apply(deployment('web', replicas)).apply(service('web', NODE_PORT));
      driver.until('all are ready', () => driver.readyPods().length === replicas, 900).advance(600);
      trafficOf(driver).startLoad({
        from: 'outside',
        method: 'GET',
        url: 'localhost:30080',
        rate: { type: 'constant', perSecond: 200 },
        durationSeconds: 5,
      });
      return driver.cluster.advance(10_000).events;
    };
    expect(events(300)).toBeLessThan(events(3) + 300);
  }, 60_000);
});

describe('a request fails as in life', () => {
  it('when no such name is known', () => {
    const driver = ready(new ClusterDriver().apply(client('shell')), 1);
    expect(said(ask(driver, 'http://nowhere/', inPod('shell')))).toBe('(6) Could not resolve host: nowhere');
    expect(said(ask(driver, 'http://nowhere/'))).toBe('(6) Could not resolve host: nowhere');
    expect(said(ask(driver, 'http://kubernetes.other/', inPod('shell')))).toMatch(/^\(6\)/);
    expect(said(ask(driver, 'ftp://a/'))).toBe('(3) URL rejected: Malformed input to a URL function');
  });

  it('when a Service has no endpoints, or nothing listens on its targetPort', () => {
    const driver = new ClusterDriver().apply(client('shell')).apply(service('web', NODE_PORT));
    ready(driver, 1);
    const refused = ask(driver, 'http://web/', inPod('shell'));
    expect(said(refused)).toMatch(/^\(7\) Failed to connect to web port 80 after \d+ ms: Could not connect to server$/);
    expect(codes(refused)).toContain('service.noEndpoints');
    expect(said(ask(driver, 'http://localhost:30080/'))).toMatch(/^\(7\) Failed to connect to localhost port 30080/);
    driver.apply(deployment('web', 1, { image: 'registry.k8s.io/echoserver:1.10' }));
    ready(driver, 2);
    const nobody = ask(driver, 'http://web/', inPod('shell'));
    expect(said(nobody)).toMatch(/^\(7\) Failed to connect to web port 80/);
    expect(codes(nobody)).toContain('pod.refused');
    expect(said(ask(driver, 'http://localhost:30081/'))).toMatch(/^\(7\)/);
  });

  it('by waiting in vain: wrong port of a Service, addresses from outside, a dead node', () => {
    const driver = new ClusterDriver().apply(client('shell')).apply(deployment('web', 3)).apply(service('web'));
    ready(driver, 4);
    expect(said(ask(driver, 'http://web:81/', inPod('shell')))).toMatch(
      /^\(28\) Failed to connect to web port 81 after 134\d\d\d ms: Could not connect to server$/,
    );
    const { clusterIP = '' } = driver.get('services', 'web').spec;
    expect(said(ask(driver, `http://${clusterIP}/`, { timeoutMs: 2000 }))).toBe(
      '(28) Connection timed out after 2000 milliseconds',
    );
    const home = driver.get('pods', 'shell').spec.nodeName;
    const [far] = driver.pods().filter(({ spec }) => spec.nodeName !== home);
    driver.inject({ type: 'powerOffNode', node: far?.spec.nodeName ?? '' });
    const lost = ask(driver, `http://${far?.status.podIP}/`, { ...inPod('shell'), timeoutMs: 3000 });
    expect(said(lost)).toBe('(28) Connection timed out after 3000 milliseconds');
    expect(codes(lost)).toContain('node.off');
  });

  it('when its pod is killed in flight', () => {
    const annotations = '{ podground.dev/delay-ms: "5000" }';
    const driver = new ClusterDriver().apply(deployment('web', 1, { annotations })).apply(service('web', NODE_PORT));
    ready(driver, 1);
    const traffic = trafficOf(driver);
    const id = traffic.send({ from: 'outside', method: 'GET', url: 'http://localhost:30080/' });
    driver.advance(1);
    const pod = driver.pods()[0]?.metadata.name ?? '';
    driver.inject({ type: 'killContainer', namespace: 'default', pod, container: 'web' }).advance(0.5);
    const exchange = traffic.exchange(id);
    expect(exchange === undefined ? '' : said(exchange)).toBe('(56) Recv failure: Connection reset by peer');
  });

  it('for a moment after SIGTERM, and not with a preStop pause', () => {
    const during = (container: string): Exchange => {
      const driver = new ClusterDriver();
      driver.apply(deployment('web', 1, { container, spec: 'terminationGracePeriodSeconds: 30' }));
      driver.apply(service('web', NODE_PORT));
      ready(driver, 1);
      const pod = driver.pods()[0];
      driver.delete('Pod', pod?.metadata.name ?? '').advance(0.06);
      return ask(driver, 'http://localhost:30080/');
    };
    const refused = during('');
    expect(said(refused)).toMatch(
      /^\(7\) Failed to connect to localhost port 30080 after \d+ ms: Could not connect to server$/,
    );
    // kube-proxy still knows it as ready; nobody listens there any more.
    expect(codes(refused)).toEqual(['entry.nodePort', 'service.chosen', 'pod.refused']);
    expect(said(during('lifecycle: { preStop: { sleep: { seconds: 5 } } }'))).toMatch(/^200 /);
  });

  it('by what an app answers, crashes of or leaks', () => {
    const driver = new ClusterDriver();
    const annotations = '{ podground.dev/status: "500", podground.dev/response: "broken {pod} {path}" }';
    driver.apply(deployment('web', 1, { annotations })).apply(service('web', NODE_PORT));
    ready(driver, 1);
    expect(said(ask(driver, 'localhost:30080/x'))).toBe(`500 broken ${driver.pods()[0]?.metadata.name} /x`);
    driver.delete('Deployment', 'web').advance(60);
    driver.apply(deployment('web', 1, { annotations: '{ podground.dev/crash-after: "2" }' }));
    ready(driver, 1);
    expect(said(ask(driver, 'localhost:30080'))).toMatch(/^200/);
    expect(said(ask(driver, 'localhost:30080'))).toMatch(/^200/);
    expect(said(ask(driver, 'localhost:30080'))).toMatch(/^\(7\)/);
    driver.advance(5);
    expect(driver.pods()[0]?.status.containerStatuses?.[0]?.restartCount).toBe(1);
    driver.delete('Deployment', 'web').advance(60);
    const container = 'resources: { limits: { memory: 64Mi } }';
    const leak = '{ podground.dev/memory-leak-mib-per-request: "30" }';
    driver.apply(deployment('web', 1, { annotations: leak, container }));
    ready(driver, 1);
    for (const wanted of [/^200/, /^200/, /^\(56\) Recv failure/])
      expect(said(ask(driver, 'localhost:30080'))).toMatch(wanted);
    driver.advance(5);
    const status = driver.pods()[0]?.status.containerStatuses?.[0];
    expect(status?.lastState.terminated?.reason ?? status?.state.terminated?.reason).toBe('OOMKilled');
  });
});

const POLICY = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: only-friends }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress:
    - from: [{ podSelector: { matchLabels: { friend: "yes" } } }]
      ports: [{ port: 80 }]
`;

describe('a NetworkPolicy', () => {
  it('lets in whom it names, and loses the others', () => {
    const driver = new ClusterDriver().apply(deployment('web', 1)).apply(service('web'));
    driver.apply(client('friend', '{ friend: "yes" }')).apply(client('stranger'));
    ready(driver, 3);
    driver.apply(POLICY);
    driver.advance(1);
    expect(said(ask(driver, 'http://web/', inPod('friend')))).toMatch(/^200/);
    const denied = ask(driver, 'http://web/', { ...inPod('stranger'), timeoutMs: 2000 });
    expect(said(denied)).toBe('(28) Connection timed out after 2000 milliseconds');
    expect(denied.hops.find(({ code }) => code === 'policy.denied')?.params).toMatchObject({
      direction: 'ingress',
      policies: 'only-friends',
    });
  });

  it('that forbids all egress keeps the pod from the DNS as well', () => {
    const driver = new ClusterDriver().apply(deployment('web', 1)).apply(service('web')).apply(client('shell'));
    ready(driver, 2);
    driver.applyObject(
      parsed(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny }
spec: { podSelector: {}, policyTypes: [Egress] }
`),
    );
    driver.advance(1);
    const exchange = ask(driver, 'http://web/', inPod('shell'));
    expect(said(exchange)).toBe('(6) Could not resolve host: web');
    expect(codes(exchange)).toEqual(['dns.silent']);
  });
});

describe('an Ingress', () => {
  const INGRESS = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site }
spec:
  rules:
    - host: shop.example
      http:
        paths:
          - { path: /cart, pathType: Prefix, backend: { service: { name: cart, port: { number: 80 } } } }
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
`;

  it('sends by host and path, and answers 404, 503 and 502 itself', () => {
    const driver = new ClusterDriver();
    const response = (text: string): { annotations: string } => ({
      annotations: `{ podground.dev/response: ${text} }`,
    });
    driver.apply(deployment('web', 1, response('web'))).apply(service('web'));
    driver.apply(deployment('cart', 1, response('cart'))).apply(service('cart'));
    expect(said(ask(driver, 'http://localhost/'))).toMatch(/^\(7\)/);
    driver.apply(INGRESS);
    ready(driver, 2);
    expect(said(ask(driver, 'http://shop.example/'))).toBe('200 web');
    expect(said(ask(driver, 'http://shop.example/cart/1'))).toBe('200 cart');
    expect(said(ask(driver, 'http://localhost/carts', { headers: { Host: 'shop.example' } }))).toBe('200 web');
    expect(said(ask(driver, 'http://localhost/'))).toMatch(/^404 <html>\r\n<head><title>404 Not Found/);
    driver.scale('cart', 0).advance(10);
    expect(said(ask(driver, 'http://shop.example/cart'))).toMatch(/^503 .*503 Service Temporarily Unavailable/s);
    driver.apply(deployment('cart', 1, { annotations: '{ podground.dev/listen: "81" }' }));
    ready(driver, 2);
    expect(said(ask(driver, 'http://shop.example/cart'))).toMatch(/^502 .*502 Bad Gateway/s);
  });
});

describe('names and Services', () => {
  it('resolve by search domains; headless ones to pods, ExternalName to another', () => {
    const driver = new ClusterDriver().apply(deployment('web', 2)).apply(service('web')).apply(client('shell'));
    driver.apply(service('headless', 'clusterIP: None').replace('app: headless', 'app: web'));
    driver.apply(
      'apiVersion: v1\nkind: Service\nmetadata: { name: alias }\nspec: { type: ExternalName, externalName: web.default.svc.cluster.local }',
    );
    driver.apply(
      'apiVersion: v1\nkind: Service\nmetadata: { name: github }\nspec: { type: ExternalName, externalName: api.github.com }',
    );
    ready(driver, 3);
    const first = (url: string): [string, unknown, string] => {
      const exchange = ask(driver, url, inPod('shell'));
      return [exchange.hops[0]?.code ?? '', exchange.hops[0]?.params['tries'], said(exchange).slice(0, 3)];
    };
    expect(first('http://web')).toEqual(['dns.service', 1, '200']);
    expect(first('http://web.default')).toEqual(['dns.service', 2, '200']);
    expect(first('http://web.default.svc')).toEqual(['dns.service', 3, '200']);
    expect(first('http://web.default.svc.cluster.local')).toEqual(['dns.service', 4, '200']);
    expect(first('http://headless')).toEqual(['dns.headless', 1, '200']);
    expect(first('http://alias')).toEqual(['dns.externalName', 1, '200']);
    expect(first('http://github')).toEqual(['dns.externalName', 1, '200']);
    expect(first('http://example.com')).toEqual(['dns.world', 4, '200']);
  });

  it('keep a client with its pod, or traffic on its node', () => {
    const driver = new ClusterDriver().apply(deployment('web', 3)).apply(client('shell'));
    driver.apply(service('web', 'sessionAffinity: ClientIP'));
    driver.apply(service('local', 'internalTrafficPolicy: Local').replace('app: local', 'app: web'));
    driver.apply(service('none', 'internalTrafficPolicy: Local').replace('app: none', 'app: one'));
    driver.apply(deployment('one', 1));
    ready(driver, 5);
    const reached = (url: string): Set<string> =>
      new Set(Array.from({ length: 6 }, () => podName(ask(driver, url, inPod('shell')))));
    expect(reached('http://web').size).toBe(1);
    const node = driver.get('pods', 'shell').spec.nodeName;
    for (const name of reached('http://local')) expect(driver.get('pods', name).spec.nodeName).toBe(node);
    const one = driver.pods().find(({ metadata }) => metadata.name.startsWith('one-'));
    const home = one?.spec.nodeName === node;
    const exchange = ask(driver, 'http://none', { ...inPod('shell'), timeoutMs: 1000 });
    expect(said(exchange).slice(0, 4)).toBe(home ? '200 ' : '(28)');
  });

  it('are reached by load balancer address and node address', () => {
    const driver = new ClusterDriver().apply(deployment('web', 1)).apply(service('web', 'type: LoadBalancer'));
    ready(driver, 1).advance(10);
    const address = driver.get('services', 'web').status.loadBalancer.ingress?.[0]?.ip ?? '';
    const exchange = ask(driver, `http://${address}/`);
    expect(answer(exchange).headers['Server']).toBe('nginx/1.27.5');
    expect(codes(exchange)[0]).toBe('entry.loadBalancer');
    const { nodePort } = driver.get('services', 'web').spec.ports?.[0] ?? {};
    expect(said(ask(driver, `http://172.18.0.4:${nodePort}/`))).toMatch(/^200/);
  });
});

describe('damage to the network', () => {
  it('cuts nodes, parts them, slows and loses packets', () => {
    const driver = new ClusterDriver().apply(deployment('web', 3)).apply(client('shell'));
    ready(driver, 4);
    const home = driver.get('pods', 'shell').spec.nodeName ?? '';
    const [far] = driver.pods().filter(({ spec }) => spec.nodeName !== home);
    const node = far?.spec.nodeName ?? '';
    const pod = far?.metadata.name ?? '';
    const request = { ...inPod('shell'), timeoutMs: 5000 };
    const url = `http://${far?.status.podIP}/`;
    const took = (): number => {
      const { startedAt, endedAt = 0 } = ask(driver, url, request);
      return endedAt - startedAt;
    };
    const usual = took();
    driver.inject({ type: 'partition', a: home, b: node, on: true });
    expect(codes(ask(driver, url, request))).toContain('link.partition');
    driver.inject({ type: 'partition', a: node, b: home, on: false });
    driver.inject({ type: 'cutNode', node, on: true });
    expect(said(ask(driver, url, request))).toBe('(28) Connection timed out after 5000 milliseconds');
    driver.inject({ type: 'cutNode', node, on: false });
    driver.inject({ type: 'latency', node, ms: 100 });
    expect(took()).toBe(usual + 200);
    driver.inject({ type: 'latency', node, ms: 0 });
    driver.inject({ type: 'slowPod', namespace: 'default', pod, ms: 300 });
    expect(took()).toBe(usual + 300);
    driver.inject({ type: 'slowPod', namespace: 'default', pod, ms: 0 });
    driver.inject({ type: 'dropShare', namespace: 'default', pod, share: 1 });
    expect(codes(ask(driver, url, request))).toContain('link.lost');
    driver.inject({ type: 'dropShare', namespace: 'default', pod, share: 0 });
    expect(took()).toBe(usual);
    expect(driver.cluster.inject({ type: 'cutNode', node: 'nowhere', on: true })).toEqual({
      ok: false,
      message: 'nodes "nowhere" not found',
    });
  });
});

describe('what a manifest says of its image', () => {
  it('is checked against the table', () => {
    expect(annotationProblem('podground.dev/status', '200')).toBeUndefined();
    expect(annotationProblem('podground.dev/status.web', '99')).toEqual({
      type: 'value',
      accepts: { type: 'wholeNumber', least: 100, most: 599 },
    });
    expect(annotationProblem('podground.dev/stauts', '200')).toEqual({ type: 'unknown', name: 'stauts' });
    expect(annotationProblem('example.com/status', '99')).toBeUndefined();
    for (const { name, example: value, accepts } of behaviourAnnotations) {
      expect([name, takesValue(accepts, value)]).toEqual([name, true]);
    }
    const wrong = {
      listen: '80,',
      calls: 'price-service',
      memory: 'much',
      'ignore-sigterm': 'yes',
      'crash-after': '0',
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect([name, annotationProblem(`podground.dev/${name}`, value)?.type]).toEqual([name, 'value']);
    }
  });

  it('makes servers that call each other in a circle give up', () => {
    const driver = new ClusterDriver();
    const calls = Array.from({ length: 10 }, () => 'http://web/').join(', ');
    driver.apply(deployment('web', 2, { annotations: `{ podground.dev/calls: "${calls}" }` }));
    driver.apply(service('web', NODE_PORT));
    ready(driver, 2);
    const before = trafficOf(driver).send({ from: 'outside', method: 'GET', url: 'localhost:30080' });
    driver.advance(60);
    expect(trafficOf(driver).exchange(before)?.outcome).toMatchObject({ type: 'answered', status: 502 });
    expect(trafficOf(driver).play({ from: 'outside', method: 'GET', url: 'localhost:30080' }).id - before).toBeLessThan(
      450,
    );
  });
});

describe('what is decided on the way', () => {
  it('has a sentence for every code', () => {
    const texts = JSON.parse(readFileSync('src/i18n/en/late/traffic.json', 'utf8')) as Record<string, string>;
    const known = new Set(Object.keys(texts).map((key) => key.replace(/_(?:one|other)$/, '')));
    const used = ['journey', 'routing', 'dns', 'network-faults'].flatMap((file) => [
      ...readFileSync(`src/engine/network/${file}.ts`, 'utf8').matchAll(
        /'((?:dns|entry|node|service|policy|link|pod|app|ingress|world|apiServer)\.[a-z]\w+)'/g,
      ),
    ]);
    expect(used.length).toBeGreaterThan(40);
    expect(used.map((match) => match[1] ?? '').filter((code) => !known.has(code))).toEqual([]);
  });
});

describe('inside a container', () => {
  function run(driver: ClusterDriver, pod: string, container: string, ...command: string[]): string {
    const execution = driver.cluster.exec('default', pod, container, command);
    if (execution?.type !== 'ended') throw new Error(`${command.join(' ')}: ${execution?.type}`);
    return `${execution.exitCode} ${execution.lines.map(({ text, unended }) => text + (unended ? '' : '\n')).join('')}`;
  }

  it('curl and wget get what the network answers, or say why not', () => {
    const driver = new ClusterDriver();
    driver.apply(example('echo/simple-replicaset-with-label')).apply(example('echo/simple-service'));
    driver
      .apply(client('shell'))
      .apply(client('debug').replace('image: busybox', 'image: gihyodocker/fundamental:0.1.0'));
    ready(driver, 5);
    expect(run(driver, 'debug', 'shell', 'curl', 'http://echo/')).toBe('0 Hello Docker!!');
    expect(run(driver, 'debug', 'shell', 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'echo')).toBe('0 200');
    expect(run(driver, 'debug', 'shell', 'curl', '-sS', 'http://nowhere')).toBe(
      '6 curl: (6) Could not resolve host: nowhere\n',
    );
    expect(run(driver, 'shell', 'shell', 'wget', '-qO-', 'http://echo/')).toBe('0 Hello Docker!!');
    expect(run(driver, 'shell', 'shell', 'sh', '-c', 'wget -q -O- http://echo | grep Docker')).toBe(
      '0 Hello Docker!!\n',
    );
    expect(run(driver, 'shell', 'shell', 'wget', 'http://nowhere')).toBe("1 wget: bad address 'nowhere'\n");
    const { clusterIP } = driver.get('services', 'echo').spec;
    driver.delete('ReplicaSet', 'echo-summer').advance(60);
    expect(run(driver, 'shell', 'shell', 'wget', '-qO-', 'http://echo/')).toBe(
      `1 wget: can't connect to remote host (${clusterIP}): Connection refused\n`,
    );
  });
});

describe('a node whose network is cut', () => {
  it('is taken for dead, keeps what it runs, and catches up when it is joined again', () => {
    const driver = new ClusterDriver().apply(deployment('web', 3)).apply(service('web', NODE_PORT));
    ready(driver, 3);
    const [pod] = driver.pods();
    const node = pod?.spec.nodeName ?? '';
    const status = (): string | undefined =>
      driver.cluster.live.get('nodes', '', node)?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
    driver.inject({ type: 'cutNode', node, on: true }).advance(65);
    expect(status()).toBe('Unknown');
    // Its taint is tolerated for five minutes; then the pod is replaced, and nobody can tell its node so.
    driver.advance(320);
    const name = pod?.metadata.name ?? '';
    expect(driver.get('pods', name).metadata.deletionTimestamp).toBeDefined();
    expect(driver.cluster.logs('default', name, 'web')).toBeDefined();
    for (let count = 0; count < 6; count++) expect(said(ask(driver, 'http://localhost:30080/'))).toMatch(/^200/);
    driver.inject({ type: 'cutNode', node, on: false }).advance(60);
    expect(status()).toBe('True');
    expect(driver.pods().map(({ metadata }) => metadata.name)).not.toContain(name);
    expect(driver.readyPods()).toHaveLength(3);
  });
});
