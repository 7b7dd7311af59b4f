import { builtinResources } from '../kinds/registry-data.ts';
import type { BuiltinResource } from '../kinds/registry-data.ts';
import { strategyOf } from '../kinds/strategies.ts';
import type { GenericObject, KubeObject } from '../kinds/types/index.ts';
import type { Lister } from './lister.ts';
import type { ServedResource } from './served-resource.ts';

const builtinByName = new Map<string, ServedResource>();
const builtinByTable = new Map<string, ServedResource>();
for (const info of builtinResources) {
  // `events` is served by two groups from one storage; the core one is stored.
  if (info.group === 'events.k8s.io') continue;
  const table = info.group === 'metrics.k8s.io' ? `${info.resource}.${info.group}` : info.resource;
  const served = { info, table, strategy: strategyOf(info) };
  builtinByName.set(`${info.group}/${info.resource}`, served);
  builtinByTable.set(table, served);
}
/** By apiVersion and kind. */
const tablesByVersion = new Map<string, Map<string, string>>();
for (const { info, table } of builtinByTable.values()) {
  const apiVersion = info.group === '' ? info.version : `${info.group}/${info.version}`;
  const tables = tablesByVersion.get(apiVersion) ?? new Map<string, string>();
  tablesByVersion.set(apiVersion, tables.set(info.kind, table));
}
const events = builtinByTable.get('events');
if (events !== undefined) builtinByName.set('events.k8s.io/events', events);

/** The built-in resource that the store knows by this name. */
export function builtinTable(table: string): ServedResource | undefined {
  return builtinByTable.get(table);
}

/** The store's name of the resource that holds objects like this one. */
export function tableOfKind({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  return tablesByVersion.get(apiVersion)?.get(kind) ?? kind.toLowerCase();
}

/** What is served under a group and plural name, custom resources included. */
export function findResource(group: string, resource: string, lister: Lister): ServedResource | undefined {
  return builtinByName.get(`${group}/${resource}`) ?? customResource(group, resource, lister);
}

/** Resources that CustomResourceDefinitions add, as discovery tells of them. */
export function customResources(lister: Lister): readonly BuiltinResource[] {
  const infos: BuiltinResource[] = [];
  for (const definition of lister.list('customresourcedefinitions')) {
    const info = describeCustom(definition);
    if (info !== undefined) infos.push(info);
  }
  return infos;
}

function customResource(group: string, resource: string, lister: Lister): ServedResource | undefined {
  if (group === '') return undefined;
  const definition = lister.get('customresourcedefinitions', '', `${resource}.${group}`);
  const info = definition === undefined ? undefined : describeCustom(definition);
  if (info === undefined) return undefined;
  return { info, table: `${resource}.${group}`, strategy: { statusSubresource: false, generation: true } };
}

interface CustomResourceSpec {
  group?: string;
  scope?: string;
  names?: { plural?: string; singular?: string; kind?: string; shortNames?: string[]; categories?: string[] };
  versions?: { name?: string; served?: boolean; storage?: boolean }[];
}

const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

function describeCustom(definition: GenericObject): BuiltinResource | undefined {
  const { group, scope, names, versions } = (definition.spec ?? {}) as CustomResourceSpec;
  const version = versions?.find(({ storage }) => storage === true)?.name ?? versions?.[0]?.name;
  if (group === undefined || names?.plural === undefined || names.kind === undefined || version === undefined) {
    return undefined;
  }
  return {
    group,
    version,
    kind: names.kind,
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    namespaced: scope !== 'Cluster',
    categories: names.categories ?? [],
    verbs: CUSTOM_VERBS,
  };
}
