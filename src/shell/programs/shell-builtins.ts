import { ExitSignal, LoopSignal, ReturnSignal } from '../run/control-flow.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { assign, type ShellState } from '../state.ts';
import { evaluateTest, isElement, quoteWord, TestError } from '../../engine/index.ts';
import { parseOptions, wholeNumber } from './options.ts';
import { testScope } from './test-scope.ts';

const NAME = /^[A-Za-z_]\w*$/;

/** Prints a builtin's message as bash does: `bash: cd: ...`. */
function refuse(process: Process, message: string, exitCode = 1): number {
  process.err(`${process.world.name}: ${process.name}: ${message}\n`);
  return exitCode;
}

export function cd(process: Process): number {
  const [wanted] = process.args.filter((word) => word !== '--');
  const { state } = process;
  const home = state.variables.get('HOME')?.value ?? '/';
  const before = state.variables.get('OLDPWD')?.value;
  if (wanted === '-' && before === undefined) return refuse(process, 'OLDPWD not set');
  const target = wanted === undefined ? home : wanted === '-' ? (before ?? '') : wanted;
  if (target === '') return 0;
  const path = process.shell.resolve(target);
  const kind = process.world.files.kind(path);
  if (kind !== 'folder') {
    return refuse(process, `${target}: ${kind === 'file' ? 'Not a directory' : 'No such file or directory'}`);
  }
  assign(state, 'OLDPWD', state.cwd);
  state.cwd = path;
  assign(state, 'PWD', path);
  if (wanted === '-') process.out(`${path}\n`);
  return 0;
}

export function pwd(process: Process): number {
  process.out(`${process.state.cwd}\n`);
  return 0;
}

/** `export`, `declare`, `local`, `readonly`: names with or without values. */
export function declareVariables(process: Process): number {
  const names = process.args.filter((word) => !/^-[A-Za-z]+$/.test(word));
  const isExport = process.name === 'export' || process.args.includes('-x');
  if (names.length === 0) {
    const shown = [...process.state.variables]
      .filter(([name, { exported }]) => (exported || !isExport) && !isElement(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { value, exported }]) => `declare -${exported ? 'x' : '-'} ${name}="${value}"\n`);
    process.out(shown.join(''));
    return 0;
  }
  let status = 0;
  for (const word of names) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!NAME.test(name)) {
      status = refuse(process, `\`${word}': not a valid identifier`);
      continue;
    }
    if (process.args.includes('-A')) process.state.associative.add(name);
    const before = process.state.variables.get(name);
    if (equals < 0 && before === undefined && !isExport) continue;
    process.state.variables.set(name, {
      value: equals < 0 ? (before?.value ?? '') : word.slice(equals + 1),
      exported: isExport && !process.args.includes('-n') ? true : (before?.exported ?? false),
    });
  }
  return status;
}

/** A variable, an array or one of its elements. */
function removeVariable({ variables, associative }: ShellState, name: string): void {
  for (const element of isElement(name) ? [] : [...variables.keys()]) {
    if (element.startsWith(`${name}[`)) variables.delete(element);
  }
  variables.delete(name);
  associative.delete(name);
}

export function unset(process: Process): number {
  for (const name of process.args) {
    if (!process.args.includes('-f')) removeVariable(process.state, name);
    if (!process.args.includes('-v')) process.state.functions.delete(name);
  }
  return 0;
}

