import type { GenericObject } from '../../engine/index.ts';
import type { Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

interface PolicyRule {
  verbs?: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

/** What a rule allows for one resource, or for one object of it, or for one URL. */
interface SimpleRule {
  /** Undefined for a URL. */
  readonly group: string | undefined;
  /** A resource or a URL. */
  readonly subject: string;
  readonly resourceName: string | undefined;
  readonly verbs: string[];
}

function simpleRules({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): SimpleRule[] {
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((subject) =>
      verbs.flatMap((verb) => names.map((resourceName) => ({ group, subject, resourceName, verbs: [verb] }))),
    ),
  );
  // Unlike those of resources, the verbs of a URL stay apart.
  const ofUrls = nonResourceURLs.flatMap((subject) =>
    verbs.map((verb) => ({ group: undefined, subject, resourceName: undefined, verbs: [verb] })),
  );
  return [...ofResources, ...ofUrls];
}

/** One rule for each resource, with all that may be done to it (component-helpers/auth/rbac/validation, CompactRules). */
function compactRules(rules: readonly PolicyRule[]): SimpleRule[] {
  const urls: SimpleRule[] = [];
  const resources = new Map<string, SimpleRule>();
  for (const rule of rules.flatMap(simpleRules)) {
    if (rule.group === undefined) {
      urls.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.group, rule.subject, rule.resourceName]);
    const known = resources.get(key);
    if (known === undefined) resources.set(key, rule);
    else known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)));
  }
  return [...urls, ...resources.values()];
}

const list = (items: readonly (string | undefined)[]): string =>
  `[${items.filter((item) => item !== undefined).join(' ')}]`;

/** What rules are sorted by: the text that Go's `String()` makes of one. */
function sortKey({ group, subject, resourceName, verbs }: SimpleRule): string {
  const [resources, urls] = group === undefined ? [[], [subject]] : [[subject], []];
  return `Verbs:${list(verbs)},APIGroups:${list([group])},Resources:${list(resources)},ResourceNames:${list([resourceName])},NonResourceURLs:${list(urls)},`;
}

/** `deployments.apps/status` for the resource `deployments/status` of the group `apps`. */
function resourceText(group: string, resource: string): string {
  const [name = '', ...subresource] = resource.split('/');
  return [group === '' ? name : `${name}.${group}`, ...subresource].join('/');
}

function writeHead(writer: DescribeWriter, { metadata }: GenericObject): void {
  writer.line(0, `Name:\t${metadata.name}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
}

/** Roles and cluster roles (describe.go, RoleDescriber). */
export const describeRole: Describer = (writer, object) => {
  const rules = compactRules((object['rules'] ?? []) as PolicyRule[])
    .map((rule) => ({ rule, key: sortKey(rule) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  writeHead(writer, object);
  writer.line(0, 'PolicyRule:');
  writer.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  writer.line(1, '---------\t-----------------\t--------------\t-----');
  for (const { rule } of rules) {
    const { group, subject, resourceName, verbs } = rule;
    const resource = group === undefined ? '' : resourceText(group, subject);
    const url = group === undefined ? [subject] : [];
    writer.line(1, `${resource}\t${list(url)}\t${list([resourceName])}\t${list(verbs)}`);
  }
};

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

/** Role bindings and cluster role bindings (describe.go, RoleBindingDescriber). */
export const describeRoleBinding: Describer = (writer, object) => {
  const role = (object['roleRef'] ?? {}) as { kind?: string; name?: string };
  writeHead(writer, object);
  writer.line(0, 'Role:');
  writer.line(1, `Kind:\t${role.kind ?? ''}`);
  writer.line(1, `Name:\t${role.name ?? ''}`);
  writer.line(0, 'Subjects:');
  writer.line(1, 'Kind\tName\tNamespace');
  writer.line(1, '----\t----\t---------');
  for (const { kind, name, namespace = '' } of (object['subjects'] ?? []) as Subject[]) {
    writer.line(1, `${kind}\t${name}\t${namespace}`);
  }
};
