import type { ContainerCommand } from '../../kubectl/index.ts';
import { execInContainer } from '../container-session.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { dockerContainers, dockerDuration, findContainer, type DockerContainer } from './docker-listing.ts';
import { dockerError, table } from './docker-text.ts';
import { parseOptions } from './options.ts';

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
export function exec(process: Process): Work | number {
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
    process.err(`Of the programs on a node, this playground has crictl alone: docker exec ${target.node} crictl ps\n`);
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
