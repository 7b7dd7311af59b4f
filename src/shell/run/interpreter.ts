import {
  evaluateTest,
  Expander,
  ExpansionError,
  Parser,
  quoteWord,
  ShellSyntaxError,
  TestError,
  type Assigned,
  type CompoundCommand,
  type ExpansionScope,
  type ListItem,
  type Pipeline,
  type Script,
  type ShellCommand as Command,
  type SimpleCommand,
  type TestToken,
} from '../../engine/index.ts';
import { matchingPaths } from '../file-names.ts';
import { resolvePath } from '../files.ts';
import { programs } from '../programs/index.ts';
import { testScope } from '../programs/test-scope.ts';
import { assign, copyState, type ShellState, variable } from '../state.ts';
import type { World } from '../world.ts';
import type { Block, Work } from './block.ts';
import { type Budget, BudgetError } from './budget.ts';
import { ExitSignal, LoopSignal, ReturnSignal } from './control-flow.ts';
import { Pipe } from './pipe.ts';
import { runPipeline, type Stage } from './pipeline.ts';
import { Process, type Program, type ShellPort, type Sink, type Streams } from './process.ts';
import { redirect } from './redirects.ts';

/** Functions, subshells and substitutions inside one another; more would exhaust the stack. */
const MAX_DEPTH = 60;
/** Compound commands inside one another, through all functions and subshells. */
const MAX_NESTING = 300;
/** A pause, so that a busy loop lets time pass and can be interrupted, ms of virtual time. */
const PAUSE_MS = 10;

/** Runs parsed scripts in one shell or subshell. Only a BudgetError and the signals of control-flow.ts leave it. */
export class Interpreter implements ShellPort, ExpansionScope<Block> {
  readonly state: ShellState;
  readonly world: World;
  readonly budget: Budget;
  private readonly expander: Expander<Block>;
  private readonly depth: number;
  /** Streams of the command whose words are expanded, for `$(...)`. */
  private streams: Streams;
  /** Conditions whose failure `set -e` forgives. */
  private guards = 0;
  private calls = 0;
  private nesting = 0;
  private substitutionStatus = 0;
  private line = 1;

  constructor(world: World, state: ShellState, budget: Budget, streams: Streams, depth = 0) {
    this.world = world;
    this.state = state;
    this.budget = budget;
    this.streams = streams;
    this.depth = depth;
    this.expander = new Expander(this);
  }

  *runScript(script: Script, streams: Streams): Work {
    for (const item of script.items) yield* this.runItem(item, streams);
    return this.state.status;
  }

  *runText(text: string, streams: Streams, what?: 'eval' | 'source'): Work {
    if (this.calls + this.depth >= MAX_DEPTH) {
      this.complain(streams, `${what ?? 'sh'}: maximum ${what ?? 'script'} nesting level exceeded (${MAX_DEPTH})`);
      return 1;
    }
    this.calls += 1;
    try {
      return yield* this.runParsed(text, streams);
    } finally {
      this.calls -= 1;
    }
  }

  private *runParsed(text: string, streams: Streams): Work {
    const parser = new Parser(text, (name) => this.state.aliases.get(name));
    try {
      for (let next = parser.nextCommand(); next !== undefined; next = parser.nextCommand()) {
        yield* this.runScript(next.script, streams);
      }
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.complain(streams, error.message, error.line);
      this.state.status = 2;
    }
    return this.state.status;
  }

  *runWords(words: readonly string[], streams: Streams): Work {
    const [name, ...args] = words;
    return name === undefined ? 0 : yield* this.runNamed(name, args, streams);
  }

  *runInSubshell(text: string, streams: Streams, args: readonly string[] = []): Work {
    const inner = this.subshell(streams);
    if (inner === undefined) return 1;
    inner.state.positional = [...args];
    return yield* endAtExit(inner, inner.runText(text, streams));
  }

