import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { Event } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import { rowsInSightAnd } from '../chrome/drawn-rows.ts';
import { lastSeen, latestEvents } from '../chrome/latest-events.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { refOfEvent } from './event-ref.ts';

/** px of a row that is not broken; what is drawn is measured. */
const ROW_HEIGHT = 24;
/** Rows drawn above and below those in sight. */
const OVERSCAN = 12;

/** What the cluster reports about itself: all its Events, latest first; those in sight are drawn. */
export default function EventsTable() {
  const t = useTexts();
  const frame = useSampledFrame();
  const view = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string>();
  const all = frame.snapshot.list('events');
  const events = useMemo(() => latestEvents(all), [all]);
  const focusedIndex = focused === undefined ? -1 : events.findIndex(({ metadata }) => metadata.uid === focused);
  // oxlint-disable-next-line react/incompatible-library -- the page is not compiled, so nothing of it is memoized
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => view.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => events[index]?.metadata.uid ?? index,
    // What has the focus stays in the page.
    rangeExtractor: rowsInSightAnd(focusedIndex),
  });
  if (events.length === 0) return <p className="dock-note">{t('dock.noEvents')}</p>;
  const rows = virtual.getVirtualItems();
  const total = virtual.getTotalSize();
  return (
    <div
      ref={view}
      className="table-scroll"
      tabIndex={0}
      role="region"
      aria-label={t('dock.events')}
      onBlur={() => setFocused(undefined)}
    >
      <table className="events" aria-rowcount={events.length + 1}>
        <colgroup>
          <col className="events-time" />
          <col className="events-type" />
          <col className="events-reason" />
          <col className="events-object" />
          <col />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th>{t('dock.time')}</th>
            <th>{t('dock.type')}</th>
            <th>{t('dock.reason')}</th>
            <th>{t('dock.object')}</th>
            <th>{t('dock.message')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ index, start, key }, place) => {
            const event = events[index];
            if (event === undefined) return null;
            return [
              <Gap key={`before ${key}`} height={start - (rows[place - 1]?.end ?? 0)} />,
              <EventRow
                key={key}
                ref={virtual.measureElement}
                event={event}
                index={index}
                onFocus={() => setFocused(event.metadata.uid)}
              />,
            ];
          })}
          <Gap height={total - (rows.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

/** The place of rows that are not drawn. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className="events-gap">
      <td colSpan={5} style={{ height }} />
    </tr>
  );
}

function EventRow({
  ref,
  event,
  index,
  onFocus,
}: {
  ref: (row: HTMLTableRowElement | null) => void;
  event: Event;
  index: number;
  onFocus: () => void;
}) {
  const session = useSession();
  const start = useSessionState((state) => state.startTime);
  return (
    <tr ref={ref} data-index={index} data-type={event.type} aria-rowindex={index + 2}>
      <td className="mono">{clockTextShort(lastSeen(event) - start)}</td>
      <td>{event.type}</td>
      <td>
        {event.reason}
        {event.count > 1 && ` ×${event.count}`}
      </td>
      <td>
        <button type="button" className="link mono" onFocus={onFocus} onClick={() => session.select(refOfEvent(event))}>
          {`${event.involvedObject.kind?.toLowerCase()}/${event.involvedObject.name}`}
        </button>
      </td>
      <td>{event.message}</td>
    </tr>
  );
}
