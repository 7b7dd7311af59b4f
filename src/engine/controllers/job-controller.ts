import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { ApiError } from '../api/status.ts';
import { controllerOf } from '../api/controller-of.ts';
import { toRFC3339 } from '../api/time.ts';
import { isPodActive, isPodReady } from '../kinds/pod-state.ts';
import type { Condition, Job, JobStatus, Pod } from '../kinds/types/index.ts';
import { claimPods } from './claim-pods.ts';
import { NO_KEYS } from './controller.ts';
import type { Controller, ControllerPort } from './controller.ts';
import { finishedType, newCondition, withCondition } from './job-conditions.ts';
import { judgeFailure } from './job-failure-policy.ts';
import {
  completionIndex,
  firstFreeIndexes,
  formatIndexes,
  generateNameForIndex,
  indexesOf,
  parseIndexes,
} from './job-indexes.ts';
import { completion, earlyOutcome, untilDeadline } from './job-outcome.ts';
import type { JobCounts } from './job-outcome.ts';
import {
  backOffRemaining,
  countReady,
  indexFailures,
  isPodFailed,
  isTerminating,
  isTracked,
  jobPodTemplate,
  replacesOnlyFailed,
  templateForIndex,
  untrackPatch,
} from './job-pods.ts';
import type { IndexFailures } from './job-pods.ts';
import { controllerKeys, isNewOrphan } from './owner-keys.ts';
import { createPod, deletePod, slowStart } from './pod-control.ts';
import { podsInDeletionOrder } from './replicaset-deletion-order.ts';

/*
 * Decisions, with their params:
 *   job.create    name, create (how many now), active, succeeded, want (pods at once)
 *   job.delete    name, remove, want: more pods are active than wanted
 *   job.suspend   name, remove
 *   job.resume    name
 *   job.stop      name, remove, reason: the Job is over, its pods go
 *   job.count     name, succeeded, failed: pods that ended are counted
 *   job.complete  name
 *   job.fail      name, reason, message
 *   job.release   name, pod: labels of a pod no longer match;  job.adopt  name, pod
 *   job.untrack   pod: its Job is gone, so nobody will count it
 *   job.status    name, active, ready
 */

/** At most this many pods are created or deleted in one look (MaxPodCreateDeletePerSync). */
const BURST = 500;

const KIND = { apiVersion: 'batch/v1', kind: 'Job' };
const MANAGER = 'kubernetes.io/job-controller';

/** Ends keys of pods whose Job is gone: `namespace/pod/orphan`. */
const ORPHAN = 'orphan';

function restarts({ status }: Pod): number {
  return [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].reduce(
    (sum, { restartCount }) => sum + restartCount,
    0,
  );
}

/** Whether a change of a pod can change what its Job does or reports. */
function matters({ object, previous, type }: Change): boolean {
  if (type !== 'MODIFIED' || previous === undefined) return true;
  const pod = object as Pod;
  const before = previous as Pod;
  return (
    pod.status.phase !== before.status.phase ||
    pod.metadata.deletionTimestamp !== before.metadata.deletionTimestamp ||
    isPodReady(pod) !== isPodReady(before) ||
    restarts(pod) !== restarts(before) ||
    !deepEqual(pod.metadata.labels, before.metadata.labels) ||
    !deepEqual(pod.metadata.ownerReferences, before.metadata.ownerReferences)
  );
}

function isOrphan(pod: Pod, lister: Lister): boolean {
  const owner = controllerOf(pod);
  if (!isTracked(pod)) return false;
  if (owner === undefined) return true;
  if (owner.kind !== KIND.kind || owner.apiVersion !== KIND.apiVersion) return false;
  return lister.get('jobs', pod.metadata.namespace ?? '', owner.name)?.metadata.uid !== owner.uid;
}

function keysOfPodChange(change: Change, lister: Lister): readonly string[] {
  if (!matters(change)) return NO_KEYS;
  const { object, namespace, name, type } = change;
  const owners = controllerKeys(change, KIND);
  if (type !== 'DELETED' && isOrphan(object as Pod, lister)) return [...owners, `${namespace}/${name}/${ORPHAN}`];
  if (!isNewOrphan(change)) return owners;
  const matching = lister
    .list('jobs', namespace)
    .filter(({ spec }) => labelSelectorMatches(spec.selector, object.metadata.labels));
  return [...owners, ...matching.map(({ metadata }) => `${namespace}/${metadata.name}`)];
}

