import type { Json } from '../json.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { admissionWarnings, judge, judgeDeletion } from './admission/judge.ts';
import { apiServices } from './api-services.ts';
import { findResource } from './catalog.ts';
import { notAnObject } from './json-kind.ts';
import { jsonMergePatch } from './patch/json-merge.ts';
import { isJsonObject } from './patch/json-object.ts';
import { jsonPatch, JsonPatchError } from './patch/json-patch.ts';
import { patchSchemaOf } from './patch/merge-keys.ts';
import { strategicMergePatch } from './patch/strategic-merge.ts';
import { requestedDefaulterOf } from '../kinds/defaults/requested.ts';
import { validationOf } from '../kinds/validation/by-kind.ts';
import { customValidation, deprecationOf, listKindOf, servedAs } from './custom-resources/custom-kind.ts';
import { validateEphemeralContainersUpdate, validatePod } from '../kinds/validation/pod.ts';
import type { ObjectRegistry, WriteOptions } from './registry.ts';
import type { ServedResource } from './served-resource.ts';
import type { ApiRequest, ApiResponse, KubeList } from './request.ts';
import { decodeScale, scaleOf, withReplicas } from './scale.ts';
import { componentStatuses, componentStatusWarning } from './component-statuses.ts';
import { decided, withRequester } from './certificate-approval.ts';
import { decodeContinueToken, encodeContinueToken } from './continue-token.ts';
import type { ContinueToken } from './continue-token.ts';
import { spendDisruption } from './eviction.ts';
import { renewedLease } from './lease-renewal.ts';
import type { Lister } from './lister.ts';
import { metricsObjects } from './metrics-api.ts';
import {
  checkListOptions,
  checkNotAhead,
  continueExpired,
  exactRevision,
  listExpired,
  parseResourceVersion,
} from './resource-version.ts';
import { isReview, review } from './reviews.ts';
import { selection } from './selection.ts';
import { viewOf } from './views.ts';
import { required } from './field.ts';
import { serverSideApply, trackUpdate } from './managed-fields/managers.ts';
import type { Manager } from './managed-fields/managers.ts';
import {
  ApiError,
  badRequest,
  internal,
  invalid,
  methodNotSupported,
  notFound,
  resourceNotServed,
  unprocessable,
  unsupportedMediaType,
} from './status.ts';
import type { StatusDetails, SuccessStatus } from './status.ts';
import { hasSubresource, subresourceTakes } from './subresources.ts';
import { toRFC3339 } from './time.ts';
import { requestToken } from './token-request.ts';
import type { Store } from './store.ts';
import type { Usage } from '../usage.ts';
import { tableOf } from './tables.ts';
import { decodeBody } from './wire.ts';

/** What the API server answers from. Times in ms since the epoch. */
export interface ApiWorld {
  readonly store: Store;
  readonly registry: ObjectRegistry;
  now(): number;
  /** When the kubelet of a node last said that it is well; undefined for a machine that there is not. */
  lastReport(node: string): number | undefined;
  readonly usage: Usage;
}

/** The API server's REST layer: decodes, finds, selects, patches and answers; `ObjectRegistry` does the rest. */
export class ApiServer {
  private readonly store: Store;
  private readonly registry: ObjectRegistry;
  private readonly now: () => number;
  private readonly world: ApiWorld;

  constructor(world: ApiWorld) {
    this.store = world.store;
    this.registry = world.registry;
    this.now = () => world.now();
    this.world = world;
    world.registry.judge = judge;
  }

  /** Answers any request, however malformed, with an object or a `Status`. */
  handle(request: ApiRequest): ApiResponse {
    const warnings: string[] = [];
    try {
      return this.dispatch(request, warnings);
    } catch (error) {
      const known =
        error instanceof ApiError ? error : internal(error instanceof Error ? error.message : String(error));
      return { code: known.status.code, body: known.status, warnings };
    }
  }

