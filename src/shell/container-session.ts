import type { Cluster } from '../engine/index.ts';
import type { ContainerCommand, KubectlEnv } from '../kubectl/index.ts';
import type { Work } from './run/block.ts';
import { INTERRUPTED } from './run/interrupted.ts';
import type { Process } from './run/process.ts';
import { clientSession, onTerminal, type ClientSession } from './container-client.ts';
import { baseName, farewell, promptOf, type PromptPlace } from './container-prompt.ts';
import { stableId } from './stable-id.ts';
import type { World } from './world.ts';

/** What a process ends with that is killed with its container. */
const KILLED = 137;
/** A process that would not end by itself is waited for so long, ms of virtual time. */
const FOREVER_MS = 100 * 365 * 86_400_000;
const SHELLS = new Set(['bash', 'sh', 'ash', 'dash', 'zsh']);
/** Characters of all that is kept of a session. */
const LONGEST_KEPT = 10_000;
/** Lines whose effect the next ones need: each line runs in a process of its own. */
const KEPT_LINE =
  /^\s*(?:(?:cd|export|alias|set|unset|shopt|declare|readonly|source)\b|[A-Za-z_]\w*(?:\[\w+\])?\+?=(?:\S*|\([^()]*\)|"[^"$`]*"|'[^']*')\s*$|(?:function\s+)?[\w-]+\s*\(\)\s*\{.*\}\s*$)/;

/** A shell that is given no script reads what is typed. */
function isInteractiveShell([program = '', ...args]: readonly string[]): boolean {
  return SHELLS.has(baseName(program)) && args.every((word) => /^-[il]+$|^--(?:login|noprofile|norc)$/.test(word));
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

/** A client on a terminal: each line that is typed is asked of its server. */
function* ask(process: Process, what: ContainerCommand, session: ClientSession): Work {
  const isShown = what.tty && process.streams.stdinIsTerminal;
  for (;;) {
    const line = yield* typedLine(process, session.prompt(), isShown);
    if (line === undefined || session.ends(line)) {
      if (line === undefined && isShown) process.out('\n');
      return 0;
    }
    if (line.trim() === '') continue;
    const { words, stdin } = session.command(line);
    const execution = process.world.cluster.exec(what.namespace, what.pod, what.container, words, stdin);
    if (execution === undefined) return KILLED;
    if (execution.type === 'missing') return yield* runOnce(process, what, words, stdin);
    yield* printLines(process, execution.lines, process.world.cluster.now());
    session.done(line, execution.lines.map(({ text }) => `${text}\n`).join(''));
    if (execution.type === 'endless') {
      yield { deadline: process.world.cluster.now() + (process.world.followMs ?? FOREVER_MS) };
      return INTERRUPTED;
    }
  }
}

/** Runs one command in a container; throws an Error in the words of the API server when it cannot be started. */
function* runOnce(process: Process, what: ContainerCommand, command: readonly string[], input: string): Work {
  const { cluster } = process.world;
  const started = cluster.now();
  const execution = cluster.exec(what.namespace, what.pod, what.container, command, input);
  if (execution === undefined) {
    throw new Error(`Internal error occurred: unable to upgrade connection: container not found ("${what.container}")`);
  }
  switch (execution.type) {
    case 'missing': {
      // containerd names each of them by 64 digits of its own.
      const execId = stableId(`${what.namespace} ${what.pod} ${what.container} ${started} ${command.join(' ')}`);
      throw new Error(
        `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${execId}": ${execution.message}`,
      );
    }
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

/** The next line that is typed after a prompt; undefined at the end of input. */
function* typedLine(process: Process, prompt: string, isShown: boolean): Work<string | undefined> {
  const { streams, world } = process;
  if (!streams.stdinIsTerminal) return yield* process.stdin.readLine();
  // A script goes on inside the container, as if somebody typed it.
  if (world.takeLine !== undefined) return world.takeLine(prompt);
  if (isShown) process.out(prompt);
  return yield* process.stdin.readLine();
}

/** What a command prints that nobody sees; empty when it fails. */
function answerIn(
  { world }: Process,
  { namespace, pod, container }: ContainerCommand,
  command: readonly string[],
): string {
  const execution = world.cluster.exec(namespace, pod, container, command);
  return execution?.type === 'ended' && execution.exitCode === 0 ? execution.output.trimEnd() : '';
}

