import type { Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';

interface PolicyRule {
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
  verbs?: readonly string[];
}

type FullRule = Required<PolicyRule>;

const EMPTY: FullRule = { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], verbs: [] };

/** As many rules as it takes to say one thing each (component-helpers auth/rbac/validation, BreakdownRule). */
function brokenDown(rule: PolicyRule): FullRule[] {
  const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } = { ...EMPTY, ...rule };
  const named = resourceNames.length === 0 ? [[]] : resourceNames.map((name) => [name]);
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) =>
        named.map((names) => ({
          ...EMPTY,
          apiGroups: [group],
          resources: [resource],
          resourceNames: names,
          verbs: [verb],
        })),
      ),
    ),
  );
  const ofUrls = nonResourceURLs.flatMap((url) =>
    verbs.map((verb) => ({ ...EMPTY, nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofUrls];
}

/** Verbs of one resource in one rule (kubectl pkg/util/rbac/rbac.go, CompactRules). */
function compacted(rules: readonly FullRule[]): FullRule[] {
  const simple = new Map<string, FullRule>();
  const others: FullRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs.length > 0) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = simple.get(key);
    simple.set(key, known === undefined ? rule : { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] });
  }
  return [...others, ...simple.values()];
}

const list = (words: readonly string[]): string => `[${words.join(' ')}]`;

/** What kubectl sorts rules by: their text in Go, which begins with the verbs. */
function sortKey({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: FullRule): string {
  return [
    `Verbs:${list(verbs)}`,
    `APIGroups:${list(apiGroups)}`,
    `Resources:${list(resources)}`,
    `ResourceNames:${list(resourceNames)}`,
    `NonResourceURLs:${list(nonResourceURLs)}`,
  ].join(',');
}

/** `deployments.apps/status`. */
function resourceText({ resources: [resource], apiGroups: [group = ''] }: FullRule): string {
  if (resource === undefined) return '';
  const [name = '', ...subresource] = resource.split('/');
  return [group === '' ? name : `${name}.${group}`, ...(subresource.length > 0 ? [subresource.join('/')] : [])].join(
    '/',
  );
}

/** `describe role` and `describe clusterrole` (kubectl pkg/describe/describe.go, RoleDescriber). */
export const describeRole: Describer = (writer, object) => {
  const rules = compacted(((object['rules'] ?? []) as readonly PolicyRule[]).flatMap(brokenDown));
  const keyed = rules.map((rule) => ({ rule, key: sortKey(rule) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  writer.line(0, `Name:\t${object.metadata.name}`);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  writer.line(0, 'PolicyRule:');
  writer.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  writer.line(1, '---------\t-----------------\t--------------\t-----');
  for (const { rule } of keyed) {
    const { nonResourceURLs, resourceNames, verbs } = rule;
    writer.line(1, [resourceText(rule), list(nonResourceURLs), list(resourceNames), list(verbs)].join('\t'));
  }
};

/** `describe rolebinding` and `describe clusterrolebinding` (RoleBindingDescriber). */
export const describeRoleBinding: Describer = (writer, object) => {
  const { kind = '', name = '' } = (object['roleRef'] ?? {}) as { kind?: string; name?: string };
  const subjects = (object['subjects'] ?? []) as readonly { kind: string; name: string; namespace?: string }[];
  writer.line(0, `Name:\t${object.metadata.name}`);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  writer.line(0, 'Role:');
  writer.line(1, `Kind:\t${kind}`);
  writer.line(1, `Name:\t${name}`);
  writer.line(0, 'Subjects:');
  writer.line(1, 'Kind\tName\tNamespace');
  writer.line(1, '----\t----\t---------');
  for (const subject of subjects) writer.line(1, `${subject.kind}\t${subject.name}\t${subject.namespace ?? ''}`);
};
