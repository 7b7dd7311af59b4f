import { createCluster, isFailure } from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Json } from '../../src/engine/index.ts';

/** Sends what must not be refused. */
export function must(cluster: Cluster, request: ApiRequest): void {
  const response = cluster.request(request);
  if (isFailure(response)) throw new Error(response.body.message);
}

/** Machines for 110 pods each, and no pods of the system's own on them. */
export function roomyCluster(nodes: number): Cluster {
  return createCluster({ nodes, system: false, nodeCapacity: { cpu: '16', memory: '64Gi', pods: 110 } });
}

/** Creates the Deployment `web` of so many nginx; `container` is what its containers have besides name and image. */
export function createWeb(cluster: Cluster, replicas: number, container: Readonly<Record<string, Json>> = {}): void {
  const labels = { app: 'web' };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ...container }] },
  };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
  must(cluster, { verb: 'create', group: 'apps', resource: 'deployments', namespace: 'default', body });
}

/** Puts the pods of `web` behind node port 30080. */
export function exposeWeb(cluster: Cluster): void {
  const spec = { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] };
  const body = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec };
  must(cluster, { verb: 'create', group: '', resource: 'services', namespace: 'default', body });
}

/** Sends so many requests to the node port, `perSecond` of virtual time, and waits for all answers; answers the events. */
export function askWeb(cluster: Cluster, requests: number, perSecond: number): number {
  const durationSeconds = requests / perSecond;
  const rate = { type: 'constant', perSecond } as const;
  const load = { from: 'outside', method: 'GET', url: 'http://localhost:30080/', rate, durationSeconds } as const;
  const id = cluster.traffic?.startLoad(load) ?? 0;
  const { events } = cluster.advance(durationSeconds * 1000 + 2000);
  const report = cluster.traffic?.loadReport(id);
  if (report?.sent !== requests || report.answered !== requests) {
    throw new Error(`${report?.answered ?? 0} of ${requests} requests were answered, ${report?.sent ?? 0} sent`);
  }
  return events;
}
