import type { EdgeCount } from '../engine/index.ts';

/** How often one edge was passed, at the moments when that changed. */
interface Series {
  readonly from: string;
  readonly to: string;
  times: number[];
  requests: number[];
  failed: number[];
}

/** Moments that are kept of one edge; when there are more, those that lie too close for their age are forgotten. */
const MOST_MOMENTS = 800;
/** Two kept moments lie at least this share of their age apart. */
const FINENESS = 1 / 32;
/** Edges that are kept; a pod that went away is not asked for long. */
const MOST_EDGES = 6000;

/** The counts of every edge through time, so that the past can be looked at and rates be known. Times are virtual ms. */
export class CountSeries {
  private readonly series = new Map<string, Series>();
  private last = -Infinity;

  /** The last moment that was noted. */
  get lastTime(): number {
    return this.last;
  }

  note(time: number, edges: readonly EdgeCount[]): void {
    this.last = time;
    for (const { from, to, requests, failed } of edges) {
      const key = `${from}>${to}`;
      let series = this.series.get(key);
      if (series === undefined) {
        if (this.series.size >= MOST_EDGES) this.forgetOldest();
        series = { from, to, times: [], requests: [], failed: [] };
        this.series.set(key, series);
      }
      if (series.requests.at(-1) === requests) continue;
      series.times.push(time);
      series.requests.push(requests);
      series.failed.push(failed);
      if (series.times.length > MOST_MOMENTS) thin(series);
    }
  }

  /** The counts at a moment. */
  at(time: number): readonly EdgeCount[] {
    const counts: EdgeCount[] = [];
    for (const series of this.series.values()) {
      const index = indexAt(series.times, time);
      const { from, to } = series;
      if (index >= 0) {
        counts.push({ from, to, requests: series.requests[index] ?? 0, failed: series.failed[index] ?? 0 });
      }
    }
    return counts;
  }

  /** The counts of one edge at a moment; between two that were noted, in proportion. */
  of(from: string, to: string, time: number): { readonly requests: number; readonly failed: number } {
    const series = this.series.get(`${from}>${to}`);
    if (series === undefined) return { requests: 0, failed: 0 };
    const index = indexAt(series.times, time);
    return {
      requests: between(series.times, series.requests, index, time),
      failed: between(series.times, series.failed, index, time),
    };
  }

  private forgetOldest(): void {
    const oldest = this.series.keys().next().value;
    if (oldest !== undefined) this.series.delete(oldest);
  }
}

/** A count between the moment at `index` and the next one. */
function between(times: readonly number[], counts: readonly number[], index: number, time: number): number {
  const before = counts[index] ?? 0;
  const after = counts[index + 1];
  const [from, until] = [times[index], times[index + 1]];
  if (after === undefined || from === undefined || until === undefined) return before;
  return before + ((after - before) * (time - from)) / (until - from);
}

/** The last index whose time is not after `time`; -1 when there is none. */
function indexAt(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Forgets moments: the longer ago, the more. */
function thin(series: Series): void {
  const { times } = series;
  const last = times.at(-1) ?? 0;
  let kept = -Infinity;
  const isKept = times.map((time) => {
    const keeps = time === last || time - kept >= (last - time) * FINENESS;
    if (keeps) kept = time;
    return keeps;
  });
  const keep = (_: number, index: number): boolean => isKept[index] === true;
  series.times = series.times.filter(keep);
  series.requests = series.requests.filter(keep);
  series.failed = series.failed.filter(keep);
}
