import { serverVersion, type Pod } from '../../engine/index.ts';
import { stableId } from '../stable-id.ts';
import type { ShellCluster } from '../world.ts';

/** Characters of an id that lists show. */
export const SHORT_ID = 12;

/** A container as the docker daemon of the machine lists it: a node, as kind makes them, or a pod's container. */
export type DockerContainer = {
  /** 64 hex digits. */
  id: string;
  name: string;
  image: string;
  command: string;
  /** Ms since the epoch. */
  created: number;
  running: boolean;
  /** `Up 5 minutes`, `Exited (137) 3 seconds ago`. */
  status: string;
} & ({ type: 'node'; node: string } | { type: 'pod'; namespace: string; pod: string; container: string });

const NODE_IMAGE = `kindest/node:${serverVersion.gitVersion}`;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Durations as docker words them (docker/go-units, HumanDuration); `ms` of virtual time. */
export function dockerDuration(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.round(ms / HOUR);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 14) return `${Math.floor(ms / DAY)} days`;
  if (hours < 24 * 60) return `${Math.floor(ms / DAY / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(ms / DAY / 30)} months`;
  return `${Math.floor(ms / DAY / 365)} years`;
}

/** Sizes as docker words them (docker/go-units, HumanSizeWithPrecision with three digits); bytes. */
export function dockerSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${Number(size.toPrecision(3))}${units[unit] ?? ''}`;
}

function timeOf(text: string | undefined, fallback: number): number {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? fallback : time;
}

function nodeContainers(cluster: ShellCluster): DockerContainer[] {
  const now = cluster.now();
  return cluster.live.list('nodes').map((node): DockerContainer => {
    const { name } = node.metadata;
    const created = timeOf(node.metadata.creationTimestamp, now);
    const running = cluster.live.isPoweredOn(name) !== false;
    return {
      type: 'node',
      node: name,
      id: stableId(`node ${name}`),
      name,
      image: NODE_IMAGE,
      command: '/usr/local/bin/entrypoint /sbin/init',
      created,
      running,
      status: running ? `Up ${dockerDuration(now - created)}` : 'Exited (137)',
    };
  });
}

function podContainers(pod: Pod, now: number): DockerContainer[] {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const specs = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return statuses.flatMap((status): DockerContainer[] => {
    const id = (status.containerID ?? '').replace(/^\w+:\/\//, '');
    if (id === '') return [];
    const { running: started, terminated } = status.state ?? {};
    const spec = specs.find(({ name }) => name === status.name);
    const created = timeOf(started?.startedAt ?? terminated?.startedAt, now);
    const ended = timeOf(terminated?.finishedAt, now);
    const { namespace = 'default', name, uid } = pod.metadata;
    return [
      {
        type: 'pod',
        namespace,
        pod: name,
        container: status.name,
        id,
        name: `k8s_${status.name}_${name}_${namespace}_${uid}_${status.restartCount}`,
        image: status.image === '' ? (spec?.image ?? '') : status.image,
        command: [...(spec?.command ?? ['/docker-entrypoint.sh']), ...(spec?.args ?? [])].join(' '),
        created,
        running: started !== undefined,
        status:
          started === undefined
            ? `Exited (${terminated?.exitCode ?? 0}) ${dockerDuration(now - ended)} ago`
            : `Up ${dockerDuration(now - created)}`,
      },
    ];
  });
}

/** All containers that docker knows of, the newest first. */
export function dockerContainers(cluster: ShellCluster): DockerContainer[] {
  const now = cluster.now();
  const pods = cluster.live
    .list('pods')
    .filter((pod) => cluster.live.isPoweredOn(pod.spec.nodeName ?? '') !== false)
    .flatMap((pod) => podContainers(pod, now));
  return [...pods, ...nodeContainers(cluster)].toSorted((a, b) => b.created - a.created);
}

/** The container that a name or the beginning of an id means. */
export function findContainer(containers: readonly DockerContainer[], wanted: string): DockerContainer | undefined {
  return (
    containers.find(({ name, id }) => name === wanted || id === wanted) ??
    (/^[\da-f]+$/.test(wanted) ? containers.find(({ id }) => id.startsWith(wanted)) : undefined)
  );
}
