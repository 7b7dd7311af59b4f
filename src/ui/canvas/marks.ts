/** What is emphasised besides the cluster's own state: it changes with the pointer and the cursor, not with the picture. */
export interface Emphasis {
  /** Uid of what is selected. */
  readonly selected: string | undefined;
  /** Uid of the Service or workload under the pointer. */
  readonly pointed: string | undefined;
  /** Uids of pods that what is under the pointer selects or owns; all other pods are dimmed. */
  readonly related: ReadonlySet<string> | undefined;
  readonly highlighted: ReadonlySet<string>;
  /** Uids that a search found; everything else is dimmed. */
  readonly found: ReadonlySet<string> | undefined;
  /** Id of the line that tells what is behind it. */
  readonly wire: string | undefined;
}

/** Lets each tile ask for its own marks, so that hovering renders only what it changes. */
export interface Marks {
  emphasis(): Emphasis;
  set(change: Partial<Emphasis>): void;
  /** Class names for the thing with this uid; the same text as before when nothing changed for it. */
  classesOf(uid: string, isPod: boolean): string;
  subscribe(listener: () => void): () => void;
}

const none: ReadonlySet<string> = new Set();

export function createMarks(): Marks {
  let emphasis: Emphasis = {
    selected: undefined,
    pointed: undefined,
    related: undefined,
    highlighted: none,
    found: undefined,
    wire: undefined,
  };
  const listeners = new Set<() => void>();
  return {
    emphasis: () => emphasis,
    set(change) {
      emphasis = { ...emphasis, ...change };
      for (const listener of listeners) listener();
    },
    classesOf(uid, isPod) {
      const isDim =
        (emphasis.found !== undefined && !emphasis.found.has(uid)) ||
        (isPod && emphasis.related !== undefined && !emphasis.related.has(uid));
      return `${emphasis.selected === uid ? ' is-selected' : ''}${emphasis.highlighted.has(uid) ? ' is-highlighted' : ''}${isDim ? ' is-dim' : ''}`;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
