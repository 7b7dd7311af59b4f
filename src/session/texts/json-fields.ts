import type { LabelSelector, LabelSelectorRequirement } from '../../engine/index.ts';
import type { FieldPath } from '../../manifests/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path, undefined when nothing does. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let found = value;
  for (const step of path) {
    if (Array.isArray(found)) found = typeof step === 'number' ? found[step] : undefined;
    else found = isFields(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** The mapping at a path; an empty one when something else or nothing stands there. */
export function fieldsAt(value: unknown, path: FieldPath): Fields {
  const found = valueAt(value, path);
  return isFields(found) ? found : {};
}

/** The list at a path; an empty one when something else or nothing stands there. */
export function itemsAt(value: unknown, path: FieldPath): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

export function textAt(value: unknown, path: FieldPath): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The mapping at a path as labels: its values that are texts. Undefined when there is no mapping. */
export function labelsAt(value: unknown, path: FieldPath): Readonly<Record<string, string>> | undefined {
  const found = valueAt(value, path);
  if (!isFields(found)) return undefined;
  return Object.fromEntries(
    Object.entries(found).filter((each): each is [string, string] => typeof each[1] === 'string'),
  );
}

/** Whether labels have all of these. */
export function hasLabels(labels: Readonly<Record<string, string>> | undefined, wanted: Fields): boolean {
  return Object.entries(wanted).every(([key, value]) => labels !== undefined && labels[key] === value);
}

/** The mapping at a path as a LabelSelector, as far as it is one: what is typed may be anything. */
export function labelSelectorAt(value: unknown, path: FieldPath): LabelSelector {
  const matchLabels = labelsAt(value, [...path, 'matchLabels']);
  const matchExpressions = itemsAt(value, [...path, 'matchExpressions']).flatMap((each): LabelSelectorRequirement[] => {
    const operator = operators.find((known) => known === textAt(each, ['operator']));
    const values = itemsAt(each, ['values']).filter((item) => typeof item === 'string');
    return operator === undefined ? [] : [{ key: textAt(each, ['key']) ?? '', operator, values }];
  });
  return { ...(matchLabels && { matchLabels }), ...(matchExpressions.length > 0 && { matchExpressions }) };
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
