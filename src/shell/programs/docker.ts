import type { Work } from '../run/block.ts';
import { Process, type Program } from '../run/process.ts';
import { act, inspect, logs, ps, rm } from './docker-containers.ts';
import { exec } from './docker-exec.ts';
import { build, images, removeImages, tag } from './docker-images.ts';

const USAGE = `Usage:  docker [OPTIONS] COMMAND

Commands that this playground has:
  build       Build an image: it is then on every node, in no registry
  exec        Execute a command in a running container, crictl on a node
  images      List images
  inspect     Return low-level information on a container, in JSON
  kill        Kill one or more running containers
  logs        Fetch the logs of a container
  ps          List containers: nodes, as kind makes them, and the containers of pods
  restart     Restart one or more containers
  rm          Remove a node for good (-f)
  rmi         Remove images that were built here
  start       Start one or more stopped containers: \`docker start node-2\` powers a node on
  stop        Stop one or more running containers: \`docker stop node-2\` powers a node off
  tag         Give an image a second name
  version     Show the Docker version information
`;

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
  rmi: removeImages,
  tag,
  inspect,
  kill: (process) => act(process, 'kill'),
  stop: (process) => act(process, 'stop'),
  start: (process) => act(process, 'start'),
  restart: (process) => act(process, 'restart'),
};

/** What belongs to an engine of one's own, which a browser has not: what is done here instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  run: 'Containers run in the cluster here: kubectl run NAME --image=IMAGE',
  create: 'Containers run in the cluster here: kubectl run NAME --image=IMAGE',
  compose: 'Containers run in the cluster here: write a Deployment and a Service in the editor, and press Apply',
  pull: 'Nodes pull the images that pods name: kubectl run NAME --image=IMAGE',
  push: 'No registry is needed here: what docker build made is on every node',
  login: 'No registry is needed here: what docker build made is on every node',
  save: 'No image leaves the browser: what docker build made is on every node',
  load: 'No image comes in from outside: what docker build made is on every node',
  network: 'The only network here is the one of the cluster: kubectl get nodes -o wide, kubectl get services',
  volume: 'Volumes belong to pods here: kubectl get persistentvolumes',
  system: 'There is nothing to clean up here: unused images take no room',
  info: 'There is no daemon here but what the nodes run: kubectl describe node',
  stats: 'What containers use, the cluster measures: kubectl top pods --containers',
  top: 'What a container runs, it tells itself: kubectl exec NAME -- ps',
  cp: 'Files go in and out of containers by kubectl cp',
  attach: 'A container is attached to by kubectl attach',
};

/** The second words of docker's commands that are grouped: `docker container ls`. */
const GROUPED: Readonly<Record<string, string>> = { ls: 'ps', list: 'ps' };

export function docker(process: Process): Work | number {
  const args = [...process.args];
  if (args[0] === 'container') {
    args.shift();
    args[0] = GROUPED[args[0] ?? ''] ?? args[0] ?? '';
  } else if (args[0] === 'image' && GROUPED[args[1] ?? ''] !== undefined) args.splice(0, 2, 'images');
  else if (args[0] === 'image' && (args[1] === 'rm' || args[1] === 'tag')) {
    args.splice(0, 2, args[1] === 'rm' ? 'rmi' : 'tag');
  } else if ((args[0] === 'buildx' || args[0] === 'image') && args[1] === 'build') args.shift();
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
  const instead = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (instead !== undefined) {
    process.err(`docker ${name} is not part of this playground. ${instead}\n`);
    return 1;
  }
  process.err(`docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information\n`);
  return 1;
}
