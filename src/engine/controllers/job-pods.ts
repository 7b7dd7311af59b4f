import { fromRFC3339 } from '../api/time.ts';
import { isPodReady, isPodTerminal, podCondition } from '../kinds/pod-state.ts';
import type { Container, EnvVar, Job, Pod, PodTemplateSpec } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { COMPLETION_INDEX } from './job-indexes.ts';

/** Kept on a Job's pods until they are counted, so that none is lost (batch.JobTrackingFinalizer). */
const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

/** How often the index of a pod has failed before it (batch.JobIndexFailureCountAnnotation). */
const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';
/** The same of failures that do not count; absent when there are none (batch.JobIndexIgnoredFailureCountAnnotation). */
const IGNORED_INDEX_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) === true;
}

/** The merge patch that lets go of a pod that is counted. */
export function untrackPatch({ metadata }: Pod): Record<string, unknown> {
  const others = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== TRACKING_FINALIZER);
  return { metadata: { uid: metadata.uid, finalizers: others.length === 0 ? null : others } };
}

/** Whether a pod is replaced only once it has really ended (onlyReplaceFailedPods). */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
}

/** Whether a pod counts as failed; one that is being deleted does at once, unless the Job waits for its end (isPodFailed). */
export function isPodFailed(pod: Pod, job: Job): boolean {
  if (pod.status.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod);
}

export function countReady(pods: readonly Pod[]): number {
  return pods.filter(isPodReady).length;
}

/** When a pod ended, ms since the epoch (getFinishedTime). */
function finishedTime(pod: Pod): number {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  // Sidecars end after the containers that they are there for.
  const sidecars = initContainerStatuses.filter(({ name }) =>
    pod.spec.initContainers?.some((container) => container.name === name && container.restartPolicy === 'Always'),
  );
  const ended = [...containerStatuses, ...sidecars].map(({ state }) => state.terminated?.finishedAt);
  if (containerStatuses.length > 0 && ended.every((time) => time !== undefined)) {
    return Math.max(...ended.map((time) => fromRFC3339(time ?? '')));
  }
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined) return fromRFC3339(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  if (deletionTimestamp !== undefined) return fromRFC3339(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return fromRFC3339(creationTimestamp);
}

/**
 * In how many ms the next pod may be created: 10 s after the first failure since the last success, doubled with each
 * (backoff_utils.go, getRemainingTime). `pods`: those that the Job still has, the ended ones among them.
 */
export function backOffRemaining(pods: readonly Pod[], job: Job, now: number): number {
  const successes = pods.filter(({ status }) => status.phase === 'Succeeded').map(finishedTime);
  const lastSuccess = Math.max(-Infinity, ...successes);
  const failures = pods.filter((pod) => isPodFailed(pod, job)).map(finishedTime);
  const since = failures.filter((time) => time > lastSuccess);
  if (since.length === 0) return 0;
  const wait = latency.jobBackOffInitial * 2 ** Math.min(since.length - 1, 20);
  return Math.max(0, Math.max(...since) + Math.min(wait, latency.jobBackOffLongest) - now);
}

/** How often the index of a pod had failed when the pod was made. */
export interface IndexFailures {
  /** Towards backoffLimitPerIndex. */
  counted: number;
  /** Those that the podFailurePolicy does not count. */
  ignored: number;
}

function countIn({ metadata }: Pod, annotation: string): number {
  const count = Number(metadata.annotations?.[annotation] ?? '0');
  return Number.isSafeInteger(count) ? count : 0;
}

/** The failures that a pod's index had before it (parseIndexFailureCountAnnotation). */
export function indexFailures(pod: Pod): IndexFailures {
  return { counted: countIn(pod, INDEX_FAILURES), ignored: countIn(pod, IGNORED_INDEX_FAILURES) };
}

function withIndexVariable(container: Container): Container {
  const name = 'JOB_COMPLETION_INDEX';
  if (container.env?.some((variable) => variable.name === name) === true) return container;
  const variable: EnvVar = { name, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } } };
  return { ...container, env: [...(container.env ?? []), variable] };
}

/** The template of a Job's pods with the finalizer by which they are tracked (manageJob). */
export function jobPodTemplate({ spec }: Job): PodTemplateSpec {
  const { metadata, spec: podSpec } = spec.template;
  const finalizers = [...(metadata?.finalizers ?? [])];
  if (!finalizers.includes(TRACKING_FINALIZER)) finalizers.push(TRACKING_FINALIZER);
  const template: PodTemplateSpec = { metadata: { ...metadata, finalizers }, spec: podSpec };
  if (spec.completionMode !== 'Indexed') return template;
  const { initContainers } = podSpec;
  return {
    ...template,
    spec: {
      ...podSpec,
      containers: podSpec.containers.map(withIndexVariable),
      ...(initContainers !== undefined && { initContainers: initContainers.map(withIndexVariable) }),
    },
  };
}

/** The template of the pod of an index. `failures`: how often the index failed, when the Job counts that. */
export function templateForIndex(
  job: Job,
  { metadata, spec }: PodTemplateSpec,
  index: number,
  failures: IndexFailures | undefined,
): PodTemplateSpec {
  const annotations = {
    ...metadata?.annotations,
    [COMPLETION_INDEX]: String(index),
    ...(failures !== undefined && { [INDEX_FAILURES]: String(failures.counted) }),
    ...(failures !== undefined && failures.ignored > 0 && { [IGNORED_INDEX_FAILURES]: String(failures.ignored) }),
  };
  return {
    metadata: { ...metadata, annotations, labels: { ...metadata?.labels, [COMPLETION_INDEX]: String(index) } },
    spec: { ...spec, hostname: `${job.metadata.name}-${index}` },
  };
}
