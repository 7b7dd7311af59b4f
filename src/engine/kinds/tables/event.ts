import type { Event } from '../types/index.ts';
import { column, nameColumn, since, table, type View } from './table.ts';

interface EventWithSeries extends Event {
  series?: { count: number; lastObservedTime: string };
}

function sourceText({ source, reportingComponent, reportingInstance }: View<Event>): string {
  const component = source?.component || (reportingComponent ?? '');
  const instance = source?.host || (reportingInstance ?? '');
  return instance === '' ? component : `${component}, ${instance}`;
}

export const eventTable = table<EventWithSeries>(
  [
    column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column(
      'Reason',
      "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    ),
    column('Object', 'The object that this event is about.'),
    column('Subobject', 'If referring to a piece of an object instead of an entire object, its field path.', {
      wide: true,
    }),
    column('Source', 'The component reporting this event. Should be a short machine understandable string.', {
      wide: true,
    }),
    column('Message', 'A human-readable description of the status of this operation.'),
    column('First Seen', 'The time at which the event was first recorded.', { wide: true }),
    column('Count', 'The number of times this event has occurred.', { wide: true }),
    { ...nameColumn, priority: 1 },
  ],
  (event, now) => {
    const first = since(event.firstTimestamp || event.eventTime, now);
    const last = event.lastTimestamp ? since(event.lastTimestamp, now) : first;
    const target = event.involvedObject;
    const kind = (target?.kind ?? '').toLowerCase();
    return [
      event.series === undefined ? last : since(event.series.lastObservedTime, now),
      event.type ?? '',
      event.reason ?? '',
      target?.name === undefined || target.name === '' ? kind : `${kind}/${target.name}`,
      target?.fieldPath ?? '',
      sourceText(event),
      (event.message ?? '').trim(),
      first,
      event.series?.count ?? (event.count || 1),
      event.metadata?.name ?? '',
    ];
  },
);
