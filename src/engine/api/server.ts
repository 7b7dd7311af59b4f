import type { Json } from '../json.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { findResource } from './catalog.ts';
import { jsonMergePatch } from './patch/json-merge.ts';
import { isJsonObject } from './patch/json-object.ts';
import { jsonPatch } from './patch/json-patch.ts';
import { patchSchemaOf } from './patch/merge-keys.ts';
import { strategicMergePatch } from './patch/strategic-merge.ts';
import type { ObjectRegistry } from './registry.ts';
import type { ServedResource } from './served-resource.ts';
import type { ApiRequest, ApiResponse, KubeList } from './request.ts';
import { decodeScale, scaleOf, withReplicas } from './scale.ts';
import {
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  unsupportedFieldMessage,
} from './selectors.ts';
import { required } from './field.ts';
import { serverSideApply, trackUpdate } from './managed-fields/managers.ts';
import type { Manager } from './managed-fields/managers.ts';
import { ApiError, badRequest, internal, invalid, methodNotSupported, resourceNotServed } from './status.ts';
import { toRFC3339 } from './time.ts';
import type { Store } from './store.ts';
import { tableOf } from './tables.ts';
import { decodeBody } from './wire.ts';

/** The API server's REST layer: decodes, finds, selects, patches and answers; `ObjectRegistry` does the rest. */
export class ApiServer {
  private readonly store: Store;
  private readonly registry: ObjectRegistry;
  private readonly now: () => number;

  constructor(store: Store, registry: ObjectRegistry, now: () => number) {
    this.store = store;
    this.registry = registry;
    this.now = now;
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
    const served = findResource(request.group, request.resource, this.store);
    if (served === undefined) throw resourceNotServed();
    if (request.version !== undefined && !isServedVersion(served, request)) throw resourceNotServed();
    if (
      !served.info.namespaced &&
      request.namespace !== undefined &&
      request.namespace !== '' &&
      request.resource !== 'namespaces'
    ) {
      throw resourceNotServed();
    }
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
    if (request.subresource !== undefined) throw methodNotSupported(served.info, 'create');
    const object = placeInNamespace(served, request, decodeBody(served, request, warnings));
    const tracked = trackUpdate(defaulted(served, object), undefined, this.managerOf(request));
    const created = this.registry.create(served, tracked, { dryRun: request.dryRun === true });
    return { code: 201, body: created, warnings };
  }

  private get(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const object = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    if (request.subresource === 'scale') return { code: 200, body: scaleOf(served, object), warnings };
    if (request.as !== 'Table') return { code: 200, body: object, warnings };
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return { code: 200, body: tableOf(served, [object], metadata, this.now()), warnings };
  }

  private list(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const items = this.select(served, request);
    const metadata = { resourceVersion: String(this.store.revision) };
    if (request.as === 'Table') return { code: 200, body: tableOf(served, items, metadata, this.now()), warnings };
    const { group, version, kind } = served.info;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const body: KubeList = { kind: `${kind}List`, apiVersion, metadata, items };
    return { code: 200, body, warnings };
  }

  /** Objects that a list asks for, ordered by namespace and name as etcd's keys are. */
  private select(served: ServedResource, request: ApiRequest): GenericObject[] {
    const labels = parseLabelSelector(request.labelSelector ?? '');
    const fields = parseFieldSelector(request.fieldSelector ?? '');
    const unsupported = unsupportedFieldMessage(served.info.kind, fields);
    if (unsupported !== undefined) throw badRequest(unsupported);
    const namespace = served.info.namespaced && request.namespace !== '' ? request.namespace : undefined;
    const items = this.store
      .list(served.table, namespace)
      .filter(
        (object) => matchesLabels(labels, object.metadata.labels) && matchesFields(served.info.kind, fields, object),
      );
    return items.toSorted(byKey);
  }

  private update(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const options = { dryRun: request.dryRun === true };
    if (request.subresource === 'scale') {
      const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
      const updated = this.write(served, current, withReplicas(current, decodeScale(request.body)), request);
      return { code: 200, body: scaleOf(served, updated), warnings };
    }
    const object = placeInNamespace(served, request, decodeBody(served, request, warnings));
    checkName(object, nameOf(request));
    if (request.subresource === 'status') {
      return { code: 200, body: this.registry.updateStatus(served, object, options), warnings };
    }
    const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    return { code: 200, body: this.write(served, current, object, request), warnings };
  }

