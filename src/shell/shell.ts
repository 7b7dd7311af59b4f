import { completeLine, type Completion } from './complete/complete.ts';
import type { Running, Wait } from '../kubectl/index.ts';
import { anyOf, isOver, type Block, type Work } from './run/block.ts';
import { Budget, BudgetError } from './run/budget.ts';
import { ExitSignal, LoopSignal, ReturnSignal } from './run/control-flow.ts';
import { Interpreter } from './run/interpreter.ts';
import { jobLine, Jobs } from './run/jobs.ts';
import { Pipe } from './run/pipe.ts';
import type { Streams } from './run/process.ts';
import { INTERRUPTED } from './run/interrupted.ts';
import { STOPPED } from './programs/job-programs.ts';
import { initialShellState, type ShellState } from './state.ts';
import { Parser, ShellSyntaxError } from '../engine/index.ts';
import type { World } from './world.ts';

export interface ShellOptions {
  cluster: World['cluster'];
  files: World['files'];
  out(text: string): void;
  err(text: string): void;
  /** Where files are relative to at first; default `/home/learner`. */
  home?: string;
  /** Local ports that lead into the cluster, when several shells share them. */
  forwards?: World['forwards'];
  edit?: World['edit'];
  reference?: World['reference'];
  /** Default 0. */
  commandMs?: number;
  followMs?: number;
  /** Default true. */
  interactive?: boolean;
  /** Default `bash`. */
  name?: string;
  /** Told of each command of a script before it runs, as it was written; `prompt` is what a terminal shows before it. */
  onCommand?(text: string, prompt: string): void;
}

export interface Shell {
  readonly state: ShellState;
  /** Set by `exit`: the shell wants to end with this code. */
  readonly exited: number | undefined;
  /**
   * Runs a line or a script; answers the exit code of its last command. Whoever calls lets virtual time pass and resumes
   * it when what it waits for has come, or when something was typed; `.return()` is Ctrl-C. Never throws.
   */
  run(source: string): Running;
  /** Whether something runs in the background. */
  readonly hasJobs: boolean;
  /** Lets background jobs go on while no line runs, until all have ended; to be resumed as `run` is. */
  tend(): Running;
  /** Ctrl-C for the command that waits now: when it is resumed it ends, and the next line of the script runs. */
  interrupt(): void;
  /** Ctrl-Z for the command that waits now: when it is resumed it stands still, as a job that `fg` and `bg` know. */
  suspend(): void;
  /** What Tab offers at a place in a line that is being typed. */
  complete(line: string, cursor: number): Completion;
  /** Keeps a line for `history`. */
  remember(line: string): void;
  /** What is typed while a command runs goes to its standard input. */
  type(text: string): void;
  /** Ctrl-D: no more input for the command that runs. */
  endInput(): void;
}

const DEFAULT_HOME = '/home/learner';
const HISTORY_LIMIT = 1000;
/** A command that waits for somebody to type waits this long, ms of virtual time. */
const WAIT_FOR_INPUT_MS = 100 * 365 * 86_400_000;

class ClusterShell implements Shell {
  readonly state: ShellState;
  exited: number | undefined;
  private readonly world: World;
  private readonly options: ShellOptions;
  private readonly jobs = new Jobs();
  private keyboard = new Pipe();
  private isInterrupted = false;
  /** Ctrl-Z was pressed: for the command that runs, or for the job that `fg` waits for. */
  private suspends: 'command' | 'job' | undefined;
  private parser = new Parser('');
  /** The command that runs, as it was written. */
  private commandText = '';

  constructor(options: ShellOptions) {
    const { cluster, files, forwards = new Map(), edit, reference, followMs } = options;
    const interactive = options.interactive ?? true;
    this.options = options;
    this.state = initialShellState(options.home ?? DEFAULT_HOME);
    this.world = {
      cluster,
      files,
      commandMs: options.commandMs ?? 0,
      interactive,
      name: options.name ?? 'bash',
      forwards,
      jobs: this.jobs,
      terminal: { isRaw: false },
      ...(edit === undefined ? {} : { edit }),
      ...(reference === undefined ? {} : { reference }),
      ...(interactive ? {} : { takeLine: (prompt) => this.takeLine(prompt) }),
      ...(followMs === undefined ? {} : { followMs }),
    };
  }

  get hasJobs(): boolean {
    return this.jobs.running.length > 0;
  }

  *tend(): Running {
    const { cluster } = this.world;
    for (;;) {
      this.jobs.proceed(cluster);
      const { block } = this.jobs;
      if (block === undefined) break;
      yield waitOf(block, cluster);
    }
    this.tellEnded();
    return 0;
  }

  /** Tells of the jobs that have ended, as an interactive shell does before its prompt. */
  private tellEnded(): void {
    for (const job of this.jobs.takeEnded()) {
      if (this.world.interactive) this.options.err(jobLine(job, true));
    }
  }

  complete(line: string, cursor: number): Completion {
    return completeLine(line, cursor, this.state, this.world);
  }

  remember(line: string): void {
    if (line.trim() === '' || line === this.state.history.at(-1)) return;
    this.state.history.push(line);
    if (this.state.history.length > HISTORY_LIMIT) this.state.history.shift();
  }

  type(text: string): void {
    this.keyboard.write(text);
  }

  endInput(): void {
    this.keyboard.end();
  }

  interrupt(): void {
    this.isInterrupted = true;
  }

