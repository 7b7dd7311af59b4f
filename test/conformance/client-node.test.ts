import { PassThrough, Readable } from 'node:stream';
import { makeInformer, PatchStrategy, PortForward, setHeaderOptions } from '@kubernetes/client-node';
import type { KubernetesObject, V1ConfigMap, V1Pod, V1Status } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNodePorts } from '../../src/headless/api/node-ports.ts';
import { deployment, openClients, pod, refusal, until, type ApiClients } from '../support/api-clients.ts';

const namespace = 'default';
let clients: ApiClients;

beforeEach(async () => {
  clients = await openClients();
});

afterEach(async () => {
  await clients.close();
});

const config = (name: string, data: Record<string, string> = {}): V1ConfigMap => ({ metadata: { name }, data });

const patchAs = (strategy: string) => setHeaderOptions('Content-Type', strategy);

interface Told {
  type: string;
  name: string;
  version: string;
  object: unknown;
}

/** Watches a path and keeps what it is told, with how it ended. */
async function startWatch(path: string, query: Record<string, unknown>) {
  const told: Told[] = [];
  const state = { ended: false, error: undefined as unknown };
  const controller = await clients.watch.watch(
    path,
    query as Record<string, string>,
    (type: string, object: KubernetesObject) => {
      told.push({ type, name: object.metadata?.name ?? '', version: object.metadata?.resourceVersion ?? '', object });
    },
    (error: unknown) => {
      state.ended = true;
      state.error = error;
    },
  );
  return { told, state, abort: () => controller.abort() };
}

