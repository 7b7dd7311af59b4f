import { expect } from 'vitest';
import type { Container, Node, NodeSelectorTerm, Pod, PodSpec, Taint, Toleration } from '../../../src/engine/index.ts';
import { fitErrorMessage } from '../../../src/engine/scheduler/fit-error.ts';
import { nodeSelectorMatches } from '../../../src/engine/scheduler/plugins/node-affinity.ts';
import { toleratesTaint } from '../../../src/engine/scheduler/plugins/taint-toleration.ts';
import { podRequests } from '../../../src/engine/scheduler/pod-requests.ts';
import { SchedulerWorld, type NodeOptions } from '../../support/scheduler-world.ts';
import { circumstanceOf, circumstances, type Circumstance } from './scheduler-circumstances.ts';

interface SchedulerFact {
  readonly group: string;
  readonly input: unknown;
  readonly expect: unknown;
}

function tolerated({ toleration, taint }: { toleration: Toleration; taint: Taint }): unknown {
  return { tolerated: toleratesTaint(toleration, taint) };
}

/** Whether a node takes a pod, and if not, the reason. */
function fitsTaints({ pod, node }: { pod: Pod; node: Node }): unknown {
  const world = new SchedulerWorld();
  world.addNode(node.metadata.name, node.spec);
  const message = world.messageFor(world.pod(pod.metadata.name, { ...pod.spec, containers: [{ name: 'c' }] }));
  const reason = /^0\/1 nodes are available: 1 (.*?)\. /.exec(message ?? '')?.[1] ?? null;
  return { fits: world.nodeOf(pod.metadata.name) !== undefined, reason };
}

interface AffinityInput {
  nodeSelectorTerms: { nodeSelectorTerms?: NodeSelectorTerm[] | null };
  node?: { metadata: { name: string; labels?: Record<string, string> } } | null;
}

function matchesNode({ nodeSelectorTerms: { nodeSelectorTerms }, node }: AffinityInput): unknown {
  const { name = '', labels = {} } = node?.metadata ?? {};
  return { matches: nodeSelectorMatches(nodeSelectorTerms ?? undefined, { name, labels }) };
}

interface FitErrorInput {
  nodes: number;
  reasonPerNode: Record<string, string>;
  preFilter: string;
  postFilter: string;
}

