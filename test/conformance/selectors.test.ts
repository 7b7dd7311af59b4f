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
  readonly expect: object;
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

/** All that the facts ask about a selector in whichever of the three forms it is given. */
function answer({ selector, fieldSelector, labelSelector, labels }: Fact): object {
  if (fieldSelector !== undefined) return { valid: messageOf(() => parseFieldSelector(fieldSelector)) === '' };
  if (selector !== undefined) {
    if (messageOf(() => parseLabelSelector(selector)) !== '') return { valid: false };
    const requirements = parseLabelSelector(selector);
    return { valid: true, printed: formatSelector(requirements), matches: matchesLabels(requirements, labels) };
  }
  const matches = labelSelectorMatches(labelSelector, labels);
  if (labelSelector === undefined || labelSelector === null) return { as: matches ? '' : 'matches nothing' };
  const requirements = labelSelectorRequirements(labelSelector);
  return { as: typeof requirements === 'string' ? 'error' : formatSelector(requirements), matches };
}

describe('selectors', () => {
  test.each(facts.cases as unknown as readonly Fact[])('$id', (fact) => {
    expect(answer(fact)).toMatchObject(fact.expect);
  });

  test('every pod field of the facts can be selected by, and no other', () => {
    const refused = facts.supportedPodFields.map((field) =>
      unsupportedFieldMessage('Pod', [{ field, operator: '=', value: '' }]),
    );
    expect(new Set(refused)).toEqual(new Set([undefined]));
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
