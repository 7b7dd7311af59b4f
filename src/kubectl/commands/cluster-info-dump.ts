import type { GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, durationFlag, stringFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { printerFor, printFlags } from '../output/format.ts';
import { inGoOrder } from '../output/go-order.ts';
import { Discovery } from '../resources.ts';

/** What is dumped of a namespace, by its file's name (kubectl pkg/cmd/clusterinfo/clusterinfo_dump.go). */
const DUMPED = [
  ['events', 'events'],
  ['replicationcontrollers', 'replication-controllers'],
  ['services', 'services'],
  ['daemonsets', 'daemonsets'],
  ['deployments', 'deployments'],
  ['replicasets', 'replicasets'],
  ['pods', 'pods'],
] as const;

/** `kubectl cluster-info dump`. */
export const clusterInfoDump = instantCommand({
  name: 'dump',
  flags: {
    ...printFlags,
    'all-namespaces': boolFlag(false, { shorthand: 'A' }),
    namespaces: stringsFlag(),
    output: stringFlag('json', { shorthand: 'o' }),
    'output-directory': stringFlag(),
    'pod-running-timeout': durationFlag(20_000),
  },
  run(call) {
    const { env, flags: given } = call;
    const print = printerFor(given, { readFile: (path) => env.readFile(path), extra: [], isTyped: true });
    if (print === undefined)
      throw new KubectlError(`unable to match a printer for the output format "${given.output}"`);
    const api = new ApiClient(env);
    const discovery = new Discovery(api);
    const folder = given['output-directory'];
    const isToFiles = folder !== '' && folder !== '-';
    const extension = given.output === 'json' || given.output === 'yaml' ? given.output : 'txt';
    const write = (path: string, text: string): void => {
      if (!isToFiles) env.out(text);
      else if (env.writeFile === undefined) throw new KubectlError('this terminal has no files');
      else env.writeFile(`${folder}/${path}`, text);
    };
    // In a list of a type of its own, Go's objects do not tell their kind.
    const dumped = (resource: string, namespace: string): string => {
      const list = api.list(discovery.resolve(resource), namespace);
      const items = list.items.map((item) => {
        const { apiVersion: _version, kind: _kind, ...rest } = inGoOrder(item) as GenericObject;
        return rest;
      });
      return print({ ...list, items: items.length === 0 ? null : items });
    };
    write(`nodes.${extension}`, dumped('nodes', ''));
    const { namespace } = namespaceOf(call);
    const namespaces = given['all-namespaces']
      ? api.list(discovery.resolve('namespaces'), '').items.map(({ metadata }) => metadata.name)
      : given.namespaces.length > 0
        ? given.namespaces
        : ['kube-system', namespace];
    for (const place of namespaces) {
      for (const [resource, file] of DUMPED) {
        if (discovery.find(resource) !== undefined) write(`${place}/${file}.${extension}`, dumped(resource, place));
      }
      for (const { metadata, spec } of api.list(discovery.resolve('pods'), place).items) {
        const { initContainers = [], containers = [] } = (spec ?? {}) as Partial<
          Record<'initContainers' | 'containers', { name: string }[]>
        >;
        const logs = [...initContainers, ...containers].map(({ name }) => {
          const text = (env.logs(place, metadata.name, name) ?? []).map((line) => `${line.text}\n`).join('');
          const header = `==== START logs for container ${name} of pod ${place}/${metadata.name} ====\n`;
          const footer = `==== END logs for container ${name} of pod ${place}/${metadata.name} ====\n`;
          return `${header}${text}${footer}`;
        });
        write(`${place}/${metadata.name}/logs.txt`, logs.join(''));
      }
    }
    if (isToFiles) env.out(`Cluster info dumped to ${folder}\n`);
  },
});
