import {
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
  healthText,
  jsonProblem,
  methodNotAllowed,
  pathSegments,
  resourceNotServed,
  routeOf,
  serverVersion,
  type ApiRequest,
  type Route,
} from '../engine/index.ts';
import { ApiClient, subresourceOf } from './api.ts';
import type { KubectlEnv, KubectlState } from './env.ts';
import { badRequest, KubectlError, StatusError } from './errors.ts';
import { checkReachable } from './kubeconfig.ts';
import { Discovery } from './resources.ts';

/** A raw path as the URL that it is part of. */
function read(raw: string): URL {
  if (!raw.startsWith('/')) {
    throw new KubectlError(`--raw must be a valid URL path: parse ${JSON.stringify(raw)}: invalid URI for request`);
  }
  return new URL(`http://host${raw}`);
}

function notServed(): StatusError {
  return new StatusError(resourceNotServed().status);
}

/** What is served below a path of the API; undefined when nothing is. */
function servedBelow(
  route: Exclude<Route, { type: 'resource' }>,
  { versions }: Discovery,
  { server }: KubectlState,
): object | undefined {
  const custom = versions.filter((resource) => resource.custom === true);
  switch (route.type) {
    case 'groups':
      return route.path === 'api' ? apiVersions(new URL(server).host) : apiGroupList(custom);
    case 'group':
      return apiGroup(custom, route.group);
    case 'version':
      return apiResourceList(custom, route.group, route.version);
  }
}

/** The log of a container, as `/api/v1/namespaces/NS/pods/NAME/log` gives it. */
function logText(env: KubectlEnv, api: ApiClient, namespace: string, pod: string, query: URLSearchParams): string {
  const { spec } = api.get({ group: '', resource: 'pods', namespaced: true }, namespace, pod);
  const { containers = [] } = (spec ?? {}) as { containers?: { name: string }[] };
  const container = query.get('container') ?? containers[0]?.name ?? '';
  const lines = env.logs(namespace, pod, container, query.get('previous') === 'true') ?? [];
  const tail = query.get('tailLines');
  return (tail === null ? lines : lines.slice(-Number(tail))).map(({ text }) => `${text}\n`).join('');
}

/**
 * What the API server answers to a raw path (kubectl pkg/rawhttp). `body`: the text that is sent, JSON. A refusal is a
 * StatusError.
 */
export function rawAnswer(
  env: KubectlEnv,
  verb: 'get' | 'create' | 'update' | 'delete',
  raw: string,
  body = '',
): string {
  const { pathname: path, searchParams: query } = read(raw);
  checkReachable(env.state);
  if (verb === 'get' && /^\/version\/?$/.test(path)) return JSON.stringify(serverVersion, null, 2);
  const health = healthText(path, query.has('verbose'));
  if (health !== undefined) return health;
  const route = routeOf(pathSegments(path));
  if (route === undefined) throw notServed();
  const api = new ApiClient(env);
  const discovery = new Discovery(api);
  if (route.type !== 'resource') {
    const served = servedBelow(route, discovery, env.state);
    if (served === undefined) throw notServed();
    if (verb !== 'get') throw new StatusError(methodNotAllowed().status);
    return `${JSON.stringify(served)}\n`;
  }
  const { type: _type, subresource, ...place } = route;
  const isServed = discovery.resources.some(
    ({ group, resource }) => group === place.group && resource === place.resource,
  );
  if (!isServed) throw notServed();
  if (verb === 'get' && place.resource === 'pods' && subresource === 'log') {
    return logText(env, api, place.namespace ?? '', place.name ?? '', query);
  }
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  const limit = Number(query.get('limit') ?? 0);
  const request = {
    ...place,
    verb: verb === 'get' && place.name === undefined ? 'list' : verb,
    ...subresourceOf(subresource ?? ''),
    ...(labelSelector === '' ? {} : { labelSelector }),
    ...(fieldSelector === '' ? {} : { fieldSelector }),
    ...(limit > 0 ? { limit } : {}),
    ...(verb === 'create' || verb === 'update' ? { body: parsedBody(body) } : {}),
  } as ApiRequest;
  return `${JSON.stringify(api.send(request))}\n`;
}

function parsedBody(text: string): unknown {
  const problem = jsonProblem(text);
  if (problem !== undefined) throw badRequest(`couldn't get version/kind; json parse error: ${problem}`);
  return JSON.parse(text);
}
