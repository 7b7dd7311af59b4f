import type { IncomingMessage, ServerResponse } from 'node:http';
import { bytesValue, milliValue, notFound, type Cluster, type Pod } from '../../engine/index.ts';
import { sendPageNotFound, sendText, sendValue } from './answer.ts';

/** What `…/nodes/node-1/proxy/path` names. */
export interface NodeProxyRoute {
  name: string;
  /** With its first slash. */
  path: string;
}

const PATH = /^\/api\/v1\/nodes\/([^/:]+)(?::\d{1,5})?\/proxy(\/.*)?$/;

/** The kubelet that a path asks; undefined for any other path. */
export function nodeProxyRoute(path: string): NodeProxyRoute | undefined {
  const [, name, rest = '/'] = PATH.exec(path) ?? [];
  return name === undefined ? undefined : { name, path: rest };
}

interface Usage {
  cpu: string;
  memory: string;
}

function amounts({ cpu, memory }: Usage, time: string): object {
  return {
    cpu: { time, usageNanoCores: milliValue(cpu) * 1e6 },
    memory: { time, usageBytes: bytesValue(memory), workingSetBytes: bytesValue(memory) },
  };
}

function metrics(cluster: Cluster, resource: 'nodes' | 'pods'): readonly unknown[] {
  const { body } = cluster.request({ verb: 'list', group: 'metrics.k8s.io', resource });
  return 'items' in body ? body.items : [];
}

interface NodeMetrics {
  metadata: { name: string };
  usage: Usage;
}

interface PodMetrics {
  metadata: { name: string; namespace: string };
  containers: readonly { name: string; usage: Usage }[];
}

/** What a kubelet measured (kubelet pkg/apis/stats/v1alpha1, Summary), as far as it is measured here. */
function statsSummary(cluster: Cluster, nodeName: string, pods: readonly Pod[]): object {
  const time = new Date(cluster.now()).toISOString();
  const node = (metrics(cluster, 'nodes') as readonly NodeMetrics[]).find(({ metadata }) => metadata.name === nodeName);
  const measured = metrics(cluster, 'pods') as readonly PodMetrics[];
  return {
    node: { nodeName, startTime: time, ...(node !== undefined && amounts(node.usage, time)) },
    pods: pods.flatMap(({ metadata: { name, namespace = '', uid }, status }) => {
      const found = measured.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
      if (found === undefined) return [];
      const containers = found.containers.map(({ name: container, usage }) => ({
        name: container,
        startTime: status.startTime ?? time,
        ...amounts(usage, time),
      }));
      return [{ podRef: { name, namespace, uid }, startTime: status.startTime ?? time, containers }];
    }),
  };
}

/** Answers what a kubelet's own server answers of its health, its pods and what they use. ApiError 404 without the node. */
export function serveNodeProxy(
  cluster: Cluster,
  { name, path }: NodeProxyRoute,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (cluster.live.get('nodes', '', name) === undefined) throw notFound({ group: '', resource: 'nodes' }, name);
  const pods = cluster.live.list('pods').filter(({ spec }) => spec.nodeName === name);
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/healthz':
      sendText(response, 200, 'ok');
      return;
    case '/pods':
      sendValue(request, response, 200, { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods });
      return;
    case '/stats/summary':
      sendValue(request, response, 200, statsSummary(cluster, name, pods));
      return;
    default:
      sendPageNotFound(response);
  }
}
