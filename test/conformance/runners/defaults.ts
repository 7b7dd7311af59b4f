import { expect } from 'vitest';
import { createCluster, isFailure } from '../../../src/engine/index.ts';
import type { ApiResponse, Cluster, Json } from '../../../src/engine/index.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Kind {
  readonly apiVersion: string;
  readonly resource: string;
  readonly spec?: Fields;
}

const labels = { app: 'web' };
const container = { name: 'c', image: 'nginx:1.27' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const job = { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } };

/** The least that each kind needs to be accepted; the facts leave it out. */
const kinds: Readonly<Record<string, Kind>> = {
  Pod: { apiVersion: 'v1', resource: 'pods', spec: template.spec },
  Deployment: { apiVersion: 'apps/v1', resource: 'deployments', spec: { selector: { matchLabels: labels }, template } },
  DaemonSet: { apiVersion: 'apps/v1', resource: 'daemonsets', spec: { selector: { matchLabels: labels }, template } },
  Job: { apiVersion: 'batch/v1', resource: 'jobs', spec: job },
  CronJob: {
    apiVersion: 'batch/v1',
    resource: 'cronjobs',
    spec: { schedule: '* * * * *', jobTemplate: { spec: job } },
  },
  Service: { apiVersion: 'v1', resource: 'services', spec: { selector: labels, ports: [{ port: 80 }] } },
  HorizontalPodAutoscaler: {
    apiVersion: 'autoscaling/v2',
    resource: 'horizontalpodautoscalers',
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', resource: 'networkpolicies', spec: { podSelector: {} } },
  Namespace: { apiVersion: 'v1', resource: 'namespaces' },
  Secret: { apiVersion: 'v1', resource: 'secrets' },
  generation: { apiVersion: 'apps/v1', resource: 'deployments', spec: { selector: { matchLabels: labels }, template } },
};

/** A part of an object that the facts give alone, and where it stands in the object. */
const parts: Readonly<Record<string, (part: unknown) => Fields>> = {
  spec: (spec) => spec as Fields,
  volumes: (volumes) => ({ volumes }),
  env: (env) => ({ containers: [{ ...container, env }] }),
  'template container': (part) => ({
    template: { ...template, spec: { containers: [{ ...container, ...(part as object) }] } },
  }),
  metadata: () => ({}),
};

/** The specification with what the facts give; what they give empty only says that it must be there. */
function specOf({ spec }: Kind, given: Fields): Fields | undefined {
  if (spec === undefined) return undefined;
  const changes = Object.entries(given).map(([part, value]) => parts[part]?.(value) ?? {});
  const merged: Record<string, unknown> = { ...spec };
  for (const [field, value] of changes.flatMap(Object.entries)) {
    if (field === 'containers') merged[field] = [{ ...container, ...(value as readonly object[])[0] }];
    else if (Object.keys(Object(value)).length > 0 || typeof value !== 'object') merged[field] = value;
  }
  return merged;
}

function send(cluster: Cluster, kind: Kind, request: Partial<Parameters<Cluster['request']>[0]>): ApiResponse {
  const group = kind.apiVersion.includes('/') ? (kind.apiVersion.split('/')[0] ?? '') : '';
  const namespace = kind.resource === 'namespaces' ? {} : { namespace: 'default' };
  const response = cluster.request({ verb: 'get', group, resource: kind.resource, ...namespace, ...request });
  if (isFailure(response)) throw new Error(response.body.message);
  return response;
}

/** Everything that the facts ask about an object that was made of what they give. */
class Made {
  private readonly cluster = createCluster({});
  private readonly kind: Kind;
  private readonly name: string;

  constructor(kindName: string, given: unknown) {
    const kind = kinds[kindName];
    if (kind === undefined) throw new Error(`no ${kindName} is known here`);
    this.kind = kind;
    const fields = typeof given === 'object' ? (given as Fields) : {};
    const metadata: { name: string } = { name: 'web', ...(fields['metadata'] as object) };
    this.name = metadata.name;
    const object = {
      apiVersion: kind.apiVersion,
      kind: kindName === 'generation' ? 'Deployment' : kindName,
      metadata: { ...metadata, labels: undefined },
      spec: specOf(kind, fields),
      ...(kindName === 'Secret' && { stringData: { user: 'me' } }),
    };
    send(this.cluster, kind, { verb: 'create', body: JSON.parse(JSON.stringify(object)) as Json });
  }

  get object(): Fields {
    return send(this.cluster, this.kind, { name: this.name }).body as unknown as Fields;
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
      send(this.cluster, this.kind, { verb: 'patch', patchType: 'merge', name: this.name, body });
    };
    const made = generation();
    patch({ metadata: { labels: { a: 'b' } } });
    const labelled = generation();
    patch({ spec: { replicas: 3 } });
    return [made, labelled, generation()];
  }
}

