import type { Cluster } from '../engine/index.ts';
import type { Wait } from './env.ts';

/** A command that waits longer than this of virtual time is stopped. */
const LONGEST_WAIT = 24 * 3600 * 1000;

/** Events that may run for one command. */
const MOST_EVENTS = 20_000_000;

/** Lets virtual time pass until what a command waits for has come; false when it never will. */
function pass(cluster: Cluster, wait: Wait): boolean {
  if (wait.until === 'time') return cluster.advance(Math.min(wait.ms, LONGEST_WAIT), MOST_EVENTS).reached;
  const deadline = cluster.now() + Math.min(wait.timeoutMs ?? LONGEST_WAIT, LONGEST_WAIT);
  while (cluster.revision() <= wait.sinceRevision) {
    const due = cluster.nextDue();
    if (due === undefined || due > deadline) {
      if (wait.timeoutMs === undefined) return false;
      cluster.advance(deadline - cluster.now());
      return true;
    }
    cluster.step();
  }
  return true;
}

export interface EndedRun {
  exitCode: number;
  /** Set when the command was still waiting when its time was up; it was ended as by Ctrl-C (exit code 130). */
  interrupted: boolean;
}

/**
 * Runs a command to its end without a page: whenever it waits, virtual time passes at once. It ends the command when
 * `limitMs` of virtual time have passed or nothing can happen any more.
 */
export function runToEnd(
  running: Generator<Wait, number, void>,
  cluster: Cluster,
  limitMs: number = LONGEST_WAIT,
): EndedRun {
  const limit = cluster.now() + limitMs;
  for (let step = running.next(); ; step = running.next()) {
    if (step.done === true) return { exitCode: step.value, interrupted: false };
    const wait = step.value;
    const left = Math.max(0, limit - cluster.now());
    const bounded: Wait =
      wait.until === 'time'
        ? { until: 'time', ms: Math.min(wait.ms, left) }
        : { ...wait, timeoutMs: Math.min(wait.timeoutMs ?? LONGEST_WAIT, left) };
    if (left <= 0 || !pass(cluster, bounded)) {
      running.return(130);
      return { exitCode: 130, interrupted: true };
    }
  }
}
