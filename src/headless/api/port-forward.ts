import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { badRequest, type Cluster, type Pod } from '../../engine/index.ts';
import { onChannels, sendOn } from './channels.ts';
import { serverIntoCluster } from './http-into-cluster.ts';
import type { Pace } from './pace.ts';

const MOST_PORTS = 32;

/** The ports that a port-forward asks for; ApiError 400 for none or for what is no port. */
export function forwardedPorts(pod: Pod, query: URLSearchParams): readonly number[] {
  const texts = query.getAll('ports').flatMap((text) => text.split(','));
  const ports = texts.map((text) => (/^\d{1,5}$/.test(text) ? Number(text) : 0));
  const isFine = ports.length > 0 && ports.length <= MOST_PORTS && ports.every((port) => port > 0 && port < 65_536);
  if (!isFine) throw badRequest('query parameter "ports" must be between 1 and 65535, inclusive');
  if (pod.status.phase !== 'Running') {
    throw badRequest(`unable to forward port because pod is not running. Current status=${pod.status.phase ?? ''}`);
  }
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
  const from = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
  const streams = ports.map((port, index) => {
    const announced = Buffer.alloc(2);
    announced.writeUInt16LE(port);
    sendOn(socket, 2 * index, announced);
    sendOn(socket, 2 * index + 1, announced);
    const stream = new ChannelStream(socket, 2 * index);
    stream.on('error', () => {
      stream.destroy();
    });
    serverIntoCluster(cluster, pace, from, port).emit('connection', stream);
    return stream;
  });
  onChannels(socket, (number, data) => {
    if (number % 2 === 0) streams[number / 2]?.push(data);
  });
  socket.on('close', () => {
    for (const stream of streams) stream.destroy();
  });
}