  commandType(name: string): ReturnType<ShellPort['commandType']> {
    if (this.state.aliases.has(name)) return 'alias';
    if (this.state.functions.has(name)) return 'function';
    const program = programs.get(name);
    return program === undefined ? undefined : program.builtin ? 'builtin' : 'file';
  }

  resolve(path: string): string {
    return resolvePath(this.state.cwd, path);
  }

  value(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.state.status);
      case '$':
        return '4242';
      case '#':
        return String(this.state.positional.length);
      case '!':
        return String(this.state.lastJob ?? '');
      case '0':
        return this.world.name;
      case '-':
        return 'himBHs';
      case '*':
      case '@':
        return this.state.positional.length === 0 ? undefined : this.state.positional.join(' ');
      case 'RANDOM':
        return String((this.world.cluster.now() * 1_103_515_245 + this.line * 12_345) % 32_768);
      case 'SECONDS':
        return String(Math.floor((this.world.cluster.now() - this.world.cluster.options.startTime) / 1000));
      case 'LINENO':
        return String(this.line);
      default:
        return /^\d+$/.test(name) ? this.state.positional[Number(name) - 1] : variable(this.state, name);
    }
  }

  assign(name: string, value: string): void {
    assign(this.state, name, value);
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

  readonly hasBraces = true;

  get unsetIsError(): boolean {
    return this.state.options.unsetIsError;
  }

  *substitute(script: Script): Work<string> {
    const inner = this.subshell(this.streams);
    if (inner === undefined) return '';
    let text = '';
    const out: Sink = {
      isTerminal: false,
      write: (written) => {
        this.budget.write(written.length);
        text += written;
      },
    };
    const streams = { ...this.streams, out };
    this.substitutionStatus = yield* endAtExit(inner, inner.runScript(script, streams));
    return text;
  }

  glob(pattern: string): readonly string[] {
    return matchingPaths(this.world.files, this.state.cwd, pattern, this.budget.spend);
  }

  spend(units: number): void {
    this.budget.spend(units);
  }

  /** Prints a message of the shell itself. */
  complain(streams: Streams, message: string, line = this.line): void {
    const place = this.world.interactive ? '' : `line ${line}: `;
    streams.err.write(`${this.world.name}: ${place}${message}\n`);
  }

  /** A shell with a copy of this one's state; undefined, with a message, when there are too many inside one another. */
  private subshell(streams: Streams): Interpreter | undefined {
    if (this.depth < MAX_DEPTH) {
      const inner = new Interpreter(this.world, copyState(this.state), this.budget, streams, this.depth + 1);
      inner.line = this.line;
      inner.calls = this.calls;
      inner.nesting = this.nesting;
      return inner;
    }
    this.complain(streams, 'too many subshells inside one another');
    this.substitutionStatus = 1;
    return undefined;
  }

  private *runItem(item: ListItem, streams: Streams): Work<void> {
    if (item.background !== undefined) {
      this.startJob(item, item.background, streams);
      return;
    }
    let last = item.first;
    yield* this.runGuarded(item.rest.length > 0, last, streams);
    for (const { operator, pipeline } of item.rest) {
      if ((this.state.status === 0) !== (operator === '&&')) continue;
      last = pipeline;
      yield* this.runGuarded(pipeline !== item.rest.at(-1)?.pipeline, pipeline, streams);
    }
    const isFinal = last === (item.rest.at(-1)?.pipeline ?? item.first);
    if (this.state.options.exitOnError && this.state.status !== 0 && this.guards === 0 && isFinal && !last.negated) {
      throw new ExitSignal(this.state.status);
    }
  }

  /** Starts a job that goes on while others run; it reads nothing, and shares this line's bounds. */
  private startJob({ first, rest }: ListItem, text: string, streams: Streams): void {
    const stdin = new Pipe();
    stdin.end();
    const own: Streams = { ...streams, stdin, stdinIsTerminal: false };
    const inner = this.subshell(own);
    if (inner === undefined) return;
    const script: Script = { items: [{ first, rest }] };
    const job = this.world.jobs.start(text, endAtExit(inner, inner.bounded(inner.runScript(script, own), own)));
    if (job === undefined) {
      this.complain(streams, 'fork: retry: Resource temporarily unavailable');
      this.state.status = 254;
      return;
    }
    this.state.lastJob = job.pid;
    if (this.world.interactive && this.depth === 0) streams.err.write(`[${job.number}] ${job.pid}\n`);
    this.state.status = 0;
  }

  /** A job that does too much ends with a word, not with the shell. */
  private *bounded(work: Work, streams: Streams): Work {
    try {
      return yield* work;
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      streams.err.write(`${this.world.name}: ${error.message}\n`);
      return 1;
    }
  }

  private *runGuarded(guarded: boolean, pipeline: Pipeline, streams: Streams): Work<void> {
    this.guards += guarded ? 1 : 0;
    try {
      yield* this.runPipeline(pipeline, streams);
    } finally {
      this.guards -= guarded ? 1 : 0;
    }
  }

  /** Runs a condition: its failure ends nothing. */
  private *holds(condition: Script, streams: Streams): Work<boolean> {
    this.guards += 1;
    try {
      return (yield* this.runScript(condition, streams)) === 0;
    } finally {
      this.guards -= 1;
    }
  }

  private *runPipeline(pipeline: Pipeline, streams: Streams): Work<void> {
    const started = this.world.cluster.now();
    const [only, ...others] = pipeline.stages;
    if (only === undefined) return;
    const status = others.length === 0 ? yield* this.runCommand(only, streams) : yield* this.pipe(pipeline, streams);
    this.state.status = pipeline.negated ? Number(status === 0) : status;
    const isWork = pipeline.stages.some((stage) => stage.type === 'simple' && stage.words.length > 0);
    const isPauseDue = this.budget.isPauseDue();
    if (this.world.cluster.now() > started) return;
    if (isWork && this.world.commandMs > 0) yield { deadline: started + this.world.commandMs };
    else if (isPauseDue) yield { deadline: started + PAUSE_MS };
  }

  private *pipe({ stages }: Pipeline, streams: Streams): Work {
    const pipes = stages.slice(1).map(() => new Pipe());
    const running = stages.flatMap((command, index): Stage[] => {
      const input = pipes[index - 1];
      const output = pipes[index];
      const own: Streams = {
        ...streams,
        ...(input === undefined ? {} : { stdin: input, stdinIsTerminal: false }),
        ...(output === undefined ? {} : { out: this.pipeSink(output) }),
      };
      const inner = this.subshell(own);
      if (inner === undefined) return [];
      const work = endAtExit(inner, inner.runCommand(command, own));
      return [{ work, ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }];
    });
    return (yield* runPipeline(running, this.world.cluster, this.budget)).at(-1) ?? 1;
  }

  private pipeSink(pipe: Pipe): Sink {
    return {
      isTerminal: false,
      pipe,
      write: (text) => {
        this.budget.write(text.length);
        pipe.write(text);
      },
    };
  }

  private *runCommand(command: Command, streams: Streams): Work {
    this.budget.spendCommand();
    this.line = command.line;
    this.streams = streams;
    try {
      const opened = yield* redirect(command.redirects, streams, this.world.files, {
        text: (word) => this.expander.text(word),
        resolve: (path) => this.resolve(path),
        budget: this.budget,
      });
      if (opened.error !== undefined) {
        this.complain(streams, opened.error);
        return 1;
      }
      try {
        return command.type === 'simple'
          ? yield* this.runSimple(command, opened.streams)
          : yield* this.runCompound(command, opened.streams);
      } finally {
        const failure = opened.close();
        if (failure !== undefined) this.complain(streams, failure);
      }
    } catch (error) {
      if (!(error instanceof ExpansionError)) throw error;
      this.complain(streams, error.message);
      return 1;
    }
  }

  private *runSimple(command: SimpleCommand, streams: Streams): Work {
    this.streams = streams;
    this.substitutionStatus = 0;
    const words = yield* this.expander.fields(command.words);
    const assignments: Assigned[] = [];
    const declared = command.assignments.filter((assignment) => assignment.declared);
    for (const assignment of command.assignments) {
      if (assignment.declared) continue;
      const changes = yield* this.expander.changes(assignment);
      assignments.push(...changes);
      // What follows on the same line may already use it, when it is not for a command only.
      if (command.words.length === 0) this.change(changes);
    }
    if (this.state.options.trace && (words.length > 0 || assignments.length > 0)) {
      const set = assignments.map(({ name, value = '' }) => `${name}=${quoteWord(value)}`);
      const shown = [...set, ...words.map(quoteWord)];
      streams.err.write(`+ ${shown.join(' ')}\n`);
    }
    const [name, ...args] = words;
    if (name === undefined) return this.substitutionStatus;
    if (declared.length > 0) {
      const values: Assigned[] = [];
      for (const assignment of declared) values.push(...(yield* this.expander.changes(assignment)));
      const status = yield* this.runNamed(name, args, streams);
      this.change(values);
      return status;
    }
    if (assignments.length === 0) return yield* this.runNamed(name, args, streams);
    const before = this.state.variables;
    this.state.variables = new Map(before);
    for (const { name: key, value = '' } of assignments) this.state.variables.set(key, { value, exported: true });
    try {
      return yield* this.runNamed(name, args, streams);
    } finally {
      this.state.variables = before;
    }
  }

  private change(changes: readonly Assigned[]): void {
    for (const { name, value } of changes) {
      if (value === undefined) this.state.variables.delete(name);
      else this.assign(name, value);
    }
  }

  private *runNamed(name: string, args: readonly string[], streams: Streams): Work {
    const body = this.state.functions.get(name);
    if (body !== undefined) return yield* this.callFunction(name, body, args, streams);
    const program = programs.get(name);
    if (program !== undefined) return yield* this.runProgram(program.run, new Process(name, args, streams, this));
    if (name.includes('/')) return yield* this.runFile(name, args, streams);
    this.complain(streams, `${name}: command not found`);
    return 127;
  }

  private *runProgram(program: Program, process: Process): Work {
    const result = program(process);
    return typeof result === 'number' ? result : yield* result;
  }

  private *runFile(path: string, args: readonly string[], streams: Streams): Work {
    const absolute = this.resolve(path);
    const known = /^(?:\/usr\/local|\/usr)?\/s?bin\/([\w.-]+)$/.exec(absolute)?.[1] ?? '';
    const program = programs.get(known);
    if (program !== undefined) return yield* this.runProgram(program.run, new Process(known, args, streams, this));
    if (this.world.files.kind(absolute) === 'folder') {
      this.complain(streams, `${path}: Is a directory`);
      return 126;
    }
    const text = this.world.files.read(absolute);
    if (text !== undefined) return yield* this.runInSubshell(text, streams, args);
    this.complain(streams, `${path}: No such file or directory`);
    return 127;
  }

  private *callFunction(name: string, body: Command, args: readonly string[], streams: Streams): Work {
    if (this.calls + this.depth >= MAX_DEPTH) {
      this.complain(streams, `${name}: maximum function nesting level exceeded (${MAX_DEPTH})`);
      return 1;
    }
    const positional = this.state.positional;
    this.state.positional = [...args];
    this.calls += 1;
    try {
      return yield* this.runCommand(body, streams);
    } catch (error) {
      if (error instanceof ReturnSignal) return error.status;
      throw error;
    } finally {
      this.calls -= 1;
      this.state.positional = positional;
    }
  }

  private *runCompound(command: CompoundCommand, streams: Streams): Work {
    if (this.nesting >= MAX_NESTING) throw new BudgetError('stopped: nested too deeply');
    this.nesting += 1;
    try {
      return yield* this.runBody(command, streams);
    } finally {
      this.nesting -= 1;
    }
  }

  private *runBody(command: CompoundCommand, streams: Streams): Work {
    switch (command.type) {
      case 'group':
        return yield* this.runScript(command.body, streams);
      case 'subshell': {
        const inner = this.subshell(streams);
        return inner === undefined ? 1 : yield* endAtExit(inner, inner.runScript(command.body, streams));
      }
      case 'if':
        for (const { condition, body } of command.branches) {
          if (yield* this.holds(condition, streams)) return yield* this.runScript(body, streams);
        }
        return command.otherwise === undefined ? 0 : yield* this.runScript(command.otherwise, streams);
      case 'while':
        return yield* this.loop(
          function* (this: Interpreter) {
            return (yield* this.holds(command.condition, streams)) !== command.until;
          }.bind(this),
          () => this.runScript(command.body, streams),
        );
      case 'for':
        return yield* this.runFor(command, streams);
      case 'forArithmetic': {
        yield* this.expander.arithmetic(command.start);
        const isEndless = command.condition.length === 0;
        return yield* this.loop(
          function* (this: Interpreter) {
            return isEndless || (yield* this.expander.arithmetic(command.condition)) !== 0;
          }.bind(this),
          () => this.runScript(command.body, streams),
          () => this.expander.arithmetic(command.step),
        );
      }
      case 'case':
        return yield* this.runCase(command, streams);
      case 'function':
        this.state.functions.set(command.name, command.body);
        return 0;
      case 'arithmetic':
        return (yield* this.expander.arithmetic(command.expression)) === 0 ? 1 : 0;
      case 'test':
        return yield* this.runTest(command, streams);
    }
  }

  private *runFor(command: Extract<CompoundCommand, { type: 'for' }>, streams: Streams): Work {
    const { words } = command;
    const values = words === undefined ? this.state.positional : yield* this.expander.fields(words);
    let index = 0;
    // oxlint-disable-next-line require-yield -- the loop's condition may wait, this one never does
    const next = function* (this: Interpreter): Work<boolean> {
      const value = values[index++];
      if (value === undefined) return false;
      this.assign(command.name, value);
      return true;
    }.bind(this);
    return yield* this.loop(next, () => this.runScript(command.body, streams));
  }

  private *loop(condition: () => Work<boolean>, body: () => Work, step?: () => Work): Work {
    let status = 0;
    while (yield* condition()) {
      this.budget.spendCommand();
      try {
        status = yield* body();
      } catch (error) {
        if (!(error instanceof LoopSignal)) throw error;
        if (error.levels > 1) throw new LoopSignal(error.kind, error.levels - 1);
        status = 0;
        if (error.kind === 'break') break;
      }
      if (step !== undefined) yield* step();
      if (this.budget.isPauseDue()) yield { deadline: this.world.cluster.now() + PAUSE_MS };
    }
    return status;
  }

  private *runCase(command: Extract<CompoundCommand, { type: 'case' }>, streams: Streams): Work {
    const text = yield* this.expander.text(command.word);
    for (const { patterns, body } of command.branches) {
      for (const pattern of patterns) {
        const matcher = yield* this.expander.pattern(pattern);
        if (matcher.find(text, 0, this.budget.spend, 'anchored') === undefined) continue;
        return body.items.length === 0 ? 0 : yield* this.runScript(body, streams);
      }
    }
    return 0;
  }

  private *runTest(command: Extract<CompoundCommand, { type: 'test' }>, streams: Streams): Work {
    const tokens: TestToken[] = [];
    for (const word of command.words) {
      const isPlain = word.every((part) => part.type === 'text' && !part.quoted);
      tokens.push({
        text: yield* this.expander.text(word),
        pattern: yield* this.expander.patternText(word),
        isQuoted: !isPlain,
      });
    }
    try {
      return evaluateTest(tokens, testScope(this)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestError)) throw error;
      this.complain(streams, error.message);
      return 2;
    }
  }
}

/** `exit` ends the subshell that it is in, and nothing else; so does `break` without a loop. */
function* endAtExit(inner: Interpreter, work: Work): Work {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof ExitSignal || error instanceof ReturnSignal) return error.status;
    if (error instanceof LoopSignal) return inner.state.status;
    throw error;
  }
}
