import type { PodActivity } from '../snapshot.ts';
import type { KubeletContext } from './context.ts';
import type { PodWorker } from './pod-worker.ts';

/** A pull that waits behind others ends when they have ended; its own time is not known before. */
function pullOf(context: KubeletContext, worker: PodWorker): PodActivity | undefined {
  const { pulls } = context.node(worker.node);
  const index = pulls.findIndex(({ uid, token }) => uid === worker.uid && token === worker.token);
  const pull = pulls[index];
  const first = pulls[0];
  if (pull === undefined || first === undefined) return undefined;
  const until = (first.startedAt ?? first.queuedAt) + first.durationMs;
  return { type: 'pulling', container: pull.container, image: pull.image, from: pull.queuedAt, until };
}

/** What a pod's kubelet is busy with, if the API does not tell. */
export function podActivity(context: KubeletContext, worker: PodWorker): PodActivity | undefined {
  if (context.isOff(worker.node)) return undefined;
  const { termination } = worker;
  if (termination !== undefined) return { type: 'stopping', from: termination.since, until: termination.until };
  const pull = pullOf(context, worker);
  if (pull !== undefined) return pull;
  for (const state of worker.containers) {
    const { name, waiting, retryAt, pullBackOff, crashBackOff, run } = state;
    if (retryAt === undefined) continue;
    if (waiting?.reason === 'ImagePullBackOff' && pullBackOff !== undefined) {
      const pod = context.pod(worker);
      const image = [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])].find(
        (container) => container.name === name,
      )?.image;
      return { type: 'pullBackOff', container: name, image: image ?? '', from: pullBackOff.updated, until: retryAt };
    }
    if (waiting?.reason === 'CrashLoopBackOff' && crashBackOff !== undefined) {
      return { type: 'crashBackOff', container: name, from: run?.end?.at ?? crashBackOff.updated, until: retryAt };
    }
  }
  return undefined;
}
