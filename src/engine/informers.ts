import type { Store } from './api/store.ts';
import type { Clock } from './clock.ts';
import type { Component } from './component.ts';
import type { Json } from './json.ts';
import { latency } from './latencies.ts';

/** The actor on the clock under which changes are delivered. */
export const INFORMERS = 'informers';

/**
 * Tells components of changes, `latency.watchDelivery` after they were written and in order: nobody in a cluster
 * learns of a write at once.
 */
export class Informers {
  private readonly store: Store;
  private readonly clock: Clock;
  private delivered = 0;
  private announced = 0;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The last revision that was told. */
  get deliveredRevision(): number {
    return this.delivered;
  }

  /** Schedules the delivery of what has been written since the last call. */
  announce(): void {
    if (this.store.revision === this.announced) return;
    this.announced = this.store.revision;
    this.clock.schedule(latency.watchDelivery, INFORMERS, this.announced);
  }

  /** Delivers changes up to a revision that was announced. */
  deliver(upTo: number, components: readonly Component[]): void {
    // One by one: a list of all that is still to come would be copied for each of thousands of deliveries.
    for (let revision = this.delivered + 1; revision <= upTo; revision++) {
      const change = this.store.change(revision);
      if (change !== undefined) for (const component of components) component.onChange(change);
    }
    this.delivered = Math.max(this.delivered, upTo);
  }

  save(): Json {
    return { delivered: this.delivered, announced: this.announced };
  }

  load(state: Json): void {
    const { delivered, announced } = state as { delivered: number; announced: number };
    this.delivered = delivered;
    this.announced = announced;
  }
}
