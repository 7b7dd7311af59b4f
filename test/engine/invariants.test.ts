import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  builtinResources,
  createCluster,
  isFailure,
  isReadyEndpoint,
  labelSelectorMatches,
} from '../../src/engine/index.ts';
import type { ApiRequest, Cluster, Fault, Json, KubeObject, NetworkFault } from '../../src/engine/index.ts';
import { isReady } from '../support/cluster-driver.ts';
import { ClusterWatch, everything, keptSize } from '../support/cluster-watch.ts';

/** Something that a person does; `pick` says to which of the things that there are. */
type Act =
  | { does: 'create'; kind: string; name: string; replicas: number; app: string; image: string }
  | { does: 'send'; request: ApiRequest }
  | { does: 'patch'; resource: string; pick: number; patchType: NonNullable<ApiRequest['patchType']>; body: Json }
  | { does: 'delete'; resource: string; pick: number; propagation: Propagation; grace: number | undefined }
  | { does: 'fault'; type: Fault['type']; pick: number; on: boolean }
  | {
      does: 'ask';
      verb: 'get' | 'update' | 'patch' | 'create';
      resource: string;
      pick: number;
      of: Subresource;
      body: Json;
    }
  | { does: 'apply'; act: Making; force: boolean; manager: string }
  | { does: 'wait'; seconds: number };

type Subresource = NonNullable<ApiRequest['subresource']>;

type Propagation = NonNullable<ApiRequest['propagationPolicy']>;

/** More are worth running by hand after a change of a controller. */
const RUNS = Number(process.env['INVARIANT_RUNS'] ?? 25);

const namespace = 'default';
const images = ['nginx:1.27', 'nginx:1.28', 'nginx:no-such-tag', 'busybox:1.36'];

/** How each kind is made: most own pods of an app. */
const recipes: Readonly<Record<string, { resource: string; apiVersion: string; spec: (act: Making) => object }>> = {
  Pod: { resource: 'pods', apiVersion: 'v1', spec: ({ image }) => ({ containers: [container(image)] }) },
  Deployment: { resource: 'deployments', apiVersion: 'apps/v1', spec: owning },
  ReplicaSet: { resource: 'replicasets', apiVersion: 'apps/v1', spec: owning },
  StatefulSet: {
    resource: 'statefulsets',
    apiVersion: 'apps/v1',
    spec: (act) => ({ serviceName: 'web', ...owning(act) }),
  },
  DaemonSet: {
    resource: 'daemonsets',
    apiVersion: 'apps/v1',
    spec: (act) => ({ selector: { matchLabels: { app: act.app } }, template: template(act) }),
  },
  ReplicationController: {
    resource: 'replicationcontrollers',
    apiVersion: 'v1',
    spec: (act) => ({ ...owning(act), selector: { app: act.app } }),
  },
  Job: { resource: 'jobs', apiVersion: 'batch/v1', spec: (act) => ({ template: ending(act), backoffLimit: 2 }) },
  CronJob: {
    resource: 'cronjobs',
    apiVersion: 'batch/v1',
    spec: (act) => ({ schedule: '* * * * *', jobTemplate: { spec: { template: ending(act) } } }),
  },
  Service: {
    resource: 'services',
    apiVersion: 'v1',
    spec: ({ app, replicas }) => ({
      selector: { app },
      ports: [{ port: 80 }],
      publishNotReadyAddresses: replicas === 0,
    }),
  },
  HorizontalPodAutoscaler: {
    resource: 'horizontalpodautoscalers',
    apiVersion: 'autoscaling/v2',
    spec: ({ name }) => ({ maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } }),
  },
  PodDisruptionBudget: {
    resource: 'poddisruptionbudgets',
    apiVersion: 'policy/v1',
    spec: ({ app, replicas }) => ({ minAvailable: replicas, selector: { matchLabels: { app } } }),
  },
  ResourceQuota: {
    resource: 'resourcequotas',
    apiVersion: 'v1',
    spec: ({ replicas }) => ({ hard: { pods: String(6 + replicas), 'requests.storage': '3Gi' } }),
  },
  LimitRange: {
    resource: 'limitranges',
    apiVersion: 'v1',
    spec: () => ({ limits: [{ type: 'Container', default: { memory: '64Mi' }, max: { cpu: '2' } }] }),
  },
  PersistentVolumeClaim: {
    resource: 'persistentvolumeclaims',
    apiVersion: 'v1',
    spec: ({ replicas }) => ({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: `${replicas + 1}Gi` } },
    }),
  },
  PersistentVolume: {
    resource: 'persistentvolumes',
    apiVersion: 'v1',
    spec: ({ replicas }) => ({
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: `${replicas + 1}Gi` },
      hostPath: { path: '/data' },
      persistentVolumeReclaimPolicy: 'Delete',
    }),
  },
  Ingress: {
    resource: 'ingresses',
    apiVersion: 'networking.k8s.io/v1',
    spec: ({ app }) => ({ defaultBackend: { service: { name: app, port: { number: 80 } } } }),
  },
  NetworkPolicy: {
    resource: 'networkpolicies',
    apiVersion: 'networking.k8s.io/v1',
    spec: ({ app }) => ({ podSelector: { matchLabels: { app } }, policyTypes: ['Ingress'] }),
  },
  CustomResourceDefinition: {
    resource: 'customresourcedefinitions',
    apiVersion: 'apiextensions.k8s.io/v1',
    // Two of them want the same kind: one is refused its names.
    spec: ({ name }) => ({
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: name, kind: 'Thing' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: thingSchema, status: thingSchema } } },
        },
      ],
    }),
  },
  // Of the first of these definitions.
  Thing: { resource: 'x.example.com', apiVersion: 'example.com/v1', spec: ({ replicas }) => ({ replicas }) },
};