/** Shorthand of the facts for places. */
const places: Readonly<Record<string, string>> = {
  'volumes[0].emptyDir': 'spec.volumes[0].emptyDir',
  'volumes[0].configMap.defaultMode': 'spec.volumes[0].configMap.defaultMode',
  'volumes[1].secret.defaultMode': 'spec.volumes[1].secret.defaultMode',
  'valueFrom.fieldRef.apiVersion': 'spec.containers[0].env[0].valueFrom.fieldRef.apiVersion',
  'template.requests': 'spec.template.spec.containers[0].resources.requests',
  'template.enableServiceLinks': 'spec.template.spec.enableServiceLinks',
  selector: 'spec',
  stringData: 'data',
};

const uid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const jobLabels = {
  'batch.kubernetes.io/controller-uid': uid,
  'batch.kubernetes.io/job-name': 'web',
  'controller-uid': uid,
  'job-name': 'web',
};

/** What the facts say in words, as a value to compare with; the words stand at the beginning of theirs. */
const meanings: readonly (readonly [string, unknown])[] = [
  ['NOT filled in', undefined],
  ['not copied', undefined],
  ['stays unset', undefined],
  ['absent', undefined],
  ['none', undefined],
  ['allocated', expect.stringMatching(/^10\.96\.\d+\.\d+$/)],
  ['same', expect.stringMatching(/^10\.96\.\d+\.\d+$/)],
  ['random free in 30000-32767', expect.toSatisfy((port: number) => port >= 30_000 && port <= 32_767)],
  ['"1" (set by the controller)', '1'],
  ['copied from the template', expect.objectContaining(labels)],
  [
    'generated: batch.kubernetes.io/controller-uid=<uid>',
    expect.objectContaining({
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: expect.objectContaining({ metadata: { creationTimestamp: null, labels: { ...labels, ...jobLabels } } }),
    }),
  ],
  ['merged into data', { user: 'bWU=' }],
  ['metadata.generation +1 on every spec change', [1, 1, 2]],
];

function meaning(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.map(meaning);
  if (typeof expected !== 'string') return expected;
  const worded = meanings.find(([words]) => expected.startsWith(words));
  return worded === undefined ? expected : worded[1];
}

/** Questions whose answer is not a place in the object. */
const questions: Readonly<Record<string, (made: Made) => unknown>> = {
  'then created': (made) => made.advance(10).contents(),
  rule: (made) => made.generations(),
  'metadata.annotations[deployment.kubernetes.io/revision]': (made) =>
    made.advance(10).at('metadata.annotations[deployment.kubernetes.io/revision]'),
};

interface DefaultsFact {
  readonly kind: string;
  readonly given: unknown;
  /** By path, or by what the path stands for. */
  readonly expect: Readonly<Record<string, unknown>>;
}

/** What the API server fills in. */
export function defaults({ kind, given, expect: expected }: DefaultsFact): void {
  for (const [path, value] of Object.entries(expected)) {
    const made = new Made(kind, given);
    const ask = questions[path] ?? ((object: Made) => object.at(places[path] ?? path));
    expect(ask(made), path).toEqual(meaning(value));
  }
}
