import { badRequest, type Cluster, type Pod } from '../../engine/index.ts';
import { truth } from './api-request.ts';
import type { CommandConnection } from './command-connection.ts';
import { chosenContainer } from './container-choice.ts';
import { exitStatus, runInContainer, type ProcessPlace, type ProcessStreams } from './container-process.ts';
import { ContainerShell, isInteractiveShell } from './container-shell.ts';
import type { Pace } from './pace.ts';

/** What exec and attach ask for, checked before the connection becomes a WebSocket. */
export interface RemoteCommand {
  kind: 'exec' | 'attach';
  place: ProcessPlace;
  command: readonly string[];
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

/** Reads what an exec or attach asks for; ApiError 400 when it cannot be. */
export function remoteCommandOf(kind: RemoteCommand['kind'], pod: Pod, query: URLSearchParams): RemoteCommand {
  const { namespace = '', name } = pod.metadata;
  const container = chosenContainer(pod, query.get('container') ?? '');
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${name} does not have a host assigned`);
  const command = query.getAll('command');
  if (kind === 'exec' && command.length === 0)
    throw badRequest('you must specify at least 1 command for the container');
  const place = { namespace, pod: name, container };
  return {
    kind,
    place,
    command,
    stdin: truth(query, 'stdin'),
    stdout: truth(query, 'stdout'),
    stderr: truth(query, 'stderr'),
    tty: truth(query, 'tty'),
  };
}

/** Programs that read their standard input to its end before they are done. */
const READERS: ReadonlySet<string> = new Set(
  'awk base64 bash cat cut grep head jq md5sum mysql psql sed sh sha256sum sort tail tar tee tr uniq wc xargs'.split(
    ' ',
  ),
);

/** More than so much of standard input is not kept, characters. */
const LONGEST_INPUT = 1024 * 1024;

/** Runs a command for a client until it ends or the client leaves. */
export function serveRemoteCommand(
  cluster: Cluster,
  pace: Pace,
  connection: CommandConnection,
  asked: RemoteCommand,
): void {
  if (asked.kind === 'attach') attach(cluster, pace, connection, asked);
  else if (asked.stdin && isInteractiveShell(asked.command)) converse(cluster, pace, connection, asked, connection);
  else execute(cluster, pace, connection, asked);
}

function converse(
  cluster: Cluster,
  pace: Pace,
  connection: CommandConnection,
  asked: RemoteCommand,
  streams: ProcessStreams,
): void {
  const [program = 'sh'] = asked.command;
  const shell = new ContainerShell(cluster, pace, asked.place, program, asked.tty, streams);
  connection.onInput(
    (text) => {
      shell.input(text);
    },
    () => {
      shell.end();
    },
  );
  connection.onClose(() => {
    shell.stop();
  });
  shell.start();
}

function execute(cluster: Cluster, pace: Pace, connection: CommandConnection, asked: RemoteCommand): void {
  let stop = (): void => {};
  const run = (stdin: string): void => {
    stop = runInContainer(cluster, pace, asked.place, asked.command, stdin, connection, (result) => {
      connection.finish(typeof result === 'number' ? exitStatus(result) : result);
    });
  };
  connection.onClose(() => {
    stop();
  });
  const [program = ''] = asked.command;
  if (!asked.stdin || !READERS.has(program.slice(program.lastIndexOf('/') + 1))) {
    run('');
    return;
  }
  let input = '';
  let isRunning = false;
  connection.onInput(
    (text) => {
      if (input.length < LONGEST_INPUT) input += text;
    },
    () => {
      if (isRunning) return;
      isRunning = true;
      run(input);
    },
  );
}

/** Shows what the container prints from now on; a shell that it runs takes what is typed. */
function attach(cluster: Cluster, pace: Pace, connection: CommandConnection, asked: RemoteCommand): void {
  const { namespace, pod, container } = asked.place;
  const spec = cluster.live.get('pods', namespace, pod)?.spec.containers.find(({ name }) => name === container);
  if (asked.stdin && spec?.stdin === true) {
    const own = [...(spec.command ?? []), ...(spec.args ?? [])];
    const command = own.length === 0 ? ['sh'] : own;
    const ending: ProcessStreams = {
      out: (text) => {
        connection.out(text);
      },
      err: (text) => {
        connection.err(text);
      },
      finish: (status) => {
        // The container is its shell and ends with it.
        const exitCode = 'details' in status ? Number(status.details.causes[0]?.message) : 0;
        cluster.inject({ type: 'killContainer', namespace, pod, container, ...(exitCode >= 0 && { exitCode }) });
        pace.announce();
        connection.finish(status);
      },
    };
    if (isInteractiveShell(command)) {
      converse(cluster, pace, connection, { ...asked, command }, ending);
      return;
    }
  }
  let shown = cluster.logs(namespace, pod, container)?.length ?? 0;
  const follow = (): void => {
    const lines = cluster.logs(namespace, pod, container) ?? [];
    for (const { text } of lines.slice(shown)) connection.out(`${text}\n`);
    shown = lines.length;
    if (cluster.exec(namespace, pod, container, ['true']) !== undefined) return;
    leave();
    connection.finish(exitStatus(0));
  };
  const leave = pace.listen(follow);
  connection.onClose(leave);
}
