import { toRFC3339 } from '../api/time.ts';
import type {
  Condition,
  Container,
  ContainerState as ApiContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  Pod,
  PodPhase,
  PodStatus,
  VolumeMount,
  VolumeMountStatus,
} from '../kinds/types/index.ts';
import { packedList } from '../packed-list.ts';
import type { ContainerState, Run } from './container-state.ts';
import { isSeenRunning } from './container-state.ts';
import { podConditions } from './pod-conditions.ts';
import { isSidecar, podPhase, shouldStart } from './pod-phase.ts';
import type { Verdict } from './pod-worker.ts';

/** What a kubelet knows of a pod, for its status. */
export interface PodView {
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly hasNetwork: boolean;
  /** Virtual time of its admission, ms since the epoch. */
  readonly startTime: number;
  readonly containers: readonly ContainerState[];
  /** Its containers have ended for good. */
  readonly isTerminal: boolean;
  /** A verdict that does not come from the containers: rejected, deadline exceeded. */
  readonly verdict: Readonly<Verdict> | undefined;
}

function terminated(run: Run): ContainerStateTerminated | undefined {
  const { end } = run;
  if (end === undefined) return undefined;
  return {
    exitCode: end.exitCode,
    reason: end.reason,
    ...(end.message !== undefined && { message: end.message }),
    startedAt: toRFC3339(run.startedAt),
    finishedAt: toRFC3339(end.at),
    containerID: `containerd://${run.id}`,
  };
}

const NOTHING: ApiContainerState = {};

function endOf(run: Run | undefined): ApiContainerState {
  const end = run === undefined ? undefined : terminated(run);
  return end === undefined ? NOTHING : { terminated: end };
}

function saysSame(mounts: readonly VolumeMount[], before: readonly VolumeMountStatus[]): boolean {
  return (
    mounts.length === before.length &&
    mounts.every(({ name, mountPath, readOnly }, index) => {
      const old = before[index];
      return old?.name === name && old.mountPath === mountPath && (old.readOnly === true) === (readOnly === true);
    })
  );
}

/** What the status says of the mounts: what it said before when that is the same. */
function mountStatuses(mounts: readonly VolumeMount[], before: ContainerStatus | undefined): VolumeMountStatus[] {
  const old = before?.volumeMounts;
  if (old !== undefined && saysSame(mounts, old)) return old;
  return packedList(mounts, ({ name, mountPath, readOnly }) =>
    readOnly === true ? { name, mountPath, readOnly, recursiveReadOnly: 'Disabled' } : { name, mountPath },
  );
}

/** What of a container's status comes from its state. */
function stateStatus(
  container: Container,
  state: ContainerState | undefined,
  fallbackReason: string,
  isRestarted: boolean,
  isInit: boolean,
): Pick<ContainerStatus, 'state' | 'lastState' | 'ready' | 'started'> {
  const run = state?.run;
  if (state === undefined || run === undefined) {
    const waiting = state?.waiting ?? { reason: fallbackReason };
    return { state: { waiting }, lastState: NOTHING, ready: false, started: false };
  }
  const isPlainInit = isInit && !isSidecar(container);
  if (isSeenRunning(state)) {
    const running = { startedAt: toRFC3339(run.startedAt) };
    const lastState = endOf(state.previous);
    return { state: { running }, lastState, ready: state.ready && !isPlainInit, started: state.started };
  }
  const ready = isPlainInit && run.end?.exitCode === 0;
  if (state.waiting !== undefined && isRestarted) {
    return { state: { waiting: state.waiting }, lastState: endOf(run), ready, started: false };
  }
  return { state: endOf(run), lastState: endOf(state.previous), ready, started: false };
}

function containerStatus(
  container: Container,
  state: ContainerState | undefined,
  fallbackReason: string,
  isRestarted: boolean,
  isInit: boolean,
  before: ContainerStatus | undefined,
): ContainerStatus {
  const { name, volumeMounts } = container;
  const run = state?.run;
  const status: ContainerStatus = {
    name,
    restartCount: state?.restarts ?? 0,
    image: run === undefined ? (container.image ?? '') : run.image,
    imageID: run === undefined ? '' : run.imageId,
    ...stateStatus(container, state, fallbackReason, isRestarted, isInit),
  };
  if (run !== undefined) status.containerID = `containerd://${run.id}`;
  if (volumeMounts !== undefined && volumeMounts.length > 0) status.volumeMounts = mountStatuses(volumeMounts, before);
  return status;
}

function named<Item extends { readonly name: string }>(
  items: readonly Item[] | undefined,
  name: string,
): Item | undefined {
  if (items !== undefined) for (const item of items) if (item.name === name) return item;
  return undefined;
}

