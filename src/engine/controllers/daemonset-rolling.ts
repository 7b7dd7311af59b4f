import { isPodReady, untilPodAvailable } from '../kinds/pod-state.ts';
import type { DaemonSet, Pod } from '../kinds/types/index.ts';
import { scaledValue } from './deployment-rolling.ts';
import { REVISION_HASH_LABEL, TEMPLATE_GENERATION_LABEL } from './daemonset-nodes.ts';

/** A DaemonSet's pods by the node that they are on or meant for; a node that wants one and has none has an empty list. */
export type PodsByNode = ReadonlyMap<string, readonly Pod[]>;

/** What tells an updated pod, and when it is available. */
export interface DaemonRevision {
  hash: string;
  templateGeneration: string;
  minReadySeconds: number;
  /** ms since the epoch. */
  now: number;
}

/** Whether a pod is of the present template (pkg/controller/daemon/util, IsPodUpdated). */
export function isPodUpdated(
  { metadata: { labels = {} } }: Pod,
  { hash, templateGeneration }: DaemonRevision,
): boolean {
  return labels[REVISION_HASH_LABEL] === hash || labels[TEMPLATE_GENERATION_LABEL] === templateGeneration;
}

export function isAvailable(pod: Pod, { minReadySeconds, now }: DaemonRevision): boolean {
  return untilPodAvailable(pod, minReadySeconds, now) === 0;
}

/** Scheduled first, then oldest (podByCreationTimestampAndPhase). */
export function oldestFirst(pods: readonly Pod[]): Pod[] {
  return pods.toSorted((a, b) => {
    const scheduledA = (a.spec.nodeName ?? '') !== '';
    if (scheduledA !== ((b.spec.nodeName ?? '') !== '')) return scheduledA ? -1 : 1;
    const { creationTimestamp: createdA, name: nameA } = a.metadata;
    const { creationTimestamp: createdB, name: nameB } = b.metadata;
    if (createdA !== createdB) return createdA < createdB ? -1 : 1;
    return nameA < nameB ? -1 : 1;
  });
}

/** How many pods may be missing and how many may be extra during a rolling update, of `desired` (UnavailableCount, SurgeCount). */
export function rollingBounds(
  { updateStrategy: { rollingUpdate } }: DaemonSet['spec'],
  desired: number,
): { maxUnavailable: number; maxSurge: number } {
  const maxSurge = scaledValue(rollingUpdate?.maxSurge ?? 0, desired, 'up') ?? 0;
  const maxUnavailable = scaledValue(rollingUpdate?.maxUnavailable ?? 1, desired, 'up') ?? 0;
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** The one updated and the one old pod of a node; undefined when there are more, which must be put right first. */
function updatedPods(pods: readonly Pod[], revision: DaemonRevision): { newPod?: Pod; oldPod?: Pod } | undefined {
  const found: { newPod?: Pod; oldPod?: Pod } = {};
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const which = isPodUpdated(pod, revision) ? 'newPod' : 'oldPod';
    if (found[which] !== undefined) return undefined;
    found[which] = pod;
  }
  return found;
}

/** What one step of a rolling update does. */
export interface RollingStep {
  remove: readonly Pod[];
  /** Nodes that get a pod beside the old one. */
  surge: readonly string[];
}

/**
 * Without surge: old pods that are not available go at once, and others while few enough are unavailable (rollingUpdate).
 * As in 1.32, the former are not counted, so that a second rollout over a stuck one goes beyond `maxUnavailable`
 * (kubernetes/kubernetes#123232).
 */
function replaceStep(pods: PodsByNode, revision: DaemonRevision, maxUnavailable: number): RollingStep {
  let unavailable = 0;
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  for (const onNode of pods.values()) {
    const found = updatedPods(onNode, revision);
    if (found === undefined || (found.newPod === undefined) === (found.oldPod === undefined)) {
      unavailable += 1;
    } else if (found.newPod !== undefined) {
      if (!isAvailable(found.newPod, revision)) unavailable += 1;
    } else if (found.oldPod !== undefined) {
      if (!isAvailable(found.oldPod, revision)) broken.push(found.oldPod);
      else if (unavailable < maxUnavailable) candidates.push(found.oldPod);
    }
  }
  const room = Math.max(0, maxUnavailable - unavailable);
  return { remove: [...broken, ...candidates.slice(0, room)], surge: [] };
}

/** With surge: a new pod comes first, and the old one goes when it is available. */
function surgeStep(
  pods: PodsByNode,
  revision: DaemonRevision,
  maxSurge: number,
  shouldRun: (node: string) => boolean,
): RollingStep {
  let surging = 0;
  const remove: Pod[] = [];
  const urgent: string[] = [];
  const candidates: string[] = [];
  for (const [node, onNode] of pods) {
    const found = updatedPods(onNode, revision);
    if (found === undefined) {
      surging += 1;
      continue;
    }
    const { newPod, oldPod } = found;
    if (oldPod === undefined) continue;
    if (newPod === undefined) {
      if (isAvailable(oldPod, revision)) candidates.push(node);
      else if (shouldRun(node)) urgent.push(node);
      else remove.push(oldPod);
    } else if (isAvailable(newPod, revision)) remove.push(oldPod);
    else surging += 1;
  }
  const room = Math.max(0, maxSurge - surging);
  return { remove, surge: [...urgent, ...candidates.slice(0, room)] };
}

/** One step of a rolling update (pkg/controller/daemon/update.go, rollingUpdate). */
export function rollingStep(
  pods: PodsByNode,
  revision: DaemonRevision,
  bounds: { maxUnavailable: number; maxSurge: number },
  shouldRun: (node: string) => boolean,
): RollingStep {
  return bounds.maxSurge === 0
    ? replaceStep(pods, revision, bounds.maxUnavailable)
    : surgeStep(pods, revision, bounds.maxSurge, shouldRun);
}

/**
 * Which of several running pods of a node are too many. With surge an old one may stay beside the new one until that
 * is available (podsShouldBeOnNode).
 */
export function excessPods(running: readonly Pod[], revision: DaemonRevision, allowsSurge: boolean): readonly Pod[] {
  if (running.length <= 1) return [];
  const sorted = oldestFirst(running);
  if (!allowsSurge) return sorted.slice(1);
  const newPod = sorted.find((pod) => isPodUpdated(pod, revision));
  const oldPod = sorted.find((pod) => !isPodUpdated(pod, revision));
  const excess = sorted.filter((pod) => pod !== newPod && pod !== oldPod);
  if (newPod !== undefined && oldPod !== undefined && (!isPodReady(oldPod) || isAvailable(newPod, revision))) {
    excess.push(oldPod);
  }
  return excess;
}
