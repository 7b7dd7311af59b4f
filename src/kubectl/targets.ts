import type { BuiltinResource, GenericObject } from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import { isNotFound, KubectlError, StatusError } from './errors.ts';
import type { Discovery } from './resources.ts';

/** What a builder says that must not ask the server (cli-runtime pkg/resource/builder.go, LocalParam). */
export const LOCAL_NEEDS_FILE = `you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

/** What a builder says that was given nothing to work on (cli-runtime pkg/resource/builder.go, missingResourceError). */
export const MISSING_RESOURCES = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** What the arguments of a command name: objects, or whole types to be listed. */
export type Target = { resource: BuiltinResource; name: string } | { resource: BuiltinResource; name?: undefined };

/** Words divided by `, ` are one list: `get pods, services` is `get pods,services`. */
function joinLists(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const last = joined.at(-1);
    if (last !== undefined && (last.endsWith(',') || word.startsWith(','))) joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined;
}

function splitTypeAndName(word: string): [type: string, name: string] {
  const parts = word.split('/');
  const [type = '', name = ''] = parts;
  if (parts.length !== 2) {
    throw new KubectlError('arguments in resource/name form may not have more than one slash');
  }
  if (type === '' || name === '' || type.includes(',')) {
    throw new KubectlError('arguments in resource/name form must have a single resource and name');
  }
  return [type, name];
}

/**
 * Resolves `pods`, `pods,svc`, `pod web other`, `pod/web svc/web`, `all` (cli-runtime pkg/resource/builder.go,
 * ResourceTypeOrNameArgs). No arguments give no targets.
 */
export function parseTargets(args: readonly string[], discovery: Discovery): Target[] {
  const words = joinLists(args);
  const withSlash = words.filter((word) => word.includes('/')).length;
  if (withSlash > 0 && withSlash < words.length) {
    throw new KubectlError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  }
  if (withSlash > 0) {
    return words.map((word) => {
      const [type, name] = splitTypeAndName(word);
      return { resource: discovery.resolve(type), name };
    });
  }
  const [types, ...names] = words;
  if (types === undefined) return [];
  const resources = discovery.resolveList(types);
  if (names.length === 0) return resources.map((resource) => ({ resource }));
  return resources.flatMap((resource) => names.map((name) => ({ resource, name })));
}

/** What a command acts on: an object with its type and where it came from. */
export interface ObjectInfo {
  resource: BuiltinResource;
  namespace: string;
  name: string;
  object: GenericObject;
  /** The file that it was read from; `''` when it came from the server. */
  source: string;
}

/** Selectors of a list. */
export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
}

const NAMESPACES = { group: '', resource: 'namespaces', namespaced: false } as const;

/** Gets what has a name; when there is none, a missing namespace is told first (cli-runtime pkg/resource, Info.Get). */
export function toldOfNamespace<T>(
  api: ApiClient,
  { namespaced }: Pick<BuiltinResource, 'namespaced'>,
  namespace: string,
  get: () => T,
): T {
  try {
    return get();
  } catch (error) {
    if (isNotFound(error) && namespaced && namespace !== '' && namespace !== 'default') {
      api.get(NAMESPACES, '', namespace);
    }
    throw error;
  }
}

/** An object by its name, as `toldOfNamespace` gets it. */
export function getNamed(api: ApiClient, resource: BuiltinResource, namespace: string, name: string): GenericObject {
  return toldOfNamespace(api, resource, namespace, () => api.get(resource, namespace, name));
}

/** Lists what selectors choose; says of a refused list what was looked for (cli-runtime pkg/resource/selector.go, Visit). */
export function listSelected<T>(
  resource: BuiltinResource,
  selection: ListOptions,
  list: (selection: ListOptions) => T,
): T {
  try {
    return list(selection);
  } catch (error) {
    if (!(error instanceof StatusError) || error.status.reason !== 'BadRequest') throw error;
    const { group, version, resource: plural } = resource;
    const named = JSON.stringify(`${group}/${version}, Resource=${plural}`);
    const { labelSelector = '', fieldSelector = '' } = selection;
    const what =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${named}`
        : `Unable to find ${named} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`;
    throw new StatusError({ ...error.status, message: `${what}: ${error.message}` });
  }
}

/** Fetches the objects that targets name; those that cannot be had are reported in `errors`, the others returned. */
export function fetchTargets(
  api: ApiClient,
  targets: readonly Target[],
  namespace: string,
  options: ListOptions,
  errors: Error[],
): ObjectInfo[] {
  const infos: ObjectInfo[] = [];
  const place = (resource: BuiltinResource, object: GenericObject): ObjectInfo => ({
    resource,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    object,
    source: '',
  });
  for (const { resource, name } of targets) {
    try {
      if (name !== undefined) infos.push(place(resource, getNamed(api, resource, namespace, name)));
      else {
        const { items } = listSelected(resource, options, (selection) => api.list(resource, namespace, selection));
        for (const object of items) infos.push(place(resource, object));
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
    }
  }
  return infos;
}
