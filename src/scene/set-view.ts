import type { CronJob, DaemonSet, Job, KubeObject, ReplicationController, StatefulSet } from '../engine/index.ts';
import type { Phrase, PodOwnerView, WorkloadView } from './picture.ts';
import { daemonSetBounds, statefulSetBounds, type RolloutBounds } from './rollout-bounds.ts';
import { readyPhrase, workloadLabel } from './workload-view.ts';

/** What the kinds that make pods without a ReplicaSet have in common. */
interface Counts {
  readonly kind: string;
  readonly resource: string;
  readonly state: WorkloadView['state'];
  readonly desired: number;
  readonly replicas: number;
  readonly ready: number;
  readonly progress: Phrase;
  readonly note: Phrase;
}

function ownerOf({ metadata }: KubeObject, counts: Counts): PodOwnerView {
  const { kind, resource, desired, replicas, ready, progress } = counts;
  const { uid, name, namespace = '' } = metadata;
  const common = { kind, resource, uid, namespace, name, desired, replicas, ready, progress };
  return { ...common, revision: undefined, current: true, ghost: false };
}

function workloadOf(
  object: KubeObject,
  counts: Counts,
  owners: readonly PodOwnerView[],
  unselected: boolean,
  bounds: RolloutBounds = { most: counts.desired, fewest: counts.desired },
): WorkloadView {
  const { kind, resource, desired, ready, progress, note } = counts;
  const { uid, name, namespace = '', deletionTimestamp } = object.metadata;
  const state = deletionTimestamp === undefined ? counts.state : 'deleting';
  const label = workloadLabel(kind, name, ready, desired);
  const head = { kind, resource, uid, namespace, name, state, label };
  return { ...head, desired, ready, progress, note, ...bounds, owners, unselected };
}

const updated = (count: number): Phrase => ({ key: 'canvas.workload.updated', params: { count } });

/** A StatefulSet; its pods are its own. */
export function statefulSetView(set: StatefulSet, unselected: boolean): WorkloadView {
  const { spec, status, metadata } = set;
  const ready = status.readyReplicas ?? 0;
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const isRolling = status.currentRevision !== status.updateRevision;
  const isSettled = isSeen && status.replicas === spec.replicas && ready === spec.replicas;
  const counts: Counts = {
    kind: 'StatefulSet',
    resource: 'statefulsets',
    state: isRolling ? 'rollingOut' : isSettled ? 'complete' : 'progressing',
    desired: spec.replicas,
    replicas: status.replicas,
    ready,
    progress: readyPhrase(ready, spec.replicas),
    note: updated(status.updatedReplicas ?? 0),
  };
  return workloadOf(set, counts, [ownerOf(set, counts)], unselected, statefulSetBounds(set));
}

/** A DaemonSet; what it wants is one pod on each node that fits. */
export function daemonSetView(set: DaemonSet): WorkloadView {
  const { status, metadata } = set;
  const desired = status.desiredNumberScheduled;
  const ready = status.numberReady;
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const isRolling = (status.updatedNumberScheduled ?? 0) < desired && status.currentNumberScheduled === desired;
  const counts: Counts = {
    kind: 'DaemonSet',
    resource: 'daemonsets',
    state: isSeen && isRolling ? 'rollingOut' : isSeen && ready === desired ? 'complete' : 'progressing',
    desired,
    replicas: status.currentNumberScheduled + status.numberMisscheduled,
    ready,
    progress: readyPhrase(ready, desired),
    note: updated(status.updatedNumberScheduled ?? 0),
  };
  return workloadOf(set, counts, [ownerOf(set, counts)], false, daemonSetBounds(set));
}

/** A ReplicationController; its pods are its own. */
export function replicationControllerView(controller: ReplicationController, unselected: boolean): WorkloadView {
  const { spec, status } = controller;
  const ready = status.readyReplicas ?? 0;
  const counts: Counts = {
    kind: 'ReplicationController',
    resource: 'replicationcontrollers',
    state: status.replicas === spec.replicas && ready === spec.replicas ? 'complete' : 'progressing',
    desired: spec.replicas,
    replicas: status.replicas,
    ready,
    progress: readyPhrase(ready, spec.replicas),
    note: { key: 'canvas.workload.pods', params: { count: status.replicas } },
  };
  return workloadOf(controller, counts, [ownerOf(controller, counts)], unselected);
}

function hasCondition(job: Job, type: string): boolean {
  return job.status.conditions?.some((item) => item.type === type && item.status === 'True') ?? false;
}

function jobCounts(job: Job): Counts {
  const { spec, status } = job;
  // Without completions, one success of any pod is enough (a work queue).
  const desired = spec.completions ?? 1;
  const succeeded = status.succeeded ?? 0;
  const state = hasCondition(job, 'Complete')
    ? 'complete'
    : hasCondition(job, 'Failed')
      ? 'jobFailed'
      : spec.suspend === true
        ? 'suspended'
        : 'progressing';
  return {
    kind: 'Job',
    resource: 'jobs',
    state,
    desired,
    replicas: succeeded + (status.active ?? 0),
    ready: succeeded,
    progress: { key: 'canvas.workload.completions', params: { succeeded, desired } },
    note: { key: 'canvas.workload.jobPods', params: { active: status.active ?? 0, failed: status.failed ?? 0 } },
  };
}

/** A Job that no CronJob made. */
export function jobView(job: Job): WorkloadView {
  const counts = jobCounts(job);
  return workloadOf(job, counts, [ownerOf(job, counts)], false);
}

/** A CronJob with the Jobs that it made, newest first. */
export function cronJobView(cronJob: CronJob, jobs: readonly Job[]): WorkloadView {
  const active = cronJob.status.active?.length ?? 0;
  const counts: Counts = {
    kind: 'CronJob',
    resource: 'cronjobs',
    state: cronJob.spec.suspend === true ? 'suspended' : 'scheduled',
    desired: active,
    replicas: 0,
    ready: 0,
    progress: { key: 'canvas.workload.activeJobs', params: { count: active } },
    note: { key: 'canvas.workload.schedule', params: { schedule: cronJob.spec.schedule } },
  };
  return workloadOf(cronJob, counts, jobs.map((job) => ownerOf(job, jobCounts(job))).toReversed(), false);
}
