import type { Fault, LoadSpec, TrafficRequest } from '../engine/index.ts';
import type { Phrase } from '../scene/index.ts';
import type { Shell } from '../shell/index.ts';
import type { KubectlEnv, KubectlState, Reference, Running, Wait } from '../kubectl/index.ts';
import { Acting } from './acting.ts';
import { answerOf } from './answer-text.ts';
import type { Branch } from './branch.ts';
import { commandText } from './command-text.ts';
import { expandHistory } from './history-expansion.ts';
import { loadReference } from './load-reference.ts';
import { ObjectEditing } from './object-editing.ts';
import type { CommandRunner, RunOptions, SessionPort } from './session-port.ts';
import type { TerminalEntry } from './state.ts';
import { withPrinted } from './terminal-output.ts';
import type { Printed } from './terminal-output.ts';
import type { Tools } from './tools.ts';
import { TypedShell } from './typed-shell.ts';

/** A command that runs, perhaps for a while. */
interface Job {
  readonly entry: number;
  readonly branch: Branch;
  readonly running: Running;
  readonly typed: boolean;
  /** It lets background jobs go on. */
  readonly tends?: true;
  wait: Wait;
  /** Virtual time at which it began to wait. */
  waitingSince: number;
}

const ENTRY_LIMIT = 200;
const TYPED_LIMIT = 200;
/** Characters of output that all entries together keep. */
const SCROLLBACK = 2_000_000;
/** Characters of an error that fit into a message; the terminal has all of it. */
const LONGEST_WORDS = 240;
/** Steps of one command within one frame; a command that wants more goes on in the next. */
const STEPS_A_FRAME = 100;

/** Exit code of a command that was interrupted, as a shell reports it. */
const INTERRUPTED = 130;

/**
 * Runs commands on the cluster and keeps what they print. Buttons, Apply and the prompt all come through here, so
 * everything that a person does can be read in the terminal, and undone.
 */
export class Terminal implements CommandRunner {
  private readonly session: SessionPort;
  private kubectlState: KubectlState | undefined;
  private typedShell: TypedShell | undefined;
  private reference: Reference | 'missing' | undefined;
  /** What `kubectl edit` has opened in the editor. */
  readonly objectEditing: ObjectEditing;
  private readonly typed: string[] = [];
  /** Lines that wait for what they need. */
  private readonly untaken: string[] = [];
  private jobs: Job[] = [];
  private nextEntry = 1;

  constructor(session: SessionPort) {
    this.session = session;
    this.objectEditing = new ObjectEditing(session, () => this.wake());
  }

  /** Lines that were typed, oldest first. */
  get typedLines(): readonly string[] {
    return this.typed;
  }

  /**
   * Takes a line (or several) from the prompt: a command to run, more lines of one that is not complete, or input for
   * the command that runs.
   */
  type(line: string): void {
    this.untaken.push(line);
    this.session.withTools(
      (tools) => {
        if (this.reference === undefined) void this.prepare(tools).then(() => this.takeTyped(tools));
        else this.takeTyped(tools);
      },
      () => (this.untaken.length = 0),
    );
  }

  /** Takes what was typed, in its order: what an earlier line waits for may come after what a later one does. */
  private takeTyped(tools: Tools): void {
    for (let line = this.untaken.shift(); line !== undefined; line = this.untaken.shift()) this.take(tools, line);
  }

  /** Loads what only typed lines need: to be called when somebody is about to type. Never rejects. */
  async prepare(tools: Tools): Promise<void> {
    try {
      this.reference ??= await loadReference(tools);
    } catch {
      // Without a network, all but help and descriptions goes on.
      this.reference ??= 'missing';
    }
  }

  /** Ctrl-D: no more input for the command that runs. */
  endInput(): void {
    const running = this.jobs.find((job) => job.typed);
    if (running === undefined) return;
    this.typedShell?.shell.endInput();
    running.wait = { until: 'time', ms: 0 };
    this.resume();
  }

