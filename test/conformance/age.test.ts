import { describe, expect, test } from 'vitest';
import { humanDuration, shortHumanDuration } from '../../src/engine/api/duration.ts';
import facts from './facts/age.json' with { type: 'json' };

describe('elapsed time as text', () => {
  test.each(facts.cases)('$id: $seconds s reads $text', ({ style, seconds, text }) => {
    const print = style === 'short' ? shortHumanDuration : humanDuration;
    expect(print(seconds * 1000)).toBe(text);
  });
});
