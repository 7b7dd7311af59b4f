import type { Container, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { isInBackOffSince } from './back-off.ts';
import type { ContainerState } from './container-state.ts';
import { isSeenRunning } from './container-state.ts';
import { isSidecar, shouldStart } from './pod-phase.ts';
import { containerOf } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';

/** What a sync of a pod finds to do (kuberuntime_manager.go, computePodActions). */
export interface StartPlan {
  /** Names of the containers to start now, in this order. */
  readonly start: readonly string[];
  /** Containers that must wait after a crash and are now said to. */
  readonly backOff: readonly string[];
  /** When there will be something to do again, ms since the epoch. */
  readonly next: number | undefined;
  /** Nothing will ever be started again. */
  readonly isOver: boolean;
}

type Restart = 'now' | 'never' | { readonly at: number; readonly says: boolean };

function exitCodeOf(state: ContainerState): number | 'never started' | 'running' {
  if (isSeenRunning(state)) return 'running';
  return state.run?.end?.exitCode ?? 'never started';
}

/** Whether and when a container that does not run is started. */
function restart(state: ContainerState, policy: string | undefined, now: number): Restart {
  if (!shouldStart(exitCodeOf(state), policy, false)) return 'never';
  if (state.retryAt !== undefined && state.retryAt > now) return { at: state.retryAt, says: false };
  const end = state.run?.end;
  if (end === undefined || !isInBackOffSince(state.crashBackOff, end.at, now)) return 'now';
  const saidAt = (state.endNoticedAt ?? now) + latency.backOffNoticed;
  if (saidAt > now) return { at: saidAt, says: false };
  return { at: end.at + (state.crashBackOff?.delay ?? 0), says: true };
}

/** The restart policy that holds for a container: init containers of any pod are started again only when they failed. */
export function policyOf(pod: Pod, container: Container, isInit: boolean): string | undefined {
  const { restartPolicy = 'Always' } = pod.spec;
  if (!isInit) return restartPolicy;
  if (isSidecar(container)) return 'Always';
  return restartPolicy === 'Always' ? 'OnFailure' : restartPolicy;
}

class Planner {
  readonly start: string[] = [];
  readonly backOff: string[] = [];
  next: number | undefined;
  private readonly now: number;

  constructor(now: number) {
    this.now = now;
  }

  consider(state: ContainerState, policy: string | undefined): Restart {
    const decision = restart(state, policy, this.now);
    if (decision === 'now') this.start.push(state.name);
    else if (decision !== 'never') {
      if (decision.says) this.backOff.push(state.name);
      this.next = Math.min(this.next ?? Infinity, decision.at);
    }
    return decision;
  }
}

/** Finds what to start in a pod whose sandbox is ready. `now` in ms since the epoch. */
export function planStarts(worker: PodWorker, pod: Pod, now: number): StartPlan {
  const planner = new Planner(now);
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const begun = containers.some(({ name }) => containerOf(worker, name)?.run !== undefined);
  let initialized = true;
  let failed = false;
  for (const container of initContainers) {
    const state = containerOf(worker, container.name);
    if (state === undefined) continue;
    const sidecar = isSidecar(container);
    // What has been initialized once is not initialized again; sidecars are kept up all the same.
    if (begun && !sidecar) continue;
    const exit = exitCodeOf(state);
    if (exit === 0 && !sidecar) continue;
    if (exit === 'running') {
      if (sidecar && state.started) continue;
      if (!begun) initialized = false;
    } else {
      const decision = planner.consider(state, policyOf(pod, container, true));
      if (!sidecar && decision === 'never') failed = true;
      if (!begun) initialized = false;
    }
    if (!begun) break;
  }
  let over = true;
  for (const container of containers) {
    const state = containerOf(worker, container.name);
    if (state === undefined) continue;
    if (exitCodeOf(state) === 'running') over = false;
    else if (!initialized) over = false;
    else if (planner.consider(state, policyOf(pod, container, false)) !== 'never') over = false;
  }
  // They are started once, whatever else goes on, and never again.
  for (const { name } of ephemeralContainers) {
    const state = containerOf(worker, name);
    if (state !== undefined && exitCodeOf(state) !== 'running') planner.consider(state, 'Never');
  }
  const { start, backOff, next } = planner;
  return { start: failed || over ? [] : start, backOff, next, isOver: failed || over };
}
