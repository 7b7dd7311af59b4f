import { evaluateArithmetic } from './arithmetic.ts';
import { runProgram } from './commands.ts';
import { imageFiles } from './image-files.ts';
import { keptLines } from './process.ts';
import type { ClientCall, FileChange, OutputLine, Process, ProcessWorld, ScriptRun, Serving } from './process.ts';
import type { Command, List, Pipeline, Redirection, SimpleCommand, Word } from './syntax.ts';

/** Steps of a script before it counts as one that never ends. */
const stepLimit = 30_000;
const longestText = 64_000;
/** Container runtimes cut lines there. */
const longestLine = 16_384;
/** A loop without a pause takes at least this long a turn, ms; so time moves on. */
const shortestTurn = 10;
const fileChangeLimit = 200;
const callLimit = 1000;

class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}
class LoopJump {
  readonly kind: 'break' | 'continue';
  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}
/** The moment up to which it is watched has come, or nothing more will ever change. */
class Watched {}

/** Plays a shell script on virtual time: a pure function of the script, its world and the moment it is watched until. */
export class Interpreter implements Process {
  readonly world: ProcessWorld;
  /** Ms since the start. */
  time = 0;
  variables: Map<string, string>;
  files: Map<string, string>;
  onSigterm: number | 'ignored' = 'ignored';
  cwd = '/';
  status = 0;
  serves: Serving | undefined;
  private uses: ScriptRun['uses'];
  reason: 'OOMKilled' | undefined;
  private readonly until: number;
  private readonly changes: FileChange[] = [];
  private readonly lines: OutputLine[] = [];
  private readonly calls: ClientCall[] = [];
  private cycle: ScriptRun['cycle'];
  private partial = '';
  private captures: string[] = [];
  private steps = 0;
  private depth = 0;
  private errexit = false;
  private backgroundEnd = 0;
  private backgroundDepth = 0;
  private seed = 12345;
  /** Whether an answer of the network may still change at a known later moment. */
  private newsAt = 0;
  /** What standard input still holds. */
  private unread = '';
  shellName = 'sh';
  isTyped = false;
  private signalledMain = false;
  /** Files that were written or removed. */
  private readonly written = new Set<string>();

  constructor(world: ProcessWorld, until: number) {
    this.world = world;
    this.until = until;
    this.variables = new Map(Object.entries(world.env));
    const { behaviour, hidden = [] } = world;
    const own = imageFiles(behaviour).filter(
      ([path]) => !hidden.some((where) => path === where || path.startsWith(`${where}/`)),
    );
    this.files = new Map([...own, ...Object.entries(world.mounts)]);
  }

