import type { Phrase } from '../../scene/index.ts';
import type { Cause } from './causes.ts';
import type { ComparisonPlan, Side, TrialView } from './comparison.ts';

function countOf({ failures }: TrialView, cause: Cause): number {
  return failures.find((group) => group.cause === cause)?.count ?? 0;
}

function causesOf(...views: readonly TrialView[]): readonly Cause[] {
  return [...new Set(views.flatMap(({ failures }) => failures.map(({ cause }) => cause)))];
}

const nameOf = (side: Side): string => side.toUpperCase();

/**
 * What made the difference between two sides, as sentences: who lost more and why most of it was lost, what the better one
 * still lost, and what it cost in time. Undefined until both are over.
 */
export function differenceOf(
  { variants }: Pick<ComparisonPlan, 'variants'>,
  sides: Readonly<Record<Side, TrialView>>,
): readonly Phrase[] | undefined {
  const { a, b } = sides;
  if (a.phase === 'stuck' || b.phase === 'stuck') return stuck(sides);
  if (a.phase !== 'over' || b.phase !== 'over' || a.report === undefined || b.report === undefined) return undefined;
  const lost = { a: a.report.failed, b: b.report.failed };
  const sentences: Phrase[] = [];
  if (lost.a === lost.b) {
    sentences.push({ key: lost.a === 0 ? 'compare.none' : 'compare.same', params: { count: lost.a } });
  } else {
    const [worse, better]: readonly [Side, Side] = lost.a > lost.b ? ['a', 'b'] : ['b', 'a'];
    const more = (cause: Cause): number => countOf(sides[worse], cause) - countOf(sides[better], cause);
    const main = causesOf(sides[worse]).toSorted((x, y) => more(y) - more(x))[0] ?? 'other';
    const isRecreate = main === 'nobodyReady' && variants[worse].strategy === 'Recreate';
    sentences.push({
      key: `compare.difference.${isRecreate ? 'recreate' : main}`,
      params: {
        worse: nameOf(worse),
        better: nameOf(better),
        lost: lost[worse],
        other: lost[better],
        count: countOf(sides[worse], main),
      },
    });
    const rest = sides[better].failures[0];
    if (rest !== undefined) {
      sentences.push({
        key: `compare.still.${rest.cause}`,
        params: { better: nameOf(better), count: rest.count },
      });
    }
  }
  if (a.rolloutMs === undefined || b.rolloutMs === undefined) {
    for (const side of ['a', 'b'] as const) {
      if (sides[side].rolloutMs === undefined) {
        sentences.push({ key: 'compare.unfinished', params: { side: nameOf(side) } });
      }
    }
  } else if (Math.max(a.rolloutMs, b.rolloutMs) > 1.5 * Math.min(a.rolloutMs, b.rolloutMs)) {
    const [slow, fast]: readonly [Side, Side] = a.rolloutMs > b.rolloutMs ? ['a', 'b'] : ['b', 'a'];
    sentences.push({
      key: 'compare.slower',
      params: {
        slow: nameOf(slow),
        fast: nameOf(fast),
        slowSeconds: secondsOf(sides[slow].rolloutMs),
        fastSeconds: secondsOf(sides[fast].rolloutMs),
      },
    });
  }
  return sentences;
}

function secondsOf(ms = 0): string {
  return (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
}

function stuck(sides: Readonly<Record<Side, TrialView>>): readonly Phrase[] {
  return (['a', 'b'] as const).flatMap((side) => {
    const { phase, problem } = sides[side];
    return phase === 'stuck' ? [{ key: 'compare.stuck', params: { side: nameOf(side), problem } }] : [];
  });
}
