import { runProgram } from './commands.ts';
import {
  cannotOpenComplaint,
  complaint,
  expansionComplaint,
  notFoundComplaint,
  syntaxComplaint,
  testComplaint,
} from './complaints.ts';
import { contentOf, testScope, whyNotWritable } from './file-commands.ts';
import { imageFiles } from './image-files.ts';
import type { Assignment, Command, CompoundCommand, ListItem, Pipeline, Redirect, Script } from './language/ast.ts';
import type { SimpleCommand, Word } from './language/ast.ts';
import { type Assigned, Expander, ExpansionError, type ExpansionScope } from './language/expander.ts';
import { Parser } from './language/parser.ts';
import { ShellSyntaxError } from './language/syntax-error.ts';
import { evaluateTest, TestError, type TestToken } from './language/test-expression.ts';
import { isEndless, type LoopState, mayLeave, variableGrowth } from './loops.ts';
import { compileWholeGlob } from './pattern/glob.ts';
import { type Matcher, PatternError } from './pattern/matcher.ts';
import { keptLines } from './process.ts';
import type { ClientCall, FileChange, OutputLine, Process, ProcessWorld, ScriptRun, Serving } from './process.ts';
import { ShellState } from './shell-state.ts';
import { Capture, nowhere, type Sink } from './streams.ts';

/** Steps of a script before it counts as one that never ends, and units of work on its texts. */
const stepLimit = 30_000;
const workLimit = 3_000_000;
const longestText = 64_000;
const longestScript = 20_000;
/** Container runtimes cut lines there. */
const longestLine = 16_384;
/** A loop without a pause takes at least this long a turn, ms; so time moves on. */
const shortestTurn = 10;
const fileChangeLimit = 200;
const callLimit = 1000;
const deepestNesting = 60;

class Exit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}
class Return {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}
class LoopJump {
  readonly kind: 'break' | 'continue';
  /** How many loops are still to be left. */
  readonly levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}
/** The moment up to which it is watched has come, or nothing more will ever change. */
class Watched {}

/** The end of an expansion: in a container it waits for nothing. */
function finished<T>(expansion: Generator<never, T, void>): T {
  const step = expansion.next();
  if (step.done !== true) throw new Error('an expansion in a container waits');
  return step.value;
}

/** Plays a shell script on virtual time: a pure function of the script, its world and the moment it is watched until. */
export class Interpreter implements Process, ExpansionScope<never> {
  readonly world: ProcessWorld;
  /** Ms since the start. */
  time = 0;
  state = new ShellState();
  files: Map<string, string>;
  onSigterm: number | 'ignored' = 'ignored';
  status = 0;
  serves: Serving | undefined;
  private uses: ScriptRun['uses'];
  reason: 'OOMKilled' | undefined;
  readonly until: number;
  private readonly changes: FileChange[] = [];
  private readonly lines: OutputLine[] = [];
  private readonly calls: ClientCall[] = [];
  private readonly added: ScriptRun['added'] = [];
  private readonly expander = new Expander<never>(this);
  private cycle: ScriptRun['cycle'];
  private partial = '';
  private out: Sink = { isCaptured: false, write: (text) => this.log(text) };
  private readonly logged = this.out;
  private err: Sink = { isCaptured: false, write: (text) => this.log(text, true) };
  private steps = 0;
  private work = 0;
  private depth = 0;
  /** Loops that run inside one another. */
  private loops = 0;
  /** Conditions whose failure `set -e` forgives. */
  private guards = 0;
  private substitutionStatus = 0;
  private backgroundEnd = 0;
  private backgroundDepth = 0;
  private jobs = 0;
  private seed = 12345;
  /** Whether an answer of the network may still change at a known later moment. */
  private newsAt = 0;
  /** What standard input still holds. */
  private unread = '';
  private signalledMain = false;
  /** Files that were written or removed. */
  private readonly written = new Set<string>();

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

