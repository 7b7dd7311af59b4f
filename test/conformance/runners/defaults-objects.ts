import { builtinResources, createCluster, isFailure } from '../../../src/engine/index.ts';
import type { ApiResponse, Cluster, Json } from '../../../src/engine/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

const labels = { app: 'web' };
const container = { name: 'c', image: 'nginx:1.27' };
const podSpec = { containers: [container] };
const template = { metadata: { labels }, spec: podSpec };
const owning = { selector: { matchLabels: labels }, template };
const job = { template: { ...template, spec: { ...podSpec, restartPolicy: 'Never' } } };
const storage = { storage: '1Gi' };
const once = ['ReadWriteOnce'];
const backend = { service: { name: 'web', port: { number: 80 } } };
const scaled = { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } };

/** The least that each kind needs to be accepted; the facts leave it out. */
const least: Readonly<Record<string, Fields>> = {
  Pod: { spec: podSpec },
  Deployment: { spec: owning },
  ReplicaSet: { spec: owning },
  DaemonSet: { spec: owning },
  StatefulSet: { spec: { ...owning, serviceName: 'web' } },
  ReplicationController: { spec: { selector: labels, template } },
  Job: { spec: job },
  CronJob: { spec: { schedule: '* * * * *', jobTemplate: { spec: job } } },
  Service: { spec: { selector: labels, ports: [{ port: 80 }] } },
  Ingress: { spec: { defaultBackend: backend } },
  IngressClass: { spec: { controller: 'example.com/ingress' } },
  HorizontalPodAutoscaler: { spec: scaled },
  NetworkPolicy: { spec: { podSelector: {} } },
  PodDisruptionBudget: { spec: { selector: { matchLabels: labels } } },
  PersistentVolumeClaim: { spec: { accessModes: once, resources: { requests: storage } } },
  PersistentVolume: { spec: { accessModes: once, capacity: storage, hostPath: { path: '/data' } } },
  StorageClass: { provisioner: 'example.com/disk' },
  ResourceQuota: { spec: { hard: { pods: '1' } } },
  LimitRange: { spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } },
  PriorityClass: { value: 10 },
  Role: { rules: [] },
  ClusterRole: { rules: [] },
  RoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' } },
  ClusterRoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'web' } },
  Secret: { stringData: { user: 'me' } },
  ConfigMap: {},
  Namespace: {},
  ServiceAccount: {},
};

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is given over what is there; what is given empty, or as nothing, only says that it must be there. */
function merged(base: unknown, given: unknown): unknown {
  if (Array.isArray(given)) {
    const list: readonly unknown[] = Array.isArray(base) ? base : [];
    return given.length === 0 ? base : given.map((each, index) => merged(list[index], each));
  }
  if (!isFields(given)) return given ?? base;
  if (Object.keys(given).length === 0) return base ?? given;
  const all: Record<string, unknown> = isFields(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(given)) all[key] = merged(all[key], value);
  return all;
}

const podFields =
  /^(volumes|initContainers|containers|tolerations|nodeSelector|affinity|hostNetwork|securityContext|restartPolicy)$/;
const containerFields =
  /^(env|envFrom|image|ports|resources|livenessProbe|readinessProbe|startupProbe|lifecycle|volumeMounts|command)$/;

/** Where the pod template of an object stands. */
function inPod(kind: string, spec: Fields): Fields {
  if (kind === 'Pod') return spec;
  const inTemplate = { template: { spec } };
  return kind === 'CronJob' ? { jobTemplate: { spec: inTemplate } } : inTemplate;
}

