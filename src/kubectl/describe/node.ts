import {
  addQuantity,
  nodeRoles,
  parseQuantity,
  quantityText,
  quantityValue,
  milliValue,
  type Container,
  type GenericObject,
  type Node,
  type Pod,
  type Quantity,
} from '../../engine/index.ts';
import type { DescribeContext, Describer } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { fullDate, sinceText, writeAnnotations, writeLabels, writeList } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

const PODS = { group: '', resource: 'pods', namespaced: true } as const;
const LEASES = { group: 'coordination.k8s.io', resource: 'leases', namespaced: true } as const;

type Amounts = Readonly<Record<string, Quantity>>;

const ZERO: Quantity | undefined = parseQuantity('0');

function sum(a: Amounts, b: Amounts): Amounts {
  const total: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = total[name];
    total[name] = before === undefined ? amount : addQuantity(before, amount);
  }
  return total;
}

function largest(a: Amounts, b: Amounts): Amounts {
  const most: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const before = most[name];
    if (before === undefined || milliValue(before) < milliValue(amount)) most[name] = amount;
  }
  return most;
}

function amountsOf(container: Container, list: 'requests' | 'limits'): Amounts {
  const amounts: Record<string, Quantity> = {};
  for (const [name, text] of Object.entries(container.resources?.[list] ?? {})) {
    const amount = parseQuantity(text);
    if (amount !== undefined) amounts[name] = amount;
  }
  return amounts;
}

/** What a pod asks for or may use: its containers and sidecars together, at least what an init container needs. */
function podAmounts({ spec }: Pod, list: 'requests' | 'limits'): Amounts {
  let total: Amounts = {};
  for (const container of spec.containers) total = sum(total, amountsOf(container, list));
  let sidecars: Amounts = {};
  let initial: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, list);
    if (container.restartPolicy === 'Always') sidecars = sum(sidecars, own);
    initial = largest(initial, container.restartPolicy === 'Always' ? sidecars : sum(sidecars, own));
  }
  return largest(sum(total, sidecars), initial);
}

function withShare(amounts: Amounts, name: string, allocatable: Readonly<Record<string, string>>): string {
  const amount = amounts[name] ?? ZERO;
  if (amount === undefined) return '0 (0%)';
  const whole = parseQuantity(allocatable[name] ?? '0');
  const inMilli = name === 'cpu';
  const size = whole === undefined ? 0 : inMilli ? milliValue(whole) : quantityValue(whole);
  const share = size === 0 ? 0 : Math.trunc(((inMilli ? milliValue(amount) : quantityValue(amount)) / size) * 100);
  return `${quantityText(amount)} (${share}%)`;
}

function writePods(writer: DescribeWriter, node: Node, context: DescribeContext): void {
  const pods = context.api
    .list(PODS, '', {
      fieldSelector: `spec.nodeName=${node.metadata.name},status.phase!=Succeeded,status.phase!=Failed`,
    })
    .items.map((pod) => pod as unknown as Pod);
  const { allocatable: left = {}, capacity = {} } = node.status;
  const allocatable = Object.keys(left).length > 0 ? left : capacity;
  writer.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  let requests: Amounts = {};
  let limits: Amounts = {};
  for (const pod of pods) {
    const asked = podAmounts(pod, 'requests');
    const allowed = podAmounts(pod, 'limits');
    requests = sum(requests, asked);
    limits = sum(limits, allowed);
    const cells = ['cpu', 'memory'].flatMap((name) => [
      withShare(asked, name, allocatable),
      withShare(allowed, name, allocatable),
    ]);
    const age = sinceText(pod.metadata.creationTimestamp, context.now);
    writer.line(1, [pod.metadata.namespace ?? '', pod.metadata.name, '', ...cells, age].join('\t'));
  }
  writer.line(0, 'Allocated resources:');
  writer.line(0, '  (Total limits may be over 100 percent, i.e., overcommitted.)');
  writer.line(1, 'Resource\tRequests\tLimits');
  writer.line(1, '--------\t--------\t------');
  const pages = Object.keys(allocatable).filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...pages.toSorted()]) {
    writer.line(1, `${name}\t${withShare(requests, name, allocatable)}\t${withShare(limits, name, allocatable)}`);
  }
}

