import { expect } from 'vitest';
import { safeEncode } from '../../../src/engine/api/generated-names.ts';
import { createCluster, isFailure, type Cluster, type Json, type Status } from '../../../src/engine/index.ts';

interface NameFact {
  readonly group: string;
  readonly input: string | number;
  readonly expect: unknown;
}

interface Manifest {
  readonly apiVersion: string;
  readonly resource: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };

function create(cluster: Cluster, { resource, ...manifest }: Manifest): Status | { metadata: { name: string } } {
  const [group = ''] = manifest.apiVersion.includes('/') ? manifest.apiVersion.split('/') : [];
  const namespace = resource === 'namespaces' ? {} : { namespace: 'default' };
  // Fields without a value are not there on the wire.
  const body = JSON.parse(JSON.stringify(manifest)) as Json;
  const response = cluster.request({ verb: 'create', group, resource, ...namespace, body });
  return isFailure(response) ? response.body : (response.body as { metadata: { name: string } });
}

function made(cluster: Cluster, manifest: Manifest): string {
  const answer = create(cluster, manifest);
  if ('code' in answer) throw new Error(answer.message);
  return answer.metadata.name;
}

const configMap = (metadata: object, data: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  metadata: { name: 'a', ...metadata },
  data,
});

/** An object that is valid when a text is one of a kind. */
const objectsWith: Readonly<Record<string, (text: string) => Manifest>> = {
  'dns1123-label': (name) => ({ apiVersion: 'v1', kind: 'Namespace', resource: 'namespaces', metadata: { name } }),
  'dns1123-subdomain': (name) => configMap({ name }),
  'dns1035-label': (name) => ({
    apiVersion: 'v1',
    kind: 'Service',
    resource: 'services',
    metadata: { name },
    spec: { ports: [{ port: 80 }] },
  }),
  'label-value': (value) => configMap({ labels: { a: value } }),
  'label-key': (key) => configMap({ labels: { [key]: 'a' } }),
  // A probe must name its port, where a container's port may have none.
  'port-name': (port) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'nginx', livenessProbe: { tcpSocket: { port } } }] },
  }),
  'configmap-key': (key) => configMap({}, { [key]: 'a' }),
  'annotation-key': (key) => configMap({ annotations: { [key]: 'a' } }),
  'env-var-name': (name) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    resource: 'pods',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'nginx', env: [{ name, value: 'a' }] }] },
  }),
  'wildcard-subdomain': (host) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    resource: 'ingresses',
    metadata: { name: 'i' },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } }, rules: [{ host }] },
  }),
};

/** What else the groups may be called, after upstream's functions. */
const otherNames: Readonly<Record<string, string>> = {
  'qualified-name': 'label-key',
  'env-name': 'env-var-name',
  'wildcard-dns1123-subdomain': 'wildcard-subdomain',
  'config-map-key': 'configmap-key',
  'secret-key': 'configmap-key',
};

function isAccepted(manifest: Manifest): boolean {
  const answer = create(createCluster({}), manifest);
  if ('code' in answer && answer.code !== 422) throw new Error(`refused for another reason: ${answer.message}`);
  return !('code' in answer);
}

/** The names of a resource's objects in the default namespace, half a minute after one object was made. */
function namesAfter(resource: string, manifest: Manifest, cluster = createCluster({})): string[] {
  made(cluster, manifest);
  cluster.advance(30_000);
  return cluster.live
    .list(resource, 'default')
    .map(({ metadata }) => metadata.name)
    .toSorted();
}

/** What stands in words at the end of a phrase: `sts db, 3 replicas`, `job j`. */
function wordAfter(word: string, phrase: string): string {
  const found = new RegExp(`\\b${word} ([^ ,]+)`).exec(phrase)?.[1];
  if (found === undefined) throw new Error(`"${phrase}" tells no ${word}`);
  return found;
}

const workload = (kind: string, resource: string, name: string, spec: object = {}): Manifest => ({
  apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
  kind,
  resource,
  metadata: { name },
  spec,
});

const once = { spec: { ...template.spec, restartPolicy: 'Never' } };
const owning = (spec: object = {}): object => ({ selector: { matchLabels: labels }, template, ...spec });

