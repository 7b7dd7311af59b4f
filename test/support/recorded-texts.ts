import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lines of each text, by the command line that prints it (`kubectl create job --help`). */
export type RecordedTexts = Record<string, string[]>;

/** Besides help: what always prints the same. */
const CONSTANT_LINES = [
  'options',
  'completion bash',
  'completion fish',
  'completion powershell',
  'completion zsh',
  'help --help',
  'options --help',
];

const COMMAND_LINE = /^ {2}([a-z][a-z-]*) {2,}\S/;
const HEADING = /^\S.*:$/;

/** The commands that a page lists under a heading that is about commands. */
function listedCommands(lines: readonly string[]): string[] {
  const names: string[] = [];
  let isList = false;
  for (const line of lines) {
    if (HEADING.test(line)) isList = /Commands\b/.test(line);
    const [, name] = (isList ? COMMAND_LINE.exec(line) : undefined) ?? [];
    if (name !== undefined) names.push(name);
  }
  return names;
}

/** Asks a kubectl for the help of every command that its help leads to. `%HOME%` stands for the home folder. */
export function readTexts(kubectl: string): RecordedTexts {
  const home = mkdtempSync(join(tmpdir(), 'podground-help-'));
  const program = join(home, 'kubectl');
  // Some texts hold the name that it was called by.
  symlinkSync(kubectl, program);
  const texts: RecordedTexts = {};
  const record = (args: readonly string[]): readonly string[] => {
    const env = { HOME: home, KUBECONFIG: join(home, 'none'), PATH: home };
    const { stdout } = spawnSync(program, args, { encoding: 'utf8', env, timeout: 30_000 });
    return (texts[['kubectl', ...args].join(' ')] = stdout.replaceAll(home, '%HOME%').split('\n'));
  };
  const pending: string[][] = [[]];
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    for (const name of listedCommands(record([...path, '--help']))) pending.push([...path, name]);
  }
  for (const line of CONSTANT_LINES) record(line.split(' '));
  rmSync(home, { recursive: true, force: true });
  return texts;
}
