import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from '../../engine/index.ts';
import { sendPageNotFound, sendValue } from './answer.ts';
import { openapiDocument, openapiIndex, openapiV2, openapiV2Type } from './openapi.ts';

/** Answers what is below /openapi/. */
export function answerOpenapi(
  cluster: Cluster,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (path === '/openapi/v2') {
    response.writeHead(200, { 'Content-Type': openapiV2Type, 'Content-Length': openapiV2.length });
    response.end(openapiV2);
    return;
  }
  if (path === '/openapi/v3') {
    sendValue(request, response, 200, openapiIndex(cluster));
    return;
  }
  const document = path.startsWith('/openapi/v3/')
    ? openapiDocument(cluster, path.slice('/openapi/v3/'.length))
    : undefined;
  if (document === undefined) sendPageNotFound(response);
  else sendValue(request, response, 200, document);
}
