import { useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { useSessionState } from '../chrome/session-context.ts';
import { lastSeen, latestEvents } from '../chrome/latest-events.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';

const MOST_EVENTS = 50;

/** The Events about one object, latest first. */
export function ObjectEvents({ uid }: { uid: string }) {
  const t = useTexts();
  const frame = useSampledFrame();
  const start = useSessionState((state) => state.startTime);
  const events = useMemo(
    () =>
      latestEvents(frame.snapshot.list('events').filter((event) => event.involvedObject.uid === uid)).slice(
        0,
        MOST_EVENTS,
      ),
    [frame, uid],
  );
  if (events.length === 0) return <p className="inspector-note">{t('inspector.noEvents')}</p>;
  return (
    <ol className="object-events" aria-label={t('inspector.events')}>
      {events.map((event) => (
        <li key={event.metadata.uid} data-type={event.type}>
          <p>
            <b>{event.reason}</b>
            {event.count > 1 && ` ×${event.count}`}
            <time>{clockTextShort(lastSeen(event) - start)}</time>
          </p>
          <p>{event.message}</p>
        </li>
      ))}
    </ol>
  );
}
