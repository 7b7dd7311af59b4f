import { formatDirectives, numberSequence } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import { INTERRUPTED } from '../run/interrupted.ts';
import type { Process } from '../run/process.ts';
import { quoteWord, unescapeText } from '../../engine/index.ts';

/** Between the bursts of what prints without end to a terminal, ms. */
const BURST_MS = 100;
const BURST_LINES = 100;

export function echo(process: Process): number {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(process.args[index] ?? ''); index++) {
    for (const letter of process.args[index] ?? '') {
      if (letter === 'n') newline = false;
      if (letter === 'e') escapes = true;
      if (letter === 'E') escapes = false;
    }
  }
  const written = process.args.slice(index).join(' ');
  // `\c` ends the output, newline and all.
  const end = escapes ? written.indexOf('\\c') : -1;
  const text = end < 0 ? written : written.slice(0, end);
  process.out((escapes ? unescapeText(text) : text) + (newline && end < 0 ? '\n' : ''));
  return 0;
}

export function printf(process: Process): number {
  const args = process.args[0] === '--' ? process.args.slice(1) : process.args;
  const [format, ...values] = args;
  if (format === undefined) {
    process.err('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  let status = 0;
  let used = 0;
  const toNumber = (text: string): number => {
    if (text === '') return 0;
    const isCharacter = /^['"]/.test(text);
    const value = isCharacter ? text.charCodeAt(1) : Number(text);
    if (Number.isFinite(value)) return value;
    process.err(`printf: ${text}: invalid number\n`);
    status = 1;
    return 0;
  };
  const pieces = unescapeFormat(format);
  do {
    const before = used;
    process.out(
      formatDirectives(pieces, {
        take: () => values[used++],
        toNumber,
        unescape: unescapeText,
        quote: (text) => (text === '' ? "''" : quoteWord(text)),
      }),
    );
    if (used === before) break;
    process.spend(format.length);
  } while (used < values.length);
  return status;
}

/** Escapes in a format, but not those that would make a new directive. */
function unescapeFormat(format: string): string {
  return unescapeText(format.replaceAll(/\\(?:x25|045)/g, '%%'));
}

export function* yes(process: Process): Work {
  const burst = `${process.args.length === 0 ? 'y' : process.args.join(' ')}\n`.repeat(BURST_LINES);
  const { pipe } = process.streams.out;
  const { cluster, followMs } = process.world;
  const end = followMs === undefined ? Infinity : cluster.now() + followMs;
  while (cluster.now() < end) {
    process.out(burst);
    process.spend(BURST_LINES);
    if (pipe !== undefined) yield* process.flush();
    else yield { deadline: cluster.now() + BURST_MS };
  }
  return INTERRUPTED;
}

export function* seq(process: Process): Work {
  const sequence = numberSequence(process.args);
  if (typeof sequence === 'string') return process.fail(sequence);
  for (let index = 0; index < sequence.count; index++) {
    process.spend(10);
    process.out(sequence.at(index) + (index < sequence.count - 1 ? sequence.separator : '\n'));
    yield* process.flush();
  }
  return 0;
}

/** What a terminal understands as: clear everything and begin at the top. */
export const CLEAR_SCREEN = '\u001B[H\u001B[2J\u001B[3J';

export function clear(process: Process): number {
  process.out(CLEAR_SCREEN);
  return 0;
}
