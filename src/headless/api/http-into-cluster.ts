import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Cluster, Failure, TrafficOrigin } from '../../engine/index.ts';
import type { Pace } from './pace.ts';
import { readBody } from './request-body.ts';

/** Headers that the server of the answer writes itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding', 'date']);

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** Nothing came back: the connection just ends, as it would there. */
function breakOff(response: ServerResponse): void {
  const socket: Duplex | null = response.socket;
  // What travels inside another connection has nothing to reset.
  if (socket instanceof Socket) socket.resetAndDestroy();
  else socket?.destroy();
}

/**
 * Sends a request into the cluster and its answer back; `failed` answers when nothing came. ApiError 413 for a body that is
 * too large.
 */
export async function sendIntoCluster(
  cluster: Cluster,
  pace: Pace,
  { from, url }: { from: TrafficOrigin; url: string },
  request: IncomingMessage,
  response: ServerResponse,
  failed: (failure: Failure) => void,
): Promise<void> {
  const body = (await readBody(request)).toString();
  const { traffic } = cluster;
  const method = request.method ?? 'GET';
  const sent = traffic?.send({ from, method, url, headers: plainHeaders(request), body });
  const look = (): void => {
    const exchange = sent === undefined ? undefined : traffic?.exchange(sent);
    if (exchange !== undefined && exchange.outcome === undefined) return;
    leave();
    const outcome = exchange?.outcome;
    if (outcome?.type !== 'answered') {
      failed(outcome ?? { stage: 'reset', exitCode: 56, message: 'connection reset by peer' });
      return;
    }
    const headers = Object.entries(outcome.headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
    const bytes = Buffer.from(outcome.body);
    response.writeHead(outcome.status, { ...Object.fromEntries(headers), 'Content-Length': bytes.length });
    response.end(bytes);
  };
  const leave = pace.listen(look);
  response.on('close', leave);
  look();
}

/**
 * A server whose every request travels into the cluster, from outside or from inside a pod, to `localhost:port` as it is
 * there, and whose answers are those that come back. Without an answer `failed` is told why, and the connection breaks.
 */
export function serverIntoCluster(
  cluster: Cluster,
  pace: Pace,
  from: TrafficOrigin,
  port: number,
  failed?: (failure: Failure) => void,
): Server {
  return createServer((request, response) => {
    response.on('error', () => {
      response.destroy();
    });
    const url = `http://localhost:${port}${request.url ?? '/'}`;
    sendIntoCluster(cluster, pace, { from, url }, request, response, (failure) => {
      failed?.(failure);
      breakOff(response);
    }).catch(() => {
      response.destroy();
    });
  });
}
