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

/** The widest field that a directive makes, characters. */
const MAX_WIDTH = 9999;
const DIRECTIVE = /%%|%([-+ 0#]*)(\*|\d{0,4})(?:\.(\*|\d{0,4}))?([sdiuxXofeEgGcbq])/g;

export function formatNumber(value: number, conversion: string, precision: number | undefined): string {
  switch (conversion) {
    case 'd':
    case 'i':
    case 'u':
      return String(Math.trunc(value));
    case 'x':
      return Math.trunc(value).toString(16);
    case 'X':
      return Math.trunc(value).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(value).toString(8);
    case 'e':
    case 'E': {
      const text = value.toExponential(precision ?? 6).replace(/e([-+])(\d)$/, 'e$10$2');
      return conversion === 'E' ? text.toUpperCase() : text;
    }
    case 'g':
    case 'G':
      return String(Number(value.toPrecision(Math.min(100, Math.max(1, precision ?? 6)))));
    default:
      return value.toFixed(Math.min(100, precision ?? 6));
  }
}

/** Fills one `%` directive after another; `take` answers the next argument. */
export function formatDirectives(
  format: string,
  take: () => string | undefined,
  toNumber: (text: string) => number,
): string {
  return format.replaceAll(DIRECTIVE, (whole, flags = '', width = '', precision, conversion = '') => {
    if (whole === '%%') return '%';
    const wanted = Math.min(MAX_WIDTH, width === '*' ? toNumber(take() ?? '') : Number(width));
    const given = precision === '*' ? toNumber(take() ?? '') : Number(precision);
    const digits = precision === undefined ? undefined : Math.max(0, Math.min(MAX_WIDTH, given));
    const argument = take();
    let text: string;
    if (conversion === 's') text = (argument ?? '').slice(0, digits);
    else if (conversion === 'b') text = unescapeText(argument ?? '').slice(0, digits);
    else if (conversion === 'q') text = argument === undefined || argument === '' ? "''" : quoteWord(argument);
    else if (conversion === 'c') text = (argument ?? '').slice(0, 1);
    else {
      const value = toNumber(argument ?? '');
      text = formatNumber(value, String(conversion), digits);
      if (value >= 0 && String(flags).includes('+')) text = `+${text}`;
      else if (value >= 0 && String(flags).includes(' ')) text = ` ${text}`;
      if (String(flags).includes('0') && !String(flags).includes('-')) {
        const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
        text = sign + text.slice(sign.length).padStart(wanted - sign.length, '0');
      }
    }
    return String(flags).includes('-') ? text.padEnd(wanted) : text.padStart(wanted);
  });
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
    process.out(formatDirectives(pieces, () => values[used++], toNumber));
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
  const args = [...process.args];
  let separator = '\n';
  let isPadded = false;
  while (/^-[sw]/.test(args[0] ?? '')) {
    const option = args.shift() ?? '';
    if (option === '-w') isPadded = true;
    else separator = option.length > 2 ? option.slice(2) : (args.shift() ?? '\n');
  }
  const numbers = args.map(Number);
  const bad = args.find((_, index) => !Number.isFinite(numbers[index]));
  if (bad !== undefined) return process.fail(`invalid floating point argument: '${bad}'`);
  const [first = 1, second, third] = numbers;
  if (numbers.length === 0 || numbers.length > 3) {
    return process.fail(numbers.length === 0 ? 'missing operand' : `extra operand '${args[3] ?? ''}'`);
  }
  const [start, step, end] =
    third === undefined ? (second === undefined ? [1, 1, first] : [first, 1, second]) : [first, second ?? 1, third];
  if (step === 0) return process.fail("invalid Zero increment value: '0'");
  const decimals = Math.max(...args.map((text) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0));
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  const width = isPadded ? Math.max(start.toFixed(decimals).length, end.toFixed(decimals).length) : 0;
  for (let index = 0; index < count; index++) {
    process.spend(10);
    const text = (start + index * step).toFixed(decimals).padStart(width, '0');
    process.out(text + (index < count - 1 ? separator : '\n'));
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
