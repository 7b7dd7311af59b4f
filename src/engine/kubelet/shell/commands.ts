import type { ImageBehaviour } from '../../images/behaviour.ts';
import { toRFC3339 } from '../../api/time.ts';
import { formatDate } from './dates.ts';
import type { Process } from './process.ts';
import { piDigits } from './pi.ts';
import { curl, wget } from './http-clients.ts';
import { parseScript } from './syntax.ts';
import { evaluateTest } from './test-command.ts';

/** Exit code 127 and the shell's complaint. */
const notFoundCode = 127;

/** Programs that ask a server something and end. */
const clients: ReadonlySet<string> = new Set([
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
const chores: Readonly<Record<string, number>> = {
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
const quiet: ReadonlySet<string> = new Set([
  'mkdir',
  'rmdir',
  'chmod',
  'chown',
  'chgrp',
  'ln',
  'sync',
  'umask',
  'ulimit',
  'kill',
  'killall',
  'pkill',
  'export',
  'readonly',
  'local',
  'unset',
  'shift',
  'alias',
  'source',
  '.',
  'cd',
  'mount',
  'umount',
  'sysctl',
  'adduser',
  'addgroup',
  'useradd',
  'sed',
  'awk',
  'install',
  'logger',
  'nice',
  'stty',
  'ls',
  'ps',
  'free',
  'df',
  'du',
  'find',
  'diff',
  'cmp',
  'stat',
  'netstat',
  'ss',
  'ip',
  'ifconfig',
  'route',
  'pgrep',
  'pidof',
]);

type Builtin = (shell: Process, args: readonly string[]) => number;

const sleepUnits: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

function sleep(shell: Process, args: readonly string[]): number {
  let seconds = 0;
  for (const text of args) {
    if (text === 'infinity' || text === 'inf') shell.forever();
    const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
    if (match === null) {
      shell.complain(`sleep: invalid number '${text}'`);
      return 1;
    }
    seconds += Number(match[1]) * (sleepUnits[match[2] ?? ''] ?? 1);
  }
  if (args.length === 0) {
    shell.complain('sleep: missing operand');
    return 1;
  }
  shell.pass(seconds * 1000);
  return 0;
}

function echo(shell: Process, args: readonly string[]): number {
  let index = 0;
  let newline = true;
  let escapes = false;
  for (; /^-[neE]+$/.test(args[index] ?? ''); index++) {
    if (args[index]?.includes('n') === true) newline = false;
    if (args[index]?.includes('e') === true) escapes = true;
  }
  const text = args.slice(index).join(' ');
  shell.print((escapes ? unescape(text) : text) + (newline ? '\n' : ''));
  return 0;
}

const escapeCodes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  e: '\u001b',
  '\\': '\\',
};

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (whole, letter: string) => escapeCodes[letter] ?? whole);
}

function printf(shell: Process, [format = '', ...args]: readonly string[]): number {
  let next = 0;
  const text = unescape(format).replace(/%(?:(\d*)([sdif])|%)/g, (whole, width: string | undefined, kind?: string) => {
    if (whole === '%%') return '%';
    const value = args[next++] ?? (kind === 's' ? '' : '0');
    return value.padStart(Math.min(200, Number(width ?? 0)));
  });
  shell.print(text);
  return 0;
}

function contentOf(shell: Process, path: string): string | undefined {
  const content = shell.files.get(path);
  if (content !== undefined) return content;
  if (path === '/etc/hostname') return `${shell.world.hostname}\n`;
  if (path === '/var/run/secrets/kubernetes.io/serviceaccount/namespace')
    return shell.variable('POD_NAMESPACE_OF_TOKEN');
  return undefined;
}

function cat(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  if (paths.length === 0) shell.print(shell.stdin);
  let status = 0;
  for (const path of paths) {
    const content = contentOf(shell, path);
    if (content === undefined) {
      shell.complain(noSuchFile(shell, 'cat', path));
      status = 1;
    } else shell.print(content);
  }
  return status;
}

