import type { Fault, FaultResult } from '../fault.ts';
import { parseImageReference } from '../images/reference.ts';
import type { Pod } from '../kinds/types/index.ts';
import { isRunning } from './container-state.ts';
import type { ContainerState } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import type { PodSync } from './pod-sync.ts';
import { containerOf } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';

/** Faults that concern one container. */
type ContainerFault = Extract<Fault, { container: string }>;

const done: FaultResult = { ok: true };

function refused(message: string): FaultResult {
  return { ok: false, message };
}

interface Target {
  readonly pod: Pod;
  readonly worker: PodWorker;
  readonly state: ContainerState;
}

function target(context: KubeletContext, fault: ContainerFault): Target | FaultResult {
  const pod = context.port.lister.get('pods', fault.namespace, fault.pod);
  if (pod === undefined) return refused(`pods "${fault.pod}" not found`);
  const worker = context.state.pods.get(pod.metadata.uid);
  if (worker === undefined) return refused(`pod "${fault.pod}" does not run on any node`);
  const state = containerOf(worker, fault.container);
  if (state === undefined) return refused(`container ${fault.container} is not valid for pod ${fault.pod}`);
  if (context.isOff(worker.node)) return refused(`node "${worker.node}" is powered off`);
  return { pod, worker, state };
}

function end(context: KubeletContext, sync: PodSync, { pod, worker, state }: Target, exitCode: number): void {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  sync.starter.expectEnd(worker, state, { at: context.now, exitCode, reason });
  sync.prober.wake(worker, pod);
}

/** Does to a container what a person wants done to it. */
export function injectContainerFault(context: KubeletContext, sync: PodSync, fault: ContainerFault): FaultResult {
  const found = target(context, fault);
  if ('ok' in found) return found;
  const { pod, worker, state } = found;
  switch (fault.type) {
    case 'killContainer':
      if (!isRunning(state, context.now)) return refused(`container ${fault.container} is not running`);
      end(context, sync, found, fault.exitCode ?? 137);
      return done;
    case 'crashContainer':
      if (!fault.on) delete state.faults.crash;
      else {
        state.faults.crash = true;
        if (isRunning(state, context.now)) end(context, sync, found, 1);
      }
      return done;
    case 'failReadiness':
      if (fault.on) state.faults.unready = true;
      else delete state.faults.unready;
      sync.prober.wake(worker, pod);
      return done;
    case 'failLiveness':
      if (fault.on) state.faults.unhealthy = true;
      else delete state.faults.unhealthy;
      sync.prober.wake(worker, pod);
      return done;
  }
}

/** Puts an image on every node, as `docker build -t` does where nodes share the machine's images. */
export function buildImage(context: KubeletContext, image: string): FaultResult {
  const reference = parseImageReference(image);
  if (!reference.ok) return refused(`invalid argument "${image}" for "-t, --tag" flag: ${reference.error}`);
  const name = `${reference.repository}:${reference.tag}`;
  const { built } = context.state;
  if (!built.includes(name)) built.push(name);
  context.forgetImages();
  return done;
}
