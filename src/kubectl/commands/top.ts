import { milliValue, parseQuantity, quantityValue, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type CommandGroup } from '../command.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';

const METRICS = 'metrics.k8s.io';
const NODES = { group: '', resource: 'nodes', namespaced: false } as const;

type Amounts = Readonly<Record<string, string>>;

function milli(text: string | undefined): number {
  const quantity = parseQuantity(text ?? '0');
  return quantity === undefined ? 0 : milliValue(quantity);
}

function mebibytes(text: string | undefined): number {
  const quantity = parseQuantity(text ?? '0');
  return quantity === undefined ? 0 : Math.floor(quantityValue(quantity) / 1024 ** 2);
}

function listMetrics(
  api: ApiClient,
  resource: 'nodes' | 'pods',
  namespace: string,
  labelSelector: string,
): readonly GenericObject[] {
  try {
    return api.list({ group: METRICS, resource, namespaced: resource === 'pods' }, namespace, { labelSelector }).items;
  } catch (error) {
    if (isNotFound(error)) throw new KubectlError('Metrics API not available');
    throw error;
  }
}

const commonFlags = {
  'no-headers': boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  'sort-by': stringFlag(),
  'use-protocol-buffers': boolFlag(true),
};

const node = instantCommand({
  name: 'node',
  aliases: ['nodes', 'no'],
  flags: { ...commonFlags, 'show-capacity': boolFlag() },
  run({ env, flags, args }) {
    const api = new ApiClient(env);
    const metrics = listMetrics(api, 'nodes', '', flags.selector).filter(
      ({ metadata }) => args.length === 0 || args.includes(metadata.name),
    );
    const rows = metrics.map(({ metadata, usage }) => {
      const used = (usage ?? {}) as Amounts;
      const status = (api.get(NODES, '', metadata.name).status ?? {}) as { allocatable?: Amounts; capacity?: Amounts };
      const size = (flags['show-capacity'] ? status.capacity : status.allocatable) ?? {};
      const cpu = milli(used['cpu']);
      const memory = mebibytes(used['memory']);
      const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.floor((part / whole) * 100)}%`;
      return [
        metadata.name,
        `${cpu}m`,
        share(cpu, milli(size['cpu'])),
        `${memory}Mi`,
        share(memory, mebibytes(size['memory'])),
      ].join('\t');
    });
    if (rows.length === 0) throw new KubectlError('metrics not available yet');
    const header = flags['no-headers'] ? [] : ['NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)'];
    env.out(`${alignLines([...header, ...rows], TABLE_TABS).join('\n')}\n`);
  },
});

const pod = instantCommand({
  name: 'pod',
  aliases: ['pods', 'po'],
  flags: {
    ...commonFlags,
    'all-namespaces': boolFlag(false, { shorthand: 'A' }),
    containers: boolFlag(),
    'field-selector': stringFlag(),
    sum: boolFlag(),
  },
  run(call) {
    const { env, flags, args } = call;
    const namespace = flags['all-namespaces'] ? '' : namespaceOf(call).namespace;
    const metrics = listMetrics(new ApiClient(env), 'pods', namespace, flags.selector).filter(
      ({ metadata }) => args.length === 0 || args.includes(metadata.name),
    );
    if (metrics.length === 0) {
      env.err(namespace === '' ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
      return;
    }
    const rows = metrics.flatMap(({ metadata, containers }) => {
      const list = (containers ?? []) as { name: string; usage: Amounts }[];
      const place = flags['all-namespaces'] ? [metadata.namespace ?? ''] : [];
      const cells = (usages: readonly Amounts[]): string[] => [
        `${usages.reduce((sum, usage) => sum + milli(usage['cpu']), 0)}m`,
        `${usages.reduce((sum, usage) => sum + mebibytes(usage['memory']), 0)}Mi`,
      ];
      if (!flags.containers) return [[...place, metadata.name, ...cells(list.map(({ usage }) => usage))].join('\t')];
      return list.map(({ name, usage }) => [...place, metadata.name, name, ...cells([usage])].join('\t'));
    });
    const titles = [
      ...(flags['all-namespaces'] ? ['NAMESPACE'] : []),
      ...(flags.containers ? ['POD', 'NAME'] : ['NAME']),
      'CPU(cores)',
      'MEMORY(bytes)',
    ];
    const header = flags['no-headers'] ? [] : [titles.join('\t')];
    env.out(`${alignLines([...header, ...rows], TABLE_TABS).join('\n')}\n`);
  },
});

export const top: CommandGroup = { name: 'top', refuses: 'unknown command', bareHelp: 'err', commands: [node, pod] };