/** GNU's words in images with bash, busybox's in others. */
function noSuchFile(shell: Process, program: string, path: string): string {
  return shell.world.behaviour.shell === 'bash'
    ? `${program}: ${path}: No such file or directory`
    : `${program}: can't open '${path}': No such file or directory`;
}

function remove(shell: Process, args: readonly string[]): number {
  const force = args.some((arg) => /^-\w*f/.test(arg));
  let status = 0;
  for (const path of args.filter((arg) => !arg.startsWith('-'))) {
    if (shell.files.has(path)) shell.setFile(path, undefined);
    else if (!force) {
      shell.complain(`rm: can't remove '${path}': No such file or directory`);
      status = 1;
    }
  }
  return status;
}

function touch(shell: Process, args: readonly string[]): number {
  for (const path of args) if (!path.startsWith('-')) shell.setFile(path, shell.files.get(path) ?? '');
  return 0;
}

function copy(shell: Process, args: readonly string[]): number {
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const target = paths.at(-1) ?? '';
  for (const path of paths.slice(0, -1)) {
    const content = shell.files.get(path);
    if (content !== undefined)
      shell.setFile(target.endsWith('/') ? target + (path.split('/').at(-1) ?? '') : target, content);
  }
  return 0;
}

function seq(shell: Process, args: readonly string[]): number {
  const numbers = args.filter((arg) => /^-?\d+$/.test(arg)).map(Number);
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const last = numbers.at(-1) ?? 0;
  const values: number[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) {
    if (step === 0 || values.length >= 10_000) break;
    values.push(value);
  }
  shell.print(values.map((value) => `${value}\n`).join(''));
  return 0;
}

