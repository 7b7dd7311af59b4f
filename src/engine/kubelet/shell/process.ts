import type { ImageBehaviour } from '../../images/behaviour.ts';
import type { ShellState } from './shell-state.ts';

/** Lines that are kept of what a container prints. */
export const keptLines = 1000;

/** What a process in a container finds around it. */
export interface ProcessWorld {
  readonly env: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly ip: string;
  /** Virtual time at which the process began, ms since the epoch. */
  readonly startedAt: number;
  readonly behaviour: ImageBehaviour;
  /** The command line of the container's first process, as far as it is known. */
  readonly command?: readonly string[];
  /** The processes that it sees beside itself, where those are not only its container's own. */
  readonly processes?: readonly SeenProcess[];
  /** Mounted files, and those that commands have written, by path. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Files and folders of the image that are not seen: volumes are mounted there, or commands have removed them. */
  readonly hidden?: readonly string[];
  /** Where volumes are mounted, and what else cannot be written: `/` where the root file system is read-only. */
  readonly folders?: readonly MountedFolder[];
  /** Whom it runs as; absent: root. */
  readonly user?: ProcessUser;
  /** The folder it starts in; absent: `/`. */
  readonly cwd?: string;
  /** Its standard input stays open (`stdin: true`): a shell waits for a person. */
  readonly interactive: boolean;
  /** What a program does that nobody knows: runs on, does its work and ends, or ends at once as a probe's command does. */
  readonly unknownProgram: 'serves' | 'ends' | 'answers';
  /** Ports that a server without ports of its own listens on. */
  readonly declaredPorts: readonly number[];
  /** Its memory limit, bytes. */
  readonly memoryLimit: number;
  /** The text of a file that the script of its container has written: worked out when somebody reads it. */
  textOf?(path: string): string | undefined;
  /** What was added to a file of a volume, in order of time; absent where nobody can know yet. */
  follow?(path: string): readonly TimedText[];
  /** Since when (ms after its start) the network answers a question (`dns:mysql`, `tcp:mysql:3306`); -1: not yet. */
  network(question: string): number;
  /** Runs a program that uses the network; absent where only `network` can be asked. Undefined: it knows no such program. */
  useNetwork?(shell: Process, name: string, args: readonly string[]): number | undefined;
  /** Connects to a server that speaks another language than HTTP; absent where nobody can know its answers yet. */
  connect?(host: string, port: number): Connection;
  /** What clients would send is only noted: it is sent on the clock, and their answers are printed then. */
  readonly notesCalls?: true;
}

/** A process as `ps` lists it. */
export interface SeenProcess {
  readonly pid: number;
  readonly user: string;
  readonly command: string;
}

/** A server that a client has reached. */
export interface ReachedServer {
  /** Programs of its image. */
  readonly programs: ImageBehaviour['programs'];
  /** Its command line, as far as its manifest gives one, with the name of its image before it. */
  readonly command: readonly string[];
  /** What its configuration file held when it was started; '' without one. */
  readonly configuration: string;
  /** Its release, e.g. `7.4.2`. */
  readonly release: string;
  /** Ms since the epoch. */
  readonly startedAt: number;
  /** What it keeps in memory, as it was written last; undefined while that is nothing. */
  memory(): string | undefined;
  keep(text: string): void;
}

/** What comes of a connection; `lost`: nothing comes back. */
export type Connection =
  | { readonly type: 'open'; readonly tookMs: number; readonly server: ReachedServer }
  | { readonly type: 'refused' | 'lost' | 'unresolved'; readonly tookMs: number };

export interface MountedFolder {
  path: string;
  readOnly?: true;
}

/** Numbers of a user and of the groups it is in, as `securityContext` gives them. */
/** A text that came to the end of a file; `at` in ms after the start of a process, below 0 before it. */
export interface TimedText {
  at: number;
  text: string;
}

