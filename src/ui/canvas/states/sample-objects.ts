import type {
  Container,
  ContainerState,
  ContainerStatus,
  Deployment,
  EndpointSlice,
  Node,
  ObjectMeta,
  Pod,
  ReplicaSet,
  Service,
} from '../../../engine/index.ts';

/** Virtual time of the samples, ms since the epoch. */
export const sampleTime = Date.UTC(2025, 0, 1, 0, 10);

const started = '2025-01-01T00:00:00Z';

/** RFC 3339, `seconds` after the time of the samples. */
export function after(seconds: number): string {
  return `${new Date(sampleTime + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

export const containerStates = {
  running: { running: { startedAt: started } },
  creating: { waiting: { reason: 'ContainerCreating' } },
  initializing: { waiting: { reason: 'PodInitializing' } },
  crashLoop: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
  imagePullBackOff: { waiting: { reason: 'ImagePullBackOff' } },
  outOfMemory: { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: started, finishedAt: started } },
  error: { terminated: { exitCode: 1, reason: 'Error', startedAt: started, finishedAt: started } },
  completed: { terminated: { exitCode: 0, reason: 'Completed', startedAt: started, finishedAt: started } },
} satisfies Record<string, ContainerState>;

interface SampleContainer {
  readonly state: ContainerState;
  /** Default: running. */
  readonly ready?: boolean;
  readonly restarts?: number;
  readonly image?: string;
}

export interface SamplePod {
  readonly name: string;
  /** Uid of the ReplicaSet that owns it. */
  readonly owner?: string;
  readonly node?: string;
  readonly phase?: Pod['status']['phase'];
  readonly labels?: Record<string, string>;
  readonly ip?: string;
  readonly init?: readonly SampleContainer[];
  readonly containers?: readonly SampleContainer[];
  readonly unschedulable?: string;
  /** RFC 3339; default: long before. */
  readonly creationTimestamp?: string;
  /** RFC 3339. */
  readonly deletionTimestamp?: string;
}

function meta(name: string, more: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: started, ...more };
}

function isReady({ state, ready }: SampleContainer): boolean {
  return ready ?? state.running !== undefined;
}

function specs(containers: readonly SampleContainer[], prefix: string): Container[] {
  return containers.map(({ image }, index) => ({
    name: `${prefix}-${index}`,
    image: image ?? 'nginx:1.27',
    resources: { requests: { cpu: '250m', memory: '128Mi' } },
  }));
}

function statuses(containers: readonly SampleContainer[], prefix: string): ContainerStatus[] {
  return containers.map((container, index) => ({
    name: `${prefix}-${index}`,
    state: container.state,
    lastState: {},
    ready: isReady(container),
    restartCount: container.restarts ?? 0,
    image: container.image ?? 'nginx:1.27',
    imageID: '',
  }));
}

export function samplePod(sample: SamplePod): Pod {
  const containers = sample.containers ?? [];
  const init = sample.init ?? [];
  const initialized = init.every(({ state }) => state.terminated?.exitCode === 0);
  const ready = containers.length > 0 && containers.every(isReady) && sample.phase === 'Running';
  const condition = (type: string, isTrue: boolean) => ({
    type,
    status: isTrue ? ('True' as const) : ('False' as const),
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(sample.name, {
      labels: sample.labels ?? { app: 'web' },
      creationTimestamp: sample.creationTimestamp ?? started,
      ...(sample.owner === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: sample.owner, uid: sample.owner, controller: true },
            ],
          }),
      ...(sample.deletionTimestamp === undefined
        ? {}
        : { deletionTimestamp: sample.deletionTimestamp, deletionGracePeriodSeconds: 30 }),
    }),
    spec: {
      containers: specs(containers.length === 0 ? [{ state: {} }] : containers, 'container'),
      ...(init.length === 0 ? {} : { initContainers: specs(init, 'init') }),
      ...(sample.node === undefined ? {} : { nodeName: sample.node }),
    },
    status: {
      phase: sample.phase ?? 'Pending',
      conditions: [
        ...(sample.unschedulable === undefined
          ? []
          : [{ ...condition('PodScheduled', false), reason: 'Unschedulable', message: sample.unschedulable }]),
        // Of a pod that it has not looked at yet, the scheduler says nothing.
        ...(sample.node === undefined ? [] : [condition('PodScheduled', true)]),
        condition('Initialized', initialized && sample.node !== undefined),
        condition('Ready', ready),
      ],
      containerStatuses: sample.node === undefined ? [] : statuses(containers, 'container'),
      initContainerStatuses: sample.node === undefined ? [] : statuses(init, 'init'),
      ...(sample.ip === undefined ? {} : { podIP: sample.ip }),
    },
  };
}

export interface SampleNode {
  readonly name: string;
  /** Default True. */
  readonly ready?: 'True' | 'False' | 'Unknown';
  readonly cordoned?: boolean;
  readonly pressure?: 'MemoryPressure' | 'DiskPressure';
}

export function sampleNode(sample: SampleNode): Node {
  const resources = { cpu: '4', memory: '8Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: sample.name, uid: sample.name, resourceVersion: '1', creationTimestamp: started },
    spec: sample.cordoned === true ? { unschedulable: true } : {},
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        ...(sample.pressure === undefined ? [] : [{ type: sample.pressure, status: 'True' as const }]),
        { type: 'Ready', status: sample.ready ?? 'True' },
      ],
      addresses: [],
      nodeInfo: {},
    },
  };
}

export interface SampleService {
  readonly name: string;
  readonly type?: Service['spec']['type'];
  readonly selector: Record<string, string>;
  readonly clusterIP: string;
  readonly nodePort?: number;
}

export function sampleService(sample: SampleService): Service {
  const port = { port: 80, targetPort: 80, ...(sample.nodePort === undefined ? {} : { nodePort: sample.nodePort }) };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(sample.name, { uid: `service-${sample.name}` }),
    spec: {
      type: sample.type ?? 'ClusterIP',
      selector: sample.selector,
      clusterIP: sample.clusterIP,
      ports: [port],
    },
    status: { loadBalancer: {} },
  };
}

/** The endpoints that the controller would write for these pods. */
export function sampleSlice(service: Service, pods: readonly Pod[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta(`${service.metadata.name}-abcde`, {
      labels: { 'kubernetes.io/service-name': service.metadata.name },
    }),
    addressType: 'IPv4',
    ports: [{ name: '', protocol: 'TCP', port: 80 }],
    endpoints: pods.map((pod) => {
      const ready = pod.status.conditions?.some((item) => item.type === 'Ready' && item.status === 'True') === true;
      return {
        addresses: [pod.status.podIP ?? ''],
        conditions: {
          ready: ready && pod.metadata.deletionTimestamp === undefined,
          serving: ready,
          terminating: pod.metadata.deletionTimestamp !== undefined,
        },
        targetRef: { kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid },
      };
    }),
  };
}

export interface SampleReplicaSet {
  readonly name: string;
  /** Uid of the Deployment that owns it. */
  readonly owner?: string;
  readonly revision?: number;
  readonly desired: number;
  readonly replicas: number;
  readonly ready: number;
}

const template = (labels: Record<string, string>) => ({ metadata: { labels }, spec: { containers: [] } });

export function sampleReplicaSet(sample: SampleReplicaSet, labels: Record<string, string>): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: meta(sample.name, {
      ...(sample.revision === undefined
        ? {}
        : { annotations: { 'deployment.kubernetes.io/revision': String(sample.revision) } }),
      ...(sample.owner === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'apps/v1', kind: 'Deployment', name: sample.owner, uid: sample.owner, controller: true },
            ],
          }),
    }),
    spec: { replicas: sample.desired, selector: { matchLabels: labels }, template: template(labels) },
    status: { replicas: sample.replicas, readyReplicas: sample.ready, availableReplicas: sample.ready },
  };
}

export interface SampleDeployment {
  readonly name: string;
  readonly revision: number;
  readonly replicas: number;
  readonly paused?: boolean;
  /** Progressing is False: the deadline has passed. */
  readonly failed?: boolean;
  readonly status: Deployment['status'];
}

export function sampleDeployment(sample: SampleDeployment, labels: Record<string, string>): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(sample.name, {
      generation: 1,
      annotations: { 'deployment.kubernetes.io/revision': String(sample.revision) },
    }),
    spec: {
      replicas: sample.replicas,
      selector: { matchLabels: labels },
      template: template(labels),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      ...(sample.paused === true ? { paused: true } : {}),
    },
    status: {
      observedGeneration: 1,
      ...(sample.failed === true
        ? { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }
        : {}),
      ...sample.status,
    },
  };
}