describe('objects', () => {
  it('are created with defaults, read, replaced and deleted', async () => {
    const { core } = clients;
    const created = await core.createNamespacedPod({ namespace, body: pod('web') });
    expect(created.spec?.restartPolicy).toBe('Always');
    expect(created.status?.phase).toBe('Pending');
    const read = await core.readNamespacedPod({ namespace, name: 'web' });
    expect(read).toEqual(created);
    read.metadata = { ...read.metadata, labels: { tier: 'front' } };
    const replaced = await core.replaceNamespacedPod({ namespace, name: 'web', body: read });
    expect(replaced.metadata?.labels).toEqual({ tier: 'front' });
    expect(Number(replaced.metadata?.resourceVersion)).toBeGreaterThan(Number(created.metadata?.resourceVersion));
    await core.deleteNamespacedPod({ namespace, name: 'web' });
    expect((await refusal(core.readNamespacedPod({ namespace, name: 'web' }))).code).toBe(404);
  });

  it('of other kinds answer a deletion with a Status that names them', async () => {
    const { core } = clients;
    const { metadata } = await core.createNamespacedConfigMap({ namespace, body: config('settings') });
    const status = await core.deleteNamespacedConfigMap({ namespace, name: 'settings' });
    expect(status).toMatchObject({
      status: 'Success',
      details: { name: 'settings', kind: 'configmaps', uid: metadata?.uid },
    });
  });

  it('get names from generateName', async () => {
    const body: V1ConfigMap = { metadata: { generateName: 'run-' } };
    const [first, second] = [
      await clients.core.createNamespacedConfigMap({ namespace, body }),
      await clients.core.createNamespacedConfigMap({ namespace, body }),
    ];
    expect(first.metadata?.name).toMatch(/^run-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(second.metadata?.name).not.toBe(first.metadata?.name);
  });

  it('are not stored by a dry run', async () => {
    const { core } = clients;
    const dry = await core.createNamespacedPod({ namespace, body: pod('web'), dryRun: 'All' });
    expect(dry.metadata?.uid).not.toBe('');
    expect((await core.listNamespacedPod({ namespace })).items).toEqual([]);
  });

  it('are listed by labels and fields, in every namespace or one', async () => {
    const { core } = clients;
    await core.createNamespacedPod({ namespace, body: pod('a', { app: 'x' }) });
    await core.createNamespacedPod({ namespace: 'kube-public', body: pod('b', { app: 'x' }) });
    await core.createNamespacedPod({ namespace, body: pod('c', { app: 'y' }) });
    const names = ({ items }: { items: V1Pod[] }) => items.map(({ metadata }) => metadata?.name);
    expect(names(await core.listPodForAllNamespaces({ labelSelector: 'app=x' }))).toEqual(['a', 'b']);
    expect(names(await core.listNamespacedPod({ namespace, labelSelector: 'app in (y,z)' }))).toEqual(['c']);
    expect(names(await core.listNamespacedPod({ namespace, fieldSelector: 'metadata.name=c' }))).toEqual(['c']);
    expect((await refusal(core.listNamespacedPod({ namespace, fieldSelector: 'spec.image=c' }))).message).toBe(
      'field label not supported: spec.image',
    );
  });

  it('are deleted as a collection', async () => {
    const { core } = clients;
    for (const name of ['a', 'b', 'c']) await core.createNamespacedConfigMap({ namespace, body: config(name) });
    await core.deleteCollectionNamespacedConfigMap({ namespace, fieldSelector: 'metadata.name!=b' });
    const { items } = await core.listNamespacedConfigMap({ namespace });
    expect(items.map(({ metadata }) => metadata?.name)).toContain('b');
    expect(items.map(({ metadata }) => metadata?.name)).not.toContain('a');
  });
});

describe('lists in pieces', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await clients.core.createNamespacedConfigMap({ namespace, body: config(name, { of: 'test' }) });
    }
  });

  const ours = async (options: { limit?: number; _continue?: string; resourceVersion?: string }) =>
    clients.core.listNamespacedSecret({ namespace, ...options });

  it('show one revision, whatever is written in between', async () => {
    const { core } = clients;
    for (const name of ['a', 'b', 'c']) await core.createNamespacedSecret({ namespace, body: { metadata: { name } } });
    const first = await ours({ limit: 2 });
    expect(first.metadata?.remainingItemCount).toBe(1);
    await core.createNamespacedSecret({ namespace, body: { metadata: { name: 'bb' } } });
    await core.deleteNamespacedSecret({ namespace, name: 'c' });
    const rest = await ours({ limit: 2, _continue: first.metadata?._continue ?? '' });
    expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['c']);
    expect(rest.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    expect(rest.metadata?._continue).toBeUndefined();
  });

  it('refuse a token that was never given', async () => {
    expect(await refusal(ours({ limit: 1, _continue: 'abc' }))).toMatchObject({ code: 400, reason: 'BadRequest' });
  });

  it('read an exact past revision', async () => {
    const { core } = clients;
    const before = await core.listNamespacedConfigMap({ namespace });
    await core.deleteNamespacedConfigMap({ namespace, name: 'a' });
    const version = before.metadata?.resourceVersion ?? '';
    const past = await core.listNamespacedConfigMap({
      namespace,
      resourceVersion: version,
      resourceVersionMatch: 'Exact',
    });
    expect(past.items).toEqual(before.items);
    expect((await core.listNamespacedConfigMap({ namespace, resourceVersion: version })).items).toHaveLength(
      before.items.length - 1,
    );
  });

  it('refuse a revision that is yet to come, and options that contradict each other', async () => {
    const { core } = clients;
    expect(await refusal(core.listNamespacedConfigMap({ namespace, resourceVersion: '999999' }))).toMatchObject({
      code: 504,
      reason: 'Timeout',
      details: { causes: [{ reason: 'ResourceVersionTooLarge' }] },
    });
    expect(await refusal(core.listNamespacedConfigMap({ namespace, resourceVersionMatch: 'Exact' }))).toMatchObject({
      code: 422,
      reason: 'Invalid',
    });
  });
});

