import { describe, expect, test } from 'vitest';
import {
  formatSelector,
  labelSelectorMatches,
  labelSelectorRequirements,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
  unsupportedFieldMessage,
} from '../../src/engine/api/selectors.ts';
import type { LabelSelector } from '../../src/engine/api/selectors.ts';
import { ApiError } from '../../src/engine/api/status.ts';
import facts from './facts/selectors.json' with { type: 'json' };

interface Fact {
  readonly id: string;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: LabelSelector | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly expect: {
    readonly valid?: boolean;
    readonly printed?: string;
    readonly matches?: boolean;
    readonly as?: string;
  };
}

/** What LabelSelectorAsSelector makes of a selector, in the words of the facts. */
function asSelector(selector: LabelSelector | null): string {
  if (selector === null) return labelSelectorMatches(selector, { any: 'label' }) ? 'matches' : 'matches nothing';
  const requirements = labelSelectorRequirements(selector);
  return typeof requirements === 'string' ? 'error' : formatSelector(requirements);
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
  return '';
}

describe('selectors', () => {
  for (const fact of facts.cases as unknown as readonly Fact[]) {
    test(fact.id, () => {
      const { selector, fieldSelector, labelSelector, labels, expect: expected } = fact;
      if (labelSelector !== undefined && expected.as !== undefined) expect(asSelector(labelSelector)).toBe(expected.as);
      if (labelSelector !== undefined && expected.matches !== undefined) {
        expect(labelSelectorMatches(labelSelector, labels)).toBe(expected.matches);
      }
      if (fieldSelector !== undefined) {
        expect(messageOf(() => parseFieldSelector(fieldSelector)) === '').toBe(expected.valid);
      }
      if (selector === undefined) return;
      if (expected.valid === false) {
        expect(messageOf(() => parseLabelSelector(selector))).not.toBe('');
        return;
      }
      const requirements = parseLabelSelector(selector);
      if (expected.printed !== undefined) expect(formatSelector(requirements)).toBe(expected.printed);
      if (expected.matches !== undefined) expect(matchesLabels(requirements, labels)).toBe(expected.matches);
    });
  }

  test('every pod field of the facts can be selected by, and no other', () => {
    for (const field of facts.supportedPodFields) {
      expect(unsupportedFieldMessage('Pod', [{ field, operator: '=', value: '' }])).toBeUndefined();
    }
    expect(unsupportedFieldMessage('Pod', parseFieldSelector('spec.foo=x'))).toBe(
      'field label not supported: spec.foo',
    );
    expect(unsupportedFieldMessage('Deployment', parseFieldSelector('spec.foo=x'))).toBe(
      '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });

  test('fields match by their text, absent ones by their zero value', () => {
    const pod = { metadata: { name: 'web', namespace: 'default' }, spec: {}, status: { phase: 'Running' } };
    expect(matchesFields('Pod', parseFieldSelector('status.phase=Running,spec.nodeName='), pod)).toBe(true);
    expect(matchesFields('Pod', parseFieldSelector('spec.hostNetwork=false'), pod)).toBe(true);
    expect(matchesFields('Pod', parseFieldSelector('status.phase!=Running'), pod)).toBe(false);
  });

  test.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a,', "found '', expected: identifier after ','"],
    [
      'a=b%',
      "unable to parse requirement: values[0][a]: Invalid value: \"b%\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ])("%s is refused with upstream's text", (text, message) => {
    expect(messageOf(() => parseLabelSelector(text))).toBe(message);
  });
});
