import { builtinResources, isFailure } from '../../../src/engine/index.ts';
import type { ApiRequest, Json, Status } from '../../../src/engine/index.ts';
import type { Terminal } from '../../kubectl/cluster-env.ts';

/** An object as it is sent. */
export interface Manifest {
  readonly apiVersion?: string | undefined;
  readonly kind?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Sends an object, or, of one that is deleted, its name; answers the refusal if there is one. */
function send(terminal: Terminal, verb: ApiRequest['verb'], manifest: Manifest): Status | undefined {
  const { apiVersion = '' } = manifest;
  const [group = '', version = apiVersion] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const served = builtinResources.find((resource) => resource.group === group && resource.kind === manifest.kind);
  if (served === undefined) throw new Error(`"${manifest.kind}" of "${apiVersion}" is not served`);
  const { namespace = 'default', name } = manifest.metadata ?? {};
  const response = terminal.cluster.request({
    verb,
    group,
    version,
    resource: served.resource,
    ...(served.namespaced && { namespace: String(namespace) }),
    ...(verb !== 'create' && { name: String(name) }),
    ...(verb === 'patch' && { patchType: 'merge' }),
    ...(verb !== 'delete' && { body: manifest as unknown as Json, fieldValidation: 'Strict' }),
  });
  return isFailure(response) ? response.body : undefined;
}

export function create(terminal: Terminal, manifest: Manifest): Status | undefined {
  return send(terminal, 'create', manifest);
}

export function update(terminal: Terminal, manifest: Manifest): Status | undefined {
  return send(terminal, 'update', manifest);
}

/** Changes what the manifest says of an object, as kubectl apply does. */
export function patch(terminal: Terminal, manifest: Manifest): Status | undefined {
  return send(terminal, 'patch', manifest);
}

export function remove(terminal: Terminal, manifest: Manifest): Status | undefined {
  return send(terminal, 'delete', manifest);
}

/** Throws what a refusal says. */
export function must(refusal: Status | undefined): void {
  if (refusal !== undefined) throw new Error(refusal.message);
}