describe('patches', () => {
  beforeEach(async () => {
    await clients.apps.createNamespacedDeployment({ namespace, body: deployment('web', 1) });
  });

  const patch = (body: unknown, strategy: string, more: { fieldManager?: string; force?: boolean } = {}) =>
    clients.apps.patchNamespacedDeployment({ namespace, name: 'web', body, ...more }, patchAs(strategy));

  it('merge JSON', async () => {
    const patched = await patch({ metadata: { labels: { app: null, tier: 'front' } } }, PatchStrategy.MergePatch);
    expect(patched.metadata?.labels).toEqual({ tier: 'front' });
  });

  it('merge strategically, by the names of containers', async () => {
    const body = { spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: '1' }] }] } } } };
    const patched = await patch(body, PatchStrategy.StrategicMergePatch);
    expect(patched.spec?.template.spec?.containers).toMatchObject([{ name: 'web', image: 'nginx:1.27' }]);
    expect(patched.metadata?.generation).toBe(2);
  });

  it('follow a list of JSON operations, or none of it', async () => {
    const replicas = { op: 'replace', path: '/spec/replicas', value: 3 };
    const failing = { op: 'test', path: '/metadata/name', value: 'other' };
    expect((await patch([replicas], PatchStrategy.JsonPatch)).spec?.replicas).toBe(3);
    const status = await refusal(patch([{ ...replicas, value: 5 }, failing], PatchStrategy.JsonPatch));
    expect(status).toMatchObject({ code: 422, reason: 'Invalid' });
    expect((await clients.apps.readNamespacedDeployment({ namespace, name: 'web' })).spec?.replicas).toBe(3);
  });

  it('apply fields for their managers, and refuse to take those of others without force', async () => {
    const applied = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 4 } };
    const conflict = await refusal(patch(applied, PatchStrategy.ServerSideApply, { fieldManager: 'pipeline' }));
    expect(conflict).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(conflict.details?.causes?.[0]).toMatchObject({ reason: 'FieldManagerConflict', field: '.spec.replicas' });
    const forced = await patch(applied, PatchStrategy.ServerSideApply, { fieldManager: 'pipeline', force: true });
    expect(forced.spec?.replicas).toBe(4);
    const applier = forced.metadata?.managedFields?.find(({ manager }) => manager === 'pipeline');
    expect(applier?.operation).toBe('Apply');
    const { spec: _, ...dropped } = applied;
    const after = await patch(dropped, PatchStrategy.ServerSideApply, { fieldManager: 'pipeline' });
    expect(after.spec?.replicas).toBe(1);
  });

  it('of an unknown type are refused', async () => {
    expect(await refusal(patch({}, 'application/merge'))).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
  });

  it('without a manager are not applied', async () => {
    expect(await refusal(patch({}, PatchStrategy.ServerSideApply))).toMatchObject({ code: 422 });
  });
});

describe('refusals', () => {
  it('of a second object with the name', async () => {
    const { core } = clients;
    await core.createNamespacedConfigMap({ namespace, body: config('settings') });
    expect(await refusal(core.createNamespacedConfigMap({ namespace, body: config('settings') }))).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "settings" already exists',
      details: { name: 'settings', kind: 'configmaps' },
    });
  });

  it('of a write over a version that is no longer the latest', async () => {
    const { core } = clients;
    const stale = await core.createNamespacedConfigMap({ namespace, body: config('settings') });
    await core.replaceNamespacedConfigMap({ namespace, name: 'settings', body: { ...stale, data: { a: '1' } } });
    const second = core.replaceNamespacedConfigMap({
      namespace,
      name: 'settings',
      body: { ...stale, data: { a: '2' } },
    });
    expect(await refusal(second)).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply your changes to the latest version and try again',
    });
  });

  it('of an object that is not valid, with a cause a field', async () => {
    const body = deployment('web', -1);
    const status = await refusal(clients.apps.createNamespacedDeployment({ namespace, body }));
    expect(status).toMatchObject({ code: 422, reason: 'Invalid', details: { kind: 'Deployment', group: 'apps' } });
    expect(status.details?.causes).toContainEqual({
      reason: 'FieldValueInvalid',
      field: 'spec.replicas',
      message: 'Invalid value: -1: must be greater than or equal to 0',
    });
  });

  it('of unknown fields when decoding is strict', async () => {
    const body = { metadata: { name: 'settings' }, dat: { a: 'b' } } as V1ConfigMap;
    const loose = await clients.core.createNamespacedConfigMap({ namespace, body });
    expect(loose.metadata?.name).toBe('settings');
    const response = await fetch(`${clients.door.url}/api/v1/namespaces/default/configmaps?fieldValidation=Strict`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'other' }, dat: {} }),
    });
    expect(await response.json()).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat"',
    });
  });

  it('of what is missing: object, namespace', async () => {
    const { core } = clients;
    expect(await refusal(core.readNamespacedPod({ namespace, name: 'none' }))).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'pods "none" not found',
    });
    expect(await refusal(core.createNamespacedPod({ namespace: 'none', body: pod('web') }))).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    });
  });
});

