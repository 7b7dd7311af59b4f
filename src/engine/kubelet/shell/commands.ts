import type { ImageBehaviour } from '../../images/behaviour.ts';
import { notFoundComplaint } from './complaints.ts';
import { cat, changeFolder, contentOf, copy, ls, makeFolder, move, remove, touch } from './file-commands.ts';
import { find } from './find.ts';
import { chores, clients, isInstalledIn, quiet, runsCode } from './installed.ts';
import { diskUsage, freeMemory, interfaces, ip, routes, top, uptime } from './machine-commands.ts';
import { fetchUrl, lookUp, netcat } from './network-commands.ts';
import type { Command, Process } from './process.ts';
import { interpreterProgram, ownProgram, runFile, runShell, unknownProgram } from './programs.ts';
import { bashOnly, commandPath, shellBuiltins } from './shell-builtins.ts';
import { stress } from './stress.ts';
import {
  chroot,
  date,
  environment,
  hostname,
  id,
  kill,
  printEnvironment,
  ps,
  sleep,
  uname,
  whoami,
} from './system-commands.ts';
import { awk } from './awk/command.ts';
import { cut, grep, sort, tr, uniq } from './line-commands.ts';
import { redisCli } from './redis/client.ts';
import { sed } from './sed/command.ts';
import { echo, expr, head, nl, paste, printf, rev, seq, tac, tail, tee, wc } from './text-commands.ts';

/** Exit code 127 and the shell's complaint. */
const notFoundCode = 127;

const words: Command = (shell, args) => shell.words(args);

const programs: Readonly<Record<string, Command>> = {
  sleep,
  echo,
  printf,
  cat,
  rm: remove,
  rmdir: remove,
  touch,
  cp: copy,
  mv: move,
  seq,
  env: environment,
  printenv: printEnvironment,
  grep,
  egrep: (shell, args) => grep(shell, ['-E', ...args]),
  fgrep: (shell, args) => grep(shell, ['-F', ...args]),
  head,
  tail,
  wc,
  tee,
  sort,
  rev,
  tac,
  nl,
  paste,
  expr,
  date,
  hostname,
  whoami,
  pwd: (shell) => {
    shell.print(`${shell.state.cwd}\n`);
    return 0;
  },
  cd: changeFolder,
  mkdir: makeFolder,
  find,
  uname,
  basename: (shell, [path = '', suffix = '']) => {
    const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
    shell.print(`${suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
    return 0;
  },
  dirname: (shell, [path = '']) => {
    shell.print(`${path.includes('/') ? path.replace(/\/+[^/]*$/, '') || '/' : '.'}\n`);
    return 0;
  },
  id,
  cut,
  tr,
  uniq,
  sed,
  awk,
  which: (shell, args) => {
    const isProgram = isProgramOf(shell);
    return args[0] !== undefined && isProgram(args[0]) ? commandPath(shell, args[0], isProgram) : 1;
  },
  nohup: words,
  time: words,
  sudo: words,
  tini: (shell, args) => shell.words(args.filter((arg) => !arg.startsWith('-'))),
  'dumb-init': (shell, args) => shell.words(args.filter((arg) => !arg.startsWith('-'))),
  timeout: (shell, args) => shell.words(args.slice(args.findIndex((arg) => /^\d/.test(arg)) + 1)),
  xargs: (shell, args) => {
    const given = shell.stdin.split(/\s+/).filter((word) => word !== '');
    return shell.words([...(args.length === 0 ? ['echo'] : args), ...given]);
  },
  yes: (shell, [text = 'y']) => {
    shell.print(`${text}\n`.repeat(1000));
    // Whoever reads it has had enough.
    return shell.isPiped ? 0 : shell.forever();
  },
  top,
  watch: (shell) => shell.forever(),
  crond: (shell) => shell.forever(),
  free: freeMemory,
  uptime,
  df: diskUsage,
  ip,
  ifconfig: interfaces,
  route: routes,
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
  chroot,
  kill,
  stress,
  'stress-ng': stress,
  'redis-cli': redisCli,
};

/** Whether the image has a program, by its base name or path. */
export function isInstalled(behaviour: ImageBehaviour, program: string): boolean {
  return isInstalledIn(
    behaviour,
    program,
    (name) => Object.hasOwn(programs, name) || (Object.hasOwn(shellBuiltins, name) && !bashOnly.has(name)),
  );
}

/** Whether a name is one of a program, rather than of something that a shell does. */
function isProgramOf(shell: Process): (name: string) => boolean {
  return (name) =>
    (!Object.hasOwn(shellBuiltins, name) || name === 'test' || name === '[' || name === 'true' || name === 'false') &&
    isInstalled(shell.world.behaviour, name);
}

/** Runs one program to its end and answers its exit code. */
export function runProgram(shell: Process, [path = '', ...args]: readonly string[]): number {
  const name = path.split('/').at(-1) ?? path;
  const builtin = Object.hasOwn(shellBuiltins, path) ? shellBuiltins[path] : undefined;
  const has = !bashOnly.has(path) || shell.state.kind === 'bash';
  if (builtin !== undefined && has && shell.world.behaviour.shell !== 'none') {
    return builtin(shell, args, isProgramOf(shell));
  }
  if (name === 'sh' || name === 'ash' || name === 'dash' || name === 'bash') {
    if (isInstalled(shell.world.behaviour, path)) return runShell(shell, name, args);
  } else if (path.includes('/') && contentOf(shell, path) !== undefined && !path.startsWith('/etc/')) {
    return runFile(shell, path, args);
  }
  if (!isInstalled(shell.world.behaviour, path)) {
    // A path that only the image's author knows is trusted in images that are servers of their own.
    if (path.startsWith('/') && shell.world.behaviour.main.type === 'server') return unknownProgram(shell, path);
    shell.complain(notFoundComplaint(shell.state, path));
    return notFoundCode;
  }
  const chore = chores[name];
  if (chore !== undefined && !(name === 'npm' && /^(?:start|run)$/.test(args[0] ?? ''))) {
    shell.pass(chore);
    return 0;
  }
  if (runsCode.has(name)) return interpreterProgram(shell, name, args);
  const known = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (known !== undefined) return known(shell, args);
  if (clients.has(name)) {
    shell.pass(50);
    return 0;
  }
  if (quiet.has(name)) return 0;
  const own = shell.world.behaviour.programs;
  if (own !== 'any' && own.includes(name)) return ownProgram(shell, name, args);
  return unknownProgram(shell, path);
}
