import type { BuiltinResource } from '../../kinds/registry-data.ts';
import type { GenericObject } from '../../kinds/types/index.ts';
import type { JsonSchema } from './structural-schema.ts';

/** What a definition says of one of its versions; any part may be missing or of another type until it was validated. */
export interface DefinedVersion {
  readonly name?: string;
  readonly served?: boolean;
  readonly storage?: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
  readonly subresources?: { readonly status?: object; readonly scale?: ScalePaths };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}

export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface DefinedNames {
  readonly plural?: string;
  readonly singular?: string;
  readonly kind?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface DefinitionSpec {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: DefinedNames;
  readonly versions?: readonly DefinedVersion[];
}

const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

export function specOf(definition: GenericObject): DefinitionSpec {
  return definition.spec ?? {};
}

/** How mature a version's name says it is: `v1` after `v1beta2`, `v1beta2` after `v1alpha1`; undefined for other names. */
function maturity(name: string): readonly [stage: number, major: number, minor: number] | undefined {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name);
  if (parts === null) return undefined;
  const stage = parts[2] === undefined ? 2 : parts[2] === 'beta' ? 1 : 0;
  return [stage, Number(parts[1]), Number(parts[3] ?? 0)];
}

/** Orders versions, the preferred one first (apimachinery pkg/version/helpers.go, CompareKubeAwareVersionStrings). */
export function byPreference(a: string, b: string): number {
  const [first, second] = [maturity(a), maturity(b)];
  if (first === undefined && second === undefined) return a < b ? -1 : a > b ? 1 : 0;
  if (first === undefined) return 1;
  if (second === undefined) return -1;
  return second[0] - first[0] || second[1] - first[1] || second[2] - first[2];
}

/** The version in which objects are stored. */
export function storageVersionOf(definition: GenericObject): DefinedVersion | undefined {
  const { versions = [] } = specOf(definition);
  return versions.find(({ storage }) => storage === true) ?? versions[0];
}

/** A version that is served. */
export function servedVersionOf(definition: GenericObject, name: string): DefinedVersion | undefined {
  return specOf(definition).versions?.find((version) => version.name === name && version.served === true);
}

/** Whether its names were refused: what is not established is not served. Nobody has judged a new definition yet. */
function isRefused(definition: GenericObject): boolean {
  const conditions = definition.status?.['conditions'] as readonly { type: string; status: string }[] | undefined;
  return conditions?.some(({ type, status }) => type === 'Established' && status !== 'True') === true;
}

function infoOf(definition: GenericObject, version: string): BuiltinResource | undefined {
  const { group, scope, names } = specOf(definition);
  if (group === undefined || names?.plural === undefined || names.kind === undefined) return undefined;
  return {
    group,
    version,
    kind: names.kind,
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    namespaced: scope !== 'Cluster',
    categories: names.categories ?? [],
    verbs: VERBS,
    custom: true,
  };
}

/** The resource that a definition adds, in the version in which its objects are stored; undefined when its names are refused. */
export function customResourceOf(definition: GenericObject): BuiltinResource | undefined {
  const version = storageVersionOf(definition)?.name;
  return version === undefined || isRefused(definition) ? undefined : infoOf(definition, version);
}

/** The resource in each version that is served, the preferred one first: what discovery tells. */
export function servedResourcesOf(definition: GenericObject): readonly BuiltinResource[] {
  if (isRefused(definition)) return [];
  const names = (specOf(definition).versions ?? []).flatMap(({ name, served }) =>
    served === true && name !== undefined ? [name] : [],
  );
  return names.toSorted(byPreference).flatMap((version) => infoOf(definition, version) ?? []);
}
