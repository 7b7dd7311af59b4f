import type { Change } from './api/change.ts';
import type { ApiRequest, ApiResponse, Requester } from './api/request.ts';
import type { ApiWorld } from './api/server.ts';
import type { Controller } from './controllers/controller.ts';
import type { ComponentPort } from './component.ts';
import type { Fault, FaultResult } from './fault.ts';
import type { Json } from './json.ts';
import type { LogLine } from './log-line.ts';
import type { CommandPlayer } from './kubelet/context.ts';
import type { Execution } from './kubelet/execution.ts';
import type { Listeners } from './kubelet/listeners.ts';
import type { Network, Traffic } from './network/network.ts';
import type { PodExplanation } from './scheduler/explanations.ts';
import type { Snapshot } from './snapshot.ts';
import type { Decision } from './trace.ts';
import type { Usage } from './usage.ts';

export interface ClusterOptions {
  /** Default 1. The same seed and inputs give the same history. */
  seed?: number;
  /** Worker machines, named `node-1` ...; default 3. */
  nodes?: number;
  /** What each machine has; default 4 CPU, 8 Gi, 110 pods. */
  nodeCapacity?: { cpu: string; memory: string; pods: number };
  /** Virtual time at the start, ms since the epoch; default 2025-01-01T00:00:00Z. */
  startTime?: number;
  /** Default `run`. */
  unknownImages?: 'run' | 'fail';
  /** Freeze every stored object deeply, so that a stray mutation throws; for tests. */
  freeze?: boolean;
  /** Whether CoreDNS and kube-proxy run in kube-system, as in a real cluster; default true. */
  system?: boolean;
}

/** What answers requests (decoding, validation, patches, tables), and the controllers of kinds that only requests make. */
export interface ApiFront {
  controllers(usage: Usage): readonly Controller[];
  serve(world: ApiWorld): (request: ApiRequest) => ApiResponse;
  network(port: ComponentPort, listeners: Listeners): Network;
  readonly scripts: CommandPlayer;
}

/** An object as a person writes it. */
export interface KubeManifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Everything, as one plain value: JSON-safe and structured-cloneable. Opaque but for `now` and `revision`. */
export interface Checkpoint {
  version: 1;
  now: number;
  revision: number;
  state: Json;
}

export interface AdvanceResult {
  /** Events that ran. */
  events: number;
  /** False when `maxEvents` stopped it before its time was up. */
  reached: boolean;
  /** Set when `maxEvents` stopped it: events run by actor, most first. */
  busiest?: readonly { actor: string; events: number }[];
}

export type { Execution } from './kubelet/execution.ts';
export type { NodeExplanation, PodExplanation } from './scheduler/explanations.ts';

/** One simulated Kubernetes cluster. Nothing in it moves but by these calls. */
export interface Cluster {
  readonly options: Readonly<Required<ClusterOptions>>;
  /** Virtual time, ms since the epoch. */
  now(): number;
  /** The latest revision. */
  revision(): number;
  /** Asks the API server. Never throws: what is wrong comes back as a `Status`. */
  request(request: ApiRequest, requester?: Requester): ApiResponse;
  /** Starts to answer requests. A cluster from `createCluster` does so from the beginning. */
  open(front: ApiFront): void;
  /**
   * Creates objects that are known to be valid, without the API server's checks: what a cluster is to begin with. Throws
   * an `ApiError` when they are not.
   */
  install(objects: readonly KubeManifest[], requester?: Requester): void;
  /** A cluster of its own that goes on exactly as this one did when the checkpoint was taken of it. */
  restore(checkpoint: Checkpoint): Cluster;
  /** Breaks or mends something outside the API. */
  inject(fault: Fault, requester?: Requester): FaultResult;
  /** The simulated network: requests, loads, counters. Undefined until it is opened. */
  readonly traffic: Traffic | undefined;
  /** Runs every event that is due within `ms`, in order, then stands at that time; at most `maxEvents` of them. */
  advance(ms: number, maxEvents?: number): AdvanceResult;
  /** Runs the next event, whenever it is due; false when there is none. */
  step(): boolean;
  /** When the next event is due, ms since the epoch. */
  nextDue(): number | undefined;
  /** The present, to read. */
  readonly live: Snapshot;
  /** The cluster as it was after the write with this revision; undefined when it was compacted away or is yet to come. */
  at(revision: number): Snapshot | undefined;
  /** The last revision written at or before a virtual time (ms since the epoch). */
  revisionAt(time: number): number;
  /** Changes after `revision`, oldest first; undefined when they were compacted away (410 Gone). */
  changesSince(revision: number): readonly Change[] | undefined;
  /** The change that made a revision; undefined when it was compacted away. */
  change(revision: number): Change | undefined;
  /** Revisions at or below this one can no longer be read. */
  compactedRevision(): number;
  decision(id: number): Decision | undefined;
  decisionsSince(id: number): readonly Decision[];
  /**
   * What the scheduler's filters and scores said of each node when it last tried a pod, now bound or not; undefined for a
   * pod that it never tried or whose try is too long ago (the latest 200 are kept).
   */
  scheduling(podUid: string): PodExplanation | undefined;
  /** What a container printed. `previous`: the instance before the last restart. Undefined: no such instance. */
  logs(namespace: string, pod: string, container: string, previous?: boolean): readonly LogLine[] | undefined;
  /**
   * Runs a command in a container at this moment; `stdin` is all that it can read. What it prints later than now is told
   * at once, with its times. Undefined: the container does not run.
   */
  exec(
    namespace: string,
    pod: string,
    container: string,
    command: readonly string[],
    stdin?: string,
  ): Execution | undefined;
  checkpoint(): Checkpoint;
}