  private dispatch(request: ApiRequest, warnings: string[]): ApiResponse {
    const found = findResource(request.group, request.resource, this.store);
    const served = found === undefined ? undefined : withRequestedDefaults(servedAs(found, request));
    if (served === undefined) throw resourceNotServed();
    if (request.version !== undefined && !isServedVersion(served, request)) throw resourceNotServed();
    if (!hasSubresource(served, request.subresource)) throw resourceNotServed();
    if (!subresourceTakes(request.subresource, request.verb)) throw methodNotSupported(served.info, request.verb);
    warnings.push(...deprecationOf(served));
    if (
      !served.info.namespaced &&
      request.namespace !== undefined &&
      request.namespace !== '' &&
      request.resource !== 'namespaces'
    ) {
      throw resourceNotServed();
    }
    if (served.info.kind === 'ComponentStatus') warnings.push(componentStatusWarning);
    if (!mayBeAsked(served, request)) throw methodNotSupported(served.info, request.verb);
    switch (request.verb) {
      case 'create':
        return this.create(served, request, warnings);
      case 'get':
        return this.get(served, request, warnings);
      case 'list':
        return this.list(served, request, warnings);
      case 'update':
        return this.update(served, request, warnings);
      case 'patch':
        return this.patch(served, request, warnings);
      case 'delete':
        return this.delete(served, request, warnings);
      case 'deletecollection':
        return this.deleteCollection(served, request, warnings);
    }
  }

  private create(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (request.subresource === 'binding') return this.bind(served, request, warnings);
    if (request.subresource === 'eviction') return this.evict(served, request, warnings);
    if (request.subresource === 'token') return this.token(served, request, warnings);
    if (request.subresource !== undefined) throw methodNotSupported(served.info, 'create');
    if (served.definition?.metadata.deletionTimestamp !== undefined) throw definitionTerminating(served);
    if (isReview(served)) {
      const accounts = (namespace: string, name: string): GenericObject | undefined =>
        this.store.get('serviceaccounts', namespace, name);
      return { code: 201, body: review(served, request.body, accounts, this.now()), warnings };
    }
    const given = placeInNamespace(served, request, stored(served, request, decodeBody(served, request, warnings)));
    const object = served.table === 'certificatesigningrequests' ? withRequester(given) : given;
    const tracked = trackUpdate(defaulted(served, object), undefined, this.managerOf(request));
    const created = this.registry.create(served, tracked, writeOptions(served, request));
    warnings.push(...admissionWarnings(served, created, undefined, this.store));
    return { code: 201, body: shown(served, request, asWritten(created)), warnings };
  }

  private get(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const { resourceVersion = '' } = request;
    if (resourceVersion !== '') checkNotAhead(parseResourceVersion(resourceVersion), this.store.revision);
    const object = this.read(served, namespaceOf(served, request), nameOf(request));
    const scale = request.subresource === 'scale' ? scaleOf(served, object) : undefined;
    if (request.as !== 'Table') return { code: 200, body: scale ?? shown(served, request, object), warnings };
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return { code: 200, body: tableOf(served, [scale ?? object], metadata, this.now()), warnings };
  }

  private list(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const { items, metadata } = this.page(served, request);
    if (request.as === 'Table') return { code: 200, body: tableOf(served, items, metadata, this.now()), warnings };
    const objects = items.map((item) => shown(served, request, item));
    return { code: 200, body: listOf(served, request, objects, metadata), warnings };
  }

  /** The piece of a list that a request asks for, of the revision that it asks for. */
  private page(
    served: ServedResource,
    request: ApiRequest,
  ): { items: readonly GenericObject[]; metadata: KubeList['metadata'] } {
    checkListOptions(request);
    const token = (request.continue ?? '') === '' ? undefined : decodeContinueToken(request.continue ?? '');
    const revision = this.listedRevision(request, token);
    const store = this.storeAt(revision, token);
    const metadata = { resourceVersion: String(revision) };
    const all = this.select(store, served, request);
    const from = token === undefined ? 0 : all.findIndex((item) => placeOf(item) > token.after);
    const rest = from < 0 ? [] : all.slice(from);
    const { limit = 0 } = request;
    const last = rest[limit - 1];
    if (limit <= 0 || rest.length <= limit || last === undefined) return { items: rest, metadata };
    const selects = (request.labelSelector ?? '') !== '' || (request.fieldSelector ?? '') !== '';
    const next = encodeContinueToken({ revision, after: placeOf(last) });
    // Upstream does not count what a selector would still have to be tried on.
    const remaining = selects ? {} : { remainingItemCount: rest.length - limit };
    return { items: rest.slice(0, limit), metadata: { ...metadata, continue: next, ...remaining } };
  }

