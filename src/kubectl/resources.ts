import { builtinResources, servedResourcesOf, type BuiltinResource } from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import { KubectlError, UnprefixedError } from './errors.ts';

/** Where CustomResourceDefinitions are asked for. */
export const DEFINITIONS = {
  group: 'apiextensions.k8s.io',
  resource: 'customresourcedefinitions',
  namespaced: false,
} as const;

/** `group/version`, or `v1`. */
export function groupVersion({ group, version }: Pick<BuiltinResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `deployment.apps/web`, as kubectl names an object. */
export function nameOf({ kind, group }: Pick<BuiltinResource, 'kind' | 'group'>, name: string): string {
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

/** A kind with its group, as errors about workloads have it: `Job.batch` (schema.GroupKind). */
export function groupKind({ group, kind }: Pick<BuiltinResource, 'group' | 'kind'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** A kind as Go names its type in messages: `*v1.Service`. */
export function goTypeOf({ version, kind }: Pick<BuiltinResource, 'version' | 'kind'>): string {
  return `*${version}.${kind}`;
}

/** What a role is told of a type that is not there: its name and its group apart (apimachinery meta.NoResourceMatchError). */
export function noSuchTypeInGroup(text: string): string {
  const [name = '', ...group] = text.split('.');
  return `${noSuchType(name)}${group.length === 0 ? '' : ` in group "${group.join('.')}"`}`;
}

/** Of a name with a group, only the name is told. */
export function noSuchType(text: string): string {
  return `the server doesn't have a resource type "${text.split('.', 1)[0] ?? ''}"`;
}

/** The kinds that the API server serves, as discovery tells kubectl. */
export class Discovery {
  /** Each in the version that is preferred. */
  readonly resources: readonly BuiltinResource[];
  /** In every version that is served, the preferred one first. */
  readonly versions: readonly BuiltinResource[];

  private readonly api: ApiClient | undefined;
  private readonly told = new Set<string>();

  /** Without an API server it knows the built-in kinds only, as with `--local`. */
  constructor(api: ApiClient | undefined) {
    this.api = api;
    const definitions = api?.list(DEFINITIONS, '').items ?? [];
    const custom = definitions.flatMap(servedResourcesOf);
    this.versions = custom.length === 0 ? builtinResources : [...builtinResources, ...custom];
    this.resources = this.versions.filter(
      (resource, at) => resource.custom !== true || !isSame(resource, this.versions[at - 1]),
    );
  }

  /** Resolves `po`, `pods`, `Pod`, `deployments.apps`, `deployments.v1.apps`; undefined when nothing is named so. */
  find(text: string): BuiltinResource | undefined {
    const word = text.toLowerCase();
    const [name = '', ...rest] = word.split('.');
    const suffix = rest.join('.');
    const candidates = this.versions.filter(({ group, version }) => {
      return suffix === '' || suffix === group || suffix === `${version}.${group}`;
    });
    return (
      candidates.find(({ resource, singular }) => resource === name || singular === name) ??
      this.byShortName(candidates, name) ??
      candidates.find(({ kind }) => kind.toLowerCase() === name) ??
      candidates.find(({ group }) => suffix !== '' && group.startsWith(`${suffix}.`) && this.named(name, group))
    );
  }

  /** What a short name stands for; others that have it too are told, once (client-go restmapper/shortcut.go). */
  private byShortName(candidates: readonly BuiltinResource[], name: string): BuiltinResource | undefined {
    const [found, ...others] = candidates.filter(({ shortNames }) => shortNames.includes(name));
    for (const { resource, group } of others) {
      if (found === undefined || group === found.group || this.told.has(name)) continue;
      this.told.add(name);
      this.api?.warn(
        `short name ${JSON.stringify(name)} could also match lower priority resource ${resource}.${group}`,
      );
    }
    return found;
  }

  private named(name: string, group: string): boolean {
    return this.resources.some((item) => item.group === group && (item.resource === name || item.singular === name));
  }

  /** As `find`; refuses what is not there with kubectl's words. */
  resolve(text: string): BuiltinResource {
    const found = this.find(text);
    if (found === undefined) {
      throw new KubectlError(noSuchType(text));
    }
    return found;
  }

  /** As `resolve`, for the commands that look a kind up without a builder: `explain`, `events --for`. */
  match(text: string): BuiltinResource {
    const found = this.find(text);
    if (found === undefined) throw new UnprefixedError(`the server doesn't have a resource type "${text}"`);
    return found;
  }

  /** The resources of a comma separated list; a category such as `all` stands for its resources. */
  resolveList(text: string): BuiltinResource[] {
    const found: BuiltinResource[] = [];
    for (const part of text.split(',').filter((item) => item !== '')) {
      const members = this.resources.filter(({ categories }) => categories.includes(part.toLowerCase()));
      const matches = members.length > 0 ? members : [this.resolve(part)];
      found.push(...matches.filter((match) => !found.includes(match)));
    }
    return found;
  }

  /** The resource of a kind. */
  ofKind(apiVersion: string, kind: string): BuiltinResource | undefined {
    return this.versions.find((resource) => resource.kind === kind && isServedAs(resource, apiVersion));
  }
}

function isSame(a: BuiltinResource, b: BuiltinResource | undefined): boolean {
  return a.group === b?.group && a.resource === b.resource;
}

function isServedAs(resource: BuiltinResource, apiVersion: string): boolean {
  if (groupVersion(resource) === apiVersion) return true;
  return resource.kind === 'HorizontalPodAutoscaler' && apiVersion === 'autoscaling/v1';
}