/** A Job that goes leaves pods behind that nobody counts any more. */
function keysOfJobChange({ type, object, namespace, name }: Change, lister: Lister): readonly string[] {
  if (type !== 'DELETED') return [`${namespace}/${name}`];
  const pods = lister.podsControlledBy(object.metadata.uid).filter(isTracked);
  return pods.map(({ metadata }) => `${namespace}/${metadata.name}/${ORPHAN}`);
}

function withoutZeros(status: JobStatus): JobStatus {
  const { active = 0, succeeded = 0, failed = 0, completedIndexes = '', ...rest } = status;
  return {
    ...rest,
    ...(active > 0 && { active }),
    ...(succeeded > 0 && { succeeded }),
    ...(failed > 0 && { failed }),
    ...(completedIndexes !== '' && { completedIndexes }),
  };
}

/** One look at a Job that is not finished (pkg/controller/job/job_controller.go, syncJob). */
class JobSync {
  private job: Job;
  private status: JobStatus;
  private readonly port: ControllerPort;
  private readonly pods: readonly Pod[];
  private readonly activePods: readonly Pod[];
  private readonly isIndexed: boolean;
  private readonly counts: JobCounts;
  private readonly countedIndexes: ReadonlySet<number>;
  private terminating: number;
  private failure: ApiError | undefined;

  constructor(job: Job, pods: readonly Pod[], port: ControllerPort) {
    this.job = job;
    this.status = { ...job.status, uncountedTerminatedPods: {} };
    this.port = port;
    this.pods = pods;
    this.activePods = pods.filter(isPodActive);
    this.terminating = pods.filter(isTerminating).length;
    this.isIndexed = job.spec.completionMode === 'Indexed';
    const { completions = 0 } = job.spec;
    this.countedIndexes = parseIndexes(job.status.completedIndexes ?? '', completions);
    this.counts = this.countPods(completions);
  }

  private countPods(completions: number): JobCounts {
    const { job, pods } = this;
    const uncounted = pods.filter(isTracked);
    const succeededPods = pods.filter(({ status }) => status.phase === 'Succeeded');
    const failed = uncounted.filter((pod) => isPodFailed(pod, job) && judgeFailure(job, pod).counts).length;
    const active = this.activePods.length;
    const counts = { failed: (job.status.failed ?? 0) + failed, active };
    if (!this.isIndexed) {
      const newly = uncounted.filter(({ status }) => status.phase === 'Succeeded').length;
      return { ...counts, succeeded: (job.status.succeeded ?? 0) + newly };
    }
    const succeededIndexes = new Set([...this.countedIndexes, ...indexesOf(succeededPods, completions)]);
    const indexed = { ...counts, succeeded: succeededIndexes.size, succeededIndexes };
    if (job.spec.backoffLimitPerIndex === undefined) return indexed;
    return { ...indexed, failedIndexes: this.failedIndexes(completions, succeededIndexes) };
  }

  /** Indexes that failed more often than they may, or whose failure the policy calls final. */
  private failedIndexes(completions: number, succeeded: ReadonlySet<number>): Set<number> {
    const { job } = this;
    const failed = parseIndexes(job.status.failedIndexes ?? '', completions);
    for (const pod of this.pods) {
      const index = completionIndex(pod);
      if (index === undefined || index >= completions || succeeded.has(index) || !isPodFailed(pod, job)) continue;
      const { counts, action } = judgeFailure(job, pod);
      const failures = indexFailures(pod).counted + (counts ? 1 : 0);
      if (action === 'FailIndex' || failures > (job.spec.backoffLimitPerIndex ?? 0)) failed.add(index);
    }
    return failed;
  }