  private listedRevision(request: ApiRequest, token: ContinueToken | undefined): number {
    if (token !== undefined) return token.revision < 0 ? this.store.revision : token.revision;
    const { resourceVersion = '' } = request;
    if (resourceVersion !== '') checkNotAhead(parseResourceVersion(resourceVersion), this.store.revision);
    return exactRevision(request) ?? this.store.revision;
  }

  private storeAt(revision: number, token: ContinueToken | undefined): Lister {
    if (revision === this.store.revision) return this.store;
    const past = this.store.at(revision);
    if (past !== undefined) return past;
    if (token === undefined) throw listExpired();
    throw continueExpired(encodeContinueToken({ revision: -1, after: token.after }));
  }

  private read(served: ServedResource, namespace: string, name: string): GenericObject {
    const computed = this.computed(served, this.store);
    if (computed === undefined) return this.current(served, this.registry.get(served, namespace, name));
    const found = computed.find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace);
    if (found === undefined) throw notFound(served.info, name);
    return found;
  }

  /** Objects that a list asks for, ordered by namespace and name as etcd's keys are. */
  private select(store: Lister, served: ServedResource, request: ApiRequest): GenericObject[] {
    const selects = selection(served, request);
    const namespace = served.info.namespaced && request.namespace !== '' ? request.namespace : undefined;
    const computed = this.computed(served, store)?.filter(
      ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
    );
    const objects = computed ?? store.list(served.table, namespace);
    const selected = objects.filter(selects).toSorted(byKey);
    return served.table === 'leases' ? selected.map((object) => this.current(served, object)) : selected;
  }

  /** The objects of resources that are stored nowhere; undefined for the others. */
  private computed({ info, table }: ServedResource, lister: Lister): readonly GenericObject[] | undefined {
    if (info.kind === 'ComponentStatus') return componentStatuses;
    if (info.kind === 'APIService') return [...apiServices(lister), ...lister.list(table)];
    return info.group === 'metrics.k8s.io' ? metricsObjects(table, lister, this.world.usage, this.now()) : undefined;
  }

  /** With what is known but not written. */
  private current(served: ServedResource, object: GenericObject): GenericObject {
    return served.table === 'leases' ? renewedLease(object, (node) => this.world.lastReport(node)) : object;
  }

  private update(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const options = { dryRun: request.dryRun === true };
    if (request.subresource === 'scale') {
      const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
      const updated = this.write(
        served,
        current,
        withReplicas(served, current, decodeScale(request.body)),
        request,
        [],
      );
      return { code: 200, body: scaleOf(served, updated), warnings };
    }
    const object = placeInNamespace(served, request, stored(served, request, decodeBody(served, request, warnings)));
    checkName(object, nameOf(request));
    if (request.subresource === 'status') {
      return { code: 200, body: shown(served, request, this.writeStatus(served, object, options)), warnings };
    }
    if (request.subresource === 'approval') return this.decide(served, request, object, warnings);
    const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    const next =
      request.subresource === 'ephemeralcontainers' ? withEphemeralContainers(served, current, object) : object;
    return { code: 200, body: shown(served, request, this.write(served, current, next, request, warnings)), warnings };
  }

  private patch(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (request.patchType === 'apply') return this.apply(served, request, warnings);
    const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    if (request.subresource === 'scale') {
      const scale = patched(served, scaleOf(served, current), request);
      const updated = this.write(served, current, withReplicas(served, current, decodeScale(scale)), request, []);
      return { code: 200, body: scaleOf(served, updated), warnings };
    }
    const body = patched(served, shown(served, request, current), request);
    const next = stored(served, request, decodeBody(served, { ...request, body }, warnings));
    checkName(next, current.metadata.name);
    if (request.subresource === 'status') {
      const updated = this.writeStatus(served, next, { dryRun: request.dryRun === true });
      return { code: 200, body: shown(served, request, updated), warnings };
    }
    if (request.subresource === 'approval') return this.decide(served, request, next, warnings);
    const written =
      request.subresource === 'ephemeralcontainers' ? withEphemeralContainers(served, current, next) : next;
    return {
      code: 200,
      body: shown(served, request, this.write(served, current, written, request, warnings)),
      warnings,
    };
  }

  /** Approves or denies a request for a certificate. */
  private decide(served: ServedResource, request: ApiRequest, next: GenericObject, warnings: string[]): ApiResponse {
    const current = this.registry.get(served, '', nameOf(request));
    const options = { dryRun: request.dryRun === true };
    const updated = this.writeStatus(served, decided(current, next, this.now()), options);
    return { code: 200, body: shown(served, request, updated), warnings };
  }

  /** Server-side apply: creates or merges by field ownership. */
  private apply(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (request.fieldManager === undefined || request.fieldManager === '') {
      const error = required('fieldManager', 'is required for apply patch');
      throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error]);
    }
    const applied = placeInNamespace(served, request, stored(served, request, decodeBody(served, request, warnings)));
    checkName(applied, nameOf(request));
    const live = this.registry.find(served, namespaceOf(served, request), nameOf(request));
    const manager = this.managerOf(request);
    const merged = serverSideApply(served.info, live, applied, manager, request.force === true);
    const options = writeOptions(served, request);
    if (live === undefined) {
      const created = asWritten(this.registry.create(served, merged, options));
      warnings.push(...admissionWarnings(served, created, undefined, this.store));
      return { code: 201, body: shown(served, request, created), warnings };
    }
    const updated = this.registry.update(served, merged, options);
    warnings.push(...admissionWarnings(served, updated, live, this.store));
    return { code: 200, body: shown(served, request, updated), warnings };
  }

  /** Writes a person's next version of an object, and that they own what they changed. */
  private write(
    served: ServedResource,
    old: GenericObject,
    next: GenericObject,
    request: ApiRequest,
    warnings: string[],
  ): GenericObject {
    const tracked = trackUpdate(defaulted(served, next), old, this.managerOf(request));
    const written = this.registry.update(served, tracked, writeOptions(served, request));
    warnings.push(...admissionWarnings(served, written, old, this.store, request.subresource));
    return written;
  }

  private writeStatus(served: ServedResource, next: GenericObject, options: WriteOptions): GenericObject {
    const { version, info } = served;
    if (version !== undefined) {
      const old = this.registry.get(served, next.metadata.namespace ?? '', next.metadata.name);
      const whole = { ...old, status: next.status ?? {} };
      const errors = customValidation(version, info.namespaced).validateUpdate(whole, old);
      if (errors.length > 0) throw invalid(info, old.metadata.name, errors);
    }
    return this.registry.updateStatus(served, next, options);
  }

  private managerOf(request: ApiRequest): Manager {
    const { fieldManager = DEFAULT_MANAGER, subresource } = request;
    return { name: fieldManager, time: toRFC3339(this.now()), ...(subresource !== undefined && { subresource }) };
  }

  private delete(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const { info } = served;
    const name = nameOf(request);
    const old = this.registry.get(served, namespaceOf(served, request), name);
    judgeDeletion(served, old, this.store, request.dryRun === true);
    const { object, gone } = this.registry.delete(served, namespaceOf(served, request), name, deletion(request));
    if (!gone || SHOWN_WHEN_DELETED.has(info.kind))
      return { code: 200, body: shown(served, request, object), warnings };
    const details = { name, ...(info.group !== '' && { group: info.group }), kind: info.resource };
    return { code: 200, body: success({ ...details, uid: object.metadata.uid }), warnings };
  }

  private deleteCollection(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const { items, metadata } = this.page(served, request);
    for (const item of items) judgeDeletion(served, item, this.store, request.dryRun === true);
    for (const { metadata: of } of items) {
      this.registry.delete(served, of.namespace ?? '', of.name, deletion(request));
    }
    const objects = items.map((item) => shown(served, request, item));
    return { code: 200, body: listOf(served, request, objects, metadata), warnings };
  }

  private bind(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const target = field(request.body, 'target');
    const node = field(target, 'name');
    if (typeof node !== 'string' || node === '') throw badRequest('target.name is required');
    this.registry.bind(served, namespaceOf(served, request), nameOf(request), node);
    return { code: 201, body: { ...success(), code: 201 }, warnings };
  }

  private token(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (served.info.kind !== 'ServiceAccount') throw resourceNotServed();
    const account = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    return { code: 201, body: requestToken(account, request.body, this.now(), this.store.revision), warnings };
  }

  private evict(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const namespace = namespaceOf(served, request);
    const options = field(request.body, 'deleteOptions');
    const grace = field(options, 'gracePeriodSeconds');
    const dryRun = request.dryRun === true;
    spendDisruption(
      this.store,
      this.registry,
      this.registry.get(served, namespace, nameOf(request)),
      this.now(),
      dryRun,
    );
    this.registry.delete(served, namespace, nameOf(request), {
      dryRun,
      ...(typeof grace === 'number' && { gracePeriodSeconds: grace }),
    });
    return { code: 201, body: { ...success(), code: 201 }, warnings };
  }
}

