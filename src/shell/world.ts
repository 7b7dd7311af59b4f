import type { Cluster, Traffic } from '../engine/index.ts';
import type { KubectlEnv } from '../kubectl/index.ts';
import type { Files } from './files.ts';
import type { Forwards } from './forwards.ts';
import type { Flow } from './run/block.ts';
import type { Jobs } from './run/jobs.ts';

/** The cluster as a shell uses it; a session may put itself between. */
export type ShellCluster = Pick<
  Cluster,
  'request' | 'inject' | 'now' | 'revision' | 'changesSince' | 'logs' | 'exec' | 'live' | 'options'
> & {
  /** Requests from this machine into the cluster; absent before there is a network. */
  readonly traffic: OutsideTraffic | undefined;
};

/** What programs on this machine do with the network. */
export interface OutsideTraffic extends Pick<Traffic, 'exchange'> {
  /** Undefined when nothing can be sent now. */
  send(request: Parameters<Traffic['send']>[0]): number | undefined;
}

/** A text that is open in an editor. */
export interface OpenedText {
  /** Ends when the person has saved the text or given up. */
  readonly done: Flow;
  /** What the person saved; undefined when they gave up. */
  saved(): string | undefined;
  /** Takes it out of the editor again. */
  close(): void;
}

/** What surrounds a shell. */
export interface World {
  readonly cluster: ShellCluster;
  readonly files: Files;
  /** Local ports that lead into the cluster. */
  readonly forwards: Forwards;
  /** What runs in the background. */
  readonly jobs: Jobs;
  /** Opens a text in an editor. */
  readonly edit?: (fileName: string, text: string) => OpenedText;
  /** As kubectl's: its help and the API reference. */
  readonly reference?: NonNullable<KubectlEnv['reference']>;
  /** `isRaw`: a program in a container has the terminal, and its keys are no signals here. */
  readonly terminal: { isRaw: boolean };
  /** The next line of the script, for a session inside a container that would be typed into; `prompt` stands before it. */
  readonly takeLine?: (prompt: string) => string | undefined;
  /** Virtual time that a command takes that waits for nothing, ms. */
  readonly commandMs: number;
  /**
   * Commands that would go on for ever (`kubectl get -w`, `logs -f`) end after so much virtual time without a word,
   * `watch` after so much time at all, ms; without it they go on until they are interrupted.
   */
  readonly followMs?: number;
  /** Somebody types at a terminal: messages give no line numbers, `ls` writes columns. */
  readonly interactive: boolean;
  /** What messages call the shell: `bash`, or the name of the script. */
  readonly name: string;
}
