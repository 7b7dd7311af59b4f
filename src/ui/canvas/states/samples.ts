import type { Pod, PodActivity, Snapshot } from '../../../engine/index.ts';
import { podView, type PodView } from '../../../scene/index.ts';
import { objectSnapshot } from './object-snapshot.ts';
import {
  after,
  containerStates as is,
  sampleDeployment,
  sampleNode,
  samplePod,
  sampleReplicaSet,
  sampleService,
  sampleSlice,
  sampleTime,
} from './sample-objects.ts';

const old = 'web-59dfb6bdf7';
const current = 'web-6c77cf9d47';

function activity(type: PodActivity['type'], sinceSeconds: number, inSeconds: number): PodActivity {
  const from = sampleTime - sinceSeconds * 1000;
  const until = sampleTime + inSeconds * 1000;
  if (type === 'stopping') return { type, from, until };
  if (type === 'crashBackOff') return { type, container: 'container-0', from, until };
  return { type, container: 'container-0', image: 'nginx:1.27', from, until };
}

interface SampleState {
  /** Names the caption: `states.<caption>`. */
  readonly caption: string;
  readonly pod: Pod;
  readonly activity?: PodActivity;
  readonly revision?: number;
  readonly silent?: boolean;
}

const running = { state: is.running };

const states: readonly SampleState[] = [
  {
    caption: 'pending',
    pod: samplePod({
      name: `${current}-x9k2p`,
      owner: current,
      unschedulable: '0/3 nodes are available: 3 Insufficient cpu.',
    }),
    revision: 2,
  },
  {
    caption: 'pulling',
    pod: samplePod({
      name: `${current}-8gq2m`,
      owner: current,
      node: 'node-1',
      containers: [{ state: is.creating }, { state: is.creating }],
    }),
    activity: activity('pulling', 3.2, 1.8),
    revision: 2,
  },
  {
    caption: 'creating',
    pod: samplePod({
      name: `${current}-tz4kq`,
      owner: current,
      node: 'node-1',
      containers: [{ state: is.creating }, { state: is.creating }],
    }),
    revision: 2,
  },
  {
    caption: 'init',
    pod: samplePod({
      name: `${current}-h5n8d`,
      owner: current,
      node: 'node-1',
      init: [running],
      containers: [{ state: is.initializing }],
    }),
    revision: 2,
  },
  {
    caption: 'notReady',
    pod: samplePod({
      name: `${current}-m2x7v`,
      owner: current,
      node: 'node-1',
      phase: 'Running',
      ip: '10.244.1.7',
      containers: [running, { state: is.running, ready: false }],
    }),
    revision: 2,
  },
  {
    caption: 'ready',
    pod: samplePod({
      name: `${old}-7lg62`,
      owner: old,
      node: 'node-1',
      phase: 'Running',
      ip: '10.244.1.4',
      containers: [running, running],
    }),
    revision: 1,
  },
  {
    caption: 'restarted',
    pod: samplePod({
      name: `${old}-wj8k6`,
      owner: old,
      node: 'node-2',
      phase: 'Running',
      ip: '10.244.2.3',
      containers: [running, { state: is.running, restarts: 1 }],
    }),
    revision: 1,
  },
  {
    caption: 'crashLoop',
    pod: samplePod({
      name: `${old}-k4d7z`,
      owner: old,
      node: 'node-2',
      phase: 'Running',
      containers: [{ state: is.crashLoop, restarts: 5 }],
    }),
    activity: activity('crashBackOff', 42, 38),
    revision: 1,
  },
  {
    caption: 'imagePull',
    pod: samplePod({
      name: `${old}-m2m9c`,
      owner: old,
      node: 'node-2',
      containers: [{ state: is.imagePullBackOff, image: 'ngnix' }],
    }),
    activity: activity('pullBackOff', 6, 14),
    revision: 1,
  },
  {
    caption: 'outOfMemory',
    pod: samplePod({
      name: `${old}-p0p4t`,
      owner: old,
      node: 'node-2',
      phase: 'Running',
      containers: [{ state: is.outOfMemory, restarts: 2 }],
    }),
    revision: 1,
  },
  {
    caption: 'error',
    pod: samplePod({
      name: `${old}-q3c8r`,
      owner: old,
      node: 'node-2',
      phase: 'Running',
      containers: [{ state: is.error }],
    }),
    revision: 1,
  },
  {
    caption: 'terminating',
    pod: samplePod({
      name: `${old}-xvwkc`,
      owner: old,
      node: 'node-3',
      phase: 'Running',
      containers: [running, running],
      deletionTimestamp: after(24),
    }),
    revision: 1,
  },
  {
    caption: 'unknown',
    pod: samplePod({ name: `${old}-c47zf`, owner: old, node: 'node-2', phase: 'Running', containers: [running] }),
    revision: 1,
    silent: true,
  },
  {
    caption: 'completed',
    pod: samplePod({ name: 'report-4f8', node: 'node-3', phase: 'Succeeded', containers: [{ state: is.completed }] }),
  },
];

