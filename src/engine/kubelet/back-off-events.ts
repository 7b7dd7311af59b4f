import type { Container, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { ContainerState } from './container-state.ts';
import type { KubeletContext } from './context.ts';
import { specOf } from './context.ts';
import { podText, type PodWorker } from './pod-worker.ts';

const IN_BACK_OFF = new Set(['CrashLoopBackOff', 'ImagePullBackOff']);

/** The events of a sync that finds a container in its back-off (kuberuntime_manager.go, doBackOff; images/image_manager.go). */
export function sayBackOff(
  context: KubeletContext,
  worker: PodWorker,
  container: Container,
  state: ContainerState,
): void {
  state.backOffSaidAt = context.now;
  if (state.waiting?.reason === 'ImagePullBackOff') {
    context.event(worker, 'Normal', 'BackOff', `Back-off pulling image "${container.image ?? ''}"`, container);
    context.event(worker, 'Warning', 'Failed', 'Error: ImagePullBackOff', container);
    return;
  }
  const message = `Back-off restarting failed container ${container.name} in pod ${podText(worker)}`;
  context.event(worker, 'Warning', 'BackOff', message, container);
}

/**
 * Says once more that containers wait, when the next sync of their pod is due: a back-off is an error of the sync, and
 * that is tried again after `podSyncRetry`, so the count of the event tells how long it has been going on
 * (pod_workers.go, completeWork; kubernetes/kubernetes#123602). Returns when to say it next, ms since the epoch.
 */
export function repeatBackOffs(context: KubeletContext, worker: PodWorker, pod: Pod): number {
  let next = Infinity;
  for (const state of worker.containers) {
    const { waiting, retryAt, backOffSaidAt } = state;
    if (backOffSaidAt === undefined || retryAt === undefined || retryAt <= context.now) continue;
    if (waiting === undefined || !IN_BACK_OFF.has(waiting.reason)) continue;
    const container = specOf(pod, state.name);
    if (container === undefined) continue;
    if (context.now >= backOffSaidAt + latency.podSyncRetry) sayBackOff(context, worker, container, state);
    next = Math.min(next, (state.backOffSaidAt ?? context.now) + latency.podSyncRetry);
  }
  return next;
}