describe('deletion', () => {
  it('keeps its preconditions', async () => {
    const { core } = clients;
    await core.createNamespacedConfigMap({ namespace, body: config('settings') });
    const body = { preconditions: { uid: 'another' } };
    expect(await refusal(core.deleteNamespacedConfigMap({ namespace, name: 'settings', body }))).toMatchObject({
      code: 409,
      reason: 'Conflict',
    });
  });

  it('waits for finalizers', async () => {
    const { core } = clients;
    const body: V1ConfigMap = { metadata: { name: 'settings', finalizers: ['example.com/guard'] } };
    await core.createNamespacedConfigMap({ namespace, body });
    await core.deleteNamespacedConfigMap({ namespace, name: 'settings' });
    const marked = await core.readNamespacedConfigMap({ namespace, name: 'settings' });
    expect(marked.metadata?.deletionTimestamp).toBeDefined();
    const release = { metadata: { finalizers: null } };
    await core.patchNamespacedConfigMap(
      { namespace, name: 'settings', body: release },
      patchAs(PatchStrategy.MergePatch),
    );
    expect((await refusal(core.readNamespacedConfigMap({ namespace, name: 'settings' }))).code).toBe(404);
  });

  it('gives a running pod its grace period', async () => {
    const { core } = clients;
    await core.createNamespacedPod({ namespace, body: pod('web') });
    await clients.advance(10_000);
    const deleted = await core.deleteNamespacedPod({ namespace, name: 'web', gracePeriodSeconds: 5 });
    expect(deleted.metadata?.deletionGracePeriodSeconds).toBe(5);
    await clients.advance(6000);
    expect((await refusal(core.readNamespacedPod({ namespace, name: 'web' }))).code).toBe(404);
  });

  it.each([
    ['Orphan', 1],
    ['Background', 0],
    ['Foreground', 0],
  ])('of a Deployment with propagation %s leaves %i ReplicaSets', async (propagationPolicy, left) => {
    const { apps } = clients;
    await apps.createNamespacedDeployment({ namespace, body: deployment('web', 2) });
    await clients.advance(10_000);
    await apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy });
    await clients.advance(60_000);
    expect((await refusal(apps.readNamespacedDeployment({ namespace, name: 'web' }))).code).toBe(404);
    const { items } = await apps.listNamespacedReplicaSet({ namespace });
    expect(items).toHaveLength(left);
    expect(items.flatMap(({ metadata }) => metadata?.ownerReferences ?? [])).toEqual([]);
  });
});

it('a deletion in the foreground waits for what the object owns', async () => {
  const { apps } = clients;
  await apps.createNamespacedDeployment({ namespace, body: deployment('web', 2) });
  await clients.advance(10_000);
  await apps.deleteNamespacedDeployment({ namespace, name: 'web', propagationPolicy: 'Foreground' });
  const waiting = await apps.readNamespacedDeployment({ namespace, name: 'web' });
  expect(waiting.metadata?.finalizers).toEqual(['foregroundDeletion']);
});

describe('controllers', () => {
  it('do not react before they have heard of it', async () => {
    const { apps } = clients;
    await apps.createNamespacedDeployment({ namespace, body: deployment('web', 3) });
    const { status } = await apps.readNamespacedDeployment({ namespace, name: 'web' });
    expect(status?.replicas ?? 0).toBe(0);
    expect((await apps.listNamespacedReplicaSet({ namespace })).items).toEqual([]);
    await clients.advance(20_000);
    expect((await apps.readNamespacedDeployment({ namespace, name: 'web' })).status?.readyReplicas).toBe(3);
  });

  it('scale by the scale subresource', async () => {
    const { apps } = clients;
    await apps.createNamespacedDeployment({ namespace, body: deployment('web', 1) });
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' });
    expect(scale).toMatchObject({ spec: { replicas: 1 }, status: { selector: 'app=web' } });
    await apps.replaceNamespacedDeploymentScale({ namespace, name: 'web', body: { ...scale, spec: { replicas: 2 } } });
    await clients.advance(20_000);
    expect((await apps.readNamespacedDeployment({ namespace, name: 'web' })).status?.replicas).toBe(2);
  });

  it('write a status that only its subresource changes', async () => {
    const { apps } = clients;
    await apps.createNamespacedDeployment({ namespace, body: deployment('web', 1) });
    const read = await apps.readNamespacedDeployment({ namespace, name: 'web' });
    const told = { ...read, status: { ...read.status, observedGeneration: 7 } };
    const byObject = await apps.replaceNamespacedDeployment({ namespace, name: 'web', body: told });
    expect(byObject.status?.observedGeneration).toBeUndefined();
    const byStatus = await apps.replaceNamespacedDeploymentStatus({ namespace, name: 'web', body: told });
    expect(byStatus.status?.observedGeneration).toBe(7);
  });
});

