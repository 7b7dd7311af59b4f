import type { NodeSpec, PodSpec } from '../../../src/engine/index.ts';
import type { NodeOptions, SchedulerWorld } from '../../support/scheduler-world.ts';

/** Why a node cannot take the pod: what the pod asks for, and how nodes that have it and nodes that lack it look. */
export interface Circumstance {
  /** The filter of the scheduler that sees it. */
  readonly plugin: string;
  /** The reason that it gives. */
  readonly reason: string;
  readonly pod?: Partial<PodSpec>;
  readonly refusing?: NodeOptions;
  readonly accepting?: NodeOptions;
  /** What there is besides, on a node that refuses or accepts. */
  readonly onRefusing?: (world: SchedulerWorld, node: string) => void;
  readonly onAccepting?: (world: SchedulerWorld, node: string) => void;
  /** What there is once. */
  readonly around?: (world: SchedulerWorld) => void;
}

type TaintSpec = NonNullable<NodeSpec['taints']>[number];

const hostname = 'kubernetes.io/hostname';
const near = (app: string) => [{ topologyKey: hostname, labelSelector: { matchLabels: { app } } }];
const required = 'requiredDuringSchedulingIgnoredDuringExecution';

function neighbour(app: string, spec: Partial<PodSpec> = {}): (world: SchedulerWorld, node: string) => void {
  return (world, node) => {
    world.addPod(node, `${app}-${node}`, { containers: [{ name: 'c' }], ...spec }, { app });
  };
}

function spread(topologyKey: string, reason: string): Pick<Circumstance, 'plugin' | 'reason' | 'pod'> {
  const labelSelector = { matchLabels: { app: 'web' } };
  // More domains than there are nodes: one of them is empty, so that every node with one pod has one too many.
  const constraint = {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector,
    minDomains: 100,
  } as const;
  return { plugin: 'PodTopologySpread', reason, pod: { topologySpreadConstraints: [constraint] } };
}

const mounted = (claimName: string): Partial<PodSpec> => ({
  volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }],
});

const withHostPort = { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] };

const plain: readonly Circumstance[] = [
  { plugin: 'NodeUnschedulable', reason: 'node(s) were unschedulable', refusing: { unschedulable: true } },
  {
    plugin: 'NodeAffinity',
    reason: "node(s) didn't match Pod's node affinity/selector",
    pod: { nodeSelector: { disk: 'ssd' } },
    accepting: { labels: { disk: 'ssd' } },
  },
  {
    plugin: 'NodePorts',
    reason: "node(s) didn't have free ports for the requested pod ports",
    pod: withHostPort,
    onRefusing: neighbour('port', withHostPort),
  },
  { plugin: 'NodeResourcesFit', reason: 'Too many pods', refusing: { allocatable: { pods: '0' } } },
  {
    plugin: 'VolumeBinding',
    reason: 'node(s) had volume node affinity conflict',
    pod: mounted('placed'),
    accepting: { labels: { volume: 'here' } },
    around: (world) => {
      world.addPlacedVolume('placed', { key: 'volume', operator: 'In', values: ['here'] });
    },
  },
  {
    plugin: 'VolumeBinding',
    reason: "node(s) didn't find available persistent volumes to bind",
    pod: mounted('waiting-for-its-node'),
    accepting: { labels: { 'volume-disk': 'free' } },
    around: (world) => {
      world.addWaitingClaim('waiting-for-its-node', { key: 'volume-disk', operator: 'In', values: ['free'] });
    },
  },
  {
    ...spread(hostname, "node(s) didn't match pod topology spread constraints"),
    onRefusing: neighbour('web'),
  },
  {
    ...spread('zone', "node(s) didn't match pod topology spread constraints (missing required label)"),
    accepting: { labels: { zone: 'a' } },
  },
  {
    plugin: 'InterPodAffinity',
    reason: "node(s) didn't match pod affinity rules",
    pod: { affinity: { podAffinity: { [required]: near('db') } } },
    onAccepting: neighbour('db'),
  },
  {
    plugin: 'InterPodAffinity',
    reason: "node(s) didn't match pod anti-affinity rules",
    pod: { affinity: { podAntiAffinity: { [required]: near('noisy') } } },
    onRefusing: neighbour('noisy'),
  },
  {
    plugin: 'InterPodAffinity',
    reason: "node(s) didn't satisfy existing pods anti-affinity rules",
    onRefusing: neighbour('lonely', { affinity: { podAntiAffinity: { [required]: near('web') } } }),
  },
];

const ofWholePod: readonly (readonly [RegExp, (found: RegExpExecArray) => Omit<Circumstance, 'reason' | 'plugin'>])[] =
  [
    [/^persistentvolumeclaim "(.+)" not found$/, ([, name = '']) => ({ pod: mounted(name) })],
    [
      /^pod has unbound immediate PersistentVolumeClaims$/,
      () => ({
        pod: mounted('waiting'),
        around: (world) => {
          world.addClaim('waiting');
        },
      }),
    ],
  ];

function taint(found: RegExpExecArray): TaintSpec {
  const [, key = '', value = ''] = found;
  return { key, ...(value !== '' && { value }), effect: 'NoSchedule' };
}

/** The circumstance that the scheduler gives a reason for; throws for one that it never gives. */
export function circumstanceOf(reason: string): Circumstance {
  const known = plain.find((each) => each.reason === reason);
  if (known !== undefined) return known;
  const tainted = /^node\(s\) had untolerated taint \{(\S+): (\S*)\}$/.exec(reason);
  if (tainted !== null) return { plugin: 'TaintToleration', reason, refusing: { taints: [taint(tainted)] } };
  const short = /^Insufficient (\S+)$/.exec(reason)?.[1];
  if (short !== undefined) {
    // Extended resources are not overcommitted: what is requested of them is the limit.
    const amounts = { [short]: '1' };
    const resources = { requests: amounts, ...(short.includes('/') && { limits: amounts }) };
    const refusing = { allocatable: { [short]: '0' } };
    const accepting = { allocatable: { [short]: '4' } };
    return { plugin: 'NodeResourcesFit', reason, pod: { containers: [{ name: 'c', resources }] }, refusing, accepting };
  }
  for (const [pattern, make] of ofWholePod) {
    const found = pattern.exec(reason);
    if (found !== null) return { plugin: 'VolumeBinding', reason, ...make(found) };
  }
  throw new Error(`nothing is known to make the scheduler say: ${reason}`);
}

/** One circumstance for each filter whose refusal can be brought about on a node. */
export const circumstances: readonly Circumstance[] = [
  ...plain,
  circumstanceOf('node(s) had untolerated taint {dedicated: gpu}'),
  circumstanceOf('Insufficient cpu'),
];