function fitError({ nodes, reasonPerNode, preFilter, postFilter }: FitErrorInput): unknown {
  const reasons = new Map<string, number>();
  for (const reason of Object.values(reasonPerNode)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return { message: fitErrorMessage(nodes, reasons, preFilter, postFilter) };
}

interface FitInput {
  resource: string;
  request: string;
  allocatable: string;
  used: string;
}

function fits({ resource, request, allocatable, used }: FitInput): unknown {
  const world = new SchedulerWorld();
  const asking = (amount: string): PodSpec => {
    const amounts = { [resource]: amount };
    const limits = resource.includes('/') && { limits: amounts };
    return { containers: [{ name: 'c', resources: resource === 'pods' ? {} : { requests: amounts, ...limits } }] };
  };
  const node = world.addNode('node-1', { allocatable: { [resource]: allocatable } });
  const before = resource === 'pods' ? Number(used) : 1;
  for (let index = 0; index < before; index++) world.addPod(node, `before-${index}`, asking(used));
  world.messageFor(world.pod('web', asking(request)));
  return { fits: world.nodeOf('web') !== undefined };
}

/** Everything that the options of several circumstances say of a node. */
function mergedNode(options: readonly (NodeOptions | undefined)[]): NodeOptions {
  return options.reduce<NodeOptions>(
    (all, more) => ({
      ...all,
      ...more,
      labels: { ...all.labels, ...more?.labels },
      allocatable: { ...all.allocatable, ...more?.allocatable },
      taints: [...(all.taints ?? []), ...(more?.taints ?? [])],
    }),
    {},
  );
}

function mergedPod(circumstances: readonly Circumstance[]): PodSpec {
  const pods = circumstances.map(({ pod = {} }) => pod);
  const containers = pods.flatMap((pod) => pod.containers ?? []).map((each, index) => ({ ...each, name: `c${index}` }));
  const volumes = pods.flatMap((pod) => pod.volumes ?? []).map((each, index) => ({ ...each, name: `v${index}` }));
  const affinity = Object.assign({}, ...pods.map((pod) => pod.affinity)) as NonNullable<PodSpec['affinity']>;
  const topologySpreadConstraints = pods.flatMap((pod) => pod.topologySpreadConstraints ?? []);
  const parts = { volumes, affinity, topologySpreadConstraints };
  return {
    ...Object.assign({}, ...pods),
    ...parts,
    containers: containers.length === 0 ? [{ name: 'c' }] : containers,
  };
}

/** What the scheduler says when `refusals` holds, a node an entry, what refuses the pod there. */
function messageWith(refusals: readonly (readonly Circumstance[])[], all: readonly Circumstance[]): string | undefined {
  const world = new SchedulerWorld();
  for (const { around } of all) around?.(world);
  refusals.forEach((refusing, index) => {
    const accepting = all.filter((each) => !refusing.includes(each));
    const name = `node-${index + 1}`;
    world.addNode(
      name,
      mergedNode([...accepting.map((each) => each.accepting), ...refusing.map((each) => each.refusing)]),
    );
    for (const { onAccepting } of accepting) onAccepting?.(world, name);
    for (const { onRefusing } of refusing) onRefusing?.(world, name);
  });
  return world.messageFor(world.pod('web', mergedPod(all)));
}

/**
 * Facts tell a cluster in words for people; that it is the one meant is told by the reasons of the message, which give as
 * many nodes as they say the circumstance that they are given for. Reasons of resources may come together on a node.
 */
function messageExample(_: unknown, { message }: { message: string }): unknown {
  const event = { event: 'FailedScheduling', type: 'Warning' };
  if (message === 'no nodes available to schedule pods') return { ...event, message: messageWith([], []) };
  const [, nodes, text = ''] = /^0\/(\d+) nodes are available: (.*?)\. /.exec(message) ?? [];
  const counted = text.split(/, (?=\d+ )/).map((part) => /^(\d+) (.*)$/.exec(part) ?? [part, '0', part]);
  const reasons = counted.map(([, count, reason = '']) => ({ count: Number(count), because: circumstanceOf(reason) }));
  const refusals = Array.from({ length: Number(nodes) }, (): Circumstance[] => []);
  let taken = 0;
  for (const { count, because } of reasons) {
    const isResource = because.plugin === 'NodeResourcesFit';
    const these = isResource ? refusals.slice(refusals.length - count) : refusals.slice(taken, (taken += count));
    for (const refusing of these) refusing.push(because);
  }
  return {
    ...event,
    message: messageWith(
      refusals,
      reasons.map(({ because }) => because),
    ),
  };
}

/** The order of filters, from what is said of a node that two of them refuse. */
function filterOrder(_: unknown, expected: { order: readonly string[]; rule: string }): unknown {
  const known = expected.order.flatMap((plugin) => circumstances.find((each) => each.plugin === plugin) ?? []);
  for (const [index, first] of known.entries()) {
    for (const second of known.slice(index + 1)) {
      const message = messageWith([[first, second]], [first, second]);
      expect(message, `${first.plugin} before ${second.plugin}`).toContain(
        `0/1 nodes are available: 1 ${first.reason}. `,
      );
    }
  }
  return expected;
}

/** What a pod asks for in all, of an example such as `containers 100m+200m, init 500m -> 500m`. */
function requestSum(_: unknown, { example }: { example: string }): unknown {
  const [parts = ''] = example.split(' -> ');
  const amounts = (part: string): string[] => part.split(' ').slice(1).join('').split('+');
  const containers = (part: string, more: object = {}): Container[] =>
    amounts(part).map((cpu, index) => ({ name: `c${index}`, resources: { requests: { cpu } }, ...more }));
  const told = parts.split(', ');
  const initContainers = told.flatMap((part) => {
    if (part.startsWith('sidecar')) return containers(part, { restartPolicy: 'Always' });
    return part.startsWith('init') ? containers(part) : [];
  });
  const overhead = told.find((part) => part.startsWith('overhead'));
  const sum = podRequests({
    containers: told.filter((part) => part.startsWith('containers')).flatMap((part) => containers(part)),
    initContainers,
    ...(overhead !== undefined && { overhead: { cpu: amounts(overhead)[0] ?? '' } }),
  });
  return { example: `${parts} -> ${sum.milliCpu}m` };
}

/** How each group's question is asked. */
const answers: Readonly<Record<string, (input: never, expected: never) => unknown>> = {
  toleration: tolerated,
  'taint-filter': fitsTaints,
  'node-affinity': matchesNode,
  message: fitError,
  'message-example': messageExample,
  fit: fits,
  'filter-order': filterOrder,
  'request-sum': requestSum,
};

/** Filters, requests, and what the scheduler says. */
export function scheduler({ group, input, expect: expected }: SchedulerFact): void {
  const ask = answers[group];
  if (ask === undefined) throw new Error(`unknown group: ${group}`);
  expect(ask(input as never, expected as never)).toEqual(expected);
}
