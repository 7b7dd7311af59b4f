import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { ApiError } from '../api/status.ts';
import { statefulSetPodName } from '../kinds/owned-names.ts';
import { isPodTerminal, untilPodAvailable } from '../kinds/pod-state.ts';
import type { Pod, StatefulSet } from '../kinds/types/index.ts';
import { claimPods } from './claim-pods.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { controllerKeys, isNewOrphan } from './owner-keys.ts';
import { slowStart } from './pod-control.ts';
import { applyRetentionPolicy, createClaims, hasStaleClaim } from './statefulset-claims.ts';
import {
  identityLabels,
  identityMatches,
  isAvailable,
  isHealthy,
  isInRange,
  isRunningAndReady,
  isTerminating,
  newStatefulPod,
  ordinalOf,
  parentName,
  startOrdinal,
} from './statefulset-pods.ts';
import { REVISION_LABEL, cleanUpRevisions, syncRevisions } from './statefulset-revisions.ts';
import type { Revisions } from './statefulset-revisions.ts';
import { statefulSetStatus } from './statefulset-status.ts';

/*
 * Decisions, with their params:
 *   statefulset.newRevision  name, revision (its name), number
 *   statefulset.create       name, pod, ordinal, want
 *   statefulset.recreate     name, pod, phase: a pod that has ended goes, so that it can come back
 *   statefulset.scaleDown    name, pod, want
 *   statefulset.update       name, pod, revision, partition: one step of a rolling update
 *   statefulset.identify     name, pod: its labels no longer said which pod it is
 *   statefulset.ownClaim     name, claim, owner (the set or a pod)
 *   statefulset.disownClaim  name, claim
 *   statefulset.adopt, statefulset.release  name, pod
 *   statefulset.status       name, want, have, ready, updated
 */

const KIND = { apiVersion: 'apps/v1', kind: 'StatefulSet' };

function keysOfPodChange(change: Change, lister: Lister): readonly string[] {
  const keys = controllerKeys(change, KIND);
  if (!isNewOrphan(change)) return keys;
  const { name, namespace = '', labels } = change.object.metadata;
  const parent = lister.get('statefulsets', namespace, parentName(name));
  if (parent !== undefined && labelSelectorMatches(parent.spec.selector, labels)) {
    return [...keys, `${namespace}/${parent.metadata.name}`];
  }
  return keys;
}

