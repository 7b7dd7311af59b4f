import type { RolloutStep } from '../../scene/index.ts';

/** Virtual times, ms since the epoch. */
export interface TimeWindow {
  readonly from: number;
  readonly until: number;
}

/** A rest as long as this ends a rollout; virtual ms. */
const REST_MS = 30_000;
/** Before the first step and after the last. */
const MARGIN_MS = 2000;
const SHORTEST_MS = 20_000;

/** The stretch of time to draw: that of the rollout which goes on at `now`, else of the last one before it. */
export function rolloutWindow(steps: readonly RolloutStep[], now: number): TimeWindow {
  const times = steps.map((step) => step.time);
  const at = Math.max(
    0,
    times.findLastIndex((time) => time <= now),
  );
  let first = at;
  while (first > 0 && (times[first] ?? 0) - (times[first - 1] ?? 0) <= REST_MS) first -= 1;
  let last = at;
  while (last < times.length - 1 && (times[last + 1] ?? 0) - (times[last] ?? 0) <= REST_MS) last += 1;
  const from = (times[first] ?? now) - MARGIN_MS;
  const end = times[last] ?? now;
  // Until it is known to rest, it goes on.
  const open = now > end && now - end < REST_MS ? now : end;
  return { from, until: Math.max(open + MARGIN_MS, from + SHORTEST_MS) };
}