  suspend(): void {
    const front = this.jobs.foreground?.job;
    if (this.world.terminal.isRaw) return;
    this.suspends = front === undefined ? 'command' : 'job';
    if (front !== undefined) {
      // It is still the same job; `fg`, which waited for it, ends.
      this.jobs.stop(front);
      this.options.err(`^Z\n${jobLine(front, true)}`);
    }
  }

  *run(source: string): Running {
    this.keyboard = new Pipe();
    if (!this.world.interactive) this.keyboard.end();
    this.exited = undefined;
    this.tellEnded();
    const parser = new Parser(source, (name) => this.state.aliases.get(name));
    this.parser = parser;
    // One command after another, so that what comes before a mistake runs.
    for (let goesOn = true; goesOn;) {
      const work = this.runNext(parser);
      this.isInterrupted = false;
      this.suspends = undefined;
      let isTakenOver = false;
      try {
        for (;;) {
          const step = work.next();
          if (step.done === true) {
            goesOn = step.value;
            break;
          }
          yield* this.waitFor(step.value);
          if (this.takesOver(work, step.value)) {
            isTakenOver = true;
            break;
          }
          if (!this.isInterrupted) continue;
          this.state.status = INTERRUPTED;
          break;
        }
      } finally {
        if (!isTakenOver) work.return(false);
      }
    }
    return this.state.status;
  }

  /** After Ctrl-Z the command that runs becomes a job that stands still. */
  private takesOver(work: Work<boolean>, block: Block): boolean {
    const { suspends } = this;
    this.suspends = undefined;
    if (suspends !== 'command') return false;
    const job = this.jobs.stopped(this.commandText, this.asJob(work), block, this.keyboard);
    if (job === undefined) return false;
    this.options.err(`^Z\n${jobLine(job, true)}`);
    this.state.status = STOPPED;
    return true;
  }

  /** A command that was begun in the foreground, as the work of a job. */
  private *asJob(work: Work<boolean>): Work {
    try {
      for (let step = work.next(); step.done !== true; step = work.next()) yield step.value;
      return this.state.status;
    } finally {
      work.return(false);
    }
  }

  private takeLine(prompt: string): string | undefined {
    const line = this.parser.takeLine();
    if (line !== undefined) this.options.onCommand?.(line, prompt);
    return line;
  }

  /** Waits as kubectl's callers know it, until the block is over. */
  private *waitFor(block: Block): Generator<Wait, void, void> {
    const { cluster } = this.world;
    while (!isOver(block, cluster) && !this.isInterrupted && this.suspends === undefined) {
      this.jobs.proceed(cluster);
      this.keyboard = this.jobs.foreground?.keyboard ?? this.keyboard;
      const { block: jobs } = this.jobs;
      yield waitOf(jobs === undefined ? block : anyOf([block, jobs]), cluster);
    }
  }

  private streams(budget: Budget): Streams {
    const sink = (write: (text: string) => void) => ({
      isTerminal: true,
      write: (text: string): void => {
        budget.write(text.length);
        if (text !== '') write(text);
      },
    });
    return {
      stdin: this.keyboard,
      stdinIsTerminal: true,
      out: sink((text) => this.options.out(text)),
      err: sink((text) => this.options.err(text)),
    };
  }

  /** Reads and runs the next command; false when there is none, or when the shell ends. */
  private *runNext(parser: Parser): Work<boolean> {
    const budget = new Budget();
    const streams = this.streams(budget);
    const interpreter = new Interpreter(this.world, this.state, budget, streams);
    try {
      const next = parser.nextCommand();
      if (next === undefined) return false;
      this.commandText = next.text.trim();
      this.options.onCommand?.(next.text, '$ ');
      yield* interpreter.runScript(next.script, streams);
      return true;
    } catch (error) {
      return this.recover(error, interpreter, streams);
    }
  }

  /** Makes of what left a command its exit code; false when the shell ends with it. */
  private recover(error: unknown, interpreter: Interpreter, streams: Streams): boolean {
    if (error instanceof ExitSignal) {
      this.exited = error.status;
      this.state.status = error.status;
      return false;
    }
    if (error instanceof ShellSyntaxError) {
      interpreter.complain(streams, error.message, error.line);
      // Who types sees the line already.
      const isSeen = this.world.interactive || error.written === undefined;
      if (!isSeen) interpreter.complain(streams, `\`${error.written}'`, error.line);
      this.state.status = 2;
      return false;
    }
    if (error instanceof LoopSignal) {
      interpreter.complain(streams, `${error.kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      this.state.status = 0;
    } else if (error instanceof ReturnSignal) {
      interpreter.complain(streams, "return: can only `return' from a function or sourced script");
      this.state.status = 2;
    } else if (error instanceof BudgetError) {
      this.options.err(`${this.world.name}: ${error.message}\n`);
      this.state.status = 1;
    } else throw error;
    return true;
  }
}

/** A block as kubectl's callers know waits. */
function waitOf(block: Block, cluster: World['cluster']): Wait {
  const { sinceRevision, deadline } = anyOf([block]);
  const ms = deadline === undefined || deadline === Infinity ? undefined : Math.max(1, deadline - cluster.now());
  if (sinceRevision === undefined) return { until: 'time', ms: ms ?? WAIT_FOR_INPUT_MS };
  return { until: 'change', sinceRevision, ...(ms === undefined ? {} : { timeoutMs: ms }) };
}

/** A shell on a cluster and files. Its state lives in it alone; several shells may share a cluster. */
export function createShell(options: ShellOptions): Shell {
  return new ClusterShell(options);
}
