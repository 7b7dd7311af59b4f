import { extended } from '../extended.ts';
import { latency } from '../latencies.ts';
import { BinaryHeap } from './binary-heap.ts';

/** A pod that waits to be bound (framework.QueuedPodInfo). */
export interface QueuedPod {
  uid: string;
  namespace: string;
  name: string;
  priority: number;
  /** When it entered the queue, or last failed; ms since the epoch. */
  timestamp: number;
  /** How often it was tried. */
  attempts: number;
  /** Revision of the change that made it worth a try; 0 when time alone did. */
  cause: number;
  /** Names its present place: tickets with another number are void. */
  ticket: number;
}

type Ticket = readonly [uid: string, ticket: number];

/** Pods of one priority in the order of their timestamps: what is woken together moves together, in one step. */
interface Run {
  priority: number;
  /** Timestamp of the ticket at `next`. */
  timestamp: number;
  sequence: number;
  cause: number;
  tickets: Ticket[];
  next: number;
}

/** Unschedulable pods that the same changes can help: refused by the same plugins, with the same wants. */
export interface WaitingGroup {
  key: string;
  /** The plugins that refused them; none means that any change may help. */
  plugins: readonly string[];
  run: Run;
}

/** When a pod may be tried again at the earliest, ms since the epoch. */
export function backoffExpiry({ timestamp, attempts }: QueuedPod): number {
  if (attempts === 0) return timestamp;
  const backoff = latency.schedulerBackOffInitial * 2 ** Math.min(attempts - 1, 10);
  return timestamp + Math.min(latency.schedulerBackOffLongest, backoff);
}

interface Backoff {
  expiry: number;
  sequence: number;
  ticket: Ticket;
}

interface QueueState {
  pods: QueuedPod[];
  active: Run[];
  backoff: Backoff[];
  waiting: WaitingGroup[];
  nextTicket: number;
}

function runsBefore(a: Run, b: Run): boolean {
  return (b.priority - a.priority || a.timestamp - b.timestamp || a.sequence - b.sequence) < 0;
}

function expiresBefore(a: Backoff, b: Backoff): boolean {
  return (a.expiry - b.expiry || a.sequence - b.sequence) < 0;
}

function savedRun(run: Run): Run {
  return { ...run, tickets: run.tickets.slice(run.next), next: 0 };
}

/**
 * The pods to schedule (pkg/scheduler/backend/queue): active ones by priority, then by time; those that back off; and
 * those that wait for a change that could help. Waking any number of waiting pods is one step: each is looked at only
 * when its turn comes, and those that were taken out in the meantime are passed over then.
 */
export class SchedulingQueue {
  private readonly pods = new Map<string, QueuedPod>();
  private readonly active = new BinaryHeap<Run>(runsBefore);
  private readonly backoff = new BinaryHeap<Backoff>(expiresBefore);
  private readonly waiting = new Map<string, WaitingGroup>();
  private nextTicket = 1;
  /** The earliest timestamp among waiting pods; undefined when it must be looked up. */
  private oldestWaiting: number | undefined = undefined;

  has(uid: string): boolean {
    return this.pods.has(uid);
  }

  get hasActive(): boolean {
    return this.active.size > 0;
  }

  /** Puts a new pod in line. */
  add(pod: Omit<QueuedPod, 'ticket' | 'attempts'>): void {
    const ticket = this.nextTicket++;
    this.pods.set(pod.uid, extended(pod, { attempts: 0, ticket }));
    this.pushActive(pod, ticket);
  }

  remove(uid: string): void {
    this.pods.delete(uid);
  }

  /** A waiting pod was itself changed: it is tried again, after its back-off. */
  promote(uid: string, cause: number): void {
    const pod = this.pods.get(uid);
    if (pod === undefined) return;
    pod.ticket = this.nextTicket++;
    pod.cause = cause;
    this.pushActive(pod, pod.ticket);
  }

  /** The next pod to try, with this try counted; it is in no queue then. Undefined when none may be tried now. */
  pop(now: number): QueuedPod | undefined {
    for (let run = this.active.peek(); run !== undefined; run = this.active.peek()) {
      const ticket = run.tickets[run.next];
      this.advanceTop(run);
      const pod = ticket === undefined ? undefined : this.holder(ticket);
      if (ticket === undefined || pod === undefined) continue;
      if (run.cause !== 0) pod.cause = run.cause;
      const expiry = backoffExpiry(pod);
      if (expiry > now) {
        this.backoff.push({ expiry, sequence: this.nextTicket++, ticket });
        continue;
      }
      this.pods.delete(pod.uid);
      pod.attempts += 1;
      return pod;
    }
    return undefined;
  }

