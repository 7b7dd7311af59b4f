import type { ImageBehaviour, ServerProcess } from '../images/behaviour.ts';
import type { Container } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { ScriptPlayer } from './script-player.ts';
import type { ClientCall, FileChange, MountedFolder, ProcessUser, ProcessWorld, ScriptRun } from './shell/process.ts';

/** What the process of a container does in its life, decided when it starts. Offsets are ms after its start. */
export interface Program {
  /** The command line that is played by the shell, when the manifest gives one; and what it found around it. */
  script?: Script;
  serves?: { at: number; ports: number[]; silent?: true };
  /** From then on it answers HTTP with 500. */
  unhealthyFrom?: number;
  /** Until then it answers HTTP with 503. */
  readyFrom?: number;
  /** What it takes from then on, where that is more than its image's own program does. */
  uses?: { at: number; cpuMilli: number; memoryBytes: number };
  /** Absent: it runs until it is stopped. */
  end?: { at: number; exitCode: number; reason?: 'OOMKilled'; message?: string };
  files?: FileChange[];
  /** Its script writes files. */
  writes?: true;
  /** Exit code after SIGTERM; `ignored`: it waits for SIGKILL. */
  onSigterm: number | 'ignored';
  /** Clients that its script runs, oldest first, and what it does again and again. */
  calls?: ClientCall[];
  cycle?: { from: number; everyMs: number };
  /** It printed why it cannot start without more environment variables. */
  refused?: true;
}

export interface Script {
  argv: string[];
  env: Record<string, string>;
  mounts: Record<string, string>;
  folders: MountedFolder[];
  user?: ProcessUser;
  cwd?: string;
  hostname: string;
  ip: string;
  interactive: boolean;
  unknownProgram: ProcessWorld['unknownProgram'];
  declaredPorts: number[];
  /** Bytes; absent without a limit. */
  memoryLimit?: number;
  /** Since when the network answers the questions it asks, ms after the start; -1: not yet. */
  network: Record<string, number>;
}

export type Start =
  | { readonly ok: true; readonly program: Program }
  /** The container runtime cannot start it; the message is runc's. */
  | { readonly ok: false; readonly message: string };

/** What a program is started with. */
export interface StartContext {
  readonly behaviour: ImageBehaviour;
  readonly container: Container;
  /** The variables of the manifest alone, and all that a process sees. */
  readonly env: Readonly<Record<string, string>>;
  readonly fullEnv: () => Record<string, string>;
  readonly mounts: () => Record<string, string>;
  readonly folders: () => MountedFolder[];
  readonly user: ProcessUser | undefined;
  readonly hostname: string;
  readonly ip: string;
  readonly startedAt: number;
  /** A volume is mounted over its content. */
  readonly hasOwnContent: boolean;
  readonly unknownProgram: ProcessWorld['unknownProgram'];
  /** Bytes. */
  readonly memoryLimit: number | undefined;
  /** Whether the network answers a question now. */
  readonly answers: (question: string) => boolean;
  readonly player: () => ScriptPlayer;
}

const variableReference = /\$\$|\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g;

/** Expands `$(NAME)` as the kubelet does in `command` and `args` (third_party/forked/golang/expansion). */
export function expandVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(variableReference, (whole, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(env, name) ? (env[name] ?? whole) : whole;
  });
}

function runcError(program: string): string {
  const why = program.includes('/')
    ? `stat ${program}: no such file or directory`
    : 'executable file not found in $PATH';
  return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${program}": ${why}: unknown`;
}

function worldOf(script: Script, behaviour: ImageBehaviour, startedAt: number): ProcessWorld {
  return {
    ...script,
    behaviour,
    startedAt,
    memoryLimit: script.memoryLimit ?? Infinity,
    network: (question) => script.network[question] ?? -1,
    notesCalls: true,
  };
}

/** Plays a script from its start until `until` ms after it. */
export function playScript(
  player: ScriptPlayer,
  script: Script,
  behaviour: ImageBehaviour,
  startedAt: number,
  until: number,
  around: Pick<ProcessWorld, 'follow'> = {},
): ScriptRun {
  return player.play({ ...worldOf(script, behaviour, startedAt), ...around }, until, script.argv);
}

