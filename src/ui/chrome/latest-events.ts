import type { Event } from '../../engine/index.ts';

/** An Event as it may have been created by whoever may create Events: only one of the times is certain to be there. */
type AnyEvent = Event & { series?: { lastObservedTime?: string } };

/** When an Event was last seen, ms since the epoch; what newer recorders write counts too, as in `kubectl get events`. */
export function lastSeen(event: Event): number {
  const { series, lastTimestamp, eventTime, firstTimestamp, metadata }: AnyEvent = event;
  return Date.parse(
    series?.lastObservedTime || lastTimestamp || eventTime || firstTimestamp || metadata.creationTimestamp,
  );
}

/**
 * Events with the latest first, also within one second: their times are whole seconds, and the later of two was written with
 * the higher resourceVersion, since each repeat of an Event writes it again.
 */
export function latestEvents(events: readonly Event[]): readonly Event[] {
  return events
    .map((event) => ({ event, at: lastSeen(event), version: Number(event.metadata.resourceVersion) }))
    .toSorted((a, b) => b.at - a.at || b.version - a.version)
    .map(({ event }) => event);
}
