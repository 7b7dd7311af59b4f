import { DEFAULT_DATE_FORMAT, formatDate } from '../../engine/index.ts';
import type { Block, Work } from '../run/block.ts';
import { INTERRUPTED } from '../run/interrupted.ts';
import type { Process, Streams } from '../run/process.ts';
import { quoteWord } from '../../engine/index.ts';
import { parseOptions } from './options.ts';
import { CLEAR_SCREEN } from './printing.ts';

const UNITS_MS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A century: as good as for ever. */
const FOREVER_MS = 100 * 365 * 86_400_000;

/** `5`, `1.5m`, `2h`, `infinity` in ms; undefined when it is no duration. */
function durationMs(text: string): number | undefined {
  if (text === 'infinity' || text === 'inf') return FOREVER_MS;
  const match = /^(\d{1,12}(?:\.\d{0,6})?|\.\d{1,6})([smhd]?)$/.exec(text);
  return match === null ? undefined : Math.min(FOREVER_MS, Number(match[1]) * (UNITS_MS[match[2] ?? ''] ?? 0));
}

export function* sleep(process: Process): Work {
  if (process.args.length === 0) return process.fail("missing operand\nTry 'sleep --help' for more information.");
  let total = 0;
  for (const text of process.args) {
    const ms = durationMs(text);
    if (ms === undefined)
      return process.fail(`invalid time interval '${text}'\nTry 'sleep --help' for more information.`);
    total += ms;
  }
  if (total > 0) yield { deadline: process.world.cluster.now() + total };
  return 0;
}

export function date(process: Process): number {
  const format = process.args.find((word) => word.startsWith('+'));
  const options = process.args.filter((word) => !word.startsWith('+'));
  let time = process.world.cluster.now();
  let isIso = false;
  for (let word = options.shift(); word !== undefined; word = options.shift()) {
    if (word === '-d' || word === '--date' || word.startsWith('--date=')) {
      const text = word.startsWith('--date=') ? word.slice('--date='.length) : (options.shift() ?? '');
      const parsed = parseDate(text, time);
      if (parsed === undefined) return process.fail(`invalid date '${text}'`);
      time = parsed;
    } else if (/^(?:-I|--iso-8601)/.test(word)) isIso = true;
    else if (word !== '-u' && word !== '--utc' && word !== '-R') return process.fail(`invalid date '${word}'`);
  }
  const chosen = format?.slice(1) ?? (isIso ? '%Y-%m-%d' : DEFAULT_DATE_FORMAT);
  process.out(`${formatDate(time, chosen)}\n`);
  return 0;
}

/** `@1700000000`, an ISO time, `now`, `5 minutes ago`, `+1 day`. */
function parseDate(text: string, now: number): number | undefined {
  if (text === 'now' || text === '' || text === 'today') return now;
  const seconds = /^@(\d{1,12})$/.exec(text)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const relative = /^([-+]?\d{1,9}) (second|sec|minute|min|hour|day|week)s?( ago)?$/.exec(text);
  if (relative !== null) {
    const [, count = '0', unit = '', ago] = relative;
    const size = unit === 'week' ? 7 * 86_400_000 : (UNITS_MS[unit.slice(0, 1)] ?? 0);
    return now + Number(count) * size * (ago === undefined ? 1 : -1);
  }
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[-+]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const isDated = text.length <= 10 || /(?:Z|[-+]\d\d:?\d\d)$/.test(text.slice(10));
  const parsed = Date.parse(text.replace(' ', 'T') + (isDated ? '' : 'Z'));
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Runs a command until it ends or until a virtual time; undefined when time ran out. */
function* until(process: Process, work: Work, deadline: number): Work<number | undefined> {
  const { cluster } = process.world;
  try {
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) return step.value;
      const block: Block = step.value;
      yield { ...block, deadline: Math.min(block.deadline ?? Infinity, deadline) };
      if (cluster.now() >= deadline) return undefined;
    }
  } finally {
    work.return(0);
  }
}

const TIMED_OUT = 124;

export function* timeout(process: Process): Work {
  const options = parseOptions(
    process,
    's:k:vf',
    { signal: 's', 'kill-after': 'k', 'preserve-status': 'p', foreground: 'f', verbose: 'v' },
    { stopAtOperand: true, exitCode: 125 },
  );
  if (typeof options === 'number') return options;
  const [text, ...words] = options.operands;
  if (text === undefined || words.length === 0) {
    return process.fail("missing operand\nTry 'timeout --help' for more information.", 125);
  }
  const ms = durationMs(text);
  if (ms === undefined) {
    return process.fail(`invalid time interval '${text}'\nTry 'timeout --help' for more information.`, 125);
  }
  const work = process.shell.runWords(words, process.streams);
  return (yield* until(process, work, process.world.cluster.now() + ms)) ?? TIMED_OUT;
}

export function* time(process: Process): Work {
  const start = process.world.cluster.now();
  const status = yield* process.shell.runWords(process.args, process.streams);
  const ms = process.world.cluster.now() - start;
  const show = (value: number): string => `${Math.floor(value / 60_000)}m${((value % 60_000) / 1000).toFixed(3)}s`;
  process.err(`\nreal\t${show(ms)}\nuser\t${show(0)}\nsys\t${show(0)}\n`);
  return status;
}

const WATCH_WIDTH = 80;

export function* watch(process: Process): Work {
  const options = parseOptions(
    process,
    'n:dtgex',
    { interval: 'n', differences: 'd', 'no-title': 't', chgexit: 'g', errexit: 'e', exec: 'x' },
    { stopAtOperand: true },
  );
  if (typeof options === 'number') return options;
  const seconds = Number(options.value('n') ?? '2');
  if (!Number.isFinite(seconds)) return process.fail(`failed to parse argument: '${options.value('n')}'`);
  const line = options.has('x') ? options.operands.map(quoteWord).join(' ') : options.operands.join(' ');
  if (line === '') {
    process.err('\nUsage:\n watch [options] command\n');
    return 1;
  }
  const interval = Math.min(FOREVER_MS, Math.max(100, seconds * 1000));
  const { cluster, followMs } = process.world;
  const end = followMs === undefined ? Infinity : cluster.now() + followMs;
  let before: string | undefined;
  for (;;) {
    const start = cluster.now();
    let text = '';
    const sink = { isTerminal: false, write: (written: string): void => void (text += written) };
    const streams: Streams = { ...process.streams, out: sink, err: sink };
    const status = yield* process.shell.runInSubshell(line, streams);
    process.out(screen(process, line, interval, text, options.has('t')));
    if (options.has('e') && status !== 0) return 8;
    if (options.has('g') && before !== undefined && before !== text) return 0;
    before = text;
    // A headless terminal has nobody who would press Ctrl-C.
    if (cluster.now() + interval > end) return INTERRUPTED;
    yield { deadline: start + interval };
  }
}

/** One picture of `watch`: on a terminal in place of the one before. */
function screen(process: Process, line: string, interval: number, text: string, isBare: boolean): string {
  const { cluster, interactive } = process.world;
  const left = `Every ${(interval / 1000).toFixed(1)}s: ${line}`;
  const right = `podground: ${formatDate(cluster.now(), '%a %b %e %H:%M:%S %Y')}`;
  const gap = ' '.repeat(Math.max(2, WATCH_WIDTH - left.length - right.length));
  const title = isBare ? '' : `${left}${gap}${right}\n\n`;
  return `${interactive ? CLEAR_SCREEN : ''}${title}${text}${interactive ? '' : '\n'}`;
}