/** The part of an object that the facts give by its name alone, in its place: `volumes`, `template container`, `probe`. */
function placed(kind: string, part: string, value: unknown): Fields {
  const name = part.replace(/^(template|pod) /, '');
  if (name === 'container') return { spec: inPod(kind, { containers: [value] }) };
  if (name === 'probe') return { spec: inPod(kind, { containers: [{ livenessProbe: value }] }) };
  if (podFields.test(name)) return { spec: inPod(kind, { [name]: value }) };
  if (containerFields.test(name) && kind !== 'Service') {
    return { spec: inPod(kind, { containers: [{ [name]: value }] }) };
  }
  const isOfObject = name === 'metadata' || name === 'spec' || kind === 'Secret' || least[kind]?.['spec'] === undefined;
  return isOfObject ? { [name]: value } : { spec: { [name]: value } };
}

/** Containers without a name or an image have another's; a Service that others hold an address of has no ports of its own. */
function completed(kind: string, object: Fields): Fields {
  const complete = (value: unknown, key: string): unknown => {
    if (key === 'containers' || key === 'initContainers') {
      return (value as readonly Fields[]).map((each, index) => ({ ...container, name: `c${index}`, ...each }));
    }
    if (Array.isArray(value)) return value.map((each) => complete(each, ''));
    if (!isFields(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, complete(part, name)]));
  };
  return kind === 'Event' ? object : (complete(object, '') as Fields);
}

/** An object that was made of what the facts give, in a cluster of its own. */
export class Made {
  readonly cluster: Cluster = createCluster({});
  readonly name: string;
  private readonly group: string;
  private readonly resource: string;
  private readonly namespaced: boolean;

  constructor(kind: string, given: unknown) {
    const served = builtinResources.find((resource) => resource.kind === kind);
    const base = least[kind];
    if (served === undefined || base === undefined) throw new Error(`no ${kind} can be made here`);
    this.group = served.group;
    this.resource = served.resource;
    this.namespaced = served.namespaced;
    const apiVersion = served.group === '' ? served.version : `${served.group}/${served.version}`;
    const start: unknown = { apiVersion, kind, metadata: { name: 'web' }, ...base };
    const parts = isFields(given) ? Object.entries(given) : [];
    const object = parts.reduce((all, [part, value]) => merged(all, placed(kind, part, value)), start) as Fields;
    this.name = (object['metadata'] as { name: string }).name;
    this.send({ verb: 'create', body: JSON.parse(JSON.stringify(completed(kind, object))) as Json });
  }

  send(request: Partial<Parameters<Cluster['request']>[0]>): ApiResponse {
    const { group, resource } = this;
    const namespace = this.namespaced ? { namespace: 'default' } : {};
    const response = this.cluster.request({ verb: 'get', group, resource, ...namespace, ...request });
    if (isFailure(response)) throw new Error(response.body.message);
    return response;
  }

  get object(): Fields {
    return this.send({ name: this.name }).body as unknown as Fields;
  }

  /** What stands at a path such as `spec.ports[0].nodePort`; undefined where there is nothing. */
  at(path: string): unknown {
    let value: unknown = this.object;
    for (const [key, bracketed] of path.matchAll(/\[([^\]]+)\]|[^.[\]]+/g)) {
      value = (Object(value) as Fields)[bracketed ?? key];
    }
    return value;
  }

  advance(seconds: number): this {
    this.cluster.advance(seconds * 1000);
    return this;
  }

  /** Namespaced objects, as `Kind name`. */
  contents(): readonly string[] {
    const of = (resource: string, kind: string): string[] =>
      this.cluster.live.list(resource, this.name).map(({ metadata }) => `${kind} ${metadata.name}`);
    return [...of('serviceaccounts', 'ServiceAccount'), ...of('configmaps', 'ConfigMap')];
  }

  /** The generation after the object was made, its labels and its specification changed. */
  generations(): readonly unknown[] {
    const generation = (): unknown => this.at('metadata.generation');
    const patch = (body: Json): void => {
      this.send({ verb: 'patch', patchType: 'merge', name: this.name, body });
    };
    const made = generation();
    patch({ metadata: { labels: { a: 'b' } } });
    const labelled = generation();
    patch({ spec: { replicas: 3 } });
    return [made, labelled, generation()];
  }
}
