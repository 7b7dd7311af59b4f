import { describe, expect, test } from 'vitest';
import { builtinResources, createCluster, isFailure } from '../../src/engine/index.ts';
import type { ApiRequest, ApiResponse, Cluster, Json } from '../../src/engine/index.ts';

const labels = { app: 'web' };
const podSpec = {
  containers: [
    {
      name: 'c',
      image: 'nginx:1.27',
      ports: [{ containerPort: 80, name: 'http' }],
      resources: { limits: { memory: '64Mi' } },
      readinessProbe: { httpGet: { port: 'http' } },
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    },
  ],
  initContainers: [{ name: 'first', image: 'busybox', command: ['true'] }],
  volumes: [{ name: 'cache', emptyDir: {} }],
};
const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: labels };
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const job = { template: { spec: { ...podSpec, restartPolicy: 'Never' } } };
const ports = [{ port: 80 }];
const path = { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } };
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

/** A good object of most kinds; `update` is a change that is allowed beside a label. */
const objects: readonly (readonly [apiVersion: string, kind: string, object: object, update?: object])[] = [
  ['v1', 'Pod', { spec: podSpec }, { spec: { activeDeadlineSeconds: 600 } }],
  ['v1', 'ReplicationController', { spec: { template } }, { spec: { replicas: 2 } }],
  ['v1', 'Service', { spec: { selector: labels, ports } }, { spec: { type: 'NodePort' } }],
  ['v1', 'Service', { spec: { type: 'NodePort', ports } }, { spec: { type: 'ClusterIP' } }],
  ['v1', 'Service', { spec: { type: 'LoadBalancer', ports } }, { spec: { sessionAffinity: 'ClientIP' } }],
  ['v1', 'Service', { spec: { clusterIP: 'None', selector: labels } }, { spec: { publishNotReadyAddresses: true } }],
  ['v1', 'Service', { spec: { type: 'ExternalName', externalName: 'example.com' } }, { spec: { externalName: 'a.b' } }],
  ['v1', 'ConfigMap', { data: { a: 'b' } }, { data: { a: 'c' } }],
  ['v1', 'Secret', { stringData: { a: 'b' } }, { stringData: { a: 'c' } }],
  ['v1', 'Namespace', {}],
  ['v1', 'Node', {}, { spec: { unschedulable: true, taints: [{ key: 'a', effect: 'NoSchedule' }] } }],
  ['v1', 'ServiceAccount', {}],
  ['v1', 'PersistentVolumeClaim', { spec: claim }],
  [
    'v1',
    'PersistentVolume',
    { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } },
    { spec: { persistentVolumeReclaimPolicy: 'Delete' } },
  ],
  ['v1', 'ResourceQuota', { spec: { hard: { pods: '10', 'requests.cpu': '2' } } }, { spec: { hard: { pods: '5' } } }],
  ['v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } }],
  [
    'apps/v1',
    'Deployment',
    { spec: { selector, template } },
    { spec: { replicas: 0, strategy: { type: 'RollingUpdate' } } },
  ],
  ['apps/v1', 'ReplicaSet', { spec: { selector, template } }, { spec: { replicas: 2 } }],
  ['apps/v1', 'DaemonSet', { spec: { selector, template } }, { spec: { minReadySeconds: 5 } }],
  [
    'apps/v1',
    'StatefulSet',
    {
      spec: {
        serviceName: 'web',
        selector,
        template,
        volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: claim }],
      },
    },
    { spec: { replicas: 2 } },
  ],
  ['batch/v1', 'Job', { spec: job }, { spec: { parallelism: 2 } }],
  [
    'batch/v1',
    'CronJob',
    { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: job } } },
    { spec: { suspend: true } },
  ],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { spec: { maxReplicas: 3, scaleTargetRef } },
    { spec: { maxReplicas: 4 } },
  ],
  ['policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1, selector } }, { spec: { minAvailable: '50%' } }],
  ['networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host: 'a.b', http: { paths: [path] } }] } }],
  ['networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'example.com/x' } }],
  ['networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] } }],
  ['storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/x' }],
  ['scheduling.k8s.io/v1', 'PriorityClass', { value: 100 }],
  ['rbac.authorization.k8s.io/v1', 'Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
  [
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    {
      roleRef: { kind: 'Role', name: 'x' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    },
  ],
];

const cases = objects.map(([apiVersion, kind, object, update = {}]) => ({ apiVersion, kind, object, update }));

class Door {
  readonly cluster: Cluster = createCluster({ freeze: true });
  private readonly at: Pick<ApiRequest, 'group' | 'resource' | 'namespace'>;

  constructor(apiVersion: string, kind: string) {
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    const served = builtinResources.find((resource) => resource.group === group && resource.kind === kind);
    if (served === undefined) throw new Error(`${kind} is not served`);
    this.at = { group, resource: served.resource, ...(served.namespaced && { namespace: 'default' }) };
  }

  send(request: Pick<ApiRequest, 'verb'> & Partial<ApiRequest>): ApiResponse['body'] {
    const response = this.cluster.request({ ...this.at, fieldValidation: 'Strict', ...request });
    if (isFailure(response)) throw new Error(response.body.message);
    return response.body;
  }
}

describe('an object that is good', () => {
  test.each(cases)('$kind $object can be made, written back and changed', ({ apiVersion, kind, object, update }) => {
    const door = new Door(apiVersion, kind);
    const body = { apiVersion, kind, metadata: { name: 'web' }, ...object } as unknown as Json;
    const made = door.send({ verb: 'create', body });
    const writtenBack = door.send({ verb: 'update', name: 'web', body: made as unknown as Json });
    expect(writtenBack).toEqual(made);

    door.cluster.advance(30_000);
    const metadata = { labels: { changed: 'yes' } };
    const patched = door.send({
      verb: 'patch',
      patchType: 'strategic',
      name: 'web',
      body: { metadata, ...update },
    });
    expect(patched).toMatchObject({ metadata: { name: 'web', labels: { changed: 'yes' } } });
  });
});

describe('what may not change', () => {
  test.each([
    [
      'apps/v1',
      'Deployment',
      { spec: { selector, template } },
      { spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } } },
      'Deployment.apps "web" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"other"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    ],
    [
      'v1',
      'Service',
      { spec: { ports } },
      { spec: { clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9'] } },
      'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: []string{"10.96.9.9"}: may not change once set',
    ],
    [
      'v1',
      'ConfigMap',
      { data: { a: 'b' }, immutable: true },
      { data: { a: 'c' } },
      'ConfigMap "web" is invalid: data: Forbidden: field is immutable when `immutable` is set',
    ],
    [
      'v1',
      'Secret',
      {},
      { type: 'example.com/x' },
      'Secret "web" is invalid: type: Invalid value: "example.com/x": field is immutable',
    ],
    [
      'v1',
      'Pod',
      { spec: podSpec },
      { spec: { tolerations: null } },
      'Pod "web" is invalid: spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ],
  ])('%s %s %j does not become %j', (apiVersion, kind, object, update, message) => {
    const door = new Door(apiVersion, kind);
    const body = { apiVersion, kind, metadata: { name: 'web' }, ...object } as unknown as Json;
    door.send({ verb: 'create', body });
    const change = (): unknown => door.send({ verb: 'patch', patchType: 'merge', name: 'web', body: update });
    expect(change).toThrow(message);
  });

  test('of a pod hardly anything changes, and the refusal shows what would have', () => {
    const door = new Door('v1', 'Pod');
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: podSpec };
    door.send({ verb: 'create', body });
    const change = (): unknown =>
      door.send({ verb: 'patch', patchType: 'merge', name: 'web', body: { spec: { hostname: 'other' } } });
    expect(change).toThrow(
      /^Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,/,
    );
    expect(change).toThrow('+ \tHostname: "other",');
  });
});
