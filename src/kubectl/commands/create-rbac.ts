import { ApiClient } from '../api.ts';
import type { Call } from '../command.ts';
import { generator, type MadeObject } from '../create-generator.ts';
import { AggregateFailure, KubectlError } from '../errors.ts';
import { stringArrayFlag, stringFlag, stringsFlag, stringToStringFlag } from '../flags.ts';
import { subjectFlags, subjectsOf } from '../rbac-subjects.ts';
import { Discovery, noSuchTypeInGroup } from '../resources.ts';

const roleFlags = { resource: stringsFlag(), 'resource-name': stringArrayFlag(), verb: stringsFlag() };

interface Rule {
  verbs: readonly string[];
  apiGroups: string[];
  resources: string[];
  resourceNames?: readonly string[];
}

/** create_role.go, validResourceVerbs and specialVerbs. */
const STANDARD_VERBS: ReadonlySet<string> = new Set([
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  'escalate',
]);

/** What alone a verb is for, as `group/resource` (create_role.go, specialVerbs). */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['policy/podsecuritypolicies', 'extensions/podsecuritypolicies'],
  bind: ['rbac.authorization.k8s.io/roles', 'rbac.authorization.k8s.io/clusterroles'],
  escalate: ['rbac.authorization.k8s.io/roles', 'rbac.authorization.k8s.io/clusterroles'],
  impersonate: ['/users', '/serviceaccounts', '/groups', 'authentication.k8s.io/userextras'],
};

/** What `--resource` names, its type looked up among those that the server has. */
interface NamedResource {
  /** As it was written, without a subresource. */
  written: string;
  isKnown: boolean;
  group: string;
  resource: string;
  subresource: string | undefined;
}

/** The values of `--resource`; `*` stands for all and ends the list (create_role.go, Complete). */
function namedResources(texts: readonly string[], discovery: Discovery): NamedResource[] {
  const all = texts.indexOf('*');
  if (all >= 0) return [{ written: '*', isKnown: true, group: '', resource: '*', subresource: undefined }];
  return texts.map((text) => {
    const slash = text.indexOf('/');
    const written = slash < 0 ? text : text.slice(0, slash);
    const subresource = slash < 0 ? undefined : text.slice(slash + 1);
    const found = written === '' ? undefined : discovery.find(written);
    const dot = written.indexOf('.');
    const resource = found?.resource ?? (dot < 0 ? written : written.slice(0, dot));
    const group = found?.group ?? (dot < 0 ? '' : written.slice(dot + 1));
    return { written, isKnown: found !== undefined || resource === '*', group, resource, subresource };
  });
}

/** Whether the verbs mean something for a resource, and whether there is such a resource (create_role.go, validateResource). */
function checkResource({ written, isKnown, group, resource }: NamedResource, verbs: readonly string[]): void {
  if (resource === '') throw new KubectlError('resource must be specified if apiGroup/subresource specified');
  if (resource === '*') return;
  const special = verbs.flatMap((verb) => {
    const allowed = SPECIAL_VERBS[verb];
    if (allowed === undefined) return [];
    if (allowed.includes(`${group}/${resource}`)) return [verb];
    throw new KubectlError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
  });
  // One of several errors, which are told without a word before them.
  if (!isKnown && special.length === 0) throw new AggregateFailure([new KubectlError(noSuchTypeInGroup(written))]);
}

/** The verbs without those that come twice; `*` is all of them. */
function uniqueVerbs(verbs: readonly string[]): readonly string[] {
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  return verbs.includes('*') ? ['*'] : [...new Set(verbs)];
}

/** Rules that allow verbs on resources, one for each API group (create_role.go, generateResourcePolicyRules). */
function resourceRules(call: Call<typeof roleFlags>): Rule[] {
  const { resource: texts, 'resource-name': names } = call.flags;
  const verbs = uniqueVerbs(call.flags.verb);
  for (const verb of verbs) {
    if (!STANDARD_VERBS.has(verb)) call.env.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
  const named = namedResources(texts, new Discovery(new ApiClient(call.env)));
  for (const resource of named) checkResource(resource, verbs);
  const byGroup = new Map<string, Set<string>>();
  for (const { group, resource, subresource } of named) {
    const list = byGroup.get(group) ?? new Set();
    list.add(subresource === undefined ? resource : `${resource}/${subresource}`);
    byGroup.set(group, list);
  }
  return [...byGroup]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, list]) => ({
      apiGroups: [group],
      resources: [...list],
      verbs,
      ...(names.length === 0 ? {} : { resourceNames: [...new Set(names)] }),
    }));
}

