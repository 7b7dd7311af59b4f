import { toRFC3339 } from '../api/time.ts';
import type {
  Container,
  ContainerState as ApiContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  Pod,
  PodPhase,
  PodStatus,
} from '../kinds/types/index.ts';
import type { ContainerState, Run } from './container-state.ts';
import { isSeenRunning } from './container-state.ts';
import { podConditions } from './pod-conditions.ts';
import { isSidecar, podPhase, shouldStart } from './pod-phase.ts';

/** What a kubelet knows of a pod, for its status. */
export interface PodView {
  readonly hostIP: string;
  readonly podIP: string | undefined;
  readonly hasNetwork: boolean;
  /** Virtual time of its admission, ms since the epoch. */
  readonly startTime: number;
  readonly containers: ReadonlyMap<string, ContainerState>;
  /** Its containers have ended for good. */
  readonly isTerminal: boolean;
  /** A verdict that does not come from the containers: rejected, deadline exceeded. */
  readonly verdict: { readonly reason: string; readonly message: string } | undefined;
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

function endOf(run: Run | undefined): ApiContainerState {
  const end = run === undefined ? undefined : terminated(run);
  return end === undefined ? {} : { terminated: end };
}

function volumeMounts(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  const mounts = container.volumeMounts ?? [];
  if (mounts.length === 0) return {};
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly === true && { readOnly, recursiveReadOnly: 'Disabled' as const }),
    })),
  };
}

function containerStatus(
  container: Container,
  state: ContainerState | undefined,
  fallbackReason: string,
  isRestarted: boolean,
  isInit: boolean,
): ContainerStatus {
  const { run } = state ?? {};
  const base = { name: container.name, restartCount: state?.restarts ?? 0, ...volumeMounts(container) };
  if (state === undefined || run === undefined) {
    const waiting = state?.waiting ?? { reason: fallbackReason };
    const status = { ...base, state: { waiting }, lastState: {}, ready: false, started: false };
    return { ...status, image: container.image ?? '', imageID: '' };
  }
  const common = { ...base, image: run.image, imageID: run.imageId, containerID: `containerd://${run.id}` };
  if (isSeenRunning(state)) {
    return {
      ...common,
      state: { running: { startedAt: toRFC3339(run.startedAt) } },
      lastState: endOf(state.previous),
      ready: state.ready && (!isInit || isSidecar(container)),
      started: state.started,
    };
  }
  const ended = { ...common, started: false, ready: isInit && !isSidecar(container) && run.end?.exitCode === 0 };
  if (state.waiting !== undefined && isRestarted) {
    return { ...ended, state: { waiting: state.waiting }, lastState: endOf(run) };
  }
  return { ...ended, state: endOf(run), lastState: endOf(state.previous) };
}

/** A pod's status as its kubelet writes it (pkg/kubelet/kubelet_pods.go, generateAPIPodStatus). `now` in ms since the epoch. */
export function podStatus(pod: Pod, view: PodView, now: number): PodStatus {
  const { spec, status: before } = pod;
  const initContainers = spec.initContainers ?? [];
  const fallbackReason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const deleted = view.isTerminal || pod.metadata.deletionTimestamp !== undefined;
  const statusOf = (container: Container, isInit: boolean): ContainerStatus => {
    const state = view.containers.get(container.name);
    const exitCode = state?.run?.end?.exitCode ?? 'never started';
    const policy = isInit ? initPolicy(container, spec.restartPolicy) : spec.restartPolicy;
    return containerStatus(container, state, fallbackReason, shouldStart(exitCode, policy, deleted), isInit);
  };
  const containerStatuses = spec.containers.map((container) => statusOf(container, false));
  const initContainerStatuses = initContainers.map((container) => statusOf(container, true));
  const computed = podPhase(spec, containerStatuses, initContainerStatuses, view.isTerminal);
  const phase = finalPhase(before.phase, view.verdict === undefined ? computed : 'Failed');
  const time = toRFC3339(now);
  const conditions = podConditions({
    spec,
    phase,
    hasNetwork: view.hasNetwork,
    containerStatuses,
    initContainerStatuses,
    before: before.conditions ?? [],
    time,
  });
  const { podIP, hostIP } = view;
  return {
    phase,
    conditions,
    ...(view.verdict ?? reasonSoFar(before, phase)),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(podIP !== undefined && { podIP, podIPs: [{ ip: podIP }] }),
    startTime: before.startTime ?? toRFC3339(view.startTime),
    ...(initContainers.length > 0 && { initContainerStatuses }),
    containerStatuses,
    ...(before.qosClass !== undefined && { qosClass: before.qosClass }),
    ...(before.nominatedNodeName !== undefined && { nominatedNodeName: before.nominatedNodeName }),
  };
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

function reasonSoFar(before: PodStatus, phase: PodPhase): Pick<PodStatus, 'reason' | 'message'> {
  if (before.phase !== phase) return {};
  return {
    ...(before.reason !== undefined && { reason: before.reason }),
    ...(before.message !== undefined && { message: before.message }),
  };
}