/** A pod may have waited for a claim to go that its predecessor owned. */
function keysOfClaimChange({ type, object, namespace }: Change): readonly string[] {
  if (type !== 'DELETED') return [];
  const pods = (object.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod');
  return pods.map(({ name }) => `${namespace}/${parentName(name)}`);
}

function titled(verb: string): string {
  return `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
}

/** One look at a StatefulSet (pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet). */
class StatefulSync {
  private readonly set: StatefulSet;
  private readonly revisions: Revisions;
  private readonly port: ControllerPort;
  /** One pod at a time, each waiting for the one before it. */
  private readonly ordered: boolean;
  private readonly replicas: (Pod | undefined)[];
  /** Pods beyond the present size, highest ordinal first. */
  private readonly condemned: readonly Pod[];
  /** Pods that the rolling update deleted. */
  replaced = 0;

  constructor(set: StatefulSet, pods: readonly Pod[], revisions: Revisions, port: ControllerPort) {
    this.set = set;
    this.revisions = revisions;
    this.port = port;
    this.ordered = set.spec.podManagementPolicy !== 'Parallel';
    this.replicas = Array.from({ length: set.spec.replicas }, () => undefined);
    const start = startOrdinal(set);
    const condemned: Pod[] = [];
    for (const pod of pods) {
      const ordinal = ordinalOf(pod);
      if (isInRange(set, ordinal)) this.replicas[ordinal - start] = pod;
      else condemned.push(pod);
    }
    this.condemned = condemned.toSorted((a, b) => ordinalOf(b) - ordinalOf(a));
  }

  /** Moves the set one step; throws an ApiError when a write failed. */
  run(): void {
    const { set } = this;
    if (this.forAll(this.replicas.length, (index) => this.processReplica(index))) return;
    for (const pod of this.condemned) applyRetentionPolicy(set, pod, this.port);
    const firstUnhealthy = this.firstUnhealthy();
    const isDone = (index: number): boolean => this.processCondemned(this.condemned[index], firstUnhealthy);
    if (this.forAll(this.condemned.length, isDone)) return;
    if (set.spec.updateStrategy.type === 'RollingUpdate') this.roll();
  }

  /** Whether an ordered look ends here: it stops at the first pod to wait for, a parallel one visits all (runForAll). */
  private forAll(count: number, process: (index: number) => boolean): boolean {
    if (this.ordered) {
      for (let index = 0; index < count; index++) if (process(index)) return true;
      return false;
    }
    const failure = slowStart(count, (index) => {
      try {
        process(index);
        return undefined;
      } catch (error) {
        if (error instanceof ApiError) return error;
        throw error;
      }
    });
    if (failure !== undefined) throw failure;
    return false;
  }

  /** The lowest pod that is not running and ready; one that is missing hides the condemned ones behind it. */
  private firstUnhealthy(): Pod | undefined {
    const lowest = this.replicas.findIndex((pod) => pod === undefined || !isHealthy(pod));
    if (lowest >= 0) return this.replicas[lowest];
    return this.condemned.findLast((pod) => !isHealthy(pod));
  }

  /** Brings one pod of the set to life; true when an ordered set must wait for it (processReplica). */
  private processReplica(index: number): boolean {
    const { set, port } = this;
    const pod = this.replicas[index];
    if (pod === undefined) return this.createReplica(startOrdinal(set) + index);
    const { name } = pod.metadata;
    if (isPodTerminal(pod)) {
      if (!isTerminating(pod)) {
        port.decide('statefulset.recreate', { name: set.metadata.name, pod: name, phase: pod.status.phase ?? '' }, pod);
        this.deletePod(pod);
      }
      return true;
    }
    if (pod.status.phase === 'Pending') {
      createClaims(set, name, ordinalOf(pod), port);
      applyRetentionPolicy(set, pod, port);
    }
    const isUsable = !isTerminating(pod) && isRunningAndReady(pod) && isAvailable(set, pod, port.now);
    if (this.ordered && !isUsable) return true;
    this.keepIdentity(pod);
    applyRetentionPolicy(set, pod, port);
    return false;
  }

  private createReplica(ordinal: number): boolean {
    const { set, port, revisions } = this;
    const { name } = set.metadata;
    const podName = statefulSetPodName(name, ordinal);
    if (hasStaleClaim(set, podName, ordinal, port)) return true;
    port.decide('statefulset.create', { name, pod: podName, ordinal, want: set.spec.replicas }, set);
    const { revision, template } = this.needsCurrentRevision(ordinal)
      ? { revision: revisions.current, template: revisions.currentTemplate }
      : { revision: revisions.update, template: revisions.updateTemplate };
    try {
      createClaims(set, podName, ordinal, port);
      const created = port.client.create('pods', newStatefulPod(set, template, revision.metadata.name, ordinal));
      applyRetentionPolicy(set, created, port);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // The next look sees the pod that is there.
      if (error.status.reason !== 'AlreadyExists') this.podEvent('create', podName, error);
      throw error;
    }
    this.podEvent('create', podName, undefined);
    return this.ordered;
  }

  /** Whether a new pod gets the old template, because it is below the partition (newVersionedStatefulSetPod). */
  private needsCurrentRevision(ordinal: number): boolean {
    const { updateStrategy } = this.set.spec;
    if (updateStrategy.rollingUpdate !== undefined) {
      return ordinal < startOrdinal(this.set) + (updateStrategy.rollingUpdate.partition ?? 0);
    }
    const { currentReplicas = 0 } = this.set.status;
    return updateStrategy.type === 'RollingUpdate' && ordinal < startOrdinal(this.set) + currentReplicas;
  }

  /** Deletes a pod beyond the size; true when an ordered set must wait (processCondemned). */
  private processCondemned(pod: Pod | undefined, firstUnhealthy: Pod | undefined): boolean {
    if (pod === undefined || isTerminating(pod)) return true;
    const { set, port } = this;
    const isUsable = isRunningAndReady(pod) && isAvailable(set, pod, port.now);
    if (this.ordered && !isUsable && pod !== firstUnhealthy) return true;
    const { name } = pod.metadata;
    port.decide('statefulset.scaleDown', { name: set.metadata.name, pod: name, want: set.spec.replicas }, pod);
    this.deletePod(pod);
    return true;
  }

  /** Deletes the highest pod that is not updated, after all above it are healthy. */
  private roll(): void {
    const { set, port, revisions } = this;
    const { name: revision } = revisions.update.metadata;
    const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    for (let index = this.replicas.length - 1; index >= partition; index--) {
      const pod = this.replicas[index];
      // A pod that this look created is of the right revision but not healthy yet.
      if (pod === undefined) return;
      if (pod.metadata.labels?.[REVISION_LABEL] !== revision && !isTerminating(pod)) {
        const { name } = pod.metadata;
        port.decide('statefulset.update', { name: set.metadata.name, pod: name, revision, partition }, pod);
        this.deletePod(pod);
        this.replaced += 1;
        return;
      }
      if (!isHealthy(pod)) return;
    }
  }

  private keepIdentity(pod: Pod): void {
    const { set, port } = this;
    if (identityMatches(set, pod)) return;
    const { name, namespace = '' } = pod.metadata;
    port.decide('statefulset.identify', { name: set.metadata.name, pod: name }, pod);
    port.client.patch('pods', namespace, name, { metadata: { labels: identityLabels(set, ordinalOf(pod)) } });
    this.podEvent('update', name, undefined);
  }

  private deletePod({ metadata: { name, namespace = '' } }: Pod): void {
    try {
      this.port.client.delete('pods', namespace, name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.podEvent('delete', name, error);
      throw error;
    }
    this.podEvent('delete', name, undefined);
  }

  /** stateful_pod_control.go, recordPodEvent. */
  private podEvent(verb: string, pod: string, error: ApiError | undefined): void {
    const subject = `${verb} Pod ${pod} in StatefulSet ${this.set.metadata.name}`;
    if (error === undefined) {
      this.port.event(this.set, 'Normal', `Successful${titled(verb)}`, `${subject} successful`);
    } else {
      this.port.event(this.set, 'Warning', `Failed${titled(verb)}`, `${subject} failed error: ${error.message}`);
    }
  }
}

/** In how many ms the next ready pod becomes available; undefined when none is waiting for it. */
function nextAvailableIn({ spec }: StatefulSet, pods: readonly Pod[], now: number): number | undefined {
  const waits = pods
    .map((pod) => untilPodAvailable(pod, spec.minReadySeconds ?? 0, now))
    .filter((wait) => wait !== undefined && wait > 0);
  return waits.length === 0 ? undefined : Math.min(...(waits as number[]));
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const set = port.lister.get('statefulsets', namespace, name);
  if (set === undefined) return;
  const accepts = ({ metadata }: Pod): boolean => parentName(metadata.name) === name;
  const pods = claimPods({ owner: set, selector: set.spec.selector, decisions: 'statefulset', accepts }, port);
  const revisions = syncRevisions(set, port);
  const sync = new StatefulSync(set, pods, revisions, port);
  let failure: ApiError | undefined;
  try {
    if (set.metadata.deletionTimestamp === undefined) sync.run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failure = error;
  }
  const status = statefulSetStatus(set, revisions, pods, sync.replaced, port.now);
  if (status !== set.status) {
    const { replicas: have, readyReplicas: ready = 0, updatedReplicas: updated = 0 } = status;
    port.decide('statefulset.status', { name, want: set.spec.replicas, have, ready, updated }, set);
    port.client.updateStatus('statefulsets', { ...set, status });
  }
  const used = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL]));
  cleanUpRevisions(set, revisions, used, port);
  const wait = nextAvailableIn(set, pods, port.now);
  if (wait !== undefined) port.requeueAfter(wait);
  if (failure !== undefined) throw failure;
}

/** Keeps the numbered pods of StatefulSets and their claims (pkg/controller/statefulset). */
export const statefulSetController: Controller = {
  name: 'statefulset-controller',
  watches: [
    { resource: 'statefulsets', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'pods', keys: keysOfPodChange },
    { resource: 'persistentvolumeclaims', keys: keysOfClaimChange },
  ],
  reconcile,
};