/** A shell in a container: each line runs there, until `exit`, the end of input or of the container. */
function* converse(process: Process, what: ContainerCommand, inside: readonly string[] = []): Work {
  const [program = 'sh'] = what.command;
  const shell = [...inside, program];
  const isShown = what.tty && process.streams.stdinIsTerminal && process.world.interactive;
  // Whether the image has that shell at all.
  let status = yield* runOnce(process, what, [...shell, '-c', 'true'], '');
  if (status !== 0 && inside.length > 0) return status;
  const isBusybox = !answerIn(process, what, [...inside, 'cat', '/etc/os-release']).includes('Debian');
  let place: PromptPlace = { isBusybox, cwd: answerIn(process, what, [...shell, '-c', 'pwd']) };
  let kept = '';
  const end = (code: number): number => {
    if (isShown) process.out(farewell(what));
    return code;
  };
  for (;;) {
    const line = yield* typedLine(process, promptOf(what, place), what.tty);
    if (line === undefined) {
      if (isShown && farewell(what) === '') process.out('\n');
      return end(status);
    }
    if (line.trim() === '') continue;
    const exit = /^\s*(?:exit|logout)(?:\s+(\d{1,9}))?\s*;?\s*$/.exec(line);
    if (exit !== null) return end(exit[1] === undefined ? status : Number(exit[1]) % 256);
    const session =
      isShown || process.world.takeLine !== undefined ? clientSession(line.trim().split(/\s+/)) : undefined;
    if (session !== undefined) {
      status = yield* ask(process, what, session);
      continue;
    }
    const entered = /^\s*chroot\s+(\/[\w/.-]*)\s*(\S*)\s*$/.exec(line);
    if (entered !== null && (entered[2] === '' || SHELLS.has(baseName(entered[2] ?? '')))) {
      const command = [entered[2] === '' ? '/bin/sh' : (entered[2] ?? '')];
      status = yield* converse(process, { ...what, command }, [...inside, 'chroot', entered[1] ?? '/']);
      continue;
    }
    const isThere = process.world.cluster.exec(what.namespace, what.pod, what.container, ['true']) !== undefined;
    if (!isThere) return KILLED;
    status = yield* runOnce(process, what, [...shell, '-ic', kept + line], '');
    if (status !== 0 || !KEPT_LINE.test(line) || kept.length > LONGEST_KEPT) continue;
    kept += `${line}\n`;
    place = {
      ...place,
      cwd:
        answerIn(process, what, [...shell, '-c', `${kept}pwd`])
          .split('\n')
          .at(-1) ?? '/',
    };
  }
}

/** Runs a command in a container at once and answers what it printed, as `kubectl cp` needs its `tar`. */
export function runInside(
  { world: { cluster } }: Process,
  { namespace, pod, container, command }: Pick<ContainerCommand, 'namespace' | 'pod' | 'container' | 'command'>,
  stdin: string,
): ReturnType<NonNullable<KubectlEnv['runInside']>> {
  const execution = cluster.exec(namespace, pod, container, command, stdin);
  if (execution === undefined) return undefined;
  if (execution.type === 'missing') return { message: execution.message };
  if (execution.type === 'endless') return { message: 'the command does not end' };
  const printed = execution.lines.filter(({ stderr }) => stderr !== true);
  const stdout = printed.map(({ text, unended }) => (unended === true ? text : `${text}\n`)).join('');
  return { result: { exitCode: execution.exitCode, stdout } };
}

/** Whether a session is the container's own process (`kubectl run -it ... -- bash`): the container ends with it. */
function isOwnProcess({ cluster }: World, { namespace, pod, container, command }: ContainerCommand): boolean {
  const { containers = [], ephemeralContainers = [] } = cluster.live.get('pods', namespace, pod)?.spec ?? {};
  const spec = [...containers, ...ephemeralContainers].find(({ name }) => name === container);
  if (spec?.stdin !== true) return false;
  const own = [...(spec.command ?? []), ...(spec.args ?? [])];
  return own.length === 0 || own.join('\0') === command.join('\0');
}

/**
 * Runs a command or a session in a container, as `kubectl exec`, `run -it` and `docker exec` do; answers its exit code. Its
 * terminal hands every key on (kubectl pkg/util/term, TTY.Safe).
 */
export function* execInContainer(process: Process, what: ContainerCommand): Work {
  const { terminal } = process.world;
  const before = terminal.isRaw;
  terminal.isRaw = what.tty && what.stdin && process.streams.stdinIsTerminal;
  try {
    return yield* runInContainer(process, what);
  } finally {
    terminal.isRaw = before;
  }
}

/** A session that a command begins, which is typed into; undefined of a command that only runs. */
function sessionOf(process: Process, what: ContainerCommand): Work | undefined {
  if (!what.stdin) return undefined;
  if (isInteractiveShell(what.command)) return converse(process, what);
  const client = what.tty && process.streams.stdinIsTerminal ? clientSession(what.command) : undefined;
  return client === undefined ? undefined : ask(process, what, client);
}

function* runInContainer(process: Process, what: ContainerCommand): Work {
  const session = sessionOf(process, what);
  if (session !== undefined) {
    const exitCode = yield* session;
    if (isOwnProcess(process.world, what)) {
      const { namespace, pod, container } = what;
      process.world.cluster.inject({ type: 'killContainer', namespace, pod, container, exitCode });
    }
    return exitCode;
  }
  const reads = what.stdin && !process.streams.stdinIsTerminal;
  const command = what.tty ? onTerminal(what.command) : what.command;
  return yield* runOnce(process, what, command, reads ? yield* process.stdin.readAll() : '');
}
