import { serverVersion } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { parseOptions } from './options.ts';

const USAGE = `minikube provisions and manages local Kubernetes clusters optimized for development workflows.

Commands that this playground has, on the cluster of this page:
  addons list       Lists what the cluster has of minikube's addons
  image ls          List images (docker build makes one for every node)
  ip                Retrieves the IP address of the primary control plane
  kubectl           Run kubectl: minikube kubectl -- get pods
  node list         List nodes
  profile list      Lists all minikube profiles
  service           Returns a URL to connect to a service
  start             Starts the cluster: it runs already
  status            Gets the status of a local Kubernetes cluster
  tunnel            Connect to LoadBalancer services: they have addresses already
  version           Print the version of minikube
`;

const VERSION = 'v1.35.0';

function nodeAddress(process: Process): string {
  const [node] = process.world.cluster.live.list('nodes');
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '127.0.0.1';
}

/** Rows as minikube draws tables since 1.35: a frame, the heading in the middle of its column. */
function framed(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|\n`;
  const line = (row: readonly string[]): string =>
    `|${widths.map((width, column) => ` ${(row[column] ?? '').padEnd(width)} `).join('|')}|\n`;
  const centred = heading.map((cell, column) => {
    const left = Math.floor(((widths[column] ?? 0) - cell.length) / 2);
    return ' '.repeat(left) + cell;
  });
  return rule + line(centred) + rule + rows.map(line).join('') + rule;
}

function urlsOf(process: Process, namespace: string, name: string): string[] {
  const service = process.world.cluster.live.get('services', namespace, name);
  const ports = (service?.spec.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
  return ports.map((port) => `http://${nodeAddress(process)}:${port}`);
}

/** `minikube service list`. */
function listServices(process: Process): number {
  const rows = process.world.cluster.live.list('services').map(({ metadata: { namespace = '', name }, spec }) => {
    const urls = urlsOf(process, namespace, name);
    const ports = (spec.ports ?? []).map(
      ({ name: called, port }) => `${called === undefined ? '' : `${called}/`}${port}`,
    );
    return urls.length === 0
      ? [namespace, name, 'No node port', '']
      : [namespace, name, ports.join(' '), urls.join(' ')];
  });
  process.out(framed(['NAMESPACE', 'NAME', 'TARGET PORT', 'URL'], rows));
  return 0;
}

/** `minikube service NAME [--url] [-n NAMESPACE]`: where it can be reached on a node. */
function service(process: Process, args: readonly string[]): number {
  const options = parseOptions(Object.assign(Object.create(process) as Process, { args }), 'n:u', {
    url: 'u',
    namespace: 'n',
    https: 'h',
    all: 'a',
  });
  if (typeof options === 'number') return options;
  const [name = ''] = options.operands;
  if (name === 'list') return listServices(process);
  const namespace = options.value('n') ?? 'default';
  const found = process.world.cluster.live.get('services', namespace, name);
  if (found === undefined) {
    process.err(
      `❌  Exiting due to SVC_NOT_FOUND: Service '${name}' was not found in '${namespace}' namespace.\nYou may select another namespace by using 'minikube service ${name} -n <namespace>'. Or list out all the services using 'minikube service list'\n`,
    );
    return 115;
  }
  const urls = urlsOf(process, namespace, name);
  if (urls.length === 0) {
    process.err(`😿  service ${namespace}/${name} has no node port\n`);
    return 0;
  }
  if (!options.has('u')) {
    const ports = (found.spec.ports ?? []).map(({ port }) => String(port)).join(' ');
    process.out(framed(['NAMESPACE', 'NAME', 'TARGET PORT', 'URL'], [[namespace, name, ports, urls.join(' ')]]));
    process.out(`🎉  Opening service ${namespace}/${name} in default browser...\n`);
    process.err(`A browser tab cannot open it: ask it with curl ${urls[0] ?? ''}\n`);
    return 0;
  }
  process.out(urls.map((url) => `${url}\n`).join(''));
  return 0;
}

/** Addons that people ask for, with what this cluster has instead of an addon. */
const ADDONS: readonly (readonly [name: string, isEnabled: boolean, maintainer: string])[] = [
  ['dashboard', false, 'Kubernetes'],
  ['default-storageclass', true, 'Kubernetes'],
  ['ingress', true, 'Kubernetes'],
  ['ingress-dns', false, 'minikube'],
  ['metallb', true, '3rd party (MetalLB)'],
  ['metrics-server', true, 'Kubernetes'],
  ['registry', false, 'minikube'],
  ['storage-provisioner', true, 'minikube'],
];

