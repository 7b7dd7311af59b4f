import { complaint, notFoundComplaint, testComplaint } from './complaints.ts';
import { contentOf, isGnu, testScope } from './file-commands.ts';
import { isElement } from './language/arrays.ts';
import { quoteWord } from './language/characters.ts';
import { ArithmeticError, evaluateArithmetic } from './language/arithmetic.ts';
import { evaluateTest, TestError } from './language/test-expression.ts';
import type { Command, Process } from './process.ts';

/*
 * What a shell does itself, because no program could do it for it; each answers its exit code.
 */

const variableName = /^[A-Za-z_]\w*$/;

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The exit code that is asked for, or the last one. */
function statusArgument(shell: Process, [text]: readonly string[]): number {
  if (text === undefined) return shell.status;
  return (wholeNumber(text) ?? 2) & 255;
}

/** `export`, `readonly`, `local`, `declare`: names, with values where the shell has not read them as assignments. */
function declare(name: string): Command {
  return (shell, args) => {
    const { state } = shell;
    const options = args.filter((arg) => /^-[A-Za-z]+$/.test(arg)).join('');
    const names = args.filter((arg) => !/^[-+][A-Za-z]+$/.test(arg));
    const exports = name === 'export' || options.includes('x');
    if (names.length === 0) {
      for (const each of [...state.exported].toSorted()) {
        const value = state.variables.get(each) ?? '';
        shell.print(state.kind === 'bash' ? `declare -x ${each}="${value}"\n` : `export ${each}=${quoteWord(value)}\n`);
      }
      return 0;
    }
    for (const word of names) {
      const equals = word.indexOf('=');
      const variable = equals < 0 ? word : word.slice(0, equals);
      if (!variableName.test(variable)) {
        const said = state.kind === 'bash' ? `\`${word}': not a valid identifier` : `${variable}: bad variable name`;
        shell.complain(complaint(state, `${name}: ${said}`));
        return state.kind === 'bash' ? 1 : shell.exit(2);
      }
      if (state.isInFunction && name !== 'export' && name !== 'readonly') state.hide(variable);
      if (options.includes('A')) state.associative.add(variable);
      if (equals >= 0) shell.assign(variable, word.slice(equals + 1));
      if (exports && options.includes('n')) state.exported.delete(variable);
      else if (exports) state.exported.add(variable);
    }
    return 0;
  };
}

function set(shell: Process, args: readonly string[]): number {
  const { state } = shell;
  if (args.length === 0) {
    const shown = [...state.variables].filter(([name]) => !isElement(name)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    shell.print(shown.map(([name, value]) => `${name}=${quoteWord(value)}\n`).join(''));
    return 0;
  }
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === '--' || !/^[-+]/.test(word)) {
      state.positional = word === '--' ? left : [word, ...left];
      return 0;
    }
    const isOn = word.startsWith('-');
    const long = word.endsWith('o') ? left.shift() : undefined;
    if (long === 'pipefail') state.options.pipefail = isOn;
    const letters = word.slice(1) + (long === 'errexit' ? 'e' : long === 'nounset' ? 'u' : '');
    if (letters.includes('e')) state.options.exitOnError = isOn;
    if (letters.includes('u')) state.options.unsetIsError = isOn;
  }
  return 0;
}

function shift(shell: Process, [text = '1']: readonly string[]): number {
  const { state } = shell;
  const count = wholeNumber(text) ?? -1;
  if (count < 0 || count > state.positional.length) return 1;
  state.positional = state.positional.slice(count);
  return 0;
}

function unset(shell: Process, args: readonly string[]): number {
  for (const name of args) {
    if (name.startsWith('-')) continue;
    if (isElement(name)) shell.state.variables.delete(name);
    else if (args.includes('-f')) shell.state.functions.delete(name);
    else shell.state.remove(name);
  }
  return 0;
}

/** `trap ACTION SIGNAL...`: an empty action makes it deaf; one without `exit` returns to the script. */
function trap(shell: Process, [action = '', ...signals]: readonly string[]): number {
  if (signals.some((signal) => signal === 'EXIT' || signal === '0')) {
    shell.state.exitTrap = action === '-' ? undefined : action;
  }
  if (!signals.some((signal) => /^(?:SIG)?TERM$|^15$/.test(signal))) return 0;
  const code = /exit\s+(\d+)/.exec(action)?.[1];
  shell.onSigterm = action.includes('exit') ? Number(code ?? 0) : action === '' ? 'ignored' : 143;
  return 0;
}

/** `read [-r] [-p PROMPT] [-a ARRAY] NAME...`: the words of a line, the last name with all that is left. */
function read(shell: Process, args: readonly string[]): number {
  const valued = /^-\w*[pntda]$/;
  const names = args.filter((arg, index) => !arg.startsWith('-') && !valued.test(args[index - 1] ?? ''));
  const line = shell.readLine();
  const array = args[args.findIndex((arg) => /^-\w*a$/.test(arg)) + 1];
  if (args.some((arg) => /^-\w*a$/.test(arg)) && array !== undefined) {
    shell.state.remove(array);
    const words = (line ?? '').trim().split(/\s+/);
    words.forEach((word, index) => shell.assign(`${array}[${index}]`, word));
    return line === undefined ? 1 : 0;
  }
  const separator = shell.variable('IFS');
  const isSplit = separator === '' ? /[ \t]+/ : new RegExp(`[${separator.replaceAll(/[\]\\^-]/g, '\\$&')}]`);
  const isKept = shell.state.variables.get('IFS') === '';
  const words = isKept ? [line ?? ''] : (separator === '' ? (line ?? '').trim() : (line ?? '')).split(isSplit);
  const targets = names.length === 0 ? ['REPLY'] : names;
  const last = targets.length - 1;
  const joint = separator === '' ? ' ' : (separator[0] ?? ' ');
  targets.forEach((name, index) =>
    shell.assign(name, index < last ? (words[index] ?? '') : words.slice(last).join(joint)),
  );
  return line === undefined ? 1 : 0;
}