function environment(shell: Process, args: readonly string[]): number {
  const variables = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', shell.world.hostname],
    ['HOME', '/root'],
    ...Object.entries(shell.world.env),
  ]);
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) shell.print([...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
  let status = 0;
  for (const name of names) {
    const value = variables.get(name);
    if (value === undefined) status = 1;
    else shell.print(`${value}\n`);
  }
  return status;
}

/** `grep` for a fixed text: no pattern a person writes may take long. */
function grep(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const [pattern = '', ...paths] = args.filter((arg) => !arg.startsWith('-'));
  const wanted = options.includes('i') ? pattern.toLowerCase() : pattern;
  const input = paths.length === 0 ? shell.stdin : paths.map((path) => contentOf(shell, path) ?? '').join('');
  const lines = input.split('\n').filter((line, index, all) => index < all.length - 1 || line !== '');
  const found = lines.filter((line) => {
    const text = options.includes('i') ? line.toLowerCase() : line;
    return text.includes(wanted) !== options.includes('v');
  });
  if (!options.includes('q')) shell.print(found.map((line) => `${line}\n`).join(''));
  return found.length > 0 ? 0 : 1;
}

function hostOf(url: string): { host: string; port: number } {
  const match = /^(?:(https?):\/\/)?([^/:]+)(?::(\d+))?/.exec(url);
  const port = match?.[3] === undefined ? (match?.[1] === 'https' ? 443 : 80) : Number(match[3]);
  return { host: match?.[2] ?? url, port };
}

function connects(shell: Process, host: string, port: number): boolean {
  const own = ['localhost', '127.0.0.1', '0.0.0.0', shell.world.ip].includes(host);
  return shell.asks(`tcp:${own ? 'localhost' : host}:${port}`);
}

/** `curl` and `wget`: whether somebody answers; what they answer is the business of real traffic. */
function fetchUrl(program: string): Builtin {
  return (shell, args) => {
    if (shell.world.send !== undefined) return program === 'curl' ? curl(shell, args) : wget(shell, args);
    const url = args.find(
      (arg) => !arg.startsWith('-') && (arg.includes('.') || arg.includes('/') || /^[a-z]/.test(arg)),
    );
    if (url === undefined) return program === 'curl' ? 2 : 1;
    shell.pass(30);
    const { host, port } = hostOf(url);
    if (connects(shell, host, port)) return 0;
    const silent = args.some((arg) => /^-\w*[sq]/.test(arg));
    if (!shell.asks(`dns:${host}`)) {
      if (!silent)
        shell.complain(
          program === 'curl' ? `curl: (6) Could not resolve host: ${host}` : `wget: bad address '${host}'`,
        );
      return program === 'curl' ? 6 : 1;
    }
    if (!silent) {
      shell.complain(
        program === 'curl'
          ? `curl: (7) Failed to connect to ${host} port ${port} after 2 ms: Could not connect to server`
          : `wget: can't connect to remote host (${host}): Connection refused`,
      );
    }
    return program === 'curl' ? 7 : 1;
  };
}

function lookUp(program: string): Builtin {
  return (shell, args) => {
    const host = args.find((arg) => !arg.startsWith('-') && arg !== 'hosts') ?? '';
    shell.pass(10);
    if (shell.asks(`dns:${host}`)) {
      if (program === 'nslookup') shell.print(`Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t${host}\n\n`);
      return 0;
    }
    if (program === 'nslookup') {
      shell.print('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n');
      shell.print(`** server can't find ${host}: NXDOMAIN\n\n`);
      return 1;
    }
    if (program === 'ping') shell.complain(`ping: bad address '${host}'`);
    return program === 'getent' ? 2 : 1;
  };
}

function netcat(shell: Process, args: readonly string[]): number {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const values = args.filter((arg) => !arg.startsWith('-'));
  if (/l/.test(options)) {
    shell.serve([Number(values.at(-1) ?? 0)], 0, true);
    shell.forever();
  }
  const [host = '', port = '0'] = values.filter((value, index) => !(/^\d+$/.test(value) && index === 0));
  shell.pass(20);
  return connects(shell, host, Number(port)) ? 0 : 1;
}

const memoryUnits: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** The value of `--name=value` or `--name value`. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const index = args.indexOf(name);
    if (index >= 0) return args[index + 1];
    const joined = args.find((arg) => arg.startsWith(`${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 1);
  }
  return undefined;
}

/** The load generator `stress` and `stress-ng`: takes memory until its limit kills it. */
function stress(shell: Process, args: readonly string[]): number {
  const workers = Number(option(args, '--vm', '-m') ?? 0);
  const size = /^(\d+)([bkmg]?)/i.exec(option(args, '--vm-bytes') ?? '256M');
  const bytes = workers * Number(size?.[1] ?? 0) * (memoryUnits[(size?.[2] ?? '').toLowerCase()] ?? 1);
  const cpus = option(args, '--cpu', '-c') ?? '0';
  shell.print(`stress: info: [1] dispatching hogs: ${cpus} cpu, 0 io, ${workers} vm, 0 hdd\n`);
  if (bytes > shell.world.memoryLimit) {
    shell.pass(800);
    shell.killed();
  }
  const timeout = /^(\d+)([smhd]?)/.exec(option(args, '--timeout', '-t') ?? '');
  if (timeout === null) shell.forever();
  shell.pass(Number(timeout[1]) * 1000 * (sleepUnits[timeout[2] ?? ''] ?? 1));
  shell.print(`stress: info: [1] successful run completed in ${timeout[1]}s\n`);
  return 0;
}

function tail(shell: Process, args: readonly string[]): number {
  if (args.some((arg) => /^-\w*[fF]/.test(arg) || arg === '--follow')) shell.forever();
  const count = Number(/\d+/.exec(args.find((arg) => arg.startsWith('-')) ?? '')?.[0] ?? 10);
  const path = args.find((arg) => arg.startsWith('/'));
  const lines = (path === undefined ? shell.stdin : (contentOf(shell, path) ?? '')).trimEnd().split('\n');
  shell.print(`${lines.slice(-count).join('\n')}\n`);
  return 0;
}

function head(shell: Process, args: readonly string[]): number {
  const count = Number(/\d+/.exec(args.find((arg) => /\d/.test(arg)) ?? '')?.[0] ?? 10);
  shell.print(`${shell.stdin.trimEnd().split('\n').slice(0, count).join('\n')}\n`);
  return 0;
}

/** `perl -wle "print bpi(2000)"`, `python -c 'print("hi")'`, `node -e ...`: prints the literals that they print. */
function oneLiner(shell: Process, args: readonly string[]): number {
  const script = args.at(-1) ?? '';
  const digits = /print\s*\(?\s*bpi\((\d+)\)/.exec(script)?.[1];
  if (digits !== undefined) {
    shell.pass(Math.min(60_000, Number(digits) * 2.5));
    shell.print(`${piDigits(Number(digits))}\n`);
    return 0;
  }
  shell.pass(60);
  const printed = /(?:print|console\.log)\s*\(?\s*(["'])(.*?)\1/.exec(script)?.[2];
  if (printed !== undefined) shell.print(`${printed}\n`);
  const exit = /exit\((\d+)\)/.exec(script)?.[1];
  return exit === undefined ? 0 : Number(exit);
}

const runsCode: ReadonlySet<string> = new Set(['perl', 'python', 'python3', 'node', 'ruby', 'php']);

function interpreterProgram(shell: Process, program: string, args: readonly string[]): number {
  if (args.some((arg) => /^-\w*[ec]$/.test(arg) || arg === '-r')) return oneLiner(shell, args);
  if (args[0] === '--version' || args[0] === '-V') return 0;
  const server = args.indexOf('http.server');
  if (server >= 0) {
    shell.serve([Number(/^\d+$/.exec(args[server + 1] ?? '')?.[0] ?? 8000)], 200);
    shell.forever();
  }
  if (args.length === 0) return shell.world.interactive ? shell.forever() : 0;
  return unknownProgram(shell, program);
}

function unknownProgram(shell: Process, program: string): number {
  const { main } = shell.world.behaviour;
  if (shell.world.unknownProgram !== 'serves') {
    shell.pass(shell.world.unknownProgram === 'ends' ? 2000 : 50);
    return 0;
  }
  const startMs = main.type === 'server' ? main.startMs : 300;
  const ports = main.type === 'server' && main.ports !== 'declared' ? main.ports : [];
  shell.serve([...new Set([...ports, ...shell.world.declaredPorts])], startMs);
  // Interpreters as PID 1 have no handler for SIGTERM.
  shell.onSigterm = runsCode.has(program) && shell.onSigterm === 'ignored' ? 'ignored' : 0;
  shell.forever();
}

/** `sh -c SCRIPT`, a script file, or a shell that reads its input. */
function runShell(shell: Process, program: string, args: readonly string[]): number {
  const flag = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (flag >= 0) {
    if (/e/.test(args[flag] ?? '')) shell.setErrexit(true);
    const parsed = parseScript(args[flag + 1] ?? '');
    if (parsed.ok) return shell.list(parsed.list);
    shell.complain(`${program}: ${parsed.message}`);
    return 2;
  }
  const path = args.find((arg) => !arg.startsWith('-'));
  if (path === undefined) return shell.world.interactive ? shell.forever() : 0;
  const content = shell.files.get(path);
  if (content === undefined) {
    if (shell.world.behaviour.programs === 'any' || shell.world.behaviour.main.type === 'server')
      return unknownProgram(shell, program);
    shell.complain(noSuchFile(shell, program, path));
    return 2;
  }
  const parsed = parseScript(content);
  return parsed.ok ? shell.list(parsed.list) : 2;
}

/** A program of the image itself, with options. */
function ownProgram(shell: Process, program: string, args: readonly string[]): number {
  const { main } = shell.world.behaviour;
  if (main.type !== 'server') return unknownProgram(shell, program);
  shell.serve(main.ports === 'declared' ? shell.world.declaredPorts : main.ports, main.startMs);
  // Without `daemon off` nginx goes to the background, and the container ends with its first process.
  if (program === 'nginx' && !args.some((arg) => arg.includes('daemon off'))) return 0;
  shell.onSigterm = main.onSigterm;
  for (const line of main.log) shell.print(`${fillIn(line, shell)}\n`);
  shell.forever();
}

function fillIn(line: string, shell: Process): string {
  return line
    .replace('{host}', shell.world.hostname)
    .replace('{ip}', shell.world.ip)
    .replace('{time}', toRFC3339(shell.world.startedAt + shell.time))
    .replace('{port}', String(shell.serves?.ports[0] ?? ''));
}

const builtins: Readonly<Record<string, Builtin>> = {
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
  egrep: grep,
  head,
  tail,
  wc: (shell) => {
    shell.print(`${shell.stdin.split('\n').length - 1}\n`);
    return 0;
  },
  tee: (shell, args) => {
    const path = args.find((arg) => !arg.startsWith('-'));
    if (path !== undefined) shell.setFile(path, shell.stdin);
    shell.print(shell.stdin);
    return 0;
  },
  sort: (shell) => {
    shell.print(shell.stdin.split('\n').toSorted().join('\n').trimStart());
    return 0;
  },
  date: (shell, args) => {
    shell.print(
      `${formatDate(shell.world.startedAt + shell.time, args.find((arg) => arg.startsWith('+'))?.slice(1))}\n`,
    );
    return 0;
  },
  hostname: (shell, args) => {
    shell.print(`${args[0] === '-i' || args[0] === '-I' ? shell.world.ip : shell.world.hostname}\n`);
    return 0;
  },
  whoami: (shell) => {
    shell.print('root\n');
    return 0;
  },
  pwd: (shell) => {
    shell.print('/\n');
    return 0;
  },
  uname: (shell, args) => {
    shell.print(args[0] === '-a' ? `Linux ${shell.world.hostname} 6.1.0-34-amd64 x86_64 GNU/Linux\n` : 'Linux\n');
    return 0;
  },
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
  read: () => 1,
  test: (shell, args) => (evaluateTest(args, shell.files) ? 0 : 1),
  '[': (shell, args) => (evaluateTest(args.slice(0, -1), shell.files) ? 0 : 1),
  '[[': (shell, args) => (evaluateTest(args.slice(0, -1), shell.files) ? 0 : 1),
  command: (shell, args) =>
    args[0] === '-v' ? (isInstalled(shell.world.behaviour, args[1] ?? '') ? 0 : 1) : shell.words(args),
  which: (shell, args) => (isInstalled(shell.world.behaviour, args[0] ?? '') ? 0 : 1),
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
  stress,
  'stress-ng': stress,
};

function exportVariables(shell: Process, args: readonly string[]): number {
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals > 0) shell.variables.set(arg.slice(0, equals), arg.slice(equals + 1));
  }
  return 0;
}

/** Programs that images lack unless they say that they have them. */
const extras: ReadonlySet<string> = new Set([
  'bash',
  'curl',
  'dig',
  'stress',
  'stress-ng',
  'zsh',
  'jq',
  'apt',
  'apt-get',
  'apk',
  'yum',
  'dnf',
  'git',
  ...runsCode,
  ...clients,
]);

const packageTools: Readonly<Record<string, 'bash' | 'sh'>> = { apt: 'bash', 'apt-get': 'bash', apk: 'sh' };

/** Whether the image has a program, by its base name or path. */
export function isInstalled(behaviour: ImageBehaviour, program: string): boolean {
  const name = program.split('/').at(-1) ?? program;
  if (behaviour.programs === 'any') return true;
  if (behaviour.programs.includes(name) || behaviour.programs.includes(program)) return true;
  if (behaviour.shell === 'none') return false;
  if (name === 'bash') return behaviour.shell === 'bash';
  if (name in packageTools) return packageTools[name] === behaviour.shell;
  if (name === 'sh' || name === 'ash' || name === 'tail') return true;
  if (extras.has(name)) return false;
  return name in builtins || quiet.has(name);
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
    shell.complain(`sh: ${path}: not found`);
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
