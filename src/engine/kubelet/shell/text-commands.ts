import { contentOf } from './file-commands.ts';
import type { Process } from './process.ts';

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
  shell.print((escapes ? unescape(text) : text) + (newline ? '\n' : ''));
  return 0;
}

const escapeCodes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  e: '\u001b',
  '\\': '\\',
};

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (whole, letter: string) => escapeCodes[letter] ?? whole);
}

export function printf(shell: Process, [format = '', ...args]: readonly string[]): number {
  let next = 0;
  const text = unescape(format).replace(/%(?:(\d*)([sdif])|%)/g, (whole, width: string | undefined, kind?: string) => {
    if (whole === '%%') return '%';
    const value = args[next++] ?? (kind === 's' ? '' : '0');
    return value.padStart(Math.min(200, Number(width ?? 0)));
  });
  shell.print(text);
  return 0;
}

export function seq(shell: Process, args: readonly string[]): number {
  const numbers = args.filter((arg) => /^-?\d+$/.test(arg)).map(Number);
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const last = numbers.at(-1) ?? 0;
  const values: number[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) {
    if (step === 0 || values.length >= 10_000) break;
    values.push(value);
  }
  shell.print(values.map((value) => `${value}\n`).join(''));
  return 0;
}

export function tail(shell: Process, args: readonly string[]): number {
  if (args.some((arg) => /^-\w*[fF]/.test(arg) || arg === '--follow')) shell.forever();
  const count = Number(/\d+/.exec(args.find((arg) => arg.startsWith('-')) ?? '')?.[0] ?? 10);
  const path = args.find((arg, index) => !/^[-+]/.test(arg) && !/^-[nc]$/.test(args[index - 1] ?? ''));
  const lines = (path === undefined ? shell.stdin : (contentOf(shell, path) ?? '')).trimEnd().split('\n');
  shell.print(`${lines.slice(-count).join('\n')}\n`);
  return 0;
}

export function head(shell: Process, args: readonly string[]): number {
  const isCount = (index: number): boolean => /^-[nc]$/.test(args[index - 1] ?? '');
  const count = Number(/\d+/.exec(args.find((arg, index) => /^-.*\d/.test(arg) || isCount(index)) ?? '')?.[0] ?? 10);
  const path = args.find((arg, index) => !arg.startsWith('-') && !isCount(index));
  const text = path === undefined ? shell.stdin : (contentOf(shell, path) ?? '');
  if (text !== '') shell.print(`${text.replace(/\n$/, '').split('\n').slice(0, count).join('\n')}\n`);
  return 0;
}

export function wc(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const text = paths.length === 0 ? shell.stdin : paths.map((path) => contentOf(shell, path) ?? '').join('');
  const counts: readonly (readonly [string, number])[] = [
    ['l', text.split('\n').length - 1],
    ['w', text.split(/\s+/).filter((word) => word !== '').length],
    ['c', text.length],
  ];
  const wanted = counts.filter(([letter]) => options === '' || options.includes(letter)).map(([, count]) => count);
  // One number stands alone; several stand in columns, busybox's and GNU's alike with names after them.
  const numbers = wanted.length === 1 ? String(wanted[0]) : wanted.map((count) => String(count).padStart(9)).join(' ');
  shell.print(`${[numbers, ...paths].join(' ')}\n`);
  return 0;
}

export function tee(shell: Process, args: readonly string[]): number {
  const path = args.find((arg) => !arg.startsWith('-'));
  const adds = args.includes('-a') && path !== undefined ? (contentOf(shell, path) ?? '') : '';
  const input = shell.stdin;
  if (path !== undefined) shell.setFile(path, adds + input);
  shell.print(input);
  return 0;
}

export function sort(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const input = shell.stdin;
  const lines = input.replace(/\n$/, '').split('\n');
  const number = (line: string): number => Number.parseFloat(line) || 0;
  const sorted = options.includes('n') ? lines.toSorted((a, b) => number(a) - number(b)) : lines.toSorted();
  const ordered = options.includes('r') ? sorted.toReversed() : sorted;
  const kept = options.includes('u') ? [...new Set(ordered)] : ordered;
  if (input !== '') shell.print(`${kept.join('\n')}\n`);
  return 0;
}
