import {
  formatLabels,
  formatLabelSelector,
  humanDuration,
  storageClassOf,
  fromRFC3339,
  labelSelectorMatches,
  type Condition,
  type Deployment,
  type GenericObject,
  type LabelSelector,
  type Pod,
  type PodTemplateSpec,
  type ReplicaSet,
} from '../../engine/index.ts';
import { newReplicaSet, replicaSetsOf } from '../rollout/revisions.ts';
import { writeEventsOf, type DescribeContext, type Describer } from './describer.ts';
import { controllerText, fullDate, writeAnnotations, writeLabels } from './metadata.ts';
import { describePodTemplate } from './pod-template.ts';
import type { DescribeWriter } from './writer.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

function writeConditions(writer: DescribeWriter, conditions: readonly Condition[] | undefined): void {
  if (conditions === undefined || conditions.length === 0) return;
  writer.line(0, 'Conditions:');
  writer.line(1, 'Type\tStatus\tReason');
  writer.line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions) writer.line(1, `${type} \t${status}\t${reason ?? ''}`);
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  if (sets.length === 0) return '<none>';
  return sets
    .map(({ metadata, spec, status }) => `${metadata.name} (${status.replicas ?? 0}/${spec.replicas} replicas created)`)
    .join(', ');
}

export const describeDeployment: Describer = (writer, object, context) => {
  const { metadata, spec, status } = object as unknown as Deployment;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `CreationTimestamp:\t${fullDate(metadata.creationTimestamp)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  const counts = [
    `${spec.replicas} desired`,
    `${status.updatedReplicas ?? 0} updated`,
    `${status.replicas ?? 0} total`,
    `${status.availableReplicas ?? 0} available`,
    `${status.unavailableReplicas ?? 0} unavailable`,
  ];
  writer.line(0, `Replicas:\t${counts.join(' | ')}`);
  writer.line(0, `StrategyType:\t${spec.strategy.type}`);
  writer.line(0, `MinReadySeconds:\t${spec.minReadySeconds ?? 0}`);
  const rolling = spec.strategy.rollingUpdate;
  if (rolling !== undefined) {
    const { maxUnavailable = 0, maxSurge = 0 } = rolling;
    writer.line(0, `RollingUpdateStrategy:\t${maxUnavailable} max unavailable, ${maxSurge} max surge`);
  }
  describePodTemplate(writer, spec.template);
  writeConditions(writer, status.conditions);
  const sets = replicaSetsOf(context.api, object);
  const current = newReplicaSet(object, sets);
  if (sets.length > 0) {
    writer.line(0, `OldReplicaSets:\t${replicaSetsText(sets.filter((set) => set !== current))}`);
    writer.line(0, `NewReplicaSet:\t${replicaSetsText(current === undefined ? [] : [current])}`);
  }
  writeEventsOf(writer, object, context);
};

/** How many pods of a controller are in which phase. */
function podCounts(object: GenericObject, selector: LabelSelector | undefined, { api }: DescribeContext): string {
  const counts = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  for (const item of api.list(PODS, object.metadata.namespace ?? '').items) {
    const pod = item as unknown as Pod;
    const isOwn = pod.metadata.ownerReferences?.some(
      ({ uid, controller }) => controller === true && uid === object.metadata.uid,
    );
    if (isOwn !== true || !labelSelectorMatches(selector, pod.metadata.labels ?? {})) continue;
    const phase = pod.status.phase;
    if (phase !== undefined && phase !== 'Unknown') counts[phase] += 1;
  }
  return `${counts.Running} Running / ${counts.Pending} Waiting / ${counts.Succeeded} Succeeded / ${counts.Failed} Failed`;
}

export const describeReplicaSet: Describer = (writer, object, context) => {
  const { metadata, spec, status } = object as unknown as ReplicaSet;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  const controller = controllerText(object);
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`);
  writer.line(0, `Replicas:\t${status.replicas ?? 0} current / ${spec.replicas} desired`);
  writer.line(0, `Pods Status:\t${podCounts(object, spec.selector, context)}`);
  describePodTemplate(writer, spec.template);
  writeConditions(writer, status.conditions);
  writeEventsOf(writer, object, context);
};

interface ReplicationControllerSpec {
  replicas: number;
  selector: Record<string, string>;
  template: PodTemplateSpec;
}

export const describeReplicationController: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = object.spec as unknown as ReplicationControllerSpec;
  const status = (object.status ?? {}) as { replicas?: number; conditions?: Condition[] };
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `Selector:\t${formatLabels(spec.selector)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Replicas:\t${status.replicas ?? 0} current / ${spec.replicas} desired`);
  writer.line(0, `Pods Status:\t${podCounts(object, { matchLabels: spec.selector }, context)}`);
  describePodTemplate(writer, spec.template);
  writeConditions(writer, status.conditions);
  writeEventsOf(writer, object, context);
};

interface ClaimTemplate {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: { storageClassName?: string; accessModes?: string[]; resources?: { requests?: Record<string, string> } };
}

interface StatefulSetSpec {
  replicas: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  volumeClaimTemplates?: ClaimTemplate[];
}

function writeClaims(writer: DescribeWriter, claims: readonly ClaimTemplate[]): void {
  if (claims.length === 0) {
    writer.line(0, 'Volume Claims:\t<none>');
    return;
  }
  writer.line(0, 'Volume Claims:');
  for (const { metadata, spec } of claims) {
    writer.line(1, `Name:\t${metadata.name}`);
    writer.line(1, `StorageClass:\t${storageClassOf({ metadata, spec })}`);
    writeLabels(writer, '  Labels', metadata.labels);
    writeLabels(writer, '  Annotations', metadata.annotations);
    writer.line(1, `Capacity:\t${spec.resources?.requests?.['storage'] ?? '<default>'}`);
    writer.line(1, `Access Modes:\t[${(spec.accessModes ?? []).join(' ')}]`);
  }
}