  private patch(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (request.patchType === 'apply') return this.apply(served, request, warnings);
    const current = this.registry.get(served, namespaceOf(served, request), nameOf(request));
    if (request.subresource === 'scale') {
      const scale = patched(served, scaleOf(served, current), request);
      const updated = this.write(served, current, withReplicas(current, decodeScale(scale)), request);
      return { code: 200, body: scaleOf(served, updated), warnings };
    }
    const next = decodeBody(served, { ...request, body: patched(served, current, request) }, warnings);
    checkName(next, current.metadata.name);
    if (request.subresource === 'status') {
      const updated = this.registry.updateStatus(served, next, { dryRun: request.dryRun === true });
      return { code: 200, body: updated, warnings };
    }
    return { code: 200, body: this.write(served, current, next, request), warnings };
  }

  /** Server-side apply: creates or merges by field ownership. */
  private apply(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    if (request.fieldManager === undefined || request.fieldManager === '') {
      const error = required('fieldManager', 'is required for apply patch');
      throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error]);
    }
    const applied = placeInNamespace(served, request, decodeBody(served, request, warnings));
    checkName(applied, nameOf(request));
    const live = this.registry.find(served, namespaceOf(served, request), nameOf(request));
    const manager = this.managerOf(request);
    const merged = serverSideApply(served.info, live, applied, manager, request.force === true);
    const options = { dryRun: request.dryRun === true };
    if (live === undefined) return { code: 201, body: this.registry.create(served, merged, options), warnings };
    return { code: 200, body: this.registry.update(served, merged, options), warnings };
  }

  /** Writes a person's next version of an object, and that they own what they changed. */
  private write(served: ServedResource, old: GenericObject, next: GenericObject, request: ApiRequest): GenericObject {
    const tracked = trackUpdate(defaulted(served, next), old, this.managerOf(request));
    return this.registry.update(served, tracked, { dryRun: request.dryRun === true });
  }

  private managerOf(request: ApiRequest): Manager {
    return { name: request.fieldManager ?? DEFAULT_MANAGER, time: toRFC3339(this.now()) };
  }

  private delete(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const { object } = this.registry.delete(served, namespaceOf(served, request), nameOf(request), deletion(request));
    return { code: 200, body: object, warnings };
  }

  private deleteCollection(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const items = this.select(served, request);
    for (const { metadata } of items) {
      this.registry.delete(served, metadata.namespace ?? '', metadata.name, deletion(request));
    }
    const { group, version, kind } = served.info;
    const body: KubeList = {
      kind: `${kind}List`,
      apiVersion: group === '' ? version : `${group}/${version}`,
      metadata: { resourceVersion: String(this.store.revision) },
      items,
    };
    return { code: 200, body, warnings };
  }

  private bind(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const target = field(request.body, 'target');
    const node = field(target, 'name');
    if (typeof node !== 'string' || node === '') throw badRequest('target.name is required');
    const bound = this.registry.bind(served, namespaceOf(served, request), nameOf(request), node);
    return { code: 201, body: bound, warnings };
  }

  private evict(served: ServedResource, request: ApiRequest, warnings: string[]): ApiResponse {
    const options = field(request.body, 'deleteOptions');
    const grace = field(options, 'gracePeriodSeconds');
    const { object } = this.registry.delete(served, namespaceOf(served, request), nameOf(request), {
      dryRun: request.dryRun === true,
      ...(typeof grace === 'number' && { gracePeriodSeconds: grace }),
    });
    return { code: 201, body: object, warnings };
  }
}

/** What the API server calls a client that does not name itself: the first word of its user agent. */
const DEFAULT_MANAGER = 'kubectl';

function defaulted(served: ServedResource, object: GenericObject): GenericObject {
  return served.strategy.defaults?.(object) ?? object;
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

function patched(served: ServedResource, current: GenericObject, request: ApiRequest): Json {
  const patch = request.body ?? null;
  switch (request.patchType) {
    case 'json':
      return jsonPatch(current, patch) as Json;
    case 'strategic': {
      if (!isJsonObject(patch)) throw badRequest('a strategic merge patch is an object');
      return strategicMergePatch(current, patch, patchSchemaOf(current.apiVersion, served.info.kind)) as Json;
    }
    default:
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

function byKey(a: GenericObject, b: GenericObject): number {
  const inA = a.metadata.namespace ?? '';
  const inB = b.metadata.namespace ?? '';
  if (inA !== inB) return inA < inB ? -1 : 1;
  if (a.metadata.name === b.metadata.name) return 0;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
