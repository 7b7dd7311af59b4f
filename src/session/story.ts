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
  /** Uids of the objects that it was about, or that it wrote. */
  readonly uids: readonly string[];
}

/** Tells the story of a cluster: `story`. */
export type StoryTeller = typeof story;

const DEEPEST = 4;

/**
 * The last `limit` decisions up to a revision's time, oldest first, each with the group it belongs to. A decision
 * belongs to the group of the decision behind the first change it was answering.
 */
export function story(cluster: Cluster, until: number, limit: number): readonly StoryLine[] {
  const decisions = cluster.decisionsSince(0);
  const shown: Decision[] = [];
  for (let index = decisions.length - 1; index >= 0 && shown.length < limit; index--) {
    const decision = decisions[index];
    if (decision !== undefined && decision.time <= until && !isReport(decision)) shown.push(decision);
  }
  shown.reverse();
  const first = shown[0];
  if (first === undefined) return [];
  const { decisionOf, written } = changesOf(cluster, shown);
  const lines = new Map<number, StoryLine>();
  for (const decision of shown) {
    const parent = decision.causes.map((revision) => lines.get(decisionOf.get(revision) ?? -1)).find(Boolean);
    lines.set(decision.id, {
      decision,
      group: parent?.group ?? decision.id,
      depth: parent === undefined ? 0 : Math.min(DEEPEST, parent.depth + 1),
      quiet: isBookkeeping(decision),
      uids: [...new Set([...subjectUid(decision, cluster), ...(written.get(decision.id) ?? [])])],
    });
  }
  return [...lines.values()];
}

/** Whether it only tells what others did, which has a list of its own. */
function isReport({ subject }: Decision): boolean {
  return subject.startsWith('events/');
}

interface ChangesOfStory {
  /** Of the revisions that decisions name as causes, the decisions that made them. */
  readonly decisionOf: ReadonlyMap<number, number>;
  /** The uids of what each decision wrote. */
  readonly written: ReadonlyMap<number, readonly string[]>;
}

function changesOf(cluster: Cluster, decisions: readonly Decision[]): ChangesOfStory {
  const decisionOf = new Map<number, number>();
  const written = new Map<number, string[]>();
  const first = cluster.revisionAt((decisions[0]?.time ?? 0) - 1);
  const earliest = decisions.reduce((least, { causes }) => Math.min(least, ...causes), first);
  const from = Math.max(earliest - 1, cluster.compactedRevision());
  for (const { revision, decision, object } of cluster.changesSince(from) ?? []) {
    decisionOf.set(revision, decision);
    const uids = written.get(decision);
    if (uids === undefined) written.set(decision, [object.metadata.uid]);
    else uids.push(object.metadata.uid);
  }
  return { decisionOf, written };
}

function subjectUid({ subject }: Decision, cluster: Cluster): readonly string[] {
  const [resource = '', namespace = '', name = ''] = subject.split('/');
  const uid = cluster.live.get(resource, namespace, name)?.metadata.uid;
  return uid === undefined ? [] : [uid];
}