  run(argv: readonly string[], options: RunOptions = {}): void {
    const entry = this.open(commandText(argv));
    this.session.withTools(
      (tools) => this.start(tools, entry, argv, options),
      () => this.fail(entry, 'kubectl could not be loaded'),
    );
  }

  inject(command: string, fault: Fault): void {
    const entry = this.open(command);
    const acting = new Acting(this.session, command);
    const result = acting.inject(fault);
    if (result.message !== undefined) {
      this.print(entry, [{ stream: result.ok ? 'stdout' : 'stderr', text: `${result.message}\n` }]);
    }
    this.close(entry);
    if (result.ok) this.reportAct(acting);
    else this.reportFailure({ key: 'app.failed', params: { message: result.message } });
    acting.end();
  }

  send(command: string, request: TrafficRequest): number | undefined {
    const entry = this.open(command);
    const acting = new Acting(this.session, command);
    const id = acting.send(request);
    if (id === undefined) {
      this.close(entry);
      return undefined;
    }
    const output: Printed[] = [];
    const { cluster } = acting.branch;
    this.begin(
      entry,
      acting,
      answerOf(() => cluster.traffic?.exchange(id), output),
      output,
      false,
    );
    acting.end();
    return id;
  }

  startLoad(command: string, spec: LoadSpec): number | undefined {
    const entry = this.open(command);
    const acting = new Acting(this.session, command);
    const id = acting.startLoad(spec);
    this.close(entry);
    acting.end();
    return id;
  }

  stopLoad(command: string, load: number): void {
    const entry = this.open(command);
    const acting = new Acting(this.session, command);
    acting.stopLoad(load);
    this.close(entry);
    acting.end();
  }

  private take(tools: Tools, line: string): void {
    const running = this.jobs.find((job) => job.typed);
    if (running !== undefined) {
      this.print(running.entry, [{ stream: 'stdout', text: `${line}\n` }]);
      this.typedShell?.shell.type(`${line}\n`);
      // Something to read ends any wait.
      running.wait = { until: 'time', ms: 0 };
      this.resume();
      return;
    }
    const { unfinishedLine } = this.session.state;
    // What is pasted, and what goes on with a line, is taken as it stands.
    const isOne = unfinishedLine === '' && !line.includes('\n');
    const expansion = isOne ? expandHistory(line, this.typed) : { ok: true as const, line };
    if (!expansion.ok) {
      this.fail(this.open(line), expansion.error);
      return;
    }
    const source = unfinishedLine === '' ? expansion.line : `${unfinishedLine}\n${expansion.line}`;
    if (tools.needsMoreLines(source)) {
      this.session.set({ unfinishedLine: source });
      return;
    }
    this.session.set({ unfinishedLine: '' });
    if (source.trim() === '') return;
    if (source !== this.typed.at(-1)) this.typed.push(source);
    if (this.typed.length > TYPED_LIMIT) this.typed.shift();
    if (source.trim() === 'clear') {
      this.clear();
      return;
    }
    const shell = this.shellOf(tools);
    const acting = new Acting(this.session, source);
    this.begin(this.open(source), acting, shell.run(source, acting), shell.output, true);
  }

  private shellOf(tools: Tools): TypedShell {
    const reference = this.reference === 'missing' ? undefined : this.reference;
    return (this.typedShell ??= new TypedShell(tools, reference, () => this.session.cluster, {
      files: this.session.textFiles,
      edit: (name, text) => this.objectEditing.open(name, text),
    }));
  }

  private start(tools: Tools, entry: number, argv: readonly string[], options: RunOptions): void {
    const [, ...args] = argv;
    const acting = new Acting(this.session, commandText(argv));
    const output: Printed[] = [];
    this.kubectlState ??= tools.initialState();
    const env = this.environment(acting, output, this.kubectlState, options.onResponse);
    const code = this.begin(entry, acting, tools.kubectl(args, env), output, false);
    if (code === undefined || code === 0) this.reportAct(acting);
    else this.reportFailure(options.failure ?? { key: 'app.failed', params: { message: this.lastWords(entry) } });
    options.onEnd?.();
  }

