import type { ImageBehaviour } from '../../images/behaviour.ts';
import type { Exchange, TrafficRequest } from '../../network/exchange.ts';
import type { List } from './syntax.ts';

/** A request without its sender, which is the pod. */
export type SendRequest = Omit<TrafficRequest, 'from'>;

/** What a process in a container finds around it. */
export interface ProcessWorld {
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly ip: string;
  /** Virtual time at which the process began, ms since the epoch. */
  readonly startedAt: number;
  readonly behaviour: ImageBehaviour;
  /** Mounted files by path. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Its standard input stays open (`stdin: true`): a shell waits for a person. */
  readonly interactive: boolean;
  /** What a program does that nobody knows: runs on, does its work and ends, or ends at once as a probe's command does. */
  readonly unknownProgram: 'serves' | 'ends' | 'answers';
  /** Ports that a server without ports of its own listens on. */
  readonly declaredPorts: readonly number[];
  /** Its memory limit, bytes. */
  readonly memoryLimit: number;
  /** Since when (ms after its start) the network answers a question (`dns:mysql`, `tcp:mysql:3306`); -1: not yet. */
  network(question: string): number;
  /** Sends a request and waits for its answer; absent where only `network` can be asked. */
  send?(request: SendRequest): Exchange;
}

export interface OutputLine {
  /** Ms after the start of the process. */
  at: number;
  text: string;
  /** It went to standard error. */
  stderr?: true;
  /** No end of line followed: the process ended first. */
  unended?: true;
}

/** A file that came or went while a script ran; `at` in ms after the start. */
export interface FileChange {
  at: number;
  path: string;
  present: boolean;
}

export interface Serving {
  at: number;
  ports: readonly number[];
  /** Takes connections and never answers (`nc -l`). */
  silent?: true;
}

export interface ScriptRun {
  output: OutputLine[];
  files: FileChange[];
  /** Absent: it goes on. `at` in ms after the start. */
  end?: { at: number; exitCode: number; reason?: 'OOMKilled' };
  /** From when on it serves on which ports, ms after the start. */
  serves?: Serving;
  onSigterm: number | 'ignored';
  /** What it wrote to /dev/termination-log. */
  message: string;
}

/** A running process as the programs see it that it runs. */
export interface Process {
  readonly world: ProcessWorld;
  /** Ms since the start. */
  readonly time: number;
  readonly variables: Map<string, string>;
  readonly files: ReadonlyMap<string, string>;
  /** What is piped into the program. */
  readonly stdin: string;
  /** Exit code of the program before. */
  readonly status: number;
  readonly serves: Serving | undefined;
  /** Exit code after SIGTERM. */
  onSigterm: number | 'ignored';
  /** Lets virtual time pass, ms. */
  pass(ms: number): void;
  /** Goes on until it is stopped. */
  forever(): never;
  /** Listens from `afterMs` from now on; `silent`: and never answers. */
  serve(ports: readonly number[], afterMs: number, silent?: boolean): void;
  exit(code: number): never;
  jump(kind: 'break' | 'continue'): never;
  /** Ends for want of memory. */
  killed(): never;
  setErrexit(on: boolean): void;
  waitForBackground(): void;
  print(text: string): void;
  /** Writes a line to standard error. */
  complain(text: string): void;
  /** Writes a file; undefined removes it. */
  setFile(path: string, content: string | undefined): void;
  /** Whether the network answers a question now. */
  asks(question: string): boolean;
  variable(name: string): string;
  /** Runs a script, or a command line that is split into words already; answers its exit code. */
  list(list: List): number;
  words(words: readonly string[]): number;
}
