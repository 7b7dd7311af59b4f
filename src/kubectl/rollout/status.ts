import type { DeploymentStatus, GenericObject } from '../../engine/index.ts';
import { KubectlError } from '../errors.ts';
import { groupKind } from '../resources.ts';

/** What `rollout status` says of one state of an object, and whether the rollout is over. */
export interface RolloutStatus {
  text: string;
  done: boolean;
}

const REVISION = 'deployment.kubernetes.io/revision';

/** The revision that a Deployment or one of its ReplicaSets carries; 0 without one. */
export function revisionOf({ metadata }: GenericObject): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

interface WorkloadSpec {
  replicas?: number;
  updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
}

function deploymentStatus(object: GenericObject, revision: number): RolloutStatus {
  const { name, generation = 0 } = object.metadata;
  if (revision > 0 && revision !== revisionOf(object)) {
    throw new KubectlError(
      `desired revision (${revision}) is different from the running revision (${revisionOf(object)})`,
    );
  }
  const status = (object.status ?? {}) as unknown as DeploymentStatus;
  if (generation > (status.observedGeneration ?? 0)) {
    return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    throw new KubectlError(`deployment "${name}" exceeded its progress deadline`);
  }
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  const { replicas = 1 } = (object.spec ?? {}) as WorkloadSpec;
  const { replicas: total = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
  if (updated < replicas) {
    return { text: `${waiting} ${updated} out of ${replicas} new replicas have been updated...\n`, done: false };
  }
  if (total > updated) {
    return { text: `${waiting} ${total - updated} old replicas are pending termination...\n`, done: false };
  }
  if (available < updated) {
    return { text: `${waiting} ${available} of ${updated} updated replicas are available...\n`, done: false };
  }
  return { text: `deployment "${name}" successfully rolled out\n`, done: true };
}

interface DaemonSetStatus {
  observedGeneration?: number;
  updatedNumberScheduled?: number;
  desiredNumberScheduled?: number;
  numberAvailable?: number;
}

function requireRollingUpdate(object: GenericObject): void {
  const type = ((object.spec ?? {}) as WorkloadSpec).updateStrategy?.type ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') {
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
  }
}

function daemonSetStatus(object: GenericObject): RolloutStatus {
  requireRollingUpdate(object);
  const { name, generation = 0 } = object.metadata;
  const status = (object.status ?? {}) as DaemonSetStatus;
  if (generation > (status.observedGeneration ?? 0)) {
    return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  }
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  const { updatedNumberScheduled: updated = 0, desiredNumberScheduled: wanted = 0, numberAvailable = 0 } = status;
  if (updated < wanted) {
    return { text: `${waiting} ${updated} out of ${wanted} new pods have been updated...\n`, done: false };
  }
  if (numberAvailable < wanted) {
    return { text: `${waiting} ${numberAvailable} of ${wanted} updated pods are available...\n`, done: false };
  }
  return { text: `daemon set "${name}" successfully rolled out\n`, done: true };
}

interface StatefulSetStatus {
  observedGeneration?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  currentReplicas?: number;
  updateRevision?: string;
  currentRevision?: string;
}

function statefulSetStatus(object: GenericObject): RolloutStatus {
  requireRollingUpdate(object);
  const { replicas = 1, updateStrategy } = (object.spec ?? {}) as WorkloadSpec;
  const status = (object.status ?? {}) as StatefulSetStatus;
  const observed = status.observedGeneration ?? 0;
  if (observed === 0 || (object.metadata.generation ?? 0) > observed) {
    return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
  }
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, currentReplicas: current = 0 } = status;
  if (ready < replicas) return { text: `Waiting for ${replicas - ready} pods to be ready...\n`, done: false };
  // The API server fills the partition in, so only StatefulSets that no server saw go on.
  if (updateStrategy?.rollingUpdate !== undefined) {
    const { partition } = updateStrategy.rollingUpdate;
    if (partition !== undefined && updated < replicas - partition) {
      const text = `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...\n`;
      return { text, done: false };
    }
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (status.updateRevision !== status.currentRevision) {
    const revision = status.updateRevision ?? '';
    const text = `waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}...\n`;
    return { text, done: false };
  }
  const revision = status.currentRevision ?? '';
  return { text: `statefulset rolling update complete ${current} pods at revision ${revision}...\n`, done: true };
}

function groupOf({ apiVersion, kind }: GenericObject): { group: string; kind: string } {
  return { group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '', kind };
}

/**
 * What `kubectl rollout status` prints of an object (kubectl pkg/polymorphichelpers/rollout_status.go). `revision` 0 stands
 * for any. A rollout that failed, or a kind without one, is a KubectlError.
 */
export function rolloutStatus(object: GenericObject, revision: number): RolloutStatus {
  switch (object.kind) {
    case 'Deployment':
      return deploymentStatus(object, revision);
    case 'DaemonSet':
      return daemonSetStatus(object);
    case 'StatefulSet':
      return statefulSetStatus(object);
    default:
      throw new KubectlError(`no status viewer has been implemented for ${groupKind(groupOf(object))}`);
  }
}