  /** Runs a command until it waits; answers its exit code if it never does. */
  private begin(
    entry: number,
    acting: Acting,
    program: Running,
    output: Printed[],
    typed: boolean,
  ): number | undefined {
    const running = flushing(program, () => this.print(entry, output.splice(0)));
    const { branch } = acting;
    const job: Job = { entry, branch, running, typed, wait: { until: 'time', ms: 0 }, waitingSince: 0 };
    const code = this.advance(job);
    if (code === undefined) this.jobs.push(job);
    else {
      acting.end();
      if (typed) this.tend(job);
    }
    return code;
  }

  /** What a command that was typed waits for may be there now. */
  private wake(): void {
    for (const job of this.jobs) if (job.typed) job.wait = { until: 'time', ms: 0 };
    this.resume();
  }

  /** Goes on with commands whose wait is over. */
  resume(): void {
    if (this.jobs.length === 0) return;
    const over = new Set(this.jobs.filter((job) => this.isWaitOver(job) && this.advance(job) !== undefined));
    if (over.size === 0) return;
    this.jobs = this.jobs.filter((job) => !over.has(job));
    for (const job of over) if (job.typed) this.tend(job);
  }

  /** Lets what a line left running in the background go on; what it prints stands under that line. */
  private tend({ entry, branch }: Pick<Job, 'entry' | 'branch'>): void {
    const typed = this.typedShell;
    if (typed?.shell.hasJobs !== true || this.jobs.some((job) => job.tends)) return;
    const running = flushing(typed.shell.tend(), () => this.print(entry, typed.output.splice(0)));
    const job: Job = {
      entry,
      branch,
      running,
      typed: false,
      tends: true,
      wait: { until: 'time', ms: 0 },
      waitingSince: 0,
    };
    if (this.advance(job) === undefined) this.jobs.push(job);
  }

  /** Ctrl-C: ends the command that was typed, or forgets `line` and the lines before it of one that is not complete. */
  interrupt(line = ''): void {
    const running = this.jobs.filter((job) => job.typed);
    const { unfinishedLine } = this.session.state;
    const typed = unfinishedLine === '' ? line : `${unfinishedLine}\n${line}`;
    if (running.length > 0) this.end(running);
    else if (typed !== '') this.close(this.open(`${typed}^C`));
    this.session.set({ unfinishedLine: '' });
  }

  /** Ctrl-Z: the command that was typed stands still, until `fg` or `bg`. */
  suspend(): void {
    const running = this.jobs.find((job) => job.typed);
    if (running === undefined || this.typedShell === undefined) return;
    this.typedShell.shell.suspend();
    running.wait = { until: 'time', ms: 0 };
    this.resume();
  }

  /** Ctrl-L: an empty screen; what runs goes on on it. */
  clear(): void {
    const running = this.session.state.terminal.filter((entry) => entry.running);
    this.session.set({ terminal: running.map((entry) => ({ ...entry, output: [] })) });
  }

  /** What Tab offers; undefined while the shell is not there, or while something else reads what is typed. */
  complete(line: string, cursor: number): ReturnType<Shell['complete']> | undefined {
    const { tools } = this.session;
    if (tools === undefined || this.jobs.some((job) => job.typed)) return undefined;
    if (this.reference === undefined) {
      void this.prepare(tools);
      return undefined;
    }
    return this.shellOf(tools).shell.complete(line, cursor);
  }

  /** Ends every command that runs: the cluster that they ran on is no longer the one that is lived. */
  interruptAll(): void {
    this.end(this.jobs);
  }

  private end(jobs: readonly Job[]): void {
    this.jobs = this.jobs.filter((job) => !jobs.includes(job));
    for (const job of jobs) {
      job.running.return(INTERRUPTED);
      this.print(job.entry, [{ stream: 'stdout', text: '^C\n' }]);
      this.close(job.entry);
    }
  }

