import type { ImageBehaviour } from '../../images/behaviour.ts';
import { cat, changeFolder, copy, filesAround, isGnu, ls, makeFolder, remove, touch } from './file-commands.ts';
import { chores, clients, isInstalledIn, quiet, runsCode } from './installed.ts';
import { fetchUrl, lookUp, netcat } from './network-commands.ts';
import type { Command, Process } from './process.ts';
import { interpreterProgram, ownProgram, runShell, unknownProgram } from './programs.ts';
import { stress } from './stress.ts';
import { parseScript } from './syntax.ts';
import {
  date,
  environment,
  exportVariables,
  hostname,
  id,
  kill,
  ps,
  readVariables,
  sleep,
  uname,
} from './system-commands.ts';
import { evaluateTest } from './test-command.ts';
import { awk } from './awk/command.ts';
import { cut, grep, sort, tr, uniq } from './line-commands.ts';
import { sed } from './sed/command.ts';
import { echo, head, printf, seq, tail, tee, wc } from './text-commands.ts';

/** Exit code 127 and the shell's complaint. */
const notFoundCode = 127;

const builtins: Readonly<Record<string, Command>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  sleep,
  echo,
  printf,
  cat,
  rm: remove,
  touch,
  cp: copy,
  mv: copy,
  seq,
  env: (shell, args) => {
    const rest = args.findIndex((arg) => !arg.includes('=') && !arg.startsWith('-'));
    return rest < 0 ? environment(shell, []) : shell.words(args.slice(rest));
  },
  printenv: environment,
  export: exportVariables,
  grep,
  egrep: (shell, args) => grep(shell, ['-E', ...args]),
  fgrep: (shell, args) => grep(shell, ['-F', ...args]),
  head,
  tail,
  wc,
  tee,
  sort,
  date,
  hostname,
  whoami: (shell) => {
    shell.print('root\n');
    return 0;
  },
  pwd: (shell) => {
    shell.print(`${shell.cwd}\n`);
    return 0;
  },
  cd: changeFolder,
  mkdir: makeFolder,
  uname,
  basename: (shell, args) => {
    shell.print(`${(args[0] ?? '').split('/').at(-1) ?? ''}\n`);
    return 0;
  },
  exit: (shell, args) => shell.exit(args[0] === undefined ? shell.status : Number.parseInt(args[0], 10) & 255 || 0),
  return: (shell, args) => shell.exit(Number(args[0] ?? shell.status) & 255),
  break: (shell) => shell.jump('break'),
  continue: (shell) => shell.jump('continue'),
  exec: (shell, args) => (args.length === 0 ? 0 : shell.exit(shell.words(args))),
  set: (shell, args) => {
    for (const arg of args) {
      if (/^-\w*e/.test(arg)) shell.setErrexit(true);
      else if (/^\+\w*e/.test(arg)) shell.setErrexit(false);
    }
    return 0;
  },
  trap: (shell, [action = '', ...signals]) => {
    if (!signals.some((signal) => /^(?:SIG)?TERM$|^15$/.test(signal))) return 0;
    const code = /exit\s+(\d+)/.exec(action)?.[1];
    // An empty action makes it deaf; one without `exit` returns to the script.
    shell.onSigterm = action.includes('exit') ? Number(code ?? 0) : action === '' ? 'ignored' : 143;
    return 0;
  },
  wait: (shell) => {
    shell.waitForBackground();
    return 0;
  },
  read: readVariables,
  id,
  cut,
  tr,
  uniq,
  sed,
  awk,
  test: (shell, args) => (evaluateTest(args, filesAround(shell)) ? 0 : 1),
  '[': (shell, args) => (evaluateTest(args.slice(0, -1), filesAround(shell)) ? 0 : 1),
  '[[': (shell, args) => (evaluateTest(args.slice(0, -1), filesAround(shell)) ? 0 : 1),
  command: (shell, args) => (args[0] === '-v' ? whereIs(shell, args[1] ?? '') : shell.words(args)),
  which: (shell, args) => whereIs(shell, args[0] ?? ''),
  nohup: (shell, args) => shell.words(args),
  time: (shell, args) => shell.words(args),
  sudo: (shell, args) => shell.words(args),
  tini: (shell, args) => shell.words(args.filter((arg) => !arg.startsWith('-'))),
  'dumb-init': (shell, args) => shell.words(args.filter((arg) => !arg.startsWith('-'))),
  timeout: (shell, args) => shell.words(args.slice(args.findIndex((arg) => /^\d/.test(arg)) + 1)),
  yes: (shell) => {
    shell.print('y\n'.repeat(1000));
    return shell.forever();
  },
  top: (shell) => shell.forever(),
  watch: (shell) => shell.forever(),
  crond: (shell) => shell.forever(),
  curl: fetchUrl('curl'),
  wget: fetchUrl('wget'),
  nslookup: lookUp('nslookup'),
  dig: lookUp('dig'),
  getent: lookUp('getent'),
  ping: lookUp('ping'),
  nc: netcat,
  netcat,
  ls,
  ps,
  kill,
  stress,
  'stress-ng': stress,
};

/** Whether the image has a program, by its base name or path. */
export function isInstalled(behaviour: ImageBehaviour, program: string): boolean {
  return isInstalledIn(behaviour, program, (name) => Object.hasOwn(builtins, name));
}

/** Where a program lies, for `which` and `command -v`. */
function whereIs(shell: Process, program: string): number {
  if (program === '' || !isInstalled(shell.world.behaviour, program)) return 1;
  shell.print(`${program.startsWith('/') ? program : `${isGnu(shell) ? '/usr' : ''}/bin/${program}`}\n`);
  return 0;
}

/** bash, dash (Debian's sh) and busybox's ash each say it in their own way. */
function notFound(shell: Process, program: string): string {
  if (shell.shellName !== 'bash') return isGnu(shell) ? `sh: 1: ${program}: not found` : `sh: ${program}: not found`;
  return shell.isTyped ? `bash: ${program}: command not found` : `bash: line 1: ${program}: command not found`;
}

/** Runs one program to its end and answers its exit code. */
export function runProgram(shell: Process, [path = '', ...args]: readonly string[]): number {
  const name = path.split('/').at(-1) ?? path;
  if (name === 'sh' || name === 'ash' || name === 'dash' || name === 'bash') {
    if (isInstalled(shell.world.behaviour, path)) return runShell(shell, name, args);
  } else if (shell.files.has(path)) {
    const parsed = parseScript(shell.files.get(path) ?? '');
    return parsed.ok ? shell.list(parsed.list) : 2;
  }
  if (!isInstalled(shell.world.behaviour, path)) {
    // A path that only the image's author knows is trusted in images that are servers of their own.
    if (path.startsWith('/') && shell.world.behaviour.main.type === 'server') return unknownProgram(shell, path);
    shell.complain(notFound(shell, path));
    return notFoundCode;
  }
  const chore = chores[name];
  if (chore !== undefined && !(name === 'npm' && /^(?:start|run)$/.test(args[0] ?? ''))) {
    shell.pass(chore);
    return 0;
  }
  if (clients.has(name)) {
    shell.pass(50);
    return 0;
  }
  if (runsCode.has(name)) return interpreterProgram(shell, name, args);
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (builtin !== undefined) return builtin(shell, args);
  if (quiet.has(name)) return 0;
  const { programs } = shell.world.behaviour;
  if (programs !== 'any' && programs.includes(name)) return ownProgram(shell, name, args);
  return unknownProgram(shell, path);
}
