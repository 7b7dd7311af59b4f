import { parse } from 'yaml';
import type { Exchange, Outcome, TrafficOrigin, TrafficRequest } from '../../src/engine/index.ts';
import type { ClusterDriver } from './cluster-driver.ts';

/** The simulated network. */
export function trafficOf(driver: ClusterDriver): NonNullable<ClusterDriver['cluster']['traffic']> {
  const { traffic } = driver.cluster;
  if (traffic === undefined) throw new Error('the cluster has no network');
  return traffic;
}

/** Sends a request and lets time pass until it has ended. */
export function ask(driver: ClusterDriver, url: string, over: Partial<TrafficRequest> = {}): Exchange {
  const traffic = trafficOf(driver);
  const id = traffic.send({ from: 'outside', method: 'GET', url, ...over });
  driver.until(`${url} has ended`, () => traffic.exchange(id)?.endedAt !== undefined, 400);
  const exchange = traffic.exchange(id);
  if (exchange === undefined) throw new Error('the exchange was not kept');
  return exchange;
}

/** What a request came to, in a line: `200 body` or curl's words. */
export function said({ outcome }: Exchange): string {
  if (outcome === undefined) return 'under way';
  return outcome.type === 'answered' ? `${outcome.status} ${outcome.body}` : `(${outcome.exitCode}) ${outcome.message}`;
}

/** What was decided at each hop. */
export function codes({ hops }: Exchange): string[] {
  return hops.map(({ code }) => code);
}

/** The pod that a request came to. */
export function podName(exchange: Exchange): string {
  return exchange.pod?.type === 'pod' ? exchange.pod.name : '';
}

/** The answer; throws when there was none. */
export function answer(exchange: Exchange): Extract<Outcome, { type: 'answered' }> {
  if (exchange.outcome?.type !== 'answered') throw new Error(said(exchange));
  return exchange.outcome;
}

/** Objects of kinds that the driver writes by hand. */
export function parsed(yaml: string): Parameters<ClusterDriver['applyObject']>[0] {
  return parse(yaml) as Parameters<ClusterDriver['applyObject']>[0];
}

/** Pods named `name`; `container` and `spec`: further lines in flow style. */
export function deployment(
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

/** A Service for the pods named `name`; further lines of its specification. */
export function service(name: string, spec = ''): string {
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

/** Makes a Service reachable from outside, at port 30080. */
export const NODE_PORT = 'type: NodePort';

/** A pod that does nothing but ask. */
export function client(name: string, labels = '{}', spec = ''): string {
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: ${labels} }
spec:
  ${spec}
  containers: [{ name: shell, image: busybox, command: [sleep, infinity] }]
`;
}

/** Waits until so many pods are ready, and every kube-proxy knows them. */
export function ready(driver: ClusterDriver, count: number): ClusterDriver {
  driver.until(`${count} pods are ready`, () => driver.readyPods().length === count, 300);
  // Until every kube-proxy has heard of them.
  return driver.advance(1);
}

/** A request that begins in a pod. */
export function inPod(pod: string, namespace = 'default'): { from: TrafficOrigin } {
  return { from: { namespace, pod } };
}
