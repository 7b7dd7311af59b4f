import type { Work } from '../run/block.ts';
import { Pipe } from '../run/pipe.ts';
import type { Process } from '../run/process.ts';
import { parseOptions, wholeNumber } from './options.ts';

/** Words of a text as xargs divides it: blanks divide, quotes and backslashes hold together. */
function wordsOf(text: string): string[] {
  return (text.match(/(?:[^\s'"\\]|\\[\s\S]|'[^']*'|"[^"]*")+/g) ?? []).map((word) =>
    word.replaceAll(
      /\\([\s\S])|'([^']*)'|"([^"]*)"/g,
      (_, escaped?: string, single?: string, double?: string) => escaped ?? single ?? double ?? '',
    ),
  );
}

export function* xargs(process: Process): Work {
  const options = parseOptions(
    process,
    'n:I:rtL:d:0P:p',
    { 'max-args': 'n', replace: 'I', 'no-run-if-empty': 'r', verbose: 't', delimiter: 'd', null: '0' },
    { stopAtOperand: true },
  );
  if (typeof options === 'number') return options;
  const command = options.operands.length === 0 ? ['echo'] : options.operands;
  const text = yield* process.stdin.readAll();
  const mark = options.value('I');
  const isByLine = mark !== undefined || options.has('L');
  const delimiter = options.has('0') ? '\0' : options.value('d');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const items =
    delimiter !== undefined
      ? text.replace(/\n$/, '').split(delimiter === '\\n' ? '\n' : delimiter)
      : isByLine
        ? lines.map((line) => line.trim())
        : wordsOf(text);
  const size = mark !== undefined ? 1 : (wholeNumber(options.value('n') ?? options.value('L')) ?? Infinity);
  if (size < 1) return process.fail(`value ${size} for -n option should be >= 1`);
  if (items.length === 0 && (options.has('r') || mark !== undefined)) return 0;
  const streams = { ...process.streams, stdin: Pipe.of(''), stdinIsTerminal: false };
  let status = 0;
  for (let index = 0; index === 0 || index < items.length; index += size) {
    const batch = size === Infinity ? items : items.slice(index, index + size);
    const words =
      mark === undefined
        ? [...command, ...(options.has('L') ? batch.flatMap(wordsOf) : batch)]
        : command.map((word) => word.replaceAll(mark, () => batch[0] ?? ''));
    if (options.has('t')) process.err(`${words.join(' ')}\n`);
    process.spend(100);
    yield* process.flush();
    const code = yield* process.shell.runWords(words, streams);
    if (code === 127 || code === 126) return code;
    if (code !== 0) status = 123;
    if (size === Infinity) break;
  }
  return status;
}