const thingSchema = { type: 'object', properties: { replicas: { type: 'integer', default: 2, maximum: 4 } } };

type Making = Extract<Act, { does: 'create' }>;

function container(image: string): object {
  return { name: 'c', image, resources: { requests: { cpu: '100m' } } };
}

function template({ app, image }: Making): object {
  return { metadata: { labels: { app } }, spec: { containers: [container(image)] } };
}

function ending({ app, image }: Making): object {
  const containers = [{ ...container(image), command: ['sleep', '5'] }];
  return { metadata: { labels: { app: `${app}-job` } }, spec: { containers, restartPolicy: 'Never' } };
}

function owning(act: Making): object {
  return { replicas: act.replicas, selector: { matchLabels: { app: act.app } }, template: template(act) };
}

const resources = [
  ...new Set([
    'nodes',
    'namespaces',
    'serviceaccounts',
    'endpointslices',
    'controllerrevisions',
    ...Object.values(recipes).map((each) => each.resource),
  ]),
];

/** Kinds whose objects are in no namespace. */
const clusterScoped: ReadonlySet<string> = new Set(
  builtinResources.filter(({ namespaced }) => !namespaced).map(({ resource }) => resource),
);

function placeOf(resource: string): Pick<ApiRequest, 'group' | 'resource'> {
  if (resource === 'x.example.com') return { group: 'example.com', resource: 'x' };
  return { group: builtinResources.find((each) => each.resource === resource)?.group ?? '', resource };
}

const app = fc.constantFrom('a', 'b');
const labelEdit = fc.record({ metadata: fc.record({ labels: fc.record({ app: fc.option(app) }) }) });
const resize = fc.record({ spec: fc.record({ replicas: fc.integer({ min: -1, max: 5 }) }) });
const newImage = fc.constantFrom(...images).map((image) => ({
  spec: { template: { spec: { containers: [{ name: 'c', image }] } } },
}));
const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const jsonPatch = fc.array(
  fc.record({
    op: fc.constantFrom('add', 'remove', 'replace', 'test', 'move'),
    path: fc.constantFrom(
      '/metadata/labels',
      '/metadata/labels/app',
      '/metadata/ownerReferences',
      '/spec/replicas',
      '/status',
      '',
    ),
    value: anything,
  }),
  { maxLength: 3 },
) as unknown as fc.Arbitrary<Json>;

const faultTypes: readonly Fault['type'][] = [
  'killContainer',
  'crashContainer',
  'failReadiness',
  'failLiveness',
  'powerOffNode',
  'powerOnNode',
  'addNode',
  'removeNode',
  'setUnknownImages',
  'buildImage',
  'cutNode',
  'partition',
  'latency',
  'dropShare',
  'slowPod',
];

