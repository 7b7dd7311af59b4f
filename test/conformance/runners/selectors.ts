import { expect } from 'vitest';
import { formatSelector, labelSelectorMatches, labelSelectorRequirements } from '../../../src/engine/api/selectors.ts';
import type { LabelSelector } from '../../../src/engine/api/selectors.ts';
import {
  createCluster,
  isFailure,
  parseFieldSelector,
  parseLabelSelector,
  ApiError,
  type ApiResponse,
} from '../../../src/engine/index.ts';

interface SelectorFact {
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: LabelSelector | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly expect: object;
}

/** The ConfigMaps with a label selector, where one with the labels is in an empty namespace. */
function listWith(labelSelector: string, labels: Readonly<Record<string, string>>): ApiResponse {
  const cluster = createCluster({});
  const metadata = { name: 'a', namespace: 'kube-public', labels };
  cluster.install([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
  const request = { verb: 'list', group: '', resource: 'configmaps', namespace: 'kube-public', labelSelector } as const;
  return cluster.request(request);
}

function bySelector(selector: string, labels: Readonly<Record<string, string>> = {}): object {
  const response = listWith(selector, labels);
  if (isFailure(response)) return { valid: false };
  const { items } = response.body as { items: readonly { metadata: { name: string } }[] };
  const matches = items.some(({ metadata }) => metadata.name === 'a');
  return { valid: true, printed: formatSelector(parseLabelSelector(selector)), matches };
}

/** Field names that no resource has are refused for their own sake, so only the syntax is asked for. */
function hasFieldSyntax(text: string): boolean {
  try {
    parseFieldSelector(text);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

function byLabelSelector(selector: LabelSelector | null, labels?: Readonly<Record<string, string>>): object {
  const matches = labelSelectorMatches(selector, labels);
  if (selector === null) return { as: matches ? '' : 'matches nothing' };
  const requirements = labelSelectorRequirements(selector);
  if (typeof requirements === 'string') return { as: 'error' };
  return { as: requirements.length === 0 ? 'matches everything' : formatSelector(requirements), matches };
}

export function selectors({ selector, fieldSelector, labelSelector, labels, expect: expected }: SelectorFact): void {
  if (selector !== undefined) expect(bySelector(selector, labels)).toMatchObject(expected);
  else if (fieldSelector !== undefined) expect({ valid: hasFieldSyntax(fieldSelector) }).toMatchObject(expected);
  else if (labelSelector !== undefined) expect(byLabelSelector(labelSelector, labels)).toMatchObject(expected);
  else throw new Error('no selector');
}
