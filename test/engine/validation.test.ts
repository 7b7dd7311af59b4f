import { describe, expect, it } from 'vitest';
import { ClusterDriver } from '../support/cluster-driver.ts';
import { isFailure } from '../../src/engine/index.ts';
import type { Json } from '../../src/engine/index.ts';

/** Rows of upstream's validation tests, with the messages that its field errors make. */
const container = (more: object = {}): object => ({ name: 'c', image: 'nginx', ...more });
const inContainer = (more: object): object => ({ containers: [container(more)] });
const template = (spec: object = {}): object => ({
  metadata: { labels: { a: 'b' } },
  spec: { containers: [container()], ...spec },
});
const jobTemplate = { spec: { containers: [container()], restartPolicy: 'Never' } };
const mount = (more: object): object => ({
  ...inContainer({ volumeMounts: [{ name: 'v', mountPath: '/a', ...more }] }),
  volumes: [{ name: 'v', emptyDir: {} }],
});
const variable = (valueFrom: object): object => inContainer({ env: [{ name: 'A', valueFrom }] });
const half =
  'resource.Quantity{i:resource.int64Amount{value:500, scale:-3}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"500m", Format:"DecimalSI"}';
const target = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 };
const metric = (type: string, source: object): object => ({ ...target, metrics: [{ type, ...source }] });

const milli = (value: number): string => half.replace('value:500', `value:${value}`).replace('"500m"', `"${value}m"`);
const cores = (text: string): string =>
  half.replace('value:500, scale:-3', `value:${text}, scale:0`).replace('"500m"', `"${text}"`);

type Row = readonly [spec: object, ...messages: string[]];

