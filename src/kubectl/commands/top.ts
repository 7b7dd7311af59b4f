import { formatGoDuration, milliValue, parseQuantity, quantityValue, type GenericObject } from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { instantCommand, type Call, type CommandGroup } from '../command.ts';
import type { KubectlEnv } from '../env.ts';
import { KubectlError, usageError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { goSorted } from '../output/go-sort.ts';
import { alignLines, TABLE_TABS } from '../output/tabular.ts';

const METRICS = 'metrics.k8s.io';
const NODES = { group: '', resource: 'nodes', namespaced: false } as const;

type Amounts = Readonly<Record<string, string>>;

function milli(text: string | undefined): number {
  const quantity = parseQuantity(text ?? '0');
  return quantity === undefined ? 0 : milliValue(quantity);
}

function bytes(text: string | undefined): number {
  const quantity = parseQuantity(text ?? '0');
  return quantity === undefined ? 0 : quantityValue(quantity);
}

const mebibytes = (amount: number): number => Math.floor(amount / 1024 ** 2);

/** One object of the metrics API, or all that are selected. */
function readMetrics(
  api: ApiClient,
  resource: 'nodes' | 'pods',
  namespace: string,
  { name, ...selection }: { name: string | undefined; labelSelector: string; fieldSelector?: string },
): readonly GenericObject[] {
  const metrics = { group: METRICS, resource, namespaced: resource === 'pods' };
  return name === undefined ? api.list(metrics, namespace, selection).items : [api.get(metrics, namespace, name)];
}

const commonFlags = {
  'no-headers': boolFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  'sort-by': stringFlag(),
  'use-protocol-buffers': boolFlag(true),
};

type TopCall = Call<typeof commonFlags>;

/** The one name that a person may give; `use` is what the command says of a second. */
function onlyName({ args, path, flags }: TopCall, use: string, selectors: readonly string[]): string | undefined {
  if (args.length > 1) throw usageError(path, use);
  const [name] = args;
  if (flags['sort-by'] !== '' && !['cpu', 'memory'].includes(flags['sort-by'])) {
    throw new KubectlError('--sort-by accepts only cpu or memory');
  }
  if (name !== undefined && selectors.some((selector) => selector !== '')) {
    throw new KubectlError(`only one of NAME or ${selectors.length > 1 ? 'selector' : '--selector'} can be provided`);
  }
  return name;
}

/** The order of `--sort-by`: the largest first, else by name (kubectl pkg/metricsutil/metrics_printer.go). */
function sortedMetrics<T>(
  items: readonly T[],
  sortBy: string,
  { usages, key }: { usages: (item: T) => readonly Amounts[]; key: (item: T) => readonly string[] },
): T[] {
  const total = (item: T): number =>
    usages(item).reduce((sum, { [sortBy]: text }) => sum + (sortBy === 'cpu' ? milli(text) : bytes(text)), 0);
  const isBefore = (a: readonly string[], b: readonly string[]): boolean => {
    const at = a.findIndex((text, index) => text !== b[index]);
    return at >= 0 && (a[at] ?? '') < (b[at] ?? '');
  };
  return goSorted(items, (a, b) => (sortBy === '' ? isBefore(key(a), key(b)) : total(a) > total(b)));
}

/** Every cell ends with a tab, so that the last column is padded too. */
function table(rows: readonly (readonly string[])[]): string {
  return `${alignLines(
    rows.map((row) => row.map((cell) => `${cell}\t`).join('')),
    TABLE_TABS,
  ).join('\n')}\n`;
}

const NODE_COLUMNS = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'];

const node = instantCommand({
  name: 'node',
  aliases: ['nodes', 'no'],
  flags: { ...commonFlags, 'show-capacity': boolFlag() },
  run(call) {
    const { env, flags } = call;
    const name = onlyName(call, 'node [NAME | -l label]', [flags.selector]);
    const api = new ApiClient(env);
    const labelSelector = flags.selector;
    const metrics = readMetrics(api, 'nodes', '', { name, labelSelector });
    if (metrics.length === 0) throw new KubectlError('metrics not available yet');
    const nodes = name === undefined ? api.list(NODES, '', { labelSelector }).items : [api.get(NODES, '', name)];
    const sorted = sortedMetrics(metrics, flags['sort-by'], {
      usages: ({ usage }) => [(usage ?? {}) as Amounts],
      key: ({ metadata }) => [metadata.name],
    });
    const rows = sorted.map(({ metadata, usage }) => {
      const used = (usage ?? {}) as Amounts;
      const status = (nodes.find((item) => item.metadata.name === metadata.name)?.status ?? {}) as {
        allocatable?: Amounts;
        capacity?: Amounts;
      };
      const size = (flags['show-capacity'] ? status.capacity : status.allocatable) ?? {};
      const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.floor((part / whole) * 100)}%`;
      const [cpu, memory] = [milli(used['cpu']), bytes(used['memory'])];
      return [
        metadata.name,
        `${cpu}m`,
        share(cpu, milli(size['cpu'])),
        `${mebibytes(memory)}Mi`,
        share(memory, bytes(size['memory'])),
      ];
    });
    const unmeasured = nodes.filter((item) => !metrics.some(({ metadata }) => metadata.name === item.metadata.name));
    const unknown = unmeasured.map(({ metadata }) => [metadata.name, ...NODE_COLUMNS.slice(1).map(() => '<unknown>')]);
    env.out(table([...(flags['no-headers'] ? [] : [NODE_COLUMNS]), ...rows, ...unknown]));
  },
});

const PODS = { group: '', resource: 'pods', namespaced: true } as const;

/** A pod older than this should have been measured (kubectl pkg/cmd/top/top_pod.go, metricsCreationDelay). */
const MEASURED_AFTER = 120_000;

interface ContainerUsage {
  name: string;
  usage: Amounts;
}

/** Says why no pod was measured; nothing when there is none. */
function explainNoMetrics(env: KubectlEnv, pods: readonly GenericObject[]): void {
  if (pods.length === 0) return;
  for (const { metadata } of pods) {
    const age = env.now() - Date.parse(metadata.creationTimestamp);
    if (age > MEASURED_AFTER) {
      throw new KubectlError(
        `Metrics not available for pod ${metadata.namespace ?? ''}/${metadata.name}, age: ${formatGoDuration(age)}`,
      );
    }
  }
  throw new KubectlError('metrics not available yet');
}

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
    const { env, flags } = call;
    const name = onlyName(call, 'pod [NAME | -l label]', [flags.selector, flags['field-selector']]);
    const isEverywhere = flags['all-namespaces'];
    const { namespace: own } = namespaceOf(call);
    const namespace = isEverywhere ? '' : own;
    const selection = { labelSelector: flags.selector, fieldSelector: flags['field-selector'] };
    const api = new ApiClient(env);
    const metrics = readMetrics(api, 'pods', namespace, { name, ...selection });
    if (metrics.length === 0) {
      explainNoMetrics(env, api.list(PODS, own, selection).items);
      env.err(isEverywhere ? 'No resources found\n' : `No resources found in ${own} namespace.\n`);
      return;
    }
    const containersOf = ({ containers }: GenericObject): readonly ContainerUsage[] =>
      (containers ?? []) as ContainerUsage[];
    const amounts = (usages: readonly ContainerUsage[]): string[] => [
      `${usages.reduce((sum, { usage }) => sum + milli(usage['cpu']), 0)}m`,
      `${mebibytes(usages.reduce((sum, { usage }) => sum + bytes(usage['memory']), 0))}Mi`,
    ];
    const pods = sortedMetrics(metrics, flags['sort-by'], {
      usages: (item) => containersOf(item).map(({ usage }) => usage),
      key: ({ metadata }) => [isEverywhere ? (metadata.namespace ?? '') : '', metadata.name],
    });
    const rows = pods.flatMap((item) => {
      const place = [...(isEverywhere ? [item.metadata.namespace ?? ''] : []), item.metadata.name];
      if (!flags.containers) return [[...place, ...amounts(containersOf(item))]];
      const sorted = sortedMetrics(containersOf(item), flags['sort-by'], {
        usages: ({ usage }) => [usage],
        key: (container) => [container.name],
      });
      return sorted.map((container) => [...place, container.name, ...amounts([container])]);
    });
    const titles = [
      ...(isEverywhere ? ['NAMESPACE'] : []),
      ...(flags.containers ? ['POD', 'NAME'] : ['NAME']),
      'CPU(cores)',
      'MEMORY(bytes)',
    ];
    // Without headers the real one does not count the columns for them.
    const width = flags['no-headers'] ? 3 : titles.length;
    const blank = Array.from({ length: width - 2 }, () => '');
    const sum = [
      [...blank, '________', '________'],
      [...blank, ...amounts(metrics.flatMap(containersOf))],
    ];
    env.out(table([...(flags['no-headers'] ? [] : [titles]), ...rows, ...(flags.sum ? sum : [])]));
  },
});

export const top: CommandGroup = { name: 'top', refuses: 'unknown command', bareHelp: 'err', commands: [node, pod] };
