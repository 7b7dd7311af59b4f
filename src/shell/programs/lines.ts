import { Transliteration } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Pipe } from '../run/pipe.ts';
import type { Process } from '../run/process.ts';
import { unescapeText } from '../../engine/index.ts';
import { parseOptions, wholeNumber } from './options.ts';

/** Calls back with every line of the operands, or of standard input. Answers whether all could be read. */
export function* eachLine(process: Process, operands: readonly string[], visit: (line: string) => void): Work<boolean> {
  const inputs = yield* process.openOperands(operands);
  for (const { pipe } of inputs) {
    for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
      visit(line);
      process.spend(1);
      yield* process.flush();
    }
  }
  return operands.length === 0 || inputs.length === operands.length;
}

/** `head -5` is `head -n 5`. */
function withoutOldNumber(process: Process): Process {
  const args = process.args.flatMap((word, index) => {
    const isValue = /^(?:-n|-c|--lines|--bytes)$/.test(process.args[index - 1] ?? '');
    return /^-\d+$/.test(word) && !isValue ? ['-n', word.slice(1)] : [word];
  });
  return Object.assign(Object.create(Object.getPrototypeOf(process)) as Process, process, { args });
}

function title(process: Process, name: string, index: number, count: number, quiet: boolean): void {
  if (count > 1 && !quiet) process.out(`${index > 0 ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n`);
}

export function* head(process: Process): Work {
  const options = parseOptions(withoutOldNumber(process), 'n:c:qv', { lines: 'n', bytes: 'c', quiet: 'q' });
  if (typeof options === 'number') return options;
  const text = options.value('c') ?? options.value('n') ?? '10';
  const count = wholeNumber(text);
  if (count === undefined) {
    return process.fail(`invalid number of ${options.has('c') ? 'bytes' : 'lines'}: '${text}'`);
  }
  const inputs = yield* process.openOperands(options.operands);
  for (const [index, { name, pipe }] of inputs.entries()) {
    title(process, name, index, options.operands.length, options.has('q'));
    if (options.has('c')) process.out((yield* pipe.readAll()).slice(0, count));
    else yield* printFirst(process, pipe, count);
  }
  return options.operands.length > inputs.length && options.operands.length > 0 ? 1 : 0;
}

function* printFirst(process: Process, pipe: Pipe, count: number): Work<void> {
  const held: string[] = [];
  const most = count < 0 ? Infinity : count;
  for (let printed = 0; printed < most;) {
    const line = yield* pipe.readLine();
    if (line === undefined) return;
    if (count < 0) {
      held.push(line);
      if (held.length <= -count) continue;
    }
    process.out(`${held.shift() ?? line}\n`);
    printed += 1;
    yield* process.flush();
  }
}

export function* tail(process: Process): Work {
  const options = parseOptions(withoutOldNumber(process), 'n:c:qfFv', {
    lines: 'n',
    bytes: 'c',
    quiet: 'q',
    follow: 'f',
  });
  if (typeof options === 'number') return options;
  const text = options.value('c') ?? options.value('n') ?? '10';
  const count = wholeNumber(text);
  if (count === undefined) {
    return process.fail(`invalid number of ${options.has('c') ? 'bytes' : 'lines'}: '${text}'`);
  }
  const inputs = yield* process.openOperands(options.operands);
  for (const [index, { name, pipe }] of inputs.entries()) {
    title(process, name, index, options.operands.length, options.has('q'));
    const whole = yield* pipe.readAll();
    if (options.has('c')) {
      process.out(text.startsWith('+') ? whole.slice(count - 1) : count === 0 ? '' : whole.slice(-Math.abs(count)));
      continue;
    }
    const lines = whole.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const wanted = Math.abs(count);
    const shown = text.startsWith('+') ? lines.slice(Math.max(0, count - 1)) : wanted === 0 ? [] : lines.slice(-wanted);
    process.out(shown.map((line) => `${line}\n`).join(''));
  }
  return options.operands.length > inputs.length && options.operands.length > 0 ? 1 : 0;
}

