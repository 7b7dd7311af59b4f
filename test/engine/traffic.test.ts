import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Exchange, LoadReport, LoadSpec, Outcome, TrafficOrigin, TrafficRequest } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

function example(name: string): string {
  return readFileSync(new URL(`../examples/${name}.yaml`, import.meta.url), 'utf8');
}

function trafficOf(driver: ClusterDriver): NonNullable<ClusterDriver['cluster']['traffic']> {
  const { traffic } = driver.cluster;
  if (traffic === undefined) throw new Error('the cluster has no network');
  return traffic;
}

/** Sends a request and lets time pass until it has ended. */
function ask(driver: ClusterDriver, url: string, over: Partial<TrafficRequest> = {}): Exchange {
  const traffic = trafficOf(driver);
  const id = traffic.send({ from: 'outside', method: 'GET', url, ...over });
  driver.until(`${url} has ended`, () => traffic.exchange(id)?.endedAt !== undefined, 400);
  const exchange = traffic.exchange(id);
  if (exchange === undefined) throw new Error('the exchange was not kept');
  return exchange;
}

/** What a request came to, in a line: `200 body` or curl's words. */
function said({ outcome }: Exchange): string {
  if (outcome === undefined) return 'under way';
  return outcome.type === 'answered' ? `${outcome.status} ${outcome.body}` : `(${outcome.exitCode}) ${outcome.message}`;
}

function codes({ hops }: Exchange): string[] {
  return hops.map(({ code }) => code);
}

function podName(exchange: Exchange): string {
  return exchange.pod?.type === 'pod' ? exchange.pod.name : '';
}

function answer(exchange: Exchange): Extract<Outcome, { type: 'answered' }> {
  if (exchange.outcome?.type !== 'answered') throw new Error(said(exchange));
  return exchange.outcome;
}

/** Pods named `name`; `container` and `spec`: further lines in flow style. */
function deployment(
  name: string,
  replicas: number,
  options: { image?: string; annotations?: string; container?: string; spec?: string; strategy?: string } = {},
): string {
  const { image = 'nginx:1.27', annotations = '{}', container = '', spec = '', strategy = '' } = options;
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  ${strategy}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} }, annotations: ${annotations} }
    spec:
      ${spec}
      containers:
        - name: web
          image: ${image}
          ports: [{ name: http, containerPort: 80 }]
          ${container}
`;
}

function service(name: string, spec = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app: ${name} }
  ports: [{ port: 80, ${spec.includes('NodePort') ? 'nodePort: 30080, ' : ''}targetPort: 80 }]
  ${spec}
`;
}

const NODE_PORT = 'type: NodePort';

function client(name: string, labels = '{}', spec = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: ${labels} }
spec:
  ${spec}
  containers: [{ name: shell, image: busybox, command: [sleep, infinity] }]
`;
}

function ready(driver: ClusterDriver, count: number): ClusterDriver {
  driver.until(`${count} pods are ready`, () => driver.readyPods().length === count, 300);
  // Until every kube-proxy has heard of them.
  return driver.advance(1);
}

function inPod(pod: string, namespace = 'default'): { from: TrafficOrigin } {
  return { from: { namespace, pod } };
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

export type { LoadReport, LoadSpec };
export { deployment, service, client, NODE_PORT };
