import type { TrafficOrigin } from './exchange.ts';
import { LoadResults } from './load-results.ts';
import type { ResultState } from './load-results.ts';

/** How many requests a second. */
export type LoadRate =
  | { readonly type: 'constant'; readonly perSecond: number }
  /** Grows or falls evenly over the whole duration. */
  | { readonly type: 'ramp'; readonly from: number; readonly to: number }
  /** So many a second for `forSeconds`, then none, and again every `everySeconds`. */
  | {
      readonly type: 'burst';
      readonly perSecond: number;
      readonly forSeconds: number;
      readonly everySeconds: number;
    };

/** Requests that are sent one after another, whether or not the ones before are answered. */
export interface LoadSpec {
  readonly from: TrafficOrigin;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** At most `mostPerSecond`. */
  readonly rate: LoadRate;
  /** Seconds; without it, until it is stopped. */
  readonly durationSeconds?: number;
  /** How long each client waits, ms; default 10,000. */
  readonly timeoutMs?: number;
  /** Writes down the way of every request, not of about ten a second: for who wants to know why each one failed. */
  readonly recordsAll?: boolean;
}

export const mostPerSecond = 2000;

export interface LoadState {
  id: number;
  spec: LoadSpec;
  startedAt: number;
  /** When the next request is due, ms since the epoch with a fraction. */
  nextAt: number;
  sent: number;
  stoppedAt: number;
  results: ResultState;
}

/** One load: when it sends, and what has come of it. */
export class Load {
  readonly state: LoadState;
  readonly results: LoadResults;

  constructor(state: LoadState) {
    this.state = state;
    this.results = new LoadResults(state.results);
  }

  get isOver(): boolean {
    return this.state.stoppedAt > 0;
  }

  /** When it ends by itself, ms since the epoch. */
  get endsAt(): number {
    const { spec, startedAt } = this.state;
    return spec.durationSeconds === undefined ? Infinity : startedAt + spec.durationSeconds * 1000;
  }

  /** Requests a second at a moment. */
  rateAt(time: number): number {
    const { rate } = this.state.spec;
    const elapsed = time - this.state.startedAt;
    let perSecond = 0;
    if (rate.type === 'constant') perSecond = rate.perSecond;
    else if (rate.type === 'burst') {
      perSecond = elapsed % (rate.everySeconds * 1000) < rate.forSeconds * 1000 ? rate.perSecond : 0;
    } else {
      const share = Number.isFinite(this.endsAt) ? elapsed / (this.endsAt - this.state.startedAt) : 1;
      perSecond = rate.from + (rate.to - rate.from) * Math.min(1, share);
    }
    return Math.min(mostPerSecond, Math.max(0, perSecond));
  }

  /** Whether the request after those that were sent is one whose way is written down: about ten a second are, or all. */
  isRecorded(time: number): boolean {
    const rate = this.rateAt(time);
    return this.state.spec.recordsAll === true || rate <= 20 || this.state.sent % Math.ceil(rate / 10) === 0;
  }

  /** Counts a request as sent and works out when the next one is due. */
  sendNext(): void {
    const { state } = this;
    state.sent++;
    state.nextAt = this.after(state.nextAt);
  }

  private after(time: number): number {
    const rate = this.rateAt(time);
    if (rate >= 0.001) return time + 1000 / rate;
    const { rate: spec } = this.state.spec;
    // Between bursts it waits for the next; a ramp that begins at nothing is looked at again soon.
    if (spec.type !== 'burst') return time + 100;
    const every = spec.everySeconds * 1000;
    return this.state.startedAt + (Math.floor((time - this.state.startedAt) / every) + 1) * every;
  }
}

function bounded(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}

/** The state of a load that begins now. Numbers that make no sense are brought within their bounds. */
export function newLoadState(id: number, spec: LoadSpec, now: number): LoadState {
  const { rate } = spec;
  const kept: LoadRate =
    rate.type === 'burst'
      ? {
          type: 'burst',
          perSecond: bounded(rate.perSecond, 0.001, mostPerSecond),
          forSeconds: bounded(rate.forSeconds, 0.1, 3600),
          everySeconds: Math.max(bounded(rate.everySeconds, 0.1, 86_400), bounded(rate.forSeconds, 0.1, 3600)),
        }
      : rate;
  return {
    id,
    spec: { ...spec, rate: kept },
    startedAt: now,
    nextAt: now,
    sent: 0,
    stoppedAt: 0,
    results: {
      buckets: [],
      bucketMs: 1000,
      byPod: [],
      byVersion: [],
      byFailure: [],
      failingSince: 0,
      longestOutage: 0,
    },
  };
}
