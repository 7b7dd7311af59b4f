import { kubectl as runKubectl, type KubectlEnv, type Running, type Wait } from '../../kubectl/index.ts';
import { execInContainer, runInside } from '../container-session.ts';
import { folderOf, type Files } from '../files.ts';
import type { Block, Work } from '../run/block.ts';
import { INTERRUPTED } from '../run/interrupted.ts';
import type { Process } from '../run/process.ts';
import type { World } from '../world.ts';
import { quoteWord } from '../../engine/index.ts';

const WATCH_FLAG = /^(?:-[Aw]*w[Aw]*|--watch(?:-only)?(?:=true)?)$/;
const FOLLOW_FLAG = /^(?:-f|--follow(?:=true)?)$/;
const SESSION_FLAG = /^(?:-[it]{1,2}|--(?:attach|stdin|tty)(?:=true)?)$/;
/** Where nobody could press Ctrl-C, a command that says nothing for so long is ended, ms of virtual time. */
const LONGEST_SILENCE_MS = 24 * 3_600_000;
/** Commands that only Ctrl-C ends. */
const SERVERS = new Set(['port-forward', 'proxy', 'attach']);
const MAX_FILES = 1000;

/** Whether a kubectl line goes on until it is interrupted. */
function isFollower(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const words = end < 0 ? args : args.slice(0, end);
  const isLogs = words.includes('logs');
  const isSession = words.includes('run') && words.some((word) => SESSION_FLAG.test(word));
  return (
    isSession || words.some((word) => WATCH_FLAG.test(word) || SERVERS.has(word) || (isLogs && FOLLOW_FLAG.test(word)))
  );
}

/** Whether a kubectl line reads standard input. */
function readsInput(args: readonly string[]): boolean {
  return args.some((word) => word === '-' || /^(?:-f|--\w+=)-$/.test(word));
}

function blockOf(wait: Wait, now: number): Block {
  if (wait instanceof BlockWait) return wait.block;
  if (wait.until === 'time') return { deadline: now + wait.ms };
  const { sinceRevision, timeoutMs } = wait;
  return timeoutMs === undefined ? { sinceRevision } : { sinceRevision, deadline: now + timeoutMs };
}

/** All files below a folder, by paths that begin as the folder is written. */
function filesBelow(files: Files, folder: string, written: string): string[] | undefined {
  if (files.kind(folder) !== 'folder') return undefined;
  const found: string[] = [];
  const pending = [{ path: folder, shown: written.replace(/\/$/, '') }];
  for (let next = pending.shift(); next !== undefined && found.length < MAX_FILES; next = pending.shift()) {
    for (const name of files.list(next.path) ?? []) {
      const entry = { path: `${next.path === '/' ? '' : next.path}/${name}`, shown: `${next.shown}/${name}` };
      if (files.kind(entry.path) === 'folder') pending.push(entry);
      else found.push(entry.shown);
    }
  }
  return found;
}

/** kubectl passes on what its parts wait for and knows time and changes only: other blocks pass through it unseen. */
class BlockWait implements Extract<Wait, { until: 'time' }> {
  readonly until = 'time';
  readonly ms = 0;
  readonly block: Block;

  constructor(block: Block) {
    this.block = block;
  }
}

function* onBlocks(work: Work): Running {
  try {
    for (;;) {
      const step = work.next();
      if (step.done === true) return step.value;
      yield new BlockWait(step.value);
    }
  } finally {
    work.return(0);
  }
}

/** Opens a text in the editor and waits for what the person makes of it; undefined when they give up. */
function* editIn(edit: World['edit'], fileName: string, text: string): Generator<Wait, string | undefined, void> {
  const opened = edit?.(fileName, text);
  if (opened === undefined) return undefined;
  try {
    while (!opened.done.isEnded) yield new BlockWait({ inputs: [{ pipe: opened.done, pending: 0 }] });
    return opened.saved();
  } finally {
    opened.close();
  }
}

/** Makes a folder and those above it that are missing. */
function makeFolders(files: Files, folder: string): void {
  if (folder === '/' || files.kind(folder) !== undefined) return;
  makeFolders(files, folderOf(folder));
  files.makeFolder(folder);
}

