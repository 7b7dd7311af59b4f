import type { Container, LifecycleHandler, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { listenerOn } from './running-container.ts';
import type { ContainerState, Run, RunEnd } from './container-state.ts';
import { isRunning } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import { isSidecar } from './pod-phase.ts';
import type { PodWorker } from './pod-worker.ts';
import { keepWritten } from './volume-data.ts';

/** How long a lifecycle hook takes, ms; Infinity: it does not end by itself. */
export interface HookOutcome {
  readonly ok: boolean;
  readonly tookMs: number;
}

/** Runs a lifecycle hook in a running container (pkg/kubelet/lifecycle/handlers.go). */
export function runHook(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  container: Container,
  run: Run,
  handler: LifecycleHandler,
): HookOutcome {
  if (handler.sleep !== undefined) return { ok: true, tookMs: handler.sleep.seconds * 1000 };
  if (handler.exec !== undefined) {
    const execution = context.scripts().execute(context, worker, pod, container, run, handler.exec.command ?? []);
    if (execution.type === 'missing') return { ok: false, tookMs: 0 };
    if (execution.type === 'endless') return { ok: true, tookMs: Infinity };
    keepWritten(context, worker, pod, container, run, execution.written);
    return { ok: execution.exitCode === 0, tookMs: execution.tookMs };
  }
  const port = handler.httpGet?.port ?? handler.tcpSocket?.port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  return { ok: listenerOn(worker, named ?? Number(port), context.now) !== undefined, tookMs: 0 };
}

/** When and how a process ends that is told to stop at `now` and killed `graceMs` later. */
export function stoppedEnd(run: Run, now: number, graceMs: number): RunEnd {
  const { onSigterm, end } = run.program;
  const killed: RunEnd = { at: now + graceMs, exitCode: 137, reason: 'Error' };
  const natural = end === undefined ? Infinity : run.startedAt + end.at;
  if (
    end !== undefined &&
    natural <= killed.at &&
    (onSigterm === 'ignored' || natural < now + latency.sigtermHandling)
  ) {
    return { at: Math.max(natural, now), exitCode: end.exitCode, reason: end.exitCode === 0 ? 'Completed' : 'Error' };
  }
  if (onSigterm === 'ignored' || latency.sigtermHandling > graceMs) return killed;
  return { at: now + latency.sigtermHandling, exitCode: onSigterm, reason: onSigterm === 0 ? 'Completed' : 'Error' };
}

/**
 * Stops one container: its preStop hook, SIGTERM, and SIGKILL when the grace period is over; after a hook at least 2 s
 * remain (kuberuntime_container.go, killContainer). Answers when it will have ended; times in ms.
 */
export function stopContainer(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  state: ContainerState,
  graceMs: number,
  message: string,
): number {
  const { now } = context;
  const container = specOf(pod, state.name);
  const { run } = state;
  if (container === undefined || run === undefined || !isRunning(state, now)) return now;
  context.event(worker, 'Normal', 'Killing', message, container);
  const hook = container.lifecycle?.preStop;
  let hookMs = 0;
  if (hook !== undefined && graceMs > 0) {
    const outcome = runHook(context, worker, pod, container, run, hook);
    if (!outcome.ok) context.event(worker, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
    hookMs = Math.min(outcome.tookMs, graceMs);
  }
  run.isStopping = true;
  const left = hookMs === 0 ? graceMs : Math.max(graceMs - hookMs, latency.graceAfterHook);
  const end = stoppedEnd(run, now + hookMs, left);
  if (run.program.onSigterm !== 'ignored') run.toldToStopAt = Math.min(run.toldToStopAt ?? Infinity, now + hookMs);
  // Told to stop twice, it ends as it was first told, unless that is sooner now.
  if (run.end === undefined || end.at < run.end.at) run.end = end;
  return run.end.at;
}

/** Stops all containers of a pod, sidecars after the others. Answers when the last will have ended. */
export function stopContainers(context: KubeletContext, worker: PodWorker, pod: Pod, graceMs: number): number {
  const sidecarNames = new Set((pod.spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const others = worker.containers.filter(({ name }) => !sidecarNames.has(name));
  let last = context.now;
  for (const state of others) {
    last = Math.max(last, stopContainer(context, worker, pod, state, graceMs, `Stopping container ${state.name}`));
  }
  const othersEnd = last;
  for (const state of worker.containers.filter(({ name }) => sidecarNames.has(name))) {
    const ended = stopContainer(context, worker, pod, state, graceMs, `Stopping container ${state.name}`);
    // A sidecar is told to stop when the containers it serves have ended, within the same grace period.
    const { end } = state.run ?? {};
    if (end !== undefined && ended > context.now) {
      end.at = Math.min(ended + (othersEnd - context.now), Math.max(context.now + graceMs, othersEnd));
      last = Math.max(last, end.at);
    }
  }
  return last;
}
