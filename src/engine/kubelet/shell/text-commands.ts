import { complaint } from './complaints.ts';
import { contentOf, isGnu, noSuchFile } from './file-commands.ts';
import { formatDirectives } from './format.ts';
import { textLines } from './lines.ts';
import { unescapeText } from './language/characters.ts';
import { numberSequence } from './number-sequence.ts';
import { readOptions } from './options.ts';
import { ArithmeticError, evaluateArithmetic } from './language/arithmetic.ts';
import type { Command, Process, TimedText } from './process.ts';

/*
 * What programs do that print text or change it on its way through a pipe; each answers its exit code.
 */

export function echo(shell: Process, args: readonly string[]): number {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(args[index] ?? ''); index++) {
    if (args[index]?.includes('n') === true) newline = false;
    if (args[index]?.includes('e') === true) escapes = true;
  }
  const text = args.slice(index).join(' ');
  shell.print((escapes ? unescapeText(text) : text) + (newline ? '\n' : ''));
  return 0;
}

/** `printf FORMAT [ARG...]`: the format is used again until no argument is left. */
export function printf(shell: Process, args: readonly string[]): number {
  const [format, ...values] = args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) {
    shell.complain(
      isGnu(shell) ? complaint(shell.state, 'printf: usage: printf format [arg ...]') : 'printf: missing operand',
    );
    return 2;
  }
  const pieces = unescapeText(format.replaceAll(/\\(?:x25|045)/g, '%%'));
  let status = 0;
  let used = 0;
  const toNumber = (text: string): number => {
    const value = text === '' ? 0 : Number(text);
    if (Number.isFinite(value)) return value;
    const invalid = {
      bash: `printf: ${text}: invalid number`,
      dash: `printf: ${text}: expected numeric value`,
      ash: `printf: invalid number '${text}'`,
    }[shell.state.kind];
    shell.complain(complaint(shell.state, invalid));
    status = 1;
    return 0;
  };
  do {
    const before = used;
    shell.print(formatDirectives(pieces, { take: () => values[used++], toNumber, unescape: unescapeText }));
    if (used === before) break;
  } while (used < values.length);
  return status;
}

/** The numbers that one `seq` writes at most. */
const MAX_NUMBERS = 10_000;

/** `seq [-w] [-s TEXT] [FIRST [STEP]] LAST`. */
export function seq(shell: Process, args: readonly string[]): number {
  const sequence = numberSequence(args);
  if (typeof sequence === 'string') {
    shell.complain(`seq: ${sequence}`);
    return 1;
  }
  const count = Math.min(MAX_NUMBERS, sequence.count);
  const numbers = Array.from({ length: count }, (_, index) => sequence.at(index));
  if (count > 0) shell.print(`${numbers.join(sequence.separator)}\n`);
  return 0;
}

/** `-5` is `-n 5`. */
const withoutOldNumber = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) => {
    const isValue = /^(?:-n|-c|--lines|--bytes)$/.test(args[index - 1] ?? '');
    return !isValue && /^[-+]\d+$/.test(arg) ? ['-n', arg.replace('-', '')] : [arg];
  });

