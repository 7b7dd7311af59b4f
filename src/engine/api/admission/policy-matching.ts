import type { GenericObject, LabelSelector } from '../../kinds/types/index.ts';
import type { Lister } from '../lister.ts';
import { labelSelectorMatches } from '../selectors.ts';
import type { ServedResource } from '../served-resource.ts';
import type { MatchResources, MatchRule } from './policy-expressions.ts';

/** A write that policies judge. */
export interface Judged {
  readonly served: ServedResource;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** `scale` and the like; undefined for whole objects. */
  readonly subresource: string | undefined;
  /** What is there afterwards; undefined when it is deleted. */
  readonly object: GenericObject | undefined;
  readonly old: GenericObject | undefined;
}

/** The object that a write is about. */
export function subjectOf({ object, old }: Pick<Judged, 'object' | 'old'>): GenericObject | undefined {
  return object ?? old;
}

function takes(words: readonly string[] | undefined, word: string): boolean {
  return words?.some((each) => each === '*' || each === word) === true;
}

/** Whether a rule's word is for a resource, or a subresource of it. */
function isFor(word: string, resource: string, subresource: string | undefined): boolean {
  const [name, sub] = word.split('/');
  if (name !== '*' && name !== resource) return false;
  return subresource === undefined ? sub === undefined || word === '*/*' : sub === '*' || sub === subresource;
}

/** apiserver pkg/admission/plugin/webhook/predicates/rules. */
function ruleMatches(rule: MatchRule, judged: Judged, isExact: boolean): boolean {
  const { info } = judged.served;
  const { scope = '*', resourceNames = [] } = rule;
  if (!takes(rule.operations, judged.operation) || !takes(rule.apiGroups, info.group)) return false;
  if (isExact && !takes(rule.apiVersions, info.version)) return false;
  if (scope !== '*' && (scope === 'Namespaced') !== info.namespaced) return false;
  const name = subjectOf(judged)?.metadata.name ?? '';
  if (resourceNames.length > 0 && !resourceNames.includes(name)) return false;
  return rule.resources?.some((each) => isFor(each, info.resource, judged.subresource)) === true;
}

function namespaceMatches(selector: LabelSelector, judged: Judged, lister: Lister): boolean {
  const { info } = judged.served;
  const subject = subjectOf(judged);
  if (info.kind === 'Namespace') return labelSelectorMatches(selector, subject?.metadata.labels);
  if (!info.namespaced) return true;
  const namespace = lister.get('namespaces', '', subject?.metadata.namespace ?? '');
  return labelSelectorMatches(selector, namespace?.metadata.labels);
}

/** Whether what a policy or a binding is for is what is written (apiserver pkg/admission/plugin/policy/matching). */
export function matchesResources(match: MatchResources, judged: Judged, lister: Lister): boolean {
  const { namespaceSelector = {}, objectSelector = {}, resourceRules, excludeResourceRules = [] } = match;
  const isExact = match.matchPolicy === 'Exact';
  if (!namespaceMatches(namespaceSelector, judged, lister)) return false;
  const { object, old } = judged;
  const labelsMatch = (of: GenericObject | undefined): boolean =>
    of !== undefined && labelSelectorMatches(objectSelector, of.metadata.labels);
  if (!labelsMatch(object) && !labelsMatch(old)) return false;
  if (excludeResourceRules.some((rule) => ruleMatches(rule, judged, isExact))) return false;
  // A binding that names no resources is for all that its policy is for.
  return resourceRules === undefined || resourceRules.length === 0
    ? true
    : resourceRules.some((rule) => ruleMatches(rule, judged, isExact));
}
