import type { ContainerState } from './container-state.ts';
import { isRunning } from './container-state.ts';
import { behaviourOf } from './running-container.ts';
import { specOf, type KubeletContext } from './context.ts';
import type { PodWorker } from './pod-worker.ts';
import { nextCall } from './program.ts';

/*
 * A script is played at once when its container starts; the clients that it runs send their requests at their own
 * times, on the clock: `while true; do wget -q -O- http://php-apache; done` is a load for as long as its container lives.
 */

/** Has the next client of a container's script run at its time, counted from `since` (ms since the epoch) on. */
export function expectCall(context: KubeletContext, worker: PodWorker, state: ContainerState, since: number): void {
  const { run } = state;
  if (run === undefined) return;
  if (run.callTimer !== undefined) context.port.cancel(run.callTimer);
  delete run.callTimer;
  const next = nextCall(run.program, since - run.startedAt);
  if (next === undefined) return;
  const delay = Math.max(0, run.startedAt + next.at - context.now);
  const event = { type: 'clientCalls', uid: worker.uid, container: state.name, run: run.id, at: next.at } as const;
  run.callTimer = context.schedule(delay, event);
}

/** Runs the client that is due, `at` ms after the start of its container. */
export function makeCall(context: KubeletContext, worker: PodWorker, state: ContainerState, at: number): void {
  const { run } = state;
  if (run === undefined || !isRunning(state, context.now)) return;
  const due = nextCall(run.program, at);
  if (due?.at === at) {
    const pod = context.pod(worker);
    const tty = pod !== undefined && specOf(pod, state.name)?.tty === true;
    context.door?.send({
      namespace: worker.namespace,
      pod: worker.name,
      podUid: worker.uid,
      container: state.name,
      argv: due.call.argv,
      shows: due.call.shows,
      onTerminal: tty,
      image: run.image,
      now: context.now,
      wget: behaviourOf(context, run)?.shell === 'bash' ? 'gnu' : 'busybox',
      recorded: due.recorded,
    });
  }
  expectCall(context, worker, state, run.startedAt + at + 1);
}
