import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, badRequest } from '../../engine/index.ts';

/** The bytes of an answer that carries a Status, for connections that no HTTP server answers any more. */
export function statusAnswer({ status }: ApiError): string {
  const body = `${JSON.stringify(status)}\n`;
  const head = [
    `HTTP/1.1 ${status.code} ${STATUS_CODES[status.code] ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const LARGEST_HEADERS = 'the headers of the request are too large';

function problemOf({ code, message }: NodeJS.ErrnoException): ApiError {
  const { status } = badRequest(message);
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError({ ...status, code: 431, reason: 'RequestEntityTooLarge', message: LARGEST_HEADERS });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError({ ...status, code: 408, reason: 'Timeout', message: 'the request took too long to arrive' });
    default:
      return badRequest(`malformed HTTP request: ${message}`);
  }
}

/** Answers bytes that are no request, or not a whole one in time, and ends their connection. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(statusAnswer(problemOf(error)));
}
