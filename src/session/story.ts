import type { Cluster, Decision } from '../engine/index.ts';
import { isBookkeeping } from './bookkeeping.ts';

/** One line of the story: a decision, and how far it is from the first cause of its group. */
export interface StoryLine {
  readonly decision: Decision;
  /** Id of the decision that started it all: lines with the same one belong together. */
  readonly group: number;
  readonly depth: number;
  /** It only counted or noted something; the story can be understood without it. */
  readonly quiet: boolean;
}

const DEEPEST = 4;

/**
 * The last `limit` decisions up to a revision's time, oldest first, each with the group it belongs to. A decision
 * belongs to the group of the decision behind the first change it was answering.
 */
export function story(cluster: Cluster, until: number, limit: number): readonly StoryLine[] {
  const decisions = cluster.decisionsSince(0);
  let end = decisions.length;
  while (end > 0 && (decisions[end - 1]?.time ?? 0) > until) end -= 1;
  const shown = decisions.slice(Math.max(0, end - limit), end);
  const first = shown[0];
  if (first === undefined) return [];
  const decisionOf = decisionsByRevision(cluster, shown);
  const lines = new Map<number, StoryLine>();
  for (const decision of shown) {
    const parent = decision.causes.map((revision) => lines.get(decisionOf.get(revision) ?? -1)).find(Boolean);
    lines.set(decision.id, {
      decision,
      group: parent?.group ?? decision.id,
      depth: parent === undefined ? 0 : Math.min(DEEPEST, parent.depth + 1),
      quiet: isBookkeeping(decision),
    });
  }
  return [...lines.values()];
}

/** Of the revisions that these decisions name as causes, the decisions that made them. */
function decisionsByRevision(cluster: Cluster, decisions: readonly Decision[]): ReadonlyMap<number, number> {
  const earliest = Math.min(...decisions.flatMap((decision) => decision.causes));
  const byRevision = new Map<number, number>();
  if (!Number.isFinite(earliest)) return byRevision;
  const from = Math.max(earliest - 1, cluster.compactedRevision());
  for (const change of cluster.changesSince(from) ?? []) byRevision.set(change.revision, change.decision);
  return byRevision;
}
