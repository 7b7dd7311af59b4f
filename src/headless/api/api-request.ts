import type { IncomingMessage } from 'node:http';
import {
  badRequest,
  invalid,
  notSupported,
  resourceNotServed,
  type ApiRequest,
  type Json,
  type Route,
} from '../../engine/index.ts';
import type { Format, Wanted } from './accept.ts';
import { contentType, parseJson, parseObject, parseYaml, unknownFormat, type ExpectedKind } from './request-body.ts';

export type ResourceRoute = Extract<Route, { type: 'resource' }>;

const PATCH_TYPES: Readonly<Record<string, NonNullable<ApiRequest['patchType']>>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

const SUBRESOURCES: ReadonlySet<string> = new Set([
  'approval',
  'status',
  'scale',
  'binding',
  'eviction',
  'token',
  'ephemeralcontainers',
]);

type Verb = ApiRequest['verb'];

/** What a method asks of a collection or of one object (apiserver pkg/endpoints/request, RequestInfo). */
function verbOf(method: string, route: ResourceRoute): Verb | undefined {
  const named = route.name !== undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      return named ? 'get' : 'list';
    case 'POST':
      return named && route.subresource === undefined ? undefined : 'create';
    case 'PUT':
      return named ? 'update' : undefined;
    case 'PATCH':
      return named ? 'patch' : undefined;
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

/** Query and body of a request, read as the options of its verb. */
interface Asked {
  route: ResourceRoute;
  query: URLSearchParams;
  body: Buffer;
  request: IncomingMessage;
  wanted: Wanted;
  /** In which bodies may be. */
  formats: readonly Format[];
  expected: ExpectedKind;
}

/**
 * The API request that an HTTP request stands for; undefined for a method that its path does not have (405). ApiError for
 * options and bodies that cannot be read.
 */
export function apiRequestOf(asked: Asked): ApiRequest | undefined {
  const { route, query, wanted } = asked;
  const verb = verbOf(asked.request.method ?? 'GET', route);
  if (verb === undefined) return undefined;
  const { group, version, resource, namespace, name, subresource } = route;
  const request: ApiRequest = {
    verb,
    group,
    version,
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(wanted.as === 'Table' && (verb === 'get' || verb === 'list') && { as: 'Table' as const }),
    ...subresourceOf(subresource),
  };
  switch (verb) {
    case 'get':
    case 'list':
      return { ...request, ...listOptions(query) };
    case 'create':
    case 'update':
      return {
        ...request,
        ...writeOptions(query, verb === 'create' ? 'CreateOptions' : 'UpdateOptions', asked.request),
        body: parseObject(asked.body, contentType(asked.request), asked.formats, asked.expected),
      };
    case 'patch':
      return { ...request, ...writeOptions(query, 'PatchOptions', asked.request), ...patchOf(asked) };
    case 'delete':
      return { ...request, ...deleteOptions(asked) };
    case 'deletecollection':
      return { ...request, ...listOptions(query), ...deleteOptions(asked) };
  }
}

function subresourceOf(subresource: string | undefined): Pick<ApiRequest, 'subresource'> {
  // To finalize a namespace is to write it without its finalizers.
  if (subresource === undefined || subresource === 'finalize') return {};
  if (!SUBRESOURCES.has(subresource)) throw resourceNotServed();
  return { subresource: subresource as NonNullable<ApiRequest['subresource']> };
}

/** The options that lists and watches share. */
export function listOptions(query: URLSearchParams): Partial<ApiRequest> {
  const limit = wholeNumber(query, 'limit');
  const match = query.get('resourceVersionMatch') ?? '';
  return {
    ...texts(query, ['labelSelector', 'fieldSelector', 'continue', 'resourceVersion']),
    ...(limit !== undefined && { limit }),
    // Upstream tells what it does not know when it checks the options together.
    ...(match !== '' && { resourceVersionMatch: match as 'Exact' }),
  };
}

type TextOption = 'labelSelector' | 'fieldSelector' | 'continue' | 'resourceVersion';

function texts(query: URLSearchParams, names: readonly TextOption[]): Partial<Record<TextOption, string>> {
  const given = names.map((name) => [name, query.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** A whole number of the query; ApiError 400 for anything else. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

/** A truth value of the query, as Go's strconv reads it; there without a value, it is true. */
export function truth(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text);
}

const VALIDATIONS = ['Ignore', 'Strict', 'Warn'];

function writeOptions(query: URLSearchParams, kind: string, request: IncomingMessage): Partial<ApiRequest> {
  const errors = [];
  const validation = query.get('fieldValidation') ?? '';
  if (validation !== '' && !VALIDATIONS.includes(validation)) {
    errors.push(notSupported('fieldValidation', validation, VALIDATIONS));
  }
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    fieldManager: (query.get('fieldManager') ?? '') || managerOf(request),
    ...(query.has('force') && { force: truth(query, 'force') }),
    ...(validation !== '' && { fieldValidation: validation as 'Strict' }),
    ...(dryRun.length > 0 && { dryRun: true }),
  };
}

/** What a client is called that does not say (apiserver pkg/endpoints/handlers, prefixFromUserAgent). */
function managerOf(request: IncomingMessage): string {
  const [name = ''] = (request.headers['user-agent'] ?? '').split('/', 1);
  return name.slice(0, 128) || 'unknown';
}

function patchOf({ request, body, query }: Asked): Pick<ApiRequest, 'patchType' | 'body'> & { fieldManager?: string } {
  const type = contentType(request);
  const patchType = Object.hasOwn(PATCH_TYPES, type) ? PATCH_TYPES[type] : undefined;
  if (patchType === undefined) throw unknownFormat(Object.keys(PATCH_TYPES));
  // Only one of the three patchers says what it was about (apiserver pkg/endpoints/handlers/patch.go).
  const prefix = patchType === 'merge' ? 'error decoding patch: ' : '';
  if (patchType !== 'apply') return { patchType, body: parseJson(body.toString(), prefix) };
  // Who applies must say who it is.
  const applied = { patchType, body: parseYaml(body.toString(), 'error decoding YAML: ') };
  return (query.get('fieldManager') ?? '') === '' ? { ...applied, fieldManager: '' } : applied;
}

/** A body of nothing but spaces and ends of lines says nothing. */
const SPACE = 0x20;

const POLICIES = ['Background', 'Foreground', 'Orphan'];

/** Options of a deletion: those of the body when it has one, else those of the query. */
function deleteOptions({ request, body, query, formats }: Asked): Partial<ApiRequest> {
  const expected = { apiVersion: 'v1', kind: 'DeleteOptions' };
  const isGiven = body.some((byte) => byte > SPACE);
  const given = isGiven ? parseObject(body, contentType(request), formats, expected) : queriedDeletion(query);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badRequest('the body of a deletion is a DeleteOptions');
  }
  const options = given as { readonly [field: string]: Json };
  const { kind, gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = options;
  if (kind !== undefined && kind !== '' && kind !== 'DeleteOptions') {
    throw badRequest(`decoded object cannot be converted to DeleteOptions`);
  }
  const errors = [];
  if (propagationPolicy !== undefined && !POLICIES.includes(String(propagationPolicy))) {
    errors.push(notSupported('propagationPolicy', propagationPolicy, [...POLICIES, '']));
  }
  const dry = Array.isArray(dryRun) ? dryRun : [];
  if (dry.some((value) => value !== 'All')) errors.push(notSupported('dryRun', dry, ['All']));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  if (gracePeriodSeconds !== undefined && gracePeriodSeconds !== null && !Number.isSafeInteger(gracePeriodSeconds)) {
    throw badRequest('gracePeriodSeconds is a whole number of seconds');
  }
  const policy = propagationPolicy ?? policyOfOrphans(orphanDependents);
  return {
    ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds }),
    ...(typeof policy === 'string' && { propagationPolicy: policy as 'Background' }),
    ...(dry.length > 0 && { dryRun: true }),
    ...preconditionsOf(preconditions),
  };
}

