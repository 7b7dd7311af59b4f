import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { badRequest, type Cluster, type Pod } from '../../engine/index.ts';
import { onChannels, sendOn } from './channels.ts';
import { serverIntoCluster } from './http-into-cluster.ts';
import type { Pace } from './pace.ts';
import type { SpdyStream } from './spdy/session.ts';

const MOST_PORTS = 32;

/** ApiError 400 for a pod whose ports nobody can reach. */
export function checkForwarding(pod: Pod): void {
  if (pod.status.phase === 'Running') return;
  throw badRequest(`unable to forward port because pod is not running. Current status=${pod.status.phase ?? ''}`);
}

/** The ports that a port-forward over channels asks for; ApiError 400 for none or for what is no port. */
export function forwardedPorts(query: URLSearchParams): readonly number[] {
  const texts = query.getAll('ports').flatMap((text) => text.split(','));
  const ports = texts.map((text) => (/^\d{1,5}$/.test(text) ? Number(text) : 0));
  const isFine = ports.length > 0 && ports.length <= MOST_PORTS && ports.every((port) => port > 0 && port < 65_536);
  if (!isFine) throw badRequest('query parameter "ports" must be between 1 and 65535, inclusive');
  return ports;
}

/** A connection over one channel of a WebSocket. */
class ChannelStream extends Duplex {
  private readonly socket: WebSocket;
  private readonly number: number;

  constructor(socket: WebSocket, number: number) {
    super();
    this.socket = socket;
    this.number = number;
  }

  override _read(): void {
    // Pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    sendOn(this.socket, this.number, chunk);
    done();
  }

  override _final(done: () => void): void {
    this.socket.close(1000);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.close(1000);
    done(error);
  }
}

/**
 * Serves a port-forward over a WebSocket: for port i, channel 2i carries bytes and 2i+1 errors; each begins with the
 * port's number (kubelet pkg/cri/streaming/portforward/websocket.go).
 */
export function serveForwardedPorts(
  cluster: Cluster,
  pace: Pace,
  socket: WebSocket,
  pod: Pod,
  ports: readonly number[],
): void {
  const streams = ports.map((port, index) => {
    const announced = Buffer.alloc(2);
    announced.writeUInt16LE(port);
    sendOn(socket, 2 * index, announced);
    sendOn(socket, 2 * index + 1, announced);
    const stream = new ChannelStream(socket, 2 * index);
    stream.on('error', () => {
      stream.destroy();
    });
    connectTo(cluster, pace, pod, port, stream, (message) => {
      sendOn(socket, 2 * index + 1, message);
    });
    return stream;
  });
  onChannels(socket, (number, data) => {
    if (number % 2 === 0) streams[number / 2]?.push(data);
  });
  socket.on('close', () => {
    for (const stream of streams) stream.destroy();
  });
}

/** Lets a client's connection reach a port of a pod; `failed` is told why there was no answer, as kubelets say it. */
function connectTo(
  cluster: Cluster,
  pace: Pace,
  { metadata }: Pod,
  port: number,
  stream: Duplex,
  failed: (message: string) => void,
): void {
  const from = { namespace: metadata.namespace ?? '', pod: metadata.name };
  const server = serverIntoCluster(cluster, pace, from, port, ({ stage, message }) => {
    const why = stage === 'connect' ? `dial tcp4 127.0.0.1:${port}: connect: connection refused` : message;
    failed(
      `error forwarding port ${port} to pod ${metadata.uid}, uid : failed to connect to localhost:${port} inside namespace, IPv4: ${why}`,
    );
  });
  server.emit('connection', stream);
}

/** More connections at once than a person opens through one port-forward. */
const MOST_WAITING = 64;

/**
 * Serves a port-forward over SPDY: each connection has a stream for errors and one for bytes, told apart by their headers
 * and matched by their request id (kubelet pkg/cri/streaming/portforward/httpstream.go).
 */
export function forwardedOverSpdy(cluster: Cluster, pace: Pace, pod: Pod): (stream: SpdyStream) => void {
  const errors = new Map<string, SpdyStream>();
  return (stream) => {
    const { headers } = stream;
    const request = headers.get('requestid') ?? headers.get('port') ?? '';
    const port = Number(headers.get('port'));
    const type = headers.get('streamtype');
    if (!(port > 0 && port < 65_536) || errors.size > MOST_WAITING || (type !== 'error' && type !== 'data')) {
      stream.destroy();
      return;
    }
    if (type === 'error') {
      errors.set(request, stream);
      // Clients send nothing on it, but its end is to be read.
      stream.resume();
      stream.on('close', () => errors.delete(request));
      return;
    }
    const error = errors.get(request);
    errors.delete(request);
    connectTo(cluster, pace, pod, port, stream, (message) => error?.end(message));
    // When nothing more comes from the pod, there is nothing more to go wrong.
    stream.on('finish', () => error?.end());
    stream.on('close', () => error?.end());
  };
}