export function* wc(process: Process): Work {
  const options = parseOptions(process, 'lwcm', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' });
  if (typeof options === 'number') return options;
  const chosen = ['l', 'w', 'm', 'c'].filter((letter) => options.has(letter));
  const columns = chosen.length === 0 ? ['l', 'w', 'c'] : chosen;
  const rows: { counts: number[]; name: string }[] = [];
  const inputs = yield* process.openOperands(options.operands);
  for (const { name, pipe } of inputs) {
    const text = yield* pipe.readAll();
    process.spend(text.length / 100);
    const measures: Readonly<Record<string, () => number>> = {
      l: () => text.split('\n').length - 1,
      w: () => text.split(/\s+/).filter((word) => word !== '').length,
      m: () => [...text].length,
      c: () => new TextEncoder().encode(text).length,
    };
    rows.push({ counts: columns.map((letter) => measures[letter]?.() ?? 0), name: name === '-' ? '' : name });
  }
  if (rows.length > 1) {
    const totals = columns.map((_, column) => rows.reduce((sum, { counts }) => sum + (counts[column] ?? 0), 0));
    rows.push({ counts: totals, name: 'total' });
  }
  const isAlone = rows.length === 1 && columns.length === 1;
  const widest = Math.max(1, ...rows.flatMap(({ counts }) => counts.map((count) => String(count).length)));
  const width = isAlone ? 0 : options.operands.length === 0 ? Math.max(7, widest) : widest;
  for (const { counts, name } of rows) {
    const cells = counts.map((count) => String(count).padStart(width)).join(' ');
    process.out(`${cells}${name === '' ? '' : ` ${name}`}\n`);
  }
  return options.operands.length > inputs.length && options.operands.length > 0 ? 1 : 0;
}

export function* uniq(process: Process): Work {
  const options = parseOptions(process, 'cdui', { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' });
  if (typeof options === 'number') return options;
  let current: string | undefined;
  let count = 0;
  const finish = (): void => {
    if (current === undefined || (options.has('d') && count < 2) || (options.has('u') && count > 1)) return;
    process.out(`${options.has('c') ? `${String(count).padStart(7)} ` : ''}${current}\n`);
  };
  const same = (a: string, b: string): boolean => (options.has('i') ? a.toLowerCase() === b.toLowerCase() : a === b);
  const isRead = yield* eachLine(process, options.operands.slice(0, 1), (line) => {
    if (current !== undefined && same(current, line)) count += 1;
    else {
      finish();
      current = line;
      count = 1;
    }
  });
  finish();
  return isRead ? 0 : 1;
}

/** `1`, `1,3`, `2-4`, `3-`, `-2` as a test of positions from 1. */
function positions(list: string): ((position: number) => boolean) | undefined {
  const ranges = list.split(',').map((text) => /^(\d{0,9})(-?)(\d{0,9})$/.exec(text));
  if (ranges.some((match) => match === null || match[0] === '' || match[0] === '-' || match[1] === '0'))
    return undefined;
  const bounds = ranges.map((match): readonly [number, number] => {
    const [, from = '', dash, to = ''] = match ?? [];
    if (dash === '') return [Number(from), Number(from)];
    return [from === '' ? 1 : Number(from), to === '' ? Infinity : Number(to)];
  });
  return (position) => bounds.some(([from, to]) => position >= from && position <= to);
}

export function* cut(process: Process): Work {
  const options = parseOptions(process, 'd:f:c:b:s', {
    delimiter: 'd',
    fields: 'f',
    characters: 'c',
    'only-delimited': 's',
    'output-delimiter': 'o',
  });
  if (typeof options === 'number') return options;
  const list = options.value('f') ?? options.value('c') ?? options.value('b');
  if (list === undefined) {
    return process.fail(
      "you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.",
    );
  }
  const isWanted = positions(list);
  if (isWanted === undefined) return process.fail(`invalid ${options.has('f') ? 'field' : 'byte or character'} list`);
  const delimiter = options.value('d') ?? '\t';
  if (delimiter.length !== 1) return process.fail('the delimiter must be a single character');
  const isRead = yield* eachLine(process, options.operands, (line) => {
    if (!options.has('f')) {
      process.out(`${[...line].filter((_, index) => isWanted(index + 1)).join('')}\n`);
    } else if (line.includes(delimiter)) {
      const fields = line.split(delimiter).filter((_, index) => isWanted(index + 1));
      process.out(`${fields.join(delimiter)}\n`);
    } else if (!options.has('s')) process.out(`${line}\n`);
  });
  return isRead ? 0 : 1;
}

export function* tr(process: Process): Work {
  const options = parseOptions(process, 'dscCt', { delete: 'd', 'squeeze-repeats': 's', complement: 'c' });
  if (typeof options === 'number') return options;
  const [first, second] = options.operands;
  if (first === undefined) return process.fail("missing operand\nTry 'tr --help' for more information.");
  if (second === undefined && !options.has('d') && !options.has('s')) {
    return process.fail(
      `missing operand after '${first}'\nTwo strings must be given when translating.\nTry 'tr --help' for more information.`,
    );
  }
  const letters = [...'cds'].filter((letter) => options.has(letter) || (letter === 'c' && options.has('C'))).join('');
  const change = new Transliteration(letters, first, second, unescapeText);
  for (let text = yield* process.stdin.readSome(); text !== undefined; text = yield* process.stdin.readSome()) {
    process.spend(text.length / 10);
    process.out(change.change(text));
    yield* process.flush();
  }
  return 0;
}

export function* tac(process: Process): Work {
  const lines: string[] = [];
  const isRead = yield* eachLine(process, process.args, (line) => lines.push(line));
  process.out(
    lines
      .toReversed()
      .map((line) => `${line}\n`)
      .join(''),
  );
  return isRead ? 0 : 1;
}

export function* rev(process: Process): Work {
  const isRead = yield* eachLine(process, process.args, (line) => process.out(`${[...line].toReversed().join('')}\n`));
  return isRead ? 0 : 1;
}

export function* nl(process: Process): Work {
  let number = 0;
  const isRead = yield* eachLine(process, process.args, (line) => {
    if (line === '') process.out('       \n');
    else process.out(`${String((number += 1)).padStart(6)}\t${line}\n`);
  });
  return isRead ? 0 : 1;
}

export function* column(process: Process): Work {
  const options = parseOptions(process, 'ts:', { table: 't', separator: 's' });
  if (typeof options === 'number') return options;
  const separator = options.value('s');
  const rows: string[][] = [];
  const isRead = yield* eachLine(process, options.operands, (line) => {
    const cells = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    if (line.trim() !== '') rows.push(options.has('t') ? cells : [line]);
  });
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const lines = rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 2))).join(''),
  );
  process.out(lines.map((line) => `${line}\n`).join(''));
  return isRead ? 0 : 1;
}

export function* paste(process: Process): Work {
  const options = parseOptions(process, 'sd:', { serial: 's', delimiters: 'd' });
  if (typeof options === 'number') return options;
  const delimiter = unescapeText(options.value('d') ?? '\t').slice(0, 1);
  const inputs = yield* process.openOperands(options.operands);
  const columns: string[][] = [];
  for (const { pipe } of inputs) {
    const text = (yield* pipe.readAll()).replace(/\n$/, '');
    columns.push(text === '' ? [] : text.split('\n'));
  }
  if (options.has('s')) process.out(columns.map((lines) => `${lines.join(delimiter)}\n`).join(''));
  else {
    const height = Math.max(0, ...columns.map((lines) => lines.length));
    for (let row = 0; row < height; row++) {
      process.out(`${columns.map((lines) => lines[row] ?? '').join(delimiter)}\n`);
    }
  }
  return 0;
}
