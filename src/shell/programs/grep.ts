import { compileRegex, LineSearch, PatternError, type Matcher } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Pipe } from '../run/pipe.ts';
import type { Process } from '../run/process.ts';
import { parseOptions, wholeNumber, type Options } from './options.ts';

const LONG_OPTIONS = {
  'invert-match': 'v',
  'ignore-case': 'i',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  count: 'c',
  'line-number': 'n',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  regexp: 'e',
  recursive: 'r',
  'no-filename': 'h',
  'with-filename': 'H',
  'no-messages': 's',
  'max-count': 'm',
  color: 'u',
  colour: 'u',
  'line-buffered': 'U',
};

const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

/** What grep looks for and how it tells. */
interface Search {
  matcher: Matcher;
  options: Options;
  before: number;
  after: number;
  max: number;
}

export function* grep(process: Process): Work {
  const options = parseOptions(process, 'viEFGPcnoqwxlLA:B:C:e:rRhHsm:au', LONG_OPTIONS, { exitCode: 2 });
  if (typeof options === 'number') {
    process.err(USAGE);
    return options;
  }
  const operands = [...options.operands];
  const patterns = options.has('e') ? options.values('e') : operands.splice(0, 1);
  if (patterns.length === 0) {
    process.err(USAGE);
    return 2;
  }
  const context = (letter: 'A' | 'B'): number => wholeNumber(options.value(letter) ?? options.value('C') ?? '0') ?? -1;
  const isExtended = process.name === 'egrep' || options.has('E') || options.has('P');
  const isFixed = process.name === 'fgrep' || options.has('F');
  const search = {
    options,
    before: context('B'),
    after: context('A'),
    max: wholeNumber(options.value('m')) ?? Infinity,
  };
  if (search.before < 0 || search.after < 0) return process.fail('invalid context length argument', 2);
  try {
    const matcher = compileRegex(patterns.join('\n'), isFixed ? 'fixed' : isExtended ? 'extended' : 'basic', {
      ignoreCase: options.has('i'),
      word: options.has('w'),
      line: options.has('x'),
    });
    return yield* grepFiles(process, operands, { ...search, matcher });
  } catch (error) {
    if (error instanceof PatternError) return process.fail(error.message, 2);
    throw error;
  }
}

function* grepFiles(process: Process, operands: readonly string[], search: Search): Work {
  const { options } = search;
  const isRecursive = options.has('r') || options.has('R');
  const paths = isRecursive ? filesBelow(process, operands.length === 0 ? ['.'] : operands) : operands;
  const inputs = yield* process.openOperands(paths);
  const isMissing = paths.length > 0 && inputs.length < paths.length;
  const showsName = options.has('H') || (!options.has('h') && (isRecursive || paths.length > 1));
  let isFound = false;
  for (const { name, pipe } of inputs) {
    const shown = name === '-' ? '(standard input)' : name;
    const count = yield* grepLines(process, pipe, showsName ? shown : undefined, search);
    if (count > 0) isFound = true;
    if (options.has('l') && count > 0) process.out(`${shown}\n`);
    else if (options.has('L') && count === 0) process.out(`${shown}\n`);
    else if (options.has('c') && !options.has('q')) process.out(`${showsName ? `${shown}:` : ''}${count}\n`);
    if (isFound && options.has('q')) return 0;
  }
  if (isMissing) return 2;
  return isFound ? 0 : 1;
}

function filesBelow(process: Process, operands: readonly string[]): string[] {
  const { files } = process.world;
  const found: string[] = [];
  const pending = [...operands];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    process.spend(10);
    const names = files.list(process.shell.resolve(next));
    const folder = next === '.' ? '' : `${next.replace(/\/$/, '')}/`;
    if (names === undefined) found.push(next);
    else pending.unshift(...names.map((name) => folder + name));
  }
  return found;
}

/** Prints the matching lines of one input; answers how many there are. */
function* grepLines(process: Process, pipe: Pipe, name: string | undefined, search: Search): Work {
  const { options, matcher, before, after, max } = search;
  const isSilent = ['q', 'c', 'l', 'L'].some((letter) => options.has(letter));
  const lines = new LineSearch(
    {
      matcher,
      isInverted: options.has('v'),
      isSilent,
      onlyMatches: options.has('o'),
      showsNumbers: options.has('n'),
      before,
      after,
      max: options.has('q') || options.has('l') ? 1 : max,
      name,
    },
    (text) => process.out(text),
    process.shell.budget.spend,
  );
  for (let line = yield* pipe.readLine(); line !== undefined; line = yield* pipe.readLine()) {
    if (!lines.take(line)) break;
    yield* process.flush();
  }
  return lines.count;
}
