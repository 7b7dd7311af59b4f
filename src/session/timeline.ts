import type { Change, Decision } from '../engine/index.ts';
import type { Act } from './branch.ts';

export type MarkKind = 'act' | 'failure' | 'decision';

/** What happened around one moment, for the timeline. */
export interface Mark {
  /** Virtual time, ms since the epoch. */
  time: number;
  kind: MarkKind;
  /** How many of the kind are drawn as one. */
  count: number;
  /** For acts: what was done first. */
  text: string;
}

/** Marks of one kind closer together than a bin become one; bins double when there are too many. */
const FIRST_BIN_MS = 500;
const MOST_MARKS = 400;

/** Marks on the timeline, gathered as history grows; their number is bounded however long that is. */
export class Timeline {
  private readonly start: number;
  private binMs = FIRST_BIN_MS;
  private readonly bins = new Map<string, Mark>();

  constructor(start: number) {
    this.start = start;
  }

  addActs(acts: readonly Act[]): void {
    for (const act of acts) this.add('act', act.time, act.command);
  }

  /** Decisions of the control plane; a person's acts come by `addActs`. */
  addDecisions(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.actor !== 'user') this.add('decision', decision.time, '');
    }
  }

  /** Of these changes, the Warning events are failures. */
  addChanges(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.resource !== 'events' || change.type !== 'ADDED') continue;
      if ('type' in change.object && change.object.type === 'Warning') this.add('failure', change.time, '');
    }
  }

  /** Oldest first; failures and acts after decisions, so that they are drawn on top. */
  marks(): readonly Mark[] {
    const order: readonly MarkKind[] = ['decision', 'failure', 'act'];
    return [...this.bins.values()].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.time - b.time);
  }

  private add(kind: MarkKind, time: number, text: string): void {
    this.put({ kind, time, count: 1, text });
    while (this.bins.size > MOST_MARKS) this.widen();
  }

  private put(mark: Mark): void {
    const key = `${mark.kind} ${Math.floor((mark.time - this.start) / this.binMs)}`;
    const there = this.bins.get(key);
    this.bins.set(key, there === undefined ? mark : { ...there, count: there.count + mark.count });
  }

  private widen(): void {
    const marks = [...this.bins.values()];
    this.binMs *= 2;
    this.bins.clear();
    for (const mark of marks) this.put(mark);
  }
}