export interface ProcessUser {
  uid: number;
  gid: number;
  /** Of files in volumes. */
  fsGroup?: number;
  groups: number[];
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

/** A client that a script runs; `at` in ms after the start. */
export interface ClientCall {
  at: number;
  argv: readonly string[];
  /** What it gets goes to the container's log. */
  shows: boolean;
}

export interface ScriptRun {
  output: OutputLine[];
  files: FileChange[];
  /** What it wrote into files, and `null` for those that it removed. */
  written: Record<string, string | null>;
  /** What it added to files, the last 1000 pieces. */
  added: (TimedText & { path: string })[];
  /** Absent: it goes on. `at` in ms after the start. */
  end?: { at: number; exitCode: number; reason?: 'OOMKilled' };
  /** From when on it serves on which ports, ms after the start. */
  serves?: Serving;
  /** What it takes from `at` ms after the start on: thousandths of a core, and bytes of memory. */
  uses?: { at: number; cpuMilli: number; memoryBytes: number };
  onSigterm: number | 'ignored';
  /** What it wrote to /dev/termination-log. */
  message: string;
  /** It sent the container's first process a signal to end. */
  signalledMain?: true;
  /** Clients that it runs, in order. */
  calls: ClientCall[];
  /** From `from` on it does again and again what it does in these `everyMs`, ms after the start. */
  cycle?: { from: number; everyMs: number };
}

/** A running process as the programs see it that it runs. */
export interface Process {
  readonly world: ProcessWorld;
  /** Ms since the start. */
  readonly time: number;
  /** The shell that runs it. */
  state: ShellState;
  /** By absolute path; one that ends in a slash is a folder that was made. */
  readonly files: ReadonlyMap<string, string>;
  /** The text of a file by its absolute path; undefined where there is none. */
  read(path: string): string | undefined;
  /** A path as people write it, as an absolute one without `.` and `..`. */
  resolve(path: string): string;
  /** What is piped into the program; reading it takes it all, and nothing is left. */
  readonly stdin: string;
  /** Takes the next line of what is piped into it; undefined at the end. */
  readLine(): string | undefined;
  /** Until when it is watched, ms; Infinity when only its end counts. */
  readonly until: number;
  /** A number from 0 to below `bound`, the same in each play. */
  random(bound: number): number;
  /** Exit code of the program before. */
  readonly status: number;
  /** Another program reads what it prints. */
  readonly isPiped: boolean;
  readonly serves: Serving | undefined;
  /** Exit code after SIGTERM. */
  onSigterm: number | 'ignored';
  /** Lets virtual time pass, ms. */
  pass(ms: number): void;
  /** Goes on until it is stopped. */
  forever(): never;
  /** Listens from `afterMs` from now on; `silent`: and never answers. */
  serve(ports: readonly number[], afterMs: number, silent?: boolean): void;
  /** Keeps processors busy (thousandths of a core) and holds memory (bytes) from now on. */
  use(cpuMilli: number, memoryBytes: number): void;
  exit(code: number): never;
  /** `return` from a function or a script that was sourced. */
  returnFrom(code: number): never;
  /** Leaves loops, or goes on with their next turn; outside any loop it does nothing. */
  jump(kind: 'break' | 'continue', levels?: number): number;
  /** Ends for want of memory. */
  killed(): never;
  waitForBackground(): void;
  /** Ends what runs in the background. */
  endBackground(): void;
  /** Sends the container's first process a signal that it may end by. */
  signalMain(): void;
  print(text: string): void;
  /** Writes a line to standard error. */
  complain(text: string): void;
  /** Writes a file; undefined removes it. */
  setFile(path: string, content: string | undefined): void;
  /** Notes a client that is to send its request on the clock; false where that is not done. */
  notes(argv: readonly string[]): boolean;
  /** Whether the network answers a question now. */
  asks(question: string): boolean;
  variable(name: string): string;
  assign(name: string, value: string): void;
  /** Runs a command line that is split into words already; answers its exit code. */
  words(words: readonly string[]): number;
  /** Runs a text as a script in the shell that runs now. */
  text(text: string): number;
  /** Runs a script with a text piped into it; answers its exit code. */
  pipeInto(text: string, script: string): number;
  /** Runs `body` with a folder as its root, in which the programs of another system are. */
  inRoot(root: string, behaviour: ImageBehaviour, body: () => number): number;
  /** Runs `body` in a shell of its own; what ends that shell ends nothing else. */
  inState(state: ShellState, body: () => number): number;
  spend(units: number): void;
}

/** A program that is known here: given the words after its name it answers its exit code. */
export type Command = (shell: Process, args: readonly string[]) => number;
