import type { WebSocket } from 'ws';
import { notFound, resourceNotServed, type Cluster, type Pod } from '../../engine/index.ts';
import type { Pace } from './pace.ts';
import { forwardedPorts, serveForwardedPorts } from './port-forward.ts';
import { remoteCommandOf, serveRemoteCommand } from './remote-command.ts';
import { pathSegments, routeOf } from './routes.ts';

/** The pod with this name; ApiError 404 without one. */
export function podOf(cluster: Cluster, namespace: string, name: string): Pod {
  const pod = cluster.live.get('pods', namespace, name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name);
  return pod;
}

/** How the connection that a path asks for is served; ApiError when it is for no pod's exec, attach or portforward. */
export function openStream({ cluster, pace }: { cluster: Cluster; pace: Pace }, url: URL): (socket: WebSocket) => void {
  const route = routeOf(pathSegments(url.pathname));
  if (route?.type !== 'resource' || route.resource !== 'pods' || route.group !== '') throw resourceNotServed();
  const { namespace, name, subresource } = route;
  if (namespace === undefined || name === undefined) throw resourceNotServed();
  switch (subresource) {
    case 'exec':
    case 'attach': {
      const asked = remoteCommandOf(subresource, podOf(cluster, namespace, name), url.searchParams);
      return (socket) => {
        serveRemoteCommand(cluster, pace, socket, asked);
      };
    }
    case 'portforward': {
      const pod = podOf(cluster, namespace, name);
      const ports = forwardedPorts(pod, url.searchParams);
      return (socket) => {
        serveForwardedPorts(cluster, pace, socket, pod, ports);
      };
    }
    default:
      throw resourceNotServed();
  }
}