/** What the API server calls a client that does not name itself: the first word of its user agent. */
const DEFAULT_MANAGER = 'kubectl';

/** A pod with the ephemeral containers of another one, and nothing else of it (registry/core/pod, podEphemeralContainersStrategy). */
function withEphemeralContainers(
  { info }: ServedResource,
  current: GenericObject,
  { metadata: { resourceVersion }, spec }: GenericObject,
): GenericObject {
  if (info.kind !== 'Pod') throw resourceNotServed();
  const { ephemeralContainers } = (spec ?? {}) as { ephemeralContainers?: Json };
  const kept = current.spec ?? {};
  return {
    ...current,
    metadata: { ...current.metadata, resourceVersion },
    spec: ephemeralContainers === undefined ? kept : { ...kept, ephemeralContainers },
  };
}

function writeOptions({ info, version }: ServedResource, request: ApiRequest): WriteOptions {
  const { subresource } = request;
  const options = { dryRun: request.dryRun === true, ...(subresource !== undefined && { subresource }) };
  if (subresource === 'ephemeralcontainers') {
    return { ...options, validation: { validate: validatePod, validateUpdate: validateEphemeralContainersUpdate } };
  }
  const validation =
    version === undefined
      ? validationOf(info.group, info.kind, info.namespaced)
      : customValidation(version, info.namespaced);
  return { ...options, validation };
}