const rows: Readonly<Record<string, readonly Row[]>> = {
  Pod: [
    // validation_test.go, TestValidateEnv
    [
      variable({ fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } }),
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
    ],
    [
      variable({ fieldRef: { fieldPath: "metadata.foo['x']" } }),
      `spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.foo['x']": error converting fieldPath: field label does not support subscript: metadata.foo['x']`,
    ],
    [
      variable({ resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } }),
      `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ],
    [
      variable({ resourceFieldRef: { resource: 'limits.memory', divisor: '3Mi' } }),
      `spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource`,
    ],
    // TestValidateVolumeMounts, TestValidateMountPropagation, TestValidateRecursiveReadOnly
    [
      mount({ mountPropagation: 'X' }),
      'spec.containers[0].volumeMounts.mountPropagation: Unsupported value: "X": supported values: "Bidirectional", "HostToContainer", "None"',
    ],
    [
      mount({ mountPropagation: 'Bidirectional' }),
      'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
    ],
    [
      mount({ recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }),
      'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
      'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
    ],
    [
      mount({ readOnly: true, recursiveReadOnly: 'X' }),
      'spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "X": supported values: "Disabled", "Enabled", "IfPossible"',
    ],
    // TestValidateVolumes
    [
      {
        containers: [container()],
        volumes: [
          {
            name: 'v',
            projected: {
              sources: [
                { secret: { name: 'a', items: [{ key: 'a', path: 'p' }] } },
                { configMap: { name: 'b', items: [{ key: 'a', path: 'p' }] } },
              ],
            },
          },
        ],
      },
      'spec.volumes[0].projected: Invalid value: "b": conflicting duplicate paths',
    ],
    [
      inContainer({ resources: { limits: { 'example.com/a': '500m' } } }),
      `spec.containers[0].resources.limits[example.com/a]: Invalid value: ${half}: must be an integer`,
      `spec.containers[0].resources.requests[example.com/a]: Invalid value: ${half}: must be an integer`,
    ],
    [
      { containers: [container()], tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] },
      'spec.tolerations[0].operator: Invalid value: core.Toleration{Key:"a", Operator:"Exists", Value:"x", Effect:"", TolerationSeconds:(*int64)(nil)}: value must be empty when `operator` is \'Exists\'',
    ],
    // TestValidateTopologySpreadConstraints
    [
      {
        containers: [container()],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'z',
            whenUnsatisfiable: 'DoNotSchedule',
            matchLabelKeys: ['a'],
            labelSelector: { matchLabels: { a: 'b' } },
          },
        ],
      },
      'spec.topologySpreadConstraints[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector',
    ],
    // TestValidateSysctls
    [
      {
        containers: [container()],
        securityContext: {
          sysctls: [
            { name: 'kernel.x', value: '1' },
            { name: 'kernel.x', value: '1' },
            { name: '_x', value: '' },
          ],
        },
      },
      'spec.securityContext.sysctls[1].name: Duplicate value: "kernel.x"',
      'spec.securityContext.sysctls[2].name: Invalid value: "_x": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
    ],
    // TestValidateWindowsPod
    [
      { containers: [container()], os: { name: 'windows' }, hostPID: true, securityContext: { fsGroup: 1 } },
      'spec.hostPID: Forbidden: cannot be set for a windows pod',
      'spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod',
    ],
  ],
  Service: [
    [
      { ports: [{ port: 80 }], ipFamilyPolicy: 'RequireDualStack', selector: { a: 'b' } },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      { ports: [{ port: 80 }], ipFamilies: ['IPv6'], selector: { a: 'b' } },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
  ],
  StatefulSet: [
    [
      {
        selector: { matchLabels: { a: 'b' } },
        template: template(),
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'X' },
      },
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "X": supported values: "Retain", "Delete"',
    ],
    [
      {
        serviceName: 'a',
        selector: { matchLabels: { a: 'b' } },
        template: template(),
        updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } },
      },
      "spec.updateStrategy.rollingUpdate: Invalid value: apps.RollingUpdateStatefulSetStrategy{Partition:1, MaxUnavailable:(*intstr.IntOrString)(nil)}: only allowed for updateStrategy 'RollingUpdate'",
    ],
  ],
  // TestValidateLimitRange
  LimitRange: [
    [
      {
        limits: [
          {
            type: 'Container',
            max: { cpu: '1' },
            min: { cpu: '2' },
            default: { cpu: '500m' },
            defaultRequest: { cpu: '800m' },
          },
        ],
      },
      `spec.limits[0].min[cpu]: Invalid value: ${cores('2')}: min value 2 is greater than max value 1`,
      `spec.limits[0].defaultRequest[cpu]: Invalid value: ${milli(800)}: min value 2 is greater than default request value 800m`,
      `spec.limits[0].defaultRequest[cpu]: Invalid value: ${milli(800)}: default request value 800m is greater than default limit value 500m`,
      `spec.limits[0].default[cpu]: Invalid value: ${cores('2')}: min value 2 is greater than default value 500m`,
    ],
    [
      { limits: [{ type: 'Pod', maxLimitRequestRatio: { cpu: '800m' } }, { type: 'Pod' }] },
      `spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: ${milli(800)}: ratio 800m is less than 1`,
      'spec.limits[1].type: Duplicate value: "Pod"',
    ],
    [
      {
        limits: [
          { type: 'Container', max: { cpu: '2' }, min: { cpu: '500m' }, maxLimitRequestRatio: { cpu: '10' } },
          { type: 'PersistentVolumeClaim' },
          { type: 'Foo' },
        ],
      },
      `spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: ${cores('10')}: ratio 10 is greater than max/min = 4.000000`,
      'spec.limits[1].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
      'spec.limits[2].type: Invalid value: "Foo": must be a standard limit type or fully qualified',
    ],
  ],
  // TestValidateResourceQuota
  ResourceQuota: [
    [
      { hard: { pods: '1' }, scopes: ['Foo'] },
      'spec.scopes: Invalid value: []core.ResourceQuotaScope{"Foo"}: unsupported scope',
    ],
    [
      { hard: { pods: '1', services: '1' }, scopes: ['BestEffort', 'NotBestEffort'] },
      'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort", "NotBestEffort"}: unsupported scope applied to resource',
      'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort", "NotBestEffort"}: unsupported scope applied to resource',
      'spec.scopes: Invalid value: []core.ResourceQuotaScope{"BestEffort", "NotBestEffort"}: conflicting scopes',
    ],
    [
      {
        hard: { pods: '1' },
        scopeSelector: {
          matchExpressions: [
            { scopeName: 'PriorityClass', operator: 'In' },
            { scopeName: 'Terminating', operator: 'NotIn', values: ['a'] },
            { scopeName: 'PriorityClass', operator: 'Exists', values: ['a'] },
          ],
        },
      },
      "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      `spec.scopeSelector.matchExpressions.operator: Invalid value: "NotIn": must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity`,
      "spec.scopeSelector.matchExpressions.values: Invalid value: []string{\"a\"}: must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
    ],
  ],
  // apps/validation/validation.go, getIntOrPercentValue
  Deployment: [
    [
      {
        selector: { matchLabels: { a: 'b' } },
        template: template(),
        strategy: { rollingUpdate: { maxSurge: '150', maxUnavailable: 0 } },
      },
      `spec.strategy.rollingUpdate.maxSurge: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"150"}: a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
    ],
  ],
  // TestValidateNamespace
  Namespace: [
    [
      { finalizers: ['foo', 'a.b/c'] },
      'spec.finalizers: Invalid value: "foo": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
  // TestValidateNode
  Node: [
    [
      {
        taints: [
          { key: 'a', value: 'b', effect: 'NoSchedule' },
          { key: 'a', value: 'c', effect: 'NoSchedule' },
        ],
      },
      'metadata.taints[1]: Duplicate value: core.Taint{Key:"a", Value:"c", Effect:"NoSchedule", TimeAdded:<nil>}: taints must be unique by key and effect pair',
    ],
  ],
  // TestValidatePersistentVolumes
  PersistentVolume: [
    [
      {},
      'spec.accessModes: Required value',
      'spec.capacity: Required value',
      'spec.capacity: Unsupported value: core.ResourceList(nil): supported values: "storage"',
      'spec: Required value: must specify a volume type',
    ],
    [
      {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '0' },
        hostPath: { path: '/' },
        persistentVolumeReclaimPolicy: 'Recycle',
      },
      'spec.capacity[storage]: Invalid value: "0": must be greater than zero',
      "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
    ],
    [
      { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/a' }, nodeAffinity: {} },
      'spec.nodeAffinity.required: Required value: must specify required node constraints',
    ],
  ],
  // networking/validation/validation_test.go
  NetworkPolicy: [
    [
      {
        podSelector: {},
        ingress: [
          {
            from: [
              { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16', '10.1.0.0/16', '10.0.0.0/8'] } },
              { ipBlock: { cidr: 'x', except: ['y'] } },
              { ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48', '2001:db9::/48'] } },
            ],
          },
        ],
      },
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
      'spec.ingress[0].from[0].ipBlock.except[2]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
      'spec.ingress[0].from[1].ipBlock.cidr: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      'spec.ingress[0].from[2].ipBlock.except[1]: Invalid value: "2001:db9::/48": must be a strict subset of `cidr`',
    ],
    [
      {
        podSelector: {},
        policyTypes: ['foo', 'Egress'],
        egress: [
          {
            ports: [
              { protocol: 'ICMP', port: 80 },
              { port: 30000, endPort: 65537 },
              { port: 35000, endPort: 32768 },
              { endPort: 32768 },
              { port: 'https', endPort: 32768 },
            ],
          },
        ],
      },
      'spec.egress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"',
      'spec.egress[0].ports[1].endPort: Invalid value: 65537: must be between 1 and 65535, inclusive',
      'spec.egress[0].ports[2].endPort: Invalid value: 35000: must be greater than or equal to `port`',
      'spec.egress[0].ports[3].endPort: Invalid value: 32768: may not be specified when `port` is not specified',
      'spec.egress[0].ports[4].endPort: Invalid value: 32768: may not be specified when `port` is non-numeric',
      'spec.policyTypes[0]: Unsupported value: "foo": supported values: "Ingress", "Egress"',
    ],
  ],
  IngressClass: [
    [
      { controller: 'foo' },
      'spec.controller: Invalid value: "foo": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
    [{ controller: `a.b/${'c'.repeat(247)}` }, 'spec.controller: Too long: may not be more than 250 bytes'],
    [
      { controller: 'a.b/c', parameters: { kind: 'k', name: 'n', scope: 'Namespace' } },
      "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'",
    ],
    [
      { controller: 'a.b/c', parameters: { kind: '', name: 'n', scope: 'Cluster', namespace: 'x' } },
      'spec.parameters.kind: Required value: kind is required',
      "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'",
    ],
  ],
  // batch/validation/validation_test.go, TestValidateJob
  Job: [
    [
      { template: jobTemplate, completionMode: 'Indexed', completions: 3, parallelism: 100_001 },
      'spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when completion mode is Indexed',
    ],
    [
      { template: jobTemplate, completionMode: 'Indexed', completions: 3, maxFailedIndexes: 4 },
      'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
      'spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions',
    ],
    [
      { template: jobTemplate, completionMode: 'Indexed', completions: 100_001, backoffLimitPerIndex: 1 },
      'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
    ],
    [
      { template: jobTemplate, backoffLimitPerIndex: 1, maxFailedIndexes: 1 },
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
      'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
    ],
    [
      {
        template: jobTemplate,
        podFailurePolicy: {
          rules: [
            { action: 'FailIndex', onExitCodes: { operator: 'In', values: [0, 2, 1, 1], containerName: 'x' } },
            { onPodConditions: [{ type: 'Ready', status: 'X' }] },
            { action: 'Ignore' },
          ],
        },
      },
      'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
      'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
      'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
      'spec.podFailurePolicy.rules[0].onExitCodes.values[3]: Duplicate value: 1',
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: []int32{0, 2, 1, 1}: must be ordered',
      'spec.podFailurePolicy.rules[1].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
      'spec.podFailurePolicy.rules[1].onPodConditions[0].status: Unsupported value: "X": supported values: "False", "True", "Unknown"',
      'spec.podFailurePolicy.rules[2]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
    [
      {
        template: jobTemplate,
        completionMode: 'Indexed',
        completions: 5,
        successPolicy: {
          rules: [
            {},
            { succeededIndexes: '1-3-5' },
            { succeededIndexes: '0-2', succeededCount: 4 },
            { succeededIndexes: '9' },
          ],
        },
      },
      'spec.successPolicy.rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified',
      `spec.successPolicy.rules[1].succeededIndexes: Invalid value: "1-3-5": error parsing succeededIndexes: the fragment "1-3-5" violates the requirement that an index interval can have at most two parts separated by '-'`,
      'spec.successPolicy.rules[2].succeededCount: Invalid value: 4: must be less than or equal to 3 (the number of indexes in the specified succeededIndexes field)',
      'spec.successPolicy.rules[3].succeededIndexes: Invalid value: "9": error parsing succeededIndexes: too large index: "9"',
    ],
    [
      { template: jobTemplate, podReplacementPolicy: 'X' },
      'spec.podReplacementPolicy: Unsupported value: "X": supported values: "Failed", "TerminatingOrFailed"',
    ],
    [
      { template: jobTemplate, managedBy: 'someone' },
      'spec.managedBy: Invalid value: "someone": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
  ],
  // TestValidateCronJob
  CronJob: [
    [
      { schedule: '@every 1x', jobTemplate: { spec: { template: jobTemplate } } },
      'spec.schedule: Invalid value: "@every 1x": failed to parse duration @every 1x: time: unknown unit "x" in duration "1x"',
    ],
    [
      { schedule: '* * * * *', timeZone: 'Continent/Zone', jobTemplate: { spec: { template: jobTemplate } } },
      'spec.timeZone: Invalid value: "Continent/Zone": unknown time zone Continent/Zone',
    ],
    [
      { schedule: '* * * * *', timeZone: 'Local', jobTemplate: { spec: { template: jobTemplate } } },
      'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
  ],
  // autoscaling/validation/validation_test.go, TestValidateHorizontalPodAutoscaler
  HorizontalPodAutoscaler: [
    [
      metric('Pods', { pods: { metric: { name: '' }, target: { type: 'AverageValue' } } }),
      'spec.metrics[0].pods.metric.name: Required value: must specify a metric name',
      'spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
    ],
    [
      metric('Object', {
        object: { metric: { name: 'a' }, describedObject: { kind: '', name: 'x' }, target: { type: 'Value' } },
      }),
      'spec.metrics[0].object.describedObject.kind: Required value',
      'spec.metrics[0].object.target.averageValue: Required value: must set either a target value or averageValue',
    ],
    [
      metric('External', {
        external: { metric: { name: 'a/b' }, target: { type: 'Value', value: '1', averageValue: '1' } },
      }),
      'spec.metrics[0].external.metric.name: Invalid value: "a/b": may not contain \'/\'',
      'spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target',
    ],
    [
      metric('Resource', { resource: { name: 'cpu', target: { type: 'X', averageUtilization: 5 } } }),
      'spec.metrics[0].resource.target.type: Invalid value: "X": must be either Utilization, Value, or AverageValue',
    ],
    [
      metric('ContainerResource', { containerResource: { name: 'cpu', container: '', target: { type: 'Value' } } }),
      'spec.metrics[0].containerResource.container: Required value: must specify a container',
      'spec.metrics[0].containerResource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
    ],
    [
      metric('ContainerResource', {
        containerResource: {
          name: 'InvalidResource',
          container: '---***',
          target: { type: 'Utilization', averageUtilization: 1 },
        },
      }),
      'spec.metrics[0].containerResource.name: Invalid value: "InvalidResource": must be a standard resource type or fully qualified',
      'spec.metrics[0].containerResource.name: Invalid value: "InvalidResource": must be a standard resource for containers',
      `spec.metrics[0].containerResource.container: Invalid value: "---***": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    ],
    [
      metric('Pods', { pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '-500m' } } }),
      `spec.metrics[0].pods.target.averageValue: Invalid value: ${half.replace('500', '-500').replace('500m', '-500m')}: must be positive`,
    ],
    [
      metric('Resource', { pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '1' } } }),
      'spec.metrics[0].resource: Required value: must populate information for the given metric source',
    ],
    [
      { ...target, behavior: { scaleUp: { policies: [] } } },
      'spec.behavior.scaleUp.policies: Required value: must specify at least one Policy',
    ],
  ],
};

const versions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
};

describe.each(Object.entries(rows))('%s', (kind, of) => {
  it.each(of.map(([spec, ...messages]) => [messages, spec] as const))('%j', (messages, spec) => {
    const body = { apiVersion: versions[kind] ?? 'v1', kind, metadata: { name: 'x' }, spec } as unknown as Json;
    const response = new ClusterDriver().request(kind, { verb: 'create', body });
    const causes = isFailure(response) ? response.body.details?.causes : [];
    expect(causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual(messages);
  });
});

/** What is refused of an object that has no spec. */
function refused(kind: string, object: object): string[] | undefined {
  const body = { apiVersion: 'v1', kind, metadata: { name: 'x' }, ...object } as unknown as Json;
  const response = new ClusterDriver().request(kind, { verb: 'create', body });
  const causes = isFailure(response) ? response.body.details?.causes : [];
  return causes?.map(({ field, message }) => `${field}: ${message}`);
}

// batch/validation/validation.go, validateGeneratedSelector
it.each([
  ['job-name', "must be 'x'"],
  ['batch.kubernetes.io/job-name', "must be 'x'"],
  ['controller-uid', "must be '"],
])('a Job does not take %s for its pods from others', (label, detail) => {
  const spec = { template: { metadata: { labels: { [label]: 'other' } }, ...jobTemplate } };
  const [cause, ...more] = refused('Job', { apiVersion: 'batch/v1', spec }) ?? [];
  expect(cause).toContain(`spec.template.metadata.labels[${label}]: Invalid value: map[string]string{`);
  expect(cause).toContain(`}: ${detail}`);
  expect(more).toEqual([]);
});

describe('objects without a spec', () => {
  // TestValidateObjectMeta, TestValidateObjectMetaOwnerReferences and ValidateFinalizerName
  it('have qualified or standard finalizers', () => {
    const finalizers = ['foregroundDeletion', 'a.b/c', 'x', 'orphan'];
    expect(refused('ConfigMap', { metadata: { name: 'x', finalizers } })).toEqual([
      expect.stringContaining('finalizer orphan and foregroundDeletion cannot be both set'),
      'metadata.finalizers[2]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    ]);
    expect(refused('ConfigMap', { metadata: { name: 'x', finalizers: ['kubernetes', 'a.b/c'] } })).toEqual([]);
  });

  // TestValidateEndpointsCreate
  it('list addresses that can be reached', () => {
    const subsets = [{ notReadyAddresses: [{ ip: '127.0.0.1' }], ports: [{ port: 80 }] }];
    expect(refused('Endpoints', { subsets })).toEqual([
      'subsets[0].notReadyAddresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ]);
  });

  // TestValidateDockerConfigSecret
  it('carry a registry configuration that is JSON', () => {
    const of = (text: string): object => ({
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': text },
    });
    const place = 'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>"';
    expect(refused('Secret', of('hello'))).toEqual([`${place}: invalid character 'h' looking for beginning of value`]);
    expect(refused('Secret', of('[]'))).toEqual([
      `${place}: json: cannot unmarshal array into Go value of type map[string]interface {}`,
    ]);
    expect(refused('Secret', of('{"auths":'))).toEqual([`${place}: unexpected end of JSON input`]);
  });
});

describe('admission', () => {
  const driver = new ClusterDriver();
  const refusal = (spec: object): string => {
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec } as unknown as Json;
    const response = driver.request('Pod', { verb: 'create', body, dryRun: true });
    return isFailure(response) ? response.body.message : 'accepted';
  };

  it('refuses a priority that does not follow from the class', () => {
    expect(refusal({ containers: [container()], priority: 5 })).toBe(
      'pods "p" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
    expect(refusal({ containers: [container()], priority: 0 })).toBe('accepted');
  });

  it('looks RuntimeClasses up, and gives pods their overhead', () => {
    expect(refusal({ containers: [container()], runtimeClassName: 'kata' })).toBe(
      'pods "p" is forbidden: pod rejected: RuntimeClass "kata" not found',
    );
    expect(refusal({ containers: [container()], overhead: { cpu: '1' } })).toBe(
      'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
    const kata = {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'kata' },
      handler: 'kata',
      overhead: { podFixed: { cpu: '250m' } },
    };
    driver.cluster.request({ verb: 'create', group: 'node.k8s.io', resource: 'runtimeclasses', body: kata });
    driver.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { containers: [container()], runtimeClassName: 'kata' },
      }),
    );
    expect(driver.get('pods', 'p').spec.overhead).toEqual({ cpu: '250m' });
  });

  it('gives a Service with external addresses a policy for traffic from outside', () => {
    driver.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's' },
        spec: { ports: [{ port: 80 }], externalIPs: ['1.2.3.4'] },
      }),
    );
    expect(driver.get('services', 's').spec.externalTrafficPolicy).toBe('Cluster');
  });
});
