import type { Change } from '../api/change.ts';
import { fromRFC3339 } from '../api/time.ts';
import type { Component, ComponentPort } from '../component.ts';
import type { Json } from '../json.ts';
import type { Event } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';

const ACTOR = 'event-ttl';

/** When an Event's lease ends, ms since the epoch. Each repeat renews it. */
function expiry({ lastTimestamp }: Event): number {
  return fromRFC3339(lastTimestamp) + latency.eventTtl;
}

/**
 * Lets Events go an hour after they were last seen (--event-ttl). At most one timer is on the clock, and none when
 * there are no Events.
 *
 * Decisions: `events.expire` with count.
 */
class EventTtl implements Component {
  readonly name = 'event-ttl';
  private readonly port: ComponentPort;
  private isWaiting = false;

  constructor(port: ComponentPort) {
    this.port = port;
  }

  onChange({ resource, type }: Change): void {
    if (resource === 'events' && type === 'ADDED') this.wait(this.port.now() + latency.eventTtl);
  }

  onEvent(): void {
    this.isWaiting = false;
    const now = this.port.now();
    const events = this.port.lister.list('events');
    const expired = events.filter((event) => expiry(event) <= now);
    const client = this.port.clientFor(ACTOR);
    if (expired.length > 0) {
      this.port.decide(ACTOR, 'events.expire', { count: expired.length }, undefined, []);
    }
    for (const { metadata } of expired) client.delete('events', metadata.namespace ?? '', metadata.name);
    let next = Infinity;
    for (const event of events) if (expiry(event) > now) next = Math.min(next, expiry(event));
    if (next !== Infinity) this.wait(next);
  }

  save(): Json {
    return this.isWaiting;
  }

  load(state: Json): void {
    this.isWaiting = state === true;
  }

  private wait(until: number): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.port.schedule(until + latency.eventLeaseReuse - this.port.now(), null);
  }
}

/** The expiry of Events. */
export function createEventTtl(port: ComponentPort): Component {
  return new EventTtl(port);
}
