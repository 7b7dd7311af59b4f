import type { ContainerStatus, Pod } from '../types/index.ts';
import { ageColumn, column, nameColumn, orNone, since, table, type View } from './table.ts';

interface PodSummary {
  /** The READY column: containers that run and are ready, of those that should. */
  ready: number;
  total: number;
  /** The STATUS column. */
  text: string;
  /** The RESTARTS column, without `(x ago)`. */
  restarts: number;
  /** RFC 3339: when a container last ended to be restarted; absent when none did. */
  lastRestart?: string;
}

/** Restarts of several containers together with the latest of their ends. */
class RestartTally {
  count = 0;
  last: string | undefined;

  add(status: View<ContainerStatus>): void {
    this.count += status.restartCount ?? 0;
    const finished = status.lastState?.terminated?.finishedAt;
    // RFC 3339 in UTC orders as text.
    if (finished !== undefined && (this.last === undefined || this.last < finished)) this.last = finished;
  }
}

function endText(terminated: {
  readonly reason?: string;
  readonly signal?: number;
  readonly exitCode?: number;
}): string {
  if (terminated.reason !== undefined && terminated.reason !== '') return terminated.reason;
  if (terminated.signal !== undefined && terminated.signal !== 0) return `Signal:${terminated.signal}`;
  return `ExitCode:${terminated.exitCode ?? 0}`;
}

function conditionIsTrue(pod: View<Pod>, type: string): boolean {
  return pod.status?.conditions?.some((item) => item.type === type && item.status === 'True') ?? false;
}

interface InitProgress {
  /** Set while init containers are to do: `Init:...`. */
  text?: string;
  readySidecars: number;
  all: RestartTally;
  sidecars: RestartTally;
}

function initProgress(pod: View<Pod>): InitProgress {
  const containers = pod.spec?.initContainers ?? [];
  const sidecarNames = new Set(containers.filter((item) => item.restartPolicy === 'Always').map((item) => item.name));
  const progress: InitProgress = { readySidecars: 0, all: new RestartTally(), sidecars: new RestartTally() };
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = sidecarNames.has(status.name);
    progress.all.add(status);
    if (isSidecar) progress.sidecars.add(status);
    const terminated = status.state?.terminated;
    if (terminated !== undefined && (terminated.exitCode ?? 0) === 0) continue;
    if (isSidecar && status.started === true) {
      if (status.ready === true) progress.readySidecars += 1;
      continue;
    }
    const waiting = status.state?.waiting?.reason ?? '';
    if (terminated !== undefined) progress.text = `Init:${endText(terminated)}`;
    else if (waiting !== '' && waiting !== 'PodInitializing') progress.text = `Init:${waiting}`;
    else progress.text = `Init:${index}/${containers.length}`;
    break;
  }
  return progress;
}

function summarize(pod: View<Pod>): PodSummary {
  const status = pod.status;
  const phase = status?.phase ?? '';
  let text: string = status?.reason !== undefined && status.reason !== '' ? status.reason : phase;
  if (status?.conditions?.some((item) => item.type === 'PodScheduled' && item.reason === 'SchedulingGated') === true) {
    text = 'SchedulingGated';
  }

  const init = initProgress(pod);
  let ready = init.readySidecars;
  let tally = init.all;
  if (init.text !== undefined) text = init.text;
  if (init.text === undefined || conditionIsTrue(pod, 'Initialized')) {
    tally = init.sidecars;
    let hasRunning = false;
    // From last to first, so that the first container with something to say has the last word.
    for (const container of (status?.containerStatuses ?? []).toReversed()) {
      tally.add(container);
      const waiting = container.state?.waiting?.reason ?? '';
      const terminated = container.state?.terminated;
      if (waiting !== '') text = waiting;
      else if (terminated !== undefined) text = endText(terminated);
      else if (container.ready === true && container.state?.running !== undefined) {
        hasRunning = true;
        ready += 1;
      }
    }
    if (text === 'Completed' && hasRunning) text = conditionIsTrue(pod, 'Ready') ? 'Running' : 'NotReady';
  }

  if (pod.metadata?.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') text = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') text = 'Terminating';
  }

  const sidecars = pod.spec?.initContainers?.filter((item) => item.restartPolicy === 'Always').length ?? 0;
  return {
    ready,
    total: (pod.spec?.containers?.length ?? 0) + sidecars,
    text,
    restarts: tally.count,
    ...(tally.last === undefined ? {} : { lastRestart: tally.last }),
  };
}

/** The STATUS that `kubectl get pods` shows: `Running`, `CrashLoopBackOff`, `Init:0/1` ... (printers.go, printPod). */
export function podStatusText(pod: View<Pod>): string {
  return summarize(pod).text;
}

/** The numbers of the READY column: `1/2` is ready 1 of total 2. */
export function podReadiness(pod: View<Pod>): { ready: number; total: number } {
  const { ready, total } = summarize(pod);
  return { ready, total };
}

function readinessGatesText(pod: View<Pod>): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) => conditionIsTrue(pod, gate.conditionType ?? '')).length;
  return `${passed}/${gates.length}`;
}

export const podTable = table<Pod>(
  [
    nameColumn,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column(
      'Restarts',
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    ),
    ageColumn,
    column(
      'IP',
      'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
      {
        wide: true,
      },
    ),
    column('Node', 'NodeName indicates in which node this pod is scheduled.', { wide: true }),
    column(
      'Nominated Node',
      'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods.',
      { wide: true },
    ),
    column(
      'Readiness Gates',
      'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True".',
      { wide: true },
    ),
  ],
  (pod, now) => {
    const { ready, total, text, restarts, lastRestart } = summarize(pod);
    return [
      pod.metadata?.name ?? '',
      `${ready}/${total}`,
      text,
      restarts !== 0 && lastRestart !== undefined ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts),
      since(pod.metadata?.creationTimestamp, now),
      orNone(pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP),
      orNone(pod.spec?.nodeName),
      orNone(pod.status?.nominatedNodeName),
      readinessGatesText(pod),
    ];
  },
);
