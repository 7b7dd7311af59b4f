import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { controllerOf } from '../api/controller-of.ts';
import { isPodTerminal } from '../kinds/pod-state.ts';
import type { KubeObject, OwnerReference } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { desiredReplicasAnnotation } from './deployment-annotations.ts';
import {
  activeReplicaSets,
  availablePods,
  desiredPods,
  maxSurgeOf,
  maxUnavailableOf,
  newReplicaSetSize,
  scaleDownStep,
  scaleProportionally,
} from './deployment-rolling.ts';
import { DeploymentSync } from './deployment-sync.ts';

/*
 * Decisions, with their params. All have `name`, the Deployment; all that scale have replicaSet, from, to and want
 * (spec.replicas):
 *   deployment.newReplicaSet          replicaSet, revision, replicas, want
 *   deployment.reuseReplicaSet        replicaSet, from (the revision that it had), revision: an old template came back
 *   deployment.updateReplicaSet       replicaSet: annotations or minReadySeconds were copied to it
 *   deployment.noteRevision           revision
 *   deployment.noteSize               like scaling, but from = to: only the size of the whole is noted on it
 *   deployment.hashCollision          replicaSet, collisionCount
 *   deployment.scaleUpNew             ..., maxSurge, total (pods of all ReplicaSets), maxTotal
 *   deployment.scaleDownNew           ..., maxSurge, total, maxTotal: it has more than `replicas`
 *   deployment.scaleDownUnhealthy     ..., maxUnavailable, minAvailable, available
 *   deployment.scaleDownOld           ..., maxUnavailable, minAvailable, available
 *   deployment.scaleDownForRecreate   ...
 *   deployment.scaleUpForRecreate     ...
 *   deployment.scaleToReplicas        ...: `replicas` was changed, and only one ReplicaSet has pods
 *   deployment.scaleProportionally    ..., total, maxTotal: `replicas` was changed in the middle of a rollout
 *   deployment.scaleDownSaturated     ...: the new ReplicaSet has all the pods it needs
 *   deployment.paused, deployment.resumed
 *   deployment.deleteOldRevision      replicaSet, revision, limit, kept (how many there were)
 *   deployment.status, deployment.complete   want, have, updated, available
 *   deployment.timedOut               want, have, updated, available, seconds
 *   deployment.adopt, deployment.release     replicaSet
 */

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function ownerKey(owner: OwnerReference | undefined, namespace: string): string[] {
  return owner?.kind === 'Deployment' && owner.apiVersion === 'apps/v1' ? [`${namespace}/${owner.name}`] : [];
}

function keysOfReplicaSetChange({ object, previous, namespace, type }: Change, lister: Lister): readonly string[] {
  const owner = controllerOf(object);
  const keys = ownerKey(owner, namespace);
  const formerOwner = previous === undefined ? undefined : controllerOf(previous);
  if (formerOwner?.uid !== owner?.uid) keys.push(...ownerKey(formerOwner, namespace));
  if (owner !== undefined || type === 'DELETED') return keys;
  const { labels } = object.metadata;
  const adopters = lister
    .list('deployments', namespace)
    .filter(({ spec }) => labelSelectorMatches(spec.selector, labels));
  return [...keys, ...adopters.map(keyOf)];
}

/** A pod that is gone matters only to Recreate, which waits for the last one (deployment_controller.go, deletePod). */
function keysOfPodChange({ object, namespace, type }: Change, lister: Lister): readonly string[] {
  const owner = type === 'DELETED' ? controllerOf(object) : undefined;
  if (owner?.kind !== 'ReplicaSet') return [];
  const replicaSet = lister.get('replicasets', namespace, owner.name);
  const deployment = replicaSet && lister.get('deployments', namespace, controllerOf(replicaSet)?.name ?? '');
  return deployment?.spec.strategy.type === 'Recreate' ? [keyOf(deployment)] : [];
}

function isScalingEvent(sync: DeploymentSync): boolean {
  const { replicas } = sync.deployment.spec;
  return activeReplicaSets(sync.replicaSets).some((replicaSet) => {
    const desired = desiredReplicasAnnotation(replicaSet);
    return desired !== undefined && desired !== replicas;
  });
}

