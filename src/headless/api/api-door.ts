import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ApiError, badRequest, healthText, internal, serverVersion, type Cluster } from '../../engine/index.ts';
import { answerApi } from './api-paths.ts';
import { sendError, sendPageNotFound, sendText, sendValue } from './answer.ts';
import { wholeNumber } from './api-request.ts';
import { refuseBytes } from './broken-request.ts';
import { refusal } from './guard.ts';
import { requestUrl } from './request-url.ts';
import { answerOpenapi } from './openapi-paths.ts';
import { metricsPage, metricsType } from './metrics-page.ts';
import { nodeProxyRoute, serveNodeProxy } from './node-proxy.ts';
import { Pace } from './pace.ts';
import { proxyRoute, serveProxy } from './proxy.ts';
import { servedPaths } from './served-paths.ts';
import { acceptUpgrades } from './upgrades.ts';

/** The Kubernetes API of a cluster on a port of this machine. */
export interface ApiDoor {
  /** `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly pace: Pace;
  /** Ends all connections, as a restart of the API server does; clients come back. */
  cutConnections(): void;
  close(): Promise<void>;
}

/** How the door guards itself against clients. */
export interface Bounds {
  /** A client has so long to send its headers, and so long for all of its request, ms. */
  requestTimeoutMs: number;
  connections: number;
}

const BOUNDS: Bounds = { requestTimeoutMs: 30_000, connections: 512 };
/** Nobody may skip more than a year at once, ms. */
const LONGEST_ADVANCE_MS = 366 * 86_400_000;

interface Context {
  cluster: Cluster;
  pace: Pace;
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refused = refusal(request);
  if (refused !== undefined) throw refused;
  const url = requestUrl(request);
  const { pathname: path } = url;
  const proxied = proxyRoute(path);
  const kubelet = nodeProxyRoute(path);
  const health = healthText(path, url.searchParams.has('verbose'));
  if (path === '/version' || path === '/version/') sendValue(request, response, 200, serverVersion);
  else if (health !== undefined) sendText(response, 200, health);
  else if (path === '/metrics') sendText(response, 200, metricsPage(context.cluster), metricsType);
  else if (path.startsWith('/openapi/')) answerOpenapi(context.cluster, path, request, response);
  else if (path === '/podground/advance') advance(context, url.searchParams, request, response);
  else if (kubelet !== undefined) serveNodeProxy(context.cluster, kubelet, request, response);
  else if (proxied !== undefined) {
    await serveProxy(context.cluster, context.pace, proxied, url.search, request, response);
  } else if (/^\/apis?(?:\/|$)/.test(path)) await answerApi(context, url, request, response);
  else if (path === '/') sendValue(request, response, 200, { paths: servedPaths(context.cluster) });
  else sendPageNotFound(response);
}

/** `POST /podground/advance?ms=N`: lets virtual time pass at once; answers what time it is then. */
function advance(
  { cluster, pace }: Context,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const ms = wholeNumber(query, 'ms') ?? 0;
  if (request.method !== 'POST') throw badRequest('time passes by POST');
  if (ms < 0 || ms > LONGEST_ADVANCE_MS) throw badRequest(`ms is between 0 and ${LONGEST_ADVANCE_MS}`);
  pace.advance(ms);
  sendValue(request, response, 200, { now: new Date(cluster.now()).toISOString(), revision: cluster.revision() });
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof ApiError ? error : internal(error instanceof Error ? error.message : String(error));
  sendError(request, response, known);
}

/** Opens the door on 127.0.0.1; rejects when the port is taken. `speed`: virtual ms a real ms, 0 holds time. */
export async function openApiDoor(
  cluster: Cluster,
  port: number,
  speed: number,
  bounds: Bounds = BOUNDS,
): Promise<ApiDoor> {
  const pace = new Pace(cluster, speed);
  const context = { cluster, pace };
  const { requestTimeoutMs } = bounds;
  const timeouts = {
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 2,
  };
  const server = createServer(timeouts, (request, response) => {
    response.on('error', () => {
      response.destroy();
    });
    answer(context, request, response).catch((error: unknown) => {
      fail(request, response, error);
    });
  });
  server.maxConnections = bounds.connections;
  server.on('clientError', refuseBytes);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => {
      connections.delete(socket);
    });
  });
  acceptUpgrades(server, context);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  pace.start();
  const cutConnections = (): void => {
    for (const socket of connections) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pace,
    cutConnections,
    close: () => {
      pace.stop();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      cutConnections();
      return closed;
    },
  };
}
