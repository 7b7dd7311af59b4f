import { describe, expect, test } from 'vitest';
import { fitErrorMessage } from '../../src/engine/scheduler/fit-error.ts';
import { NodeInfo } from '../../src/engine/scheduler/node-info.ts';
import { nodeAffinityFilter, nodeSelectorMatches } from '../../src/engine/scheduler/plugins/node-affinity.ts';
import { insufficientResources } from '../../src/engine/scheduler/plugins/node-resources-fit.ts';
import { taintFilter, toleratesTaint } from '../../src/engine/scheduler/plugins/taint-toleration.ts';
import { amountsOf, podRequests } from '../../src/engine/scheduler/pod-requests.ts';
import type { Container, Node, NodeSelectorTerm, Pod, Taint, Toleration } from '../../src/engine/index.ts';
import { SchedulerWorld } from '../support/scheduler-world.ts';
import facts from './facts/scheduler.json' with { type: 'json' };

interface Case {
  id: string;
  group: string;
  input: unknown;
  expect: Record<string, unknown>;
}

const cases = facts.cases as unknown as readonly Case[];

function casesOf(group: string): { id: string; given: unknown; expected: Record<string, unknown> }[] {
  return cases
    .filter((each) => each.group === group)
    .map(({ id, input, expect: expected }) => ({ id, given: input, expected }));
}

function nodeInfoOf(node: {
  metadata: { name: string; labels?: Record<string, string> };
  spec?: Node['spec'];
}): NodeInfo {
  const info = new NodeInfo(node.metadata.name, 0);
  info.setNode(node as Node);
  return info;
}

test('every group of facts is checked', () => {
  const groups = new Set(cases.map(({ group }) => group));
  expect([...groups].toSorted()).toEqual([
    'filter-order',
    'fit',
    'message',
    'message-example',
    'node-affinity',
    'request-sum',
    'taint-filter',
    'toleration',
  ]);
});

describe('tolerations', () => {
  for (const { id, given, expected } of casesOf('toleration')) {
    const input = given as { toleration: Toleration; taint: Taint };
    test(`${id} as upstream`, () => {
      expect(toleratesTaint(input.toleration, input.taint)).toBe(expected.tolerated);
    });
  }
});

describe('taint filter', () => {
  for (const { id, given, expected } of casesOf('taint-filter')) {
    const input = given as { pod: Pod; node: Node };
    test(`${id} as upstream`, () => {
      const rejection = taintFilter(input.pod)(nodeInfoOf(input.node));
      expect(rejection?.reasons[0] ?? null).toBe(expected.reason);
      expect(rejection === undefined).toBe(expected.fits);
    });
  }
});

describe('node affinity', () => {
  type Input = {
    nodeSelectorTerms: { nodeSelectorTerms?: NodeSelectorTerm[] | null };
    node?: { metadata: { name: string; labels?: Record<string, string> } } | null;
  };
  for (const { id, given, expected } of casesOf('node-affinity')) {
    const input = given as Input & { nodeSelectorTerms: { node?: Input['node'] } };
    test(`${id} as upstream`, () => {
      const metadata = (input.node ?? input.nodeSelectorTerms.node)?.metadata;
      const node = { name: metadata?.name ?? '', labels: metadata?.labels ?? {} };
      const terms = input.nodeSelectorTerms.nodeSelectorTerms ?? undefined;
      expect(nodeSelectorMatches(terms, node)).toBe(expected.matches);
    });
  }
});