/** A resource with the defaults of its kind where only requests need them. */
function withRequestedDefaults(served: ServedResource | undefined): ServedResource | undefined {
  if (served === undefined || served.definition !== undefined) return served;
  const defaults = requestedDefaulterOf(served.info.group, served.info.kind);
  return defaults === undefined ? served : { ...served, strategy: { ...served.strategy, defaults } };
}

function defaulted(served: ServedResource, object: GenericObject): GenericObject {
  return served.strategy.defaults?.(object) ?? object;
}

/** Whose last state a deletion answers (ReturnDeletedObject in pkg/registry); of others only that they are gone. */
const SHOWN_WHEN_DELETED: ReadonlySet<string> = new Set([
  'Pod',
  'Service',
  'ServiceAccount',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'PodTemplate',
  'ResourceQuota',
]);

function success(details?: StatusDetails): SuccessStatus {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' } as const;
  return details === undefined ? status : { ...status, details };
}

function definitionTerminating({ info }: ServedResource): ApiError {
  const { status } = methodNotSupported(info, 'create');
  return new ApiError({ ...status, message: 'create not allowed while custom resource definition is terminating' });
}

/** What was only tried has no version, which JSON then leaves out. */
function asWritten(object: GenericObject): GenericObject {
  if (object.metadata.resourceVersion !== '') return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as GenericObject['metadata'] };
}

