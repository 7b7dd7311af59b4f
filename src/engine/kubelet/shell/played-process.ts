import type { ImageBehaviour } from '../../images/behaviour.ts';
import { contentOf } from './file-commands.ts';
import { imageFiles } from './image-files.ts';
import { compileWholeGlob } from './pattern/glob.ts';
import { type Matcher, PatternError } from './pattern/matcher.ts';
import { keptLines } from './process.ts';
import type { ClientCall, FileChange, OutputLine, ProcessWorld, ScriptRun, Serving } from './process.ts';
import { ShellState } from './shell-state.ts';
import { Exit, Watched } from './signals.ts';
import type { Sink } from './streams.ts';

/** Steps of a script before it counts as one that never ends, and units of work on its texts. */
const stepLimit = 30_000;
const workLimit = 3_000_000;
/** Characters that are kept of a text. */
export const longestText = 64_000;
/** Container runtimes cut lines there. */
const longestLine = 16_384;
const fileChangeLimit = 200;
const callLimit = 1000;

/** What a process does to the world around it while it is played: its time, streams, files, and questions to the network. */
export abstract class PlayedProcess {
  world: ProcessWorld;
  readonly until: number;
  /** Ms since the start. */
  time = 0;
  state = new ShellState();
  files: Map<string, string>;
  onSigterm: number | 'ignored' = 'ignored';
  serves: Serving | undefined;
  private uses: ScriptRun['uses'];
  private reason: 'OOMKilled' | undefined;
  private readonly changes: FileChange[] = [];
  private readonly lines: OutputLine[] = [];
  private readonly calls: ClientCall[] = [];
  private readonly added: ScriptRun['added'] = [];
  /** What it does again and again, once that is known. */
  protected cycle: ScriptRun['cycle'];
  private partial = '';
  protected out: Sink = { isCaptured: false, write: (text) => this.log(text) };
  protected err: Sink = { isCaptured: false, write: (text) => this.log(text, true) };
  /** The container's log, wherever the streams lead. */
  protected readonly logged = this.out;
  private steps = 0;
  private work = 0;
  private seed = 12345;
  /** Whether an answer of the network may still change at a known later moment. */
  protected newsAt = 0;
  /** What standard input still holds. */
  protected unread = '';
  private signalledMain = false;
  /** Files that were written or removed. */
  private written = new Set<string>();

  constructor(world: ProcessWorld, until: number) {
    this.world = world;
    this.until = until;
    const { behaviour, hidden = [], env, hostname, cwd = '/' } = world;
    const folders = [...(world.folders ?? [])];
    const home = world.user === undefined || world.user.uid === 0 ? '/root' : '/';
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    this.state.variables = new Map(
      Object.entries({ PATH: path, HOSTNAME: hostname, ...env, HOME: env['HOME'] ?? home }),
    );
    this.state.exported = new Set(this.state.variables.keys());
    const own = imageFiles(behaviour).filter(
      ([each]) => !hidden.some((where) => each === where || each.startsWith(`${where}/`)),
    );
    this.state.cwd = cwd.replace(/(.)\/+$/, '$1');
    if (cwd !== '/') folders.push({ path: cwd });
    const mounted = folders.map((folder) => [`${folder.path.replace(/\/+$/, '')}/`, ''] as const);
    this.files = new Map([...own, ...mounted, ...Object.entries(world.mounts)]);
  }

  /** What came of it; `exitCode`: absent while it goes on. */
  protected outcome(exitCode: number | undefined): ScriptRun {
    const ended = exitCode === undefined || this.time > this.until ? undefined : { at: this.time, exitCode };
    const end = ended !== undefined && this.reason !== undefined ? { ...ended, reason: this.reason } : ended;
    if (this.partial !== '') this.lines.push({ at: this.time, text: this.partial, unended: true });
    // What runs in the background is played before what it runs beside.
    const inTime = this.lines.filter((line) => line.at <= this.until).toSorted((a, b) => a.at - b.at);
    return {
      output: inTime.slice(-keptLines),
      files: this.changes,
      written: Object.fromEntries([...this.written].map((path) => [path, this.files.get(path) ?? null])),
      added: this.added.slice(-keptLines),
      ...(end !== undefined && { end }),
      ...(this.serves !== undefined && { serves: this.serves }),
      ...(this.uses !== undefined && { uses: this.uses }),
      onSigterm: this.onSigterm,
      ...(this.signalledMain && { signalledMain: true as const }),
      message: this.files.get('/dev/termination-log') ?? '',
      calls: this.calls,
      ...(this.cycle !== undefined && end === undefined && { cycle: this.cycle }),
    };
  }

  /** Lets virtual time pass, ms. */
  pass(ms: number): void {
    this.time += Math.max(0, ms);
    if (this.time > this.until || !Number.isFinite(this.time)) throw new Watched();
  }

  /** Goes on until it is stopped. */
  forever(): never {
    throw new Watched();
  }

  serve(ports: readonly number[], afterMs: number, silent = false): void {
    this.serves ??= { at: this.time + afterMs, ports, ...(silent && { silent }) };
  }

  use(cpuMilli: number, memoryBytes: number): void {
    this.uses = { at: this.time, cpuMilli: bounded(cpuMilli), memoryBytes: bounded(memoryBytes) };
  }

  killed(): never {
    this.reason = 'OOMKilled';
    throw new Exit(137);
  }

  signalMain(): void {
    this.signalledMain = true;
  }

  print(output: string): void {
    this.out.write(this.counted(output));
  }

  complain(text: string): void {
    this.err.write(`${text}\n`);
  }