  /** Runs `body` as the whole process. */
  run(body: (interpreter: Interpreter) => number): ScriptRun {
    let end: ScriptRun['end'];
    try {
      end = { at: this.time, exitCode: this.inState(this.state, () => body(this)) };
      end.at = this.time;
      if (this.reason !== undefined) end.reason = this.reason;
    } catch (signal) {
      if (!(signal instanceof Watched)) throw signal;
    }
    if (end !== undefined && end.at > this.until) end = undefined;
    if (this.partial !== '') this.lines.push({ at: this.time, text: this.partial, unended: true });
    const inTime = this.lines.filter((line) => line.at <= this.until);
    // What runs in the background is played first.
    const output = this.jobs === 0 ? inTime : inTime.toSorted((a, b) => a.at - b.at);
    return {
      output: output.slice(-keptLines),
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

  exit(code: number): never {
    throw new Exit(code);
  }

  returnFrom(code: number): never {
    throw new Return(code);
  }

  jump(kind: 'break' | 'continue', levels = 1): number {
    if (this.loops === 0) return 0;
    throw new LoopJump(kind, levels);
  }

  killed(): never {
    this.reason = 'OOMKilled';
    throw new Exit(137);
  }

  signalMain(): void {
    this.signalledMain = true;
  }

  waitForBackground(): void {
    if (this.backgroundEnd > this.time) this.pass(this.backgroundEnd - this.time);
  }

  endBackground(): void {
    this.backgroundEnd = Math.min(this.backgroundEnd, this.time);
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

  pipeInto(text: string, script: string): number {
    const before = this.unread;
    this.unread = text;
    const code = this.inState(this.state.copy(), () => this.text(script));
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

  variable(name: string): string {
    return this.value(name) ?? '';
  }

  value(name: string): string | undefined {
    const { positional, variables } = this.state;
    switch (name) {
      case '?':
        return String(this.status);
      case '$':
        return '1';
      case '!':
        return this.jobs === 0 ? undefined : String(firstJob + this.jobs - 1);
      case '#':
        return String(positional.length);
      case '0':
        return this.state.name;
      case '-':
        return this.state.isTyped ? 'i' : '';
      case '@':
      case '*':
        return positional.length === 0 ? undefined : positional.join(' ');
      case 'RANDOM':
        return String(this.random(32_768));
      case 'SECONDS':
        return String(Math.floor(this.time / 1000));
      case 'LINENO':
        return String(this.state.line);
      case 'PWD':
        return this.state.cwd;
      default:
        return /^\d+$/.test(name) ? positional[Number(name) - 1] : variables.get(name);
    }
  }

  assign(name: string, value: string): void {
    this.state.variables.set(name, value.slice(0, longestText));
  }

  names(): Iterable<string> {
    return this.state.variables.keys();
  }

  isAssociative(name: string): boolean {
    return this.state.associative.has(name);
  }

  positional(): readonly string[] {
    return this.state.positional;
  }

  get unsetIsError(): boolean {
    return this.state.options.unsetIsError;
  }

  get hasBraces(): boolean {
    return this.state.kind === 'bash';
  }

  // oxlint-disable-next-line require-yield -- a command in a container is played at once
  *substitute(script: Script): Generator<never, string, void> {
    return this.captured(() => {
      this.substitutionStatus = this.inState(this.state.copy(), () => this.script(script));
    });
  }

  glob(pattern: string): readonly string[] {
    return this.matchingFiles(pattern);
  }

  spend(units: number): void {
    this.work += units;
    if (this.work > workLimit) throw new Watched();
  }

  /** Runs a text as a script in the shell that runs now; answers its exit code. */
  text(text: string): number {
    if (text.length > longestScript) {
      this.complain(complaint(this.state, 'out of memory'));
      return 2;
    }
    const parser = new Parser(text, () => undefined, this.state.kind === 'bash' ? 'bash' : 'sh');
    this.status = 0;
    try {
      for (let next = parser.nextCommand(); next !== undefined; next = parser.nextCommand()) this.script(next.script);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.complain(syntaxComplaint(this.state, error));
      this.status = 2;
    }
    return this.status;
  }

  /** Runs `body` in a shell of its own. */
  inState(state: ShellState, body: () => number): number {
    const before = this.state;
    this.state = state;
    try {
      this.status = this.ended(body);
      const trap = state.exitTrap;
      state.exitTrap = undefined;
      if (trap !== undefined) {
        const { status } = this;
        this.status = this.ended(() => {
          this.text(trap);
          return status;
        });
      }
      return this.status;
    } finally {
      this.state = before;
    }
  }

  private ended(body: () => number): number {
    try {
      return body();
    } catch (signal) {
      if (signal instanceof Exit || signal instanceof Return) return signal.code;
      if (signal instanceof LoopJump) return this.status;
      throw signal;
    }
  }

  /** Runs a command line that is already split into words. */
  words(words: readonly string[]): number {
    const [name = '', ...args] = words;
    const body = this.state.functions.get(name);
    this.status = body === undefined ? runProgram(this, words) : this.callFunction(body, args);
    return this.status;
  }

  /** What `body` prints, without the ends of its last lines when it stands in a word. */
  captured(body: () => void): string {
    const before = this.out;
    const capture = new Capture(longestText);
    this.out = capture;
    try {
      body();
    } finally {
      this.out = before;
    }
    return capture.text;
  }

  private callFunction(body: Command, args: readonly string[]): number {
    const { state } = this;
    const { positional } = state;
    state.positional = [...args];
    try {
      return state.within(() => this.command(body));
    } catch (signal) {
      if (signal instanceof Return) return signal.code;
      throw signal;
    } finally {
      state.positional = positional;
    }
  }

  private fields(words: readonly Word[]): string[] {
    return finished(this.expander.fields(words)).map((field) => this.counted(field));
  }

  private expanded(word: Word): string {
    return this.counted(finished(this.expander.text(word)));
  }

  /** Long texts count as many steps, so that no script can fill memory or time. */
  private counted(text: string): string {
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

  private step(): void {
    if (++this.steps > stepLimit) throw new Watched();
  }

  /** Paths that match a pattern such as `/etc/config/*`, written as the pattern is, sorted. */
  private matchingFiles(pattern: string): readonly string[] {
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

  private script(script: Script): number {
    for (const item of script.items) this.item(item);
    return this.status;
  }

  private item(item: ListItem): void {
    if (item.background !== undefined) {
      this.inBackground(item);
      return;
    }
    let last = item.first;
    this.guarded(item.rest.length > 0, last);
    for (const { operator, pipeline } of item.rest) {
      if ((this.status === 0) !== (operator === '&&')) continue;
      last = pipeline;
      this.guarded(pipeline !== item.rest.at(-1)?.pipeline, pipeline);
    }
    const isFinal = last === (item.rest.at(-1)?.pipeline ?? item.first);
    const { exitOnError } = this.state.options;
    if (exitOnError && this.status !== 0 && this.guards === 0 && isFinal && !last.negated) throw new Exit(this.status);
  }

  private inBackground({ first, rest }: ListItem): void {
    const before = this.time;
    this.backgroundDepth++;
    this.jobs++;
    try {
      this.inState(this.state.copy(), () => {
        this.item({ first, rest });
        return this.status;
      });
    } catch (signal) {
      if (!(signal instanceof Watched)) throw signal;
      this.backgroundEnd = Infinity;
    } finally {
      this.backgroundDepth--;
    }
    this.backgroundEnd = Math.max(this.backgroundEnd, this.time);
    this.time = before;
    this.status = 0;
  }

  private guarded(isGuarded: boolean, pipeline: Pipeline): void {
    this.guards += isGuarded ? 1 : 0;
    try {
      this.pipeline(pipeline);
    } finally {
      this.guards -= isGuarded ? 1 : 0;
    }
  }

  private pipeline({ negated, stages }: Pipeline): void {
    const [only, ...others] = stages;
    if (only === undefined) return;
    const status = others.length === 0 ? this.command(only) : this.pipe(stages);
    this.status = negated ? Number(status === 0) : status;
  }

  private pipe(stages: readonly Command[]): number {
    const before = this.unread;
    const last = stages.length - 1;
    let endless: Watched | undefined;
    let failure = 0;
    stages.forEach((stage, index) => {
      const body = (): void => {
        const status = this.inState(this.state.copy(), () => this.command(stage));
        if (status !== 0) failure = status;
      };
      const capture = new Capture(longestText);
      const { out } = this;
      if (index < last) this.out = capture;
      try {
        body();
      } catch (signal) {
        if (!(signal instanceof Watched)) throw signal;
        endless = signal;
        // The next one reads what there is by now.
        this.time = Math.min(this.time, this.until);
      } finally {
        this.out = out;
      }
      this.unread = capture.text;
    });
    this.unread = before;
    if (endless !== undefined) throw endless;
    return this.state.options.pipefail ? failure : this.status;
  }

  private command(command: Command): number {
    this.step();
    if (++this.depth > deepestNesting) throw new Watched();
    this.state.line = command.line;
    try {
      this.status = this.redirected(command.redirects, () =>
        command.type === 'simple' ? this.simple(command) : this.compound(command),
      );
      return this.status;
    } catch (error) {
      if (!(error instanceof ExpansionError)) throw error;
      this.complain(expansionComplaint(this.state, error.message));
      const isFatal =
        this.state.kind !== 'bash' || /: (?:unbound variable|parameter null or not set)$/.test(error.message);
      this.status = this.state.kind === 'bash' ? (isFatal ? 127 : 1) : 2;
      if (isFatal && !this.state.isTyped) throw new Exit(this.status);
      return this.status;
    } finally {
      this.depth--;
    }
  }

  private redirected(redirects: readonly Redirect[], body: () => number): number {
    if (redirects.length === 0) return body();
    const { out, err, unread } = this;
    let hasInput = false;
    try {
      for (const redirect of redirects) {
        const failure = this.redirect(redirect);
        if (failure !== undefined) {
          this.err = err;
          this.complain(failure);
          return this.state.kind === 'dash' ? 2 : 1;
        }
        hasInput ||= redirect.type === 'text' || (redirect.type === 'file' && redirect.mode === 'read');
      }
      return body();
    } finally {
      this.out = out;
      this.err = err;
      if (hasInput) this.unread = unread;
    }
  }

  /** Sets a stream; answers why it cannot. */
  private redirect(redirect: Redirect): string | undefined {
    if (redirect.type === 'text') {
      this.unread = this.expanded(redirect.body) + (redirect.newline ? '\n' : '');
      return undefined;
    }
    const target = this.expanded(redirect.target);
    if (redirect.type === 'duplicate') {
      const stream = target === '1' ? this.out : target === '2' ? this.err : target === '-' ? nowhere : undefined;
      if (stream !== undefined) this.setStream(redirect.descriptor, stream);
      return undefined;
    }
    if (redirect.mode === 'read') {
      const content = target === '/dev/null' ? '' : contentOf(this, target);
      if (content === undefined) return cannotOpenComplaint(this.state, target);
      this.unread = content;
      return undefined;
    }
    const sink = this.sinkOf(target, redirect.mode === 'append');
    if (typeof sink === 'string') return sink;
    this.setStream(redirect.descriptor, sink);
    return undefined;
  }

  private setStream(descriptor: number | 'both', sink: Sink): void {
    if (descriptor === 1 || descriptor === 'both') this.out = sink;
    if (descriptor === 2 || descriptor === 'both') this.err = sink;
  }

  private sinkOf(target: string, appends: boolean): Sink | string {
    switch (target) {
      case '/dev/null':
        return nowhere;
      case '/dev/stdout':
      case '/dev/fd/1':
        return this.out;
      case '/dev/stderr':
      case '/dev/fd/2':
        return this.err;
      case '/proc/1/fd/1':
      case '/proc/1/fd/2':
        return this.logged;
      default:
        break;
    }
    const why = whyNotWritable(this, target);
    if (why !== undefined) return cannotWrite(this.state, target, why);
    const path = this.resolve(target);
    this.setFile(path, appends ? (contentOf(this, path) ?? '') : '');
    const write = (text: string): void => {
      this.setFile(path, (this.read(path) ?? '') + text);
      this.added.push({ at: this.time, path, text: text.slice(0, longestLine) });
      if (this.added.length > 2 * keptLines) this.added.splice(0, this.added.length - keptLines);
    };
    return { isCaptured: true, write };
  }

  private simple(command: SimpleCommand): number {
    this.substitutionStatus = 0;
    const words = this.fields(command.words);
    const own = command.assignments.filter(({ declared }) => declared !== true);
    if (words.length === 0) {
      for (const assignment of own) this.change(this.assigned(assignment));
      return this.substitutionStatus;
    }
    const declared = command.assignments.filter((assignment) => assignment.declared === true);
    if (declared.length > 0) {
      const values = declared.map((assignment) => this.assigned(assignment));
      const status = this.words(words);
      for (const each of values) this.change(each);
      return status;
    }
    if (own.length === 0) return this.words(words);
    const { state } = this;
    const before = { variables: state.variables, exported: state.exported };
    state.variables = new Map(before.variables);
    state.exported = new Set(before.exported);
    for (const assignment of own) {
      const assigned = this.assigned(assignment);
      this.change(assigned);
      for (const { name } of assigned) state.exported.add(name);
    }
    try {
      return this.words(words);
    } finally {
      state.variables = before.variables;
      state.exported = before.exported;
    }
  }

  private assigned(assignment: Assignment): Assigned[] {
    return finished(this.expander.changes(assignment));
  }

  private change(assigned: readonly Assigned[]): void {
    for (const { name, value } of assigned) {
      if (value === undefined) this.state.variables.delete(name);
      else this.assign(name, value);
    }
  }

  private compound(command: CompoundCommand): number {
    switch (command.type) {
      case 'group':
        return this.script(command.body);
      case 'subshell':
        return this.inState(this.state.copy(), () => this.script(command.body));
      case 'if':
        for (const { condition, body } of command.branches) if (this.holds(condition)) return this.script(body);
        return command.otherwise === undefined ? 0 : this.script(command.otherwise);
      case 'while':
        return this.loop({
          test: () => this.holds(command.condition) !== command.until,
          body: command.body,
          isEndless: isEndless(command.condition, command.until),
        });
      case 'for':
        return this.forLoop(command);
      case 'forArithmetic': {
        if (this.state.kind !== 'bash') throw new ShellSyntaxError('bad for loop variable', command.line);
        finished(this.expander.arithmetic(command.start));
        const { condition, step } = command;
        return this.loop({
          test: () => condition.length === 0 || finished(this.expander.arithmetic(condition)) !== 0,
          body: command.body,
          isEndless: condition.length === 0,
          step: () => finished(this.expander.arithmetic(step)),
        });
      }
      case 'case':
        return this.caseOf(command);
      case 'function':
        this.state.functions.set(command.name, command.body);
        return 0;
      case 'arithmetic':
        return finished(this.expander.arithmetic(command.expression)) === 0 ? 1 : 0;
      case 'test':
        return this.test(command.words);
    }
  }

  /** Runs a condition, where a failure is an answer. */
  private holds(condition: Script): boolean {
    this.guards++;
    try {
      return this.script(condition) === 0;
    } finally {
      this.guards--;
    }
  }

  private caseOf({ word, branches }: Extract<CompoundCommand, { type: 'case' }>): number {
    const text = this.expanded(word);
    for (const { patterns, body } of branches) {
      for (const pattern of patterns) {
        const matcher = finished(this.expander.pattern(pattern));
        if (matcher.find(text, 0, (units) => this.spend(units), 'anchored') === undefined) continue;
        return body.items.length === 0 ? 0 : this.script(body);
      }
    }
    return 0;
  }

  private test(words: readonly Word[]): number {
    if (this.state.kind === 'dash') {
      this.complain(notFoundComplaint(this.state, '[['));
      return 127;
    }
    const tokens = words.map((word): TestToken => ({
      text: this.expanded(word),
      pattern: finished(this.expander.patternText(word)),
      isQuoted: !word.every((part) => part.type === 'text' && !part.quoted),
    }));
    try {
      return evaluateTest(tokens, testScope(this)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestError)) throw error;
      this.complain(testComplaint(this.state, '[[', error.message));
      return 2;
    }
  }

  private forLoop(command: Extract<CompoundCommand, { type: 'for' }>): number {
    const items = command.words === undefined ? this.state.positional : this.fields(command.words);
    for (const item of items) {
      this.step();
      this.assign(command.name, item);
      if (!this.turn(command.body)) break;
    }
    return this.status;
  }

  private loop(loop: Loop): number {
    let status = 0;
    let before = this.loopState();
    for (let turns = 0; loop.test(); turns++) {
      this.step();
      const goesOn = this.turn(loop.body);
      status = this.status;
      if (!goesOn) break;
      loop.step?.();
      if (this.time - before.time < shortestTurn) this.pass(shortestTurn - (this.time - before.time));
      const after = this.loopState();
      if (turns >= 2) this.skipTurns(before, after, loop);
      before = this.loopState();
    }
    return status;
  }

  /** False when the loop is left. */
  private turn(body: Script): boolean {
    this.loops++;
    try {
      this.script(body);
      return true;
    } catch (signal) {
      if (!(signal instanceof LoopJump)) throw signal;
      if (signal.levels > 1) throw new LoopJump(signal.kind, signal.levels - 1);
      this.status = 0;
      return signal.kind === 'continue';
    } finally {
      this.loops--;
    }
  }

  private loopState(): LoopState {
    return { time: this.time, variables: new Map(this.state.variables), files: this.files.size };
  }

  /**
   * A loop whose turns change nothing, or only count, goes on as it began: it is not played turn by turn for hours of
   * virtual time. Enough turns are left to fill the log that is kept.
   */
  private skipTurns(before: LoopState, after: LoopState, loop: Loop): void {
    if (this.newsAt > before.time || before.files !== after.files || this.unread !== '') return;
    const growth = variableGrowth(before.variables, after.variables);
    const counts = growth === undefined || growth.size > 0;
    // A loop that counts may count towards its end, unless its condition is a constant.
    if (counts && !(growth !== undefined && loop.isEndless && !mayLeave(loop.body))) return;
    const turn = after.time - before.time;
    if (this.until === Infinity) {
      if (this.backgroundDepth === 0) this.cycle ??= { from: before.time, everyMs: turn };
      throw new Watched();
    }
    const skipped = Math.floor((this.until - this.time) / turn) - (keptLines + 50);
    if (skipped <= 0) return;
    for (const [name, step] of growth ?? []) this.assign(name, String(Number(this.value(name)) + step * skipped));
    this.time += skipped * turn;
    this.steps = 0;
    this.work = 0;
  }
}

interface Loop {
  readonly test: () => boolean;
  readonly body: Script;
  readonly isEndless: boolean;
  readonly step?: () => void;
}

/** Process ids of what runs in the background, from here on. */
const firstJob = 7;

function cannotWrite(state: ShellState, path: string, why: string): string {
  const isMissing = why === 'No such file or directory';
  switch (state.kind) {
    case 'bash':
      return complaint(state, `${path}: ${why}`);
    case 'dash':
      return complaint(state, `cannot create ${path}: ${isMissing ? 'Directory nonexistent' : why}`);
    case 'ash':
      return complaint(state, `can't create ${path}: ${isMissing ? 'nonexistent directory' : why}`);
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
