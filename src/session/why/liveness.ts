import type { Container, ContainerStatus, Event, Pod, Snapshot } from '../../engine/index.ts';
import { expected, told } from './told.ts';
import type { Expectation, Told } from './told.ts';

/** ms before a process has ended: its grace period and the second to which Events tell the time. */
const WHILE_STOPPING_MS = 31_000;
const SECOND_MS = 1000;

/**
 * Whether the last process of a container was ended because its liveness or startup probe failed: the container itself only
 * says with what code it ended, so it is told by the Events of its kubelet. Undefined when it was not, or when nobody
 * remembers.
 */
export function killedByProbe(status: ContainerStatus, pod: Pod, snapshot: Snapshot): Told | undefined {
  const end = Date.parse((status.state.terminated ?? status.lastState.terminated)?.finishedAt ?? '');
  const kill = eventsOf(status.name, pod, snapshot).find(
    ({ reason, message, count, lastTimestamp }) =>
      reason === 'Killing' &&
      / failed (?:liveness|startup) probe/.test(message) &&
      isAround(Date.parse(lastTimestamp), end, count > 1),
  );
  if (kill === undefined) return undefined;
  const probe = kill.message.includes('startup probe') ? 'startup' : 'liveness';
  const message = lastFailure(probe, status.name, pod, snapshot)?.message ?? kill.message;
  return told('pod.killedByProbe', { container: status.name, probe, message });
}

/** An Event that came again only says when it did so last: by then the process that follows may be ending too. */
function isAround(time: number, end: number, isRepeated: boolean): boolean {
  return time >= end - WHILE_STOPPING_MS && (isRepeated || time <= end + SECOND_MS);
}

/** What is said of a container that runs and whose liveness probe fails, and what follows from that. */
export function failingLiveness(
  status: ContainerStatus,
  spec: Container | undefined,
  pod: Pod,
  snapshot: Snapshot,
): { readonly state: readonly Told[]; readonly next: readonly Expectation[] } {
  const probe = spec?.livenessProbe;
  const startedAt = Date.parse(status.state.running?.startedAt ?? '');
  const failure = probe && lastFailure('liveness', status.name, pod, snapshot);
  const seconds = probe?.periodSeconds ?? 10;
  const failedAt = Date.parse(failure?.lastTimestamp ?? '');
  // One that succeeded since is well again.
  const isFailing = failedAt >= startedAt && snapshot.now - failedAt < (seconds + 1) * SECOND_MS;
  const wasKilled = probe !== undefined && killedByProbe(status, pod, snapshot) !== undefined;
  const params = { container: status.name, seconds, count: probe?.failureThreshold ?? 3 };
  return {
    state:
      failure === undefined || !isFailing
        ? []
        : [told('pod.unhealthy', { container: status.name, message: failure.message })],
    next: isFailing || wasKilled ? [expected('pod.nextUnhealthy', params)] : [],
  };
}

function lastFailure(probe: string, container: string, pod: Pod, snapshot: Snapshot): Event | undefined {
  const start = `${probe} probe `;
  return eventsOf(container, pod, snapshot)
    .filter(({ reason, message }) => reason === 'Unhealthy' && message.toLowerCase().startsWith(start))
    .toSorted((a, b) => a.lastTimestamp.localeCompare(b.lastTimestamp))
    .at(-1);
}

function eventsOf(container: string, { metadata }: Pod, snapshot: Snapshot): readonly Event[] {
  return snapshot.list('events', metadata.namespace).filter(
    // Those that a person writes may lack what every component fills in.
    ({ involvedObject, lastTimestamp, message }) =>
      involvedObject.uid === metadata.uid &&
      Boolean(message) &&
      involvedObject.fieldPath?.endsWith(`{${container}}`) === true &&
      Boolean(lastTimestamp),
  );
}
