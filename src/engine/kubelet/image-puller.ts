import { formatGoDuration } from '../api/duration.ts';
import type { ImageResolution } from '../images/registry.ts';
import type { Container } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { sayBackOff } from './back-off-events.ts';
import { firstSyncAfter, isInBackOffSinceUpdate, nextBackOff } from './back-off.ts';
import type { ContainerState } from './container-state.ts';
import type { KubeletContext, NodeState, Pull } from './context.ts';
import { specOf } from './context.ts';
import { containerOf } from './pod-worker.ts';
import type { PodWorker } from './pod-worker.ts';

/** What came of asking for an image. `later`: a pull is under way and will be told of. */
export type ImageOutcome = 'present' | 'later' | 'failed';

/** A status of a container that cannot start for want of its image. */
export function hold(container: ContainerState, reason: string, message: string, retryAt: number): void {
  container.waiting = { reason, message };
  container.retryAt = retryAt;
}

/** Whether the policy asks the registry though or because the image is (not) on the node (pkg/kubelet/images, shouldPullImage). */
export function mustPull(policy: Container['imagePullPolicy'], isPresent: boolean): boolean {
  return policy === 'Always' || (policy !== 'Never' && !isPresent);
}

/** Makes images present on nodes, one pull at a time on each (pkg/kubelet/images/image_manager.go, EnsureImageExists). */
export class ImagePuller {
  private readonly context: KubeletContext;
  /** A pod's pull has ended, well or not. */
  private readonly onPulled: (worker: PodWorker, outcome: ImageOutcome) => void;

  constructor(context: KubeletContext, onPulled: (worker: PodWorker, outcome: ImageOutcome) => void) {
    this.context = context;
    this.onPulled = onPulled;
  }

  ensure(worker: PodWorker, container: Container, state: ContainerState): ImageOutcome {
    const { context } = this;
    const image = container.image ?? '';
    const resolution = this.context.resolve(image);
    if (resolution.type === 'malformed') {
      const why = `Failed to apply default image tag "${image}": couldn't parse image reference "${image}": ${resolution.error}`;
      context.event(worker, 'Warning', 'InspectFailed', why, container);
      return this.refuse(worker, container, state, 'InvalidImageName', why, context.now + latency.podSyncRetry);
    }
    const node = context.node(worker.node);
    const isPresent =
      resolution.type === 'local' ||
      (resolution.type === 'published' && node.images.includes(resolution.image.reference));
    if (!mustPull(container.imagePullPolicy, isPresent)) {
      if (isPresent) {
        context.event(worker, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, container);
        state.pullBackOff = undefined;
        return 'present';
      }
      const why = `Container image "${image}" is not present with pull policy of Never`;
      context.event(worker, 'Warning', 'ErrImageNeverPull', why, container);
      return this.refuse(worker, container, state, 'ErrImageNeverPull', why, context.now + latency.podSyncRetry);
    }
    const { pullBackOff } = state;
    if (pullBackOff !== undefined && isInBackOffSinceUpdate(pullBackOff, context.now)) {
      const message = `Back-off pulling image "${image}"`;
      const seconds = pullBackOff.delay / 1000;
      context.decide(worker, 'kubelet.pullBackOff', { container: container.name, image, seconds });
      const retryAt = firstSyncAfter(pullBackOff.updated + pullBackOff.delay, context.now);
      hold(state, 'ImagePullBackOff', `${message}: ${pullBackOff.error}`, retryAt);
      sayBackOff(context, worker, container, state);
      return 'failed';
    }
    context.decide(worker, 'kubelet.pulling', { container: container.name, image });
    context.event(worker, 'Normal', 'Pulling', `Pulling image "${image}"`, container);
    this.enqueue(node, worker, container, image);
    return 'later';
  }

  /** The pull that is under way on a node has ended. */
  pulled(nodeName: string, life: number): void {
    const node = this.context.node(nodeName);
    const pull = node.pulls[0];
    if (pull === undefined || node.life !== life) return;
    node.pulls = node.pulls.slice(1);
    const resolution = this.context.resolve(pull.image);
    const isPulled = resolution.type === 'published';
    if (isPulled && !node.images.includes(resolution.image.reference)) node.images.push(resolution.image.reference);
    const worker = this.context.state.pods.get(pull.uid);
    if (worker?.token === pull.token) this.report(worker, pull, resolution);
    this.startNext(nodeName, node);
  }

  private report(worker: PodWorker, pull: Pull, resolution: ImageResolution): void {
    const { context } = this;
    const pod = context.pod(worker);
    const state = containerOf(worker, pull.container);
    const container = pod === undefined ? undefined : specOf(pod, pull.container);
    if (state === undefined || container === undefined) return;
    const { image } = pull;
    if (resolution.type === 'published') {
      const took = formatGoDuration(pull.durationMs);
      const waited = formatGoDuration(context.now - pull.queuedAt);
      const size = resolution.image.sizeBytes;
      context.decide(worker, 'kubelet.pulled', { container: container.name, image, seconds: pull.durationMs / 1000 });
      context.event(
        worker,
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${size} bytes.`,
        container,
      );
      state.pullBackOff = undefined;
      this.onPulled(worker, 'present');
      return;
    }
    const { error } = resolution;
    // The event of the new sandbox has the pod looked at again at once; later failures wait for the next retry.
    const untilSync = state.pullBackOff === undefined ? latency.backOffNoticed : latency.podSyncRetry;
    state.pullBackOff = {
      ...nextBackOff(state.pullBackOff, context.now, context.now),
      error: `ErrImagePull: ${error}`,
    };
    context.decide(worker, 'kubelet.pullFailed', { container: container.name, image, error });
    context.event(worker, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`, container);
    this.refuse(worker, container, state, 'ErrImagePull', error, context.now + untilSync);
    this.onPulled(worker, 'failed');
  }

  private refuse(
    worker: PodWorker,
    container: Container,
    state: ContainerState,
    reason: string,
    message: string,
    retryAt: number,
  ): 'failed' {
    this.context.event(worker, 'Warning', 'Failed', `Error: ${reason}`, container);
    hold(state, reason, message, retryAt);
    return 'failed';
  }

  private enqueue(node: NodeState, worker: PodWorker, container: Container, image: string): void {
    node.pulls.push({
      uid: worker.uid,
      token: worker.token,
      container: container.name,
      image,
      queuedAt: this.context.now,
      durationMs: 0,
    });
    if (node.pulls.length === 1) this.startNext(worker.node, node);
  }

  private startNext(nodeName: string, node: NodeState): void {
    const pull = node.pulls[0];
    if (pull === undefined) return;
    pull.startedAt = this.context.now;
    pull.durationMs = this.duration(node, pull.image);
    this.context.schedule(pull.durationMs, { type: 'pulled', node: nodeName, life: node.life });
  }

  private duration(node: NodeState, image: string): number {
    const resolution = this.context.resolve(image);
    if (resolution.type !== 'published') return latency.registryRefusal;
    // Networks are never twice equally fast.
    const jitter = this.context.port.random.int(200);
    if (node.images.includes(resolution.image.reference)) return latency.registryRoundTrip + jitter;
    return latency.registryRoundTrip + jitter + Math.ceil(resolution.image.sizeBytes / latency.imageBytesPerMs);
  }
}