/** create_clusterrole.go, validNonResourceVerbs. */
const NON_RESOURCE_VERBS: ReadonlySet<string> = new Set([
  '*',
  'get',
  'post',
  'put',
  'delete',
  'patch',
  'head',
  'options',
]);

function checkNonResource(verbs: readonly string[], urls: readonly string[]): void {
  for (const verb of verbs) {
    if (!NON_RESOURCE_VERBS.has(verb)) throw new KubectlError(`invalid verb: '${verb}' for nonResourceURL`);
  }
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new KubectlError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) {
      throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end");
    }
  }
}

export const createRole = generator({
  name: 'role',
  flags: roleFlags,
  make(call, name): MadeObject {
    uniqueVerbs(call.flags.verb);
    if (call.flags.resource.length === 0) throw new KubectlError('at least one resource must be specified');
    const rules = resourceRules(call as unknown as Call<typeof roleFlags>);
    return {
      kind: 'Role',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name, creationTimestamp: null },
      rules,
    };
  },
});

/** Pairs that kubectl itself reads, in other words than pflag's (component-base cli/flag/map_string_string.go). */
const aggregationRuleFlag: ReturnType<typeof stringToStringFlag> = {
  ...stringToStringFlag(),
  parse(text, previous) {
    const pairs = text.split(',').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      if (equals < 0) throw new Error('malformed pair, expect string=string');
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    });
    return { ...previous, ...Object.fromEntries(pairs) };
  },
};

export const createClusterRole = generator({
  name: 'clusterrole',
  flags: { ...roleFlags, 'aggregation-rule': aggregationRuleFlag, 'non-resource-url': stringsFlag() },
  make(call, name): MadeObject {
    const { 'aggregation-rule': aggregated, 'non-resource-url': urls, verb, resource } = call.flags;
    if (Object.keys(aggregated).length > 0) {
      if (verb.length + resource.length + urls.length + call.flags['resource-name'].length > 0) {
        throw new KubectlError(
          'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
        );
      }
      return {
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregated }] },
        kind: 'ClusterRole',
        apiVersion: 'rbac.authorization.k8s.io/v1',
        metadata: { name, creationTimestamp: null },
        rules: null,
      };
    }
    const verbs = uniqueVerbs(verb);
    if (resource.length === 0 && urls.length === 0) {
      throw new KubectlError('one of resource or nonResourceURL must be specified');
    }
    const ofResources = resource.length === 0 ? [] : resourceRules(call as unknown as Call<typeof roleFlags>);
    checkNonResource(urls.length === 0 ? [] : verbs, urls);
    const rules = [...ofResources, ...(urls.length === 0 ? [] : [{ verbs, nonResourceURLs: urls }])];
    return {
      kind: 'ClusterRole',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name, creationTimestamp: null },
      rules,
    };
  },
});

function binding(
  kind: string,
  name: string,
  roleRef: { kind: string; name: string },
  subjects: readonly object[],
): MadeObject {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    kind,
    apiVersion: `${apiGroup}/v1`,
    metadata: { name, creationTimestamp: null },
    ...(subjects.length === 0 ? {} : { subjects }),
    roleRef: { apiGroup, ...roleRef },
  };
}

export const createRoleBinding = generator({
  name: 'rolebinding',
  flags: { ...subjectFlags, clusterrole: stringFlag(), role: stringFlag() },
  make({ flags }, name): MadeObject {
    const { role, clusterrole } = flags;
    if ((role === '') === (clusterrole === '')) {
      throw new KubectlError('exactly one of clusterrole or role must be specified');
    }
    const roleRef = role === '' ? { kind: 'ClusterRole', name: clusterrole } : { kind: 'Role', name: role };
    return binding('RoleBinding', name, roleRef, subjectsOf(flags));
  },
});

export const createClusterRoleBinding = generator({
  name: 'clusterrolebinding',
  required: ['clusterrole'],
  flags: { ...subjectFlags, clusterrole: stringFlag() },
  make({ flags }, name): MadeObject {
    return binding('ClusterRoleBinding', name, { kind: 'ClusterRole', name: flags.clusterrole }, subjectsOf(flags));
  },
});
