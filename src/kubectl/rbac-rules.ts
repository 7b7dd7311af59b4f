/** What a Role or ClusterRole allows. */
export interface PolicyRule {
  verbs?: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

/** A rule in as many rules as it has verbs, groups, resources and names (component-helpers auth/rbac/validation, BreakdownRule). */
function brokenDown({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): PolicyRule[] {
  const named = (rule: PolicyRule): PolicyRule[] =>
    resourceNames.length === 0 ? [rule] : resourceNames.map((name) => ({ ...rule, resourceNames: [name] }));
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => named({ verbs: [verb], apiGroups: [group], resources: [resource] })),
    ),
  );
  const ofUrls = nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })));
  return [...ofResources, ...ofUrls];
}

function has(owned: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  return owned?.includes('*') === true || (wanted ?? []).every((item) => owned?.includes(item) === true);
}

function coversResource(owned: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return wanted.every((resource) => {
    const [, subresource] = resource.split('/');
    return (
      owned.includes('*') ||
      owned.includes(resource) ||
      (subresource !== undefined && owned.includes(`*/${subresource}`))
    );
  });
}

function coversUrl(owned: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return wanted.every((url) =>
    owned.some((own) => own === '*' || own === url || (own.endsWith('*') && url.startsWith(own.slice(0, -1)))),
  );
}

function isCovered(wanted: PolicyRule, owner: PolicyRule): boolean {
  if (!has(owner.verbs, wanted.verbs)) return false;
  if (wanted.nonResourceURLs !== undefined) return coversUrl(owner.nonResourceURLs, wanted.nonResourceURLs);
  const hasNames =
    (owner.resourceNames ?? []).length === 0 ||
    (wanted.resourceNames !== undefined && has(owner.resourceNames, wanted.resourceNames));
  return has(owner.apiGroups, wanted.apiGroups) && coversResource(owner.resources, wanted.resources) && hasNames;
}

/** The parts of rules that others do not allow (component-helpers auth/rbac/validation, Covers). */
export function uncoveredRules(owners: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(brokenDown).filter((rule) => !owners.some((owner) => isCovered(rule, owner)));
}

/** A rule as Go prints its struct. */
export function ruleText({
  verbs = [],
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): string {
  const list = (items: readonly string[]): string => `[${items.join(' ')}]`;
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`;
}