/** Every state of a pod, each with the name of its caption. */
export function sampleStates(): readonly { caption: string; pod: PodView }[] {
  return states.map((state) => ({
    caption: state.caption,
    pod: podView(state.pod, {
      activity: state.activity,
      revision: state.revision === undefined ? undefined : { number: state.revision, colour: state.revision - 1 },
      nodeExists: true,
      nodeSilent: state.silent === true,
    }),
  }));
}

/** A cluster in which everything that can look unusual does: nodes, Services and rollouts. */
export function sampleCluster(): Snapshot {
  const web = { app: 'web' };
  const api = { app: 'api' };
  const queue = { app: 'queue' };
  const pods = [
    ...states.filter((state) => state.caption !== 'completed').map((state) => state.pod),
    samplePod({
      name: 'api-7d4b9c8f6-r5t2w',
      owner: 'api-7d4b9c8f6',
      node: 'node-3',
      phase: 'Running',
      ip: '10.244.3.8',
      labels: api,
      containers: [running],
    }),
    samplePod({
      name: 'api-5c6f7d8b9-zz8qj',
      owner: 'api-5c6f7d8b9',
      node: 'node-3',
      labels: api,
      containers: [{ state: is.imagePullBackOff, image: 'shop/api:2.O' }],
    }),
    samplePod({
      name: 'queue-66b8d9f7c-2vk4x',
      owner: 'queue-66b8d9f7c',
      node: 'node-1',
      phase: 'Running',
      ip: '10.244.1.9',
      labels: queue,
      containers: [running],
    }),
    samplePod({ name: 'debug', node: 'node-3', phase: 'Running', ip: '10.244.3.2', labels: {}, containers: [running] }),
  ];
  const services = [
    sampleService({ name: 'web', type: 'NodePort', selector: web, clusterIP: '10.96.14.7', nodePort: 31000 }),
    sampleService({ name: 'api', selector: api, clusterIP: '10.96.20.1' }),
    sampleService({
      name: 'shop',
      type: 'NodePort',
      selector: { app: 'shpo' },
      clusterIP: '10.96.33.9',
      nodePort: 30080,
    }),
  ];
  const ofApp = (app: string): readonly Pod[] =>
    pods.filter((pod) => pod.metadata.labels?.['app'] === app && pod.status.podIP !== undefined);
  const activities = new Map(
    states.flatMap((state) =>
      state.activity === undefined ? [] : [[state.pod.metadata.uid, state.activity] as const],
    ),
  );
  return objectSnapshot(
    sampleTime,
    1,
    {
      pods,
      services,
      nodes: [
        sampleNode({ name: 'node-1', pressure: 'MemoryPressure' }),
        sampleNode({ name: 'node-2', ready: 'Unknown' }),
        sampleNode({ name: 'node-3', cordoned: true }),
      ],
      endpointslices: services.map((service) => sampleSlice(service, ofApp(service.spec.selector?.['app'] ?? ''))),
      deployments: [
        sampleDeployment(
          {
            name: 'web',
            revision: 2,
            replicas: 10,
            status: { replicas: 12, updatedReplicas: 5, readyReplicas: 5, availableReplicas: 5 },
          },
          web,
        ),
        sampleDeployment(
          {
            name: 'api',
            revision: 3,
            replicas: 1,
            failed: true,
            status: { replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
          },
          api,
        ),
        sampleDeployment(
          {
            name: 'queue',
            revision: 1,
            replicas: 1,
            paused: true,
            status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
          },
          queue,
        ),
      ],
      replicasets: [
        sampleReplicaSet({ name: old, owner: 'web', revision: 1, desired: 5, replicas: 7, ready: 4 }, web),
        sampleReplicaSet({ name: current, owner: 'web', revision: 2, desired: 5, replicas: 5, ready: 1 }, web),
        sampleReplicaSet({ name: 'api-84f9c5d7b', owner: 'api', revision: 1, desired: 0, replicas: 0, ready: 0 }, api),
        sampleReplicaSet({ name: 'api-7d4b9c8f6', owner: 'api', revision: 2, desired: 1, replicas: 1, ready: 1 }, api),
        sampleReplicaSet({ name: 'api-5c6f7d8b9', owner: 'api', revision: 3, desired: 1, replicas: 1, ready: 0 }, api),
        sampleReplicaSet(
          { name: 'queue-66b8d9f7c', owner: 'queue', revision: 1, desired: 1, replicas: 1, ready: 1 },
          queue,
        ),
      ],
    },
    activities,
    new Set(['node-2']),
  );
}
