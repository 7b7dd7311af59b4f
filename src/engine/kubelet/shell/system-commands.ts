import { complaint } from './complaints.ts';
import { formatDate } from './dates.ts';
import type { ImageBehaviour } from '../../images/behaviour.ts';
import { isGnu, listing } from './file-commands.ts';
import type { Process } from './process.ts';
import { ShellState } from './shell-state.ts';

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

/** The variables that a program is given. */
function exportedVariables({ state }: Process): [name: string, value: string][] {
  return [...state.variables].filter(([name]) => state.exported.has(name));
}

/** `printenv [NAME...]`. */
export function printEnvironment(shell: Process, args: readonly string[]): number {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const variables = exportedVariables(shell);
  if (names.length === 0) shell.print(variables.map(([name, value]) => `${name}=${value}\n`).join(''));
  let status = 0;
  for (const name of names) {
    const value = variables.find(([each]) => each === name)?.[1];
    if (value === undefined) status = 1;
    else shell.print(`${value}\n`);
  }
  return status;
}

/** `env [-i] [NAME=VALUE...] [PROGRAM ARGUMENT...]`. */
export function environment(shell: Process, args: readonly string[]): number {
  const start = args.findIndex((arg) => !arg.includes('=') && !arg.startsWith('-'));
  const settings = (start < 0 ? args : args.slice(0, start)).filter((arg) => arg.includes('='));
  const state = args.includes('-i') ? new ShellState() : shell.state.copy();
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    state.variables.set(setting.slice(0, equals), setting.slice(equals + 1));
    state.exported.add(setting.slice(0, equals));
  }
  return shell.inState(state, () => (start < 0 ? printEnvironment(shell, []) : shell.words(args.slice(start))));
}

/** The name of a user or group, where the image's files have one. */
const nameOf = (number: number): string | undefined =>
  number === 0 ? 'root' : number === 65_534 ? 'nobody' : undefined;

const named = (number: number): string => {
  const name = nameOf(number);
  return name === undefined ? String(number) : `${number}(${name})`;
};

export function whoami(shell: Process): number {
  const uid = shell.world.user?.uid ?? 0;
  const name = nameOf(uid);
  if (name !== undefined) {
    shell.print(`${name}\n`);
    return 0;
  }
  shell.complain(isGnu(shell) ? `whoami: cannot find name for user ID ${uid}` : `whoami: unknown uid ${uid}`);
  return 1;
}

/** `id [-u|-g] [-n]`; of root in the groups that Debian and Alpine put it. */
export function id(shell: Process, args: readonly string[]): number {
  const options = args.join('');
  const { uid, gid, groups: others } = shell.world.user ?? { uid: 0, gid: 0, groups: [] };
  if (/[ug]/.test(options)) {
    const number = options.includes('u') ? uid : gid;
    shell.print(`${options.includes('n') ? (nameOf(number) ?? number) : number}\n`);
  } else if (shell.world.user !== undefined) {
    const groups = [...new Set([gid, ...others])].toSorted((a, b) => a - b);
    shell.print(`uid=${named(uid)} gid=${named(gid)} groups=${groups.map(named).join(',')}\n`);
  } else {
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

/** The processes of the container, or of its pod where they share them, and what was run to ask. */
export function ps(shell: Process): number {
  const { world } = shell;
  const own = nameOf(world.user?.uid ?? 0) ?? String(world.user?.uid);
  const first = { pid: 1, user: own, command: world.command?.join(' ') ?? 'sh' };
  const processes = [
    ...(world.processes ?? [first]),
    { pid: 29 + Math.max(0, ...(world.processes ?? []).map(({ pid }) => pid)), user: own, command: 'ps' },
  ];
  if (isGnu(shell)) {
    shell.print('    PID TTY          TIME CMD\n');
    for (const { pid, command } of processes) {
      const name = (command.split(' ')[0] ?? command).replace(/^.*\/|:$/g, '');
      shell.print(`${String(pid).padStart(7)} ?        00:00:00 ${name}\n`);
    }
    return 0;
  }
  shell.print('PID   USER     TIME  COMMAND\n');
  for (const { pid, user, command } of processes) {
    shell.print(`${String(pid).padStart(5)} ${user.padEnd(8)}  0:00 ${command}\n`);
  }
  return 0;
}

/** What a node has: Debian, without what only its own services would answer. */
const nodeSystem: ImageBehaviour = {
  main: { type: 'shell' },
  args: 'exec',
  shell: 'bash',
  programs: ['ps', 'ip', 'kubelet', 'containerd'],
  root: true,
};

/** `chroot FOLDER [COMMAND...]`: into the file system of the node, where it is mounted. */
export function chroot(shell: Process, [folder, ...command]: readonly string[]): number {
  if (folder === undefined) {
    shell.complain(isGnu(shell) ? 'chroot: missing operand' : 'BusyBox v1.36.1 multi-call binary.');
    return isGnu(shell) ? 125 : 1;
  }
  const root = shell.resolve(folder).replace(/\/$/, '');
  const names = listing(shell, root === '' ? '/' : root);
  if (names === undefined) {
    shell.complain(
      isGnu(shell)
        ? `chroot: cannot change root directory to '${folder}': No such file or directory`
        : `chroot: can't change root directory to '${folder}': No such file or directory`,
    );
    return isGnu(shell) ? 125 : 1;
  }
  const words = command.length > 0 ? command : ['/bin/sh', '-i'];
  if (!names.includes('bin')) {
    const [program = ''] = words;
    shell.complain(
      isGnu(shell)
        ? `chroot: failed to run command '${program}': No such file or directory`
        : `chroot: can't execute '${program}': No such file or directory`,
    );
    return 127;
  }
  const behaviour = root === '' ? shell.world.behaviour : nodeSystem;
  return shell.inRoot(root, behaviour, () => shell.words(words));
}

const lethal = /^(?:TERM|INT|QUIT|HUP|USR1|1|2|3|15)$/;

/** `kill`: the container's first process gets the signal; of SIGKILL it hears nothing, for it is its init. */
export function kill(shell: Process, args: readonly string[]): number {
  const named = args.find((arg) => arg.startsWith('-'))?.replace(/^-+(?:s=?)?(?:SIG)?/, '') ?? 'TERM';
  const pids = args.filter((arg) => !arg.startsWith('-'));
  if (pids.length === 0) {
    shell.complain(
      isGnu(shell)
        ? complaint(
            shell.state,
            'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
          )
        : complaint(shell.state, 'you need to specify whom to kill'),
    );
    return 1;
  }
  for (const pid of pids) {
    if (pid === '1') {
      if (lethal.test(named)) shell.signalMain();
      continue;
    }
    if (pid === shell.variable('!')) {
      shell.endBackground();
      continue;
    }
    const words = {
      bash: `kill: (${pid}) - No such process`,
      dash: 'kill: No such process\n',
      ash: `can't kill pid ${pid}: No such process`,
    };
    shell.complain(complaint(shell.state, words[shell.state.kind]));
    return 1;
  }
  return 0;
}
