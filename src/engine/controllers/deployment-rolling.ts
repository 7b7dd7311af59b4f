import type { DeploymentSpec, IntOrString, ObjectMeta } from '../kinds/types/index.ts';
import { maxReplicasAnnotation } from './deployment-annotations.ts';

/*
 * The arithmetic of rollouts: how big each ReplicaSet may be. Pure; sizes are numbers of pods.
 * Upstream: pkg/controller/deployment/{rolling,sync}.go and util/deployment_util.go.
 */

/** What the arithmetic reads of a Deployment. */
export interface SizedDeployment {
  spec: Pick<DeploymentSpec, 'replicas' | 'strategy'>;
  status: { replicas?: number };
}

/** What the arithmetic reads of a ReplicaSet. */
export interface SizedReplicaSet {
  metadata: Pick<ObjectMeta, 'name' | 'creationTimestamp' | 'annotations'>;
  spec: { replicas: number };
  status: { availableReplicas?: number };
}

/** A ReplicaSet is to have `to` pods instead of `from`. */
export interface SizeChange {
  name: string;
  from: number;
  to: number;
}

/**
 * A number, or a percentage of `total` rounded up or down; undefined when the text is no percentage
 * (apimachinery pkg/util/intstr, GetScaledValueFromIntOrPercent).
 */
