import type { NodeInfo } from './node-info.ts';

/** Why a filter refuses a node, or a whole pod (framework.Status). */
export interface Rejection {
  plugin: string;
  /** As they are counted in the FailedScheduling message. */
  reasons: readonly string[];
  /** False: removing pods from the node cannot help (UnschedulableAndUnresolvable), so preemption does not look at it. */
  resolvable: boolean;
}

/** One filter, prepared for one pod: undefined when the pod may run on the node. */
export type Filter = (node: NodeInfo) => Rejection | undefined;

/** One score, prepared for one pod: points for each of the nodes, in their order, from 0 to 100. */
export type Scorer = (nodes: readonly NodeInfo[]) => number[];

/** The most points a plugin gives a node (framework.MaxNodeScore). */
export const MAX_NODE_SCORE = 100;

/** Scales points so that the highest is 100, or the lowest when `reverse` (plugins/helper DefaultNormalizeScore). */
export function normalizeScores(scores: number[], reverse: boolean): number[] {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  if (highest === 0) return reverse ? scores.fill(MAX_NODE_SCORE) : scores;
  for (let index = 0; index < scores.length; index++) {
    const scaled = Math.floor((MAX_NODE_SCORE * (scores[index] ?? 0)) / highest);
    scores[index] = reverse ? MAX_NODE_SCORE - scaled : scaled;
  }
  return scores;
}
