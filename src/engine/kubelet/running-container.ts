import type { ImageBehaviour } from '../images/behaviour.ts';
import type { ContainerState, Run } from './container-state.ts';
import { isRunning } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import type { PodWorker } from './pod-worker.ts';
import { listeningPorts } from './program.ts';

/** What the image of a running container does. */
export function behaviourOf(context: KubeletContext, run: Run): ImageBehaviour | undefined {
  return context.image(run.image)?.behaviour;
}

/** The container of the pod that listens on a TCP port now; all of them share one network. */
export function listenerOn(worker: PodWorker, port: number, now: number): ContainerState | undefined {
  return worker.containers.find((state) => {
    const { run } = state;
    if (run === undefined || !isRunning(state, now)) return false;
    return listeningPorts(run.program, now - run.startedAt).includes(port);
  });
}

/** The files as the commands left them that were run inside the container. */
export function withWritten(files: Record<string, string>, { written = {} }: Run): Record<string, string> {
  const left = Object.entries({ ...files, ...written }).filter((file): file is [string, string] => file[1] !== null);
  return Object.fromEntries(left);
}
