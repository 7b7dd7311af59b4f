import type { Size } from '../../scene/index.ts';

/** Where the picture stands in its window: `x` and `y` in px of the window, `zoom` as a factor. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The part of the picture that is seen, and how. Moving it draws nothing anew: the browser moves what is drawn. */
export interface Viewport {
  view(): View;
  /** Of the window, in px; 0 before it is measured. */
  size(): Size;
  setSize(size: Size): void;
  /** Goes to a view, in so many ms of wall time (0: at once). */
  moveTo(view: View, durationMs: number): void;
  /** Zooms around a point of the window, by default its middle. */
  zoomBy(factor: number, durationMs: number, around?: { x: number; y: number }): void;
  /** Told of every move and every change of size, with how long the move takes; answers how to stop listening. */
  subscribe(listener: (durationMs: number) => void): () => void;
}

/** `zooms`: the smallest and the largest zoom. */
export function createViewport(zooms: { min: number; max: number }): Viewport {
  let view: View = { x: 0, y: 0, zoom: 1 };
  let size: Size = { width: 0, height: 0 };
  const listeners = new Set<(durationMs: number) => void>();
  const tell = (durationMs: number): void => {
    for (const listener of listeners) listener(durationMs);
  };
  const viewport: Viewport = {
    view: () => view,
    size: () => size,
    setSize(next) {
      if (next.width === size.width && next.height === size.height) return;
      size = next;
      tell(0);
    },
    moveTo(next, durationMs) {
      view = next;
      tell(durationMs);
    },
    zoomBy(factor, durationMs, around = { x: size.width / 2, y: size.height / 2 }) {
      const zoom = Math.min(zooms.max, Math.max(zooms.min, view.zoom * factor));
      const grown = zoom / view.zoom;
      const x = around.x - (around.x - view.x) * grown;
      const y = around.y - (around.y - view.y) * grown;
      viewport.moveTo({ x, y, zoom }, durationMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return viewport;
}
