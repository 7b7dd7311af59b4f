import type { LabelSelector, LabelSelectorRequirement } from '../types/index.ts';
import { orNone, type View } from './table.ts';

function requirementText({ key = '', operator, values = [] }: View<LabelSelectorRequirement>): string {
  const list = values.toSorted().join(',');
  switch (operator) {
    case 'In':
      return `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}

/**
 * A label selector as `app=web,tier in (a,b)`, requirements in the order of their keys; `<none>` when it is absent or
 * selects everything (apimachinery pkg/apis/meta/v1, FormatLabelSelector).
 */
export function formatLabelSelector(selector: View<LabelSelector> | undefined): string {
  const labels = selector?.matchLabels ?? {};
  const requirements = [
    ...Object.keys(labels).map((key) => ({ key, text: `${key}=${labels[key] ?? ''}` })),
    ...(selector?.matchExpressions ?? []).map((item) => ({ key: item.key ?? '', text: requirementText(item) })),
  ];
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return orNone(requirements.map(({ text }) => text).join(','));
}
