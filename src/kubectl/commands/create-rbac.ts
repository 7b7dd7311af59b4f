import { ApiClient } from '../api.ts';
import type { Call } from '../command.ts';
import { generator, type MadeObject } from '../create-generator.ts';
import { AggregateFailure, KubectlError } from '../errors.ts';
import { stringArrayFlag, stringFlag, stringsFlag, stringToStringFlag } from '../flags.ts';
import { subjectFlags, subjectsOf } from '../rbac-subjects.ts';
import { Discovery, noSuchType } from '../resources.ts';

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

/** Rules that allow verbs on resources, one for each API group (create_role.go, generateResourcePolicyRules). */
function rulesOf(call: Call<typeof roleFlags>): Rule[] {
  const { resource: resources, verb: verbs, 'resource-name': names } = call.flags;
  if (verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  if (resources.length === 0) throw new KubectlError('at least one resource must be specified');
  for (const verb of verbs) {
    if (!STANDARD_VERBS.has(verb)) call.env.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
  const discovery = new Discovery(new ApiClient(call.env));
  const byGroup = new Map<string, string[]>();
  for (const text of resources) {
    const [type = '', subresource] = text.split('/');
    const found = type === '*' ? undefined : discovery.find(type);
    // One of several errors, which are told without a word before them.
    if (found === undefined && type !== '*') throw new AggregateFailure([new KubectlError(noSuchType(type))]);
    const group = found?.group ?? '*';
    const name = found?.resource ?? '*';
    const list = byGroup.get(group) ?? [];
    list.push(subresource === undefined ? name : `${name}/${subresource}`);
    byGroup.set(group, list);
  }
  const unique = [...new Set(verbs)];
  return [...byGroup]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, list]) => ({
      apiGroups: [group],
      resources: list,
      verbs: unique.includes('*') ? ['*'] : unique,
      ...(names.length === 0 ? {} : { resourceNames: names }),
    }));
}

export const createRole = generator({
  name: 'role',
  flags: roleFlags,
  make(call, name): MadeObject {
    const rules = rulesOf(call as unknown as Call<typeof roleFlags>);
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
    const rules =
      urls.length > 0
        ? [{ verbs: call.flags.verb, nonResourceURLs: urls }]
        : rulesOf(call as unknown as Call<typeof roleFlags>);
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
