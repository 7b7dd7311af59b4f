import { useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { refOfEvent } from './event-ref.ts';

/** More would be slow to draw and is not read. */
const MOST_EVENTS = 200;

/** What the cluster reports about itself: its Events, latest first. */
export default function EventsTable() {
  const t = useTexts();
  const session = useSession();
  const frame = useSampledFrame();
  const start = useSessionState((state) => state.startTime);
  const events = useMemo(() => {
    const all = frame.snapshot.list('events');
    // A repeated Event moves to the top, so the order of creation is not the order here; beyond this many it is.
    const latest = all.slice(-MOST_EVENTS * 4);
    return latest.toSorted((a, b) => Date.parse(b.lastTimestamp) - Date.parse(a.lastTimestamp)).slice(0, MOST_EVENTS);
  }, [frame]);
  if (events.length === 0) return <p className="dock-note">{t('dock.noEvents')}</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('dock.events')}>
      <table className="events">
        <thead>
          <tr>
            <th>{t('dock.time')}</th>
            <th>{t('dock.type')}</th>
            <th>{t('dock.reason')}</th>
            <th>{t('dock.object')}</th>
            <th>{t('dock.message')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.metadata.uid} data-type={event.type}>
              <td className="mono">{clockTextShort(Date.parse(event.lastTimestamp) - start)}</td>
              <td>{event.type}</td>
              <td>
                {event.reason}
                {event.count > 1 && ` ×${event.count}`}
              </td>
              <td>
                <button type="button" className="link mono" onClick={() => session.select(refOfEvent(event))}>
                  {`${event.involvedObject.kind?.toLowerCase()}/${event.involvedObject.name}`}
                </button>
              </td>
              <td>{event.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
