import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError, ApiResponse } from '../../engine/index.ts';
import { toYaml } from '../../manifests/index.ts';
import type { Wanted } from './accept.ts';

type Format = Wanted['format'];

/** People who ask by hand get their JSON indented (apiserver pkg/endpoints/handlers/negotiation, isPrettyPrint). */
function isIndented(request: IncomingMessage): boolean {
  const pretty = /[?&]pretty(?:=([^&]*))?(?:&|$)/.exec(request.url ?? '');
  if (pretty !== null) return pretty[1] !== 'false' && pretty[1] !== '0';
  return /^(?:curl|Wget|Mozilla)/.test(request.headers['user-agent'] ?? '');
}

/** The value of a Warning header (RFC 7234); HTTP sends the bytes of UTF-8 as they are. */
function warningHeader(text: string): string {
  const printable = text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&');
  return `299 - "${Buffer.from(printable, 'utf8').toString('latin1')}"`;
}

/** Sends a value as JSON or YAML. */
export function sendValue(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  value: unknown,
  options: { format?: Format; contentType?: string; warnings?: readonly string[] } = {},
): void {
  const { format = 'json', warnings = [] } = options;
  const json = isIndented(request) ? JSON.stringify(value, undefined, 2) : JSON.stringify(value);
  const text = format === 'yaml' ? toYaml(value) : `${json}\n`;
  sendText(response, code, text, options.contentType ?? `application/${format}`, warnings);
}

export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
  warnings: readonly string[] = [],
): void {
  const body = Buffer.from(text);
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-cache, private',
    ...(warnings.length > 0 && { Warning: warnings.map(warningHeader) }),
  });
  response.end(body);
}

/** Sends the answer of the API server, or of the door itself. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { code, body, warnings }: ApiResponse,
  format: Format,
): void {
  sendValue(request, response, code, body, { format, warnings });
}

export function sendError(request: IncomingMessage, response: ServerResponse, { status }: ApiError): void {
  sendValue(request, response, status.code, status);
}

/** What everything that is not part of the API gets: Go's own words. */
export function sendPageNotFound(response: ServerResponse): void {
  sendText(response, 404, '404 page not found\n');
}