const pick = fc.nat({ max: 50 });
const making = fc.record({
  does: fc.constant('create' as const),
  kind: fc.constantFrom(...Object.keys(recipes)),
  name: fc.constantFrom('x', 'y'),
  replicas: fc.integer({ min: 0, max: 4 }),
  app,
  image: fc.constantFrom(...images),
});
const anAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: making },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('apply' as const),
      act: making,
      force: fc.boolean(),
      manager: fc.constantFrom('kubectl', 'someone'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('ask' as const),
      verb: fc.constantFrom('get' as const, 'update' as const, 'patch' as const, 'create' as const),
      resource: fc.constantFrom(...resources),
      pick,
      of: fc.constantFrom<Subresource[]>('status', 'scale', 'binding', 'eviction', 'token'),
      body: fc.oneof(resize, anything),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('send' as const),
      request: fc.record({
        verb: fc.constantFrom<ApiRequest['verb'][]>(
          'create',
          'get',
          'list',
          'update',
          'patch',
          'delete',
          'deletecollection',
        ),
        group: fc.constantFrom('', 'apps', 'batch', 'example.com', 'nope'),
        version: fc.constantFrom('v1', 'v1beta1'),
        resource: fc.constantFrom(...resources, 'x', 'nope', ''),
        namespace: fc.constantFrom(namespace, 'nope'),
        name: fc.constantFrom('x', 'y', '', 'A B'),
        body: anything,
        labelSelector: fc.constantFrom('', 'app=a', 'a=b=c'),
        dryRun: fc.boolean(),
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      fc.record({
        does: fc.constant('patch' as const),
        resource: fc.constantFrom(...resources),
        pick,
        patchType: fc.constantFrom<NonNullable<ApiRequest['patchType']>[]>('merge', 'strategic'),
        body: fc.oneof(labelEdit, resize, newImage, anything),
      }),
      fc.record({
        does: fc.constant('patch' as const),
        resource: fc.constantFrom(...resources),
        pick,
        patchType: fc.constant('json' as const),
        body: jsonPatch,
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('delete' as const),
      resource: fc.constantFrom(...resources),
      pick,
      propagation: fc.constantFrom<Propagation[]>('Background', 'Foreground', 'Orphan'),
      grace: fc.constantFrom(undefined, 0, 5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      type: fc.constantFrom(...faultTypes),
      pick,
      on: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
);

const someActs = fc.array(anAct, { minLength: 15, maxLength: 40, size: 'max' });

/** What there is before anything is done: an app with a Service, a numbered one, and one of each other kind that is asked for. */
const beginning = fc.record({
  kinds: fc.subarray(Object.keys(recipes), { minLength: 3 }),
  replicas: fc.integer({ min: 1, max: 4 }),
});

function begin(cluster: Cluster, { kinds, replicas }: { kinds: readonly string[]; replicas: number }): void {
  const making = { does: 'create', replicas, image: 'nginx:1.27' } as const;
  act(cluster, { ...making, kind: 'Deployment', name: 'front', app: 'a' });
  act(cluster, { ...making, kind: 'StatefulSet', name: 'back', app: 'b' });
  for (const name of ['a', 'b']) act(cluster, { ...making, kind: 'Service', name, app: name });
  for (const kind of kinds) act(cluster, { ...making, kind, name: 'z', app: kind === 'Pod' ? 'a' : 'c' });
  advance(cluster, 30);
}

function nth<T>(things: readonly T[], at: number): T | undefined {
  return things[at % Math.max(things.length, 1)];
}

function faultOf(cluster: Cluster, type: Fault['type'], at: number, on: boolean): Fault {
  const node = nth(cluster.live.list('nodes'), at)?.metadata.name ?? 'nope';
  const pod = nth(cluster.live.list('pods', namespace), at)?.metadata.name ?? 'nope';
  switch (type) {
    case 'killContainer':
      return { type, namespace, pod, container: 'c' };
    case 'crashContainer':
    case 'failReadiness':
    case 'failLiveness':
      return { type, namespace, pod, container: 'c', on };
    case 'powerOffNode':
    case 'powerOnNode':
    case 'removeNode':
      return { type, node };
    case 'addNode':
      return { type };
    case 'setUnknownImages':
      return { type, policy: on ? 'run' : 'fail' };
    case 'buildImage':
      return { type, image: 'shop/web:1' };
    case 'cutNode':
      return { type, node, on };
    case 'partition':
      return { type, a: node, b: nth(cluster.live.list('nodes'), at + 1)?.metadata.name ?? 'nope', on };
    case 'latency':
      return { type, node, ms: on ? 200 : 0 };
    case 'dropShare':
      return { type, namespace, pod, share: on ? 0.5 : 0 };
    case 'slowPod':
      return { type, namespace, pod, ms: on ? 500 : 0 };
  }
}

/** Every request is answered with an object, or with a Status that says what is wrong. */
function send(cluster: Cluster, request: ApiRequest): void {
  const response = cluster.request(request);
  expect(response.body.kind).not.toBe('');
  if (!isFailure(response)) {
    expect(response.code).toBeLessThan(300);
    return;
  }
  expect(response.body).toMatchObject({ kind: 'Status', status: 'Failure', code: response.code });
  expect(response.code).toBeGreaterThanOrEqual(400);
  expect(response.code, response.body.message).toBeLessThan(500);
}

/** Definitions are called by what they define. */
function nameOf({ kind, name }: Making): string {
  return kind === 'CustomResourceDefinition' ? `${name}.example.com` : name;
}

function recipeOf({ kind }: Making): (typeof recipes)[string] {
  const recipe = recipes[kind];
  if (recipe === undefined) throw new Error(kind);
  return recipe;
}

function requestFor(making: Making): Pick<ApiRequest, 'group' | 'resource' | 'namespace'> {
  const { resource } = recipeOf(making);
  return { ...placeOf(resource), ...(!clusterScoped.has(resource) && { namespace }) };
}

function bodyOf(making: Making): Json {
  const { apiVersion, spec } = recipeOf(making);
  const metadata = { name: nameOf(making), labels: { app: making.app } };
  return { apiVersion, kind: making.kind, metadata, spec: spec(making) } as unknown as Json;
}

function act(cluster: Cluster, doing: Act): void {
  switch (doing.does) {
    case 'create':
      send(cluster, { verb: 'create', ...requestFor(doing), body: bodyOf(doing) });
      break;
    case 'apply': {
      const { act: made, force, manager: fieldManager } = doing;
      const how = { verb: 'patch', patchType: 'apply', name: nameOf(made), fieldManager, force } as const;
      send(cluster, { ...how, ...requestFor(made), body: bodyOf(made) });
      break;
    }
    case 'ask': {
      const target = nth(cluster.live.list(doing.resource) as readonly KubeObject[], doing.pick)?.metadata;
      const where = clusterScoped.has(doing.resource) ? {} : { namespace: target?.namespace ?? namespace };
      const at = { ...placeOf(doing.resource), ...where, name: target?.name ?? 'nope' };
      send(cluster, { verb: doing.verb, ...at, subresource: doing.of, body: doing.body });
      break;
    }
    case 'send':
      send(cluster, doing.request);
      break;
    case 'patch':
    case 'delete': {
      const found = cluster.live.list(doing.resource) as readonly KubeObject[];
      // Where there is nothing of the kind, a pod is as good.
      const resource = found.length === 0 ? 'pods' : doing.resource;
      const target = nth(found.length === 0 ? cluster.live.list('pods') : found, doing.pick)?.metadata;
      const at = { ...placeOf(resource), name: target?.name ?? 'nope' };
      const where = clusterScoped.has(resource) ? {} : { namespace: target?.namespace ?? namespace };
      if (doing.does === 'patch') {
        send(cluster, { verb: 'patch', ...at, ...where, patchType: doing.patchType, body: doing.body });
      } else {
        const grace = doing.grace === undefined ? {} : { gracePeriodSeconds: doing.grace };
        send(cluster, { verb: 'delete', ...at, ...where, propagationPolicy: doing.propagation, ...grace });
      }
      break;
    }
    case 'fault':
      expect(cluster.inject(faultOf(cluster, doing.type, doing.pick, doing.on))).toHaveProperty('ok');
      break;
    case 'wait':
      advance(cluster, doing.seconds);
  }
}

/** Nothing that is waited for so long takes more events than this: 1,000 pods advance an hour with fewer. */
const MOST_EVENTS_A_SECOND = 400;

function advance(cluster: Cluster, seconds: number): number {
  const { reached, events, busiest } = cluster.advance(seconds * 1000, MOST_EVENTS_A_SECOND * Math.max(seconds, 10));
  expect(reached, `too busy: ${JSON.stringify(busiest)}`).toBe(true);
  return events;
}

/** Mends what is broken outside of the API. */
function mend(cluster: Cluster): void {
  const nodes = cluster.live.list('nodes').map(({ metadata }) => metadata.name);
  const pods = cluster.live.list('pods').map(({ metadata }) => metadata);
  const network: NetworkFault[] = nodes.flatMap((node) => [
    { type: 'cutNode', node, on: false },
    { type: 'latency', node, ms: 0 },
    ...nodes.map((b): NetworkFault => ({ type: 'partition', a: node, b, on: false })),
  ]);
  for (const fault of network) cluster.inject(fault);
  for (const node of nodes) cluster.inject({ type: 'powerOnNode', node });
  for (const { namespace: where = '', name: pod } of pods) {
    const target = { namespace: where, pod, container: 'c', on: false };
    cluster.inject({ type: 'crashContainer', ...target });
    cluster.inject({ type: 'failReadiness', ...target });
    cluster.inject({ type: 'failLiveness', ...target });
  }
}

/** Lets time pass until nothing was written for a moment: a container that ends again and again is ready in between. */
function untilQuiet(cluster: Cluster): void {
  for (let looks = 0; looks < 100; looks++) {
    const before = cluster.revision();
    advance(cluster, 3);
    if (cluster.revision() === before) return;
  }
  throw new Error('something is written all the time');
}

/** What must hold once nothing happens any more. */
function expectOrder(cluster: Cluster): void {
  const all = everything(cluster);
  const uids = new Set(all.map(({ object }) => object.metadata.uid));
  const namespaces = new Set(cluster.live.list('namespaces').map(({ metadata }) => metadata.name));
  for (const { resource, object } of all) {
    const { namespace: where, name, ownerReferences: owners = [] } = object.metadata;
    if (where !== undefined) expect(namespaces, `of ${resource} ${name}`).toContain(where);
    const lost = owners.length > 0 && owners.every(({ uid }) => !uids.has(uid));
    expect(lost, `${resource} ${name} is left without its owner`).toBe(false);
  }
  const pods = cluster.live.list('pods');
  const nodes = new Set(cluster.live.list('nodes').map(({ metadata }) => metadata.name));
  for (const { metadata, spec } of pods) {
    if (spec.nodeName !== undefined) expect(nodes, `the node of ${metadata.name}`).toContain(spec.nodeName);
  }
  for (const { metadata, spec } of cluster.live.list('services')) {
    if (spec.selector === undefined || Object.keys(spec.selector).length === 0) continue;
    const selector = { matchLabels: spec.selector };
    const wanted = pods.filter(
      (pod) =>
        pod.metadata.namespace === metadata.namespace &&
        labelSelectorMatches(selector, pod.metadata.labels) &&
        pod.metadata.deletionTimestamp === undefined &&
        pod.status.phase !== 'Succeeded' &&
        pod.status.phase !== 'Failed' &&
        pod.status.podIP !== undefined &&
        (isReady(pod) || spec.publishNotReadyAddresses === true),
    );
    const listed = cluster.live
      .list('endpointslices', metadata.namespace)
      .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter((endpoint) => isReadyEndpoint(endpoint) && endpoint.targetRef?.kind === 'Pod');
    expect(
      listed.map(({ targetRef }) => targetRef?.name ?? '').toSorted(),
      `the ready endpoints of ${metadata.name} are its ready pods`,
    ).toEqual(wanted.map((pod) => pod.metadata.name).toSorted());
  }
}

describe('whatever is done to a cluster', () => {
  test('it answers, keeps its invariants, and comes to rest in order', () => {
    fc.assert(
      fc.property(beginning, someActs, fc.integer({ min: 1, max: 1000 }), (start, acts, seed) => {
        const cluster = createCluster({ freeze: true, seed, unknownImages: 'run' });
        const watch = new ClusterWatch();
        begin(cluster, start);
        for (const doing of acts) {
          act(cluster, doing);
          advance(cluster, 1);
          watch.look(cluster);
        }
        mend(cluster);
        // What people want made every minute goes on and on; all else comes to rest.
        for (const { metadata } of cluster.live.list('cronjobs')) {
          const body = { spec: { suspend: true } };
          const where = { ...placeOf('cronjobs'), namespace: metadata.namespace ?? namespace };
          send(cluster, { verb: 'patch', ...where, name: metadata.name, patchType: 'merge', body });
        }
        advance(cluster, 900);
        watch.look(cluster);
        untilQuiet(cluster);
        expectOrder(cluster);
        const first = advance(cluster, 1800);
        const second = advance(cluster, 1800);
        watch.look(cluster);
        expect(second, `after ${first} events in the half hour before`).toBeLessThanOrEqual(first * 1.2 + 100);
        // Queues and memories of the parts; the history has bounds of its own.
        const before = keptSize(cluster);
        advance(cluster, 1800);
        expect(keptSize(cluster), 'what the cluster keeps when nothing happens').toBeLessThanOrEqual(
          before * 1.05 + 5000,
        );
      }),
      { numRuns: RUNS },
    );
  }, 180_000);
});
