import type { Event, GenericObject, KubeObject } from '../../engine/index.ts';
import type { ApiClient } from '../api.ts';
import { sinceText } from './metadata.ts';
import { goSorted } from '../output/go-sort.ts';
import type { DescribeWriter } from './writer.ts';

const EVENTS = { group: '', resource: 'events', namespaced: true } as const;

/** An event as it is listed, with the series that newer recorders write. */
export interface ListedEvent extends Event {
  series?: { count: number; lastObservedTime: string };
}

/** The events about an object, newest last. */
export function eventsOf(
  api: ApiClient,
  object: KubeObject,
  uids: readonly string[] = [object.metadata.uid],
): ListedEvent[] {
  const { name, namespace = '' } = object.metadata;
  const found = uids.flatMap((uid) => {
    const fields = [
      `involvedObject.name=${name}`,
      `involvedObject.namespace=${namespace}`,
      `involvedObject.kind=${object.kind}`,
      ...(uid === '' ? [] : [`involvedObject.uid=${uid}`]),
    ];
    return api.list(EVENTS, namespace, { fieldSelector: fields.join(',') }).items;
  });
  const events = found as readonly GenericObject[] as unknown as readonly ListedEvent[];
  return goSorted(events, (a, b) => (a.lastTimestamp ?? '') < (b.lastTimestamp ?? ''));
}

/** How long ago and how often: `11m (x6 over 14m)`. */
export function eventInterval(event: ListedEvent, now: number): string {
  const first = sinceText(event.eventTime ?? event.firstTimestamp, now);
  if (event.series !== undefined) {
    return `${sinceText(event.series.lastObservedTime, now)} (x${event.series.count} over ${first})`;
  }
  return (event.count ?? 0) > 1 ? `${sinceText(event.lastTimestamp, now)} (x${event.count} over ${first})` : first;
}

/** The `Events:` part of a description (describe.go, DescribeEvents). `now` is virtual time in ms. */
export function writeEvents(writer: DescribeWriter, events: readonly ListedEvent[], now: number): void {
  if (events.length === 0) {
    writer.line(0, 'Events:\t<none>');
    return;
  }
  writer.line(0, 'Events:');
  writer.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  writer.line(1, '----\t------\t----\t----\t-------');
  for (const event of events) {
    const source = event.source?.component || event.reportingComponent || '';
    const message = (event.message ?? '').trim();
    writer.line(1, [event.type, event.reason, eventInterval(event, now), source, message].join('\t'));
  }
}