/** The files that `head` and `tail` show, or what is piped in; with titles when there are several. */
function shownTexts(
  shell: Process,
  program: string,
  paths: readonly string[],
  show: (text: string) => string,
  isQuiet: boolean,
): number {
  if (paths.length === 0) {
    shell.print(show(shell.stdin));
    return 0;
  }
  let status = 0;
  let isFirst = true;
  for (const path of paths) {
    const text = path === '-' ? shell.stdin : contentOf(shell, path);
    if (text === undefined) {
      status = 1;
      const gnu = `${program}: cannot open '${path}' for reading: No such file or directory`;
      const busybox =
        program === 'tail' ? noSuchFile(shell, program, path) : `${program}: ${path}: No such file or directory`;
      shell.complain(isGnu(shell) ? gnu : busybox);
      continue;
    }
    if (paths.length > 1 && !isQuiet) {
      shell.print(`${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    }
    isFirst = false;
    shell.print(show(text));
  }
  if (program === 'tail' && status === 1 && isFirst && !isGnu(shell)) shell.complain('tail: no files');
  return status;
}

/** The count of `-n` and `-c`; undefined, with a word about it, when it is none. */
function countOf(shell: Process, program: string, text: string, what: 'lines' | 'bytes'): number | undefined {
  if (/^[-+]?\d{1,9}$/.test(text)) return Number(text);
  shell.complain(
    isGnu(shell) ? `${program}: invalid number of ${what}: '${text}'` : `${program}: invalid number '${text}'`,
  );
  return undefined;
}

const HEAD_OPTIONS = { lines: 'n', bytes: 'c', quiet: 'q', follow: 'f' };

/** `tail [-n N|+N] [-c N] [-f] [FILE...]`. */
export function tail(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(withoutOldNumber(args), 'n:c:qvfFs:', HEAD_OPTIONS);
  const bytes = values.get('c')?.at(-1);
  const text = bytes ?? values.get('n')?.at(-1) ?? '10';
  const count = countOf(shell, 'tail', text, bytes === undefined ? 'lines' : 'bytes');
  if (count === undefined) return 1;
  const last = <Part>(parts: readonly Part[]): readonly Part[] =>
    text.startsWith('+') ? parts.slice(Math.max(0, count - 1)) : count === 0 ? [] : parts.slice(-Math.abs(count));
  const show = (whole: string): string =>
    bytes === undefined
      ? last(textLines(whole))
          .map((line) => `${line}\n`)
          .join('')
      : last([...whole]).join('');
  if (!values.has('f') && !values.has('F')) return shownTexts(shell, 'tail', operands, show, values.has('q'));
  const [path = ''] = operands;
  const added = operands.length === 1 ? shell.world.follow?.(shell.resolve(path)) : undefined;
  if (added !== undefined) return followed(shell, path, added, show);
  shownTexts(shell, 'tail', operands, show, values.has('q'));
  return shell.forever();
}

/** The end of a file, and then what comes to it; `tail -F` waits for a file that is not there yet. */
function followed(shell: Process, path: string, added: readonly TimedText[], show: (whole: string) => string): never {
  const before = added.filter(({ at }) => at <= shell.time);
  if (before.length > 0) shell.print(show(before.map(({ text }) => text).join('')));
  else if (contentOf(shell, path) !== undefined) shell.print(show(contentOf(shell, path) ?? ''));
  else {
    const missing = isGnu(shell) ? `cannot open '${path}' for reading` : `can't open '${path}'`;
    shell.complain(`tail: ${missing}: No such file or directory`);
  }
  let isThere = before.length > 0;
  for (const { at, text } of added.slice(before.length)) {
    shell.pass(at - shell.time);
    if (!isThere) {
      shell.complain(
        isGnu(shell)
          ? `tail: '${path}' has appeared;  following new file`
          : `tail: ${path} has appeared; following end of new file`,
      );
    }
    isThere = true;
    shell.print(text);
  }
  return shell.forever();
}

/** `head [-n N|-N] [-c N] [FILE...]`. */
export function head(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(withoutOldNumber(args), 'n:c:qv', HEAD_OPTIONS);
  const bytes = values.get('c')?.at(-1);
  const count = countOf(
    shell,
    'head',
    bytes ?? values.get('n')?.at(-1) ?? '10',
    bytes === undefined ? 'lines' : 'bytes',
  );
  if (count === undefined) return 1;
  const show = (whole: string): string =>
    bytes === undefined
      ? textLines(whole)
          .slice(0, count)
          .map((line) => `${line}\n`)
          .join('')
      : [...whole].slice(0, count).join('');
  return shownTexts(shell, 'head', operands, show, values.has('q'));
}

const byteLength = (text: string): number => [...text].reduce((sum, character) => sum + bytesOf(character), 0);

/** How long a character is in UTF-8. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** `wc [-lwcm] [FILE...]`: GNU's columns are as wide as their widest number, busybox's nine. */
export function wc(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'lwcm', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' });
  const asked = ['l', 'w', 'm', 'c'].filter((letter) => values.has(letter));
  const columns = asked.length === 0 ? ['l', 'w', 'c'] : asked;
  const rows: { counts: number[]; name: string }[] = [];
  let status = 0;
  for (const name of operands.length === 0 ? ['-'] : operands) {
    const text = name === '-' ? shell.stdin : contentOf(shell, name);
    if (text === undefined) {
      shell.complain(`wc: ${name}: No such file or directory`);
      status = 1;
      continue;
    }
    const measures: Readonly<Record<string, () => number>> = {
      l: () => text.split('\n').length - 1,
      w: () => text.split(/\s+/).filter((word) => word !== '').length,
      m: () => [...text].length,
      c: () => byteLength(text),
    };
    rows.push({ counts: columns.map((letter) => measures[letter]?.() ?? 0), name: operands.length === 0 ? '' : name });
  }
  if (operands.length > 1) {
    rows.push({
      counts: columns.map((_, index) => rows.reduce((sum, { counts }) => sum + (counts[index] ?? 0), 0)),
      name: 'total',
    });
  }
  const widest = Math.max(1, ...rows.flatMap(({ counts }) => counts.map((count) => String(count).length)));
  const gnuWidth = operands.length === 0 ? Math.max(7, widest) : widest;
  const width = columns.length === 1 && rows.length === 1 ? 0 : isGnu(shell) ? gnuWidth : 9;
  for (const { counts, name } of rows) {
    shell.print(`${counts.map((count) => String(count).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`);
  }
  return status;
}

export function tee(shell: Process, args: readonly string[]): number {
  const path = args.find((arg) => !arg.startsWith('-'));
  const adds = args.includes('-a') && path !== undefined ? (contentOf(shell, path) ?? '') : '';
  const input = shell.stdin;
  if (path !== undefined) shell.setFile(path, adds + input);
  shell.print(input);
  return 0;
}

/** The text of files, or of what is piped in when there are none. */
function inputOf(shell: Process, program: string, paths: readonly string[]): string | undefined {
  if (paths.length === 0) return shell.stdin;
  let text = '';
  for (const path of paths) {
    const content = path === '-' ? shell.stdin : contentOf(shell, path);
    if (content === undefined) {
      shell.complain(noSuchFile(shell, program, path));
      return undefined;
    }
    text += content;
  }
  return text;
}

/** A program that makes other lines of lines. */
function lineByLine(program: string, change: (lines: string[]) => string[]): Command {
  return (shell, args) => {
    const text = inputOf(
      shell,
      program,
      args.filter((arg) => arg === '-' || !arg.startsWith('-')),
    );
    if (text === undefined) return 1;
    if (text !== '') shell.print(`${change(text.replace(/\n$/, '').split('\n')).join('\n')}\n`);
    return 0;
  };
}

export const rev = lineByLine('rev', (lines) => lines.map((line) => [...line].toReversed().join('')));
export const tac = lineByLine('tac', (lines) => lines.toReversed());
export const nl = lineByLine('nl', (lines) => lines.map((line, index) => `${String(index + 1).padStart(6)}\t${line}`));

/** `paste -s [-d SEPARATOR]` of what is piped in. */
export function paste(shell: Process, args: readonly string[]): number {
  const given = args.findIndex((arg) => /^-s?d/.test(arg));
  const separator = given < 0 ? '\t' : (/^-s?d(.+)/.exec(args[given] ?? '')?.[1] ?? args[given + 1] ?? '\t');
  const lines = shell.stdin.replace(/\n$/, '').split('\n');
  shell.print(`${lines.join(args.some((arg) => /^-d?s/.test(arg)) ? separator : '\n')}\n`);
  return 0;
}

/** `expr`: sums and comparisons of numbers. */
export function expr(shell: Process, args: readonly string[]): number {
  try {
    const none = { get: () => undefined, set: () => undefined, isAssociative: () => false };
    const value = evaluateArithmetic(args.join(' ').replaceAll(' = ', ' == '), none);
    shell.print(`${value}\n`);
    return value === 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    shell.complain('expr: syntax error');
    return 2;
  }
}