  get isPiped(): boolean {
    return this.out.isCaptured;
  }

  get stdin(): string {
    const read = this.unread;
    this.unread = '';
    return read;
  }

  set stdin(text: string) {
    this.unread = text;
  }

  readLine(): string | undefined {
    if (this.unread === '') return undefined;
    const end = this.unread.indexOf('\n');
    const line = end < 0 ? this.unread : this.unread.slice(0, end);
    this.unread = end < 0 ? '' : this.unread.slice(end + 1);
    return line;
  }

  resolve(path: string): string {
    const parts: string[] = [];
    for (const part of `${path.startsWith('/') ? '' : this.state.cwd}/${path}`.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  read(path: string): string | undefined {
    const text = this.files.get(path);
    const late = text === '' && !this.written.has(path) ? this.world.textOf?.(path) : undefined;
    if (late === undefined) return text;
    this.files.set(path, late);
    return late;
  }

  setFile(name: string, content: string | undefined): void {
    const path = this.resolve(name) + (/.\/$/.test(name) ? '/' : '');
    const had = this.files.has(path);
    if (content === undefined) this.files.delete(path);
    else this.files.set(path, content.slice(-longestText));
    if (this.written.size < fileChangeLimit) this.written.add(path);
    if (had !== (content !== undefined) && this.changes.length < fileChangeLimit) {
      this.changes.push({ at: this.time, path, present: content !== undefined });
    }
  }

  /** Runs `body` with a folder as its root; what it writes there is found below the folder afterwards. */
  protected rooted(root: string, behaviour: ImageBehaviour, body: () => number): number {
    const { world, files, written } = this;
    const inside = [...files].filter(([path]) => path.startsWith(`${root}/`));
    const seen = new Map(inside.map(([path, text]) => [path.slice(root.length), text]));
    this.world = { ...world, behaviour, hidden: [], folders: [] };
    this.files = seen;
    this.written = new Set();
    try {
      return body();
    } finally {
      const changed = this.written;
      this.world = world;
      this.files = files;
      this.written = written;
      for (const path of changed) this.setFile(`${root}${path}`, seen.get(path));
    }
  }

  notes(argv: readonly string[]): boolean {
    if (this.world.notesCalls !== true) return false;
    const shows = !this.out.isCaptured;
    if (this.calls.length < callLimit) this.calls.push({ at: this.time, argv, shows });
    return true;
  }

  /** Whether the network answers now. */
  asks(question: string): boolean {
    const since = this.world.network(question);
    if (since > this.time) this.newsAt = Math.max(this.newsAt, since);
    return since >= 0 && since <= this.time;
  }

  random(bound: number): number {
    this.seed = (Math.imul(this.seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return this.seed % bound;
  }

  /** Paths that match a pattern such as `/etc/config/*`, written as the pattern is, sorted. */
  glob(pattern: string): readonly string[] {
    const matcher = globOf(pattern);
    if (matcher === undefined) return [];
    const isAbsolute = pattern.startsWith('/');
    const levels = pattern.split('/').length;
    const found = new Set<string>();
    const prefix = isAbsolute ? '' : this.state.cwd === '/' ? '/' : `${this.state.cwd}/`;
    for (const path of this.files.keys()) {
      if (!path.startsWith(prefix)) continue;
      const shown = path.slice(prefix.length).split('/').slice(0, levels).join('/');
      if (shown === '' || shown.endsWith('/') || /(?:^|\/)\.[^/]*$/.test(shown) !== /(?:^|\/)\.[^/]*$/.test(pattern))
        continue;
      const isMatch = matcher.find(shown, 0, (units) => this.spend(units), 'anchored') !== undefined;
      if (shown.split('/').length === levels && isMatch) found.add(shown);
    }
    return [...found].toSorted();
  }

  spend(units: number): void {
    this.work += units;
    if (this.work > workLimit) throw new Watched();
  }

  protected step(): void {
    if (++this.steps > stepLimit) throw new Watched();
  }

  /** Moves time on without playing what happens in it. */
  protected leap(ms: number): void {
    this.time += ms;
    this.steps = 0;
    this.work = 0;
  }

  /** Long texts count as many steps, so that no script can fill memory or time. */
  protected counted(text: string): string {
    this.steps += text.length >> 8;
    this.step();
    return text.length > longestText ? text.slice(0, longestText) : text;
  }

  private log(text: string, stderr = false): void {
    const lines = (this.partial + text).split('\n');
    this.partial = (lines.pop() ?? '').slice(-longestText);
    for (const line of lines) {
      this.lines.push({ at: this.time, text: line.slice(0, longestLine), ...(stderr && { stderr }) });
    }
    if (this.lines.length > 2 * keptLines) this.lines.splice(0, this.lines.length - keptLines);
  }

  /** Opens a file to be written, from its beginning or from its end on. */
  protected fileSink(name: string, appends: boolean): Sink {
    const path = this.resolve(name);
    this.setFile(path, appends ? (contentOf(this, path) ?? '') : '');
    const write = (text: string): void => {
      this.setFile(path, (this.read(path) ?? '') + text);
      this.added.push({ at: this.time, path, text: text.slice(0, longestLine) });
      if (this.added.length > 2 * keptLines) this.added.splice(0, this.added.length - keptLines);
    };
    return { isCaptured: true, write };
  }
}

function globOf(pattern: string): Matcher | undefined {
  try {
    return compileWholeGlob(pattern);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** A figure from a command line; what is no number is nothing. */
function bounded(amount: number): number {
  return Number.isFinite(amount) ? Math.max(0, Math.min(amount, Number.MAX_SAFE_INTEGER)) : 0;
}
