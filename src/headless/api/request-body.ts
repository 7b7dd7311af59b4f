import type { IncomingMessage } from 'node:http';
import { badRequest, jsonProblem, requestEntityTooLarge, unsupportedMediaType, type Json } from '../../engine/index.ts';
import { parseManifests } from '../../manifests/index.ts';
import { MEDIA_TYPES, type Format } from './accept.ts';
import { objectOf, openEnvelope, type Envelope } from './protobuf/envelope.ts';
import { WireError } from './protobuf/wire-reader.ts';

/** What an API server takes at most (DefaultMaxRequestSizeBytes in apiserver pkg/server/config.go: 3 MiB). */
const LARGEST_BODY = 3 * 1024 * 1024;

/** The body of a request; ApiError 413 when it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw requestEntityTooLarge(`limit is ${LARGEST_BODY}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

/** Reads JSON; ApiError 400 says what is wrong after `prefix`. */
export function parseJson(text: string, prefix: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw badRequest(`${prefix}${jsonProblem(text) ?? String(error)}`);
  }
}

/** Reads the one object of a YAML text (JSON is YAML, too); ApiError 400 says what is wrong after `prefix`. */
export function parseYaml(text: string, prefix: string): Json {
  const { documents, problems } = parseManifests(text);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw badRequest(`${prefix}yaml: line ${problem.line}: ${problem.message}`);
  return documents[0]?.object ?? null;
}

/** The kind that a path is about, which a body need not name. */
export interface ExpectedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What of a body shows in errors (apiserver pkg/endpoints/handlers/rest.go, summarizeData). */
const SHOWN_BYTES = 30;

function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const hex = body.subarray(0, SHOWN_BYTES).toString('hex');
  return body.length > SHOWN_BYTES ? `${hex} ...` : hex;
}

/** Reads an object in protobuf; ApiError 400 as transformDecodeError words it. */
function parseProtobuf(body: Buffer, expected: ExpectedKind): Json {
  let envelope: Envelope;
  try {
    envelope = openEnvelope(body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expected.kind}): ${error.message} (${summary(body)})`,
    );
  }
  const { apiVersion, kind } = envelope.kind === '' ? expected : envelope;
  let object: Json | undefined;
  try {
    object = objectOf({ apiVersion, kind, raw: envelope.raw });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${expected.kind}: ${error.message}`);
  }
  if (object === undefined) {
    throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  }
  return object;
}

/** The object in a body, in one of `formats`; ApiError 400 or 415. */
export function parseObject(body: Buffer, type: string, formats: readonly Format[], expected: ExpectedKind): Json {
  const prefix = "couldn't get version/kind; json parse error: ";
  // The API server takes a body without a type for JSON.
  const format = type === '' ? 'json' : formats.find((each) => MEDIA_TYPES[each] === type);
  switch (format) {
    case 'json':
      return parseJson(body.toString(), prefix);
    case 'yaml':
      return parseYaml(body.toString(), prefix);
    case 'protobuf':
      return parseProtobuf(body, expected);
    case undefined:
      throw unknownFormat(formats.map((each) => MEDIA_TYPES[each]));
  }
}
