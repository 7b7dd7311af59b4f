import {
  isFailure,
  type ApiRequest,
  type BuiltinResource,
  type GenericObject,
  type KubeList,
  type Table,
} from '../engine/index.ts';
import type { KubectlEnv } from './env.ts';
import { StatusError } from './errors.ts';
import { checkReachable } from './kubeconfig.ts';

/** A resource as requests name it. */
export type ResourceName = Pick<BuiltinResource, 'group' | 'resource' | 'namespaced'> &
  Partial<Pick<BuiltinResource, 'version' | 'custom'>>;

/** `--subresource`: what of an object is meant; nothing for the whole. The server refuses what it does not have. */
export function subresourceOf(text: string): Pick<ApiRequest, 'subresource'> {
  return text === '' ? {} : { subresource: text as NonNullable<ApiRequest['subresource']> };
}

type Options = Omit<Partial<ApiRequest>, 'verb' | 'group' | 'resource' | 'namespace' | 'name'>;

/** The API server as kubectl's commands use it: failures are thrown as StatusError, warnings are printed. */
export class ApiClient {
  private readonly env: KubectlEnv;

  constructor(env: KubectlEnv) {
    this.env = env;
  }

  /** Says on standard error what does not stop a command. */
  warn(text: string): void {
    this.env.err(`Warning: ${text}\n`);
  }

  /** Sends a request; the answer is of the type that the request asks for. */
  send(request: ApiRequest): unknown {
    checkReachable(this.env.state);
    const response = this.env.request(request);
    for (const warning of response.warnings) this.warn(warning);
    if (isFailure(response)) throw new StatusError(response.body);
    return response.body;
  }

  private to(
    resource: ResourceName,
    namespace: string,
  ): Pick<ApiRequest, 'group' | 'version' | 'resource' | 'namespace'> {
    return {
      group: resource.group,
      resource: resource.resource,
      // Built-in kinds are served in the version that is meant when none is named.
      ...(resource.custom === true && resource.version !== undefined && { version: resource.version }),
      ...(resource.namespaced && namespace !== '' ? { namespace } : {}),
    };
  }

  get(resource: ResourceName, namespace: string, name: string, options: Options = {}): GenericObject {
    return this.send({ verb: 'get', ...this.to(resource, namespace), name, ...options }) as GenericObject;
  }

  /** The object, or undefined when there is none. */
  find(resource: ResourceName, namespace: string, name: string): GenericObject | undefined {
    try {
      return this.get(resource, namespace, name);
    } catch (error) {
      if (error instanceof StatusError && error.status.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  getTable(resource: ResourceName, namespace: string, name: string, options: Options = {}): Table {
    return this.send({ verb: 'get', ...this.to(resource, namespace), name, ...options, as: 'Table' }) as Table;
  }

  /** `namespace` is `''` for all. */
  list(resource: ResourceName, namespace: string, options: Options = {}): KubeList {
    return this.send({ verb: 'list', ...this.to(resource, namespace), ...options }) as KubeList;
  }

  listTable(resource: ResourceName, namespace: string, options: Options = {}): Table {
    return this.send({ verb: 'list', ...this.to(resource, namespace), ...options, as: 'Table' }) as Table;
  }

  create(resource: ResourceName, namespace: string, body: object, options: Options = {}): GenericObject {
    return this.send({
      verb: 'create',
      ...this.to(resource, namespace),
      body: body as NonNullable<ApiRequest['body']>,
      ...options,
    }) as GenericObject;
  }

  /** Asks something of an object: what stands below it in the API's paths, such as `token`. */
  request(
    resource: ResourceName,
    namespace: string,
    name: string,
    subresource: NonNullable<ApiRequest['subresource']>,
    body: object,
  ): GenericObject {
    return this.send({
      verb: 'create',
      ...this.to(resource, namespace),
      name,
      subresource,
      body: body as NonNullable<ApiRequest['body']>,
    }) as GenericObject;
  }

  /** Asks for a pod to go, as far as disruption budgets allow. */
  evict(namespace: string, name: string, deleteOptions: { gracePeriodSeconds?: number }): void {
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
    this.send({ verb: 'create', group: '', resource: 'pods', namespace, name, subresource: 'eviction', body });
  }

  update(resource: ResourceName, namespace: string, name: string, body: object, options: Options = {}): GenericObject {
    return this.send({
      verb: 'update',
      ...this.to(resource, namespace),
      name,
      body: body as NonNullable<ApiRequest['body']>,
      ...options,
    }) as GenericObject;
  }

  patch(
    resource: ResourceName,
    namespace: string,
    name: string,
    patchType: NonNullable<ApiRequest['patchType']>,
    body: unknown,
    options: Options = {},
  ): GenericObject {
    return this.send({
      verb: 'patch',
      ...this.to(resource, namespace),
      name,
      patchType,
      body: body as NonNullable<ApiRequest['body']>,
      ...options,
    }) as GenericObject;
  }

  delete(resource: ResourceName, namespace: string, name: string, options: Options = {}): void {
    this.send({ verb: 'delete', ...this.to(resource, namespace), name, ...options });
  }
}
