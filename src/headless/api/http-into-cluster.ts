import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cluster, TrafficOrigin } from '../../engine/index.ts';
import type { Pace } from './pace.ts';
import { readBody } from './request-body.ts';

/** Headers that the server of the answer writes itself. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding', 'date']);

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

async function forward(
  cluster: Cluster,
  pace: Pace,
  from: TrafficOrigin,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readBody(request)).toString();
  const { traffic } = cluster;
  const sent = traffic?.send({
    from,
    method: request.method ?? 'GET',
    url: `http://localhost:${port}${request.url ?? '/'}`,
    headers: plainHeaders(request),
    body,
  });
  const look = (): void => {
    const exchange = sent === undefined ? undefined : traffic?.exchange(sent);
    if (exchange !== undefined && exchange.outcome === undefined) return;
    leave();
    const outcome = exchange?.outcome;
    if (outcome?.type !== 'answered') {
      // Nothing came back: the connection just ends, as it would there.
      response.socket?.resetAndDestroy();
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
 * there, and whose answers are those that come back. Without an answer the connection breaks.
 */
export function serverIntoCluster(cluster: Cluster, pace: Pace, from: TrafficOrigin, port: number): Server {
  return createServer((request, response) => {
    response.on('error', () => {
      response.destroy();
    });
    forward(cluster, pace, from, port, request, response).catch(() => {
      response.destroy();
    });
  });
}
