import type { IncomingMessage } from 'node:http';
import { badRequest, requestEntityTooLarge, unsupportedMediaType, type Json } from '../../engine/index.ts';
import { parseManifests } from '../../manifests/index.ts';

/** What an API server takes at most (DefaultMaxRequestSizeBytes in apiserver pkg/server/config.go: 3 MiB). */
const LARGEST_BODY = 3 * 1024 * 1024;

const OBJECT_TYPES = ['application/json', 'application/yaml'] as const;

/** The body of a request; ApiError 413 when it is too large. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw requestEntityTooLarge(`limit is ${LARGEST_BODY}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The media type of the body, without parameters. */
export function contentType(request: IncomingMessage): string {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

/** ApiError 415, as upstream words it. */
export function unknownFormat(accepted: readonly string[]): Error {
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** What V8 says, and how Go's encoding/json says the same. */
const WHERE: readonly (readonly [pattern: RegExp, where: string])[] = [
  [/^Expected property name|^Expected double-quoted/, 'looking for beginning of object key string'],
  [/^Expected ':'/, 'after object key'],
  [/^Expected ',' or '\}'/, 'after object key:value pair'],
  [/^Expected ',' or '\]'/, 'after array element'],
  [/^Unexpected non-whitespace/, 'after top-level value'],
];

/** What Go's encoding/json says of a text that is no JSON. */
function jsonProblem(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const at = /at position (\d+)/.exec(message)?.[1];
  const token = /^Unexpected token '(.)'/su.exec(message)?.[1] ?? (at === undefined ? '' : text.charAt(Number(at)));
  if (token === '' || /end of JSON input|Unterminated/.test(message)) return 'unexpected end of JSON input';
  const [, where] = WHERE.find(([pattern]) => pattern.test(message)) ?? [];
  return `invalid character '${token}' ${where ?? 'looking for beginning of value'}`;
}

/** Reads JSON; ApiError 400 says what is wrong after `prefix`. */
export function parseJson(text: string, prefix: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest(`${prefix}${jsonProblem(text, error)}`);
  }
}

/** Reads the one object of a YAML text (JSON is YAML, too); ApiError 400 says what is wrong after `prefix`. */
export function parseYaml(text: string, prefix: string): Json {
  const { documents, problems } = parseManifests(text);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw badRequest(`${prefix}yaml: line ${problem.line}: ${problem.message}`);
  return documents[0]?.object ?? null;
}

/** The object in a body; ApiError 400 or 415. */
export function parseObject(text: string, type: string): Json {
  const prefix = "couldn't get version/kind; json parse error: ";
  switch (type) {
    // The API server takes a body without a type for JSON.
    case '':
    case 'application/json':
      return parseJson(text, prefix);
    case 'application/yaml':
      return parseYaml(text, prefix);
    default:
      throw unknownFormat(OBJECT_TYPES);
  }
}
