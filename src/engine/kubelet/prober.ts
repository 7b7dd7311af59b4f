import type { Container, Pod, Probe } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { ContainerState, ProbeKind, ProbeState } from './container-state.ts';
import { isSeenRunning } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import { containerOf } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';
import { nextChange, probe, probeNames, probeOf } from './probes.ts';

/** What the prober tells the pod's worker. */
export interface ProberHooks {
  /** A container became ready or not ready, or has started up. */
  changed(worker: PodWorker, pod: Pod): void;
  /** A liveness or startup probe has failed for good. */
  unhealthy(worker: PodWorker, pod: Pod, container: Container, state: ContainerState, kind: ProbeKind): void;
}

const kinds: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];

/**
 * Probes containers (pkg/kubelet/prober/worker.go). A probe that keeps succeeding changes nothing, so it is not made:
 * it is put back on the clock, at its own rhythm, when something could change its answer.
 */
export class Prober {
  private readonly context: KubeletContext;
  private readonly hooks: ProberHooks;

  constructor(context: KubeletContext, hooks: ProberHooks) {
    this.context = context;
    this.hooks = hooks;
  }

  /** A container has begun to run. */
  start(worker: PodWorker, container: Container, state: ContainerState): void {
    this.stop(state);
    state.started = false;
    state.ready = false;
    if (container.startupProbe === undefined) this.startedUp(worker, container, state);
    else this.arm(worker, container, state, 'startup');
  }

  /** A container has ended, or is to be left alone. */
  stop(state: ContainerState): void {
    for (const kind of kinds) {
      const timer = state.probes[kind]?.timer;
      if (timer !== undefined) this.context.port.cancel(timer);
    }
    state.probes = {};
  }

  /** Liveness and startup no longer matter to a pod that is being deleted; readiness does (StopLivenessAndStartup). */
  stopLiveness(state: ContainerState): void {
    for (const kind of ['startup', 'liveness'] as const) {
      const timer = state.probes[kind]?.timer;
      if (timer !== undefined) this.context.port.cancel(timer);
      delete state.probes[kind];
    }
  }

  /** Something in the pod has changed by which a resting probe may answer differently. */
  wake(worker: PodWorker, pod: Pod): void {
    for (const state of worker.containers) {
      const container = specOf(pod, state.name);
      if (container === undefined || !isSeenRunning(state)) continue;
      for (const kind of kinds) {
        const held = state.probes[kind];
        const spec = probeOf(container, kind);
        if (held === undefined || spec === undefined || held.timer !== undefined) continue;
        this.schedule(worker, state, kind, held, nextTick(held, spec, this.context.now));
      }
      if (state.started && container.readinessProbe === undefined) {
        const ready = state.faults.unready !== true;
        if (state.ready !== ready) {
          state.ready = ready;
          this.decideReadiness(worker, container, ready);
          this.hooks.changed(worker, pod);
        }
      }
    }
  }

  /** A probe is due. */
  due(worker: PodWorker, pod: Pod, name: string, kind: ProbeKind, runId: string): void {
    const state = containerOf(worker, name);
    const container = specOf(pod, name);
    const held = state?.probes[kind];
    const run = state?.run;
    const spec = container === undefined ? undefined : probeOf(container, kind);
    if (state === undefined || container === undefined || held === undefined || spec === undefined) return;
    if (run?.id !== runId || !isSeenRunning(state)) return;
    const { context } = this;
    const outcome = probe({ context, worker, pod, container, state, run }, kind, spec);
    if (outcome.ok) {
      this.succeeded(worker, pod, container, state, kind, held, spec);
      return;
    }
    const { failureThreshold = 3, periodSeconds = 10 } = spec;
    const what = outcome.errored === true ? 'errored' : 'failed';
    context.decide(worker, 'kubelet.probeFailed', {
      container: name,
      probe: kind,
      failures: held.failures + 1,
      threshold: failureThreshold,
    });
    context.event(worker, 'Warning', 'Unhealthy', `${probeNames[kind]} probe ${what}: ${outcome.message}`, container);
    this.schedule(worker, state, kind, held, context.now + periodSeconds * 1000);
    // An error of the prober itself says nothing about the container (worker.go, doProbe).
    if (outcome.errored === true) return;
    held.failures++;
    held.successes = 0;
    if (held.failures < failureThreshold) return;
    held.result = 'failure';
    if (kind === 'readiness') this.setReady(worker, pod, container, state, false);
    else {
      this.stop(state);
      this.hooks.unhealthy(worker, pod, container, state, kind);
    }
  }

  private succeeded(
    worker: PodWorker,
    pod: Pod,
    container: Container,
    state: ContainerState,
    kind: ProbeKind,
    held: ProbeState,
    spec: Probe,
  ): void {
    const { now } = this.context;
    held.successes++;
    held.failures = 0;
    const { successThreshold = 1, periodSeconds = 10 } = spec;
    if (held.successes < successThreshold) {
      this.schedule(worker, state, kind, held, now + periodSeconds * 1000);
      return;
    }
    held.result = 'success';
    if (kind === 'startup') {
      delete state.probes.startup;
      this.startedUp(worker, container, state);
      this.hooks.changed(worker, pod);
      return;
    }
    const change = nextChange(worker, now);
    if (change !== undefined) this.schedule(worker, state, kind, held, nextTick(held, spec, change));
    if (kind === 'readiness') this.setReady(worker, pod, container, state, true);
  }

  private setReady(worker: PodWorker, pod: Pod, container: Container, state: ContainerState, ready: boolean): void {
    if (state.ready === ready) return;
    state.ready = ready;
    this.decideReadiness(worker, container, ready);
    this.hooks.changed(worker, pod);
  }

  private decideReadiness(worker: PodWorker, container: Container, ready: boolean): void {
    this.context.decide(worker, ready ? 'kubelet.ready' : 'kubelet.notReady', { container: container.name });
  }

  private startedUp(worker: PodWorker, container: Container, state: ContainerState): void {
    state.started = true;
    if (container.readinessProbe === undefined) state.ready = state.faults.unready !== true;
    else this.arm(worker, container, state, 'readiness');
    if (container.livenessProbe !== undefined) this.arm(worker, container, state, 'liveness');
  }

  private arm(worker: PodWorker, container: Container, state: ContainerState, kind: ProbeKind): void {
    const spec = probeOf(container, kind);
    if (spec === undefined || state.run === undefined) return;
    const delay = Math.max((spec.initialDelaySeconds ?? 0) * 1000, latency.containerEndNoticed);
    const first = Math.max(this.context.now, state.run.startedAt + delay);
    const held: ProbeState = { first, failures: 0, successes: 0 };
    state.probes[kind] = held;
    this.schedule(worker, state, kind, held, first);
  }

  private schedule(worker: PodWorker, state: ContainerState, kind: ProbeKind, held: ProbeState, at: number): void {
    const run = state.run?.id ?? '';
    const event = { type: 'probe', uid: worker.uid, container: state.name, kind, run } as const;
    held.timer = this.context.schedule(at - this.context.now, event);
  }
}

/** The first probe at or after `at`, in the rhythm that began with its first. */
function nextTick(held: ProbeState, spec: Probe, at: number): number {
  const period = (spec.periodSeconds ?? 10) * 1000;
  return held.first + Math.max(0, Math.ceil((at - held.first) / period)) * period;
}
