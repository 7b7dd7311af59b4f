import type { ShellState } from '../state.ts';
import type { World } from '../world.ts';
import type { Work } from './block.ts';
import type { Budget } from './budget.ts';
import { Pipe } from './pipe.ts';

/** Where text goes. */
export interface Sink {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** The pipe that it goes to, so that a writer of much text can wait for its reader. */
  readonly pipe?: Pipe;
}

/** Standard input, output and error. */
export interface Streams {
  stdin: Pipe;
  stdinIsTerminal: boolean;
  out: Sink;
  err: Sink;
}

/** What a command can ask of the shell that runs it. */
export interface ShellPort {
  readonly state: ShellState;
  readonly world: World;
  readonly budget: Budget;
  /** Runs a command by its words, as `xargs` and `timeout` do. */
  runWords(words: readonly string[], streams: Streams): Work;
  /** Runs a text as a script in this shell (`eval`, `source`). */
  runText(text: string, streams: Streams, what: 'eval' | 'source'): Work;
  /** Runs a text as a script in a shell of its own, with `$0` and arguments. */
  runInSubshell(text: string, streams: Streams, args?: readonly string[]): Work;
  /** What kind of command a name is; undefined when there is none. */
  commandType(name: string): 'alias' | 'function' | 'builtin' | 'file' | undefined;
  /** An absolute path of a path as people write it. */
  resolve(path: string): string;
}

/** How long one that works without end lets others go on, ms of virtual time. */
const PAUSE_MS = 10;

/** One running command. */
export class Process {
  readonly name: string;
  readonly args: readonly string[];
  readonly streams: Streams;
  readonly shell: ShellPort;

  constructor(name: string, args: readonly string[], streams: Streams, shell: ShellPort) {
    this.name = name;
    this.args = args;
    this.streams = streams;
    this.shell = shell;
  }

  get stdin(): Pipe {
    return this.streams.stdin;
  }

  get world(): World {
    return this.shell.world;
  }

  get state(): ShellState {
    return this.shell.state;
  }

  out(text: string): void {
    this.streams.out.write(text);
  }

  err(text: string): void {
    this.streams.err.write(text);
  }

  /** Prints `name: message` as programs do and answers the exit code. */
  fail(message: string, exitCode = 1): number {
    this.err(`${this.name}: ${message}\n`);
    return exitCode;
  }

  spend(units: number): void {
    this.shell.budget.spend(units);
  }

  /** To be called between writes by what may write without end: waits for the reader of a full pipe. */
  *flush(): Work<void> {
    if (this.shell.budget.isPauseDue()) yield { deadline: this.world.cluster.now() + PAUSE_MS };
    const pipe = this.streams.out.pipe;
    if (pipe === undefined) return;
    // Whoever runs the pipeline ends a writer that nobody reads.
    if (pipe.isAbandoned) yield { deadline: 0 };
    while (!pipe.hasRoom) yield { rooms: [pipe] };
  }

  /** The text of a file, or of standard input for `-`; prints why not and answers undefined. */
  *readOperand(path: string): Work<string | undefined> {
    if (path === '-' || path === '/dev/stdin') return yield* this.stdin.readAll();
    if (path === '/dev/null') return '';
    const absolute = this.shell.resolve(path);
    const text = this.world.files.read(absolute);
    if (text !== undefined) return text;
    const reason = this.world.files.kind(absolute) === 'folder' ? 'Is a directory' : 'No such file or directory';
    this.fail(`${path}: ${reason}`);
    return undefined;
  }

  /** The operands to read, one pipe each: standard input when there are none. Missing files are left out, with a word. */
  *openOperands(paths: readonly string[]): Work<{ name: string; pipe: Pipe }[]> {
    if (paths.length === 0) return [{ name: '-', pipe: this.stdin }];
    const opened: { name: string; pipe: Pipe }[] = [];
    for (const path of paths) {
      if (path === '-') {
        opened.push({ name: '-', pipe: this.stdin });
        continue;
      }
      const text = yield* this.readOperand(path);
      if (text !== undefined) opened.push({ name: path, pipe: Pipe.of(text) });
    }
    return opened;
  }
}

/** Answers the exit code, at once when it never waits. */
export type Program = (process: Process) => Work | number;
