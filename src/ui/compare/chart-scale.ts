import type { ComparisonView, TrialView } from '../../session/index.ts';

/** What both charts of a comparison are drawn by, so that they can be read against each other. */
export interface ChartScale {
  /** Virtual seconds at the right edge. */
  readonly seconds: number;
  /** Most ready pods, and most failures in a second, of either side. */
  readonly pods: number;
  readonly failures: number;
}

export function chartScale(seconds: number, { sides: { a, b } }: ComparisonView): ChartScale {
  const most = (values: readonly number[]): number => values.reduce((top, value) => Math.max(top, value), 1);
  const pods = (view: TrialView): number[] => view.samples.map(({ before, after }) => before + after);
  return {
    seconds,
    pods: most([...pods(a), ...pods(b)]),
    failures: most([...failuresBySecond(a, seconds), ...failuresBySecond(b, seconds)]),
  };
}

/** How many requests that were sent in each second of the load failed. */
export function failuresBySecond({ report, startedAt }: TrialView, seconds: number): readonly number[] {
  const counts = Array.from({ length: seconds + 1 }, () => 0);
  for (const { at, failed } of report?.buckets ?? []) {
    const second = Math.min(seconds, Math.max(0, Math.floor((at - startedAt) / 1000)));
    counts[second] = (counts[second] ?? 0) + failed;
  }
  return counts;
}
