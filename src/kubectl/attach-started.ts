import type { Pod } from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import { runInContainer } from './commands/exec.ts';
import type { KubectlEnv, Wait } from './env.ts';
import { KubectlError } from './errors.ts';

const SHELLS = ['bash', 'sh', 'ash', 'dash', 'zsh'];

/** Images that start a shell when they are told nothing else. */
const SHELL_IMAGES: Readonly<Record<string, string>> = {
  alpine: 'sh',
  bash: 'bash',
  busybox: 'sh',
  centos: 'bash',
  debian: 'bash',
  fedora: 'bash',
  ubuntu: 'bash',
};

/** How often new output is looked for. Milliseconds. */
const LOOK_INTERVAL = 200;

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** A container that was just asked for, and how a person wants to be connected to it. */
export interface StartedContainer {
  namespace: string;
  pod: string;
  container: string;
  image: string;
  /** What it was told to run; empty for what its image runs. */
  command: readonly string[];
  stdin: boolean;
  tty: boolean;
  quiet: boolean;
  /** How long its start is waited for. */
  timeoutMs: number;
  /** Its exit code becomes that of the command. */
  failsWithIt: boolean;
}

function stateOf(
  { status }: Pod,
  container: string,
): { running?: object; terminated?: { exitCode: number; reason?: string } } {
  const all = [...(status.containerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])];
  return all.find(({ name }) => name === container)?.state ?? {};
}

/** Waits until the container runs or has ended. */
function* waitForStart(env: KubectlEnv, api: ApiClient, what: StartedContainer): Generator<Wait, Pod, void> {
  const deadline = env.now() + what.timeoutMs;
  for (;;) {
    const revision = env.revision();
    const pod = api.get(PODS, what.namespace, what.pod) as unknown as Pod;
    const { running, terminated } = stateOf(pod, what.container);
    const hasEnded = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
    if (running !== undefined || terminated !== undefined || hasEnded) return pod;
    const timeoutMs = deadline - env.now();
    if (timeoutMs <= 0) throw new KubectlError('timed out waiting for the condition');
    yield { until: 'change', sinceRevision: revision, timeoutMs };
  }
}

/** Prints what the container prints until it has ended; answers the pod's last state. */
function* followOutput(
  env: KubectlEnv,
  api: ApiClient,
  what: StartedContainer,
): Generator<Wait, Pod | undefined, void> {
  let shown = 0;
  for (;;) {
    const pod = api.find(PODS, what.namespace, what.pod) as unknown as Pod | undefined;
    const lines = env.logs(what.namespace, what.pod, what.container) ?? [];
    for (const { text } of lines.slice(shown)) env.out(`${text}\n`);
    shown = lines.length;
    if (pod === undefined || stateOf(pod, what.container).terminated !== undefined) return pod;
    yield { until: 'time', ms: LOOK_INTERVAL };
  }
}

/** The shell that a person who attaches talks to; undefined when the container's process is another one. */
function shellOf({ command, image }: StartedContainer): readonly string[] | undefined {
  if (command.length > 0) {
    const program = command[0]?.split('/').at(-1) ?? '';
    return SHELLS.includes(program) && command.slice(1).every((word) => /^-[il]+$/.test(word)) ? command : undefined;
  }
  const repository = image.split('/').at(-1)?.split(/[:@]/)[0] ?? '';
  const shell = SHELL_IMAGES[repository];
  return shell === undefined ? undefined : [shell];
}

/** Waits for a container to start and connects to it, as `run -it` and `debug -it` do: to its shell, or to its output. */
export function* attachToStarted(env: KubectlEnv, api: ApiClient, what: StartedContainer): Generator<Wait, void, void> {
  const { namespace, pod: name, container } = what;
  const pod = yield* waitForStart(env, api, what);
  const shell = shellOf(what);
  const isLive = stateOf(pod, container).terminated === undefined;
  if (isLive && what.stdin && shell !== undefined && env.exec !== undefined) {
    if (what.tty && !what.quiet) env.err("If you don't see a command prompt, try pressing enter.\n");
    yield* runInContainer(env, { namespace, pod: name, container, command: shell, stdin: true, tty: what.tty });
    return;
  }
  const ended = yield* followOutput(env, api, what);
  const end = ended === undefined ? undefined : stateOf(ended, container).terminated;
  if (end !== undefined && end.exitCode !== 0 && what.failsWithIt) {
    throw new KubectlError(`pod ${namespace}/${name} terminated (${end.reason ?? 'Error'})`, end.exitCode);
  }
}