/** What a script does in its life; again after the network has begun to answer some of its questions. */
export function scriptProgram(
  player: ScriptPlayer,
  script: Script,
  behaviour: ImageBehaviour,
  startedAt: number,
): Program {
  const run = playScript(player, script, behaviour, startedAt, Infinity);
  return {
    script,
    ...(run.serves !== undefined && { serves: { ...run.serves, ports: [...run.serves.ports] } }),
    ...(run.end !== undefined && { end: { ...run.end, ...(run.message !== '' && { message: run.message }) } }),
    ...(run.files.length > 0 && { files: run.files }),
    ...(Object.keys(run.written).length > 0 && { writes: true as const }),
    ...(run.uses !== undefined && { uses: run.uses }),
    onSigterm: run.onSigterm,
    ...(run.calls.length > 0 && { calls: run.calls }),
    ...(run.calls.length > 0 && run.cycle !== undefined && { cycle: run.cycle }),
  };
}

function startScript(context: StartContext, argv: readonly string[]): Start {
  const { behaviour, container, startedAt } = context;
  const network: Record<string, number> = {};
  const script: Script = {
    argv: [...argv],
    env: { ...behaviour.env, ...context.fullEnv() },
    mounts: context.mounts(),
    folders: context.folders(),
    ...(context.user !== undefined && { user: context.user }),
    ...(container.workingDir !== undefined && { cwd: container.workingDir }),
    hostname: context.hostname,
    ip: context.ip,
    interactive: container.stdin === true,
    unknownProgram: context.unknownProgram,
    declaredPorts: declaredPorts(container),
    ...(context.memoryLimit !== undefined && { memoryLimit: context.memoryLimit }),
    network,
  };
  const world: ProcessWorld = {
    ...worldOf(script, behaviour, startedAt),
    network: (question) => (network[question] ??= context.answers(question) ? 0 : -1),
  };
  const [program = ''] = argv;
  const player = context.player();
  const known = player.isInstalled(behaviour, program) || Object.hasOwn(script.mounts, program);
  // A path that only the image's author knows is trusted in images that are servers of their own.
  const trusted = program.startsWith('/') && behaviour.main.type === 'server' && !/^\/(?:usr\/)?bin\//.test(program);
  if (!known && !trusted) return { ok: false, message: runcError(program) };
  // Played once to learn what it asks of the network, so that the questions are part of the script.
  player.play(world, Infinity, argv);
  return { ok: true, program: scriptProgram(player, script, behaviour, startedAt) };
}

function declaredPorts(container: Container): number[] {
  return (container.ports ?? []).filter(({ protocol }) => protocol !== 'UDP').map((port) => port.containerPort);
}