describe('text of FitError', () => {
  type Input = { nodes: number; reasonPerNode: Record<string, string>; preFilter: string; postFilter: string };
  for (const { id, given, expected } of casesOf('message')) {
    const input = given as Input;
    test(`${id} as upstream`, () => {
      const reasons = new Map<string, number>();
      for (const reason of Object.values(input.reasonPerNode)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      expect(fitErrorMessage(input.nodes, reasons, input.preFilter, input.postFilter)).toBe(expected.message);
    });
  }
});

describe('fit', () => {
  type Input = { resource: string; request: string; allocatable: string; used: string };
  for (const { id, given, expected } of casesOf('fit')) {
    const input = given as Input;
    test(`${id} as upstream`, () => {
      const { resource, request, allocatable, used } = input;
      const requests = podRequests({ containers: [{ name: 'c', resources: { requests: { [resource]: request } } }] });
      const node = {
        allocatable: amountsOf({ [resource]: allocatable }),
        requested: amountsOf({ [resource]: used }),
        requestedScalar: new Map<string, number>(),
        allowedPods: 110,
        pods: { size: 1 },
      };
      expect(insufficientResources(requests, node).length === 0).toBe(expected.fits);
    });
  }
});

test('request-sum-0: the largest moment of the init containers or the sum of the others', () => {
  const container = (cpu: string, restartPolicy?: 'Always'): Container => ({
    name: cpu,
    resources: { requests: { cpu } },
    ...(restartPolicy !== undefined && { restartPolicy }),
  });
  const containers = [container('100m'), container('200m')];
  expect(podRequests({ containers, initContainers: [container('500m')] }).milliCpu).toBe(500);
  expect(podRequests({ containers, initContainers: [container('50m')] }).milliCpu).toBe(300);
  expect(podRequests({ containers, initContainers: [container('50m', 'Always')] }).milliCpu).toBe(350);
  expect(podRequests({ containers, initContainers: [container('50m', 'Always'), container('500m')] }).milliCpu).toBe(
    550,
  );
  expect(podRequests({ containers, overhead: { cpu: '30m' } }).milliCpu).toBe(330);
});

test('filter-order-0: the first filter that refuses a node gives the reason', () => {
  const world = new SchedulerWorld();
  const taints: Taint[] = [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }];
  world.addNode('node-1', { unschedulable: true, taints });
  const pod = world.pod('web', {
    nodeSelector: { disk: 'ssd' },
    containers: [{ name: 'c', resources: { requests: { cpu: '10' } } }],
  });
  expect(nodeAffinityFilter(pod)).toBeDefined();
  expect(world.messageFor(pod)).toMatch(/^0\/1 nodes are available: 1 node\(s\) were unschedulable\. /);
});

describe('FailedScheduling of whole clusters', () => {
  const bigCpu = { containers: [{ name: 'c', resources: { requests: { cpu: '10' } } }] };
  const spread = (topologyKey: string) => ({
    containers: [{ name: 'c' }],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'DoNotSchedule' as const,
        labelSelector: { matchLabels: { app: 'web' } },
        minDomains: 4,
      },
    ],
  });
  const claim = { containers: [{ name: 'c' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] };
  const worker = ['node-1', 'node-2', 'node-3'];
  const stories: Record<string, (world: SchedulerWorld) => Pod> = {
    'message-example-0': (world) => {
      for (const name of worker) world.addNode(name);
      return world.pod('web', bigCpu);
    },
    'message-example-1': (world) => {
      for (const name of worker) world.addNode(name);
      return world.pod('web', { containers: [{ name: 'c', resources: { requests: { cpu: '10', memory: '64Gi' } } }] });
    },
    'message-example-2': (world) => {
      world.addNode('control', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] });
      world.addNode('node-1');
      world.addNode('node-2');
      return world.pod('web', bigCpu);
    },
    'message-example-3': (world) => {
      for (const name of worker) world.addNode(name);
      return world.pod('web', { containers: [{ name: 'c' }], nodeSelector: { disk: 'ssd' } });
    },
    'message-example-4': (world) => {
      for (const name of worker) world.addNode(name, { unschedulable: true });
      return world.pod('web', { containers: [{ name: 'c' }] });
    },
    'message-example-5': (world) => {
      world.addNode('node-1', { unschedulable: true });
      const taints: Taint[] = [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }];
      world.addNode('node-2', { taints });
      world.addNode('node-3', { taints });
      return world.pod('web', { containers: [{ name: 'c' }] });
    },
    'message-example-8': (world) => {
      for (const name of worker) world.addNode(name);
      const required = [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } }];
      const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
      return world.pod('web', { containers: [{ name: 'c' }], affinity });
    },
    'message-example-10': (world) => {
      for (const name of worker) world.addPod(world.addNode(name), `web-${name}`, { containers: [{ name: 'c' }] });
      return world.pod('web', spread('kubernetes.io/hostname'));
    },
    'message-example-11': (world) => {
      const port = { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] };
      for (const name of worker) world.addPod(world.addNode(name), `web-${name}`, port);
      return world.pod('web', port);
    },
    'message-example-13': (world) => {
      for (const name of worker) world.addNode(name);
      return world.pod('web', { containers: [{ name: 'c', resources: { limits: { 'nvidia.com/gpu': '1' } } }] });
    },
    'message-example-14': (world) => {
      for (const name of worker) world.addNode(name);
      return world.pod('web', claim);
    },
    'message-example-15': (world) => {
      for (const name of worker) world.addNode(name);
      world.addClaim('data');
      return world.pod('web', claim);
    },
  };
  for (const { id, given, expected } of casesOf('message-example')) {
    const input = given as string;
    test(`${id}: ${input}`, () => {
      const world = new SchedulerWorld();
      const story = stories[id];
      if (story === undefined) throw new Error(`no cluster is built for ${id}`);
      expect(world.messageFor(story(world))).toBe(expected.message);
    });
  }
});
