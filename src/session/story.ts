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

/** What is read of a cluster to tell its story. */
export type Told = Pick<Cluster, 'change' | 'changesSince' | 'compactedRevision' | 'decisionsSince' | 'live'>;

const DEEPEST = 4;
/** As many decisions as a cluster remembers; with more, its story would grow for as long as the page is open. */
const MOST_LINES = 60_000;

/**
 * The story of a cluster from its beginning. It is told on: each time it is asked for, only what was decided since the
 * last time is worked out. Another cluster (after a step back in time that was taken on from there) is told anew.
 */
export class Story {
  private cluster: Told | undefined;
  private lines: readonly StoryLine[] = [];
  private readonly byDecision = new Map<number, StoryLine>();
  private lastDecision = 0;
  private lastRevision = 0;

  /**
   * All decisions up to a moment (virtual time, ms since the epoch), oldest first, each with the group it belongs to: that
   * of the decision behind the first change it was answering. The same list as before when nothing was decided since.
   */
  upTo(cluster: Told, until = Infinity): readonly StoryLine[] {
    if (this.cluster !== cluster) this.begin(cluster);
    this.tellOn(cluster);
    const last = this.lines.at(-1);
    return last === undefined || last.decision.time <= until ? this.lines : this.lines.slice(0, this.countUpTo(until));
  }

  private begin(cluster: Told): void {
    this.cluster = cluster;
    this.lines = [];
    this.byDecision.clear();
    this.lastDecision = 0;
    this.lastRevision = 0;
  }

  private tellOn(cluster: Told): void {
    const decisions = cluster.decisionsSince(this.lastDecision);
    if (decisions.length === 0) return;
    const written = this.writtenSince(cluster);
    const told: StoryLine[] = [];
    for (const decision of decisions) {
      this.lastDecision = decision.id;
      if (isReport(decision)) continue;
      const line = this.lineOf(decision, written.get(decision.id) ?? [], cluster);
      this.byDecision.set(decision.id, line);
      told.push(line);
    }
    if (told.length === 0) return;
    const all = [...this.lines, ...told];
    for (const { decision } of all.slice(0, -MOST_LINES)) this.byDecision.delete(decision.id);
    this.lines = all.slice(-MOST_LINES);
  }

  private lineOf(decision: Decision, written: readonly string[], cluster: Told): StoryLine {
    const parent = decision.causes
      .map((revision) => this.byDecision.get(cluster.change(revision)?.decision ?? -1))
      .find((line) => line !== undefined);
    return {
      decision,
      group: parent?.group ?? decision.id,
      depth: parent === undefined ? 0 : Math.min(DEEPEST, parent.depth + 1),
      quiet: isBookkeeping(decision),
      uids: [...new Set([...subjectUid(decision, cluster), ...written])],
    };
  }

  /** The uids of what each decision wrote since the last time. */
  private writtenSince(cluster: Told): ReadonlyMap<number, readonly string[]> {
    const written = new Map<number, string[]>();
    const from = Math.max(this.lastRevision, cluster.compactedRevision());
    for (const { revision, decision, object } of cluster.changesSince(from) ?? []) {
      this.lastRevision = revision;
      const uids = written.get(decision);
      if (uids === undefined) written.set(decision, [object.metadata.uid]);
      else uids.push(object.metadata.uid);
    }
    return written;
  }

  private countUpTo(until: number): number {
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle]?.decision.time ?? Infinity) <= until) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether it only tells what others did, which has a list of its own. */
function isReport({ subject }: Decision): boolean {
  return subject.startsWith('events/');
}

function subjectUid({ subject }: Decision, cluster: Told): readonly string[] {
  const [resource = '', namespace = '', name = ''] = subject.split('/');
  const uid = cluster.live.get(resource, namespace, name)?.metadata.uid;
  return uid === undefined ? [] : [uid];
}
