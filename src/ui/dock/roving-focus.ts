import type { KeyboardEvent } from 'react';

const STOP = '[data-stop]';

/** Makes the last link or button inside an element the one that Tab reaches; the arrow keys go on from there. */
export function offerLastStop(container: HTMLElement): void {
  if (container.contains(document.activeElement) && document.activeElement?.matches(STOP) === true) return;
  const stops = container.querySelectorAll<HTMLElement>(STOP);
  const last = stops.item(stops.length - 1);
  for (const stop of container.querySelectorAll<HTMLElement>(`${STOP}[tabindex="0"]`)) {
    if (stop !== last) stop.tabIndex = -1;
  }
  if (stops.length > 0) last.tabIndex = 0;
}

/** Arrow keys, Home and End move between the links and buttons of a text; Enter and the space bar press them. */
export function moveBetweenStops(event: KeyboardEvent<HTMLElement>): void {
  const here = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(STOP) : null;
  if (here === null) return;
  if ((event.key === 'Enter' || event.key === ' ') && here.getAttribute('role') === 'link') {
    event.preventDefault();
    here.click();
    return;
  }
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOP)];
  const index = stops.indexOf(here);
  const wanted = {
    ArrowUp: index - 1,
    ArrowLeft: index - 1,
    ArrowDown: index + 1,
    ArrowRight: index + 1,
    Home: 0,
    End: stops.length - 1,
  }[event.key];
  const next = wanted === undefined ? undefined : stops[Math.max(0, Math.min(stops.length - 1, wanted))];
  if (next === undefined) return;
  event.preventDefault();
  here.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
