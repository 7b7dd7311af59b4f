/** An occurrence that is to be written: `message` may say that it stands for several. */
export interface Observed {
  /** Under which it is remembered. */
  key: string;
  message: string;
  /** The Event that it repeats; undefined when there is none yet. */
  name: string | undefined;
}

/** One kind of occurrence of one object: the same type, reason and field, whatever the message. */
interface Similar {
  /** Messages seen within the interval, at most `MAX_SIMILAR`. */
  messages: string[];
  /** When the last of them was, ms since the epoch. */
  last: number;
}

/** What is remembered of what one source tells of one object. */
interface Memory {
  /** Events that may still be written. */
  tokens: number;
  /** When `tokens` was right, ms since the epoch. */
  at: number;
  similar: Record<string, Similar>;
  /** Names of written Events by type, reason, field and message. */
  names: Record<string, string>;
}

export type CorrelatorState = [key: string, memory: Memory][];

// tools/record/events_cache.go: defaultSpamBurst, defaultSpamQPS, defaultAggregateMaxEvents, defaultAggregateIntervalInSeconds.
const BURST = 25;
const MS_PER_TOKEN = 300_000;
const MAX_SIMILAR = 10;
const SIMILAR_WITHIN_MS = 600_000;

/** How many objects are remembered; upstream keeps 4096 in each of its many recorders (maxLruCacheEntries). */
const MAX_OBJECTS = 40_000;

/**
 * Keeps Events few: counts repeats, combines similar ones after ten, and lets a source write 25 about one object, then
 * one every five minutes (client-go tools/record/events_cache.go, EventCorrelator).
 */
export class EventCorrelator {
  private readonly memories = new Map<string, Memory>();

  /**
   * `object` names source and object, `kind` the type, reason and field; `now` in ms since the epoch. Undefined: the
   * source has told too much of this object, and this is not written.
   */
  observe(object: string, kind: string, message: string, now: number): Observed | undefined {
    const memory = this.memoryOf(object, now);
    const isOneOfMany = addSimilar(memory, kind, message, now);
    const key = isOneOfMany ? kind : `${kind}\n${message}`;
    if (!takeToken(memory, now)) return undefined;
    const text = isOneOfMany ? `(combined from similar events): ${message}` : message;
    return { key, message: text, name: memory.names[key] };
  }

  /** Remembers which Event an occurrence was written to. */
  written(object: string, key: string, name: string): void {
    const memory = this.memories.get(object);
    if (memory !== undefined) memory.names[key] = name;
  }

  save(): CorrelatorState {
    return [...this.memories].map(([key, memory]) => [key, copyOf(memory)]);
  }

  load(state: CorrelatorState): void {
    this.memories.clear();
    for (const [key, memory] of state) this.memories.set(key, copyOf(memory));
  }

  private memoryOf(object: string, now: number): Memory {
    let memory = this.memories.get(object);
    if (memory === undefined) {
      memory = { tokens: BURST, at: now, similar: {}, names: {} };
      this.memories.set(object, memory);
      if (this.memories.size > MAX_OBJECTS) {
        for (const oldest of this.memories.keys()) {
          this.memories.delete(oldest);
          break;
        }
      }
    }
    return memory;
  }
}

function copyOf(memory: Memory): Memory {
  const similar = Object.entries(memory.similar).map(([kind, { messages, last }]): [string, Similar] => [
    kind,
    { messages: [...messages], last },
  ]);
  return { ...memory, similar: Object.fromEntries(similar), names: { ...memory.names } };
}

/** Remembers a message; true when so many of its kind were seen lately that they become one Event (EventAggregate). */
function addSimilar(memory: Memory, kind: string, message: string, now: number): boolean {
  const similar = memory.similar[kind];
  if (similar === undefined || now - similar.last > SIMILAR_WITHIN_MS) {
    memory.similar[kind] = { messages: [message], last: now };
    return false;
  }
  similar.last = now;
  if (!similar.messages.includes(message)) similar.messages.push(message);
  if (similar.messages.length < MAX_SIMILAR) return false;
  similar.messages.shift();
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
