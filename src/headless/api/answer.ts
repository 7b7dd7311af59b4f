import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError, ApiResponse } from '../../engine/index.ts';
import { toYaml } from '../../manifests/index.ts';
import { MEDIA_TYPES, wantedForm, type Format } from './accept.ts';
import { protobufOf, protobufType } from './protobuf/envelope.ts';

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

/** Sends a value; as JSON when it has no form in the format that is asked for. */
export function sendValue(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  value: object,
  options: { format?: Format; contentType?: string; warnings?: readonly string[] } = {},
): void {
  const { format = 'json', warnings = [] } = options;
  const message = format === 'protobuf' ? protobufOf(value) : undefined;
  if (message !== undefined) {
    sendBytes(response, code, message, protobufType, warnings);
    return;
  }
  const json = isIndented(request) ? JSON.stringify(value, undefined, 2) : JSON.stringify(value);
  const text = format === 'yaml' ? toYaml(value) : `${json}\n`;
  sendText(response, code, text, options.contentType ?? MEDIA_TYPES[format === 'yaml' ? 'yaml' : 'json'], warnings);
}

export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
  warnings: readonly string[] = [],
): void {
  sendBytes(response, code, Buffer.from(text), contentType, warnings);
}

function sendBytes(
  response: ServerResponse,
  code: number,
  body: Buffer,
  contentType: string,
  warnings: readonly string[],
): void {
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

const ERROR_FORMATS: readonly Format[] = ['json', 'yaml', 'protobuf'];

export function sendError(request: IncomingMessage, response: ServerResponse, { status }: ApiError): void {
  const { format = 'json' } = wantedForm(request.headers.accept, ERROR_FORMATS) ?? {};
  sendValue(request, response, status.code, status, { format });
}

/** What everything that is not part of the API gets: Go's own words. */
export function sendPageNotFound(response: ServerResponse): void {
  sendText(response, 404, '404 page not found\n');
}
