import { deepEqual, semanticEqual } from '../api/equality.ts';
import { podTemplateHash } from '../api/names.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import { ApiError } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import type { DecisionParams } from '../component.ts';
import { extended } from '../extended.ts';
import type { Deployment, DeploymentStatus, PodTemplateSpec, ReplicaSet } from '../kinds/types/index.ts';
import {
  adoptionPatch,
  claimObjects,
  controllerRef,
  isBeingDeleted,
  isControlledBy,
  releasePatch,
} from './controller-ref.ts';
import type { ControllerPort } from './controller.ts';
import { REVISION, maxRevision, newReplicaSetAnnotations, revisionOf, withReplicas } from './deployment-annotations.ts';
import { byCreation, maxSurgeOf, newReplicaSetSize } from './deployment-rolling.ts';
import {
  PROGRESS,
  calculateStatus,
  deploymentCondition,
  isComplete,
  newCondition,
  progressDeadline,
  revisionHistoryLimit,
  rolloutStatus,
  untilProgressCheck,
  withCondition,
} from './deployment-status.ts';

const HASH_LABEL = 'pod-template-hash';

function withoutHash({ metadata }: PodTemplateSpec): unknown {
  const { [HASH_LABEL]: _, ...labels } = metadata?.labels ?? {};
  return { ...metadata, labels };
}

/** Whether two templates are the same but for the label pod-template-hash (EqualIgnoreHash). */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return semanticEqual(a.spec, b.spec) && semanticEqual(withoutHash(a), withoutHash(b));
}

/**
 * One look at a Deployment: what it owns, and the writes that a sync may make. It follows its own writes, so that later
 * steps see what earlier ones did.
 */
export class DeploymentSync {
  readonly port: ControllerPort;
  deployment: Deployment;
  /** Its ReplicaSets, oldest first. */
  private owned: ReplicaSet[];
  /** The answer of `newReplicaSet`, and what it was found among. */
  private found:
    { owned: readonly ReplicaSet[]; template: PodTemplateSpec; replicaSet: ReplicaSet | undefined } | undefined;

  constructor(deployment: Deployment, port: ControllerPort) {
    this.deployment = deployment;
    this.port = port;
    this.owned = this.claim().toSorted(byCreation);
  }

  /** All its ReplicaSets. */
  get replicaSets(): readonly ReplicaSet[] {
    return this.owned;
  }

  /** The ReplicaSet with the Deployment's present template; the oldest when there are several (FindNewReplicaSet). */
  get newReplicaSet(): ReplicaSet | undefined {
    const { owned, found } = this;
    const { template } = this.deployment.spec;
    if (found?.owned === owned && found.template === template) return found.replicaSet;
    const replicaSet = owned.find((each) => sameTemplate(each.spec.template, template));
    this.found = { owned, template, replicaSet };
    return replicaSet;
  }

  get oldReplicaSets(): ReplicaSet[] {
    const newReplicaSet = this.newReplicaSet;
    return this.owned.filter((replicaSet) => replicaSet !== newReplicaSet);
  }

  decide(code: string, params: DecisionParams): void {
    this.port.decide(`deployment.${code}`, { name: this.deployment.metadata.name, ...params }, this.deployment);
  }

  /**
   * Gives the new ReplicaSet, if it exists, the highest revision and the Deployment's annotations, and notes the
   * revision on the Deployment (getAllReplicaSetsAndSyncRevision).
   */
  syncRevision(): void {
    const found = this.newReplicaSet;
    if (found === undefined) return;
    const updated = this.syncAnnotations(found);
    this.noteRevision(updated.metadata.annotations?.[REVISION]);
    const { status } = this.deployment;
    if (progressDeadline(this.deployment) !== undefined && deploymentCondition(status, 'Progressing') === undefined) {
      const message = `Found new replica set "${updated.metadata.name}"`;
      this.writeStatus(
        withCondition(status, newCondition('Progressing', 'True', PROGRESS.found, message, this.port.now)),
      );
    }
  }

  /** As `syncRevision`, and makes the new ReplicaSet when there is none. Throws `ApiError` when it cannot be made. */
  ensureNewReplicaSet(): ReplicaSet {
    this.syncRevision();
    return this.newReplicaSet ?? this.createReplicaSet();
  }

