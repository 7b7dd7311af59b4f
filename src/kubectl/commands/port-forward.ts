import type { GenericObject, Pod, Service } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { durationFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { checkRunningTimeout, namedObject, waitForPods } from '../pods-of.ts';
import { Discovery } from '../resources.ts';

/** A local port and the port of the pod that it leads to. */
interface PortPair {
  local: number;
  remote: number;
}

function containerPort(pod: Pod, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  const all = pod.spec.containers.flatMap(({ ports = [] }) => ports);
  return all.find(({ name }) => name === port)?.containerPort;
}

/** Where a port of a Service leads in a pod (portforward.go, translateServicePortToTargetPort). */
function throughService(service: Service, pod: Pod, port: number | string): number | undefined {
  const { ports = [] } = service.spec;
  if (typeof port === 'string' && !ports.some(({ name }) => name === port)) {
    throw new KubectlError(`Service '${service.metadata.name}' does not have a named port '${port}'`);
  }
  const found = ports.find((item) => item.port === port || item.name === port);
  if (found === undefined) {
    throw new KubectlError(`Service ${service.metadata.name} does not have a service port ${port}`);
  }
  return containerPort(pod, found.targetPort ?? found.port);
}

/** A local port as client-go reads it (tools/portforward, parsePorts). */
function readPort(text: string): number {
  const refuse = (reason: string): never => {
    throw new KubectlError(`error parsing local port '${text}': strconv.ParseUint: parsing "${text}": ${reason}`);
  };
  if (!/^\d+$/.test(text)) return refuse('invalid syntax');
  return Number(text) > 65_535 ? refuse('value out of range') : Number(text);
}

function readPair(text: string, object: GenericObject, pod: Pod): PortPair {
  const [first = '', second] = text.split(':');
  const wanted = second === undefined || second === '' ? first : second;
  const number = /^\d+$/.test(wanted) ? Number(wanted) : wanted;
  const remote =
    object.kind === 'Service' ? throughService(object as unknown as Service, pod, number) : containerPort(pod, number);
  if (remote === undefined) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${wanted}'`);
  const local = first === '' ? 0 : readPort(second === undefined ? String(number) : first);
  if (remote === 0) throw new KubectlError('remote port must be > 0');
  return { local: local === 0 ? remote : local, remote };
}

/** Refuses what is no address to listen at (tools/portforward, parseAddresses). */
function checkAddresses(addresses: readonly string[]): void {
  for (const address of addresses) {
    const isAddress =
      address === 'localhost' ||
      /^(?:\d{1,3}\.){3}\d{1,3}$/.test(address) ||
      /^[\da-fA-F:]*:[\da-fA-F:.]*$/.test(address);
    if (!isAddress) throw new KubectlError(`${address} is not a valid IP`);
  }
}

/** `kubectl port-forward` (kubectl pkg/cmd/portforward/portforward.go). */
export const portForward = command({
  name: 'port-forward',
  flags: { address: stringsFlag(), 'pod-running-timeout': durationFlag(60_000) },
  *run(call) {
    const { env, args, flags: given, path } = call;
    const [word, ...ports] = args;
    if (word === undefined || ports.length === 0) {
      throw usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
    }
    checkRunningTimeout(given, path);
    const api = new ApiClient(env);
    const named = namedObject(api, new Discovery(api), word, namespaceOf(call).namespace);
    const [pod] = yield* waitForPods(env, api, named, 'attach to', given['pod-running-timeout']);
    if (pod === undefined) return;
    const pairs = ports.map((text) => readPair(text, named.object, pod));
    if (pod.status.phase !== 'Running') {
      throw new KubectlError(
        `unable to forward port because pod is not running. Current status=${pod.status.phase ?? 'Pending'}`,
      );
    }
    checkAddresses(given.address);
    if (env.forward === undefined) {
      const wanted = pairs.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
      throw new KubectlError(`unable to listen on any of the requested ports: [${wanted}]`);
    }
    for (const { local, remote } of pairs) {
      env.out(`Forwarding from 127.0.0.1:${local} -> ${remote}\nForwarding from [::1]:${local} -> ${remote}\n`);
    }
    yield* env.forward(pod.metadata.namespace ?? '', pod.metadata.name, pairs);
  },
});
