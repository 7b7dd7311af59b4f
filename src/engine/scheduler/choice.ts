import type { DecisionParams } from '../component.ts';
import { extended } from '../extended.ts';
import type { Pod } from '../kinds/types/index.ts';
import type { Scores } from './cycle.ts';
import type { NodeInfo } from './node-info.ts';

/** The parameters of `scheduler.bound`: those given, and why one of the feasible nodes was chosen. */
export function choiceParams(
  given: DecisionParams,
  pod: Pod,
  feasible: readonly NodeInfo[],
  scores: Scores | undefined,
  selected: number,
): DecisionParams {
  if (scores === undefined) {
    return extended(given, { why: feasible[selected]?.name === pod.status.nominatedNodeName ? 'nominated' : 'only' });
  }
  const { totals, byPlugin } = scores;
  const score = totals[selected] ?? 0;
  let ties = 1;
  let runnerUp = -1;
  for (let index = 0; index < totals.length; index++) {
    if (index === selected) continue;
    const total = totals[index] ?? 0;
    if (total === score) ties += 1;
    if (runnerUp < 0 || total > (totals[runnerUp] ?? 0)) runnerUp = index;
  }
  if (ties > 1) return extended(given, { why: 'tie', score, ties });
  let plugin = '';
  let most = 0;
  for (const [name, points] of byPlugin) {
    const difference = (points[selected] ?? 0) - (points[runnerUp] ?? 0);
    if (difference <= most) continue;
    most = difference;
    plugin = name;
  }
  const runnerUpScore = totals[runnerUp] ?? 0;
  const runnerUpName = feasible[runnerUp]?.name ?? '';
  return extended(given, { why: 'best', score, ties, plugin, runnerUp: runnerUpName, runnerUpScore });
}
