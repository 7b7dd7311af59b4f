import { errorListText } from './field.ts';
import { goQuote } from './go-syntax.ts';
import { matchesRequirement, requirementErrors, requirementText } from './label-requirement.ts';
import type { Labels, Requirement, RequirementOperator } from './label-requirement.ts';
import { readLabelSelector } from './label-selector-syntax.ts';
import { badRequest } from './status.ts';

export type { Labels, Requirement, RequirementOperator } from './label-requirement.ts';
export type { FieldTerm } from './field-selectors.ts';
export { formatFieldSelector, matchesFields, parseFieldSelector, unsupportedFieldMessage } from './field-selectors.ts';

/** The object form of a label selector (metav1.LabelSelector). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** One expression of a LabelSelector; `operator` is In, NotIn, Exists or DoesNotExist. */
export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The requirements of a selector text, sorted by key (labels.Parse); throws an ApiError 400 with upstream's text. */
export function parseLabelSelector(text: string): readonly Requirement[] {
  const requirements = readLabelSelector(text);
  if (typeof requirements === 'string') throw badRequest(requirements);
  return requirements;
}

/** Whether labels satisfy all requirements; none at all match everything. */
export function matchesLabels(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((requirement) => matchesRequirement(requirement, labels));
}

/** Requirements as text (labels.Selector.String). */
export function formatSelector(requirements: readonly Requirement[]): string {
  return requirements.map(requirementText).join(',');
}

const expressionOperators: Readonly<Record<string, RequirementOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** Validation sees selectors that were never decoded; what is no text there reads as '', as Go's zero value. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function requirementOf({ key, operator, values }: LabelSelectorRequirement): Requirement | undefined {
  const known = Object.hasOwn(expressionOperators, operator) ? expressionOperators[operator] : undefined;
  if (known === undefined) return undefined;
  return { key: text(key), operator: known, values: Array.isArray(values) ? values.map(text) : [] };
}

function expressionsOf({ matchExpressions }: LabelSelector): readonly LabelSelectorRequirement[] {
  const absent = { key: '', operator: '' };
  return Array.isArray(matchExpressions) ? matchExpressions.map((expression) => expression ?? absent) : [];
}

/**
 * Whether a LabelSelector matches labels (metav1.LabelSelectorAsSelector). An absent selector matches nothing, an empty
 * one everything, an invalid one nothing.
 */
export function labelSelectorMatches(selector: LabelSelector | null | undefined, labels: Labels): boolean {
  if (selector === undefined || selector === null) return false;
  for (const key in selector.matchLabels) {
    if (labels === undefined || !Object.hasOwn(labels, key) || labels[key] !== selector.matchLabels[key]) return false;
  }
  if (selector.matchExpressions === undefined) return true;
  return expressionsOf(selector).every((expression) => {
    const requirement = requirementOf(expression);
    return requirement !== undefined && matchesRequirement(requirement, labels);
  });
}

/** The requirements of a LabelSelector sorted by key, or upstream's message about the part that is wrong. */
export function labelSelectorRequirements(selector: LabelSelector): readonly Requirement[] | string {
  const requirements: Requirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [text(value)],
  }));
  for (const expression of expressionsOf(selector)) {
    const requirement = requirementOf(expression);
    if (requirement === undefined)
      return `${goQuote(text(expression.operator))} is not a valid label selector operator`;
    requirements.push(requirement);
  }
  const errors = requirements.flatMap(requirementErrors);
  if (errors.length > 0) return errorListText(errors);
  return requirements.toSorted((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1));
}

/** A LabelSelector as kubectl prints it: `app=web,tier in (a,b)`, `<none>`, `<error>` (metav1.FormatLabelSelector). */
export function labelSelectorToText(selector: LabelSelector | null | undefined): string {
  const requirements = labelSelectorRequirements(selector ?? {});
  if (typeof requirements === 'string') return '<error>';
  return formatSelector(requirements) || '<none>';
}