  run(): void {
    const { job, port, status } = this;
    const { spec } = job;
    if (status.startTime === undefined && spec.suspend !== true) status.startTime = toRFC3339(port.now);
    let outcome = earlyOutcome({ ...job, status }, this.pods, this.counts, port.now);
    if (outcome === undefined) {
      if (job.metadata.deletionTimestamp === undefined) this.manage();
      outcome = completion(job, this.counts, port.now);
      if (outcome === undefined) this.noteSuspension();
      const deadline = untilDeadline({ ...job, status: this.status }, port.now);
      if (outcome === undefined && deadline !== undefined) port.requeueAfter(deadline);
    } else if (!this.stop(outcome)) {
      // It is not over as long as a pod could not be deleted.
      outcome = undefined;
    }
    this.status.active = this.counts.active;
    this.status.ready = countReady(this.activePods);
    this.status.terminating = this.terminating;
    this.track(outcome);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Deletes what still runs when the Job is over (deleteActivePods). */
  private stop({ reason = '' }: Condition): boolean {
    if (this.activePods.length === 0) return true;
    const { name } = this.job.metadata;
    this.port.decide('job.stop', { name, remove: this.activePods.length, reason }, this.job);
    let deleted = 0;
    for (const pod of this.activePods) {
      const error = deletePod(this.job, pod, this.port);
      this.failure ??= error;
      if (error === undefined) deleted += 1;
    }
    this.terminating += deleted;
    this.counts.active -= deleted;
    return deleted === this.activePods.length;
  }

  private noteSuspension(): void {
    const { job, port, status } = this;
    const isSuspended = job.spec.suspend === true;
    const [state, reason, text] = isSuspended
      ? (['True', 'JobSuspended', 'Job suspended'] as const)
      : (['False', 'JobResumed', 'Job resumed'] as const);
    const before = status.conditions ?? [];
    const after = withCondition(before, newCondition('Suspended', reason, text, port.now, state));
    if (after === before) return;
    status.conditions = [...after];
    port.event(job, 'Normal', isSuspended ? 'Suspended' : 'Resumed', text);
    if (isSuspended) return;
    port.decide('job.resume', { name: job.metadata.name }, job);
    // Its deadline counts the time that it is active without a break.
    status.startTime = toRFC3339(port.now);
  }

  /** Creates and deletes pods so that as many are active as should be (manageJob). */
  private manage(): void {
    const { job, port } = this;
    const { name } = job.metadata;
    const { active, succeeded } = this.counts;
    if (job.spec.suspend === true) {
      if (active === 0) return;
      port.decide('job.suspend', { name, remove: active }, job);
      this.deletePods(this.activePods);
      return;
    }
    const want = this.wantedPods();
    const surplus = this.surplusPods(Math.max(0, active - want)).slice(0, BURST);
    if (surplus.length > 0) {
      port.decide('job.delete', { name, remove: surplus.length, want }, job);
      this.deletePods(surplus);
      return;
    }
    const missing = want - active - (replacesOnlyFailed(job) ? this.terminating : 0);
    if (missing <= 0) return;
    const perIndex = job.spec.backoffLimitPerIndex !== undefined;
    const wait = perIndex ? 0 : backOffRemaining(this.pods, job, port.now);
    if (wait > 0) {
      port.requeueAfter(wait);
      return;
    }
    const indexes = this.isIndexed ? this.indexesToCreate(Math.min(missing, BURST)) : undefined;
    const create = indexes?.length ?? Math.min(missing, BURST);
    if (create === 0) return;
    port.decide('job.create', { name, create, active, succeeded, want }, job);
    this.createPods(create, indexes);
  }

  private wantedPods(): number {
    const { parallelism = 1, completions } = this.job.spec;
    const { active, succeeded, failedIndexes } = this.counts;
    // Without a number of completions the first success means that no more work is left.
    if (completions === undefined) return succeeded > 0 ? active : parallelism;
    return Math.max(0, Math.min(completions - succeeded - (failedIndexes?.size ?? 0), parallelism));
  }

  /** Pods that are too much: doubles of an index first (activePodsForRemoval). */
  private surplusPods(count: number): readonly Pod[] {
    const sorted = podsInDeletionOrder(this.activePods, new Map(), this.port.now);
    if (!this.isIndexed) return sorted.slice(0, count);
    const { completions = 0 } = this.job.spec;
    const seen = new Set<number>();
    const doubles = sorted.toReversed().filter((pod) => {
      const index = completionIndex(pod);
      if (index === undefined || index >= completions || seen.has(index)) return true;
      seen.add(index);
      return false;
    });
    const others = sorted.filter((pod) => !doubles.includes(pod));
    return [...doubles, ...others.slice(0, Math.max(0, count - doubles.length))];
  }

  /** The lowest indexes that are neither done nor being worked on and need not wait after a failure. */
  private indexesToCreate(count: number): number[] {
    const { completions = 0, backoffLimitPerIndex } = this.job.spec;
    const { succeededIndexes = new Set(), failedIndexes = new Set() } = this.counts;
    const busy = this.pods.filter((pod) => isPodActive(pod) || (replacesOnlyFailed(this.job) && isTerminating(pod)));
    const taken = [succeededIndexes, failedIndexes, indexesOf(busy, completions)];
    if (backoffLimitPerIndex === undefined) return firstFreeIndexes(count, completions, taken);
    const waiting = new Set<number>();
    for (const index of firstFreeIndexes(completions, completions, taken)) {
      const own = this.pods.filter((pod) => completionIndex(pod) === index);
      const wait = backOffRemaining(own, this.job, this.port.now);
      if (wait === 0) continue;
      waiting.add(index);
      this.port.requeueAfter(wait);
    }
    return firstFreeIndexes(count, completions, [...taken, waiting]);
  }

  private createPods(count: number, indexes: readonly number[] | undefined): void {
    const { job, port } = this;
    const template = jobPodTemplate(job);
    const failure = slowStart(count, (attempt) => {
      const index = indexes?.[attempt];
      const error =
        index === undefined
          ? createPod(job, template, port)
          : createPod(
              job,
              templateForIndex(job, template, index, this.failuresOfIndex(index)),
              port,
              generateNameForIndex(job.metadata.name, index),
            );
      if (error === undefined) this.counts.active += 1;
      return error;
    });
    this.failure ??= failure;
  }

  /** How often an index has failed so far; undefined when the Job does not count that. */
  private failuresOfIndex(index: number): IndexFailures | undefined {
    const { job } = this;
    if (job.spec.backoffLimitPerIndex === undefined) return undefined;
    const most: IndexFailures = { counted: 0, ignored: 0 };
    for (const pod of this.pods) {
      if (completionIndex(pod) !== index || !isPodFailed(pod, job)) continue;
      const before = indexFailures(pod);
      const { counts } = judgeFailure(job, pod);
      most.counted = Math.max(most.counted, before.counted + (counts ? 1 : 0));
      most.ignored = Math.max(most.ignored, before.ignored + (counts ? 0 : 1));
    }
    return most;
  }

  /** Deletes pods that shall not count as failed, which is why they are let go of first (deleteJobPods). */
  private deletePods(pods: readonly Pod[]): void {
    const { job, port } = this;
    for (const pod of pods) {
      const { namespace = '', name } = pod.metadata;
      if (isTracked(pod)) port.client.patch('pods', namespace, name, untrackPatch(pod));
      const error = deletePod(job, pod, port);
      this.failure ??= error;
      if (error !== undefined) continue;
      this.counts.active -= 1;
      this.terminating += 1;
    }
  }

  /**
   * Counts the pods that have ended, lets go of them, and ends the Job when it is over: what is about to be counted is
   * written before and after, so that nothing is counted twice (trackJobStatusAndRemoveFinalizers).
   */
  private track(outcome: Condition | undefined): void {
    const { job, port, status } = this;
    const counted = this.podsToCount(outcome);
    if (this.isIndexed) {
      const indexes = this.counts.succeededIndexes ?? new Set<number>();
      status.succeeded = indexes.size;
      status.completedIndexes = formatIndexes(indexes);
      if (this.counts.failedIndexes !== undefined) status.failedIndexes = formatIndexes(this.counts.failedIndexes);
    }
    if (outcome !== undefined) status.conditions = [...withCondition(status.conditions ?? [], outcome)];
    const { succeeded, failed } = counted;
    const uncounted = {
      ...(succeeded.length > 0 && { succeeded: succeeded.map(({ metadata }) => metadata.uid) }),
      ...(failed.length > 0 && { failed: failed.map(({ metadata }) => metadata.uid) }),
    };
    const { name } = job.metadata;
    if (succeeded.length + failed.length > 0) {
      port.decide('job.count', { name, succeeded: succeeded.length, failed: failed.length }, job);
    } else if (outcome === undefined && (status.active !== job.status.active || status.ready !== job.status.ready)) {
      port.decide('job.status', { name, active: status.active ?? 0, ready: status.ready ?? 0 }, job);
    }
    this.write({ ...status, uncountedTerminatedPods: uncounted });
    for (const pod of counted.released) {
      port.client.patch('pods', pod.metadata.namespace ?? '', pod.metadata.name, untrackPatch(pod));
    }
    if (!this.isIndexed) status.succeeded = (status.succeeded ?? 0) + succeeded.length;
    status.failed = (status.failed ?? 0) + failed.length;
    const isOver = outcome !== undefined && this.terminating === 0;
    if (isOver) this.finish(outcome);
    this.write(status);
    if (isOver) this.announce(outcome);
  }

  /** Which pods are let go of now, and which of them count (canRemoveFinalizer). */
  private podsToCount(outcome: Condition | undefined): { released: Pod[]; succeeded: Pod[]; failed: Pod[] } {
    const { job } = this;
    const released: Pod[] = [];
    const succeeded: Pod[] = [];
    const failed: Pod[] = [];
    const fails = outcome?.type === 'FailureTarget';
    for (const given of this.pods) {
      const { namespace = '', name, uid } = given.metadata;
      const pod = this.port.lister.get('pods', namespace, name);
      if (pod?.metadata.uid !== uid || !isTracked(pod)) continue;
      const hasSucceeded = pod.status.phase === 'Succeeded';
      const hasFailed = !hasSucceeded && isPodFailed(given, job);
      if (job.metadata.deletionTimestamp === undefined && outcome === undefined && !hasSucceeded && !hasFailed)
        continue;
      released.push(pod);
      if (hasSucceeded) {
        if (!this.isIndexed) succeeded.push(pod);
      } else if ((hasFailed || fails) && this.isCountable(pod) && judgeFailure(job, pod).counts) {
        failed.push(pod);
      }
      if (released.length >= BURST) break;
    }
    return { released, succeeded, failed };
  }

  private isCountable(pod: Pod): boolean {
    const index = completionIndex(pod);
    return !this.isIndexed || (index !== undefined && index < (this.job.spec.completions ?? 0));
  }

  /** `Complete` follows `SuccessCriteriaMet`, and `Failed` `FailureTarget`. */
  private finish({ type, reason = '', message = '' }: Condition): void {
    const { status, port } = this;
    const isSuccess = type === 'SuccessCriteriaMet';
    const { name } = this.job.metadata;
    if (isSuccess) port.decide('job.complete', { name }, this.job);
    else port.decide('job.fail', { name, reason, message }, this.job);
    const final = newCondition(isSuccess ? 'Complete' : 'Failed', reason, message, port.now);
    status.conditions = [...withCondition(status.conditions ?? [], final)];
    if (isSuccess) status.completionTime = toRFC3339(port.now);
  }

  private announce({ type, reason = '', message = '' }: Condition): void {
    const { job, port } = this;
    if (type !== 'SuccessCriteriaMet') {
      port.event(job, 'Warning', reason, message);
      return;
    }
    if (job.spec.completions !== undefined && (job.status.succeeded ?? 0) > job.spec.completions) {
      const text = 'Too many succeeded pods running after completion count reached';
      port.event(job, 'Warning', 'TooManySucceededPods', text);
    }
    port.event(job, 'Normal', 'Completed', 'Job completed');
  }

  private write(next: JobStatus): void {
    const status = withoutZeros(next);
    if (deepEqual(status, this.job.status)) return;
    this.job = this.port.client.updateStatus('jobs', { ...this.job, status });
  }
}

/** Lets go of a pod whose Job is gone (syncOrphanPod). */
function releaseOrphan(namespace: string, name: string, port: ControllerPort): void {
  const pod = port.lister.get('pods', namespace, name);
  if (pod === undefined || !isOrphan(pod, port.lister)) return;
  port.decide('job.untrack', { pod: name }, pod);
  port.client.patch('pods', namespace, name, untrackPatch(pod));
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = '', orphan] = key.split('/');
  if (orphan === ORPHAN) {
    releaseOrphan(namespace, name, port);
    return;
  }
  const job = port.lister.get('jobs', namespace, name);
  if (job === undefined || finishedType(job) !== undefined || (job.spec.managedBy ?? MANAGER) !== MANAGER) return;
  const pods = claimPods({ owner: job, selector: job.spec.selector, decisions: 'job' }, port);
  new JobSync(job, pods, port).run();
}

/** Runs the pods of Jobs until enough have succeeded or too many failed (pkg/controller/job). */
export const jobController: Controller = {
  name: 'job-controller',
  watches: [
    { resource: 'jobs', keys: keysOfJobChange },
    { resource: 'pods', keys: keysOfPodChange },
  ],
  reconcile,
};
