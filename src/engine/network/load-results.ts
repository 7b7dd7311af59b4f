import type { Count } from './exchange.ts';

/** What became of the requests of a load that were sent in one stretch of time. */
export interface ResultBucket {
  /** Its begin, ms since the epoch. */
  readonly at: number;
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** Latencies of what was answered, ms; 0 when nothing was. */
  readonly p50: number;
  readonly p99: number;
}

/** The results of a load so far. */
export interface LoadReport {
  readonly sent: number;
  /** With a status below 500. */
  readonly answered: number;
  readonly failed: number;
  /** By the pod that it came to, and by that pod's image; `''` for what came to none. */
  readonly byPod: Readonly<Record<string, Count>>;
  readonly byVersion: Readonly<Record<string, Count>>;
  /** How often by reason: `connect`, `timeout`, `reset`, `dns` ..., `status 503`. */
  readonly byFailure: Readonly<Record<string, number>>;
  /** The longest time without an answer while requests failed, ms. */
  readonly longestOutageMs: number;
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
  /** How long each bucket is, ms: longer for longer loads. */
  readonly bucketMs: number;
  readonly buckets: readonly ResultBucket[];
}

interface Bucket {
  at: number;
  sent: number;
  answered: number;
  failed: number;
  /** How many answers took how long: see `slotOf`. */
  slots: number[];
}

export interface ResultState {
  buckets: Bucket[];
  bucketMs: number;
  byPod: [string, Count][];
  byVersion: [string, Count][];
  byFailure: [string, number][];
  /** 0: requests are answered. */
  failingSince: number;
  longestOutage: number;
}

/** One finished request. Times in ms since the epoch. */
export interface Result {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failed: boolean;
  readonly failure: string;
  readonly pod: string;
  readonly version: string;
}

const MOST_BUCKETS = 300;
const MOST_NAMES = 500;
const SLOTS = 96;

/** Latencies are counted in classes that grow by a tenth: fine enough for percentiles, and few. */
function slotOf(ms: number): number {
  return Math.min(SLOTS - 1, Math.max(0, Math.round(Math.log(Math.max(1, ms)) / Math.log(1.15))));
}

function msOf(slot: number): number {
  return Math.round(1.15 ** slot);
}

function percentile(slots: readonly number[], share: number): number {
  const total = slots.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  let left = Math.ceil(total * share);
  for (const [slot, count] of slots.entries()) {
    left -= count;
    if (left <= 0) return msOf(slot);
  }
  return msOf(SLOTS - 1);
}

function added(a: readonly number[], b: readonly number[]): number[] {
  const sum: number[] = [];
  for (let slot = 0; slot < Math.max(a.length, b.length); slot++) sum.push((a[slot] ?? 0) + (b[slot] ?? 0));
  return sum;
}

function counted(counts: Map<string, Count>, name: string, failed: boolean): void {
  let count = counts.get(name);
  if (count === undefined) {
    if (counts.size >= MOST_NAMES) return;
    counts.set(name, (count = { requests: 0, failed: 0 }));
  }
  count.requests++;
  if (failed) count.failed++;
}

/** Collects what becomes of the requests of one load, in bounded space. */
export class LoadResults {
  private buckets: Bucket[];
  private bucketMs: number;
  private readonly byPod: Map<string, Count>;
  private readonly byVersion: Map<string, Count>;
  private readonly byFailure: Map<string, number>;
  private failingSince: number;
  private longestOutage: number;

  constructor(state: ResultState) {
    this.buckets = state.buckets.map((bucket) => ({ ...bucket, slots: [...bucket.slots] }));
    this.bucketMs = state.bucketMs;
    this.byPod = new Map(state.byPod.map(([name, count]) => [name, { ...count }]));
    this.byVersion = new Map(state.byVersion.map(([name, count]) => [name, { ...count }]));
    this.byFailure = new Map(state.byFailure);
    this.failingSince = state.failingSince;
    this.longestOutage = state.longestOutage;
  }

