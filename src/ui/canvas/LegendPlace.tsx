import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useTexts } from '../../i18n/index.ts';
import type { PictureStore } from '../../scene/index.ts';
import { Legend } from './Legend.tsx';

/** The legend at the foot of the picture: on one line while there is room for it, else behind a button. */
export function LegendPlace({ store, extra }: { store: PictureStore; extra?: ReactNode }) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const [fits, setFits] = useState(true);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    const [room, wanted] = [place.current, line.current];
    if (room === null || wanted === null) return undefined;
    const measure = (): void => setFits(wanted.offsetWidth <= room.clientWidth);
    measure();
    // At once: a line that is too long would be seen for a frame.
    const observer = new ResizeObserver(() => flushSync(measure));
    observer.observe(room);
    observer.observe(wanted);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="legend-place">
      {/* Out of sight it is still measured, to come back when there is room again. */}
      <div ref={line} className={`legend-line${fits ? '' : ' is-hidden'}`}>
        <Legend store={store} extra={extra} />
      </div>
      {!fits && (
        <div
          className="legend-fold"
          onKeyDown={(event) => {
            if (event.key === 'Escape') setOpen(false);
          }}
        >
          <button type="button" className="legend-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t('canvas.legend.label')}
          </button>
          {isOpen && (
            <div className="legend-panel">
              <Legend store={store} extra={extra} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
