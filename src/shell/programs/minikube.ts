import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';
import { parseOptions } from './options.ts';

function nodeAddress(process: Process): string {
  const [node] = process.world.cluster.live.list('nodes');
  return node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '127.0.0.1';
}

/** Where a service can be reached on a node; prints why it cannot. */
function serviceUrls(process: Process, namespace: string, name: string): string[] | undefined {
  const service = process.world.cluster.live.get('services', namespace, name);
  if (service === undefined) {
    process.err(
      `❌  Exiting due to SVC_NOT_FOUND: Service '${name}' was not found in '${namespace}' namespace.\nYou may select another namespace by using 'minikube service ${name} -n <namespace>'. Or list out all the services using 'minikube service list'\n`,
    );
    return undefined;
  }
  const ports = (service.spec.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
  if (ports.length === 0) process.err(`😿  service ${namespace}/${name} has no node port\n`);
  return ports.map((port) => `http://${nodeAddress(process)}:${port}`);
}

/** The few commands of minikube that posts use, on this cluster. */
export function* minikube(process: Process): Work {
  const [verb = '', ...rest] = process.args;
  switch (verb) {
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
    case 'service': {
      const options = parseOptions(Object.assign(Object.create(process) as Process, { args: rest }), 'n:u', {
        url: 'u',
        namespace: 'n',
      });
      if (typeof options === 'number') return options;
      const urls = serviceUrls(process, options.value('n') ?? 'default', options.operands[0] ?? '');
      if (urls === undefined) return 115;
      process.out(urls.map((url) => `${url}\n`).join(''));
      return 0;
    }
    default:
      process.err(
        verb === ''
          ? 'minikube: this playground has minikube ip, service, status and kubectl\n'
          : `Error: unknown command "${verb}" for "minikube"\nRun 'minikube --help' for usage.\n`,
      );
      return verb === '' ? 0 : 1;
  }
}
