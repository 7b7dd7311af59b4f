import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  aggregatedDiscovery,
  ApiError,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  badRequest,
  builtinResources,
  customResources,
  isFailure,
  methodNotAllowed,
  pathSegments,
  resourceNotServed,
  routeOf,
  servedVersions,
  type ApiRequest,
  type BuiltinResource,
  type Cluster,
  type KubeObject,
  type Table,
} from '../../engine/index.ts';
import { MEDIA_TYPES, mediaRanges, wantedForm, type Format, type Wanted } from './accept.ts';
import { sendPageNotFound, sendResponse, sendValue } from './answer.ts';
import { apiRequestOf, listOptions, truth, wholeNumber, type ResourceRoute } from './api-request.ts';
import { streamLog } from './log-stream.ts';
import type { Pace } from './pace.ts';
import { podOf } from './pod-streams.ts';
import { metadataOf, tableWith, type IncludeObject } from './representation.ts';
import { messageOfKind } from './protobuf/shapes.ts';
import { readBody, type ExpectedKind } from './request-body.ts';
import { streamWatch } from './watch-stream.ts';

interface Context {
  cluster: Cluster;
  pace: Pace;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** How long a watch goes on that says nothing about it (--min-request-timeout of kube-apiserver), ms. */
const WATCH_MS = 1_800_000;

/** A command line that a client says it stands for is kept in the causal record, so much of it. */
const LONGEST_COMMAND = 200;

/** Answers what is below /api and /apis. */
export async function answerApi(
  context: Context,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cluster } = context;
  const route = routeOf(pathSegments(url.pathname));
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (route !== undefined && route.type !== 'resource' && !isRead) throw methodNotAllowed();
  switch (route?.type) {
    case 'groups':
      answerGroups(cluster, route.path, request, response);
      return;
    case 'group':
      sendFound(request, response, apiGroup(customResources(cluster.live), route.group));
      return;
    case 'version':
      sendFound(request, response, apiResourceList(customResources(cluster.live), route.group, route.version));
      return;
    case 'resource':
      await answerResource(context, route, url.searchParams, request, response);
      return;
    case undefined:
      sendPageNotFound(response);
  }
}

function sendFound(request: IncomingMessage, response: ServerResponse, value: object | undefined): void {
  if (value === undefined) sendPageNotFound(response);
  else sendValue(request, response, 200, value);
}

function answerGroups(
  cluster: Cluster,
  path: 'api' | 'apis',
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const custom = customResources(cluster.live);
  const aggregated = mediaRanges(request.headers.accept).some(
    ({ parameters }) => parameters.get('as') === 'APIGroupDiscoveryList' && parameters.get('v') === 'v2',
  );
  if (aggregated) {
    sendValue(request, response, 200, aggregatedDiscovery(custom, path), { contentType: AGGREGATED });
  } else if (path === 'api') sendValue(request, response, 200, apiVersions(request.headers.host ?? ''));
  else sendValue(request, response, 200, apiGroupList(custom));
}

function infoOf(cluster: Cluster, { group, resource }: ResourceRoute): BuiltinResource | undefined {
  return [...builtinResources, ...customResources(cluster.live)].find(
    (info) => info.group === group && info.resource === resource,
  );
}

function groupVersion({ group, version }: Pick<ResourceRoute, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** In which formats objects of a kind come and go. */
function formatsOf({ apiVersion, kind }: ExpectedKind): readonly Format[] {
  return messageOfKind(apiVersion, kind) === undefined ? ['json', 'yaml'] : ['json', 'yaml', 'protobuf'];
}

function isServed(cluster: Cluster, { group, version }: ResourceRoute): boolean {
  return (
    servedVersions.includes(groupVersion({ group, version })) ||
    customResources(cluster.live).some((info) => info.group === group && info.version === version)
  );
}

function notAcceptable(formats: readonly Format[]): ApiError {
  const accepted = formats.map((format) => MEDIA_TYPES[format]).join(', ');
  const { status } = badRequest(`only the following media types are accepted: ${accepted}`);
  return new ApiError({ ...status, code: 406, reason: 'NotAcceptable' });
}

function includeObjectOf(query: URLSearchParams): IncludeObject {
  const include = query.get('includeObject') ?? '';
  if (include === '' || include === 'Metadata') return 'Metadata';
  if (include === 'None' || include === 'Object') return include;
  throw badRequest(
    `includeObject: Invalid value: ${JSON.stringify(include)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

async function answerResource(
  context: Context,
  route: ResourceRoute,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { cluster, pace } = context;
  if (!isServed(cluster, route)) {
    sendPageNotFound(response);
    return;
  }
  const info = infoOf(cluster, route);
  const body = await readBody(request);
  if (info === undefined) throw resourceNotServed();
  const expected = { apiVersion: groupVersion(route), kind: info.kind };
  const formats = formatsOf(expected);
  const wanted = wantedForm(request.headers.accept, formats);
  if (route.resource === 'pods' && route.subresource === 'log') {
    if (request.method !== 'GET') throw methodNotAllowed();
    const pod = podOf(cluster, route.namespace ?? '', route.name ?? '');
    streamLog(cluster, pace, pod, query, request, response);
    return;
  }
  if (wanted === undefined) throw notAcceptable(formats);
  if (info.namespaced && route.namespace === undefined) {
    // Only lists are about all namespaces.
    if (route.name !== undefined) throw resourceNotServed();
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
  }
  const asked = apiRequestOf({ route, query, body, request, wanted, formats, expected });
  if (asked === undefined) throw methodNotAllowed();
  if ((asked.verb === 'get' || asked.verb === 'list') && asked.subresource === undefined && truth(query, 'watch')) {
    watch(context, asked, query, wanted, response);
    return;
  }
  const command = request.headers['kubectl-command'];
  const answer = cluster.request(asked, {
    actor: 'user',
    ...(typeof command === 'string' && { command: command.slice(0, LONGEST_COMMAND) }),
  });
  if (asked.verb !== 'get' && asked.verb !== 'list') pace.announce();
  if (isFailure(answer)) {
    if (answer.body.details?.retryAfterSeconds !== undefined) {
      response.setHeader('Retry-After', answer.body.details.retryAfterSeconds);
    }
    sendResponse(request, response, answer, wanted.format);
    return;
  }
  const shown = inForm(answer.body, wanted, query);
  sendValue(request, response, answer.code, shown, { format: wanted.format, warnings: answer.warnings });
}

function inForm(body: object, { as }: Wanted, query: URLSearchParams): object {
  const { kind } = body as { kind?: string };
  if (kind === 'Table') return tableWith(body as Table, includeObjectOf(query));
  return as === 'PartialObjectMetadata' && kind !== 'Status' ? metadataOf(body as KubeObject) : body;
}

function watch(
  { cluster, pace }: Context,
  asked: ApiRequest,
  query: URLSearchParams,
  wanted: Wanted,
  response: ServerResponse,
): void {
  const seconds = wholeNumber(query, 'timeoutSeconds');
  const { verb: _, ...rest } = asked;
  streamWatch(cluster, pace, response, {
    request: { ...rest, ...listOptions(query), verb: 'list', ...(wanted.as === 'Table' && { as: 'Table' as const }) },
    wanted,
    includeObject: includeObjectOf(query),
    bookmarks: truth(query, 'allowWatchBookmarks'),
    sendInitialEvents: truth(query, 'sendInitialEvents'),
    timeoutMs: seconds === undefined || seconds <= 0 ? WATCH_MS : seconds * 1000,
  });
}
