import { PatternError, type Matcher } from './pattern/matcher.ts';
import { compileRegex } from './pattern/regex.ts';
import { isGnu } from './file-commands.ts';
import { unescapeText } from './language/characters.ts';
import { LineSearch } from './line-search.ts';
import { linesOf, stepsOf, textLines, textOf } from './lines.ts';
import { readOptions } from './options.ts';
import type { Process } from './process.ts';
import { lineOrder } from './sort-order.ts';
import { Transliteration } from './transliterate.ts';

/*
 * What programs do that choose or change lines, from files or from what is piped into them; each answers its exit code.
 */

const GREP_OPTIONS = {
  'invert-match': 'v',
  'ignore-case': 'i',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  count: 'c',
  'line-number': 'n',
  'only-matching': 'o',
  quiet: 'q',
  'word-regexp': 'w',
  'files-with-matches': 'l',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  regexp: 'e',
  'max-count': 'm',
};

/** `grep [-EFPivwxcnoqlhH] [-ABC N] [-m N] PATTERN [FILE...]`. */
export function grep(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'viEFGPcnoqwxlA:B:C:e:rRhHsm:a', GREP_OPTIONS);
  const paths = [...operands];
  const patterns = values.get('e') ?? paths.splice(0, 1);
  if (patterns.length === 0) {
    shell.complain("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.");
    return 2;
  }
  let matcher: Matcher;
  try {
    matcher = compileRegex(
      patterns.join('\n'),
      values.has('F') ? 'fixed' : values.has('E') || values.has('P') ? 'extended' : 'basic',
      { ignoreCase: values.has('i'), word: values.has('w'), line: values.has('x') },
    );
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    shell.complain(`grep: ${error.message}`);
    return 2;
  }
  const spend = stepsOf(shell);
  const lengthOf = (letter: string): number => Number(values.get(letter)?.at(-1) ?? values.get('C')?.at(-1) ?? 0) || 0;
  const showsNames = values.has('H') || (paths.length > 1 && !values.has('h'));
  let status = 1;
  let isMissing = false;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const text = textOf(shell, 'grep', path);
    if (text === undefined) {
      isMissing = true;
      continue;
    }
    const name = path === '-' ? '(standard input)' : path;
    const search = new LineSearch(
      {
        matcher,
        isInverted: values.has('v'),
        isSilent: ['q', 'c', 'l'].some((letter) => values.has(letter)),
        onlyMatches: values.has('o'),
        showsNumbers: values.has('n'),
        before: lengthOf('B'),
        after: lengthOf('A'),
        max: Number(values.get('m')?.at(-1) ?? Infinity),
        name: showsNames ? name : undefined,
      },
      (found) => shell.print(found),
      spend,
    );
    for (const line of textLines(text)) if (!search.take(line)) break;
    if (search.count > 0) status = 0;
    if (values.has('l') && search.count > 0) shell.print(`${name}\n`);
    else if (values.has('c') && !values.has('q')) shell.print(`${showsNames ? `${name}:` : ''}${search.count}\n`);
  }
  return isMissing && !(values.has('q') && status === 0) ? 2 : status;
}

/** Numbers and ranges as `cut` has them: `1,3-5,7-`. */
function isListed(list: string, number: number): boolean {
  return list.split(',').some((range) => {
    const [, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    if (dash === '') return Number(from) === number;
    return number >= Number(from || 1) && (to === '' || number <= Number(to));
  });
}

/** The value of an option, joined to it or the next word. */
function valueOf(args: readonly string[], letter: string): string | undefined {
  const index = args.findIndex((arg) => arg.startsWith(`-${letter}`));
  if (index < 0) return undefined;
  return args[index] === `-${letter}` ? args[index + 1] : args[index]?.slice(2);
}

/** `cut -d X -f LIST` or `-c LIST`. */
export function cut(shell: Process, args: readonly string[]): number {
  const fields = valueOf(args, 'f');
  const characters = valueOf(args, 'c') ?? valueOf(args, 'b');
  const delimiter = valueOf(args, 'd') ?? '\t';
  const paths = args.filter((arg, index) => !arg.startsWith('-') && !/^-[fcbd]$/.test(args[index - 1] ?? ''));
  const { lines, isMissing } = linesOf(shell, 'cut', paths);
  for (const line of lines) {
    const parts = characters === undefined ? line.split(delimiter) : [...line];
    const chosen = parts.filter((_, index) => isListed(characters ?? fields ?? '', index + 1));
    const isWhole = characters === undefined && parts.length === 1;
    shell.print(`${isWhole ? line : chosen.join(characters === undefined ? delimiter : '')}\n`);
  }
  return isMissing ? 1 : 0;
}

/** `tr [-cds] SET1 [SET2]`. */
export function tr(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(
    args,
    'cCdst',
    { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
    true,
  );
  const [first, second] = operands;
  if (first === undefined) {
    shell.complain(isGnu(shell) ? "tr: missing operand\nTry 'tr --help' for more information." : 'tr: missing operand');
    return 1;
  }
  const letters = [...values.keys()].join('').toLowerCase();
  shell.print(new Transliteration(letters, first, second, unescapeText).change(shell.stdin));
  return 0;
}

/** `uniq [-cdui]`. */
export function uniq(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'cdui', {
    count: 'c',
    repeated: 'd',
    unique: 'u',
    'ignore-case': 'i',
  });
  const { lines, isMissing } = linesOf(shell, 'uniq', operands.slice(0, 1));
  const same = (line: string): string => (values.has('i') ? line.toLowerCase() : line);
  for (let first = 0; first < lines.length;) {
    const line = lines[first] ?? '';
    let end = first + 1;
    while (end < lines.length && same(lines[end] ?? '') === same(line)) end += 1;
    const count = end - first;
    first = end;
    if ((values.has('d') && count < 2) || (values.has('u') && count > 1)) continue;
    shell.print(`${values.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`);
  }
  return isMissing ? 1 : 0;
}

/** `sort [-nrhVfu] [-t X] [-k F[,F]]`. */
export function sort(shell: Process, args: readonly string[]): number {
  const { values, operands } = readOptions(args, 'nrhVfubst:k:o:', {
    'numeric-sort': 'n',
    reverse: 'r',
    'human-numeric-sort': 'h',
    'version-sort': 'V',
    unique: 'u',
    key: 'k',
    'field-separator': 't',
  });
  const separator = values.get('t')?.at(-1);
  const order = lineOrder(
    [...values.keys()].join(''),
    values.get('k') ?? [],
    separator === undefined ? {} : { separator },
  );
  if (typeof order === 'string') {
    shell.complain(isGnu(shell) ? `sort: ${order}` : 'sort: bad field specification');
    return 2;
  }
  const { lines, isMissing } = linesOf(shell, 'sort', operands);
  if (isMissing) return 2;
  const sorted = order.sort(lines, stepsOf(shell));
  const text = sorted.map((line) => `${line}\n`).join('');
  const target = values.get('o')?.at(-1);
  if (target === undefined) shell.print(text);
  else shell.setFile(target, text);
  return 0;
}
