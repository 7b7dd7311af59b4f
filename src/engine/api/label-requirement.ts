import { invalid, notSupported } from './field.ts';
import type { FieldError } from './field.ts';
import { goStringSlice } from './go-syntax.ts';
import { isQualifiedName, isValidLabelValue } from './names.ts';

/** The operators of a label requirement as upstream spells them (apimachinery pkg/selection). */
export type RequirementOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on the label `key` (labels.Requirement). */
export interface Requirement {
  readonly key: string;
  readonly operator: RequirementOperator;
  readonly values: readonly string[];
}

/** An object's labels; absent counts as none. */
export type Labels = Readonly<Record<string, string>> | undefined;

const largestInt64 = 2n ** 63n - 1n;

/** strconv.ParseInt(text, 10, 64). */
function parseInt64(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value > largestInt64 || value < -largestInt64 - 1n ? undefined : value;
}

function countError({ operator, values }: Requirement, field: string): FieldError | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      if (values.length > 0) return undefined;
      return invalid(field, goStringSlice(values), "for 'in', 'notin' operators, values set can't be empty");
    case '=':
    case '==':
    case '!=':
      if (values.length === 1) return undefined;
      return invalid(field, goStringSlice(values), 'exact-match compatibility requires one single value');
    case 'exists':
    case '!':
      if (values.length === 0) return undefined;
      return invalid(field, goStringSlice(values), 'values set must be empty for exists and does not exist');
    case 'gt':
    case 'lt':
      if (values.length === 1) return undefined;
      return invalid(field, goStringSlice(values), "for 'Gt', 'Lt' operators, exactly one value is required");
    default:
      return notSupported('operator', operator, ['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!']);
  }
}

/** What is wrong with a requirement (labels.NewRequirement). */
export function requirementErrors(requirement: Requirement): readonly FieldError[] {
  const { key, operator, values } = requirement;
  const errors: FieldError[] = [];
  const keyMessages = isQualifiedName(key);
  if (keyMessages.length > 0) errors.push(invalid('key', key, keyMessages.join('; ')));
  const count = countError(requirement, 'values');
  if (count !== undefined) errors.push(count);
  values.forEach((value, index) => {
    const integer = (operator !== 'gt' && operator !== 'lt') || parseInt64(value) !== undefined;
    const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
    if (!integer) errors.push(invalid(`values[${index}]`, value, detail));
  });
  values.forEach((value, index) => {
    const messages = isValidLabelValue(value);
    if (messages.length > 0) errors.push(invalid(`values[${index}][${key}]`, value, messages.join('; ')));
  });
  return errors;
}

/** The value of a label, looking only at the object's own labels. */
function labelValue(labels: Labels, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Whether labels satisfy one requirement (Requirement.Matches). */
export function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labelValue(labels, key);
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      const actual = value === undefined ? undefined : parseInt64(value);
      const bound = values.length === 1 ? parseInt64(values[0] ?? '') : undefined;
      if (actual === undefined || bound === undefined) return false;
      return operator === 'gt' ? actual > bound : actual < bound;
    }
    default:
      return false;
  }
}

/** A requirement as the selector syntax writes it (Requirement.String); values are sorted. */
export function requirementText({ key, operator, values }: Requirement): string {
  const listed = values.toSorted().join(',');
  switch (operator) {
    case 'in':
    case 'notin':
      return `${key} ${operator} (${listed})`;
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'gt':
      return `${key}>${listed}`;
    case 'lt':
      return `${key}<${listed}`;
    default:
      return `${key}${operator}${listed}`;
  }
}