export const describeStatefulSet: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = object.spec as unknown as StatefulSetSpec;
  const status = (object.status ?? {}) as { replicas?: number };
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `CreationTimestamp:\t${fullDate(metadata.creationTimestamp)}`);
  writer.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Replicas:\t${spec.replicas} desired | ${status.replicas ?? 0} total`);
  writer.line(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}`);
  const partition = spec.updateStrategy?.rollingUpdate?.partition;
  if (partition !== undefined) writer.line(1, `Partition:\t${partition}`);
  writer.line(0, `Pods Status:\t${podCounts(object, spec.selector, context)}`);
  describePodTemplate(writer, spec.template);
  writeClaims(writer, spec.volumeClaimTemplates ?? []);
  writeEventsOf(writer, object, context);
};

interface DaemonSetStatus {
  desiredNumberScheduled?: number;
  currentNumberScheduled?: number;
  updatedNumberScheduled?: number;
  numberAvailable?: number;
  numberMisscheduled?: number;
}

export const describeDaemonSet: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = object.spec as unknown as { selector: LabelSelector; template: PodTemplateSpec };
  const status = (object.status ?? {}) as DaemonSetStatus;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  writer.line(0, `Node-Selector:\t${formatLabels(spec.template.spec.nodeSelector)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}`);
  writer.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}`);
  writer.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  writer.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  writer.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}`);
  writer.line(0, `Pods Status:\t${podCounts(object, spec.selector, context)}`);
  describePodTemplate(writer, spec.template);
  writeEventsOf(writer, object, context);
};

interface JobSpec {
  selector?: LabelSelector;
  parallelism?: number;
  completions?: number;
  completionMode?: string;
  suspend?: boolean;
  backoffLimit?: number;
  ttlSecondsAfterFinished?: number;
  activeDeadlineSeconds?: number;
  template: PodTemplateSpec;
}

interface JobStatus {
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  completedIndexes?: string;
}

function writeJobProgress(writer: DescribeWriter, spec: JobSpec, status: JobStatus): void {
  if (status.startTime !== undefined) writer.line(0, `Start Time:\t${fullDate(status.startTime)}`);
  if (status.completionTime !== undefined) writer.line(0, `Completed At:\t${fullDate(status.completionTime)}`);
  if (status.startTime !== undefined && status.completionTime !== undefined) {
    const duration = fromRFC3339(status.completionTime) - fromRFC3339(status.startTime);
    writer.line(0, `Duration:\t${humanDuration(duration)}`);
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    writer.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  }
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  const ended = `${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`;
  writer.line(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${ended}`);
  if (spec.completionMode === 'Indexed') {
    writer.line(0, `Completed Indexes:\t${status.completedIndexes || '<none>'}`);
  }
}

export const describeJob: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = object.spec as unknown as JobSpec;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  if (spec.selector !== undefined) writer.line(0, `Selector:\t${formatLabelSelector(spec.selector)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  const controller = controllerText(object);
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`);
  if (spec.parallelism !== undefined) writer.line(0, `Parallelism:\t${spec.parallelism}`);
  writer.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
  if (spec.completionMode !== undefined) writer.line(0, `Completion Mode:\t${spec.completionMode}`);
  if (spec.suspend !== undefined) writer.line(0, `Suspend:\t${spec.suspend}`);
  if (spec.backoffLimit !== undefined) writer.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
  if (spec.ttlSecondsAfterFinished !== undefined) {
    writer.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
  }
  writeJobProgress(writer, spec, object.status ?? {});
  describePodTemplate(writer, spec.template);
  writeEventsOf(writer, object, context);
};

interface CronJobSpec {
  schedule: string;
  concurrencyPolicy?: string;
  suspend?: boolean;
  successfulJobsHistoryLimit?: number;
  failedJobsHistoryLimit?: number;
  startingDeadlineSeconds?: number;
  jobTemplate: { spec: JobSpec };
}

export const describeCronJob: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = object.spec as unknown as CronJobSpec;
  const job = spec.jobTemplate.spec;
  const status = (object.status ?? {}) as { lastScheduleTime?: string; active?: { name: string }[] };
  const orUnset = (value: number | string | undefined): string => String(value ?? '<unset>');
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Schedule:\t${spec.schedule}`);
  writer.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
  writer.line(0, `Suspend:\t${spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'}`);
  writer.line(0, `Successful Job History Limit:\t${orUnset(spec.successfulJobsHistoryLimit)}`);
  writer.line(0, `Failed Job History Limit:\t${orUnset(spec.failedJobsHistoryLimit)}`);
  const deadline = spec.startingDeadlineSeconds;
  writer.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? '<unset>' : `${deadline}s`}`);
  writer.line(0, `Selector:\t${job.selector === undefined ? '<unset>' : formatLabelSelector(job.selector)}`);
  writer.line(0, `Parallelism:\t${orUnset(job.parallelism)}`);
  writer.line(0, `Completions:\t${orUnset(job.completions)}`);
  if (job.activeDeadlineSeconds !== undefined)
    writer.line(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`);
  describePodTemplate(writer, job.template);
  const last = status.lastScheduleTime;
  writer.line(0, `Last Schedule Time:\t${last === undefined ? '<unset>' : fullDate(last)}`);
  writer.line(0, `Active Jobs:\t${(status.active ?? []).map(({ name }) => name).join(', ') || '<none>'}`);
  writeEventsOf(writer, object, context);
};
