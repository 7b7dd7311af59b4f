import { describe, expect, test } from 'vitest';
import { canonicalQuantity, compareQuantity, quantityError } from '../../src/engine/api/quantity.ts';
import facts from './facts/resource-quantity.json' with { type: 'json' };

interface Parsed {
  readonly ok: boolean;
  readonly canonical?: string;
  readonly stderr?: string;
}

describe('quantities', () => {
  for (const fact of facts.cases) {
    if (fact.compare !== undefined) {
      test(`${fact.id}: ${fact.compare.join(' against ')}`, () => {
        const [a = '', b = ''] = fact.compare;
        expect(compareQuantity(a, b)).toBe(fact.expect);
      });
      continue;
    }
    const { ok, canonical, stderr } = fact.expect as Parsed;
    test(`${fact.id}: "${fact.input}"`, () => {
      expect(canonicalQuantity(fact.input)).toBe(ok ? canonical : undefined);
      // kubectl splits its argument at commas before it reads a quantity; that message is not the quantity's.
      const ownMessage = stderr?.startsWith('error: Invalid argument syntax') === true ? undefined : stderr;
      if (ownMessage !== undefined) expect(`error: ${quantityError(fact.input)}`).toBe(ownMessage);
    });
  }
});