/** `replicas` was changed, or the Deployment is paused: sizes are adjusted, nothing is rolled out (sync.go, scale). */
function scale(sync: DeploymentSync): void {
  const { deployment, newReplicaSet, oldReplicaSets } = sync;
  const { replicas } = deployment.spec;
  const active = activeReplicaSets(sync.replicaSets);
  if (active.length <= 1) {
    const only = active[0] ?? newReplicaSet ?? oldReplicaSets.at(-1);
    // Upstream leaves the annotations of one that has the right size already to the rollout.
    if (only === undefined || only.spec.replicas === replicas) return;
    sync.scale(only.metadata.name, replicas, 'scaleToReplicas', {});
    return;
  }
  const saturated =
    newReplicaSet?.spec.replicas === replicas &&
    desiredReplicasAnnotation(newReplicaSet) === replicas &&
    (newReplicaSet.status.availableReplicas ?? 0) === replicas;
  if (saturated) {
    for (const { metadata } of activeReplicaSets(oldReplicaSets))
      sync.scale(metadata.name, 0, 'scaleDownSaturated', {});
    return;
  }
  if (deployment.spec.strategy.type !== 'RollingUpdate') return;
  const params = { total: desiredPods(active), maxTotal: replicas === 0 ? 0 : replicas + maxSurgeOf(deployment) };
  for (const { name, to } of scaleProportionally(deployment, active)) {
    sync.scale(name, to, 'scaleProportionally', params);
  }
}

/** Grows the new ReplicaSet as far as there is room; answers whether it did something (rolling.go, reconcileNewReplicaSet). */
function resizeNew(sync: DeploymentSync): boolean {
  const newReplicaSet = sync.ensureNewReplicaSet();
  const { deployment, replicaSets } = sync;
  const from = newReplicaSet.spec.replicas;
  const to = newReplicaSetSize(deployment, replicaSets, from);
  // Annotations alone are not written here: they belong to a change of size.
  if (to === from) return false;
  const maxSurge = maxSurgeOf(deployment);
  const params = { maxSurge, total: desiredPods(replicaSets), maxTotal: deployment.spec.replicas + maxSurge };
  return sync.scale(newReplicaSet.metadata.name, to, to > from ? 'scaleUpNew' : 'scaleDownNew', params);
}

/** Shrinks old ReplicaSets as far as availability allows; answers whether it did something (reconcileOldReplicaSets). */
function shrinkOld(sync: DeploymentSync): boolean {
  const { deployment, newReplicaSet } = sync;
  if (newReplicaSet === undefined) return false;
  const { unhealthy, surplus } = scaleDownStep(deployment, activeReplicaSets(sync.oldReplicaSets), newReplicaSet);
  const maxUnavailable = maxUnavailableOf(deployment);
  const minAvailable = deployment.spec.replicas - maxUnavailable;
  const params = { maxUnavailable, minAvailable, available: availablePods(sync.replicaSets) };
  for (const { name, to } of unhealthy) sync.scale(name, to, 'scaleDownUnhealthy', params);
  for (const { name, to } of surplus) sync.scale(name, to, 'scaleDownOld', params);
  return unhealthy.length + surplus.length > 0;
}

/** One step of a rolling update: up if possible, else down (rolling.go, rolloutRolling). */
function rollOut(sync: DeploymentSync): void {
  if (!resizeNew(sync) && !shrinkOld(sync) && sync.isComplete()) sync.cleanUpHistory();
  sync.syncRolloutStatus();
}

/** Whether a pod of an old ReplicaSet may still run (recreate.go, oldPodsRunning). */
function oldPodsRunning(sync: DeploymentSync): boolean {
  return sync.oldReplicaSets.some(({ metadata, status }) => {
    if (status.replicas > 0) return true;
    return sync.port.lister.podsControlledBy(metadata.uid).some((pod) => !isPodTerminal(pod));
  });
}

/** All old pods go, then all new ones come (recreate.go, rolloutRecreate). */
function recreate(sync: DeploymentSync): void {
  const active = activeReplicaSets(sync.oldReplicaSets);
  for (const { metadata } of active) sync.scale(metadata.name, 0, 'scaleDownForRecreate', {});
  if (active.length === 0 && !oldPodsRunning(sync)) {
    const { metadata, spec } = sync.ensureNewReplicaSet();
    const { replicas } = sync.deployment.spec;
    if (spec.replicas !== replicas) sync.scale(metadata.name, replicas, 'scaleUpForRecreate', {});
    if (sync.isComplete()) sync.cleanUpHistory();
  }
  sync.syncRolloutStatus();
}

/** One step of a Deployment towards its specification (deployment_controller.go, syncDeployment). */
function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const deployment = port.lister.get('deployments', namespace, name);
  if (deployment === undefined) return;
  const sync = new DeploymentSync(deployment, port);
  if (deployment.metadata.deletionTimestamp !== undefined) {
    sync.syncRevision();
    sync.syncStatus();
    return;
  }
  sync.syncPaused();
  sync.syncRevision();
  const paused = deployment.spec.paused === true;
  if (paused || isScalingEvent(sync)) {
    scale(sync);
    if (paused) sync.cleanUpHistory();
    sync.syncStatus();
  } else if (deployment.spec.strategy.type === 'Recreate') recreate(sync);
  else rollOut(sync);
}

export const deploymentController: Controller = {
  name: 'deployment-controller',
  watches: [
    { resource: 'deployments', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'replicasets', keys: keysOfReplicaSetChange },
    { resource: 'pods', keys: keysOfPodChange },
  ],
  reconcile,
};
