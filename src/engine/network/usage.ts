/** What the work of one container is measured by. Times are ms since the epoch. */
export interface Load {
  /** Names the life of the container that this is of. */
  run: string;
  requests: number;
  /** The processor is busy with earlier requests until then. */
  busyUntil: number;
  /** Ms of processor time since `since`, and in the window before. */
  cpuMs: number;
  cpuMsBefore: number;
  since: number;
  /** Bytes that it took and never gave back. */
  leakedBytes: number;
}

/** How far back the use of a processor is averaged, as metrics-server's resolution. */
const WINDOW_MS = 15_000;

function moved(load: Load, now: number): void {
  const windows = Math.floor((now - load.since) / WINDOW_MS);
  if (windows <= 0) return;
  load.cpuMsBefore = windows === 1 ? load.cpuMs : 0;
  load.cpuMs = 0;
  load.since += windows * WINDOW_MS;
}

export function newLoad(run: string, now: number): Load {
  const since = Math.floor(now / WINDOW_MS) * WINDOW_MS;
  return { run, requests: 0, busyUntil: 0, cpuMs: 0, cpuMsBefore: 0, since, leakedBytes: 0 };
}

/**
 * Notes a request that costs so much processor time, where so many cores may be used; answers how long it takes, ms:
 * requests wait for those before them.
 */
export function work(load: Load, now: number, cpuMs: number, cores: number): number {
  moved(load, now);
  load.requests++;
  const start = Math.max(now, load.busyUntil);
  load.busyUntil = start + cpuMs / cores;
  load.cpuMs += cpuMs;
  return load.busyUntil - now;
}

/** Thousandths of a core in use, averaged over the last window. */
export function cpuMilli(load: Load, now: number): number {
  moved(load, now);
  const elapsed = now - load.since;
  const share = (WINDOW_MS - elapsed) / WINDOW_MS;
  return ((load.cpuMs + load.cpuMsBefore * share) / WINDOW_MS) * 1000;
}
