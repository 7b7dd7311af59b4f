import { resolveImage, type Fault } from '../../engine/index.ts';
import type { ContainerCommand } from '../../kubectl/index.ts';
import { execInContainer } from '../container-session.ts';
import type { Work } from '../run/block.ts';
import { Process, type Program } from '../run/process.ts';
import { dockerContainers, dockerDuration, dockerSize, findContainer, type DockerContainer } from './docker-listing.ts';
import { parseOptions } from './options.ts';

/** How long a small build takes, ms. */
const BUILD_MS = 2000;
/** What a process ends with that does not handle SIGTERM. */
const TERMINATED = 143;
const SHORT_ID = 12;
const COMMAND_WIDTH = 20;

const USAGE = `Usage:  docker [OPTIONS] COMMAND

Commands that this playground has:
  build       Build an image: it is then on every node, in no registry
  exec        Execute a command in a running container, crictl on a node
  images      List images
  kill        Kill one or more running containers
  logs        Fetch the logs of a container
  ps          List containers: nodes, as kind makes them, and the containers of pods
  restart     Restart one or more containers
  rm          Remove a node for good (-f)
  start       Start one or more stopped containers: \`docker start node-2\` powers a node on
  stop        Stop one or more running containers: \`docker stop node-2\` powers a node off
  version     Show the Docker version information
`;

/** Rows under a heading, each column as wide as it needs (docker's tabwriter: at least 10 wide, 3 apart). */
function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 7, cell.length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 3)));
      return `${cells.join('')}\n`;
    })
    .join('');
}

function shortened(command: string): string {
  return `"${command.length > COMMAND_WIDTH - 2 ? `${command.slice(0, COMMAND_WIDTH - 3)}…` : command}"`;
}

function dockerError(process: Process, message: string): number {
  process.err(`Error response from daemon: ${message}\n`);
  return 1;
}

function ps(process: Process): number {
  const options = parseOptions(process, 'aqf:n:ls', {
    all: 'a',
    quiet: 'q',
    filter: 'f',
    'no-trunc': 'T',
    format: 'F',
    latest: 'l',
  });
  if (typeof options === 'number') return 125;
  const now = process.world.cluster.now();
  const names = options.values('f').flatMap((filter) => (filter.startsWith('name=') ? [filter.slice(5)] : []));
  const shown = dockerContainers(process.world.cluster)
    .filter(({ running }) => running || options.has('a'))
    .filter(({ name }) => names.length === 0 || names.some((wanted) => name.includes(wanted)));
  if (options.has('q')) {
    process.out(shown.map(({ id }) => `${id.slice(0, SHORT_ID)}\n`).join(''));
    return 0;
  }
  const rows = shown.map(({ id, image, command, created, status, name }) => [
    id.slice(0, SHORT_ID),
    image,
    shortened(command),
    `${dockerDuration(now - created)} ago`,
    status,
    '',
    name,
  ]);
  process.out(table([['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'], ...rows]));
  return 0;
}

/** The faults by which docker's verbs act on a container. */
function faultsOf(verb: string, container: DockerContainer): Fault[] {
  if (container.type === 'node') {
    const { node, running } = container;
    const off: Fault[] = running ? [{ type: 'powerOffNode', node }] : [];
    if (verb === 'stop' || verb === 'kill') return off;
    const on: Fault[] = [{ type: 'powerOnNode', node }];
    return verb === 'restart' ? [...off, ...on] : running ? [] : on;
  }
  if (verb === 'start') return [];
  const { namespace, pod, container: name } = container;
  return [
    { type: 'killContainer', namespace, pod, container: name, ...(verb === 'kill' ? {} : { exitCode: TERMINATED }) },
  ];
}

function act(process: Process, verb: 'stop' | 'kill' | 'start' | 'restart'): number {
  const options = parseOptions(process, 't:s:ai', { time: 't', timeout: 't', signal: 's' });
  if (typeof options === 'number') return 125;
  if (options.operands.length === 0) {
    process.err(
      `"docker ${verb}" requires at least 1 argument.\nSee 'docker ${verb} --help'.\n\nUsage:  docker ${verb} [OPTIONS] CONTAINER [CONTAINER...]\n`,
    );
    return 1;
  }
  const { cluster } = process.world;
  let status = 0;
  for (const wanted of options.operands) {
    const container = findContainer(dockerContainers(cluster), wanted);
    if (container === undefined) {
      status = dockerError(process, `No such container: ${wanted}`);
      continue;
    }
    if (verb === 'kill' && !container.running) {
      status = dockerError(process, `cannot kill container: ${wanted}: container ${container.id} is not running`);
      continue;
    }
    const command = ['docker', verb, ...process.args].join(' ');
    const results = faultsOf(verb, container).map((fault) => cluster.inject(fault, { actor: 'user', command }));
    const refusal = results.find(({ ok }) => !ok);
    if (refusal !== undefined) status = dockerError(process, refusal.message ?? '');
    else process.out(`${wanted}\n`);
  }
  return status;
}