describe('evictions', () => {
  const evict = (name: string) =>
    clients.core.createNamespacedPodEviction({ namespace, name, body: { metadata: { name, namespace } } });

  it('delete a pod that no budget guards', async () => {
    await clients.core.createNamespacedPod({ namespace, body: pod('web') });
    await clients.advance(10_000);
    expect(await evict('web')).toMatchObject({ kind: 'Status' });
    const { metadata } = await clients.core.readNamespacedPod({ namespace, name: 'web' });
    expect(metadata?.deletionTimestamp).toBeDefined();
  });

  it('are refused when a budget has nothing left', async () => {
    await clients.core.createNamespacedPod({ namespace, body: pod('web', { app: 'web' }) });
    await clients.policy.createNamespacedPodDisruptionBudget({
      namespace,
      body: { metadata: { name: 'guard' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } },
    });
    await clients.advance(10_000);
    expect(await refusal(evict('web') as Promise<unknown>)).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
    });
  });
});

describe('versions of a kind', () => {
  it('are two forms of one autoscaler', async () => {
    const { autoscaling } = clients;
    const body = {
      metadata: { name: 'web' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        maxReplicas: 5,
        targetCPUUtilizationPercentage: 70,
      },
    };
    const created = await autoscaling.createNamespacedHorizontalPodAutoscaler({ namespace, body });
    expect(created.spec).toMatchObject({ minReplicas: 1, targetCPUUtilizationPercentage: 70 });
    const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/web';
    const second = (await (await fetch(clients.door.url + path)).json()) as { apiVersion: string; spec: unknown };
    expect(second.apiVersion).toBe('autoscaling/v2');
    expect(second.spec).toMatchObject({
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
    });
  });

  it('tell of one Event in two groups', async () => {
    await clients.core.createNamespacedPod({ namespace, body: pod('web') });
    await clients.advance(5000);
    const query = 'fieldSelector=regarding.name%3Dweb,reason%3DScheduled';
    const path = `/apis/events.k8s.io/v1/namespaces/default/events?${query}`;
    const list = (await (await fetch(clients.door.url + path)).json()) as { items: Record<string, unknown>[] };
    expect(list.items).toHaveLength(1);
    expect(list.items[0]).toMatchObject({ reason: 'Scheduled', regarding: { kind: 'Pod', name: 'web' } });
    expect(list.items[0]).not.toHaveProperty('involvedObject');
  });
});

