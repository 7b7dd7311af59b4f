import { latency } from '../latencies.ts';
import type { BackOffEntry } from './container-state.ts';

/** A back-off with nothing to count for this long (2 x its longest delay) starts anew (flowcontrol/backoff.go, hasExpired). */
function hasExpired(eventTime: number, updated: number): boolean {
  return eventTime - updated > 2 * latency.backOffLongest;
}

/** Whether something that happened at `eventTime` must still wait at `now` (Backoff.IsInBackOffSince). */
export function isInBackOffSince(entry: BackOffEntry | undefined, eventTime: number, now: number): boolean {
  if (entry === undefined || hasExpired(eventTime, entry.updated)) return false;
  return now - eventTime < entry.delay;
}

/** Whether the last prolongation still holds at `now` (Backoff.IsInBackOffSinceUpdate). */
export function isInBackOffSinceUpdate(entry: BackOffEntry | undefined, now: number): boolean {
  if (entry === undefined || hasExpired(now, entry.updated)) return false;
  return now - entry.updated < entry.delay;
}

/** The entry after one more failure at `eventTime` (Backoff.Next): `initial`, then twice as long up to 300 s. Ms. */
export function nextBackOff(
  entry: BackOffEntry | undefined,
  eventTime: number,
  now: number,
  initial: number = latency.backOffInitial,
): BackOffEntry {
  if (entry === undefined || hasExpired(eventTime, entry.updated)) return { delay: initial, updated: now };
  return { delay: Math.min(entry.delay * 2, latency.backOffLongest), updated: now };
}

/**
 * When a kubelet that looks at a pod at `now`, and finds it in a back-off until `end`, does what it waits for: at the
 * first of its further looks that comes after the end (kubernetes/kubernetes#123602). Ms since the epoch.
 */
export function firstSyncAfter(end: number, now: number): number {
  return now + Math.max(1, Math.ceil((end - now) / latency.podSyncRetry)) * latency.podSyncRetry;
}
