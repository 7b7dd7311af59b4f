import {
  AwkError,
  AwkMachine,
  AwkSyntaxError,
  parseAwk,
  PatternError,
  recordsOf,
  unescapeAwk,
} from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import { Pipe } from '../run/pipe.ts';
import type { Process } from '../run/process.ts';
import { parseOptions } from './options.ts';

export function* awk(process: Process): Work {
  const options = parseOptions(process, 'F:v:f:', {}, { stopAtOperand: true, exitCode: 2 });
  if (typeof options === 'number') return options;
  const operands = [...options.operands];
  const file = options.value('f');
  const program = file === undefined ? operands.shift() : yield* process.readOperand(file);
  if (program === undefined) {
    process.err('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n');
    return 2;
  }
  try {
    // Lines of a program that reads with `getline` when it likes, the next one last.
    const ahead: string[] = [];
    const machine = makeMachine(process, program, ahead);
    const separator = options.value('F');
    if (separator !== undefined) machine.set('FS', separator === 't' ? '\t' : unescapeAwk(separator));
    for (const assignment of options.values('v')) {
      const equals = assignment.indexOf('=');
      if (equals > 0) machine.set(assignment.slice(0, equals), unescapeAwk(assignment.slice(equals + 1)));
    }
    const { variables } = process.state;
    machine.setEnvironment(
      [...variables].filter(([, each]) => each.exported).map(([name, { value }]) => [name, value]),
    );
    const code = yield* run(process, machine, operands, ahead);
    for (const [command, text] of machine.pipes) {
      yield* process.shell.runInSubshell(command, {
        ...process.streams,
        stdin: Pipe.of(text),
        stdinIsTerminal: false,
      });
    }
    return code;
  } catch (error) {
    if (error instanceof AwkSyntaxError || error instanceof AwkError) return process.fail(error.message, 2);
    if (error instanceof PatternError) return process.fail(`regular expression compile failed (${error.message})`, 2);
    throw error;
  }
}

function makeMachine(process: Process, program: string, ahead: string[]): AwkMachine {
  const { cluster, files } = process.world;
  const { budget } = process.shell;
  return new AwkMachine(parseAwk(program), {
    print: (text) => process.out(text),
    spend: budget.spend,
    now: () => cluster.now(),
    readFile: (path) => files.read(process.shell.resolve(path)),
    writeFile: (path, text, isAdded) => {
      if (path === '/dev/stderr') return process.err(text);
      budget.write(text.length);
      const target = process.shell.resolve(path);
      const before = isAdded ? (files.read(target) ?? '') : '';
      budget.spend(before.length);
      const reason = files.write(target, before + text);
      if (reason !== undefined) throw new AwkError(`cannot open "${path}" for output (${reason})`);
    },
    nextLine: () => ahead.pop(),
  });
}

function* run(process: Process, machine: AwkMachine, operands: readonly string[], ahead: string[]): Work {
  const paths = operands.filter((operand) => !/^[A-Za-z_]\w*=/.test(operand));
  if (machine.readsAhead) {
    const pieces: string[] = [];
    for (const { pipe } of yield* process.openOperands(paths)) pieces.push(yield* pipe.readAll());
    for (const line of recordsOf(pieces.join(''), '\n', process.shell.budget.spend).toReversed()) ahead.push(line);
  }
  machine.begin();
  if (!machine.hasMainRules) return machine.exitCode;
  if (machine.readsAhead) {
    machine.startFile(paths[0] ?? '-');
    for (let line = ahead.pop(); line !== undefined && machine.processLine(line); line = ahead.pop()) {
      yield* process.flush();
    }
    machine.end();
    return machine.exitCode;
  }
  const inputs = yield* process.openOperands(paths);
  reading: for (const { name, pipe } of inputs) {
    machine.startFile(name);
    if (machine.recordSeparator !== '\n') {
      const text = yield* pipe.readAll();
      for (const record of recordsOf(text, machine.recordSeparator, process.shell.budget.spend)) {
        if (!machine.processLine(record)) break reading;
        yield* process.flush();
      }
      continue;
    }
    for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
      if (!machine.processLine(line)) break reading;
      yield* process.flush();
    }
  }
  machine.end();
  return paths.length > inputs.length && paths.length > 0 ? 2 : machine.exitCode;
}
