import type { Fault } from '../../engine/index.ts';
import { Process } from '../run/process.ts';
import { dockerContainers, dockerDuration, findContainer, SHORT_ID, type DockerContainer } from './docker-listing.ts';
import { dockerError, table } from './docker-text.ts';
import { parseOptions } from './options.ts';

/** What a process ends with that does not handle SIGTERM. */
const TERMINATED = 143;
const COMMAND_WIDTH = 20;

function shortened(command: string): string {
  return `"${command.length > COMMAND_WIDTH - 2 ? `${command.slice(0, COMMAND_WIDTH - 3)}…` : command}"`;
}

export function ps(process: Process): number {
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

export function act(process: Process, verb: 'stop' | 'kill' | 'start' | 'restart'): number {
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

export function rm(process: Process): number {
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

export function logs(process: Process): number {
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

/** `docker inspect NAME...`: what people look up in it, of the containers that there are. */
export function inspect(process: Process): number {
  const options = parseOptions(process, 'f:s', { format: 'f', size: 's', type: 't' });
  if (typeof options === 'number') return 125;
  const { cluster } = process.world;
  const containers = dockerContainers(cluster);
  let status = 0;
  const found = options.operands.flatMap((wanted) => {
    const container = findContainer(containers, wanted);
    if (container !== undefined) return [inspected(process, container)];
    status = 1;
    process.err(`Error: No such object: ${wanted}\n`);
    return [];
  });
  process.out(`${JSON.stringify(found, undefined, 4)}\n`);
  return status;
}

function addressOf({ world: { cluster } }: Process, container: DockerContainer): string {
  if (container.type === 'pod') {
    return cluster.live.get('pods', container.namespace, container.pod)?.status.podIP ?? '';
  }
  const addresses = cluster.live.get('nodes', '', container.node)?.status.addresses ?? [];
  return addresses.find(({ type }) => type === 'InternalIP')?.address ?? '';
}

function inspected(process: Process, container: DockerContainer): object {
  const { id, image, command, created, running, name } = container;
  return {
    Id: id,
    Created: new Date(created).toISOString(),
    Path: command.split(' ')[0] ?? '',
    Args: command.split(' ').slice(1),
    State: { Status: running ? 'running' : 'exited', Running: running, Paused: false, OOMKilled: false, Dead: false },
    Name: `/${name}`,
    Config: { Image: image },
    NetworkSettings: {
      Networks: { [container.type === 'node' ? 'kind' : 'pod']: { IPAddress: addressOf(process, container) } },
    },
  };
}