  sent(now: number): void {
    this.bucketAt(now).sent++;
  }

  ended(result: Result): void {
    const bucket = this.bucketAt(result.startedAt);
    counted(this.byPod, result.pod, result.failed);
    counted(this.byVersion, result.version, result.failed);
    if (result.failed) {
      bucket.failed++;
      this.byFailure.set(result.failure, (this.byFailure.get(result.failure) ?? 0) + 1);
      if (this.failingSince === 0) this.failingSince = result.startedAt;
      return;
    }
    bucket.answered++;
    const slot = slotOf(result.endedAt - result.startedAt);
    bucket.slots[slot] = (bucket.slots[slot] ?? 0) + 1;
    // Holes do not survive a checkpoint.
    for (let index = slot - 1; index >= 0 && bucket.slots[index] === undefined; index--) bucket.slots[index] = 0;
    if (this.failingSince === 0) return;
    this.longestOutage = Math.max(this.longestOutage, result.startedAt - this.failingSince);
    this.failingSince = 0;
  }

  report(now: number): LoadReport {
    let slots: number[] = [];
    let sent = 0;
    let answered = 0;
    let failed = 0;
    for (const bucket of this.buckets) {
      slots = added(slots, bucket.slots);
      sent += bucket.sent;
      answered += bucket.answered;
      failed += bucket.failed;
    }
    const outage = this.failingSince === 0 ? 0 : now - this.failingSince;
    return {
      sent,
      answered,
      failed,
      byPod: Object.fromEntries(this.byPod),
      byVersion: Object.fromEntries(this.byVersion),
      byFailure: Object.fromEntries(this.byFailure),
      longestOutageMs: Math.max(this.longestOutage, outage),
      latency: {
        p50: percentile(slots, 0.5),
        p90: percentile(slots, 0.9),
        p99: percentile(slots, 0.99),
        max: percentile(slots, 1),
      },
      bucketMs: this.bucketMs,
      buckets: this.buckets.map((bucket) => ({
        at: bucket.at,
        sent: bucket.sent,
        answered: bucket.answered,
        failed: bucket.failed,
        p50: percentile(bucket.slots, 0.5),
        p99: percentile(bucket.slots, 0.99),
      })),
    };
  }

  save(): ResultState {
    return {
      buckets: this.buckets.map((bucket) => ({ ...bucket, slots: [...bucket.slots] })),
      bucketMs: this.bucketMs,
      byPod: [...this.byPod].map(([name, count]) => [name, { ...count }]),
      byVersion: [...this.byVersion].map(([name, count]) => [name, { ...count }]),
      byFailure: [...this.byFailure],
      failingSince: this.failingSince,
      longestOutage: this.longestOutage,
    };
  }

  private bucketAt(time: number): Bucket {
    const at = Math.floor(time / this.bucketMs) * this.bucketMs;
    for (let index = this.buckets.length - 1; index >= 0; index--) {
      const bucket = this.buckets[index];
      if (bucket !== undefined && bucket.at <= time && time < bucket.at + this.bucketMs) return bucket;
      if (bucket !== undefined && bucket.at < at) break;
    }
    const fresh: Bucket = { at, sent: 0, answered: 0, failed: 0, slots: [] };
    this.buckets.push(fresh);
    if (this.buckets.length > MOST_BUCKETS) this.widen();
    return this.buckets.find((bucket) => bucket.at <= time && time < bucket.at + this.bucketMs) ?? fresh;
  }

  /** Makes one bucket of every two. */
  private widen(): void {
    this.bucketMs *= 2;
    const wider: Bucket[] = [];
    for (const bucket of this.buckets) {
      const at = Math.floor(bucket.at / this.bucketMs) * this.bucketMs;
      const last = wider.at(-1);
      if (last?.at !== at) wider.push({ ...bucket, at });
      else {
        last.sent += bucket.sent;
        last.answered += bucket.answered;
        last.failed += bucket.failed;
        last.slots = added(last.slots, bucket.slots);
      }
    }
    this.buckets = wider;
  }
}