function rm(process: Process): number {
  const options = parseOptions(process, 'fvl', { force: 'f', volumes: 'v' });
  if (typeof options === 'number') return 125;
  const { cluster } = process.world;
  let status = 0;
  for (const wanted of options.operands) {
    const container = findContainer(dockerContainers(cluster), wanted);
    if (container === undefined) status = dockerError(process, `No such container: ${wanted}`);
    else if (container.running && !options.has('f')) {
      status = dockerError(
        process,
        `cannot remove container "${container.name}": container is running: stop the container before removing or force remove`,
      );
    } else if (container.type === 'pod') {
      act(new Process('docker', [wanted], process.streams, process.shell), 'kill');
    } else {
      const command = ['docker', 'rm', ...process.args].join(' ');
      const result = cluster.inject({ type: 'removeNode', node: container.node }, { actor: 'user', command });
      if (result.ok) process.out(`${wanted}\n`);
      else status = dockerError(process, result.message);
    }
  }
  return status;
}

function* build(process: Process): Work {
  const options = parseOptions(process, 't:f:q', {
    tag: 't',
    file: 'f',
    quiet: 'q',
    'build-arg': 'b',
    platform: 'p',
    'no-cache': 'n',
    progress: 'r',
  });
  if (typeof options === 'number') return 125;
  if (options.operands.length !== 1) {
    process.err(
      'ERROR: "docker buildx build" requires exactly 1 argument.\nSee \'docker buildx build --help\'.\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nStart a build\n',
    );
    return 1;
  }
  const { cluster, files } = process.world;
  const context = process.shell.resolve(options.operands[0] ?? '.');
  if (files.kind(context) !== 'folder') {
    process.err(`ERROR: unable to prepare context: path "${options.operands[0]}" not found\n`);
    return 1;
  }
  const command = ['docker', 'build', ...process.args].join(' ');
  const tags = options.values('t');
  for (const image of tags) {
    const result = cluster.inject({ type: 'buildImage', image }, { actor: 'user', command });
    if (!result.ok) {
      process.err(`ERROR: ${result.message}\n`);
      return 1;
    }
  }
  yield { deadline: cluster.now() + BUILD_MS };
  const { builtImages } = process.shell.state;
  for (const tag of tags) {
    // Built again, it is the newest one.
    builtImages.delete(withTag(tag));
    builtImages.set(withTag(tag), cluster.now());
  }
  const names = tags.map((tag) => ` => => naming to docker.io/${tag.includes('/') ? '' : 'library/'}${withTag(tag)}\n`);
  if (!options.has('q')) {
    process.err(
      `[+] Building ${(BUILD_MS / 1000).toFixed(1)}s FINISHED${' '.repeat(32)}docker:default\n => exporting to image\n${names.join('')}`,
    );
  }
  return 0;
}

function withTag(image: string): string {
  return /:[^/]*$/.test(image) ? image : `${image}:latest`;
}

/** An image that this machine has: its nodes run it, or it was built here. */
interface LocalImage {
  readonly name: string;
  readonly id: string;
  /** Ms since the epoch. */
  readonly since: number;
}

