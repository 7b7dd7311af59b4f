import type { Outcome } from './program.ts';

/** The most that the expressions which judge one object may cost together (apiserver pkg/apis/cel/config.go, RuntimeCELCostBudget). */
export const COST_BUDGET = 10_000_000;

export const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/** Longer messages are not told (MaxEvaluatedMessageExpressionSizeBytes). */
const LONGEST_MESSAGE = 5 * 1024;

/** What the expression of a message has given, where that is one line that can be told. */
export function toldMessage(outcome: Outcome | undefined): string | undefined {
  if (outcome === undefined || !('value' in outcome) || typeof outcome.value !== 'string') return undefined;
  const text = outcome.value.trim();
  return text === '' || text.length > LONGEST_MESSAGE || text.includes('\n') ? undefined : text;
}