export function scaledValue(value: IntOrString, total: number, round: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') return value;
  if (!/^[+-]?\d{1,10}%$/.test(value)) return undefined;
  const exact = (Number(value.slice(0, -1)) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/**
 * maxSurge rounded up and maxUnavailable rounded down, absent ones as 0. When both come out as 0, one pod may be
 * unavailable, or a rollout could never move. Undefined when one of them is no number or percentage (ResolveFenceposts).
 */
export function resolveFenceposts(
  maxSurge: IntOrString | undefined,
  maxUnavailable: IntOrString | undefined,
  desired: number,
): { maxSurge: number; maxUnavailable: number } | undefined {
  const surge = scaledValue(maxSurge ?? 0, desired, 'up');
  const unavailable = scaledValue(maxUnavailable ?? 0, desired, 'down');
  if (surge === undefined || unavailable === undefined) return undefined;
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

function fenceposts({ spec }: SizedDeployment): { maxSurge: number; maxUnavailable: number } {
  const none = { maxSurge: 0, maxUnavailable: 0 };
  if (spec.strategy.type !== 'RollingUpdate') return none;
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  return resolveFenceposts(maxSurge, maxUnavailable, spec.replicas) ?? none;
}

/** How many pods may exist above `replicas`; 0 but for RollingUpdate (MaxSurge). */
export function maxSurgeOf(deployment: SizedDeployment): number {
  return fenceposts(deployment).maxSurge;
}

/** How many of `replicas` may be missing, at most all; 0 but for RollingUpdate (MaxUnavailable). */
export function maxUnavailableOf(deployment: SizedDeployment): number {
  return Math.min(deployment.spec.replicas, fenceposts(deployment).maxUnavailable);
}

/** How many pods must stay available during a rollout; 0 but for RollingUpdate (MinAvailable). */
export function minAvailableOf(deployment: SizedDeployment): number {
  if (deployment.spec.strategy.type !== 'RollingUpdate') return 0;
  return deployment.spec.replicas - maxUnavailableOf(deployment);
}

/** The sum of `spec.replicas`. */
export function desiredPods(replicaSets: readonly SizedReplicaSet[]): number {
  return replicaSets.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

/** The sum of `status.availableReplicas`. */
export function availablePods(replicaSets: readonly SizedReplicaSet[]): number {
  return replicaSets.reduce((sum, { status }) => sum + (status.availableReplicas ?? 0), 0);
}

/** ReplicaSets that want pods (FilterActiveReplicaSets). */
export function activeReplicaSets<R extends SizedReplicaSet>(replicaSets: readonly R[]): R[] {
  return replicaSets.filter(({ spec }) => spec.replicas > 0);
}

/** Oldest first, by name when equally old (ReplicaSetsByCreationTimestamp). */
export function byCreation(a: SizedReplicaSet, b: SizedReplicaSet): number {
  const [first, second] = [a.metadata, b.metadata];
  if (first.creationTimestamp !== second.creationTimestamp) {
    return first.creationTimestamp < second.creationTimestamp ? -1 : 1;
  }
  if (first.name === second.name) return 0;
  return first.name < second.name ? -1 : 1;
}

/**
 * How big the new ReplicaSet should be by now: never more than `replicas`, and as much of that as maxSurge leaves room
 * for beside all others; all of it at once for Recreate (reconcileNewReplicaSet, NewRSNewReplicas). `all` includes the
 * new one when it exists.
 */
export function newReplicaSetSize(
  deployment: SizedDeployment,
  all: readonly SizedReplicaSet[],
  currentSize: number,
): number {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate' || currentSize >= replicas) return replicas;
  const room = replicas + maxSurgeOf(deployment) - desiredPods(all);
  if (room <= 0) return currentSize;
  return currentSize + Math.min(room, replicas - currentSize);
}

/**
 * Takes pods that are not available from old ReplicaSets, oldest first, at most `limit`: they would hold up the
 * rollout, and losing them makes nothing less available (cleanupUnhealthyReplicas). Not `settled` when a ReplicaSet
 * still reports more available pods than it wants: upstream then scales nothing more down until its status has followed.
 */
export function scaleDownUnhealthy(
  old: readonly SizedReplicaSet[],
  limit: number,
): { changes: SizeChange[]; settled: boolean } {
  const changes: SizeChange[] = [];
  let left = limit;
  for (const { metadata, spec, status } of old.toSorted(byCreation)) {
    if (left <= 0) break;
    const unhealthy = spec.replicas - (status.availableReplicas ?? 0);
    if (spec.replicas === 0 || unhealthy === 0) continue;
    if (unhealthy < 0) return { changes, settled: false };
    const remove = Math.min(left, unhealthy);
    changes.push({ name: metadata.name, from: spec.replicas, to: spec.replicas - remove });
    left -= remove;
  }
  return { changes, settled: true };
}

/**
 * Takes as many pods from old ReplicaSets, oldest first, as are available above the minimum
 * (scaleDownOldReplicaSetsForRollingUpdate). `all` is `old` and the new one.
 */
export function scaleDownOld(
  deployment: SizedDeployment,
  all: readonly SizedReplicaSet[],
  old: readonly SizedReplicaSet[],
): SizeChange[] {
  const changes: SizeChange[] = [];
  let left = availablePods(all) - (deployment.spec.replicas - maxUnavailableOf(deployment));
  for (const { metadata, spec } of old.toSorted(byCreation)) {
    if (left <= 0) break;
    if (spec.replicas === 0) continue;
    const remove = Math.min(spec.replicas, left);
    changes.push({ name: metadata.name, from: spec.replicas, to: spec.replicas - remove });
    left -= remove;
  }
  return changes;
}

/** What old ReplicaSets lose in one step: first pods that are not available, then available ones above the minimum. */
export interface ScaleDown {
  unhealthy: SizeChange[];
  surplus: SizeChange[];
}

/**
 * How old ReplicaSets shrink: by no more than makes up for new pods that are not available yet
 * (reconcileOldReplicaSets). `old` are those with pods.
 */
export function scaleDownStep(
  deployment: SizedDeployment,
  old: readonly SizedReplicaSet[],
  newReplicaSet: SizedReplicaSet,
): ScaleDown {
  const minAvailable = deployment.spec.replicas - maxUnavailableOf(deployment);
  const newUnavailable = newReplicaSet.spec.replicas - (newReplicaSet.status.availableReplicas ?? 0);
  const limit = desiredPods(old) + newReplicaSet.spec.replicas - minAvailable - newUnavailable;
  if (old.length === 0 || limit <= 0) return { unhealthy: [], surplus: [] };
  const { changes: unhealthy, settled } = scaleDownUnhealthy(old, limit);
  if (!settled) return { unhealthy, surplus: [] };
  const left = old.map((replicaSet) => {
    const change = unhealthy.find(({ name }) => name === replicaSet.metadata.name);
    return change === undefined ? replicaSet : { ...replicaSet, spec: { replicas: change.to } };
  });
  return { unhealthy, surplus: scaleDownOld(deployment, [...left, newReplicaSet], left) };
}

/** Halves away from zero, as Go's integer.RoundToInt32 does. */
function round(value: number): number {
  return value < 0 ? Math.trunc(value - 0.5) : Math.trunc(value + 0.5);
}

/** By how much a ReplicaSet grows or shrinks to keep its share of the Deployment (getReplicaSetFraction). */
function replicaSetFraction(replicaSet: SizedReplicaSet, deployment: SizedDeployment): number {
  const size = replicaSet.spec.replicas;
  if (deployment.spec.replicas === 0) return -size;
  // Without the annotation the Deployment's present size is the best guess of its size before.
  const before = maxReplicasAnnotation(replicaSet) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  const now = deployment.spec.replicas + maxSurgeOf(deployment);
  return round((size * now) / before) - size;
}

/** The part of `toAdd` (negative: to remove) that falls to a ReplicaSet when `added` are given out (GetProportion). */
function proportion(replicaSet: SizedReplicaSet, deployment: SizedDeployment, toAdd: number, added: number): number {
  if (replicaSet.spec.replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = replicaSetFraction(replicaSet, deployment);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

/**
 * New sizes of ReplicaSets when a Deployment is scaled in the middle of a rollout: each keeps its share, the largest
 * gets what rounding leaves over (pkg/controller/deployment/sync.go, scale). `active` are those with pods; the answer
 * has all of them, in the order in which they are written, also those whose size stays.
 */
export function scaleProportionally(deployment: SizedDeployment, active: readonly SizedReplicaSet[]): SizeChange[] {
  const { replicas } = deployment.spec;
  const allowed = replicas > 0 ? replicas + maxSurgeOf(deployment) : 0;
  const toAdd = allowed - desiredPods(active);
  // Of equally large ones the newest grows first and the oldest shrinks first.
  const agreeing = toAdd > 0 ? -1 : 1;
  const ordered = active.toSorted((a, b) => b.spec.replicas - a.spec.replicas || agreeing * byCreation(a, b));
  let added = 0;
  const changes = ordered.map((replicaSet) => {
    const from = replicaSet.spec.replicas;
    const share = proportion(replicaSet, deployment, toAdd, added);
    added += share;
    return { name: replicaSet.metadata.name, from, to: from + share };
  });
  const largest = changes[0];
  if (largest !== undefined) largest.to = Math.max(0, largest.to + toAdd - added);
  return changes;
}
