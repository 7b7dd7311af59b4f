import { isInText, writeVariant } from './apply-variant.ts';
import { ComparisonRun } from './comparison-run.ts';
import { comparable, firstPlan, pairOf, variantPairs, waysTo } from './first-plan.ts';
import { bounds } from './comparison.ts';
import { variantOf } from './variant.ts';

/** What the comparison of two strategies needs: loaded when somebody asks for it. */
export const comparison = {
  bounds,
  comparable,
  firstPlan,
  isInText,
  pairOf,
  variantOf,
  variantPairs,
  waysTo,
  writeVariant,
  ComparisonRun,
};

export type Comparison = typeof comparison;
