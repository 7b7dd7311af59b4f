import { describe, expect, test } from 'vitest';
import { canonicalQuantity, compareQuantity, quantityError } from '../../src/engine/api/quantity.ts';
import facts from './facts/resource-quantity.json' with { type: 'json' };

/** How `kubectl create quota --hard=memory=<input>` ends. It splits its argument at commas before it reads a quantity. */
function kubectlAnswer(input: string): object {
  const [first = '', ...rest] = input.split(',');
  if (rest.length > 0) {
    return { ok: false, stderr: `error: Invalid argument syntax ${rest[0]}, expected <resource>=<value>` };
  }
  const canonical = canonicalQuantity(first);
  return canonical === undefined ? { ok: false, stderr: `error: ${quantityError(first)}` } : { ok: true, canonical };
}

const comparisons = facts.cases.flatMap(({ id, compare, expect }) =>
  compare ? [{ id, compare, expected: expect }] : [],
);
const inputs = facts.cases.flatMap(({ id, input, expect }) =>
  input === undefined ? [] : [{ id, input, expected: expect }],
);

describe('quantities', () => {
  test('every case is run', () => {
    expect(comparisons.length + inputs.length).toBe(facts.count);
  });

  test.each(comparisons)('$id: $compare', ({ compare: [a = '', b = ''], expected }) => {
    expect(compareQuantity(a, b)).toBe(expected);
  });

  test.each(inputs)('$id: "$input"', ({ input, expected }) => {
    expect(kubectlAnswer(input)).toMatchObject(expected);
  });
});
