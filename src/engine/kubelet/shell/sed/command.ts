import { contentOf, isGnu, noSuchFile } from '../file-commands.ts';
import { linesOf, stepsOf, textLines } from '../lines.ts';
import { readOptions } from '../options.ts';
import type { Process } from '../process.ts';
import { SedMachine, type SedPort } from './machine.ts';
import { parseSed } from './parser.ts';
import { SedError } from './script.ts';

const LONG = {
  quiet: 'n',
  silent: 'n',
  'regexp-extended': 'E',
  expression: 'e',
  file: 'f',
  'in-place': 'i',
};

/** `sed [-nEri] [-e] SCRIPT [FILE...]` in a container. */
export function sed(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'nEre:f:i::s', LONG);
  const scripts = [
    ...(values.get('e') ?? []),
    ...(values.get('f') ?? []).map((path) => (contentOf(shell, path) ?? '').replace(/\n$/, '')),
  ];
  const paths = [...operands];
  const script = scripts.length > 0 ? scripts.join('\n') : paths.shift();
  if (script === undefined) {
    shell.complain('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...');
    return 1;
  }
  const dialect = isGnu(shell) ? 'gnu' : 'busybox';
  const isQuiet = values.has('n') || /^#n(?:\n|$)/.test(script);
  const spend = stepsOf(shell);
  const start = (print: (text: string) => void): SedMachine =>
    new SedMachine(parseSed(script, values.has('E') || values.has('r'), dialect), portOf(shell, print, spend), isQuiet);
  try {
    const suffix = values.get('i')?.at(-1);
    if (suffix !== undefined) return editFiles(shell, start, paths, suffix);
    const machine = start((text) => shell.print(text));
    const { lines, isMissing } = linesOf(shell, 'sed', paths);
    const code = runOver(machine, lines);
    return isMissing && code === 0 ? (dialect === 'gnu' ? 2 : 1) : code;
  } catch (error) {
    if (!(error instanceof SedError)) throw error;
    shell.complain(`sed: ${error.message}`);
    return error.code;
  }
}

function portOf(shell: Process, print: (text: string) => void, spend: (units: number) => void): SedPort {
  const written = new Map<string, string>();
  return {
    print,
    spend,
    readFile: (path) => contentOf(shell, path),
    appendFile: (path, text) => {
      const whole = (written.get(path) ?? '') + text;
      written.set(path, whole);
      shell.setFile(path, whole);
    },
  };
}

function runOver(machine: SedMachine, lines: readonly string[]): number {
  let index = 0;
  const run = machine.run();
  for (let step = run.next(); ;) {
    if (step.done === true) return step.value;
    const text = lines[index++];
    step = run.next(text === undefined ? undefined : { text, isLast: index === lines.length });
  }
}

function editFiles(
  shell: Process,
  start: (print: (text: string) => void) => SedMachine,
  paths: readonly string[],
  suffix: string,
): number {
  let status = 0;
  for (const path of paths) {
    const before = contentOf(shell, path);
    if (before === undefined) {
      shell.complain(
        isGnu(shell) ? `sed: can't read ${path}: No such file or directory` : noSuchFile(shell, 'sed', path),
      );
      status = isGnu(shell) ? 2 : 1;
      continue;
    }
    const pieces: string[] = [];
    status = runOver(
      start((text) => pieces.push(text)),
      textLines(before),
    );
    const after = pieces.join('');
    if (suffix !== '') shell.setFile(path + suffix, before);
    shell.setFile(path, before !== '' && !before.endsWith('\n') ? after.replace(/\n$/, '') : after);
  }
  return status;
}