interface LeaseSpec {
  holderIdentity?: string;
  acquireTime?: string;
  renewTime?: string;
}

function writeLease(writer: DescribeWriter, node: Node, { api }: DescribeContext): void {
  const lease = api.find(LEASES, 'kube-node-lease', node.metadata.name);
  if (lease === undefined) {
    const name = node.metadata.name;
    writer.line(0, `Lease:\tFailed to get lease: leases.coordination.k8s.io "${name}" not found`);
    return;
  }
  const spec = (lease.spec ?? {}) as LeaseSpec;
  const date = (time: string | undefined): string => (time === undefined ? '<unset>' : fullDate(time));
  writer.line(0, 'Lease:');
  writer.line(1, `HolderIdentity:\t${spec.holderIdentity ?? '<unset>'}`);
  writer.line(1, `AcquireTime:\t${date(spec.acquireTime)}`);
  writer.line(1, `RenewTime:\t${date(spec.renewTime)}`);
}

function writeConditions(writer: DescribeWriter, { status: { conditions = [] } }: Node): void {
  if (conditions.length === 0) return;
  writer.line(0, 'Conditions:');
  writer.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const condition of conditions) {
    const times = `${fullDate(condition.lastHeartbeatTime)} \t${fullDate(condition.lastTransitionTime)} `;
    writer.line(
      1,
      `${condition.type} \t${condition.status} \t${times}\t${condition.reason ?? ''} \t${condition.message ?? ''}`,
    );
  }
}

function writeAmounts(
  writer: DescribeWriter,
  title: string,
  amounts: Readonly<Record<string, string>> | undefined,
): void {
  const names = Object.keys(amounts ?? {}).toSorted();
  if (names.length === 0) return;
  writer.line(0, `${title}:`);
  for (const name of names) writer.line(1, `${name}:\t${amounts?.[name] ?? ''}`);
}

const SYSTEM_INFO: readonly [title: string, field: string][] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
];

export const describeNode: Describer = (writer, object: GenericObject, context) => {
  const node = object as unknown as Node;
  const { metadata, spec, status } = node;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Roles:\t${nodeRoles(metadata.labels).join(',') || '<none>'}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `CreationTimestamp:\t${fullDate(metadata.creationTimestamp)}`);
  const taints = (spec.taints ?? [])
    .toSorted((a, b) => (`${a.effect},${a.key}` < `${b.effect},${b.key}` ? -1 : 1))
    .map(({ key, value = '', effect }) => (value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`));
  writeList(writer, 'Taints', taints);
  writer.line(0, `Unschedulable:\t${spec.unschedulable ?? false}`);
  writeLease(writer, node, context);
  writeConditions(writer, node);
  writer.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) writer.line(1, `${type}:\t${address}`);
  writeAmounts(writer, 'Capacity', status.capacity);
  writeAmounts(writer, 'Allocatable', status.allocatable);
  writer.line(0, 'System Info:');
  for (const [title, field] of SYSTEM_INFO) writer.line(1, `${title}:\t${status.nodeInfo?.[field] ?? ''}`);
  if ((spec.podCIDR ?? '') !== '') writer.line(0, `PodCIDR:\t${spec.podCIDR}`);
  if ((spec.podCIDRs?.length ?? 0) > 0) writer.line(0, `PodCIDRs:\t${spec.podCIDRs?.join(',')}`);
  if ((spec.providerID ?? '') !== '') writer.line(0, `ProviderID:\t${spec.providerID}`);
  writePods(writer, node, context);
  if (context.showEvents) {
    // The kubelet names the node itself as the uid of its events.
    writeEvents(writer, eventsOf(context.api, object, [metadata.uid, metadata.name]), context.now);
  }
};
