import type { EventSource } from '../component.ts';

/** What is told of an object. */
export interface Occurrence {
  type: string;
  reason: string;
  /** `''`: of the object as a whole. */
  fieldPath: string;
  message: string;
}

/** An occurrence that is to be written: `message` may say that it stands for several. */
export interface Observed {
  message: string;
  /** The Event that it repeats; undefined when there is none yet. */
  name: string | undefined;
  /** Where the name of a new Event is remembered. */
  kind: Kind;
  isOneOfMany: boolean;
}

/** Occurrences of one object with the same type, reason and field, whatever the message. */
interface Kind {
  type: string;
  reason: string;
  fieldPath: string;
  /** Messages seen within the interval, at most `MAX_SIMILAR`. */
  messages: readonly string[];
  /** When the last of them was, ms since the epoch. */
  last: number;
  /** The Event that stands for several; `''`: none yet. */
  combined: string;
  /** Names of written Events by message. Most kinds have one message, so a list is looked through the fastest. */
  written: readonly [message: string, name: string][];
}

/** What is remembered of what one source tells of one object. */
interface Memory {
  component: string;
  host: string;
  /** Events that may still be written. */
  tokens: number;
  /** When `tokens` was right, ms since the epoch. */
  at: number;
  kinds: readonly Kind[];
}

export type CorrelatorState = [uid: string, memories: Memory[]][];

/** What is remembered of one object: as it is, as a checkpoint has it, or, while nothing of it changes, both. */
interface Remembered {
  memories: readonly Memory[] | undefined;
  copy: CorrelatorState[number] | undefined;
}

// tools/record/events_cache.go: defaultSpamBurst, defaultSpamQPS, defaultAggregateMaxEvents, defaultAggregateIntervalInSeconds.
const BURST = 25;
const MS_PER_TOKEN = 300_000;
const MAX_SIMILAR = 10;
const SIMILAR_WITHIN_MS = 600_000;

/*
 * There are thousands of these lists, and most stay as short as they begin: `concat` makes no room for more, as `push`
 * and spreading before a last item do.
 */
const NO_MEMORIES: readonly Memory[] = [];
const NO_KINDS: readonly Kind[] = [];
const NO_MESSAGES: readonly string[] = [];
const NOTHING_WRITTEN: Kind['written'] = [];

/** How many objects are remembered; upstream keeps 4096 in each of its many recorders (maxLruCacheEntries). */
const MAX_OBJECTS = 20_000;

/**
 * Keeps Events few: counts repeats, combines similar ones after ten, and lets a source write 25 about one object, then
 * one every five minutes (client-go tools/record/events_cache.go, EventCorrelator).
 */
export class EventCorrelator {
  private readonly byUid = new Map<string, Remembered>();

  /**
   * `uid` is the object's; `now` in ms since the epoch. Undefined: the source has told too much of this object, and
   * this is not written.
   */
  observe(
    { component, host = '' }: EventSource,
    uid: string,
    occurrence: Occurrence,
    now: number,
  ): Observed | undefined {
    const memory = this.memoryOf(component, host, uid, now);
    const kind = kindOf(memory, occurrence, now);
    const { message } = occurrence;
    const isOneOfMany = addSimilar(kind, message, now);
    if (!takeToken(memory, now)) return undefined;
    if (!isOneOfMany) return { message, name: writtenName(kind, message), kind, isOneOfMany };
    const name = kind.combined === '' ? undefined : kind.combined;
    return { message: `(combined from similar events): ${message}`, name, kind, isOneOfMany };
  }

  /** Remembers which Event an occurrence was written to. */
  written({ kind, isOneOfMany, message }: Observed, name: string): void {
    if (isOneOfMany) kind.combined = name;
    else {
      const known = kind.written.find(([other]) => other === message);
      if (known === undefined) kind.written = kind.written.concat([[message, name]]);
      else known[1] = name;
    }
  }

  save(): CorrelatorState {
    return [...this.byUid].map(([uid, known]) => (known.copy ??= [uid, (known.memories ?? NO_MEMORIES).map(copyOf)]));
  }

  load(state: CorrelatorState): void {
    this.byUid.clear();
    for (const copy of state) this.byUid.set(copy[0], { memories: undefined, copy });
  }

  private memoryOf(component: string, host: string, uid: string, now: number): Memory {
    const known = this.byUid.get(uid);
    const memories = known?.memories ?? known?.copy?.[1].map(copyOf) ?? NO_MEMORIES;
    let memory = memories.find((each) => each.component === component && each.host === host);
    // Who asks for it changes it.
    if (known !== undefined) Object.assign(known, { memories, copy: undefined });
    if (memory === undefined) {
      memory = { component, host, tokens: BURST, at: now, kinds: NO_KINDS };
      this.byUid.set(uid, { memories: memories.concat(memory), copy: undefined });
      if (this.byUid.size > MAX_OBJECTS) this.forgetOldest();
    }
    return memory;
  }

  private forgetOldest(): void {
    for (const oldest of this.byUid.keys()) {
      this.byUid.delete(oldest);
      return;
    }
  }
}

function copyOf(memory: Memory): Memory {
  const kinds = memory.kinds.map((kind): Kind => {
    const written = kind.written.map(([message, name]): [string, string] => [message, name]);
    return { ...kind, messages: [...kind.messages], written };
  });
  return { ...memory, kinds };
}

function kindOf(memory: Memory, { type, reason, fieldPath }: Occurrence, now: number): Kind {
  for (const kind of memory.kinds) {
    if (kind.reason === reason && kind.type === type && kind.fieldPath === fieldPath) return kind;
  }
  const kind: Kind = {
    type,
    reason,
    fieldPath,
    messages: NO_MESSAGES,
    last: now,
    combined: '',
    written: NOTHING_WRITTEN,
  };
  memory.kinds = memory.kinds.concat(kind);
  return kind;
}

function writtenName({ written }: Kind, message: string): string | undefined {
  for (const [other, name] of written) if (other === message) return name;
  return undefined;
}

/** Remembers a message; true when so many of its kind were seen lately that they become one Event (EventAggregate). */
function addSimilar(kind: Kind, message: string, now: number): boolean {
  if (now - kind.last > SIMILAR_WITHIN_MS) kind.messages = NO_MESSAGES;
  kind.last = now;
  if (!kind.messages.includes(message)) kind.messages = kind.messages.concat(message);
  if (kind.messages.length < MAX_SIMILAR) return false;
  kind.messages = kind.messages.slice(1);
  return true;
}

/** Takes one of the Events that may still be written (eventSourceObjectSpamFilter). */
function takeToken(memory: Memory, now: number): boolean {
  memory.tokens = Math.min(BURST, memory.tokens + (now - memory.at) / MS_PER_TOKEN);
  memory.at = now;
  if (memory.tokens < 1) return false;
  memory.tokens -= 1;
  return true;
}