function addons(process: Process, [verb = '', name = '']: readonly string[]): number {
  if (verb === 'list') {
    const rows = ADDONS.map(([addon, isEnabled, maintainer]) => [
      addon,
      'minikube',
      isEnabled ? 'enabled ✅' : 'disabled',
      maintainer,
    ]);
    process.out(framed(['ADDON NAME', 'PROFILE', 'STATUS', 'MAINTAINER'], rows));
    return 0;
  }
  if (verb !== 'enable' && verb !== 'disable') return unknown(process, `addons ${verb}`.trim());
  const addon = ADDONS.find(([known]) => known === name);
  if (addon === undefined) {
    process.err(`❌  Exiting due to MK_ADDON_ENABLE: enable failed: ${name} is not a valid addon\n`);
    return 10;
  }
  if (verb === 'enable' && addon[1]) {
    process.out(`🌟  The '${name}' addon is enabled\n`);
    return 0;
  }
  process.err(
    `minikube addons ${verb} ${name}: the cluster of this playground stays ${addon[1] ? 'with' : 'without'} it\n`,
  );
  return 1;
}

function unknown(process: Process, words: string): number {
  process.err(`Error: unknown command "${words}" for "minikube"\nRun 'minikube --help' for usage.\n`);
  return 1;
}

/** What a cluster in a page cannot do, and what does it here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  dashboard: 'The picture above is the dashboard',
  ssh: 'Nodes have no shell: docker exec node-1 crictl ps, or kubectl debug node/node-1 -it --image=busybox',
  stop: 'The cluster lives as long as its page; its clock can be paused with the buttons below the picture',
  pause: 'The clock of the cluster can be paused with the buttons below the picture',
  unpause: 'The clock of the cluster goes on with the buttons below the picture',
  delete: 'A new cluster comes from the command palette (Ctrl+K)',
  mount: 'Files come into containers by ConfigMaps, Secrets and kubectl cp',
  logs: 'What the cluster did stands under Story and Events, what containers print in kubectl logs',
  cache: 'What docker build made is on every node',
  'docker-env': 'docker build works as it is: what it makes is on every node',
};

/** The commands of minikube that posts use and a learner tries next, on this cluster. */
export function* minikube(process: Process): Work {
  const [verb = '', ...rest] = process.args;
  const { live } = process.world.cluster;
  switch (verb) {
    case '':
    case 'help':
    case '-h':
    case '--help':
      process.out(USAGE);
      return 0;
    case 'version':
      process.out(
        rest.includes('--short')
          ? `${VERSION}\n`
          : `minikube version: ${VERSION}\ncommit: dd5d320e41b5451cdf3c01891bc4e13d189586ed\n`,
      );
      return 0;
    case 'ip':
      process.out(`${nodeAddress(process)}\n`);
      return 0;
    case 'status':
      process.out(
        'minikube\ntype: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\nkubeconfig: Configured\n\n',
      );
      return 0;
    case 'start':
      process.out('🏄  Done! kubectl is now configured to use "minikube" cluster and "default" namespace by default\n');
      return 0;
    case 'kubectl':
      return yield* process.shell.runWords(
        ['kubectl', ...rest.filter((word, index) => index > 0 || word !== '--')],
        process.streams,
      );
    case 'service':
      return service(process, rest);
    case 'addons':
      return addons(process, rest);
    case 'image':
      if (rest[0] === 'ls' || rest[0] === 'list')
        return yield* process.shell.runWords(['docker', 'images'], process.streams);
      if (rest[0] === 'build')
        return yield* process.shell.runWords(['docker', 'build', ...rest.slice(1)], process.streams);
      // What docker build made is on every node already.
      if (rest[0] === 'load' && rest[1] !== undefined) return 0;
      if (rest[0] === 'rm') return yield* process.shell.runWords(['docker', 'rmi', ...rest.slice(1)], process.streams);
      return unknown(process, ['image', ...rest.slice(0, 1)].join(' '));
    case 'node':
      if (rest[0] !== 'list') return unknown(process, ['node', ...rest.slice(0, 1)].join(' '));
      for (const { metadata, status } of live.list('nodes')) {
        process.out(
          `${metadata.name}\t${status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''}\n`,
        );
      }
      return 0;
    case 'profile': {
      const nodes = live.list('nodes').length;
      process.out(
        rest[0] === 'list'
          ? framed(
              ['Profile', 'Driver', 'Runtime', 'IP', 'Port', 'Version', 'Status', 'Nodes'],
              [
                [
                  'minikube',
                  'docker',
                  'containerd',
                  nodeAddress(process),
                  '8443',
                  serverVersion.gitVersion,
                  'OK',
                  String(nodes),
                ],
              ],
            )
          : 'minikube\n',
      );
      return 0;
    }
    case 'tunnel':
      process.out(
        '✅  Tunnel successfully started\n\n📌  Services of type LoadBalancer have their addresses here without one.\n',
      );
      return 0;
    default: {
      const instead = Object.hasOwn(ELSEWHERE, verb) ? ELSEWHERE[verb] : undefined;
      if (instead === undefined) return unknown(process, verb);
      process.err(`minikube ${verb} is not part of this playground. ${instead}.\n`);
      return 1;
    }
  }
}
