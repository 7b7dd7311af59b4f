import { describe, expect, test } from 'vitest';
import facts from './facts/hpa.json' with { type: 'json' };
import { hpa } from './runners/hpa.ts';
import type { HpaFact } from './runners/hpa.ts';

describe('how many replicas a HorizontalPodAutoscaler wants', () => {
  test.each(facts.cases as unknown as HpaFact[])('$id', (fact) => {
    expect.hasAssertions();
    hpa(fact);
  });
});