function containerStatuses(pod: Pod, view: PodView, isInit: boolean): ContainerStatus[] {
  const { spec, status } = pod;
  const fallbackReason = (spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const deleted = view.isTerminal || pod.metadata.deletionTimestamp !== undefined;
  const before = isInit ? status.initContainerStatuses : status.containerStatuses;
  const containers = isInit ? spec.initContainers : spec.containers;
  return packedList(containers ?? [], (container) => {
    const state = named(view.containers, container.name);
    const exitCode = state?.run?.end?.exitCode ?? 'never started';
    const policy = isInit ? initPolicy(container, spec.restartPolicy) : spec.restartPolicy;
    const isRestarted = shouldStart(exitCode, policy, deleted);
    return containerStatus(container, state, fallbackReason, isRestarted, isInit, named(before, container.name));
  });
}

/** Of containers that were added to a running pod: they are never ready and never start again. */
function ephemeralStatuses(containers: readonly Container[], status: PodStatus, view: PodView): ContainerStatus[] {
  return containers.map((container) => {
    const state = named(view.containers, container.name);
    const before = named(status.ephemeralContainerStatuses, container.name);
    const { started: _started, ...known } = containerStatus(
      container,
      state,
      'ContainerCreating',
      false,
      false,
      before,
    );
    return { ...known, ready: false };
  });
}

function addresses(ip: string, before: { ip: string }[] | undefined): { ip: string }[] {
  return before?.length === 1 && before[0]?.ip === ip ? before : [{ ip }];
}

/** A pod's status as its kubelet writes it (pkg/kubelet/kubelet_pods.go, generateAPIPodStatus). `now` in ms since the epoch. */
export function podStatus(pod: Pod, view: PodView, now: number): PodStatus {
  const { spec, status: before } = pod;
  const statuses = containerStatuses(pod, view, false);
  const initStatuses = containerStatuses(pod, view, true);
  const computed = podPhase(spec, statuses, initStatuses, view.isTerminal);
  // A pod is only told to have failed when nothing of it can run any more (status_manager.go, mergePodStatus).
  const verdict = view.containers.some(isSeenRunning) ? undefined : view.verdict;
  const phase = finalPhase(before.phase, verdict === undefined ? computed : 'Failed');
  const conditions = podConditions({
    spec,
    phase,
    hasNetwork: view.hasNetwork,
    containerStatuses: statuses,
    initContainerStatuses: initStatuses,
    before: before.conditions ?? [],
    time: toRFC3339(now),
  });
  const { podIP, hostIP } = view;
  const status: PodStatus = { phase, conditions: [...conditions, ...disruption(view.verdict, conditions, now)] };
  const { reason, message } = verdict ?? reasonSoFar(before, phase);
  if (reason !== undefined) status.reason = reason;
  if (message !== undefined) status.message = message;
  status.hostIP = hostIP;
  status.hostIPs = addresses(hostIP, before.hostIPs);
  if (podIP !== undefined) {
    status.podIP = podIP;
    status.podIPs = addresses(podIP, before.podIPs);
  }
  status.startTime = before.startTime ?? toRFC3339(view.startTime);
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses;
  status.containerStatuses = statuses;
  if (spec.ephemeralContainers !== undefined && spec.ephemeralContainers.length > 0) {
    status.ephemeralContainerStatuses = ephemeralStatuses(spec.ephemeralContainers, before, view);
  }
  if (before.qosClass !== undefined) status.qosClass = before.qosClass;
  if (before.nominatedNodeName !== undefined) status.nominatedNodeName = before.nominatedNodeName;
  return status;
}

/** Init containers of a pod that restarts always are only started again when they failed. */
function initPolicy(container: Container, podPolicy: string | undefined): string | undefined {
  if (isSidecar(container)) return 'Always';
  return podPolicy === 'Always' ? 'OnFailure' : podPolicy;
}

/** A pod never leaves Succeeded or Failed. */
function finalPhase(before: PodPhase | undefined, now: PodPhase): PodPhase {
  return before === 'Succeeded' || before === 'Failed' ? before : now;
}

/** Tells of a pod that its kubelet ended it (eviction_manager.go, evictPod). */
function disruption(verdict: PodView['verdict'], conditions: readonly Condition[], now: number): Condition[] {
  if (verdict?.isDisruption !== true || conditions.some(({ type }) => type === 'DisruptionTarget')) return [];
  const { message } = verdict;
  const lastTransitionTime = toRFC3339(now);
  const reason = 'TerminationByKubelet';
  return [{ type: 'DisruptionTarget', status: 'True', lastProbeTime: null, lastTransitionTime, reason, message }];
}

function reasonSoFar(before: PodStatus, phase: PodPhase): Pick<PodStatus, 'reason' | 'message'> {
  return before.phase === phase ? before : NOT_SAID;
}

const NOT_SAID: Pick<PodStatus, 'reason' | 'message'> = {};
