import {
  bytesValue,
  fromRFC3339,
  milliValue,
  podReadiness,
  podStatusText,
  type Container,
  type ContainerStatus,
  type Pod,
  type PodActivity,
} from '../engine/index.ts';
import type { ContainerView, Phrase, PodGlyph, PodView, RevisionMark, Span } from './picture.ts';

/** What a pod's view is made of besides the pod. */
export interface PodSurroundings {
  readonly activity: PodActivity | undefined;
  readonly revision: RevisionMark | undefined;
  /** The node it is bound to exists. */
  readonly nodeExists: boolean;
  /** Nobody has heard from that node's kubelet for long: what the API says of the pod is old. */
  readonly nodeSilent: boolean;
}

const waitsThatAreNormal = new Set(['', 'ContainerCreating', 'PodInitializing']);

const waitsForImage = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
]);

const phrase = (name: string, params: Phrase['params'] = {}): Phrase => ({ key: `canvas.detail.${name}`, params });

/** `docker.io/library/nginx:1.27` is told as `nginx:1.27`. */
function shortImage(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}

function isInitialized(pod: Pod): boolean {
  return pod.status.conditions?.some((item) => item.type === 'Initialized' && item.status === 'True') ?? false;
}

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some((item) => item.type === 'Ready' && item.status === 'True') ?? false;
}

function containerState(status: ContainerStatus | undefined): ContainerView['state'] {
  const state = status?.state;
  if (status === undefined || state === undefined) return 'notReady';
  if (state.terminated !== undefined) return state.terminated.exitCode === 0 ? 'ended' : 'failing';
  if (state.running !== undefined) return status.ready ? 'ready' : 'notReady';
  return waitsThatAreNormal.has(state.waiting?.reason ?? '') ? 'notReady' : 'failing';
}

function containerViews(pod: Pod): readonly ContainerView[] {
  const initialized = isInitialized(pod);
  const views: ContainerView[] = [];
  const add = (container: Container, statuses: readonly ContainerStatus[] | undefined, init: boolean): void => {
    const status = statuses?.find((item) => item.name === container.name);
    views.push({ name: container.name, init, state: containerState(status) });
  };
  for (const container of pod.spec.initContainers ?? []) {
    const sidecar = container.restartPolicy === 'Always';
    if (sidecar || !initialized) add(container, pod.status.initContainerStatuses, !sidecar);
  }
  for (const container of pod.spec.containers) add(container, pod.status.containerStatuses, false);
  return views;
}