function localImages({ shell, world: { cluster } }: Process): LocalImage[] {
  const built = [...shell.state.builtImages]
    .filter(([, at]) => at <= cluster.now())
    .map(([name, since]) => ({ name, since, id: imageOf(name)?.id ?? '' }))
    .toReversed();
  const used = new Map(
    cluster.live
      .list('pods')
      .flatMap((pod) => pod.status.containerStatuses ?? [])
      .filter(({ imageID }) => imageID !== '')
      .map(({ image, imageID }) => [withTag(image.replace(/^docker\.io\/(?:library\/)?/, '')), imageID]),
  );
  for (const { name } of built) used.delete(name);
  const pulled = [...used].map(([name, id]) => ({ name, id, since: cluster.options.startTime }));
  return [...built, ...pulled.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

/** What a registry or a build would give under a name. */
function imageOf(name: string): { id: string; sizeBytes: number } | undefined {
  const resolution = resolveImage(name, { unknownImages: 'run', built: [] });
  return resolution.type === 'published' || resolution.type === 'local' ? resolution.image : undefined;
}

/** `docker images [REPOSITORY[:TAG]]`: what was built last stands first. */
function images(process: Process): number {
  const options = parseOptions(process, 'aqf:', { all: 'a', quiet: 'q', filter: 'f', 'no-trunc': 'T', format: 'F' });
  if (typeof options === 'number') return 125;
  const { cluster } = process.world;
  const [wanted = ''] = options.operands;
  const rows = localImages(process)
    .filter(({ name }) => wanted === '' || name === wanted || name.slice(0, name.lastIndexOf(':')) === wanted)
    .map(({ name, id, since }) => {
      const colon = name.lastIndexOf(':');
      return [
        name.slice(0, colon),
        name.slice(colon + 1),
        /sha256:([\da-f]{12})/.exec(id)?.[1] ?? '<none>',
        `${dockerDuration(cluster.now() - since)} ago`,
        dockerSize(imageOf(name)?.sizeBytes ?? 0),
      ];
    });
  if (options.has('q')) process.out(rows.map(([, , id = '']) => `${id}\n`).join(''));
  else process.out(table([['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'], ...rows]));
  return 0;
}

function logs(process: Process): number {
  const options = parseOptions(process, 'ftn:', { follow: 'f', timestamps: 't', tail: 'n' });
  if (typeof options === 'number') return 125;
  const [wanted = ''] = options.operands;
  const { cluster } = process.world;
  const container = findContainer(dockerContainers(cluster), wanted);
  if (container === undefined) return dockerError(process, `No such container: ${wanted}`);
  if (container.type === 'node') return 0;
  const lines = cluster.logs(container.namespace, container.pod, container.container) ?? [];
  process.out(lines.map(({ text }) => `${text}\n`).join(''));
  return 0;
}

/** Runs a command, or a session, in a pod's container; what cannot be started is told in the words of the daemon. */
function* execInPod(process: Process, what: ContainerCommand): Work {
  try {
    return yield* execInContainer(process, what);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (message.startsWith('unable to upgrade'))
      return dockerError(process, `container ${what.container} is not running`);
    const why = /OCI runtime exec failed: .*$/s.exec(message)?.[0];
    if (why === undefined) throw error;
    process.err(`${why}\n`);
    return 127;
  }
}

/** `docker exec`: in a container of a pod; on a kind node it is `crictl`, by which one reaches those. */
function exec(process: Process): Work | number {
  const options = parseOptions(process, 'it', { interactive: 'i', tty: 't' }, { stopAtOperand: true });
  if (typeof options === 'number') return 125;
  const [wanted = '', program = '', verb = '', ...rest] = options.operands;
  const { cluster } = process.world;
  const containers = dockerContainers(cluster);
  const target = findContainer(containers, wanted);
  if (target === undefined) return dockerError(process, `No such container: ${wanted}`);
  if (!target.running) return dockerError(process, `container ${target.id} is not running`);
  if (target.type === 'pod') {
    const { namespace, pod, container } = target;
    const command = options.operands.slice(1);
    return execInPod(process, { namespace, pod, container, command, stdin: options.has('i'), tty: options.has('t') });
  }
  if (program !== 'crictl') {
    process.err(
      `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH: unknown\n`,
    );
    return 127;
  }
  const here = containers.filter(
    (container) =>
      container.type === 'pod' &&
      cluster.live.get('pods', container.namespace, container.pod)?.spec.nodeName === target.node,
  );
  if (verb === 'ps') return listOnNode(process, here);
  if (verb !== 'stop') {
    process.err(`crictl: only ps and stop are part of this playground\n`);
    return 1;
  }
  const ids = rest.filter((word, index) => !word.startsWith('-') && !/^(?:-t|--timeout)$/.test(rest[index - 1] ?? ''));
  let status = 0;
  for (const id of ids) {
    const container = findContainer(here, id);
    if (container?.type !== 'pod') {
      process.err(`E stopping container "${id}": rpc error: code = NotFound desc = container "${id}": not found\n`);
      status = 1;
      continue;
    }
    const { namespace, pod, container: name } = container;
    cluster.inject(
      { type: 'killContainer', namespace, pod, container: name },
      { actor: 'user', command: `crictl stop ${id}` },
    );
    process.out(`${id}\n`);
  }
  return status;
}

function listOnNode(process: Process, containers: readonly DockerContainer[]): number {
  const now = process.world.cluster.now();
  const rows = containers.flatMap((container) =>
    container.type === 'pod' && container.running
      ? [
          [
            container.id.slice(0, 13),
            container.image,
            `${dockerDuration(now - container.created)} ago`,
            'Running',
            container.container,
            container.pod,
          ],
        ]
      : [],
  );
  process.out(table([['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'POD'], ...rows]));
  return 0;
}

const VERSION = `Client:
 Version:           28.1.1
 API version:       1.49

Server: Docker Engine - Community
 Engine:
  Version:          28.1.1
  API version:      1.49 (minimum version 1.24)
`;

const COMMANDS: Readonly<Record<string, Program>> = {
  ps,
  build,
  images,
  logs,
  exec,
  rm,
  kill: (process) => act(process, 'kill'),
  stop: (process) => act(process, 'stop'),
  start: (process) => act(process, 'start'),
  restart: (process) => act(process, 'restart'),
};

/** The second words of docker's commands that are grouped: `docker container ls`. */
const GROUPED: Readonly<Record<string, string>> = { ls: 'ps', list: 'ps' };

export function docker(process: Process): Work | number {
  const args = [...process.args];
  if (args[0] === 'container') {
    args.shift();
    args[0] = GROUPED[args[0] ?? ''] ?? args[0] ?? '';
  } else if (args[0] === 'image' && GROUPED[args[1] ?? ''] !== undefined) args.splice(0, 2, 'images');
  else if ((args[0] === 'buildx' || args[0] === 'image') && args[1] === 'build') args.shift();
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.out(USAGE);
    return 0;
  }
  if (name === 'version' || name === '--version' || name === '-v') {
    process.out(name === 'version' ? VERSION : 'Docker version 28.1.1, build 4eba377\n');
    return 0;
  }
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run !== undefined) return run(new Process('docker', rest, process.streams, process.shell));
  process.err(`docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information\n`);
  return 1;
}
