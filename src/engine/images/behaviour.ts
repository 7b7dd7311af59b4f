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
  /** Built on Alpine Linux although it has bash: its programs are busybox's. */
  readonly distribution?: 'alpine';
  /** Programs it has beside the usual ones of its shell; an unknown image is trusted to have what it is told to run. */
  readonly programs: readonly string[] | 'any';
  /** Where its own program lies, when manifests name it in `command`; the words after it are its arguments. */
  readonly ownProgram?: string;
  /** Whether its user is root, so that `runAsNonRoot` refuses it; unknown images get the benefit of the doubt. */
  readonly root: boolean;
  /** What its process takes whatever it runs, bytes; absent: what its program needs. */
  readonly memoryBytes?: number;
  /** Which release it is, where its tag says less or nothing: `1.27.5` of `nginx:1.27`. */
  readonly release?: string;
  /** Variables that the image sets itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it writes to its machine's disk, bytes; default 0. */
  readonly diskBytes?: number;
}

export type MainProcess =
  /** Listens until it is told to stop. */
  | ServerProcess
  /** A shell: with no terminal it reads the end of its input and exits 0 at once. */
  | { readonly type: 'shell' }
  /** Prints and ends. */
  | { readonly type: 'task'; readonly durationMs: number; readonly exitCode: number; readonly lines: readonly string[] }
  /** A program that is played as one in a script, with the manifest's `args` behind its words. */
  | { readonly type: 'command'; readonly argv: readonly string[] }
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
  /** What it prints on its way up; `start-up-line.ts` fills in what stands in braces. */
  readonly log: readonly string[];
  /** What it answers, the first that fits; without one that fits, a line that names the pod and the path. */
  readonly answers?: readonly HttpAnswer[];
  /** A line for every request that it has answered; `{status}`, `{bytes}` and the time in several forms are filled in. */
  readonly accessLog?: string;
  /** Headers of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long an answer takes that nothing slows down, ms; default `latency.appAnswer`. */
  readonly delayMs?: number;
  /** Processor time that one request costs, ms of one core; default 0.2. */
  readonly cpuMs?: number;
  /** Memory that each request takes and never gives back, bytes. */
  readonly leakBytes?: number;
  /** Its process ends with exit code 1 after so many answers. */
  readonly crashAfter?: number;
  /** Until then it answers HTTP with 503, ms after its start. */
  readonly readyAfterMs?: number;
}

/**
 * One thing that a server answers. Texts may hold `{pod}`, `{host}`, `{ip}`, `{node}`, `{namespace}`, `{image}`,
 * `{version}` (the tag), `{port}`, `{method}`, `{path}`, `{query}`, `{client}`, `{headers}`, `{body}`,
 * `{env:NAME}` and `{option:--text=}`.
 */
export interface HttpAnswer {
  /** Any, when absent. */
  readonly method?: string;
  /** A whole path, or the beginning of paths when it ends in `*`; any, when absent. */
  readonly path?: string;
  /** Default 200. */
  readonly status?: number;
  /** Content-Type; default `text/plain; charset=utf-8`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** URLs that it calls one after another before it answers. */
  readonly calls?: readonly UpstreamCall[];
  /** What it answers when one of the calls fails. */
  readonly onFailure?: Pick<HttpAnswer, 'status' | 'type' | 'headers' | 'body'>;
  /** `host:port` to which the request is passed on; what comes back is the answer, or 502. */
  readonly proxyTo?: string;
  /** Lines that it prints. */
  readonly log?: readonly string[];
}

export interface UpstreamCall {
  readonly method: string;
  readonly url: string;
}
