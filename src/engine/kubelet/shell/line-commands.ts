import { PatternError, type Matcher } from './pattern/matcher.ts';
import { compileRegex } from './pattern/regex.ts';
import { contentOf, noSuchFile } from './file-commands.ts';
import type { Process } from './process.ts';

/*
 * What programs do that choose or change lines, from files or from what is piped into them; each answers its exit code.
 */

/** Steps of patterns in one program; one that needs more is taken to go on for ever. */
const MAX_PATTERN_STEPS = 2_000_000;

function pieces(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Counts the steps of a program's patterns. */
function stepsOf(shell: Process): (units: number) => void {
  let left = MAX_PATTERN_STEPS;
  return (units) => {
    left -= units;
    if (left < 0) shell.forever();
  };
}

/** The lines of files, or of what is piped in when there are none; a missing file is complained about. */
function linesOf(shell: Process, program: string, paths: readonly string[]): { lines: string[]; isMissing: boolean } {
  if (paths.length === 0) return { lines: pieces(shell.stdin), isMissing: false };
  let isMissing = false;
  const lines = paths.flatMap((path) => {
    const content = contentOf(shell, path);
    if (content !== undefined) return pieces(content);
    shell.complain(program === 'grep' ? `grep: ${path}: No such file or directory` : noSuchFile(shell, program, path));
    isMissing = true;
    return [];
  });
  return { lines, isMissing };
}

interface GrepCall {
  readonly options: string;
  readonly matcher: Matcher;
  readonly paths: readonly string[];
}

function readGrep(args: readonly string[]): GrepCall {
  const isOption = (arg: string): boolean => /^-[a-zA-Z]/.test(arg);
  const given = args.flatMap((arg, index) => (args[index - 1] === '-e' ? [arg] : []));
  const rest = args.filter((arg, index) => !isOption(arg) && args[index - 1] !== '-e');
  const options = args.filter(isOption).join('');
  const patterns = given.length > 0 ? given : rest.slice(0, 1);
  const dialect = options.includes('F') ? 'fixed' : /[EP]/.test(options) ? 'extended' : 'basic';
  const matcher = compileRegex(patterns.join('\n'), dialect, {
    ignoreCase: options.includes('i'),
    word: options.includes('w'),
    line: options.includes('x'),
  });
  return { options, matcher, paths: given.length > 0 ? rest : rest.slice(1) };
}

/** `grep [-EFPivwxcnoq] PATTERN [FILE...]`. */
export function grep(shell: Process, args: readonly string[]): number {
  let call: GrepCall;
  try {
    call = readGrep(args);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    shell.complain(`grep: ${error.message}`);
    return 2;
  }
  const { options, matcher, paths } = call;
  const spend = stepsOf(shell);
  const { lines, isMissing } = linesOf(shell, 'grep', paths);
  let count = 0;
  lines.forEach((line, index) => {
    const found = matcher.find(line, 0, spend);
    if ((found !== undefined) === options.includes('v')) return;
    count++;
    if (/[cql]/.test(options)) return;
    const shown = options.includes('o') && found !== undefined ? line.slice(found[0], found[1]) : line;
    shell.print(`${options.includes('n') ? `${index + 1}:` : ''}${shown}\n`);
  });
  if (options.includes('c')) shell.print(`${count}\n`);
  return isMissing ? 2 : count > 0 ? 0 : 1;
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

const CLASSES: Readonly<Record<string, string>> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', space: ' \t\n' };

/** The characters of a set of `tr`: ranges, classes and escapes. */
function setOf(text: string): string[] {
  const plain = text
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replaceAll(/\\([ntr\\])/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? '\\');
  return [...plain.slice(0, 1000).matchAll(/(.)-(.)|[\s\S]/gu)].flatMap(([one, from, to]) => {
    if (from === undefined || to === undefined) return [one];
    const first = from.charCodeAt(0);
    const count = Math.max(0, Math.min(200, to.charCodeAt(0) - first + 1));
    return Array.from({ length: count }, (_, index) => String.fromCharCode(first + index));
  });
}

/** `tr [-ds] SET1 [SET2]`. */
export function tr(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => /^-[a-z]+$/.test(arg)).join('');
  const [first = '', second = ''] = args.filter((arg) => !/^-[a-z]+$/.test(arg));
  const from = setOf(first);
  const to = setOf(second);
  let text = '';
  for (const character of shell.stdin) {
    const index = from.lastIndexOf(character);
    const isChanged = index >= 0;
    if (isChanged && options.includes('d')) continue;
    const changed = isChanged && to.length > 0 ? (to[Math.min(index, to.length - 1)] ?? '') : character;
    if (options.includes('s') && isChanged && text.endsWith(changed)) continue;
    text += changed;
  }
  shell.print(text);
  return 0;
}

/** `uniq [-c]`. */
export function uniq(shell: Process, args: readonly string[]): number {
  const { lines } = linesOf(
    shell,
    'uniq',
    args.filter((arg) => !arg.startsWith('-')),
  );
  let count = 0;
  lines.forEach((line, index) => {
    count++;
    if (lines[index + 1] === line) return;
    shell.print(`${args.includes('-c') ? `${String(count).padStart(7)} ` : ''}${line}\n`);
    count = 0;
  });
  return 0;
}

/** One command of sed: a place, and what is done to the lines there. */
interface SedCommand {
  readonly line: number | undefined;
  readonly address: Matcher | undefined;
  readonly action: 's' | 'd' | 'p';
  readonly pattern?: Matcher;
  readonly replacement?: string;
  readonly isGlobal?: boolean;
}

const SED_COMMAND =
  /^\s*(?:(\d+)|\/((?:[^/\\]|\\.)*)\/)?\s*(?:s([^\w\s])((?:(?!\3)[^\\]|\\.)*)\3((?:(?!\3)[^\\]|\\.)*)\3([gi]*)|([dp]))\s*$/;

function readSed(script: string, isExtended: boolean): SedCommand | undefined {
  const parts = SED_COMMAND.exec(script.slice(0, 2000));
  if (parts === null) return undefined;
  const [, line, address, separator = '', pattern = '', replacement = '', flags = '', action] = parts;
  const dialect = isExtended ? 'extended' : 'basic';
  const plain = separator === '' ? '' : pattern.replaceAll(`\\${separator}`, separator);
  return {
    line: line === undefined ? undefined : Number(line),
    address: address === undefined ? undefined : compileRegex(address, dialect, {}),
    action: action === 'd' || action === 'p' ? action : 's',
    pattern: compileRegex(plain, dialect, { ignoreCase: flags.includes('i') }),
    replacement,
    isGlobal: flags.includes('g'),
  };
}

/** A line with what a pattern finds in it replaced; `&` and `\1` stand for what was found. */
function replaced(
  line: string,
  { pattern, replacement = '', isGlobal }: SedCommand,
  spend: (units: number) => void,
): string {
  let text = '';
  let from = 0;
  if (pattern === undefined) return line;
  for (let turns = 0; turns < 1000; turns++) {
    const found = pattern.find(line, from, spend);
    if (found === undefined) break;
    const [start = 0, end = 0] = found;
    const filled = replacement.replaceAll(/\\(\d)|\\(.)|&/g, (whole, group?: string, escaped?: string) => {
      if (escaped !== undefined) return escaped === 'n' ? '\n' : escaped;
      if (group === undefined) return whole === '&' ? line.slice(start, end) : whole;
      const place = found[Number(group) * 2] ?? -1;
      return place < 0 ? '' : line.slice(place, found[Number(group) * 2 + 1]);
    });
    text += line.slice(from, start) + filled;
    from = end;
    if (end === start) {
      text += line.charAt(from);
      from += 1;
    }
    if (isGlobal !== true || from > line.length) break;
  }
  return text + line.slice(from);
}

/** `sed [-nEi] SCRIPT [FILE...]` for one substitution, deletion or print. */
export function sed(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join('');
  const [script = '', ...paths] = args.filter((arg) => !/^-[a-zA-Z]+$/.test(arg));
  let command: SedCommand | undefined;
  try {
    command = readSed(script, /[Er]/.test(options));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
  }
  if (command === undefined) {
    shell.complain(`sed: unsupported command ${script.trim().charAt(0)}`);
    return 1;
  }
  const read = command;
  const spend = stepsOf(shell);
  const isQuiet = options.includes('n');
  const changed = (lines: readonly string[]): string =>
    lines
      .flatMap((line, index) => {
        const isHere =
          (read.line === undefined || read.line === index + 1) &&
          (read.address === undefined || read.address.find(line, 0, spend) !== undefined);
        const kept = isQuiet ? [] : [line];
        if (!isHere) return kept;
        if (read.action === 'd') return [];
        return read.action === 'p' ? [...kept, line] : isQuiet ? [] : [replaced(line, read, spend)];
      })
      .map((line) => `${line}\n`)
      .join('');
  if (!options.includes('i')) {
    const { lines, isMissing } = linesOf(shell, 'sed', paths);
    shell.print(changed(lines));
    return isMissing ? 1 : 0;
  }
  let status = 0;
  for (const path of paths) {
    const content = contentOf(shell, path);
    if (content === undefined) {
      shell.complain(`sed: ${path}: No such file or directory`);
      status = 1;
    } else shell.setFile(path, changed(pieces(content)));
  }
  return status;
}

/** `awk [-F X] '{print $1, $2}'`, the one program that people write without looking it up; others print nothing. */
export function awk(shell: Process, args: readonly string[]): number {
  const separator = valueOf(args, 'F');
  const operands = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-F');
  const [program = '', ...paths] = operands;
  const printed = /^\s*\{\s*print\s*([^{};]*?)\s*;?\s*\}\s*$/.exec(program.slice(0, 500))?.[1];
  const { lines, isMissing } = linesOf(shell, 'awk', paths);
  if (printed === undefined) return 0;
  for (const line of lines) {
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    const values = printed === '' ? [line] : printed.split(/\s*,\s*/).map((term) => awkTerm(term, line, fields));
    shell.print(`${values.join(' ')}\n`);
  }
  return isMissing ? 2 : 0;
}

function awkTerm(term: string, line: string, fields: readonly string[]): string {
  return [...term.matchAll(/\$(\d+|NF)|"((?:[^"\\]|\\.)*)"|NF/g)]
    .map(([whole, field, text]) => {
      if (text !== undefined) return text;
      if (whole === 'NF') return String(fields.length);
      return field === '0' ? line : ((field === 'NF' ? fields.at(-1) : fields[Number(field) - 1]) ?? '');
    })
    .join('');
}
