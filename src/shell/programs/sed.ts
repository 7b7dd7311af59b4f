import { parseSed, SedError, SedMachine, type SedPort } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import { Pipe } from '../run/pipe.ts';
import type { Process } from '../run/process.ts';
import { parseOptions } from './options.ts';

/** Reads lines from one pipe after another. */
class LineReader {
  private readonly pipes: Pipe[];
  private ahead: { line: string | undefined } | undefined;

  constructor(pipes: readonly Pipe[]) {
    this.pipes = [...pipes];
  }

  /** Takes the next line; undefined at the end of the last pipe. */
  *next(): Work<string | undefined> {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead === undefined ? yield* this.read() : ahead.line;
  }

  *isAtEnd(): Work<boolean> {
    this.ahead ??= { line: yield* this.read() };
    return this.ahead.line === undefined;
  }

  private *read(): Work<string | undefined> {
    for (let pipe = this.pipes[0]; pipe !== undefined; pipe = this.pipes[0]) {
      const line = yield* pipe.readLine();
      if (line !== undefined) return line;
      this.pipes.shift();
    }
    return undefined;
  }
}

export function* sed(process: Process): Work {
  const options = parseOptions(process, 'nEre:f:i::s', {
    quiet: 'n',
    silent: 'n',
    'regexp-extended': 'E',
    expression: 'e',
    file: 'f',
    'in-place': 'i',
    separate: 's',
  });
  if (typeof options === 'number') return options;
  const operands = [...options.operands];
  const scripts = [...options.values('e')];
  for (const file of options.values('f')) {
    const text = yield* process.readOperand(file);
    if (text === undefined) return 1;
    scripts.push(text.replace(/^#!.*\n/, '').replace(/\n$/, ''));
  }
  const given = scripts.length > 0 ? scripts.join('\n') : operands.shift();
  if (given === undefined) {
    process.err('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
    return 1;
  }
  // `#n` on a first line of its own means `-n`.
  const isQuiet = options.has('n') || /^#n(?:\n|$)/.test(given);
  const isExtended = options.has('E') || options.has('r');
  try {
    const start = (print: (text: string) => void): SedMachine =>
      new SedMachine(parseSed(given, isExtended, 'gnu'), portOf(process, print), isQuiet);
    const suffix = options.value('i');
    if (suffix !== undefined) return yield* editFiles(process, start, operands, suffix);
    const machine = start((text) => process.out(text));
    const inputs = yield* process.openOperands(operands);
    const code = yield* runSed(
      process,
      machine,
      inputs.map(({ pipe }) => pipe),
    );
    return operands.length > inputs.length && code === 0 ? 2 : code;
  } catch (error) {
    if (error instanceof SedError) return process.fail(error.message, error.code);
    throw error;
  }
}

function portOf(process: Process, print: (text: string) => void): SedPort {
  const { files } = process.world;
  const written = new Map<string, string>();
  return {
    print,
    spend: process.shell.budget.spend,
    readFile: (path) => files.read(process.shell.resolve(path)),
    appendFile: (path, text) => {
      if (path === '/dev/stderr') return process.err(text);
      const whole = (written.get(path) ?? '') + text;
      written.set(path, whole);
      process.shell.budget.write(text.length);
      const reason = files.write(process.shell.resolve(path), whole);
      if (reason !== undefined) throw new SedError(`couldn't open file ${path}: ${reason}`);
    },
  };
}

function* runSed(process: Process, machine: SedMachine, pipes: readonly Pipe[]): Work {
  const reader = new LineReader(pipes);
  const run = machine.run();
  for (let step = run.next(); ;) {
    if (step.done === true) return step.value;
    yield* process.flush();
    const text = yield* reader.next();
    step = run.next(text === undefined ? undefined : { text, isLast: machine.looksAhead && (yield* reader.isAtEnd()) });
  }
}

/** `-i`: each file is read for itself and written anew, with a copy of what it was when a suffix is given. */
function* editFiles(
  process: Process,
  start: (print: (text: string) => void) => SedMachine,
  paths: readonly string[],
  suffix: string,
): Work {
  if (paths.length === 0) return process.fail('no input files');
  let status = 0;
  for (const name of paths) {
    const { files } = process.world;
    const path = process.shell.resolve(name);
    const before = files.read(path);
    if (before === undefined) {
      const isFolder = files.kind(path) === 'folder';
      process.fail(
        isFolder ? `couldn't edit ${name}: not a regular file` : `can't read ${name}: No such file or directory`,
      );
      status = isFolder ? 4 : 2;
      continue;
    }
    const pieces: string[] = [];
    const code = yield* runSed(
      process,
      start((text) => {
        process.shell.budget.write(text.length);
        pieces.push(text);
      }),
      [Pipe.of(before)],
    );
    const result = pieces.join('');
    const isUnended = before !== '' && !before.endsWith('\n');
    if (suffix !== '') files.write(suffix.includes('*') ? suffix.replace('*', name) : path + suffix, before);
    const reason = files.write(path, isUnended ? result.replace(/\n$/, '') : result);
    if (reason !== undefined) return process.fail(`couldn't open file ${name}: ${reason}`, 4);
    if (code !== 0) status = code;
  }
  return status;
}
