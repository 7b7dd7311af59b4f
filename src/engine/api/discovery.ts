import { builtinResources, servedVersions, type BuiltinResource } from '../kinds/registry-data.ts';

/** One resource or subresource of a group version, as discovery lists it. */
interface Entry extends BuiltinResource {
  /** Of the object that is sent, when it is of another group version than the resource. */
  responseKind?: { group: string; version: string; kind: string };
}

const SCALED: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

/** Kinds whose status is written with the object, or who have none. */
const WITHOUT_STATUS: ReadonlySet<string> = new Set([
  'bindings',
  'componentstatuses',
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'podtemplates',
  'secrets',
  'serviceaccounts',
  'controllerrevisions',
  'leases',
  'endpointslices',
  'ingressclasses',
  'networkpolicies',
  'runtimeclasses',
  'clusterrolebindings',
  'clusterroles',
  'rolebindings',
  'roles',
  'priorityclasses',
  'csidrivers',
  'csinodes',
  'csistoragecapacities',
  'storageclasses',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'validatingadmissionpolicybindings',
]);

const PROXY_VERBS = ['create', 'delete', 'get', 'patch', 'update'] as const;

const POD_SUBRESOURCES: readonly (readonly [name: string, kind: string, verbs: readonly string[]])[] = [
  ['attach', 'PodAttachOptions', ['create', 'get']],
  ['binding', 'Binding', ['create']],
  ['ephemeralcontainers', 'Pod', ['get', 'patch', 'update']],
  ['eviction', 'Eviction', ['create']],
  ['exec', 'PodExecOptions', ['create', 'get']],
  ['log', 'Pod', ['get']],
  ['portforward', 'PodPortForwardOptions', ['create', 'get']],
  ['proxy', 'PodProxyOptions', PROXY_VERBS],
];

const READ_WRITE = ['get', 'patch', 'update'] as const;

interface Subresource {
  name: string;
  kind: { group: string; version: string; kind: string };
  verbs: readonly string[];
}

function subresourcesOf({ group, version, kind, resource, verbs }: Entry): readonly Subresource[] {
  const own = { group, version, kind };
  const all: Subresource[] = [];
  if (resource === 'pods' && group === '') {
    for (const [name, podKind, podVerbs] of POD_SUBRESOURCES) {
      const of = name === 'eviction' ? { group: 'policy', version: 'v1', kind: podKind } : { ...own, kind: podKind };
      all.push({ name, kind: of, verbs: podVerbs });
    }
  }
  if (resource === 'serviceaccounts') {
    const token = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };
    all.push({ name: 'token', kind: token, verbs: ['create'] });
  }
  if (resource === 'services')
    all.push({ name: 'proxy', kind: { ...own, kind: 'ServiceProxyOptions' }, verbs: PROXY_VERBS });
  if (resource === 'certificatesigningrequests') all.push({ name: 'approval', kind: own, verbs: READ_WRITE });
  if (resource === 'nodes') all.push({ name: 'proxy', kind: { ...own, kind: 'NodeProxyOptions' }, verbs: PROXY_VERBS });
  if (resource === 'namespaces') all.push({ name: 'finalize', kind: own, verbs: ['update'] });
  if (SCALED.has(resource)) {
    all.push({ name: 'scale', kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: READ_WRITE });
  }
  if (verbs.includes('update') && !WITHOUT_STATUS.has(resource)) {
    all.push({ name: 'status', kind: own, verbs: READ_WRITE });
  }
  return all;
}

/** Everything served, the custom resources too, by group version in the order of their names. */
function entriesOf(custom: readonly BuiltinResource[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>(servedVersions.map((name) => [name, []]));
  const builtin = builtinResources.flatMap((info) =>
    // The one resource that is served in two versions.
    info.resource === 'horizontalpodautoscalers' ? [info, { ...info, version: 'v1' }] : [info],
  );
  for (const info of [...builtin, ...custom]) {
    const name = groupVersion(info);
    groups.set(name, [...(groups.get(name) ?? []), info]);
  }
  return groups;
}

function groupVersion({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

interface Group {
  name: string;
  /** Preferred first. */
  versions: { version: string; entries: readonly Entry[] }[];
}

/** Groups in the order in which a 1.32 server lists them: its own, then custom ones. */
function groupsOf(custom: readonly BuiltinResource[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [name, entries] of entriesOf(custom)) {
    const slash = name.indexOf('/');
    const group = slash < 0 ? '' : name.slice(0, slash);
    const known = groups.get(group) ?? { name: group, versions: [] };
    known.versions.push({ version: name.slice(slash + 1), entries });
    groups.set(group, known);
  }
  for (const { versions } of groups.values()) versions.sort((a, b) => (a.version < b.version ? 1 : -1));
  const order = (name: string): number => {
    const at = GROUP_ORDER.indexOf(name);
    return at < 0 ? GROUP_ORDER.length : at;
  };
  return [...groups.values()].toSorted((a, b) => order(a.name) - order(b.name) || (a.name < b.name ? -1 : 1));
}

/** By the priorities of pkg/controlplane/apiserver/aggregator.go. It decides whom an ambiguous name means. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** All groups below one path (`api`: the core alone) in one answer (apidiscovery.k8s.io/v2). */
export function aggregatedDiscovery(custom: readonly BuiltinResource[], path: 'api' | 'apis'): object {
  const items = groupsOf(custom)
    .filter(({ name }) => (name === '') === (path === 'api'))
    .map(({ name, versions }) => ({
      metadata: { ...(name !== '' && { name }), creationTimestamp: null },
      versions: versions.map(({ version, entries }) => ({
        version,
        resources: entries.map(aggregatedResource),
        freshness: 'Current',
      })),
    }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function aggregatedResource(entry: Entry): object {
  const { resource, singular, kind, group, version, namespaced, shortNames, categories, verbs } = entry;
  const subresources = subresourcesOf(entry).map(({ name, kind: of, verbs: allowed }) => ({
    subresource: name,
    responseKind: of,
    verbs: allowed,
  }));
  return {
    resource,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

/** The versions of the core group; `address` is the server's own, `host:port`. */
export function apiVersions(address: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  };
}

/** All groups but the core one. */
export function apiGroupList(custom: readonly BuiltinResource[]): object {
  const groups = groupsOf(custom).filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupSummary) };
}

/** One group; undefined when it is not served. */
export function apiGroup(custom: readonly BuiltinResource[], name: string): object | undefined {
  const group = groupsOf(custom).find((candidate) => candidate.name === name && name !== '');
  return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupSummary(group) };
}

function groupSummary({ name, versions }: Group): object {
  const all = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, preferredVersion: all[0] };
}

/** The resources of a group version; undefined when it is not served. */
export function apiResourceList(
  custom: readonly BuiltinResource[],
  group: string,
  version: string,
): object | undefined {
  const name = groupVersion({ group, version });
  const entries = entriesOf(custom).get(name);
  if (entries === undefined) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: name, resources: entries.flatMap(plainResources) };
}

function plainResources(entry: Entry): object[] {
  const { resource, singular, kind, group, version, namespaced, shortNames, categories, verbs } = entry;
  const subresources = subresourcesOf(entry).map(({ name, kind: of, verbs: allowed }) => ({
    name: `${resource}/${name}`,
    singularName: '',
    namespaced,
    ...((of.group !== group || of.version !== version) && { group: of.group, version: of.version }),
    kind: of.kind,
    verbs: allowed,
  }));
  const own = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  };
  return [own, ...subresources];
}