  /** Runs `body` as the whole process. */
  run(body: (interpreter: Interpreter) => number): ScriptRun {
    let end: ScriptRun['end'];
    try {
      end = { at: this.time, exitCode: this.exitCodeOf(body) };
      end.at = this.time;
      if (this.reason !== undefined) end.reason = this.reason;
    } catch (signal) {
      if (!(signal instanceof Watched)) throw signal;
    }
    if (end !== undefined && end.at > this.until) end = undefined;
    if (this.partial !== '') this.lines.push({ at: this.time, text: this.partial, unended: true });
    const output = this.lines.filter((line) => line.at <= this.until).slice(-keptLines);
    return {
      output,
      files: this.changes,
      written: Object.fromEntries([...this.written].map((path) => [path, this.files.get(path) ?? null])),
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

  private exitCodeOf(body: (interpreter: Interpreter) => number): number {
    try {
      return body(this);
    } catch (signal) {
      if (signal instanceof Exit) return signal.code;
      if (signal instanceof LoopJump) return this.status;
      throw signal;
    }
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

  exit(code: number): never {
    throw new Exit(code);
  }

  jump(kind: 'break' | 'continue'): never {
    throw new LoopJump(kind);
  }

  killed(): never {
    this.reason = 'OOMKilled';
    throw new Exit(137);
  }

  setErrexit(on: boolean): void {
    this.errexit = on;
  }

  signalMain(): void {
    this.signalledMain = true;
  }

  waitForBackground(): void {
    if (this.backgroundEnd > this.time) this.pass(this.backgroundEnd - this.time);
  }

  print(output: string): void {
    const text = this.bounded(output);
    const capture = this.captures.length - 1;
    if (capture >= 0) {
      const captured = this.captures[capture] ?? '';
      if (captured.length < longestText) this.captures[capture] = captured + text;
      return;
    }
    this.log(text);
  }

  /** Standard error: always the container's log. */
  complain(text: string): void {
    this.log(`${text}\n`, true);
  }

  get stdin(): string {
    const read = this.unread;
    this.unread = '';
    return read;
  }

  set stdin(text: string) {
    this.unread = text;
  }

  pipeInto(text: string, list: List): number {
    const before = this.unread;
    this.unread = text;
    const code = this.list(list);
    this.unread = before;
    return code;
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
    for (const part of `${path.startsWith('/') ? '' : this.cwd}/${path}`.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
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

  notes(argv: readonly string[]): boolean {
    if (this.world.notesCalls !== true) return false;
    const shows = this.captures.length === 0;
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

  variable(name: string): string {
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return '1';
      case 'RANDOM':
        return String(this.random(32_768));
      case 'HOSTNAME':
        return this.variables.get(name) ?? this.world.hostname;
      default:
        return this.variables.get(name) ?? '';
    }
  }

  list(list: List): number {
    for (const { when, pipeline } of list) {
      if (when === 'success' && this.status !== 0) continue;
      if (when === 'failure' && this.status === 0) continue;
      this.pipeline(pipeline);
    }
    return this.status;
  }

  /** Runs a command line that is already split into words. */
  words(words: readonly string[]): number {
    this.status = runProgram(this, words);
    return this.status;
  }

  expand(word: Word): string[] {
    const fields: string[] = [];
    let current = '';
    let started = false;
    for (const part of word) {
      const text = part.type === 'text' ? part.text : this.bounded(this.expansion(part));
      const split = (part.type === 'variable' || part.type === 'command') && !part.quoted;
      if (!split) {
        current += text;
        started = true;
        continue;
      }
      const pieces = text.split(/[ \t\n]+/);
      pieces.forEach((piece, index) => {
        if (index > 0 && (started || current !== '')) {
          fields.push(current);
          current = '';
          started = false;
        }
        current += piece;
      });
      started ||= current !== '';
    }
    if (started || current !== '') fields.push(current);
    for (const field of fields) this.bounded(field);
    return fields;
  }

  text(word: Word): string {
    return this.bounded(word.map((part) => (part.type === 'text' ? part.text : this.expansion(part))).join(''));
  }

  /** Long texts count as many steps, so that no script can fill memory or time. */
  private bounded(text: string): string {
    this.steps += text.length >> 8;
    this.step();
    return text.length > longestText ? text.slice(0, longestText) : text;
  }

  private expansion(part: Exclude<Word[number], { type: 'text' }>): string {
    switch (part.type) {
      case 'variable': {
        const value = this.variable(part.name);
        return value === '' && part.fallback !== undefined ? part.fallback : value;
      }
      case 'arithmetic':
        return String(evaluateArithmetic(part.expression, (name) => this.variable(name)));
      case 'command':
        return this.captured(() => this.list(part.body)).replace(/\n+$/, '');
    }
  }

  /** What `body` prints. */
  captured(body: () => void): string {
    this.captures.push('');
    try {
      body();
    } catch (signal) {
      // `exit` in a subshell ends the subshell.
      if (!(signal instanceof Exit)) throw signal;
      this.status = signal.code;
    } finally {
      this.capturedText = this.captures.pop() ?? '';
    }
    return this.capturedText;
  }

  private capturedText = '';

  private log(text: string, stderr = false): void {
    const lines = (this.partial + text).split('\n');
    this.partial = (lines.pop() ?? '').slice(-longestText);
    for (const line of lines) {
      this.lines.push({ at: this.time, text: line.slice(0, longestLine), ...(stderr && { stderr }) });
    }
    if (this.lines.length > 2 * keptLines) this.lines.splice(0, this.lines.length - keptLines);
  }

  private step(): void {
    if (++this.steps > stepLimit) throw new Watched();
  }

  private pipeline(pipeline: Pipeline): void {
    if (pipeline.background) {
      const before = this.time;
      this.backgroundDepth++;
      try {
        this.commands(pipeline.commands);
      } catch (signal) {
        if (!(signal instanceof Watched)) throw signal;
        this.backgroundEnd = Infinity;
      } finally {
        this.backgroundDepth--;
      }
      this.backgroundEnd = Math.max(this.backgroundEnd, this.time);
      this.time = before;
      this.status = 0;
      return;
    }
    this.commands(pipeline.commands);
    if (pipeline.negated) this.status = this.status === 0 ? 1 : 0;
    else if (this.errexit && this.status !== 0 && !this.testing) throw new Exit(this.status);
  }

  /** Inside the condition of `if`, `while` or `until`, where a failure is an answer. */
  private testing = false;

  private test(list: List): boolean {
    const before = this.testing;
    this.testing = true;
    try {
      return this.list(list) === 0;
    } finally {
      this.testing = before;
    }
  }

  private commands(commands: readonly Command[]): void {
    const last = commands.length - 1;
    const own = this.unread;
    let left = own;
    let piped = own;
    commands.forEach((command, index) => {
      this.unread = piped;
      if (index < last) piped = this.captured(() => this.command(command));
      else this.command(command);
      if (index === 0) left = this.unread;
    });
    // The first command reads what the shell itself would; what it leaves is for the next.
    this.unread = left;
  }

  private command(command: Command): void {
    this.step();
    if (++this.depth > 60) throw new Watched();
    try {
      switch (command.type) {
        case 'simple':
          this.simple(command);
          break;
        case 'group':
          this.list(command.body);
          break;
        case 'if':
          this.conditional(command);
          break;
        case 'for':
          this.forLoop(command);
          break;
        case 'loop':
          this.loop(command);
          break;
      }
    } finally {
      this.depth--;
    }
  }

  private conditional(command: Extract<Command, { type: 'if' }>): void {
    for (const { test, body } of command.branches) {
      if (this.test(test)) {
        this.list(body);
        return;
      }
    }
    this.status = 0;
    if (command.otherwise !== undefined) this.list(command.otherwise);
  }

  private forLoop(command: Extract<Command, { type: 'for' }>): void {
    const items = command.items.flatMap((item) => this.expand(item));
    for (const item of items) {
      this.step();
      this.variables.set(command.name, item);
      if (!this.turn(command.body)) break;
    }
  }

  private loop(command: Extract<Command, { type: 'loop' }>): void {
    let before = this.loopState();
    for (let turns = 0; this.test(command.test) !== command.until; turns++) {
      this.step();
      if (!this.turn(command.body)) break;
      if (this.time - before.time < shortestTurn) this.pass(shortestTurn - (this.time - before.time));
      const after = this.loopState();
      if (turns >= 2) this.skipTurns(before, after, command);
      before = this.loopState();
    }
    this.status = 0;
  }

  /** False when the loop is left. */
  private turn(body: List): boolean {
    try {
      this.list(body);
      return true;
    } catch (signal) {
      if (!(signal instanceof LoopJump)) throw signal;
      return signal.kind === 'continue';
    }
  }

  private loopState(): LoopState {
    return { time: this.time, variables: new Map(this.variables), files: this.files.size };
  }

  /**
   * A loop whose turns change nothing, or only count, goes on as it began: it is not played turn by turn for hours of
   * virtual time. Enough turns are left to fill the log that is kept.
   */
  private skipTurns(before: LoopState, after: LoopState, command: Extract<Command, { type: 'loop' }>): void {
    if (this.newsAt > before.time || before.files !== after.files) return;
    const growth = variableGrowth(before.variables, after.variables);
    const counts = growth === undefined || growth.size > 0;
    // A loop that counts may count towards its end, unless its condition is a constant.
    if (counts && !(growth !== undefined && isConstantTest(command) && !mayLeave(command.body))) return;
    const turn = after.time - before.time;
    if (this.until === Infinity) {
      if (this.backgroundDepth === 0) this.cycle ??= { from: before.time, everyMs: turn };
      throw new Watched();
    }
    const skipped = Math.floor((this.until - this.time) / turn) - (keptLines + 50);
    if (skipped <= 0) return;
    for (const [name, step] of growth ?? []) {
      this.variables.set(name, String(Number(this.variables.get(name)) + step * skipped));
    }
    this.time += skipped * turn;
    this.steps = 0;
  }

  private simple(command: SimpleCommand): void {
    const words = command.words.flatMap((word) => this.expand(word));
    for (const { name, value } of command.assignments) this.variables.set(name, this.text(value));
    if (words.length === 0) {
      this.status = 0;
      for (const redirection of command.redirections) this.redirect(redirection, '');
      return;
    }
    const output = command.redirections.find((redirection) => /^(?:>|>>|&>|>&2)$/.test(redirection.operator));
    const input = command.redirections.find((redirection) => redirection.operator === '<');
    if (input !== undefined) this.unread = this.files.get(this.resolve(this.text(input.target))) ?? '';
    if (output === undefined) this.words(words);
    else
      this.redirect(
        output,
        this.captured(() => this.words(words)),
      );
  }

  private redirect({ operator, target }: Redirection, text: string): void {
    if (operator === '>&2') {
      this.log(text, true);
      return;
    }
    const path = this.text(target);
    if (path === '/dev/null') return;
    if (['/dev/stdout', '/dev/stderr', '/proc/1/fd/1', '/proc/1/fd/2'].includes(path)) this.log(text);
    else if (operator === '>>') this.setFile(path, (this.files.get(this.resolve(path)) ?? '') + text);
    else if (operator === '>' || operator === '&>') this.setFile(path, text);
  }
}

interface LoopState {
  time: number;
  variables: Map<string, string>;
  files: number;
}

/** By how much each variable grew, if all that changed are whole numbers; undefined otherwise. */
function variableGrowth(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> | undefined {
  const growth = new Map<string, number>();
  for (const [name, value] of after) {
    const old = before.get(name);
    if (old === value) continue;
    if (old === undefined || !/^-?\d+$/.test(old) || !/^-?\d+$/.test(value)) return undefined;
    growth.set(name, Number(value) - Number(old));
  }
  return growth;
}

function isConstantTest(command: Extract<Command, { type: 'loop' }>): boolean {
  const [item, ...others] = command.test;
  const test = item?.pipeline.commands[0];
  if (others.length > 0 || test?.type !== 'simple') return false;
  const words = test.words.map((word) => (word.length === 1 && word[0]?.type === 'text' ? word[0].text : ''));
  return words.length === 1 && (command.until ? ['false'] : ['true', ':']).includes(words[0] ?? '');
}

/** Whether a loop's body can end the loop or the script. */
function mayLeave(body: List): boolean {
  return JSON.stringify(body).search(/"text":"(?:exit|break|return|exec)"/) >= 0;
}

/** A figure from a command line; what is no number is nothing. */
function bounded(amount: number): number {
  return Number.isFinite(amount) ? Math.max(0, Math.min(amount, Number.MAX_SAFE_INTEGER)) : 0;
}