function spanOf(pod: Pod, activity: PodActivity | undefined): Span | undefined {
  if (activity !== undefined) {
    const { from, until } = activity;
    switch (activity.type) {
      case 'pulling':
        return { type: 'pulling', from, until };
      case 'pullBackOff':
      case 'crashBackOff':
        return { type: 'backOff', from, until };
      case 'stopping':
        break;
    }
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    // The API tells the moment of SIGKILL; the kubelet may be done sooner, which nobody can know beforehand.
    const until = fromRFC3339(pod.metadata.deletionTimestamp);
    return { type: 'stopping', from: until - (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000, until };
  }
  return undefined;
}

interface Condition {
  readonly glyph: PodGlyph;
  readonly detail: Phrase;
}

function schedulingOf(pod: Pod) {
  return pod.status.conditions?.find((item) => item.type === 'PodScheduled');
}

/** Whether the scheduler has not looked at a pod yet, and will: it is on a node, or refused, in a moment. */
export function isNewToScheduler(pod: Pod): boolean {
  const { nodeName, schedulingGates = [] } = pod.spec;
  return nodeName === undefined && schedulingGates.length === 0 && schedulingOf(pod)?.status !== 'False';
}

function unscheduled(pod: Pod): Condition {
  if (pod.spec.schedulingGates?.length) return { glyph: 'waiting', detail: phrase('gated') };
  if (isNewToScheduler(pod)) return { glyph: 'waiting', detail: phrase('waitsForScheduler') };
  const nodes = /^0\/(\d+) nodes/.exec(schedulingOf(pod)?.message ?? '')?.[1];
  return { glyph: 'waiting', detail: nodes === undefined ? phrase('unschedulable') : phrase('noNodeFits', { nodes }) };
}

function failed(
  status: ContainerStatus,
  container: Container | undefined,
  activity: PodActivity | undefined,
): Condition {
  const glyph = 'failing';
  const { waiting, terminated } = status.state;
  const reason = waiting?.reason ?? '';
  if (waitsForImage.has(reason)) {
    return { glyph, detail: phrase('image', { image: shortImage(container?.image ?? status.image) }) };
  }
  if (reason === 'CreateContainerConfigError') return { glyph, detail: phrase('config') };
  if (waiting !== undefined) {
    if (reason !== 'CrashLoopBackOff') return { glyph, detail: phrase('reason', { reason }) };
    if (activity?.type === 'crashBackOff') return { glyph, detail: phrase('backOff') };
    if (status.lastState.terminated?.reason === 'OOMKilled') return { glyph, detail: phrase('outOfMemory') };
    return { glyph, detail: phrase('crashLoop') };
  }
  if (terminated?.reason === 'OOMKilled') return { glyph, detail: phrase('outOfMemory') };
  return { glyph, detail: phrase('exited', { code: terminated?.exitCode ?? 0 }) };
}

function firstFailed(pod: Pod): ContainerStatus | undefined {
  const init = isInitialized(pod) ? [] : (pod.status.initContainerStatuses ?? []);
  return [...init, ...(pod.status.containerStatuses ?? [])].find((status) => containerState(status) === 'failing');
}

function starting(pod: Pod, containers: readonly ContainerView[], activity: PodActivity | undefined): Condition {
  const glyph = 'starting';
  if (activity?.type === 'pulling') return { glyph, detail: phrase('pulling') };
  const init = containers.filter((item) => item.init);
  if (init.length > 0) {
    const done = init.filter((item) => item.state === 'ended').length;
    return { glyph, detail: phrase('init', { done, total: init.length }) };
  }
  const statuses = pod.status.containerStatuses ?? [];
  if (statuses.some((status) => status.state.terminated !== undefined)) return { glyph, detail: phrase('restarting') };
  if (statuses.length === 0 || statuses.some((status) => status.state.running === undefined)) {
    return { glyph, detail: phrase('creating') };
  }
  return { glyph, detail: phrase('notReady') };
}

function running(pod: Pod, containers: readonly ContainerView[], activity: PodActivity | undefined): Condition {
  const culprit = firstFailed(pod);
  if (culprit !== undefined) {
    const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    return failed(
      culprit,
      all.find((item) => item.name === culprit.name),
      activity,
    );
  }
  if (!isReady(pod)) return starting(pod, containers, activity);
  return { glyph: 'ready', detail: phrase('ip', { ip: pod.status.podIP ?? '' }) };
}

function conditionOf(pod: Pod, containers: readonly ContainerView[], around: PodSurroundings): Condition {
  const node = pod.spec.nodeName;
  if (pod.status.phase === 'Succeeded') return { glyph: 'completed', detail: phrase('finished') };
  if (pod.status.phase === 'Failed') {
    const culprit = firstFailed(pod);
    if (culprit !== undefined && pod.status.reason === undefined) return running(pod, containers, around.activity);
    return { glyph: 'failing', detail: phrase('reason', { reason: pod.status.reason ?? 'Failed' }) };
  }
  if (node !== undefined && !around.nodeExists) return { glyph: 'unknown', detail: phrase('nodeGone', { node }) };
  if (node !== undefined && around.nodeSilent) return { glyph: 'unknown', detail: phrase('nodeSilent', { node }) };
  if (pod.metadata.deletionTimestamp !== undefined) return { glyph: 'terminating', detail: phrase('stopping') };
  if (node === undefined) return unscheduled(pod);
  return running(pod, containers, around.activity);
}

function restartsOf(pod: Pod): number {
  const counted = isInitialized(pod) ? [] : (pod.status.initContainerStatuses ?? []);
  return [...counted, ...(pod.status.containerStatuses ?? [])].reduce((sum, item) => sum + item.restartCount, 0);
}

/** Init containers run before the others, so a pod needs the larger of the two (pkg/api/v1/resource PodRequests). */
function requested(pod: Pod, resource: 'cpu' | 'memory', amount: (text: string) => number): number {
  const of = (container: Container): number => amount(container.resources?.requests?.[resource] ?? '0');
  const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';
  const init = pod.spec.initContainers ?? [];
  let sidecars = 0;
  let peak = 0;
  for (const container of init) {
    if (isSidecar(container)) sidecars += of(container);
    peak = Math.max(peak, sidecars + (isSidecar(container) ? 0 : of(container)));
  }
  const together = pod.spec.containers.reduce((sum, container) => sum + of(container), sidecars);
  return Math.max(peak, together);
}

/** A name of a StatefulSet's pod that is not longer can be read on a tile as a whole, also from far. */
const wholeName = 6;

/** What a tile calls a pod: what its controller added to tell it from the others; all of it when nobody else named it. */
function shortName(name: string, owner: { readonly kind: string } | undefined): string {
  const added = name.slice(name.lastIndexOf('-') + 1);
  if (owner === undefined) return name;
  if (owner.kind !== 'StatefulSet') return added;
  // An ordinal alone would look like a count.
  return name.length <= wholeName ? name : `…-${added}`;
}

/** One pod as it is drawn. */
export function podView(pod: Pod, around: PodSurroundings): PodView {
  const { uid, name } = pod.metadata;
  const containers = containerViews(pod);
  const { glyph, detail } = conditionOf(pod, containers, around);
  const statusText = podStatusText(pod);
  const { ready, total } = podReadiness(pod);
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
  return {
    uid,
    namespace: pod.metadata.namespace ?? '',
    name,
    suffix: shortName(name, owner),
    labels: pod.metadata.labels ?? {},
    glyph,
    leaving: pod.metadata.deletionTimestamp !== undefined,
    statusText,
    detail,
    span: glyph === 'ready' || glyph === 'unknown' ? undefined : spanOf(pod, around.activity),
    containers,
    ready,
    total,
    restarts: restartsOf(pod),
    ip: pod.status.podIP,
    node: around.nodeExists ? pod.spec.nodeName : undefined,
    owner: owner && { kind: owner.kind, name: owner.name, uid: owner.uid },
    revision: around.revision,
    cpuMilli: requested(pod, 'cpu', milliValue),
    memoryBytes: requested(pod, 'memory', bytesValue),
    label: { key: 'canvas.pod.label', params: { name, status: statusText, ready, total } },
  };
}
