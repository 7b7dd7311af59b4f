import type { PictureStore, Span } from '../../scene/index.ts';

/** What a countdown or progress shows at a moment. */
export interface SpanMoment {
  /** 0 to 1: how much of it has passed. */
  readonly passed: number;
  /** Whole seconds that remain, rounded up. */
  readonly seconds: number;
}

export function momentOf(span: Span, now: number): SpanMoment {
  const length = Math.max(1, span.until - span.from);
  const passed = Math.min(1, Math.max(0, (now - span.from) / length));
  return { passed, seconds: Math.max(0, Math.ceil((span.until - now) / 1000)) };
}

/**
 * Writes what moves with virtual time straight into the page: countdowns and bars follow the clock at any speed,
 * backwards too, without React rendering a tile.
 */
export interface LiveSpans {
  /** `write` is called at once and whenever time has moved; answers how to stop. */
  add(write: (now: number) => void): () => void;
  start(): () => void;
}

/** More often than this nobody can read. ms of real time. */
const interval = 90;

export function createLiveSpans(store: PictureStore): LiveSpans {
  const writers = new Set<(now: number) => void>();
  let last = 0;
  let trailing: ReturnType<typeof setTimeout> | undefined;

  const writeAll = (): void => {
    trailing = undefined;
    last = performance.now();
    const now = store.now();
    for (const write of writers) write(now);
  };
  const onTime = (): void => {
    if (trailing !== undefined || writers.size === 0) return;
    const wait = last + interval - performance.now();
    if (wait <= 0) writeAll();
    else trailing = setTimeout(writeAll, wait);
  };

  return {
    add(write) {
      writers.add(write);
      write(store.now());
      return () => writers.delete(write);
    },
    start() {
      const stop = store.subscribe('time', onTime);
      return () => {
        stop();
        clearTimeout(trailing);
        trailing = undefined;
      };
    },
  };
}