/** Preconditions stand in the query itself (apimachinery meta/v1/conversion.go, Convert_url_Values_To_v1_DeleteOptions). */
function queriedDeletion(query: URLSearchParams): Json {
  const uid = query.get('uid') ?? '';
  const resourceVersion = query.get('resourceVersion') ?? '';
  const preconditions = { ...(uid !== '' && { uid }), ...(resourceVersion !== '' && { resourceVersion }) };
  const grace = wholeNumber(query, 'gracePeriodSeconds');
  const policy = query.get('propagationPolicy') ?? '';
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== '' && { propagationPolicy: policy }),
    ...(query.has('orphanDependents') && { orphanDependents: truth(query, 'orphanDependents') }),
    ...(Object.keys(preconditions).length > 0 && { preconditions }),
    dryRun: query.getAll('dryRun').filter((value) => value !== ''),
  };
}

/** The older way to say what becomes of dependents. */
function policyOfOrphans(orphanDependents: Json | undefined): string | undefined {
  if (typeof orphanDependents !== 'boolean') return undefined;
  return orphanDependents ? 'Orphan' : 'Background';
}

function preconditionsOf(given: Json | undefined): Pick<ApiRequest, 'preconditions'> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return {};
  const { uid, resourceVersion } = given as { readonly [field: string]: Json };
  return {
    preconditions: {
      ...(typeof uid === 'string' && { uid }),
      ...(typeof resourceVersion === 'string' && { resourceVersion }),
    },
  };
}
