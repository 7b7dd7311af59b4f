import { memo } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { clockTextShort } from '../../session/index.ts';
import type { Mark } from '../../session/index.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { axisLength } from './axis.ts';

/** History as a line with marks: drag the head back to look at any moment of it. */
export function Track() {
  const t = useTexts();
  const session = useSession();
  const start = useSessionState((state) => state.startTime);
  const earliest = useSessionState((state) => state.earliest);
  // A tenth of a second is finer than a pixel, and spares drawing every frame.
  const now = useSessionState((state) => Math.floor(state.now / 100) * 100);
  const live = useSessionState((state) => Math.floor(state.liveNow / 100) * 100);
  const past = useSessionState((state) => state.frame.past);
  const length = axisLength(live - start);
  const share = (time: number) => `${((time - start) / length) * 100}%`;
  const text = clockTextShort(now - start);
  return (
    <div className="track" data-past={past}>
      <span className="track-line" />
      <span
        className="track-lived"
        style={{ left: share(earliest), width: `${((live - earliest) / length) * 100}%` }}
      />
      <Marks start={start} length={length} />
      <span className="track-head" style={{ left: share(now) }} />
      <input
        type="range"
        aria-label={t('timeline.track')}
        aria-valuetext={past ? t('timeline.valuePast', { time: text }) : t('timeline.valueLive', { time: text })}
        min={start}
        max={start + length}
        step={100}
        value={now}
        onChange={(event) => session.look(Number(event.target.value))}
      />
    </div>
  );
}

const Marks = memo(function Marks({ start, length }: { start: number; length: number }) {
  const marks = useSessionState((state) => state.marks);
  return (
    <span className="track-marks" aria-hidden>
      {marks.map((mark) => (
        <i
          key={`${mark.kind}${mark.time}`}
          data-kind={mark.kind}
          title={mark.text === '' ? undefined : markTitle(mark, start)}
          style={{ left: `${((mark.time - start) / length) * 100}%` }}
        />
      ))}
    </span>
  );
});

function markTitle(mark: Mark, start: number): string {
  return `${clockTextShort(mark.time - start)}  ${mark.text}`;
}
