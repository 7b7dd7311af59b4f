import type { Json } from './json.ts';

/** Work due at a moment of virtual time: data, never a closure, so that a checkpoint can hold it. */
export interface TimedEvent {
  /** Virtual time, ms since the epoch. */
  due: number;
  /** Ties at one moment run in the order in which they were scheduled. */
  sequence: number;
  /** The component whose `onEvent` receives the payload. */
  actor: string;
  payload: Json;
}

export interface ClockState {
  now: number;
  nextSequence: number;
  events: TimedEvent[];
}

function before(a: TimedEvent, b: TimedEvent): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
}

/** Virtual time in ms, and what is due: a binary heap ordered by (due, sequence). */
export class Clock {
  private time: number;
  private nextSequence = 1;
  private heap: TimedEvent[] = [];
  private readonly cancelled = new Set<number>();

  constructor(startMs: number) {
    this.time = startMs;
  }

  get now(): number {
    return this.time;
  }

  /** Events that are still to run. */
  get size(): number {
    return this.heap.length - this.cancelled.size;
  }

  /** Schedules `payload` for `actor` in `delayMs` (at least 0, rounded up to a whole ms); answers an id for `cancel`. */
  schedule(delayMs: number, actor: string, payload: Json): number {
    const event: TimedEvent = {
      due: this.time + Math.max(0, Math.ceil(delayMs)),
      sequence: this.nextSequence++,
      actor,
      payload,
    };
    this.heap.push(event);
    this.siftUp(this.heap.length - 1);
    return event.sequence;
  }

  /** Takes back an event that has not run; the id must come from `schedule` and must not have been popped. */
  cancel(id: number): void {
    this.cancelled.add(id);
  }

  /** When the next event is due, or undefined when nothing is. */
  nextDue(): number | undefined {
    this.dropCancelled();
    return this.heap[0]?.due;
  }

  /** Takes the next event due at or before `limit` and moves time to it. */
  popUntil(limit: number): TimedEvent | undefined {
    this.dropCancelled();
    const next = this.heap[0];
    if (next === undefined || next.due > limit) return undefined;
    this.removeTop();
    this.time = next.due;
    return next;
  }

  /** Moves time forward with nothing to run on the way. */
  moveTo(timeMs: number): void {
    this.time = Math.max(this.time, timeMs);
  }

  save(): ClockState {
    const events = this.heap.filter((event) => !this.cancelled.has(event.sequence));
    events.sort((a, b) => (before(a, b) ? -1 : 1));
    return { now: this.time, nextSequence: this.nextSequence, events };
  }

  load(state: ClockState): void {
    this.time = state.now;
    this.nextSequence = state.nextSequence;
    this.cancelled.clear();
    // A sorted array is a valid heap.
    this.heap = [...state.events];
  }

  private dropCancelled(): void {
    for (let top = this.heap[0]; top !== undefined && this.cancelled.has(top.sequence); top = this.heap[0]) {
      this.cancelled.delete(top.sequence);
      this.removeTop();
    }
  }

  private removeTop(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.siftDown(0);
  }

  private siftUp(start: number): void {
    const heap = this.heap;
    const event = heap[start];
    if (event === undefined) return;
    let index = start;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !before(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  private siftDown(start: number): void {
    const heap = this.heap;
    const event = heap[start];
    if (event === undefined) return;
    let index = start;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!before(child, event)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = event;
  }
}
