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
