import type { Deployment, ReplicaSet } from '../engine/index.ts';
import type { Phrase, PodOwnerView, WorkloadView } from './picture.ts';
import { revisionMark } from './revision-mark.ts';
import { rolloutBounds } from './rollout-bounds.ts';

/** `ready 2 / 3`. */
export function readyPhrase(ready: number, desired: number): Phrase {
  return { key: 'canvas.workload.ready', params: { ready, desired } };
}

/** How a workload is named to those who do not see it. */
export function workloadLabel(kind: string, name: string, ready: number, desired: number): Phrase {
  return { key: 'canvas.workload.label', params: { kind, name, ready, desired } };
}

/** One ReplicaSet; `current` when its Deployment makes new pods with it. */
export function replicaSetView(replicaSet: ReplicaSet, current: boolean): PodOwnerView {
  const replicas = replicaSet.status.replicas;
  const ready = replicaSet.status.readyReplicas ?? 0;
  return {
    kind: 'ReplicaSet',
    resource: 'replicasets',
    uid: replicaSet.metadata.uid,
    namespace: replicaSet.metadata.namespace ?? '',
    name: replicaSet.metadata.name,
    revision: revisionMark(replicaSet),
    current,
    desired: replicaSet.spec.replicas,
    replicas,
    ready,
    progress: readyPhrase(ready, replicaSet.spec.replicas),
    ghost: !current && replicaSet.spec.replicas === 0 && replicas === 0,
  };
}

function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return (revisionMark(b)?.number ?? 0) - (revisionMark(a)?.number ?? 0);
}

function stateOf(deployment: Deployment, oldPods: number): WorkloadView['state'] {
  const { metadata, spec, status } = deployment;
  if (metadata.deletionTimestamp !== undefined) return 'deleting';
  const updated = status.updatedReplicas ?? 0;
  const settled =
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    updated === spec.replicas &&
    (status.replicas ?? 0) === updated &&
    (status.availableReplicas ?? 0) === updated;
  if (spec.paused === true) return 'paused';
  if (settled) return 'complete';
  const progressing = status.conditions?.find((item) => item.type === 'Progressing');
  if (progressing?.status === 'False') return 'failed';
  return oldPods > 0 ? 'rollingOut' : 'progressing';
}

/** A Deployment with its ReplicaSets, newest revision first. */
export function deploymentView(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  unselected: boolean,
): WorkloadView {
  const { uid, name } = deployment.metadata;
  const sorted = replicaSets.toSorted(byRevision);
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const current = sorted.find((item) => String(revisionMark(item)?.number) === revision) ?? sorted[0];
  const views = sorted.map((replicaSet) => replicaSetView(replicaSet, replicaSet === current));
  const oldPods = views.reduce((sum, view) => sum + (view.current ? 0 : view.replicas), 0);
  const state = stateOf(deployment, oldPods);
  const ready = deployment.status.readyReplicas ?? 0;
  const desired = deployment.spec.replicas;
  return {
    kind: 'Deployment',
    resource: 'deployments',
    uid,
    namespace: deployment.metadata.namespace ?? '',
    name,
    state,
    desired,
    ready,
    progress: readyPhrase(ready, desired),
    note: { key: 'canvas.workload.updated', params: { count: deployment.status.updatedReplicas ?? 0 } },
    ...rolloutBounds(deployment),
    owners: views,
    unselected,
    label: workloadLabel('Deployment', name, ready, desired),
  };
}

/** A ReplicaSet that no Deployment made, drawn as a workload of its own. */
export function bareReplicaSetView(replicaSet: ReplicaSet, unselected: boolean): WorkloadView {
  const view = replicaSetView(replicaSet, true);
  const deleting = replicaSet.metadata.deletionTimestamp !== undefined;
  const settled = view.desired === view.replicas && view.ready === view.desired;
  return {
    kind: 'ReplicaSet',
    resource: 'replicasets',
    uid: view.uid,
    namespace: view.namespace,
    name: view.name,
    state: deleting ? 'deleting' : settled ? 'complete' : 'progressing',
    desired: view.desired,
    ready: view.ready,
    progress: view.progress,
    note: { key: 'canvas.workload.pods', params: { count: view.replicas } },
    most: view.desired,
    fewest: view.desired,
    owners: [view],
    unselected,
    label: workloadLabel('ReplicaSet', view.name, view.ready, view.desired),
  };
}