function environment(process: Process, input: string, onOutput: () => void): KubectlEnv {
  const { world, state, shell } = process;
  const { cluster, files } = world;
  const command = [process.name, ...process.args].map(quoteWord).join(' ');
  return {
    request: (request) => cluster.request(request, { actor: 'user', command }),
    now: () => cluster.now(),
    revision: () => cluster.revision(),
    changesSince: (revision) => cluster.changesSince(revision),
    logs: (namespace, pod, container, previous) => cluster.logs(namespace, pod, container, previous),
    out: (text) => {
      onOutput();
      process.out(text);
    },
    err: (text) => {
      onOutput();
      process.err(text);
    },
    readFile: (path) => {
      if (path === '/dev/stdin') return input;
      // Posts written on Windows say `-f .\\pod.yaml`.
      return files.read(shell.resolve(path)) ?? files.read(shell.resolve(path.replaceAll('\\', '/')));
    },
    listFiles: (folder) => filesBelow(files, shell.resolve(folder), folder),
    writeFile: (path, text) => {
      const whole = shell.resolve(path);
      makeFolders(files, folderOf(whole));
      const reason = files.write(whole, text);
      if (reason !== undefined) process.err(`error: open ${path}: ${reason.toLowerCase()}\n`);
    },
    stdin: () => input,
    state: state.kubectl,
    exec: (what) => onBlocks(execInContainer(process, what)),
    runInside: (what, text) => runInside(process, what, text),
    forward: (namespace, pod, ports) => forwardPorts(process, namespace, pod, ports),
    ...(world.reference === undefined ? {} : { reference: world.reference }),
    ...(world.edit === undefined ? {} : { edit: (name, text) => editIn(world.edit, name, text) }),
  };
}

const LOST = 1;
/** Ms between looks at whether a forwarded pod is still there. */
const LOOK_MS = 1000;

/** Opens local ports until it is interrupted, or until somebody connects to a pod that is gone. */
function* forwardPorts(
  process: Process,
  namespace: string,
  pod: string,
  ports: readonly { local: number; remote: number }[],
): Running {
  const { cluster, forwards } = process.world;
  const uid = cluster.live.get('pods', namespace, pod)?.metadata.uid;
  const lost = new Set<number>();
  const own = ports.map(({ local, remote }) => {
    const connect = (): boolean => {
      process.out(`Handling connection for ${local}\n`);
      const now = cluster.live.get('pods', namespace, pod);
      if (now?.metadata.uid === uid && now?.status.phase === 'Running') return true;
      lost.add(local);
      process.err(
        `E${glogTime(cluster.now())}   ${PROCESS_ID} portforward.go:413] "Unhandled Error" err="an error occurred forwarding ${local} -> ${remote}: error forwarding port ${remote} to pod ${uid ?? ''}, uid : network namespace for sandbox is closed"\nerror: lost connection to pod\n`,
      );
      return false;
    };
    return { local, forward: { namespace, pod, remote, connect } };
  });
  for (const { local, forward } of own) forwards.set(local, forward);
  try {
    while (lost.size === 0) yield { until: 'change', sinceRevision: cluster.revision(), timeoutMs: LOOK_MS };
    return LOST;
  } finally {
    for (const { local, forward } of own) if (forwards.get(local) === forward) forwards.delete(local);
  }
}

const PROCESS_ID = 48211;
/** What a command of kubectl takes, in units of a line's work: about as many steps as it makes. */
const KUBECTL_UNITS = 20_000;

/** `0102 15:04:05.000000`, as klog has it. */
function glogTime(now: number): string {
  const text = new Date(now).toISOString();
  return `${text.slice(5, 7)}${text.slice(8, 10)} ${text.slice(11, 23)}000`;
}

export function* kubectl(process: Process): Work {
  const { cluster, followMs } = process.world;
  process.shell.budget.tire(KUBECTL_UNITS);
  const isTyped = process.streams.stdinIsTerminal && process.world.interactive;
  const input = readsInput(process.args) && !isTyped ? yield* process.stdin.readAll() : '';
  const quietLimit = followMs === undefined ? Infinity : isFollower(process.args) ? followMs : LONGEST_SILENCE_MS;
  let lastOutput = cluster.now();
  const env = environment(process, input, () => {
    lastOutput = cluster.now();
  });
  const running = runKubectl(process.args, env);
  try {
    for (;;) {
      const step = running.next();
      if (step.done === true) return step.value;
      const block = blockOf(step.value, cluster.now());
      const quietEnd = lastOutput + quietLimit;
      if (cluster.now() >= quietEnd) return INTERRUPTED;
      yield { ...block, deadline: Math.min(block.deadline ?? Infinity, quietEnd) };
    }
  } finally {
    running.return(0);
  }
}