/** `mapfile [-t] NAME`: the lines of standard input as an array. */
function mapFile(shell: Process, args: readonly string[]): number {
  const array = args.findLast((arg) => !arg.startsWith('-')) ?? 'MAPFILE';
  const end = args.includes('-t') ? '' : '\n';
  shell.state.remove(array);
  for (let index = 0, line = shell.readLine(); line !== undefined; index++, line = shell.readLine()) {
    shell.assign(`${array}[${index}]`, line + end);
  }
  return 0;
}

function letValues(shell: Process, args: readonly string[]): number {
  const { state } = shell;
  let value = 0;
  for (const text of args) {
    try {
      value = evaluateArithmetic(text, {
        get: (name) => state.variables.get(name),
        set: (name, result) => shell.assign(name, result),
        isAssociative: (name) => state.associative.has(name),
      });
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      shell.complain(complaint(state, `let: ${error.message}`));
      return 1;
    }
  }
  return value === 0 ? 1 : 0;
}

function source(shell: Process, [path, ...args]: readonly string[]): number {
  const text = path === undefined ? undefined : contentOf(shell, path);
  if (path === undefined || text === undefined) {
    shell.complain(complaint(shell.state, `${path ?? '.'}: No such file or directory`));
    return shell.state.kind === 'bash' ? 1 : shell.exit(2);
  }
  const { positional } = shell.state;
  if (args.length > 0) shell.state.positional = args;
  const status = shell.text(text);
  shell.state.positional = positional;
  return status;
}

/** `[ ... ]` and `test ...`. */
function test(name: string): Command {
  return (shell, args) => {
    const words = name === '[' ? args.slice(0, -1) : args;
    if (name === '[' && args.at(-1) !== ']') {
      shell.complain(complaint(shell.state, shell.state.kind === 'ash' ? 'missing ]' : "[: missing `]'"));
      return 2;
    }
    const tokens = words.map((text) => ({ text, isQuoted: false }));
    try {
      return evaluateTest(tokens, testScope(shell)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestError)) throw error;
      shell.complain(testComplaint(shell.state, name, error.message));
      return 2;
    }
  };
}

function type(shell: Process, args: readonly string[], isProgram: (name: string) => boolean): number {
  let status = 0;
  for (const name of args.filter((arg) => !arg.startsWith('-'))) {
    if (shell.state.functions.has(name)) shell.print(`${name} is a function\n`);
    else if (Object.hasOwn(shellBuiltins, name)) shell.print(`${name} is a shell builtin\n`);
    else if (isProgram(name)) shell.print(`${name} is ${isGnu(shell) ? '/usr/bin' : '/bin'}/${name}\n`);
    else {
      shell.complain(
        shell.state.kind === 'bash' ? complaint(shell.state, `type: ${name}: not found`) : `${name}: not found`,
      );
      status = shell.state.kind === 'bash' ? 1 : 127;
    }
  }
  return status;
}

/** Where a program lies, for `which` and `command -v`; builtins and functions by their names. */
export function commandPath(shell: Process, name: string, isProgram: (name: string) => boolean): number {
  if (shell.state.functions.has(name) || (Object.hasOwn(shellBuiltins, name) && !isProgram(name))) {
    shell.print(`${name}\n`);
    return 0;
  }
  if (name === '' || !isProgram(name)) return shell.state.kind === 'bash' ? 1 : 127;
  shell.print(`${name.startsWith('/') ? name : `${isGnu(shell) ? '/usr' : ''}/bin/${name}`}\n`);
  return 0;
}

/** The builtins by name; `isProgram` of those that ask for programs comes from who runs them. */
export const shellBuiltins: Readonly<
  Record<string, (shell: Process, args: readonly string[], isProgram: (name: string) => boolean) => number>
> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  exit: (shell, args) => shell.exit(statusArgument(shell, args)),
  return: (shell, args) => shell.returnFrom(statusArgument(shell, args)),
  break: (shell, [levels]) => shell.jump('break', wholeNumber(levels) ?? 1),
  continue: (shell, [levels]) => shell.jump('continue', wholeNumber(levels) ?? 1),
  exec: (shell, args) => (args.length === 0 ? 0 : shell.exit(shell.words(args))),
  eval: (shell, args) => shell.text(args.join(' ')),
  source,
  '.': source,
  export: declare('export'),
  readonly: declare('readonly'),
  local: declare('local'),
  declare: declare('declare'),
  typeset: declare('typeset'),
  set,
  shift,
  unset,
  trap,
  read,
  mapfile: mapFile,
  readarray: mapFile,
  let: letValues,
  test: test('test'),
  '[': test('['),
  '[[': (shell) => {
    shell.complain(notFoundComplaint(shell.state, '[['));
    return 127;
  },
  type,
  command: (shell, args, isProgram) =>
    args[0] === '-v' || args[0] === '-V' ? commandPath(shell, args[1] ?? '', isProgram) : shell.words(args),
  wait: (shell) => {
    shell.waitForBackground();
    return 0;
  },
};

/** Builtins that only bash has. */
export const bashOnly: ReadonlySet<string> = new Set(['declare', 'typeset', 'mapfile', 'readarray']);
