import { formatDate } from './dates.ts';
import { isGnu } from './file-commands.ts';
import type { Process } from './process.ts';

/*
 * What programs do that ask for or change the process and the machine around it; each answers its exit code.
 */

/** Seconds of a unit. */
export const sleepUnits: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

export function sleep(shell: Process, args: readonly string[]): number {
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

export function environment(shell: Process, args: readonly string[]): number {
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

export function exportVariables(shell: Process, args: readonly string[]): number {
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals > 0) shell.variables.set(arg.slice(0, equals), arg.slice(equals + 1));
  }
  return 0;
}

/** `read [-r] [-p PROMPT] NAME...`: the words of a line, the last name with all that is left. */
export function readVariables(shell: Process, args: readonly string[]): number {
  const names = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-p');
  const line = shell.readLine();
  const words = (line ?? '').trim().split(/[ \t]+/);
  const last = names.length - 1;
  names.forEach((name, index) =>
    shell.variables.set(name, index < last ? (words[index] ?? '') : words.slice(last).join(' ')),
  );
  return line === undefined ? 1 : 0;
}

/** `id [-u|-g] [-n]` of root, in the groups that Debian and Alpine put it. */
export function id(shell: Process, args: readonly string[]): number {
  const options = args.join('');
  if (/[ug]/.test(options)) shell.print(options.includes('n') ? 'root\n' : '0\n');
  else {
    const groups = isGnu(shell)
      ? 'groups=0(root)'
      : 'groups=0(root),1(bin),2(daemon),3(sys),4(adm),6(disk),10(wheel),11(floppy),20(dialout),26(tape),27(video)';
    shell.print(`uid=0(root) gid=0(root) ${groups}\n`);
  }
  return 0;
}

export function hostname(shell: Process, args: readonly string[]): number {
  shell.print(`${args[0] === '-i' || args[0] === '-I' ? shell.world.ip : shell.world.hostname}\n`);
  return 0;
}

export function uname(shell: Process, args: readonly string[]): number {
  shell.print(args[0] === '-a' ? `Linux ${shell.world.hostname} 6.1.0-34-amd64 #1 SMP x86_64 GNU/Linux\n` : 'Linux\n');
  return 0;
}

export function date(shell: Process, args: readonly string[]): number {
  const format = args.find((arg) => arg.startsWith('+'))?.slice(1);
  shell.print(`${formatDate(shell.world.startedAt + shell.time, format)}\n`);
  return 0;
}

/** The processes of the container: its first one, and what was run to ask. */
export function ps(shell: Process): number {
  const first = shell.world.command?.join(' ') ?? 'sh';
  if (isGnu(shell)) {
    shell.print('    PID TTY          TIME CMD\n');
    const name = (first.split(' ')[0] ?? first).replace(/^.*\//, '');
    for (const [pid, what] of [
      [1, name],
      [29, 'ps'],
    ] as const)
      shell.print(`${String(pid).padStart(7)} ?        00:00:00 ${what}\n`);
    return 0;
  }
  shell.print('PID   USER     TIME  COMMAND\n');
  for (const [pid, what] of [
    [1, first],
    [29, 'ps'],
  ] as const)
    shell.print(`${String(pid).padStart(5)} root      0:00 ${what}\n`);
  return 0;
}

const lethal = /^(?:TERM|INT|QUIT|HUP|USR1|1|2|3|15)$/;

/** `kill`: the container's first process gets the signal; of SIGKILL it hears nothing, for it is its init. */
export function kill(shell: Process, args: readonly string[]): number {
  const named = args.find((arg) => arg.startsWith('-'))?.replace(/^-+(?:s=?)?(?:SIG)?/, '') ?? 'TERM';
  const pids = args.filter((arg) => !arg.startsWith('-'));
  if (pids.length === 0) {
    shell.complain(
      isGnu(shell)
        ? 'bash: kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]'
        : 'sh: you need to specify whom to kill',
    );
    return 1;
  }
  for (const pid of pids) {
    if (pid === '1') {
      if (lethal.test(named)) shell.signalMain();
      continue;
    }
    shell.complain(
      isGnu(shell)
        ? `bash: ${shell.isTyped ? '' : 'line 1: '}kill: (${pid}) - No such process`
        : `sh: can't kill pid ${pid}: No such process`,
    );
    return 1;
  }
  return 0;
}