function statefulSet(phrase: string, replicas: number): Manifest {
  const claim = phrase.startsWith('claim') ? wordAfter('claim', phrase) : undefined;
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const volumeClaimTemplates = claim === undefined ? [] : [{ metadata: { name: claim }, spec }];
  const parallel = { podManagementPolicy: 'Parallel', serviceName: 'db', replicas, volumeClaimTemplates };
  return workload('StatefulSet', 'statefulsets', wordAfter('(?:sts|statefulset)', phrase), owning(parallel));
}

function cronJobNames(phrase: string): string[] {
  const minute = Number(wordAfter('minute', phrase));
  const cluster = createCluster({ startTime: minute * 60_000 - 5_000 });
  const spec = { schedule: '* * * * *', jobTemplate: { spec: { template: once } } };
  return namesAfter('jobs', workload('CronJob', 'cronjobs', wordAfter('cronjob', phrase), spec), cluster);
}

/** The names that the cluster gives to what it makes for an object told in words. */
const generated: Readonly<Record<string, (phrase: string) => readonly string[]>> = {
  'generate-name': (generateName) => [made(createCluster({}), configMap({ name: undefined, generateName }))],
  'statefulset-pod-names': (phrase) =>
    namesAfter('pods', statefulSet(phrase, Number(/(\d+) replica/.exec(phrase)?.[1]))),
  'statefulset-pvc-name': (phrase) => {
    const ordinal = Number(wordAfter('ordinal', phrase));
    return namesAfter('persistentvolumeclaims', statefulSet(phrase, ordinal + 1)).slice(ordinal);
  },
  'job-pod-name': (phrase) => namesAfter('pods', workload('Job', 'jobs', wordAfter('job', phrase), { template: once })),
  'cronjob-job-name': cronJobNames,
  'endpointslice-name': (phrase) => {
    const spec = { selector: labels, ports: [{ port: 80 }] };
    const metadata = { name: wordAfter('service', phrase) };
    const service = { apiVersion: 'v1', kind: 'Service', resource: 'services', metadata, spec };
    return namesAfter('endpointslices', service).filter((name) => name.startsWith(metadata.name));
  },
  'replicaset-name': (phrase) =>
    namesAfter('replicasets', workload('Deployment', 'deployments', wordAfter('deployment', phrase), owning())),
  'deployment-pod-name': (phrase) =>
    namesAfter('pods', workload('Deployment', 'deployments', wordAfter('deployment', phrase), owning())),
  'replicaset-pod-name': (phrase) =>
    namesAfter('pods', workload('ReplicaSet', 'replicasets', wordAfter('(?:replicaset|rs)', phrase), owning())),
  'daemonset-pod-name': (phrase) =>
    namesAfter('pods', workload('DaemonSet', 'daemonsets', wordAfter('(?:daemonset|ds)', phrase), owning())).slice(
      0,
      1,
    ),
};

interface Pattern {
  readonly pattern?: string;
  readonly suffixPattern?: string;
  readonly prefix?: string;
}

/** A name as the fact describes one; what it does not match stands in the answer as it is. */
function described(found: readonly string[], expected: unknown): unknown {
  const [name = ''] = found;
  if (Array.isArray(expected)) return found;
  if (typeof expected !== 'object') return found.length === 1 ? name : found;
  const { pattern, suffixPattern, prefix = '' } = expected as Pattern;
  if (pattern !== undefined) return { pattern: new RegExp(pattern).test(name) ? pattern : name };
  const end = name.slice(prefix.length);
  return {
    length: name.length,
    prefix: name.slice(0, prefix.length),
    suffixPattern: new RegExp(suffixPattern ?? '').test(end) ? suffixPattern : end,
  };
}

export function names({ group, input, expect: expected }: NameFact): void {
  const [key = ''] = group.split(' ');
  const text = String(input);
  const objectWith = objectsWith[otherNames[key] ?? key];
  if (objectWith !== undefined) {
    expect({ valid: isAccepted(objectWith(text)) }).toEqual(expected);
    return;
  }
  if (key.startsWith('hash-')) {
    expect(safeEncode(text)).toEqual(expected);
    return;
  }
  const generate = generated[key];
  if (generate === undefined) throw new Error(`unknown group: ${group}`);
  expect(described(generate(text), expected)).toEqual(expected);
}