/** The object in the form that the request speaks. */
function shown(served: ServedResource, request: ApiRequest, object: GenericObject): GenericObject {
  return viewOf(served, request)?.fromStored(object) ?? object;
}

function stored(served: ServedResource, request: ApiRequest, object: GenericObject): GenericObject {
  return viewOf(served, request)?.toStored(object) ?? object;
}

function listOf(
  served: ServedResource,
  request: ApiRequest,
  items: readonly GenericObject[],
  metadata: KubeList['metadata'],
): KubeList {
  const { info } = served;
  const own = info.group === '' ? info.version : `${info.group}/${info.version}`;
  return { kind: listKindOf(served), apiVersion: viewOf(served, request)?.apiVersion ?? own, metadata, items };
}

/** Subresources have verbs of their own. */
function mayBeAsked({ info }: ServedResource, { verb, subresource }: ApiRequest): boolean {
  return subresource !== undefined || info.verbs.includes(verb);
}

function isServedVersion({ info }: ServedResource, request: ApiRequest): boolean {
  return request.version === info.version || (info.group === 'autoscaling' && request.version === 'v1');
}

function deletion(request: ApiRequest): Parameters<ObjectRegistry['delete']>[3] & object {
  const { gracePeriodSeconds, propagationPolicy, preconditions } = request;
  return {
    dryRun: request.dryRun === true,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(preconditions !== undefined && { preconditions }),
  };
}

/** Custom resources have no strategic merge patch. */
const NO_STRATEGIC_PATCH =
  'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

function patched(served: ServedResource, current: GenericObject, request: ApiRequest): Json {
  const patch = request.body ?? null;
  switch (request.patchType) {
    case 'json':
      try {
        return jsonPatch(current, patch) as Json;
      } catch (error) {
        throw error instanceof JsonPatchError ? unprocessable() : error;
      }
    case 'strategic': {
      if (served.version !== undefined) throw unsupportedMediaType(NO_STRATEGIC_PATCH);
      if (!isJsonObject(patch)) throw badRequest(notAnObject(patch));
      return strategicMergePatch(current, patch, patchSchemaOf(current.apiVersion, served.info.kind)) as Json;
    }
    default:
      if (patch !== null && !isJsonObject(patch)) throw badRequest(`error decoding patch: ${notAnObject(patch)}`);
      return jsonMergePatch(current, patch) as Json;
  }
}

function field(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}

function nameOf(request: ApiRequest): string {
  if (request.name === undefined || request.name === '') throw badRequest('name is required');
  return request.name;
}

function namespaceOf(served: ServedResource, request: ApiRequest): string {
  return served.info.namespaced ? (request.namespace ?? 'default') : '';
}

function placeInNamespace(served: ServedResource, request: ApiRequest, object: GenericObject): GenericObject {
  if (!served.info.namespaced) return object;
  const wanted = request.namespace ?? 'default';
  const given = object.metadata.namespace;
  if (given === wanted) return object;
  if (given !== undefined && given !== '') {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  }
  return { ...object, metadata: { ...object.metadata, namespace: wanted } };
}

function checkName(object: GenericObject, name: string): void {
  if (object.metadata.name !== name) {
    throw badRequest(`the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`);
  }
}

/** Where an object is in etcd's order. */
function placeOf({ metadata }: GenericObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function byKey(a: GenericObject, b: GenericObject): number {
  const inA = a.metadata.namespace ?? '';
  const inB = b.metadata.namespace ?? '';
  if (inA !== inB) return inA < inB ? -1 : 1;
  if (a.metadata.name === b.metadata.name) return 0;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
