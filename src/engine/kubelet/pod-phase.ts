import type { ContainerStatus, PodPhase, PodSpec } from '../kinds/types/index.ts';

/** Whether an init container is a native sidecar (pkg/kubelet/types, IsRestartableInitContainer). */
export function isSidecar(container: { restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always';
}

/** The parts of a spec that the phase depends on. */
export type PhaseSpec = Pick<PodSpec, 'restartPolicy'> & {
  containers: readonly { name: string }[];
  initContainers?: readonly { name: string; restartPolicy?: string }[];
};

type PhaseStatus = Pick<ContainerStatus, 'name' | 'state'> & Partial<Pick<ContainerStatus, 'lastState' | 'started'>>;

/** Whether any regular container ever ran (pkg/kubelet/container/helpers.go, HasAnyRegularContainerStarted). */
export function hasAnyContainerStarted(spec: PhaseSpec, statuses: readonly PhaseStatus[]): boolean {
  return statuses.some(
    (status) =>
      spec.containers.some(({ name }) => name === status.name) &&
      (status.state.running !== undefined ||
        status.state.terminated !== undefined ||
        status.lastState?.terminated !== undefined),
  );
}

interface Count {
  pending: number;
  failed: number;
  unknown: number;
  running: number;
  waiting: number;
  stopped: number;
  succeeded: number;
}

function countInit(count: Count, status: PhaseStatus | undefined): void {
  const { running, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  if (running !== undefined) count.pending++;
  else if (terminated !== undefined) count.failed += terminated.exitCode === 0 ? 0 : 1;
  else if (status?.state.waiting !== undefined && last !== undefined) count.failed += last.exitCode === 0 ? 0 : 1;
  else count.pending++;
}

function countSidecar(count: Count, status: PhaseStatus | undefined): void {
  if (status === undefined) count.unknown++;
  else if (status.state.running !== undefined) {
    if (status.started !== true) count.pending++;
    count.running++;
  } else if (status.state.terminated === undefined) {
    // A sidecar that has run before does not hold the pod back.
    if (status.state.waiting !== undefined && status.lastState?.terminated !== undefined) return;
    count.pending++;
    if (status.state.waiting === undefined) count.unknown++;
    else count.waiting++;
  }
}

function countContainer(count: Count, status: PhaseStatus | undefined): void {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined) count.running++;
  else if (terminated !== undefined) {
    count.stopped++;
    if (terminated.exitCode === 0) count.succeeded++;
  } else if (waiting === undefined) count.unknown++;
  else if (status?.lastState?.terminated === undefined) count.waiting++;
  else count.stopped++;
}

/**
 * The phase of a pod from the states of its containers (pkg/kubelet/kubelet_pods.go, getPhase).
 * `isTerminal`: its containers have ended for good, whatever the restart policy says.
 */
export function podPhase(
  spec: PhaseSpec,
  containerStatuses: readonly PhaseStatus[],
  initContainerStatuses: readonly PhaseStatus[] = [],
  isTerminal = false,
): PodPhase {
  const count: Count = { pending: 0, failed: 0, unknown: 0, running: 0, waiting: 0, stopped: 0, succeeded: 0 };
  for (const container of spec.initContainers ?? []) {
    const status = initContainerStatuses.find(({ name }) => name === container.name);
    if (isSidecar(container)) countSidecar(count, status);
    else countInit(count, status);
  }
  for (const container of spec.containers) {
    countContainer(
      count,
      containerStatuses.find(({ name }) => name === container.name),
    );
  }
  const { restartPolicy = 'Always' } = spec;
  if (count.failed > 0 && restartPolicy === 'Never') return 'Failed';
  if (count.pending > 0 && !hasAnyContainerStarted(spec, containerStatuses)) return 'Pending';
  if (count.waiting > 0 || count.unknown > 0) return 'Pending';
  if (count.running > 0) return 'Running';
  if (count.stopped === 0) return 'Pending';
  const ended = count.stopped === count.succeeded ? 'Succeeded' : 'Failed';
  if (isTerminal) return ended;
  if (restartPolicy === 'Always') return 'Running';
  return ended === 'Succeeded' || restartPolicy === 'Never' ? ended : 'Running';
}

/** Whether a container that has ended is started again (pkg/kubelet/container/helpers.go, ShouldContainerBeRestarted). */
export function shouldStart(
  exitCode: number | 'never started' | 'running',
  restartPolicy: string | undefined,
  podBeingDeleted: boolean,
): boolean {
  if (podBeingDeleted || exitCode === 'running') return false;
  if (exitCode === 'never started') return true;
  if (restartPolicy === 'Never') return false;
  return restartPolicy !== 'OnFailure' || exitCode !== 0;
}
