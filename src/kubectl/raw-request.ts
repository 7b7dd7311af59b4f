import { isFailure, resourceNotServed, type ApiRequest } from '../engine/index.ts';
import { jsonProblem } from '../manifests/index.ts';
import { ApiClient } from './api.ts';
import type { KubectlEnv } from './env.ts';
import { badRequest, KubectlError, StatusError } from './errors.ts';
import { checkReachable } from './kubeconfig.ts';
import { Discovery } from './resources.ts';
import { BUILD } from './version-info.ts';

const HEALTH_CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd'],
  livez: ['ping', 'log', 'etcd'],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', 'shutdown'],
};

/** What is asked of the API server below `/`, as a URL says it. */
interface Asked {
  segments: readonly string[];
  query: URLSearchParams;
}

function read(raw: string): Asked {
  if (!raw.startsWith('/')) {
    throw new KubectlError(`--raw must be a valid URL path: parse ${JSON.stringify(raw)}: invalid URI for request`);
  }
  const { pathname, searchParams } = new URL(`http://host${raw}`);
  return { segments: pathname.split('/').filter((segment) => segment !== ''), query: searchParams };
}

function healthText([name = '', check, ...rest]: readonly string[], query: URLSearchParams): string | undefined {
  const checks = Object.hasOwn(HEALTH_CHECKS, name) ? HEALTH_CHECKS[name] : undefined;
  if (checks === undefined || rest.length > 0) return undefined;
  if (check !== undefined) return checks.includes(check) ? 'ok' : undefined;
  return query.has('verbose') ? `${checks.map((each) => `[+]${each} ok\n`).join('')}${name} check passed\n` : 'ok';
}

/** Where in the API a path leads: `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
function placeOf(segments: readonly string[]): Pick<ApiRequest, 'group' | 'version' | 'resource'> & {
  namespace?: string;
  name?: string;
  subresource?: string;
} {
  const [root, ...below] = segments;
  const [group, version, ...rest] = root === 'apis' ? below : ['', ...below];
  if (root !== 'api' && root !== 'apis') throw new StatusError(resourceNotServed().status);
  if (version === undefined || rest.length === 0) {
    throw new KubectlError('lists of what is served are not printed raw here: kubectl api-resources tells it');
  }
  const isInside = rest[0] === 'namespaces' && rest[2] !== undefined && rest[2] !== 'status' && rest[2] !== 'finalize';
  const [resource = '', name, subresource] = isInside ? rest.slice(2) : rest;
  return {
    group: group ?? '',
    version,
    resource,
    ...(isInside ? { namespace: rest[1] ?? '' } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** The log of a container, as `/api/v1/namespaces/NS/pods/NAME/log` gives it. */
function logText(env: KubectlEnv, namespace: string, pod: string, query: URLSearchParams): string {
  const { spec } = new ApiClient(env).get({ group: '', resource: 'pods', namespaced: true }, namespace, pod);
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
  const { segments, query } = read(raw);
  checkReachable(env.state);
  if (verb === 'get' && segments.length === 1 && segments[0] === 'version') return JSON.stringify(BUILD, null, 2);
  const health = healthText(segments, query);
  if (health !== undefined) return health;
  const { subresource, ...place } = placeOf(segments);
  const isServed = new Discovery(new ApiClient(env)).resources.some(
    ({ group, resource }) => group === place.group && resource === place.resource,
  );
  if (!isServed) throw new StatusError(resourceNotServed().status);
  if (verb === 'get' && place.resource === 'pods' && subresource === 'log') {
    return logText(env, place.namespace ?? '', place.name ?? '', query);
  }
  const [labelSelector, fieldSelector] = ['labelSelector', 'fieldSelector'].map((name) => query.get(name) ?? '');
  const limit = Number(query.get('limit') ?? 0);
  const request = {
    ...place,
    verb: verb === 'get' && place.name === undefined ? 'list' : verb,
    ...(subresource === undefined ? {} : { subresource }),
    ...(labelSelector === '' || labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === '' || fieldSelector === undefined ? {} : { fieldSelector }),
    ...(limit > 0 ? { limit } : {}),
    ...(verb === 'create' || verb === 'update' ? { body: parsedBody(body) } : {}),
  } as ApiRequest;
  const response = env.request(request);
  for (const warning of response.warnings) env.err(`Warning: ${warning}\n`);
  if (isFailure(response)) throw new StatusError(response.body);
  return `${JSON.stringify(response.body)}\n`;
}

function parsedBody(text: string): unknown {
  const problem = jsonProblem(text);
  if (problem !== undefined) throw badRequest(`couldn't get version/kind; json parse error: ${problem}`);
  return JSON.parse(text);
}
