import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ApiError,
  badRequest,
  internal,
  isReadyEndpoint,
  notFound,
  type Cluster,
  type Failure,
  type Pod,
  type TrafficOrigin,
} from '../../engine/index.ts';
import { sendError } from './answer.ts';
import { sendIntoCluster } from './http-into-cluster.ts';
import type { Pace } from './pace.ts';

/** What `…/services/http:web:80/proxy/path` or `…/pods/web:80/proxy/path` names. */
export interface ProxyRoute {
  resource: 'pods' | 'services';
  namespace: string;
  name: string;
  /** A number, or the name of a Service's port; '' for the first one. */
  port: string;
  /** With its first slash. */
  path: string;
}

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/(pods|services)\/(?:https?:)?([^/:]+)(?::([^/:]*))?\/proxy(\/.*)?$/;

/** What is encoded wrongly names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The proxy that a path asks for; undefined for any other path. */
export function proxyRoute(path: string): ProxyRoute | undefined {
  const [, namespace = '', resource, name = '', port = '', rest = '/'] = PATH.exec(path) ?? [];
  if (resource !== 'pods' && resource !== 'services') return undefined;
  return { resource, namespace: decoded(namespace), name: decoded(name), port, path: rest };
}

/** Which port of which pod answers. */
interface Place {
  from: TrafficOrigin;
  address: string;
  port: number;
}

function unavailable(message: string): ApiError {
  return new ApiError({ ...internal('').status, code: 503, reason: 'ServiceUnavailable', message, details: {} });
}

function podPlace(pod: Pod, port: number): Place {
  const { name, namespace = '' } = pod.metadata;
  return { from: { namespace, pod: name }, address: pod.status.podIP ?? '', port };
}

/** A pod and its port (pkg/registry/core/pod/strategy.go, ResourceLocation). */
function placeOfPod(cluster: Cluster, { namespace, name, port }: ProxyRoute): Place {
  const pod = cluster.live.get('pods', namespace, name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name);
  if (pod.status.podIP === undefined) throw badRequest('address not allowed');
  const first = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80;
  return podPlace(pod, port === '' ? first : Number(port));
}

/** An endpoint that is ready (pkg/registry/core/service/storage/storage.go, ResourceLocation). */
function placeOfService(cluster: Cluster, { namespace, name, port }: ProxyRoute): Place {
  const service = cluster.live.get('services', namespace, name);
  if (service === undefined) throw notFound({ group: '', resource: 'services' }, name);
  const { ports = [] } = service.spec;
  const chosen = ports.find((each) => port === '' || each.name === port || String(each.port) === port);
  if (chosen === undefined)
    throw unavailable(`no service port ${JSON.stringify(port)} found for service ${JSON.stringify(name)}`);
  for (const slice of cluster.live.list('endpointslices', namespace)) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== name) continue;
    const target = slice.ports?.find((each) => (each.name ?? '') === (chosen.name ?? ''))?.port;
    const pods = slice.endpoints?.map((endpoint) =>
      isReadyEndpoint(endpoint) ? cluster.live.get('pods', namespace, endpoint.targetRef?.name ?? '') : undefined,
    );
    const pod = pods?.find((each) => each !== undefined);
    if (target !== undefined && pod !== undefined) return podPlace(pod, target);
  }
  throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
}

function failureText({ stage, message }: Failure, { address, port }: Place): string {
  const why = stage === 'connect' ? `dial tcp ${address}:${port}: connect: connection refused` : message;
  return `error trying to reach service: ${why}`;
}

/** Hands a request on to a pod and its answer back, as the API server's proxy does. ApiError when there is no way. */
export async function serveProxy(
  cluster: Cluster,
  pace: Pace,
  route: ProxyRoute,
  search: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const place = route.resource === 'pods' ? placeOfPod(cluster, route) : placeOfService(cluster, route);
  const { from, port } = place;
  if (!(port > 0 && port < 65_536)) throw badRequest(`invalid port ${JSON.stringify(route.port)}`);
  const url = `http://localhost:${port}${route.path}${search}`;
  await sendIntoCluster(cluster, pace, { from, url }, request, response, (failure) => {
    sendError(request, response, unavailable(failureText(failure, place)));
  });
}
