import { contentOf, isGnu, noSuchFile } from './file-commands.ts';
import type { Process } from './process.ts';

/** Steps of patterns and programs in one call; one that needs more is taken to go on for ever. */
const MAX_STEPS = 2_000_000;

/** The lines of a text; the end of the last one is no line of its own. */
export function textLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Counts the steps of a program. */
export function stepsOf(shell: Process): (units: number) => void {
  let left = MAX_STEPS;
  return (units) => {
    left -= units;
    if (left < 0) shell.forever();
  };
}

/** The complaint of a program about a file that is not there, in GNU's words or busybox's. */
function missing(shell: Process, program: string, path: string): string {
  if (isGnu(shell) && program === 'sed') return `sed: can't read ${path}: No such file or directory`;
  if (program === 'grep') return `grep: ${path}: No such file or directory`;
  if (program === 'sed') return `sed: ${path}: No such file or directory`;
  return noSuchFile(shell, program, path);
}

/** The text of a file, or of what is piped in for `-`; undefined, with a word about it, when there is none. */
export function textOf(shell: Process, program: string, path: string): string | undefined {
  if (path === '-') return shell.stdin;
  const content = contentOf(shell, path);
  if (content === undefined) shell.complain(missing(shell, program, path));
  return content;
}

/** The lines of files, or of what is piped in when there are none; a missing file is complained about. */
export function linesOf(
  shell: Process,
  program: string,
  paths: readonly string[],
): { lines: string[]; isMissing: boolean } {
  if (paths.length === 0) return { lines: textLines(shell.stdin), isMissing: false };
  let isMissing = false;
  const lines = paths.flatMap((path) => {
    const content = textOf(shell, program, path);
    if (content === undefined) isMissing = true;
    return textLines(content ?? '');
  });
  return { lines, isMissing };
}