export function set(process: Process): number {
  const { options, variables } = process.state;
  if (process.args.length === 0) {
    const lines = [...variables].filter(([name]) => !isElement(name)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    process.out(lines.map(([name, { value }]) => `${name}=${quoteWord(value)}\n`).join(''));
    return 0;
  }
  const args = [...process.args];
  for (let word = args.shift(); word !== undefined; word = args.shift()) {
    if (word === '--' || !/^[-+]/.test(word)) {
      process.state.positional = word === '--' ? args : [word, ...args];
      return 0;
    }
    const isOn = word.startsWith('-');
    const longName = word.endsWith('o') ? args.shift() : undefined;
    const letters = longName === 'errexit' ? 'e' : longName === 'nounset' ? 'u' : longName === 'xtrace' ? 'x' : '';
    for (const letter of word.slice(1) + letters) {
      if (letter === 'e') options.exitOnError = isOn;
      else if (letter === 'x') options.trace = isOn;
      else if (letter === 'u') options.unsetIsError = isOn;
    }
  }
  return 0;
}

export function alias(process: Process): number {
  const { aliases } = process.state;
  const show = (name: string): string => `alias ${name}='${(aliases.get(name) ?? '').replaceAll("'", "'\\''")}'\n`;
  if (process.args.length === 0) process.out([...aliases.keys()].toSorted().map(show).join(''));
  let status = 0;
  for (const word of process.args) {
    const equals = word.indexOf('=');
    if (equals > 0) aliases.set(word.slice(0, equals), word.slice(equals + 1));
    else if (aliases.has(word)) process.out(show(word));
    else status = refuse(process, `${word}: not found`);
  }
  return status;
}

export function unalias(process: Process): number {
  let status = 0;
  for (const word of process.args) {
    if (word === '-a') process.state.aliases.clear();
    else if (!process.state.aliases.delete(word)) status = refuse(process, `${word}: not found`);
  }
  return status;
}

function environment(process: Process): string[] {
  return [...process.state.variables]
    .filter(([, { exported }]) => exported)
    .map(([name, { value }]) => `${name}=${value}\n`);
}

export function* env(process: Process): Work {
  const rest = [...process.args];
  const assignments: [string, string][] = [];
  for (let word = rest[0]; word !== undefined; word = rest[0]) {
    const equals = word.indexOf('=');
    if (word === '-i') process.state.variables.clear();
    else if (equals > 0) assignments.push([word.slice(0, equals), word.slice(equals + 1)]);
    else break;
    rest.shift();
  }
  const before = process.state.variables;
  process.state.variables = new Map(before);
  try {
    for (const [name, value] of assignments) process.state.variables.set(name, { value, exported: true });
    if (rest.length > 0) return yield* process.shell.runWords(rest, process.streams);
    process.out(environment(process).join(''));
    return 0;
  } finally {
    process.state.variables = before;
  }
}

export function printenv(process: Process): number {
  if (process.args.length === 0) process.out(environment(process).join(''));
  let status = 0;
  for (const name of process.args) {
    const found = process.state.variables.get(name);
    if (found?.exported === true) process.out(`${found.value}\n`);
    else status = 1;
  }
  return status;
}

/** The exit code that a builtin is asked for, or the last one. */
function statusArgument(process: Process): number {
  const [text] = process.args;
  if (text === undefined) return process.state.status;
  const value = wholeNumber(text);
  if (value !== undefined) return ((value % 256) + 256) % 256;
  return refuse(process, `${text}: numeric argument required`, 2);
}

export function exit(process: Process): number {
  throw new ExitSignal(statusArgument(process));
}

export function returnFromFunction(process: Process): number {
  throw new ReturnSignal(statusArgument(process));
}

export function leaveLoop(process: Process): number {
  const levels = wholeNumber(process.args[0] ?? '1');
  if (levels === undefined || levels < 1) return refuse(process, `${process.args[0]}: loop count out of range`);
  throw new LoopSignal(process.name === 'break' ? 'break' : 'continue', levels);
}

export function shift(process: Process): number {
  const count = wholeNumber(process.args[0] ?? '1') ?? -1;
  const { positional } = process.state;
  if (count < 0) return refuse(process, `${process.args[0]}: numeric argument required`);
  if (count > positional.length) return 1;
  process.state.positional = positional.slice(count);
  return 0;
}

export function* evaluate(process: Process): Work {
  return yield* process.shell.runText(process.args.join(' '), process.streams, 'eval');
}

export function* source(process: Process): Work {
  const [path, ...args] = process.args;
  if (path === undefined) return refuse(process, 'filename argument required', 2);
  const text = process.world.files.read(process.shell.resolve(path));
  if (text === undefined) {
    process.err(`${process.world.name}: ${path}: No such file or directory\n`);
    return 1;
  }
  const before = process.state.positional;
  if (args.length > 0) process.state.positional = args;
  try {
    return yield* process.shell.runText(text, process.streams, 'source');
  } catch (error) {
    if (error instanceof ReturnSignal) return error.status;
    throw error;
  } finally {
    process.state.positional = before;
  }
}

/** `bash`, `sh`: a script's text, its file, or what comes on standard input. */
export function* bash(process: Process): Work {
  const options = parseOptions(process, 'cexuilo:', {}, { stopAtOperand: true, exitCode: 2 });
  if (typeof options === 'number') return options;
  const [first, ...rest] = options.operands;
  if (options.has('c')) {
    if (first === undefined) return process.fail('-c: option requires an argument', 2);
    return yield* process.shell.runInSubshell(first, process.streams, rest.slice(1));
  }
  if (first === undefined) {
    if (process.streams.stdinIsTerminal) return 0;
    return yield* process.shell.runInSubshell(yield* process.stdin.readAll(), process.streams);
  }
  const text = process.world.files.read(process.shell.resolve(first));
  if (text === undefined) return process.fail(`${first}: No such file or directory`, 127);
  return yield* process.shell.runInSubshell(text, process.streams, rest);
}

export function succeed(): number {
  return 0;
}

export function failSilently(): number {
  return 1;
}

const TYPE_TEXTS = {
  builtin: (name: string) => `${name} is a shell builtin\n`,
  function: (name: string) => `${name} is a function\n`,
  file: (name: string) => `${name} is /usr/bin/${name}\n`,
};

export function type(process: Process): number {
  let status = 0;
  const isShort = process.args.includes('-t');
  for (const name of process.args.filter((word) => !word.startsWith('-'))) {
    const kind = process.shell.commandType(name);
    if (kind === undefined) status = isShort ? 1 : refuse(process, `${name}: not found`);
    else if (isShort) process.out(`${kind}\n`);
    else if (kind === 'alias') process.out(`${name} is aliased to \`${process.state.aliases.get(name) ?? ''}'\n`);
    else process.out(TYPE_TEXTS[kind](name));
  }
  return status;
}

export function which(process: Process): number {
  let status = 0;
  for (const name of process.args) {
    if (process.shell.commandType(name) === 'file') process.out(`/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
}

export function* command(process: Process): Work {
  const [first, ...rest] = process.args;
  if (first !== '-v' && first !== '-V') return yield* process.shell.runWords(process.args, process.streams);
  let status = 0;
  for (const name of rest) {
    const kind = process.shell.commandType(name);
    if (kind === undefined) status = 1;
    else process.out(kind === 'file' ? `/usr/bin/${name}\n` : `${name}\n`);
  }
  return status;
}

export function* read(process: Process): Work {
  const options = parseOptions(process, 'rsp:n:t:d:a:');
  if (typeof options === 'number') return options;
  const prompt = options.value('p');
  if (prompt !== undefined && process.streams.stdinIsTerminal) process.err(prompt);
  const line = yield* process.stdin.readLine();
  const names = options.operands.length === 0 ? ['REPLY'] : options.operands;
  let rest = (line ?? '').trim();
  for (const [index, name] of names.entries()) {
    if (!NAME.test(name)) return refuse(process, `\`${name}': not a valid identifier`);
    const cut = index === names.length - 1 ? rest.length : rest.search(/\s|$/);
    assign(process.state, name, rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return line === undefined ? 1 : 0;
}

export function history(process: Process): number {
  const [first] = process.args;
  if (first === '-c') {
    process.state.history.length = 0;
    return 0;
  }
  const count = first === undefined ? Infinity : wholeNumber(first);
  if (count === undefined) return refuse(process, `${first}: numeric argument required`);
  const lines = process.state.history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`);
  process.out((count === 0 ? [] : lines.slice(-count)).join(''));
  return 0;
}

export function test(process: Process): number {
  const words = process.name === '[' ? process.args.slice(0, -1) : process.args;
  if (process.name === '[' && process.args.at(-1) !== ']') {
    process.err(`${process.world.name}: [: missing \`]'\n`);
    return 2;
  }
  try {
    return evaluateTest(
      words.map((text) => ({ text, isQuoted: false })),
      testScope(process.shell),
    )
      ? 0
      : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    return refuse(process, error.message, 2);
  }
}
