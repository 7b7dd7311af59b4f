import { fromRFC3339, toRFC3339 } from '../api/time.ts';
import { extended } from '../extended.ts';
import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from '../kinds/types/index.ts';
import { availablePods, desiredPods, maxUnavailableOf } from './deployment-rolling.ts';

/*
 * What a Deployment reports of itself. Times are ms since the epoch.
 * Upstream: pkg/controller/deployment/{sync,progress}.go and util/deployment_util.go.
 */

/** Reasons of the condition Progressing. */
export const PROGRESS = {
  created: 'NewReplicaSetCreated',
  found: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  createError: 'ReplicaSetCreateError',
  available: 'NewReplicaSetAvailable',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const;

/** A deadline of this many seconds is none (HasProgressDeadline), as is such a history limit (HasRevisionHistoryLimit). */
const INFINITE = 2 ** 31 - 1;

/** progressDeadlineSeconds in ms, undefined when there is none. */
export function progressDeadline({ spec }: Pick<Deployment, 'spec'>): number | undefined {
  const seconds = spec.progressDeadlineSeconds;
  return seconds === undefined || seconds === INFINITE ? undefined : seconds * 1000;
}

/** revisionHistoryLimit, undefined when all old ReplicaSets are kept. */
export function revisionHistoryLimit({ spec }: Pick<Deployment, 'spec'>): number | undefined {
  return spec.revisionHistoryLimit === INFINITE ? undefined : spec.revisionHistoryLimit;
}

export function deploymentCondition(status: DeploymentStatus, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
  now: number,
): Condition {
  const time = toRFC3339(now);
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

export function withoutCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  const { conditions = [], ...rest } = status;
  const kept = conditions.filter((condition) => condition.type !== type);
  return kept.length === 0 ? rest : extended(rest, { conditions: kept });
}

/**
 * Sets a condition; one with the same status and reason stays as it is, and a transition is only a change of the status
 * (SetDeploymentCondition).
 */
export function withCondition(status: DeploymentStatus, condition: Condition): DeploymentStatus {
  const present = deploymentCondition(status, condition.type);
  if (present?.status === condition.status && present.reason === condition.reason) return status;
  const others = withoutCondition(status, condition.type);
  const since = present?.status === condition.status ? present.lastTransitionTime : undefined;
  const dated = since === undefined ? condition : { ...condition, lastTransitionTime: since };
  return extended(others, { conditions: (others.conditions ?? []).concat(dated) });
}

/** All pods that there should be are new ones and available, and the controller has seen this specification (DeploymentComplete). */
export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus): boolean {
  return (
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.availableReplicas ?? 0) === spec.replicas &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

/** More new pods, fewer old ones, or more ready or available ones than before (DeploymentProgressing). */
export function isProgressing(before: DeploymentStatus, status: DeploymentStatus): boolean {
  const oldPods = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldPods(status) < oldPods(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** Whether the deadline has passed since the last sign of progress (DeploymentTimedOut). */
export function isTimedOut(deployment: Pick<Deployment, 'spec'>, status: DeploymentStatus, now: number): boolean {
  const deadline = progressDeadline(deployment);
  const condition = deploymentCondition(status, 'Progressing');
  if (deadline === undefined || condition?.lastUpdateTime === undefined) return false;
  if (condition.reason === PROGRESS.available) return false;
  if (condition.reason === PROGRESS.timedOut) return true;
  return fromRFC3339(condition.lastUpdateTime) + deadline < now;
}

function sumOf(
  replicaSets: readonly ReplicaSet[],
  count: (status: ReplicaSet['status']) => number | undefined,
): number {
  return replicaSets.reduce((sum, { status }) => sum + (count(status) ?? 0), 0);
}

/** Counts and the condition Available (calculateStatus); other conditions as before. `all` includes the new ReplicaSet. */
export function calculateStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const available = availablePods(all);
  const counts = {
    replicas: sumOf(all, (status) => status.replicas),
    updatedReplicas: newReplicaSet?.status.replicas ?? 0,
    readyReplicas: sumOf(all, (status) => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, desiredPods(all) - available),
  };
  const { collisionCount, conditions } = deployment.status;
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    ...(collisionCount !== undefined && { collisionCount }),
    ...(conditions !== undefined && { conditions }),
  };
  const enough = available >= deployment.spec.replicas - maxUnavailableOf(deployment);
  return withCondition(
    status,
    enough
      ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
      : newCondition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
          now,
        ),
  );
}

/** The condition Progressing of a rollout; `status` has the new counts, `deployment.status` the old ones. */
function withProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  newReplicaSet: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  if (progressDeadline(deployment) === undefined) return withoutCondition(status, 'Progressing');
  const current = deploymentCondition(deployment.status, 'Progressing');
  // The rollout was over before: this is scaling or a pod that comes and goes, of which no progress is expected.
  if ((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === PROGRESS.available) return status;
  const { name } = deployment.metadata;
  const subject = newReplicaSet === undefined ? `Deployment "${name}"` : `ReplicaSet "${newReplicaSet.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return withCondition(status, newCondition('Progressing', 'True', PROGRESS.available, message, now));
  }
  if (isProgressing(deployment.status, status)) {
    const fresh = newCondition('Progressing', 'True', PROGRESS.updated, `${subject} is progressing.`, now);
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    const condition = since === undefined ? fresh : { ...fresh, lastTransitionTime: since };
    // Also with the same status and reason: lastUpdateTime is what the deadline counts from.
    return withCondition(withoutCondition(status, 'Progressing'), condition);
  }
  if (isTimedOut(deployment, status, now)) {
    const message = `${subject} has timed out progressing.`;
    return withCondition(status, newCondition('Progressing', 'False', PROGRESS.timedOut, message, now));
  }
  return status;
}

/** The first ReplicaFailure of the new ReplicaSet, or else of any (getReplicaFailures). */
function replicaFailure(all: readonly ReplicaSet[], newReplicaSet: ReplicaSet | undefined): Condition | undefined {
  for (const replicaSet of newReplicaSet === undefined ? all : [newReplicaSet, ...all]) {
    const failure = replicaSet.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (failure === undefined) continue;
    const time = failure.lastTransitionTime;
    return time === undefined ? failure : { ...failure, lastUpdateTime: time };
  }
  return undefined;
}

/** The status during a rollout (pkg/controller/deployment/progress.go, syncRolloutStatus). */
export function rolloutStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newReplicaSet: ReplicaSet | undefined,
  now: number,
): DeploymentStatus {
  const counted = calculateStatus(deployment, all, newReplicaSet, now);
  const status = withProgress(deployment, counted, newReplicaSet, now);
  const failure = replicaFailure(all, newReplicaSet);
  return failure === undefined ? withoutCondition(status, 'ReplicaFailure') : withCondition(status, failure);
}

/**
 * In how many ms a rollout without a sign of progress must be looked at again; undefined when it need not
 * (requeueStuckDeployment, with its second of slack).
 */
export function untilProgressCheck(deployment: Deployment, now: number): number | undefined {
  const deadline = progressDeadline(deployment);
  const condition = deploymentCondition(deployment.status, 'Progressing');
  if (deadline === undefined || condition?.lastUpdateTime === undefined) return undefined;
  if (isComplete(deployment, deployment.status) || condition.reason === PROGRESS.timedOut) return undefined;
  return Math.max(0, fromRFC3339(condition.lastUpdateTime) + deadline - now) + 1000;
}
