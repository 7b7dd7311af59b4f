import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { notFound, pathSegments, resourceNotServed, routeOf, type Cluster, type Pod } from '../../engine/index.ts';
import { overSpdy, overWebSocket, type CommandStreams } from './command-connection.ts';
import type { Pace } from './pace.ts';
import { checkForwarding, forwardedOverSpdy, forwardedPorts, serveForwardedPorts } from './port-forward.ts';
import { remoteCommandOf, serveRemoteCommand, type RemoteCommand } from './remote-command.ts';
import { SpdySession, type SpdyStream } from './spdy/session.ts';
import { WebSocketDuplex } from './web-socket-duplex.ts';

interface Context {
  readonly cluster: Cluster;
  readonly pace: Pace;
}

/** What exec, attach or portforward do with a connection, whichever protocol it speaks. */
export interface PodStream {
  /** Protocols over a WebSocket (its subprotocols), best first. */
  readonly overWebSocket: readonly string[];
  /** Protocols over SPDY (X-Stream-Protocol-Version), best first. */
  readonly overSpdy: readonly string[];
  /** Serves a WebSocket that speaks `protocol`. */
  serveWebSocket(socket: WebSocket, protocol: string): void;
  /** Serves a connection that speaks SPDY/3.1. */
  serveSpdy(connection: Duplex): void;
}

const CHANNELS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

/** A client has so long to open its streams, ms. */
const STREAMS_WITHIN_MS = 30_000;

/** The pod with this name; ApiError 404 without one. */
export function podOf(cluster: Cluster, namespace: string, name: string): Pod {
  const pod = cluster.live.get('pods', namespace, name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name);
  return pod;
}

/** What the path of an upgrade asks for; ApiError when it is no pod's exec, attach or portforward. */
export function podStreamOf(context: Context, url: URL): PodStream {
  const route = routeOf(pathSegments(url.pathname));
  if (route?.type !== 'resource' || route.resource !== 'pods' || route.group !== '') throw resourceNotServed();
  const { namespace, name, subresource } = route;
  if (namespace === undefined || name === undefined) throw resourceNotServed();
  switch (subresource) {
    case 'exec':
    case 'attach':
      return commandStream(
        context,
        remoteCommandOf(subresource, podOf(context.cluster, namespace, name), url.searchParams),
      );
    case 'portforward':
      return forwardStream(context, podOf(context.cluster, namespace, name), url.searchParams);
    default:
      throw resourceNotServed();
  }
}

function commandStream({ cluster, pace }: Context, asked: RemoteCommand): PodStream {
  return {
    overWebSocket: CHANNELS,
    overSpdy: ['v4.channel.k8s.io'],
    serveWebSocket: (socket) => {
      serveRemoteCommand(cluster, pace, overWebSocket(socket, asked.tty), asked);
    },
    serveSpdy: (connection) => {
      const wanted = wantedStreams(asked);
      const streams = new Map<string, SpdyStream>();
      const late = setTimeout(() => connection.destroy(), STREAMS_WITHIN_MS);
      const session = new SpdySession(connection);
      session.serve((stream) => {
        streams.set(stream.headers.get('streamtype') ?? '', stream);
        if (!wanted.every((type) => streams.has(type))) return;
        clearTimeout(late);
        streams.get('resize')?.resume();
        const all = Object.fromEntries(streams) as unknown as CommandStreams;
        serveRemoteCommand(cluster, pace, overSpdy(session, all, asked.tty), asked);
      });
      session.onClose(() => {
        clearTimeout(late);
      });
    },
  };
}

/** A client opens these streams before anything runs (kubelet pkg/cri/streaming/remotecommand/httpstream.go). */
function wantedStreams({ stdin, stdout, stderr, tty }: RemoteCommand): readonly string[] {
  return [
    'error',
    ...(stdin ? ['stdin'] : []),
    ...(stdout ? ['stdout'] : []),
    ...(stderr && !tty ? ['stderr'] : []),
    ...(tty ? ['resize'] : []),
  ];
}

function forwardStream({ cluster, pace }: Context, pod: Pod, query: URLSearchParams): PodStream {
  checkForwarding(pod);
  const tunnel = 'SPDY/3.1+portforward.k8s.io';
  // Without a tunnel the ports are part of what is asked for.
  const ports = query.has('ports') ? forwardedPorts(query) : undefined;
  const serveSpdy = (connection: Duplex): void => {
    new SpdySession(connection).serve(forwardedOverSpdy(cluster, pace, pod));
  };
  return {
    overWebSocket: ports === undefined ? [tunnel] : [tunnel, ...CHANNELS],
    overSpdy: ['portforward.k8s.io'],
    serveWebSocket: (socket, protocol) => {
      if (protocol === tunnel) serveSpdy(new WebSocketDuplex(socket));
      else serveForwardedPorts(cluster, pace, socket, pod, ports ?? forwardedPorts(query));
    },
    serveSpdy,
  };
}
