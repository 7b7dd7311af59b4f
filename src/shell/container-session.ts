import type { Cluster } from '../engine/index.ts';
import type { ContainerCommand } from '../kubectl/index.ts';
import type { Work } from './run/block.ts';
import { INTERRUPTED } from './run/interrupted.ts';
import type { Process } from './run/process.ts';
import type { World } from './world.ts';

/** What a process ends with that is killed with its container. */
const KILLED = 137;
/** A process that would not end by itself is waited for so long, ms of virtual time. */
const FOREVER_MS = 100 * 365 * 86_400_000;
const SHELLS = new Set(['bash', 'sh', 'ash', 'dash', 'zsh']);
/** Lines whose effect the next ones need: each line runs in a process of its own. */
const KEPT_LINE = /^\s*(?:cd\b|export\b|alias\b|set\b|[A-Za-z_]\w*=\S*\s*$)/;

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

/** A shell that is given no script reads what is typed. */
function isInteractiveShell([program = '', ...args]: readonly string[]): boolean {
  return SHELLS.has(baseName(program)) && args.every((word) => /^-[il]+$|^--(?:login|noprofile|norc)$/.test(word));
}

function prompt(what: ContainerCommand): string {
  return baseName(what.command[0] ?? '') === 'bash' ? `root@${what.pod}:/# ` : '/ # ';
}

type Execution = NonNullable<ReturnType<Cluster['exec']>>;
type Lines = Extract<Execution, { lines: unknown }>['lines'];

/** Prints lines as their times come; `started` in ms since the epoch. */
function* printLines(process: Process, lines: Lines, started: number): Work<void> {
  const { cluster } = process.world;
  for (const { at, text, stderr, unended } of lines) {
    if (started + at > cluster.now()) yield { deadline: started + at };
    const written = unended === true ? text : `${text}\n`;
    if (stderr === true) process.err(written);
    else process.out(written);
  }
}

/** Runs one command in a container; throws an Error in the words of the API server when it cannot be started. */
function* runOnce(process: Process, what: ContainerCommand, command: readonly string[], input: string): Work {
  const { cluster } = process.world;
  const started = cluster.now();
  const execution = cluster.exec(what.namespace, what.pod, what.container, command, input);
  if (execution === undefined) {
    throw new Error(`unable to upgrade connection: container not found ("${what.container}")`);
  }
  switch (execution.type) {
    case 'missing':
      throw new Error(
        `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${what.container}": ${execution.message}`,
      );
    case 'endless':
      yield* printLines(process, execution.lines, started);
      yield { deadline: cluster.now() + (process.world.followMs ?? FOREVER_MS) };
      return INTERRUPTED;
    case 'ended':
      yield* printLines(process, execution.lines, started);
      if (execution.tookMs > 0) yield { deadline: started + execution.tookMs };
      return execution.exitCode;
  }
}

/** What a shell says on its terminal when it ends: only bash does, and as a login shell in other words. */
function farewell({ command: [shell = '', ...args] }: ContainerCommand): string {
  if (baseName(shell) !== 'bash') return '';
  return args.some((word) => /^-\w*l|^--login$/.test(word)) ? 'logout\n' : 'exit\n';
}

/** The next line that is typed into a session; undefined at its end. */
function* nextLine(process: Process, what: ContainerCommand): Work<string | undefined> {
  const { streams, world } = process;
  if (!streams.stdinIsTerminal) return yield* process.stdin.readLine();
  // A script goes on inside the container, as if somebody typed it.
  if (world.takeLine !== undefined) return world.takeLine(prompt(what));
  if (what.tty) process.out(prompt(what));
  return yield* process.stdin.readLine();
}

/** A shell in a container: each line runs there, until `exit`, the end of input or of the container. */
function* converse(process: Process, what: ContainerCommand): Work {
  const [shell = 'sh'] = what.command;
  // Whether the image has that shell at all.
  let status = yield* runOnce(process, what, [shell, '-c', 'true'], '');
  let kept = '';
  const end = (code: number): number => {
    if (what.tty && process.streams.stdinIsTerminal && process.world.interactive) process.out(farewell(what));
    return code;
  };
  for (;;) {
    const line = yield* nextLine(process, what);
    if (line === undefined) {
      if (what.tty && process.world.interactive && farewell(what) === '') process.out('\n');
      return end(status);
    }
    if (line.trim() === '') continue;
    const exit = /^\s*(?:exit|logout)(?:\s+(\d{1,9}))?\s*;?\s*$/.exec(line);
    if (exit !== null) return end(exit[1] === undefined ? status : Number(exit[1]) % 256);
    const isThere = process.world.cluster.exec(what.namespace, what.pod, what.container, ['true']) !== undefined;
    if (!isThere) return KILLED;
    status = yield* runOnce(process, what, [shell, '-ic', kept + line], '');
    if (KEPT_LINE.test(line)) kept += `${line}\n`;
  }
}

/** Whether a session is the container's own process (`kubectl run -it ... -- bash`): the container ends with it. */
function isOwnProcess({ cluster }: World, { namespace, pod, container, command }: ContainerCommand): boolean {
  const spec = cluster.live.get('pods', namespace, pod)?.spec.containers.find(({ name }) => name === container);
  if (spec?.stdin !== true) return false;
  const own = [...(spec.command ?? []), ...(spec.args ?? [])];
  return own.length === 0 || own.join('\0') === command.join('\0');
}

/** Runs a command or a session in a container, as `kubectl exec`, `run -it` and `docker exec` do; answers its exit code. */
export function* execInContainer(process: Process, what: ContainerCommand): Work {
  if (what.stdin && isInteractiveShell(what.command)) {
    const exitCode = yield* converse(process, what);
    if (isOwnProcess(process.world, what)) {
      const { namespace, pod, container } = what;
      process.world.cluster.inject({ type: 'killContainer', namespace, pod, container, exitCode });
    }
    return exitCode;
  }
  const reads = what.stdin && !process.streams.stdinIsTerminal;
  return yield* runOnce(process, what, what.command, reads ? yield* process.stdin.readAll() : '');
}
