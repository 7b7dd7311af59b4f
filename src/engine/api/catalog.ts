import { builtinResources } from '../kinds/registry-data.ts';
import type { BuiltinResource } from '../kinds/registry-data.ts';
import { strategyOf } from '../kinds/strategies.ts';
import type { GenericObject, KubeObject } from '../kinds/types/index.ts';
import { customResourceOf, servedResourcesOf } from './custom-resources/definition.ts';
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

/** Resources that CustomResourceDefinitions add, in each version that is served, as discovery tells of them. */
export function customResources(lister: Lister): readonly BuiltinResource[] {
  return lister.list('customresourcedefinitions').flatMap(servedResourcesOf);
}

/** The store's names of custom resources, with what is known of each; those of definitions that are going, too. */
export function customTables(lister: Lister): readonly ServedResource[] {
  return lister.list('customresourcedefinitions').flatMap((definition) => customServed(definition) ?? []);
}

/** The store's name of the resource that a definition adds. */
export function customTableName({ group, resource }: Pick<BuiltinResource, 'group' | 'resource'>): string {
  return `${resource}.${group}`;
}

/** What holds objects of a kind that is served, custom or not. */
export function servedKind(of: Pick<KubeObject, 'apiVersion' | 'kind'>, lister: Lister): ServedResource | undefined {
  const builtin = builtinByTable.get(tableOfKind(of));
  if (builtin !== undefined) return builtin;
  const group = of.apiVersion.split('/')[0] ?? '';
  return customTables(lister).find(({ info }) => info.group === group && info.kind === of.kind);
}

function customServed(definition: GenericObject): ServedResource | undefined {
  const info = customResourceOf(definition);
  if (info === undefined) return undefined;
  const strategy = { statusSubresource: false, generation: true };
  return { info, table: customTableName(info), strategy, definition };
}

function customResource(group: string, resource: string, lister: Lister): ServedResource | undefined {
  if (group === '') return undefined;
  const definition = lister.get('customresourcedefinitions', '', `${resource}.${group}`);
  return definition === undefined ? undefined : customServed(definition);
}
