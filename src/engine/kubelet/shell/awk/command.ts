import { contentOf, isGnu } from '../file-commands.ts';
import { stepsOf } from '../lines.ts';
import { readOptions } from '../options.ts';
import { PatternError } from '../pattern/matcher.ts';
import type { Process } from '../process.ts';
import { AwkError, AwkSyntaxError } from './errors.ts';
import { AwkMachine } from './machine.ts';
import { parseAwk } from './parser.ts';
import { recordsOf } from './records.ts';
import { unescapeAwk } from './tokens.ts';

/** `awk [-F X] [-v NAME=VALUE] PROGRAM [FILE...]` in a container. */
export function awk(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'F:v:f:', { version: 'V' }, true);
  const paths = [...operands];
  const file = values.get('f')?.at(-1);
  const source = file === undefined ? paths.shift() : contentOf(shell, file);
  if (source === undefined) {
    shell.complain(
      isGnu(shell) ? 'Usage: awk [Options] [Program] [file ...]' : 'Usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...',
    );
    return isGnu(shell) ? 2 : 1;
  }
  try {
    return run(shell, source, values, paths);
  } catch (error) {
    if (!(error instanceof AwkSyntaxError || error instanceof AwkError || error instanceof PatternError)) throw error;
    const busybox = error instanceof PatternError ? error.message : error.busybox;
    shell.complain(isGnu(shell) ? `awk: ${error.message}` : `awk: cmd. line:1: ${busybox}`);
    return isGnu(shell) ? 2 : 1;
  }
}

function run(
  shell: Process,
  source: string,
  values: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): number {
  let status = 0;
  const spend = stepsOf(shell);
  /** What is left to read, the next record last. */
  const queue: { name: string; records: string[] }[] = [];
  const machine = new AwkMachine(parseAwk(source), {
    print: (text) => shell.print(text),
    spend,
    now: () => shell.world.startedAt + shell.time,
    readFile: (path) => contentOf(shell, path),
    writeFile: (path, text, isAdded) => {
      if (path === '/dev/stderr') shell.complain(text.replace(/\n$/, ''));
      else shell.setFile(path, (isAdded ? (contentOf(shell, path) ?? '') : '') + text);
    },
    nextLine: () => queue.find(({ records }) => records.length > 0)?.records.pop(),
  });
  const separator = values.get('F')?.at(-1);
  if (separator !== undefined) machine.set('FS', separator === 't' ? '\t' : unescapeAwk(separator));
  for (const assignment of values.get('v') ?? []) assign(machine, assignment);
  machine.setEnvironment(shell.state.variables);
  const open = (): void => {
    for (const path of paths.length === 0 ? ['-'] : paths) {
      const text = path === '-' ? shell.stdin : contentOf(shell, path);
      if (text === undefined) {
        if (/^[A-Za-z_]\w*=/.test(path)) continue;
        shell.complain(
          isGnu(shell)
            ? `awk: cannot open ${path} (No such file or directory)`
            : `awk: ${path}: No such file or directory`,
        );
        status = isGnu(shell) ? 2 : 1;
      } else {
        const records = recordsOf(text, machine.recordSeparator, spend).toReversed();
        queue.push({ name: path, records });
      }
    }
  };
  if (machine.readsAhead) open();
  machine.begin();
  if (machine.hasMainRules) {
    if (!machine.readsAhead) open();
    reading: for (const { name, records } of queue) {
      machine.startFile(name);
      for (let line = records.pop(); line !== undefined; line = records.pop()) {
        if (!machine.processLine(line)) break reading;
      }
    }
    machine.end();
  }
  for (const [command, text] of machine.pipes) shell.pipeInto(text, command);
  return machine.exitCode === 0 ? status : machine.exitCode;
}

function assign(machine: AwkMachine, assignment: string): void {
  const equals = assignment.indexOf('=');
  if (equals > 0) machine.set(assignment.slice(0, equals), unescapeAwk(assignment.slice(equals + 1)));
}
