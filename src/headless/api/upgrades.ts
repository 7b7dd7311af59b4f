import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { ApiError, badRequest, internal, type Cluster } from '../../engine/index.ts';
import { statusAnswer } from './broken-request.ts';
import { refusal } from './guard.ts';
import type { Pace } from './pace.ts';
import { podStreamOf, type PodStream } from './pod-streams.ts';
import { requestUrl } from './request-url.ts';

/** A message on a WebSocket is at most so long, bytes. */
const LONGEST_MESSAGE = 1024 * 1024;

interface Context {
  readonly cluster: Cluster;
  readonly pace: Pace;
}

function offered(header: string | string[] | undefined): readonly string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(',').map((protocol) => protocol.trim());
}

function chosen(known: readonly string[], among: readonly string[]): string | undefined {
  return known.find((protocol) => among.includes(protocol));
}

/** Switches to SPDY/3.1 (apimachinery pkg/util/httpstream/spdy/upgrade.go). ApiError 403 without a common protocol. */
function switchToSpdy(stream: PodStream, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const theirs = offered(request.headers['x-stream-protocol-version']);
  const protocol = chosen(stream.overSpdy, theirs);
  if (protocol === undefined) {
    const text = `unable to upgrade: unable to negotiate protocol: client supports [${theirs.join(' ')}], server accepts [${stream.overSpdy.join(' ')}]`;
    throw new ApiError({ ...badRequest(text).status, code: 403, reason: 'Forbidden' });
  }
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      `X-Stream-Protocol-Version: ${protocol}`,
    ].join('\r\n') + '\r\n\r\n',
  );
  if (head.length > 0) socket.unshift(head);
  stream.serveSpdy(socket);
}

/** Serves exec, attach and portforward of pods, over WebSockets and over SPDY. */
export function acceptUpgrades(server: Server, context: Context): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE });
  const protocols = new WeakMap<IncomingMessage, string>();
  sockets.on('headers', (headers, request) => {
    const protocol = protocols.get(request);
    if (protocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => {
      socket.destroy();
    });
    try {
      const refused = refusal(request);
      if (refused !== undefined) throw refused;
      const stream = podStreamOf(context, requestUrl(request));
      const { upgrade = '' } = request.headers;
      if (/^spdy\/3\.1$/i.test(upgrade)) switchToSpdy(stream, request, socket, head);
      else if (/^websocket$/i.test(upgrade)) {
        const protocol = chosen(stream.overWebSocket, offered(request.headers['sec-websocket-protocol']));
        // The package refuses names with a slash, as the tunnel's is.
        delete request.headers['sec-websocket-protocol'];
        if (protocol !== undefined) protocols.set(request, protocol);
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.on('error', () => {
            webSocket.terminate();
          });
          stream.serveWebSocket(webSocket, protocol ?? '');
        });
      } else throw badRequest(`unable to upgrade: missing upgrade headers in request`);
    } catch (error) {
      const known =
        error instanceof ApiError ? error : internal(error instanceof Error ? error.message : String(error));
      socket.end(statusAnswer(known));
    }
  });
}
