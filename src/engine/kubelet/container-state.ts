import type { LogLine } from '../log-line.ts';
import type { Program } from './program.ts';

/** One life of a container, from its start to its end. Times are virtual, ms since the epoch. */
export interface Run {
  /** 64 hex digits. */
  id: string;
  /** As the runtime names it: `docker.io/library/nginx:1.27`. */
  image: string;
  imageId: string;
  startedAt: number;
  program: Program;
  /** What its manifest gave it from ConfigMaps and Secrets, as they were when it was started. */
  env?: Record<string, string>;
  /** The kubelet has told it to stop, once. */
  isStopping?: true;
  /** Set when its process has ended or its end is certain. */
  end?: RunEnd;
  /** When a process that obeys SIGTERM got it: from then on it takes no new connections. */
  toldToStopAt?: number;
  /** What it printed because of requests, oldest first. */
  printed?: LogLine[];
  /** What its server's configuration file held when it was started. */
  configuration?: string;
  /** What its server keeps in memory, as that server writes it down. */
  memory?: string;
  /** What commands that were run inside it wrote into files, and `null` for those that they removed. */
  written?: Record<string, string | null>;
  /** No end of line has followed the last of them yet. */
  isLineOpen?: true;
  /** Clock id of its script's next client. */
  callTimer?: number;
}

export interface RunEnd {
  at: number;
  exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `Unknown`. */
  reason: string;
  /** What it wrote to its termination log, or why it could not start. */
  message?: string;
}

/** A wait that doubles (client-go flowcontrol.Backoff). */
export interface BackOffEntry {
  /** Ms. */
  delay: number;
  /** When it was last prolonged. */
  updated: number;
}

export interface ProbeState {
  /** The moment of its first probe; the others follow at whole periods after it. */
  first: number;
  failures: number;
  successes: number;
  /** Undefined until a threshold was reached. */
  result?: 'success' | 'failure';
  /** Clock id of the next probe; absent while its answer cannot change. */
  timer?: number;
}

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

/** What a kubelet knows of one container of a pod. */
export interface ContainerState {
  name: string;
  run?: Run | undefined;
  /** When the kubelet noticed the end of `run`. */
  endNoticedAt?: number | undefined;
  /** Clock id of the notice of the end of `run`. */
  endTimer?: number | undefined;
  previous?: Run | undefined;
  restarts: number;
  /** Why it was not started when it should have been; shown as its waiting state. */
  waiting?: { reason: string; message: string } | undefined;
  /** It is not tried again before this moment. */
  retryAt?: number | undefined;
  /** When it was last said that it waits for the end of a back-off. */
  backOffSaidAt?: number | undefined;
  crashBackOff?: BackOffEntry | undefined;
  pullBackOff?: (BackOffEntry & { error: string }) | undefined;
  /** Started and ready as the prober sees them. */
  started: boolean;
  ready: boolean;
  probes: Partial<Record<ProbeKind, ProbeState>>;
  /** Faults that a person has switched on. */
  faults: { crash?: boolean; unready?: boolean; unhealthy?: boolean };
}

/** Whether the process runs and nothing has been done to end it. */
export function isRunning(container: ContainerState, now: number): boolean {
  const { run } = container;
  return run !== undefined && (run.end === undefined || run.end.at > now);
}

/** Whether the kubelet takes it to be running. */
export function isSeenRunning(container: ContainerState): boolean {
  return container.run !== undefined && container.endNoticedAt === undefined;
}