  /**
   * Writes a ReplicaSet's size, and for which size of the Deployment it is; answers whether the size changed
   * (scaleReplicaSet). `code` and `params` say why.
   */
  scale(name: string, to: number, code: string, params: DecisionParams): boolean {
    const replicaSet = this.owned.find(({ metadata }) => metadata.name === name);
    if (replicaSet === undefined) return false;
    const from = replicaSet.spec.replicas;
    const desired = this.deployment.spec.replicas;
    const before = replicaSet.metadata.annotations;
    const annotations = withReplicas(before, desired, desired + maxSurgeOf(this.deployment));
    if (from === to && annotations === before) return false;
    this.decide(from === to ? 'noteSize' : code, { replicaSet: name, from, to, want: desired, ...params });
    this.update({
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, replicas: to },
    });
    if (from === to) return false;
    const direction = from < to ? 'up' : 'down';
    const message = `Scaled ${direction} replica set ${name} from ${from} to ${to}`;
    this.port.event(this.deployment, 'Normal', 'ScalingReplicaSet', message);
    return true;
  }

  /** Notes that the Deployment was paused or resumed, so that the time meanwhile does not count (checkPausedConditions). */
  syncPaused(): void {
    const { spec, status } = this.deployment;
    if (progressDeadline(this.deployment) === undefined) return;
    const reason = deploymentCondition(status, 'Progressing')?.reason;
    const paused = spec.paused === true;
    if (reason === PROGRESS.timedOut || paused === (reason === PROGRESS.paused)) return;
    this.decide(paused ? 'paused' : 'resumed', {});
    const condition = paused
      ? newCondition('Progressing', 'Unknown', PROGRESS.paused, 'Deployment is paused', this.port.now)
      : newCondition('Progressing', 'Unknown', PROGRESS.resumed, 'Deployment is resumed', this.port.now);
    this.writeStatus(withCondition(status, condition));
  }

  /** Deletes the oldest revisions above revisionHistoryLimit, but none that still has pods (cleanupDeployment). */
  cleanUpHistory(): void {
    const limit = revisionHistoryLimit(this.deployment);
    if (limit === undefined) return;
    const alive = this.oldReplicaSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const surplus = alive.toSorted(byRevision).slice(0, Math.max(0, alive.length - limit));
    for (const { metadata, spec, status } of surplus) {
      const seen = (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);
      if (status.replicas !== 0 || spec.replicas !== 0 || !seen) continue;
      const revision = metadata.annotations?.[REVISION] ?? '';
      this.decide('deleteOldRevision', { replicaSet: metadata.name, revision, limit, kept: alive.length });
      this.port.client.delete('replicasets', metadata.namespace ?? '', metadata.name);
    }
  }

  /** Reports counts and availability only (syncDeploymentStatus). */
  syncStatus(): void {
    this.report(calculateStatus(this.deployment, this.owned, this.newReplicaSet, this.port.now));
  }

  /** Reports counts and how the rollout gets on, and comes back when it might have got stuck (syncRolloutStatus). */
  syncRolloutStatus(): void {
    const wrote = this.report(rolloutStatus(this.deployment, this.owned, this.newReplicaSet, this.port.now));
    // A write brings the Deployment back by itself.
    const wait = wrote ? undefined : untilProgressCheck(this.deployment, this.port.now);
    if (wait !== undefined) this.port.requeueAfter(wait);
  }

  isComplete(): boolean {
    return isComplete(this.deployment, this.deployment.status);
  }

  private claim(): ReplicaSet[] {
    const { deployment, port } = this;
    const { uid, namespace = '', name } = deployment.metadata;
    return claimObjects<ReplicaSet>({
      owner: deployment,
      owned: port.lister
        .ownedBy(uid)
        .filter((object): object is ReplicaSet => object.kind === 'ReplicaSet' && isControlledBy(object, deployment)),
      orphans: port.lister
        .list('replicasets', namespace)
        .filter((object) => controllerOf(object) === undefined && !isBeingDeleted(object)),
      matches: ({ metadata }) => labelSelectorMatches(deployment.spec.selector, metadata.labels),
      adopt: (orphan) => {
        port.decide('deployment.adopt', { name, replicaSet: orphan.metadata.name }, orphan);
        return port.client.patch('replicasets', namespace, orphan.metadata.name, adoptionPatch(orphan, deployment));
      },
      release: (object) => {
        port.decide('deployment.release', { name, replicaSet: object.metadata.name }, object);
        port.client.patch('replicasets', namespace, object.metadata.name, releasePatch(object, deployment));
      },
    });
  }

  private update(replicaSet: ReplicaSet): ReplicaSet {
    const updated = this.port.client.update('replicasets', replicaSet);
    this.owned = this.owned.map((other) => (other.metadata.uid === updated.metadata.uid ? updated : other));
    return updated;
  }

  private syncAnnotations(replicaSet: ReplicaSet): ReplicaSet {
    const revision = maxRevision(this.oldReplicaSets) + 1;
    const before = revisionOf(replicaSet) ?? 0;
    const annotations = newReplicaSetAnnotations(this.deployment, replicaSet, revision);
    const minReadySeconds = this.deployment.spec.minReadySeconds ?? 0;
    const sameAnnotations = deepEqual(annotations, replicaSet.metadata.annotations ?? {});
    if (sameAnnotations && (replicaSet.spec.minReadySeconds ?? 0) === minReadySeconds) return replicaSet;
    const { name } = replicaSet.metadata;
    if (before > 0 && before < revision) this.decide('reuseReplicaSet', { replicaSet: name, from: before, revision });
    else this.decide('updateReplicaSet', { replicaSet: name });
    return this.update({
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, minReadySeconds },
    });
  }

  /** In upstream one write with the status; a merge patch here, because a status write leaves metadata alone. */
  private noteRevision(revision: string | undefined): void {
    const { annotations, namespace = '', name } = this.deployment.metadata;
    if (revision === undefined || annotations?.[REVISION] === revision) return;
    this.decide('noteRevision', { revision });
    const patch = { metadata: { annotations: { [REVISION]: revision } } };
    this.deployment = this.port.client.patch('deployments', namespace, name, patch);
  }

  private createReplicaSet(): ReplicaSet {
    const { deployment, port } = this;
    const { spec, status, metadata } = deployment;
    const revision = maxRevision(this.owned) + 1;
    const hash = podTemplateHash(spec.template, status.collisionCount);
    const name = `${metadata.name}-${hash}`;
    const replicas = newReplicaSetSize(deployment, this.owned, 0);
    const labels = extended(spec.template.metadata?.labels ?? {}, { [HASH_LABEL]: hash });
    const annotations = withReplicas(
      newReplicaSetAnnotations(deployment, undefined, revision),
      spec.replicas,
      spec.replicas + maxSurgeOf(deployment),
    );
    this.decide('newReplicaSet', { replicaSet: name, revision, replicas, want: spec.replicas });
    let created: ReplicaSet;
    try {
      created = port.client.create('replicasets', {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name,
          namespace: metadata.namespace ?? '',
          labels,
          annotations,
          ownerReferences: [controllerRef(deployment)],
        },
        spec: {
          replicas,
          ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
          selector: {
            ...spec.selector,
            matchLabels: extended(spec.selector.matchLabels ?? {}, { [HASH_LABEL]: hash }),
          },
          template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
        },
      });
    } catch (error) {
      if (error instanceof ApiError) this.explainFailedCreation(name, error);
      throw error;
    }
    this.owned = [...this.owned, created];
    if (replicas > 0) {
      const message = `Scaled up replica set ${name} from 0 to ${replicas}`;
      port.event(deployment, 'Normal', 'ScalingReplicaSet', message);
    }
    this.noteRevision(String(revision));
    this.setProgressing('True', PROGRESS.created, `Created new replica set "${name}"`);
    return created;
  }

  private explainFailedCreation(name: string, error: ApiError): void {
    const { namespace = '' } = this.deployment.metadata;
    if (error.status.reason === 'AlreadyExists') {
      // Another ReplicaSet has this name: the next try hashes with a higher count.
      const collisionCount = (this.deployment.status.collisionCount ?? 0) + 1;
      this.decide('hashCollision', { replicaSet: name, collisionCount });
      this.writeStatus({ ...this.deployment.status, collisionCount });
      return;
    }
    if (this.port.lister.get('namespaces', '', namespace)?.metadata.deletionTimestamp !== undefined) return;
    const message = `Failed to create new replica set "${name}": ${error.message}`;
    this.setProgressing('False', PROGRESS.createError, message);
    this.port.event(this.deployment, 'Warning', PROGRESS.createError, message);
  }

  private setProgressing(status: 'True' | 'False', reason: string, message: string): void {
    if (progressDeadline(this.deployment) === undefined) return;
    const condition = newCondition('Progressing', status, reason, message, this.port.now);
    this.writeStatus(withCondition(this.deployment.status, condition));
  }

  private report(status: DeploymentStatus): boolean {
    if (deepEqual(status, this.deployment.status)) return false;
    const before = deploymentCondition(this.deployment.status, 'Progressing')?.reason;
    const after = deploymentCondition(status, 'Progressing')?.reason;
    const { replicas: have = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = status;
    const counts = { want: this.deployment.spec.replicas, have, updated, available };
    if (before !== after && after === PROGRESS.available) this.decide('complete', counts);
    else if (before !== after && after === PROGRESS.timedOut) {
      this.decide('timedOut', { ...counts, seconds: this.deployment.spec.progressDeadlineSeconds ?? 0 });
    } else this.decide('status', counts);
    this.writeStatus(status);
    return true;
  }

  private writeStatus(status: DeploymentStatus): void {
    this.deployment = this.port.client.updateStatus('deployments', { ...this.deployment, status });
  }
}

/** Lowest revision first; by age when a revision cannot be read or is the same (ReplicaSetsByRevision). */
export function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  const first = revisionOf(a);
  const second = revisionOf(b);
  if (first === undefined || second === undefined || first === second) return byCreation(a, b);
  return first - second;
}
