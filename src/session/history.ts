import type { Snapshot } from '../engine/index.ts';
import type { Act, ActPlace, Branch } from './branch.ts';

/** Undone branches that can be brought back; each holds a whole cluster. */
const REDO_LIMIT = 3;

/**
 * The line of history that is being lived, the moment of it that is looked at, and the lines that were undone.
 * Times are virtual, ms since the epoch.
 */
export class History {
  private current: Branch;
  private viewTime: number | undefined;
  /** The cluster at the moment that is looked at, ready to act on; it becomes the current line only when it is acted on. */
  private scratch: { time: number; branch: Branch } | undefined;
  /** Until which revision history was compacted, and the first moment after it. */
  private forgotten = { compacted: 0, earliest: 0 };
  private redoable: Branch[] = [];
  private nextActId = 1;
  private readonly onSwitch: () => void;

  /** `onSwitch` is called when another line of history becomes the current one. */
  constructor(branch: Branch, onSwitch: () => void) {
    this.current = branch;
    this.onSwitch = onSwitch;
  }

  get branch(): Branch {
    return this.current;
  }

  get liveNow(): number {
    return this.current.cluster.now();
  }

  /** The moment that is looked at. */
  get now(): number {
    return this.viewTime ?? this.liveNow;
  }

  get isPast(): boolean {
    return this.viewTime !== undefined;
  }

  get canRedo(): boolean {
    return this.redoable.length > 0;
  }

  /** The earliest moment that can still be looked at. */
  get earliest(): number {
    const { cluster, startTime } = this.current;
    const compacted = cluster.compactedRevision();
    if (this.forgotten.compacted !== compacted) {
      let low = startTime;
      let high = cluster.now();
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (cluster.revisionAt(middle) > compacted) high = middle;
        else low = middle + 1;
      }
      this.forgotten = { compacted, earliest: compacted === 0 ? startTime : low };
    }
    return Math.max(startTime, this.forgotten.earliest);
  }

  /** Looks at a moment; at the latest one, or later, that is the present. */
  look(time: number): void {
    this.viewTime = time >= this.liveNow ? undefined : Math.max(this.earliest, Math.floor(time));
    if (this.scratch?.time !== this.viewTime) this.scratch = undefined;
  }

  /** What there is at the moment that is looked at. */
  snapshot(): Snapshot {
    const { cluster } = this.current;
    if (this.viewTime === undefined) return cluster.live;
    return cluster.at(cluster.revisionAt(this.viewTime)) ?? cluster.live;
  }

  /** The moment of the next change after the one that is looked at; undefined when that is the present. */
  nextChangeTime(): number | undefined {
    if (this.viewTime === undefined) return undefined;
    const { cluster } = this.current;
    return cluster.changesSince(cluster.revisionAt(this.viewTime))?.[0]?.time ?? this.liveNow;
  }

  /** The line of history that a command runs on: the current one, or one of its own that stands at the moment looked at. */
  target(): Branch {
    if (this.viewTime === undefined) return this.current;
    this.scratch ??= { time: this.viewTime, branch: this.current.forkAt(this.viewTime) };
    return this.scratch.branch;
  }

  /** Opens an act on a branch that `target` gave, from a place of it on. In the past this leaves the old future behind. */
  beginAct(branch: Branch, command: string, from: ActPlace): Act {
    this.redoable = [];
    if (branch !== this.current) {
      // Only the last future that was left can be returned to: each is a whole cluster.
      this.current.abandoned = undefined;
      branch.abandoned = this.current;
      this.switchTo(branch);
    } else {
      branch.abandoned = undefined;
    }
    return branch.beginAct(this.nextActId++, command, from);
  }

  /** Goes back to just before an act (by default the last one); what came after it is undone with it. */
  undo(actId?: number): Act | undefined {
    const { acts } = this.current;
    const act = actId === undefined ? acts.at(-1) : acts.find((each) => each.id === actId);
    if (act === undefined) return undefined;
    const left = this.current;
    const returned = left.abandoned !== undefined && act === acts.at(-1) ? left.abandoned : left.forkBefore(act);
    this.redoable = [...this.redoable.slice(1 - REDO_LIMIT), left];
    this.switchTo(returned);
    return act;
  }

  /** Takes the last undo back; answers the act that is done again. */
  redo(): Act | undefined {
    const branch = this.redoable.at(-1);
    if (branch === undefined) return undefined;
    this.redoable = this.redoable.slice(0, -1);
    this.switchTo(branch);
    return branch.acts.at(-1);
  }

  private switchTo(branch: Branch): void {
    this.current = branch;
    this.viewTime = undefined;
    this.scratch = undefined;
    this.forgotten = { compacted: 0, earliest: 0 };
    this.onSwitch();
  }
}
