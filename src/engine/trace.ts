/** Why a write was made: what an actor saw, decided and did, and the changes that it was answering. */
export interface Decision {
  id: number;
  /** Virtual time, ms since the epoch. */
  time: number;
  /** `user`, `deployment-controller`, `replicaset-controller`, `default-scheduler`, `kubelet node-1` ... */
  actor: string;
  /**
   * A stable name of the kind of decision, e.g. `replicaset.scaleUp`; `i18n` holds a sentence for each
   * under `decision.<code>`, with `params` as its variables.
   */
  code: string;
  params: Readonly<Record<string, string | number | boolean>>;
  /** The object that was decided about: `resource/namespace/name`, or `''` when none. */
  subject: string;
  /** Revisions of the changes that made the actor look; empty for a person's act or a timer. */
  causes: readonly number[];
}

export interface TraceState {
  nextId: number;
  decisions: Decision[];
}

/** How many decisions are kept; older ones are forgotten, as old history is compacted. */
const LIMIT = 60_000;

/** The causal record. Each change in the store names the decision that it came from. */
export class Trace {
  private nextId = 1;
  private decisions: Decision[] = [];

  record({ time, actor, code, params, subject, causes }: Omit<Decision, 'id'>): number {
    const id = this.nextId++;
    this.decisions.push({ id, time, actor, code, params, subject, causes });
    if (this.decisions.length > LIMIT * 1.25) this.decisions = this.decisions.slice(-LIMIT);
    return id;
  }

  /** The decision with this id, unless it was forgotten. */
  get(id: number): Decision | undefined {
    const first = this.decisions[0];
    return first === undefined ? undefined : this.decisions[id - first.id];
  }

  /** Decisions with an id greater than `id`, oldest first. */
  since(id: number): readonly Decision[] {
    const first = this.decisions[0];
    return first === undefined ? [] : this.decisions.slice(Math.max(0, id + 1 - first.id));
  }

  get lastId(): number {
    return this.nextId - 1;
  }

  save(): TraceState {
    return { nextId: this.nextId, decisions: this.decisions.slice() };
  }

  load(state: TraceState): void {
    this.nextId = state.nextId;
    this.decisions = state.decisions.slice();
  }
}
