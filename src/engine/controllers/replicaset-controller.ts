import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { ApiError } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import { isPodActive, isPodReady, podCondition } from '../kinds/pod-state.ts';
import type { Replica } from '../kinds/replica.ts';
import type { KubeObject, LabelSelector, Pod, PodTemplateSpec, ReplicaSetStatus } from '../kinds/types/index.ts';
import { claimReplicas } from './claim-pods.ts';
import { NO_KEYS } from './controller.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { controllerKeys, isNewOrphan } from './owner-keys.ts';
import { createPod, deletePod, slowStart } from './pod-control.ts';
import { activePodsByNode, podsInDeletionOrder } from './replicaset-deletion-order.ts';
import { countReplicas, nextReplicaSetStatus } from './replicaset-status.ts';
import type { ReplicaFailure } from './replicaset-status.ts';

/*
 * Decisions, with their params:
 *   replicaset.scaleUp    name, have, want, create (how many now: at most 500 at once)
 *   replicaset.scaleDown  name, have, want, remove (how many now), first (the pod that goes first)
 *   replicaset.adopt      name, pod
 *   replicaset.release    name, pod
 *   replicaset.status     name, want, have, ready, available
 */

/** At most this many pods are created or deleted in one look (pkg/controller/replicaset/replica_set.go, BurstReplicas). */
const BURST = 500;

/** A ReplicaSet or a ReplicationController: what they have in common. */
interface Replicator extends KubeObject {
  spec: { replicas: number; minReadySeconds?: number; template: PodTemplateSpec };
  status: ReplicaSetStatus;
}

/** What tells the controllers of the two kinds apart. */
export interface ReplicatorKind {
  controllerName: string;
  resource: string;
  apiVersion: string;
  kind: string;
  /** First part of the codes of decisions. */
  decisions: string;
  selectorOf(spec: unknown): LabelSelector | undefined;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The keys of the kind's objects whose selector matches the labels of an orphan. */
function keysMatching(kind: ReplicatorKind, orphan: KubeObject, lister: Lister): string[] {
  const { labels, namespace } = orphan.metadata;
  if (labels === undefined) return [];
  const objects = lister.list(kind.resource, namespace);
  return objects.filter(({ spec }) => labelSelectorMatches(kind.selectorOf(spec), labels)).map(keyOf);
}

/** Whether a change of a pod can change what its owner does or reports. */
function matters({ object, previous, type }: Change): boolean {
  if (type !== 'MODIFIED' || previous === undefined) return true;
  const pod = object as Pod;
  const before = previous as Pod;
  // By value: the two sides of a change share no parts once they were read from a checkpoint.
  if (!deepEqual(pod.metadata.labels, before.metadata.labels)) return true;
  if (!deepEqual(pod.metadata.ownerReferences, before.metadata.ownerReferences)) return true;
  if (isPodActive(pod) !== isPodActive(before)) return true;
  const ready = isPodReady(pod);
  if (ready !== isPodReady(before)) return true;
  return ready && podCondition(pod, 'Ready')?.lastTransitionTime !== podCondition(before, 'Ready')?.lastTransitionTime;
}

function keysOfPodChange(kind: ReplicatorKind, change: Change, lister: Lister): readonly string[] {
  if (!matters(change)) return NO_KEYS;
  const keys = controllerKeys(change, kind);
  return isNewOrphan(change) ? [...keys, ...keysMatching(kind, change.object, lister)] : keys;
}

/** Pods of all that has the same controller: for a ReplicaSet, those of all ReplicaSets of its Deployment. */
function relatedPods(kind: ReplicatorKind, owner: Replicator, lister: Lister): Pod[] {
  const controller = controllerOf(owner);
  if (controller === undefined) return [];
  return lister
    .ownedBy(controller.uid)
    .filter((sibling) => sibling.kind === kind.kind && controllerOf(sibling)?.uid === controller.uid)
    .flatMap((sibling) => lister.podsControlledBy(sibling.metadata.uid));
}

/** Which `count` of the pods are deleted, first one first (replica_set.go, getPodsToDelete). `now` in ms since the epoch. */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  now: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  return podsInDeletionOrder(pods, activePodsByNode(related), now).slice(0, count);
}

interface Failure extends ReplicaFailure {
  error: ApiError;
}

/** Creates what is missing or deletes what is too much (replica_set.go, manageReplicas). */
function manageReplicas(
  kind: ReplicatorKind,
  owner: Replicator,
  replicas: readonly Replica[],
  port: ControllerPort,
): Failure | undefined {
  const have = replicas.length;
  const want = owner.spec.replicas;
  const { name } = owner.metadata;
  if (have < want) {
    const create = Math.min(want - have, BURST);
    port.decide(`${kind.decisions}.scaleUp`, { name, have, want, create }, owner);
    const error = slowStart(create, () => createPod(owner, owner.spec.template, port));
    return error && { reason: 'FailedCreate', message: error.message, error };
  }
  if (have > want) {
    const remove = Math.min(have - want, BURST);
    const pods = replicas.map(({ pod }) => pod);
    const chosen = podsToDelete(pods, relatedPods(kind, owner, port.lister), remove, port.now);
    const first = chosen[0]?.metadata.name ?? '';
    port.decide(`${kind.decisions}.scaleDown`, { name, have, want, remove, first }, owner);
    let failure: ApiError | undefined;
    for (const pod of chosen) {
      const error = deletePod(owner, pod, port);
      failure ??= error;
    }
    return failure && { reason: 'FailedDelete', message: `unable to delete pods: ${failure.message}`, error: failure };
  }
  return undefined;
}

function reconcile(kind: ReplicatorKind, key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const owner = port.lister.get(kind.resource, namespace, name) as unknown as Replicator | undefined;
  if (owner === undefined) return;
  const { decisions } = kind;
  const selector = kind.selectorOf(owner.spec);
  const replicas = claimReplicas({ owner, selector, decisions }, port);
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  const failure = deleting ? undefined : manageReplicas(kind, owner, replicas, port);
  // As upstream: what was created or deleted just now is counted at the next look, which those changes bring about.
  const counts = countReplicas(replicas, owner.spec.template, owner.spec.minReadySeconds ?? 0, port.now);
  const cause = failure && { reason: failure.reason, message: failure.message };
  const status = nextReplicaSetStatus(owner.status, counts, cause, owner.metadata.generation ?? 0, port.now);
  if (status !== undefined) {
    const { ready, available, replicas: have } = counts;
    port.decide(`${kind.decisions}.status`, { name, want: owner.spec.replicas, have, ready, available }, owner);
    port.client.updateStatus(kind.resource, { ...owner, status: { ...status } });
  }
  if (counts.nextAvailableIn !== undefined) port.requeueAfter(counts.nextAvailableIn);
  if (failure !== undefined) throw failure.error;
}

/**
 * The controller that keeps as many pods as an object's `spec.replicas` says (pkg/controller/replicaset/replica_set.go,
 * which upstream wraps for ReplicationControllers in the same way).
 */
export function replicatorController(kind: ReplicatorKind): Controller {
  return {
    name: kind.controllerName,
    watches: [
      { resource: kind.resource, keys: ({ namespace, name }) => [`${namespace}/${name}`] },
      { resource: 'pods', keys: (change, lister) => keysOfPodChange(kind, change, lister) },
    ],
    reconcile: (key, port) => {
      reconcile(kind, key, port);
    },
  };
}

export const replicaSetController: Controller = replicatorController({
  controllerName: 'replicaset-controller',
  resource: 'replicasets',
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  decisions: 'replicaset',
  selectorOf: (spec) => (spec as { selector?: LabelSelector }).selector,
});
