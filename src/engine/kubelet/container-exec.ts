import type { Container, Pod } from '../kinds/types/index.ts';
import type { Run } from './container-state.ts';
import { environmentOfRun } from './container-env.ts';
import type { KubeletContext } from './context.ts';
import type { Execution } from './execution.ts';
import { podAnswer } from './network-questions.ts';
import { nodeFiles } from './node-files.ts';
import { behaviourOf, listenerOn, withWritten } from './running-container.ts';
import { seenProcesses } from './seen-processes.ts';
import { Connections } from './server-connections.ts';
import { mountedFiles, mountedFolders, mountPaths } from './pod-volumes.ts';
import type { PodWorker } from './pod-worker.ts';
import { processUser } from './process-user.ts';
import { hasFile } from './program.ts';
import { addedTo, scriptWrites, volumeFiles } from './volume-data.ts';
import { mainCommand } from './main-command.ts';
import type { Process, ProcessWorld } from './shell/process.ts';

/** The files that a container finds around it, with those that its own script has made or removed by now. */
function filesOf(found: Record<string, string>, { program }: Run, elapsed: number): Record<string, string> {
  for (const path of new Set((program.files ?? []).map((change) => change.path))) {
    if (!hasFile(program, path, elapsed)) delete found[path];
    else found[path] ??= '';
  }
  return found;
}

/** As `CommandPlayer.execute`. */
export function execute(
  context: KubeletContext,
  worker: PodWorker,
  pod: Pod,
  container: Container,
  run: Run,
  command: readonly string[],
  stdin = '',
): Execution {
  const behaviour = behaviourOf(context, run);
  if (behaviour === undefined) return { type: 'missing', message: 'image is gone' };
  const { lister } = context.port;
  const { now, door } = context;
  const { namespace, name } = worker;
  const addresses = { hostIP: context.hostIP(worker.node), podIP: worker.ip ?? '' };
  const of = { namespace, pod: name, image: run.image };
  const connections = new Connections(context, worker, of);
  const user = processUser(pod, container);
  const processes = seenProcesses(context, worker, pod, container);
  const world: ProcessWorld = {
    env: { ...behaviour.env, ...environmentOfRun(pod, container, run, lister, addresses) },
    hostname: pod.spec.hostname ?? worker.name,
    ...mainCommand(container, behaviour),
    ip: addresses.podIP,
    startedAt: now,
    behaviour,
    mounts: withWritten(
      filesOf(
        {
          ...nodeFiles(pod, container, lister.get('nodes', '', worker.node)),
          ...volumeFiles(context, worker, pod, container),
          ...mountedFiles(pod, container, context.mountedBy(worker), addresses),
        },
        run,
        now - run.startedAt,
      ),
      run,
    ),
    textOf: (path) => scriptWrites(context, run, now - run.startedAt)[path] ?? undefined,
    follow: (path) => addedTo(context, worker, pod, container.name, now, path),
    folders: mountedFolders(pod, container),
    ...(user !== undefined && { user }),
    ...(container.workingDir !== undefined && { cwd: container.workingDir }),
    ...(processes !== undefined && { processes }),
    hidden: [
      ...mountPaths(container),
      ...Object.entries(run.written ?? {}).flatMap(([path, content]) => (content === null ? [path] : [])),
    ],
    interactive: false,
    unknownProgram: 'answers',
    declaredPorts: [],
    memoryLimit: Infinity,
    network: (question) => (answers(context, worker, question) ? 0 : -1),
    ...(door !== undefined && {
      useNetwork: (shell: Process, program: string, args: readonly string[]) => door.run(shell, program, args, of),
    }),
    connect: (host, port) => connections.connect(host, port),
  };
  const [program = ''] = command;
  const player = context.scripts();
  if (!player.isExecutable(behaviour, program) && !Object.hasOwn(world.mounts, program)) {
    const why = program.includes('/')
      ? `stat ${program}: no such file or directory`
      : 'executable file not found in $PATH';
    return {
      type: 'missing',
      message: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${why}: unknown`,
    };
  }
  const { end, output, written, signalledMain } = player.play(world, Infinity, command, stdin);
  if (end === undefined) return { type: 'endless', lines: output };
  return {
    type: 'ended',
    exitCode: end.exitCode,
    output: output.map(({ text }) => `${text}\n`).join(''),
    lines: output,
    tookMs: end.at,
    written,
    memories: connections.memories(),
    ...(signalledMain === true && { signalledMain }),
  };
}

function workerAt(context: KubeletContext, address: string): PodWorker | undefined {
  for (const worker of context.state.pods.all()) {
    if (worker.ip === address && worker.sandbox === 'ready') return context.state.pods.get(worker.uid);
  }
  return undefined;
}

function answers(context: KubeletContext, worker: PodWorker, question: string): boolean {
  const local = /^tcp:localhost:(\d+)$/.exec(question);
  if (local !== null) return listenerOn(worker, Number(local[1]), context.now) !== undefined;
  const direct = /^tcp:(\d{1,3}(?:\.\d{1,3}){3}):(\d+)$/.exec(question);
  const other = direct === null ? undefined : workerAt(context, direct[1] ?? '');
  if (other !== undefined) return listenerOn(other, Number(direct?.[2]), context.now) !== undefined;
  return podAnswer(question, worker, context.port.lister, context.door);
}