describe('watches', () => {
  const path = '/api/v1/namespaces/default/configmaps';

  const create = (name: string, labels: Record<string, string> = {}) =>
    clients.core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels } } });

  it('tell all that happens after a revision, in order', async () => {
    const { core } = clients;
    const { metadata } = await core.listNamespacedConfigMap({ namespace });
    const watch = await startWatch(path, { resourceVersion: metadata?.resourceVersion });
    const created = await create('a');
    await core.replaceNamespacedConfigMap({ namespace, name: 'a', body: { ...created, data: { x: '1' } } });
    await core.deleteNamespacedConfigMap({ namespace, name: 'a' });
    await until(() => watch.told.length === 3);
    expect(watch.told.map(({ type, name }) => `${type} ${name}`)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    const versions = watch.told.map(({ version }) => Number(version));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    watch.abort();
  });

  it('begin with what is there, without a revision', async () => {
    await create('a');
    const watch = await startWatch(path, { labelSelector: '!internal', fieldSelector: 'metadata.name=a' });
    await until(() => watch.told.length === 1);
    expect(watch.told).toMatchObject([{ type: 'ADDED', name: 'a' }]);
    watch.abort();
  });

  it('tell by a selector what comes and what goes', async () => {
    const watch = await startWatch(path, {
      labelSelector: 'on=yes',
      resourceVersion: String(clients.cluster.revision()),
    });
    const label = (on: string) =>
      clients.core.patchNamespacedConfigMap(
        { namespace, name: 'a', body: { metadata: { labels: { on } } } },
        patchAs(PatchStrategy.MergePatch),
      );
    await create('a', { on: 'no' });
    await label('yes');
    const gone = await label('no');
    await until(() => watch.told.length === 2);
    expect(watch.told).toMatchObject([
      { type: 'ADDED', name: 'a' },
      { type: 'DELETED', name: 'a', version: gone.metadata?.resourceVersion },
    ]);
    watch.abort();
  });

  it('end when their time is over, with a bookmark before', async () => {
    const watch = await startWatch(path, {
      resourceVersion: String(clients.cluster.revision()),
      timeoutSeconds: 30,
      allowWatchBookmarks: true,
    });
    await clients.advance(29_000);
    expect(watch.state.ended).toBe(false);
    await clients.advance(1000);
    await until(() => watch.state.ended);
    expect(watch.told.at(-1)).toMatchObject({ type: 'BOOKMARK', version: String(clients.cluster.revision()) });
  });

  it('tell where the first state ends, to those that ask for it', async () => {
    await create('a');
    const watch = await startWatch(path, {
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
      fieldSelector: 'metadata.name=a',
    });
    await until(() => watch.told.length === 2);
    expect(watch.told.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    watch.abort();
  });

  it('from before the last compaction are told that it expired', { timeout: 60_000 }, async () => {
    const { cluster } = clients;
    await create('a');
    const body = (round: number) => ({ data: { round: String(round) } });
    const at = { group: '', resource: 'configmaps', namespace, name: 'a' } as const;
    for (let round = 0; cluster.compactedRevision() < 10; round++) {
      cluster.request({ ...at, verb: 'patch', patchType: 'merge', body: body(round) });
    }
    const watch = await startWatch(path, { resourceVersion: '1' });
    await until(() => watch.state.ended);
    expect(watch.told).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }]);
    const past = clients.core.listNamespacedConfigMap({
      namespace,
      resourceVersion: '1',
      resourceVersionMatch: 'Exact',
    });
    expect(await refusal(past)).toMatchObject({ code: 410, reason: 'Expired' });
  });
});

describe('informers', () => {
  it('keep a copy of the cluster, and come back after their watch was cut', async () => {
    const { core, cluster, door } = clients;
    const seen = new Map<string, string>();
    const informer = makeInformer(clients.config, '/api/v1/namespaces/default/configmaps', () =>
      core.listNamespacedConfigMap({ namespace }),
    );
    const keep = ({ metadata }: V1ConfigMap) => seen.set(metadata?.name ?? '', metadata?.resourceVersion ?? '');
    informer.on('add', keep);
    informer.on('update', keep);
    informer.on('delete', ({ metadata }) => seen.delete(metadata?.name ?? ''));
    let cuts = 0;
    informer.on('error', () => {
      cuts++;
      void informer.start();
    });
    const stored = () =>
      cluster.live
        .list('configmaps', namespace)
        .map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)
        .toSorted();
    const copied = () => [...seen].map(([name, version]) => `${name}@${version}`).toSorted();
    const isEqual = () => JSON.stringify(copied()) === JSON.stringify(stored());
    await informer.start();
    await core.createNamespacedConfigMap({ namespace, body: config('a') });
    await until(isEqual);
    door.cutConnections();
    // Written while nobody watches.
    const at = { group: '', resource: 'configmaps', namespace } as const;
    cluster.request({ ...at, verb: 'create', body: { metadata: { name: 'b' } } });
    cluster.request({ ...at, verb: 'delete', name: 'a' });
    await until(() => isEqual() && (cuts > 0 || seen.has('b')));
    expect([...seen.keys()]).toContain('b');
    expect([...seen.keys()]).not.toContain('a');
    await informer.stop();
  });
});

