import type { Process } from './shell/process.ts';

/** Two programs go by the name of wget: busybox's and GNU's. */
export type WgetKind = 'busybox' | 'gnu';

/** The process in a pod that uses the network. */
export interface PodProcess {
  readonly namespace: string;
  readonly pod: string;
  /** As the runtime names it: `docker.io/library/busybox:1.36`. */
  readonly image: string;
}

/** A pod by its address, which it has before its status says so. */
export interface AddressedPod {
  readonly namespace: string;
  readonly name: string;
  readonly ip?: string | undefined;
}

/** A client that the script of a container runs. */
export interface ScriptedCall {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly argv: readonly string[];
  /** Whether what it gets goes to the container's log; what it complains of always does. */
  readonly shows: boolean;
  /** The container has a terminal (`tty: true`). */
  readonly onTerminal: boolean;
  /** As the runtime names it: `docker.io/library/busybox:1.36`. */
  readonly image: string;
  /** When it runs, ms since the epoch. */
  readonly now: number;
  readonly wget: WgetKind;
  /** Whether the way of its request is written down. */
  readonly recorded: boolean;
}

/** Who took a connection; `lost`: nothing came back in time. */
export type Reached =
  | { readonly type: 'pod'; readonly uid: string; readonly port: number; readonly tookMs: number }
  | { readonly type: 'refused' | 'lost' | 'unresolved'; readonly tookMs: number };

/** What processes in containers may do with the network. */
export interface NetworkDoor {
  /** Runs a program that uses the network to its end at once; its exit code, or undefined for one that it does not know. */
  run(shell: Process, name: string, args: readonly string[], of: PodProcess): number | undefined;
  /** Whether NetworkPolicies let no packet through that a question (`dns:HOST`, `tcp:HOST:PORT`) of a pod would send. */
  blocks(of: AddressedPod, question: string): boolean;
  /** Who takes a connection of a pod to a name or an address. */
  reach(of: PodProcess, host: string, port: number): Reached;
  /** Sends the request of a script's client on the clock. */
  send(call: ScriptedCall): void;
}
