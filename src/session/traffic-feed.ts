import type { Exchange, LoadReport, LoadSpec, NetworkDamage, Traffic } from '../engine/index.ts';
import type { EdgeRate } from '../scene/index.ts';
import { CountSeries } from './count-series.ts';
import type { SessionPort } from './session-port.ts';

/** Virtual ms between two looks at the counters, at least. */
const EVERY_MS = 200;
/** Virtual ms over which a rate is measured. */
const RATE_WINDOW_MS = 2000;

/** A load and what has come of it. */
export interface LoadView {
  readonly id: number;
  readonly spec: LoadSpec;
  readonly isOver: boolean;
  readonly report: LoadReport;
}

/**
 * What is known of the requests in the cluster at the moment that is on the screen. Exchanges carry their own times; the
 * counters are noted as time goes by, so that the past can be looked at too.
 */
export class TrafficFeed {
  private readonly session: SessionPort;
  private series = new CountSeries();

  constructor(session: SessionPort) {
    this.session = session;
  }

  /** Whether anything was ever sent on this line of history, or is broken in its network. */
  get isUsed(): boolean {
    const { traffic } = this;
    return traffic !== undefined && (traffic.lastId() > 0 || isBroken(traffic.damage()));
  }

  /** What is broken in the network; of the past that is not known. */
  damage(): NetworkDamage | undefined {
    return this.session.history.isPast ? undefined : this.traffic?.damage();
  }

  /** Notes the counters, when it is time. */
  observe(): void {
    const { traffic } = this;
    if (traffic === undefined) return;
    const now = this.session.history.liveNow;
    if (!this.isUsed || now - this.series.lastTime < EVERY_MS) return;
    this.series.note(now, traffic.edges());
  }

  /** Another line of history is lived: what was noted of the old one is no longer true. */
  clear(): void {
    this.series = new CountSeries();
  }

  /** The kept exchanges that had begun by the moment on the screen, oldest first. */
  exchanges(): readonly Exchange[] {
    const { history } = this.session;
    const all = this.traffic?.exchangesSince(0) ?? [];
    return history.isPast ? all.filter(({ startedAt }) => startedAt <= history.now) : all;
  }

  exchange(id: number): Exchange | undefined {
    const exchange = this.traffic?.exchange(id);
    const { history } = this.session;
    return exchange !== undefined && history.isPast && exchange.startedAt > history.now ? undefined : exchange;
  }

  /** How often each edge was passed by the moment on the screen, and how often a second it is. */
  edges(): readonly EdgeRate[] {
    const { history } = this.session;
    const { now } = history;
    const counts = history.isPast ? this.series.at(now) : (this.traffic?.edges() ?? []);
    return counts.map((count) => {
      const here = history.isPast ? this.series.of(count.from, count.to, now) : count;
      const before = this.series.of(count.from, count.to, now - RATE_WINDOW_MS);
      return {
        ...count,
        perSecond: ((here.requests - before.requests) / RATE_WINDOW_MS) * 1000,
        failedPerSecond: ((here.failed - before.failed) / RATE_WINDOW_MS) * 1000,
      };
    });
  }

  /** The loads of the line of history that is lived, as they stand at its present. Newest first. */
  loads(): readonly LoadView[] {
    const { traffic } = this;
    if (traffic === undefined) return [];
    return traffic
      .loads()
      .toReversed()
      .flatMap((load) => {
        const report = traffic.loadReport(load.id);
        return report === undefined ? [] : [{ ...load, report }];
      });
  }

  /** What its requests cost each of these pods now, all containers together, whatever their namespace. */
  work(pods: readonly string[]): Readonly<Record<string, { readonly cpuMilli: number; readonly leakedBytes: number }>> {
    const { traffic } = this;
    const wanted = new Set(pods);
    const work: Record<string, { cpuMilli: number; leakedBytes: number }> = {};
    for (const { metadata, spec } of this.session.cluster.live.list('pods')) {
      if (traffic === undefined || !wanted.has(metadata.name)) continue;
      const sum = (work[metadata.name] ??= { cpuMilli: 0, leakedBytes: 0 });
      for (const { name } of spec.containers) {
        const usage = traffic.usage(metadata.uid, name);
        sum.cpuMilli += usage.cpuMilli;
        sum.leakedBytes += usage.leakedBytes;
      }
    }
    return work;
  }

  private get traffic(): Traffic | undefined {
    return this.session.cluster.traffic;
  }
}

function isBroken({ cut, partitions, latency, drop, slow }: NetworkDamage): boolean {
  return cut.length + partitions.length + [latency, drop, slow].flatMap(Object.keys).length > 0;
}