describe('containers', () => {
  beforeEach(async () => {
    await clients.core.createNamespacedPod({ namespace, body: pod('web') });
  });

  const run = async (command: string[], stdin: Readable | null = null) => {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const printed = { out: '', err: '', status: undefined as V1Status | undefined };
    out.on('data', (text) => (printed.out += String(text)));
    err.on('data', (text) => (printed.err += String(text)));
    await clients.exec.exec(namespace, 'web', 'web', command, out, err, stdin, false, (status) => {
      printed.status = status;
    });
    return printed;
  };

  it('have logs to read', async () => {
    await clients.advance(20_000);
    const log = await clients.core.readNamespacedPodLog({ namespace, name: 'web' });
    expect(log).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up');
    const tail = await clients.core.readNamespacedPodLog({ namespace, name: 'web', tailLines: 1, timestamps: true });
    expect(tail).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z [^\n]+\n$/);
    expect(log.endsWith(tail.slice(tail.indexOf(' ') + 1))).toBe(true);
  });

  it('have no logs before they start', async () => {
    await clients.advance(200);
    expect(await refusal(clients.core.readNamespacedPodLog({ namespace, name: 'web' }))).toMatchObject({
      code: 400,
      message: 'container "web" in pod "web" is waiting to start: ContainerCreating',
    });
    expect(await refusal(clients.core.readNamespacedPodLog({ namespace, name: 'web', container: 'x' }))).toMatchObject({
      code: 400,
      message: 'container x is not valid for pod web',
    });
  });

  it('have logs to follow until they end', async () => {
    await clients.core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'count' },
        spec: {
          restartPolicy: 'Never',
          containers: [
            { name: 'c', image: 'busybox:1.36', command: ['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 5; done'] },
          ],
        },
      },
    });
    await clients.advance(8000);
    const followed = new PassThrough();
    let text = '';
    let ended = false;
    followed.on('data', (chunk) => (text += String(chunk)));
    followed.on('end', () => (ended = true));
    await clients.log.log(namespace, 'count', 'c', followed, { follow: true });
    await clients.advance(30_000);
    await until(() => ended);
    expect(text).toBe('1\n2\n3\n');
  });

  it('run commands and tell their exit code', async () => {
    await clients.advance(20_000);
    const fine = await run(['sh', '-c', 'hostname; echo no >&2']);
    await until(() => fine.status !== undefined);
    expect(fine).toEqual({
      out: 'web\n',
      err: 'no\n',
      status: expect.objectContaining({ status: 'Success' }) as unknown,
    });
    const failed = await run(['sh', '-c', 'exit 3']);
    await until(() => failed.status !== undefined);
    expect(failed.status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('take as long as their commands say', async () => {
    await clients.advance(20_000);
    const slow = await run(['sh', '-c', 'echo before; sleep 10; echo after']);
    await until(() => slow.out === 'before\n');
    await clients.advance(9000);
    expect(slow.status).toBeUndefined();
    await clients.advance(1500);
    await until(() => slow.status !== undefined);
    expect(slow.out).toBe('before\nafter\n');
  });

  it('say what they do not have', async () => {
    await clients.advance(20_000);
    const missing = await run(['zsh']);
    await until(() => missing.status !== undefined);
    expect(missing.status?.message).toContain('exec: "zsh": executable file not found in $PATH');
  });

  it('read standard input to its end', async () => {
    await clients.advance(20_000);
    const counted = await run(['cat'], Readable.from(['one\n', 'two\n']));
    await until(() => counted.status !== undefined);
    expect(counted.out).toBe('one\ntwo\n');
  });
});

describe('traffic from this machine', () => {
  beforeEach(async () => {
    await clients.apps.createNamespacedDeployment({ namespace, body: deployment('web', 2) });
    await clients.advance(20_000);
  });

  /** Lets time pass in small steps until an answer is there. */
  const answered = async <T>(promise: Promise<T>): Promise<T> => {
    const state = { isDone: false };
    const settle = promise.finally(() => (state.isDone = true));
    settle.catch(() => {});
    for (let step = 0; step < 2000 && !state.isDone; step++) await clients.advance(5);
    return settle;
  };

  it('travels through a node port to a pod and back', async () => {
    const warnings: string[] = [];
    const close = openNodePorts(clients.cluster, clients.door.pace, (text) => warnings.push(text));
    const service = await clients.core.createNamespacedService({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
      },
    });
    await clients.advance(1000);
    const url = `http://127.0.0.1:${service.spec?.ports?.[0]?.nodePort ?? 0}/`;
    const response = await answered(fetch(url));
    expect(warnings).toEqual([]);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Welcome to nginx!');
    close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('reaches one pod by port-forward', async () => {
    const { items } = await clients.core.listNamespacedPod({ namespace });
    const [input, output] = [new PassThrough(), new PassThrough()];
    let text = '';
    output.on('data', (chunk) => (text += String(chunk)));
    const forward = new PortForward(clients.config);
    await forward.portForward(namespace, items[0]?.metadata?.name ?? '', [80], output, null, input);
    input.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    for (let step = 0; step < 2000 && !text.includes('</html>'); step++) await clients.advance(5);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});