  private advance(job: Job): number | undefined {
    for (let left = STEPS_A_FRAME; left > 0; left--) {
      const { done, value } = job.running.next();
      if (done === true) {
        this.close(job.entry);
        return value;
      }
      job.wait = value;
      job.waitingSince = job.branch.cluster.now();
      if (job.branch !== this.session.history.branch) {
        // It looks at the past, where no time passes: there is nothing to wait for.
        job.running.return(INTERRUPTED);
        this.close(job.entry);
        return INTERRUPTED;
      }
      if (!this.isWaitOver(job)) return undefined;
    }
    return undefined;
  }

  private isWaitOver({ wait, waitingSince, branch: { cluster } }: Job): boolean {
    const waited = cluster.now() - waitingSince;
    if (wait.until === 'time') return waited >= wait.ms;
    return cluster.revision() > wait.sinceRevision || waited >= (wait.timeoutMs ?? Infinity);
  }

  private environment(
    acting: Acting,
    output: Printed[],
    state: KubectlState,
    onResponse: RunOptions['onResponse'],
  ): KubectlEnv {
    const { cluster } = acting.branch;
    return {
      request: (request) => {
        const response = acting.request(request);
        onResponse?.(request, response);
        return response;
      },
      now: () => cluster.now(),
      revision: () => cluster.revision(),
      changesSince: (revision) => cluster.changesSince(revision),
      logs: (...container) => cluster.logs(...container),
      out: (text) => output.push({ stream: 'stdout', text }),
      err: (text) => output.push({ stream: 'stderr', text }),
      readFile: (path) => this.session.textFiles.read(path),
      stdin: () => '',
      state,
    };
  }

  private fail(entry: number, message: string): void {
    this.print(entry, [{ stream: 'stderr', text: `${message}\n` }]);
    this.close(entry);
  }

  /** Says what a button did, with the way back. */
  private reportAct({ command, act }: Acting): void {
    this.session.toast({ key: 'app.did', params: { command } }, 'info', act?.id);
  }

  private reportFailure(phrase: Phrase): void {
    this.session.toast(phrase, 'error');
  }

  /** The end of what a command had to complain about. */
  private lastWords(entry: number): string {
    const output = this.session.state.terminal.find((each) => each.id === entry)?.output ?? [];
    const text = output
      .filter((chunk) => chunk.stream === 'stderr')
      .map((chunk) => chunk.text)
      .join('')
      .trim();
    return text.length > LONGEST_WORDS ? `…${text.slice(-LONGEST_WORDS)}` : text;
  }

  private open(command: string): number {
    const entry: TerminalEntry = { id: this.nextEntry++, command, output: [], running: true };
    this.session.set({ terminal: [...this.session.state.terminal, entry].slice(-ENTRY_LIMIT) });
    this.forgetOldest();
    return entry.id;
  }

  private print(entry: number, chunks: readonly Printed[]): void {
    if (chunks.length > 0) this.update(entry, (old) => ({ ...old, ...withPrinted(old, chunks) }));
  }

  private close(entry: number): void {
    this.update(entry, (old) => ({ ...old, running: false }));
  }

  /** Lets go of the oldest commands when all together hold too much text. */
  private forgetOldest(): void {
    const { terminal } = this.session.state;
    let length = 0;
    const first = terminal.findLastIndex(({ output }) => {
      for (const { text } of output) length += text.length;
      return length > SCROLLBACK;
    });
    if (first >= 0) this.session.set({ terminal: terminal.slice(first + 1) });
  }

  private update(id: number, change: (entry: TerminalEntry) => TerminalEntry): void {
    const { terminal } = this.session.state;
    this.session.set({ terminal: terminal.map((entry) => (entry.id === id ? change(entry) : entry)) });
  }
}

/** The same program; what it has printed is shown whenever it waits and when it ends. */
function* flushing(running: Running, flush: () => void): Running {
  try {
    for (;;) {
      const { done, value } = running.next();
      flush();
      if (done === true) return value;
      yield value;
    }
  } finally {
    running.return(INTERRUPTED);
    flush();
  }
}
