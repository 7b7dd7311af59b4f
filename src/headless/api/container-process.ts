import { internal, type Cluster, type SuccessStatus } from '../../engine/index.ts';
import type { Pace } from './pace.ts';

/** Where a process in a container writes; how its client is connected is not its business. */
export interface ProcessStreams {
  out(text: string): void;
  err(text: string): void;
  /** Ends the process's connection with what became of it. */
  finish(status: ExitStatus): void;
}

/** What the error channel carries in the end (a metav1.Status). */
export type ExitStatus =
  | Pick<SuccessStatus, 'metadata' | 'status'>
  | {
      metadata: Record<never, never>;
      status: 'Failure';
      message: string;
      reason: string;
      details: { causes: readonly { reason?: string; message: string }[] };
      code?: number;
    };

export interface ProcessPlace {
  namespace: string;
  pod: string;
  container: string;
}

/** `exit status 3` as kubelets tell it (k8s.io/kubelet pkg/cri/streaming/remotecommand/exec.go). */
export function exitStatus(code: number): ExitStatus {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

function couldNotStart({ container }: ProcessPlace, message: string): ExitStatus {
  const text = `error executing command in container: failed to exec in container: failed to start exec "${container}": ${message}`;
  const { status } = internal(internal(text).status.message);
  return {
    metadata: {},
    status: 'Failure',
    message: status.message,
    reason: 'InternalError',
    details: { causes: [{ message: text }] },
    code: 500,
  };
}

/** The kubelet knows running containers only (pkg/kubelet/kubelet_pods.go, GetExec); the API server tells its refusal. */
function notRunning({ container }: ProcessPlace): ExitStatus {
  const text = `unable to upgrade connection: container not found ("${container}")`;
  return {
    metadata: {},
    status: 'Failure',
    message: internal(text).status.message,
    reason: 'InternalError',
    details: { causes: [{ message: text }] },
    code: 500,
  };
}

/** A process killed with its container. */
const KILLED = 137;

/**
 * Runs one command in a container and hands on what it prints when its time has come. Calls `ended` once, with its exit
 * code or with why it could not start. Answers how to stop it.
 */
export function runInContainer(
  cluster: Cluster,
  pace: Pace,
  place: ProcessPlace,
  command: readonly string[],
  stdin: string,
  streams: Pick<ProcessStreams, 'out' | 'err'>,
  ended: (result: number | ExitStatus) => void,
): () => void {
  const started = cluster.now();
  const execution = cluster.exec(place.namespace, place.pod, place.container, command, stdin);
  if (execution === undefined) {
    ended(notRunning(place));
    return () => {};
  }
  if (execution.type === 'missing') {
    ended(couldNotStart(place, execution.message));
    return () => {};
  }
  const lines = [...execution.lines];
  const endsAt = execution.type === 'ended' ? started + execution.tookMs : Infinity;
  let stop = (): void => {};
  const goOn = (): void => {
    const now = cluster.now();
    for (let line = lines[0]; line !== undefined && started + line.at <= now; line = lines[0]) {
      lines.shift();
      const text = line.unended === true ? line.text : `${line.text}\n`;
      if (line.stderr === true) streams.err(text);
      else streams.out(text);
    }
    const isGone = cluster.exec(place.namespace, place.pod, place.container, ['true']) === undefined;
    if (now < endsAt && !isGone) return;
    stop();
    ended(execution.type === 'ended' && now >= endsAt ? execution.exitCode : KILLED);
  };
  stop = pace.listen(goOn);
  goOn();
  return stop;
}
