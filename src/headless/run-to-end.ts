import type { Cluster } from '../engine/index.ts';
import type { Shell } from '../shell/index.ts';

/** What a shell's commands wait for. */
type Wait = Shell extends { run(source: string): Generator<infer W, number, void> } ? W : never;

/** A command that waits longer than this of virtual time without anything happening is ended as by Ctrl-C, ms. */
const LONGEST_WAIT_MS = 366 * 86_400_000;

/** Lets virtual time pass until what is waited for has come; false when it never will. */
function pass(cluster: Cluster, wait: Wait): boolean {
  if (wait.until === 'time') {
    if (wait.ms > LONGEST_WAIT_MS) return false;
    cluster.advance(wait.ms);
    return true;
  }
  const end = cluster.now() + Math.min(wait.timeoutMs ?? Infinity, LONGEST_WAIT_MS);
  while (cluster.revision() <= wait.sinceRevision) {
    const due = cluster.nextDue();
    if (due !== undefined && due <= end) cluster.step();
    else {
      if (wait.timeoutMs === undefined || wait.timeoutMs > LONGEST_WAIT_MS) return false;
      cluster.advance(end - cluster.now());
      return true;
    }
  }
  return true;
}

/**
 * Runs a line or a script at once: whenever it waits, virtual time passes. Answers its exit code. What would wait for ever
 * is interrupted.
 */
export function runToEnd(shell: Shell, cluster: Cluster, source: string): number {
  const running = shell.run(source);
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
    if (!pass(cluster, step.value)) shell.interrupt();
  }
}