function movedPort(server: ServerProcess, context: StartContext, args: readonly string[]): number | undefined {
  for (const option of server.portOptions ?? []) {
    const given = args.find((arg) => arg.startsWith(option));
    const port = /\d+$/.exec(given ?? '')?.[0];
    if (port !== undefined) return Number(port);
  }
  const port = Number(server.portVariable === undefined ? undefined : context.env[server.portVariable]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

const OUT_OF_MEMORY: Program = { end: { at: latency.outOfMemory, exitCode: 137, reason: 'OOMKilled' }, onSigterm: 0 };

function startServer(main: ServerProcess, context: StartContext, args: readonly string[]): Program {
  const server = { ...main, ...main.subcommands?.[args[0] ?? ''] };
  const { memoryLimit, env } = context;
  if (memoryLimit !== undefined && memoryLimit < server.memoryBytes) {
    return OUT_OF_MEMORY;
  }
  const { requires } = server;
  if (requires !== undefined && !context.hasOwnContent && !requires.anyOf.some((name) => (env[name] ?? '') !== '')) {
    return { end: { at: 400, exitCode: 1 }, refused: true, onSigterm: 0 };
  }
  const own = server.ports === 'declared' ? declaredPorts(context.container) : server.ports;
  // Of an unknown image that is to end (an init container, a Job) and names no port, more is a task than a server.
  if (server.ports === 'declared' && own.length === 0 && context.unknownProgram === 'ends') {
    return { end: { at: latency.unknownTask, exitCode: 0 }, onSigterm: 0 };
  }
  const moved = movedPort(server, context, args);
  return {
    serves: { at: server.startMs, ports: moved === undefined ? [...own] : [moved, ...own.slice(1)] },
    ...(server.unhealthyFromMs !== undefined && { unhealthyFrom: server.unhealthyFromMs }),
    ...(server.readyAfterMs !== undefined && { readyFrom: server.readyAfterMs }),
    onSigterm: server.onSigterm,
  };
}

function startMain(context: StartContext, args: readonly string[]): Start {
  const { main } = context.behaviour;
  const runs = (program: Program): Start => ({ ok: true, program });
  switch (main.type) {
    case 'server':
      return runs(startServer(main, context, args));
    case 'shell':
      // An interactive shell ignores SIGTERM; one without input ends at once.
      if (context.container.stdin === true) return runs({ onSigterm: 'ignored' });
      return runs({ end: { at: 30, exitCode: 0 }, onSigterm: 'ignored' });
    case 'task':
      return runs({ end: { at: main.durationMs, exitCode: main.exitCode }, onSigterm: 'ignored' });
    case 'command':
      return startScript(context, [...main.argv, ...args]);
    case 'wait':
      return runs({ onSigterm: 0 });
  }
}

/** Starts a container's process: its own, or the one that `command` and `args` say. */
export function startProgram(context: StartContext): Start {
  const { behaviour, container, memoryLimit = Infinity } = context;
  if ((behaviour.memoryBytes ?? 0) > memoryLimit) return { ok: true, program: OUT_OF_MEMORY };
  const expand = (text: string): string => expandVariables(text, context.env);
  const command = (container.command ?? []).map(expand);
  const args = (container.args ?? []).map(expand);
  if (behaviour.ownProgram !== undefined && command[0] === behaviour.ownProgram) {
    return startMain(context, [...command.slice(1), ...args]);
  }
  if (command.length > 0) return startScript(context, [...command, ...args]);
  const [first] = args;
  const isCommand = behaviour.args === 'exec' && first !== undefined;
  if (isCommand && !(first.startsWith('-') && behaviour.main.type === 'server')) return startScript(context, args);
  // An unknown image's entrypoint may well run its arguments: `args: ["sleep", "3600"]`.
  if (behaviour.programs === 'any' && /^(?:\/bin\/)?(?:ba)?sh$|^sleep$/.test(first ?? ''))
    return startScript(context, args);
  return startMain(context, args);
}

/** Ports on which the program listens `elapsed` ms after its start. */
export function listeningPorts(program: Program, elapsed: number): readonly number[] {
  const { serves, end } = program;
  if (serves === undefined || elapsed < serves.at || (end !== undefined && elapsed >= end.at)) return [];
  return serves.ports;
}

/** The next moment after `elapsed` at which the program by itself answers differently, ms after its start. */
export function nextTurn(program: Program, elapsed: number): number | undefined {
  const turns = [
    program.serves?.at,
    program.unhealthyFrom,
    program.readyFrom,
    program.end?.at,
    ...(program.files ?? []).map(({ at }) => at),
  ];
  let next: number | undefined;
  for (const turn of turns) if (turn !== undefined && turn > elapsed && turn < (next ?? Infinity)) next = turn;
  return next;
}

/** A call is written down at least so often in a cycle that is faster, ms. */
const recordedEvery = 100;

/** The client that a program's script runs next, at `elapsed` ms after its start or later, and whether its way is recorded. */
export function nextCall(
  { calls = [], cycle }: Program,
  elapsed: number,
): { at: number; call: ClientCall; recorded: boolean } | undefined {
  const found = calls.find(({ at }) => at >= elapsed);
  if (found !== undefined) return { at: found.at, call: found, recorded: true };
  if (cycle === undefined) return undefined;
  const { from, everyMs } = cycle;
  const repeated = calls.filter(({ at }) => at >= from && at < from + everyMs);
  const turn = Math.floor((elapsed - from) / everyMs);
  const sampled = Math.ceil(recordedEvery / everyMs);
  for (const next of [turn, turn + 1]) {
    const call = repeated.find(({ at }) => at + next * everyMs >= elapsed);
    if (call !== undefined) return { at: call.at + next * everyMs, call, recorded: next % sampled === 0 };
  }
  return undefined;
}

/** Whether a file is there `elapsed` ms after the start. */
export function hasFile(program: Program, path: string, elapsed: number): boolean {
  let present = Object.hasOwn(program.script?.mounts ?? {}, path);
  for (const change of program.files ?? []) {
    if (change.at > elapsed) break;
    if (change.path === path) present = change.present;
  }
  return present;
}
