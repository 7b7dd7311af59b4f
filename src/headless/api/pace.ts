import type { Cluster } from '../../engine/index.ts';

/** Events that run before other work gets its turn: a few ms of computing. */
const EVENTS_AT_ONCE = 5000;
const TICK_MS = 25;

/**
 * Moves a cluster's clock with real time, `speed` virtual ms a ms; speed 0 holds it. Everything that tells clients of
 * what happens (watches, followed logs, running commands) listens here.
 */
export class Pace {
  private readonly cluster: Cluster;
  private readonly speed: number;
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private last = 0;
  /** Virtual ms that are due; more than fits into one turn is made up for in the next ones. */
  private due = 0;

  constructor(cluster: Cluster, speed: number) {
    this.cluster = cluster;
    this.speed = speed;
  }

  start(): void {
    if (this.speed === 0) return;
    this.last = performance.now();
    this.timer = setInterval(() => {
      this.tick();
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.listeners.clear();
  }

  /** Advances by virtual ms at once, whatever the speed. */
  advance(ms: number): void {
    this.cluster.advance(ms);
    this.announce();
  }

  /** Tells everyone who listens that something may have happened. */
  announce(): void {
    for (const listener of this.listeners) listener();
  }

  /** How many listen: watches, followed logs and running commands whose clients are still there. */
  get audience(): number {
    return this.listeners.size;
  }

  /** Calls `listener` whenever something may have happened; answers how to stop it. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private tick(): void {
    const now = performance.now();
    this.due += (now - this.last) * this.speed;
    this.last = now;
    const before = this.cluster.now();
    const { reached } = this.cluster.advance(this.due, EVENTS_AT_ONCE);
    this.due = Math.max(0, this.due - (this.cluster.now() - before));
    // A cluster that cannot keep up goes slower instead of falling further and further behind.
    if (!reached) this.due = Math.min(this.due, 1000 * this.speed);
    this.announce();
  }
}