  /** Takes back a pod that could not be bound, to wait for a change. `key` must be the same for pods with the same wants. */
  addUnschedulable(pod: QueuedPod, plugins: readonly string[], key: string, now: number): void {
    const ticket = this.nextTicket++;
    this.pods.set(pod.uid, { ...pod, timestamp: now, cause: 0, ticket });
    const group = this.waiting.get(key);
    if (group === undefined) {
      const run = { priority: pod.priority, timestamp: now, sequence: ticket, cause: 0, tickets: [], next: 0 };
      this.waiting.set(key, { key, plugins, run });
    }
    this.waiting.get(key)?.run.tickets.push([pod.uid, ticket]);
    if (this.oldestWaiting !== undefined) this.oldestWaiting = Math.min(this.oldestWaiting, now);
  }

  /** Wakes the groups for which a change may help, which `helps` judges by one pod of each group. */
  wake(helps: (plugins: readonly string[], example: QueuedPod) => boolean, cause: number): void {
    for (const group of this.waiting.values()) {
      const example = this.firstOf(group.run);
      if (example !== undefined && !helps(group.plugins, example)) continue;
      this.waiting.delete(group.key);
      this.oldestWaiting = undefined;
      if (example === undefined) continue;
      group.run.cause = cause;
      this.active.push(group.run);
    }
  }

  /** Puts in line whose back-off is over and who has waited for too long. */
  flush(now: number): void {
    for (let top = this.backoff.peek(); top !== undefined && top.expiry <= now; top = this.backoff.peek()) {
      this.backoff.pop();
      const pod = this.holder(top.ticket);
      if (pod !== undefined) this.pushActive(pod, pod.ticket);
    }
    if (now < this.oldest() + latency.unschedulableLongest) return;
    for (const { key, run } of this.waiting.values()) {
      for (let pod = this.firstOf(run); pod !== undefined; pod = this.firstOf(run)) {
        if (pod.timestamp + latency.unschedulableLongest > now) break;
        this.pushActive(pod, pod.ticket);
        run.next += 1;
      }
      if (this.firstOf(run) === undefined) this.waiting.delete(key);
    }
    this.oldestWaiting = undefined;
  }

  /** When `flush` next has something to do, ms since the epoch; undefined when never. */
  nextFlush(): number | undefined {
    const next = Math.min(this.backoff.peek()?.expiry ?? Infinity, this.oldest() + latency.unschedulableLongest);
    return next === Infinity ? undefined : next;
  }

  save(): QueueState {
    return {
      pods: [...this.pods.values()].map((pod) => ({ ...pod })),
      active: this.active.toArray().map(savedRun),
      backoff: this.backoff.toArray(),
      waiting: [...this.waiting.values()].map((group) => ({ ...group, run: savedRun(group.run) })),
      nextTicket: this.nextTicket,
    };
  }

  load(state: QueueState): void {
    this.pods.clear();
    this.waiting.clear();
    for (const pod of state.pods) this.pods.set(pod.uid, { ...pod });
    this.active.load(state.active.map(savedRun));
    this.backoff.load(state.backoff);
    for (const group of state.waiting) this.waiting.set(group.key, { ...group, run: savedRun(group.run) });
    this.nextTicket = state.nextTicket;
    this.oldestWaiting = undefined;
  }

  private holder([uid, ticket]: Ticket): QueuedPod | undefined {
    const pod = this.pods.get(uid);
    return pod?.ticket === ticket ? pod : undefined;
  }

  private pushActive({ uid, priority, timestamp }: Omit<QueuedPod, 'ticket' | 'attempts'>, ticket: number): void {
    const tickets: Ticket[] = [[uid, ticket]];
    this.active.push({ priority, timestamp, sequence: this.nextTicket++, cause: 0, tickets, next: 0 });
  }

  /** Moves the top run to its next ticket, or out of the heap after its last. */
  private advanceTop(run: Run): void {
    run.next += 1;
    const following = run.tickets[run.next];
    if (following === undefined) {
      this.active.pop();
      return;
    }
    run.timestamp = this.pods.get(following[0])?.timestamp ?? run.timestamp;
    this.active.sinkTop();
  }

  /** The first pod of a waiting run that is still there. */
  private firstOf(run: Run): QueuedPod | undefined {
    for (; run.next < run.tickets.length; run.next += 1) {
      const ticket = run.tickets[run.next];
      const pod = ticket === undefined ? undefined : this.holder(ticket);
      if (pod !== undefined) {
        run.timestamp = pod.timestamp;
        return pod;
      }
    }
    return undefined;
  }

  private oldest(): number {
    if (this.oldestWaiting === undefined) {
      let oldest = Infinity;
      for (const { run } of this.waiting.values()) oldest = Math.min(oldest, this.firstOf(run)?.timestamp ?? Infinity);
      this.oldestWaiting = oldest;
    }
    return this.oldestWaiting;
  }
}
