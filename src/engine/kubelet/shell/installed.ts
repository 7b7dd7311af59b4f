import type { ImageBehaviour } from '../../images/behaviour.ts';

/** Programs that ask a server something and end. */
export const clients: ReadonlySet<string> = new Set([
  'redis-cli',
  'mysql',
  'mysqladmin',
  'mysqldump',
  'mariadb',
  'mariadb-admin',
  'psql',
  'pg_isready',
  'pg_dump',
  'mongo',
  'mongosh',
  'rabbitmqctl',
  'rabbitmq-diagnostics',
  'nodetool',
  'cqlsh',
  'kubectl',
  'zsh',
  'jq',
]);

/** Programs that do something to files or packages and end; what they take, ms. */
export const chores: Readonly<Record<string, number>> = {
  'apt-get': 8000,
  apt: 8000,
  apk: 2500,
  yum: 9000,
  dnf: 9000,
  pip: 6000,
  pip3: 6000,
  npm: 9000,
  yarn: 9000,
  git: 2500,
  tar: 500,
  unzip: 500,
  dd: 1000,
};

/** Programs of every shell image that print nothing a learner waits for. */
export const quiet: ReadonlySet<string> = new Set([
  'chmod',
  'chown',
  'chgrp',
  'ln',
  'sync',
  'umask',
  'ulimit',
  'alias',
  'mount',
  'umount',
  'sysctl',
  'adduser',
  'addgroup',
  'useradd',
  'install',
  'logger',
  'nice',
  'stty',
  'du',
  'diff',
  'cmp',
  'stat',
]);

/** Interpreters of other languages. */
export const runsCode: ReadonlySet<string> = new Set(['perl', 'python', 'python3', 'node', 'ruby', 'php']);

/** Programs that images lack unless they say that they have them. */
const extras: ReadonlySet<string> = new Set([
  'bash',
  'curl',
  'dig',
  'stress',
  'stress-ng',
  'zsh',
  'jq',
  'yum',
  'dnf',
  'git',
  ...runsCode,
  ...clients,
]);

/** What only a shell does: there is no file of that name to run. `kill` is one in busybox, and in Debian's procps. */
const shellOnly: ReadonlySet<string> = new Set([
  ':',
  '.',
  'alias',
  'break',
  'cd',
  'command',
  'continue',
  'declare',
  'eval',
  'exec',
  'exit',
  'export',
  'let',
  'local',
  'mapfile',
  'read',
  'readarray',
  'readonly',
  'return',
  'set',
  'shift',
  'source',
  'trap',
  'type',
  'typeset',
  'ulimit',
  'umask',
  'unset',
  'wait',
]);

/** Whether a program can be run without a shell, as far as it is one that is installed. */
export function isFile({ programs, shell, distribution }: ImageBehaviour, name: string): boolean {
  if (programs === 'any' || shellOnly.has(name)) return programs === 'any';
  return name !== 'kill' || shell === 'sh' || distribution === 'alpine' || programs.includes('ps');
}

/** Programs of busybox that Debian's small images, and most servers' images with them, come without. */
const onlyInBusybox: ReadonlySet<string> = new Set([
  'wget',
  'nslookup',
  'ping',
  'nc',
  'netcat',
  'ps',
  'top',
  'free',
  'killall',
  'pkill',
  'pgrep',
  'pidof',
  'netstat',
  'ss',
  'ip',
  'ifconfig',
  'route',
  'vi',
  'less',
  'unzip',
  'crond',
  'watch',
]);

const packageTools: Readonly<Record<string, 'bash' | 'sh'>> = { apt: 'bash', 'apt-get': 'bash', apk: 'sh' };

/** Whether the image has a program, by its base name or path; `isKnown`: whether a name is one of a usual program. */
export function isInstalledIn(behaviour: ImageBehaviour, program: string, isKnown: (name: string) => boolean): boolean {
  const name = program.split('/').at(-1) ?? program;
  if (behaviour.programs === 'any') return true;
  if (behaviour.programs.includes(name) || behaviour.programs.includes(program)) return true;
  if (behaviour.shell === 'none') return false;
  if (name === 'bash') return behaviour.shell === 'bash';
  if (name in packageTools) return packageTools[name] === behaviour.shell;
  if (name === 'sh' || name === 'ash' || name === 'tail') return true;
  if (extras.has(name) || (behaviour.shell === 'bash' && onlyInBusybox.has(name))) return false;
  return isKnown(name) || quiet.has(name) || onlyInBusybox.has(name);
}
