import type { ImageBehaviour } from '../../images/behaviour.ts';
import { runProgram } from './commands.ts';
import {
  cannotCreateComplaint,
  cannotOpenComplaint,
  complaint,
  expansionComplaint,
  notFoundComplaint,
  syntaxComplaint,
  testComplaint,
} from './complaints.ts';
import { contentOf, testScope, whyNotWritable } from './file-commands.ts';
import type { Assignment, Command, CompoundCommand, ListItem, Pipeline, Redirect, Script } from './language/ast.ts';
import type { SimpleCommand, Word } from './language/ast.ts';
import { type Assigned, Expander, ExpansionError, type ExpansionScope } from './language/expander.ts';
import { Parser } from './language/parser.ts';
import { ShellSyntaxError } from './language/syntax-error.ts';
import { evaluateTest, TestError, type TestToken } from './language/test-expression.ts';
import { isEndless, type LoopState, mayLeave, turnsToSkip, variableGrowth } from './loops.ts';
import { longestText, PlayedProcess } from './played-process.ts';
import type { Process, ScriptRun } from './process.ts';
import type { ShellState } from './shell-state.ts';
import { Exit, LoopJump, Return, Watched } from './signals.ts';
import { Capture, nowhere, type Sink } from './streams.ts';

const longestScript = 20_000;
/** A loop without a pause takes at least this long a turn, ms; so time moves on. */
const shortestTurn = 10;
const deepestNesting = 60;

/** The end of an expansion: in a container it waits for nothing. */
function finished<T>(expansion: Generator<never, T, void>): T {
  const step = expansion.next();
  if (step.done !== true) throw new Error('an expansion in a container waits');
  return step.value;
}

/** Plays a shell script on virtual time: a pure function of the script, its world and the moment it is watched until. */
export class Interpreter extends PlayedProcess implements Process, ExpansionScope<never> {
  status = 0;
  private readonly expander = new Expander<never>(this);
  private depth = 0;
  /** Loops that run inside one another. */
  private loops = 0;
  /** Conditions whose failure `set -e` forgives. */
  private guards = 0;
  private substitutionStatus = 0;
  private backgroundEnd = 0;
  private backgroundDepth = 0;
  private jobs = 0;

  /** Runs `body` as the whole process. */
  run(body: (interpreter: Interpreter) => number): ScriptRun {
    try {
      return this.outcome(this.inState(this.state, () => body(this)));
    } catch (signal) {
      if (signal instanceof Watched) return this.outcome(undefined);
      throw signal;
    }
  }

  exit(code: number): never {
    throw new Exit(code);
  }

  inRoot(root: string, behaviour: ImageBehaviour, body: () => number): number {
    const state = this.state.copy();
    state.cwd = '/';
    return this.rooted(root, behaviour, () => this.inState(state, body));
  }

  returnFrom(code: number): never {
    throw new Return(code);
  }

  jump(kind: 'break' | 'continue', levels = 1): number {
    if (this.loops === 0) return 0;
    throw new LoopJump(kind, levels);
  }

  waitForBackground(): void {
    if (this.backgroundEnd > this.time) this.pass(this.backgroundEnd - this.time);
  }

  endBackground(): void {
    this.backgroundEnd = Math.min(this.backgroundEnd, this.time);
  }

  pipeInto(text: string, script: string): number {
    const before = this.unread;
    this.unread = text;
    const code = this.inState(this.state.copy(), () => this.text(script));
    this.unread = before;
    return code;
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
    if (why !== undefined) return cannotCreateComplaint(this.state, target, why);
    return this.fileSink(target, appends);
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
    const skipped = turnsToSkip(this.until - this.time, turn);
    if (skipped <= 0) return;
    for (const [name, step] of growth ?? []) this.assign(name, String(Number(this.value(name)) + step * skipped));
    this.leap(skipped * turn);
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
