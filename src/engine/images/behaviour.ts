/**
 * What an image does when it runs, as data: enough to answer probes and requests, to write a log, to use memory and
 * to end as the real image does.
 */
export interface ImageBehaviour {
  /** What its own command does, when the manifest gives none. */
  readonly main: MainProcess;
  /**
   * What becomes of a manifest's `args` when it gives no `command`. `exec`: the image has no entrypoint of its own, or
   * one that runs its arguments (docker-entrypoint.sh), so they are a command line. `options`: they only configure the
   * image's own program.
   */
  readonly args: 'exec' | 'options';
  /** The shells it has; `bash` images have `sh` too. */
  readonly shell: 'bash' | 'sh' | 'none';
  /** Programs it has beside the usual ones of its shell; an unknown image is trusted to have what it is told to run. */
  readonly programs: readonly string[] | 'any';
  /** Whether its user is root, so that `runAsNonRoot` refuses it; unknown images get the benefit of the doubt. */
  readonly root: boolean;
}

export type MainProcess =
  /** Listens until it is told to stop. */
  | ServerProcess
  /** A shell: with no terminal it reads the end of its input and exits 0 at once. */
  | { readonly type: 'shell' }
  /** Prints and ends. */
  | { readonly type: 'task'; readonly durationMs: number; readonly exitCode: number; readonly lines: readonly string[] }
  /** Waits for a signal and ends by it (pause). */
  | { readonly type: 'wait' };

export interface ServerProcess {
  readonly type: 'server';
  /** TCP ports it listens on; `declared`: those in the container's `ports`. */
  readonly ports: readonly number[] | 'declared';
  /** Name of an environment variable that moves its first port. */
  readonly portVariable?: string;
  /** An option that moves its first port, e.g. `-listen=:8080`: the text before the number. */
  readonly portOptions?: readonly string[];
  /** What its first argument makes of it. */
  readonly subcommands?: Readonly<Record<string, Partial<ServerProcess>>>;
  /** From then on it answers HTTP with 500, ms after its start. */
  readonly unhealthyFromMs?: number;
  /** From the start of the process until it listens, ms. */
  readonly startMs: number;
  /** HTTP paths that it answers with 200; `all`: every path; `none`: it does not speak HTTP. */
  readonly http: readonly string[] | 'all' | 'none';
  /** Directories whose contents a mounted volume can replace, after which any path may be known. */
  readonly contentDirectories?: readonly string[];
  /** Exit code after SIGTERM; `ignored`: as PID 1 it has no handler and must be killed. */
  readonly onSigterm: number | 'ignored';
  /** What it needs to live, bytes; a lower memory limit kills it. */
  readonly memoryBytes: number;
  /** At least one of these variables must be set, else it prints `lines` and exits 1. */
  readonly requires?: { readonly anyOf: readonly string[]; readonly lines: readonly string[] };
  /** What it prints on its way up; `{port}` and `{host}` are its first port and the pod's name. */
  readonly log: readonly string[];
}
