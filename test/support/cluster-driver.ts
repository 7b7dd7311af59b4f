import { parseAllDocuments } from 'yaml';
import { createCluster, isFailure } from '../../src/engine/index.ts';
import type {
  Decision,
  ApiRequest,
  ApiResponse,
  Cluster,
  ClusterOptions,
  Fault,
  Json,
  ObjectOf,
  Pod,
} from '../../src/engine/index.ts';

/** Where objects of a kind are asked for, for the kinds that tests write. */
const RESOURCES: Readonly<Record<string, { group: string; resource: string; clusterScoped?: true }>> = {
  Pod: { group: '', resource: 'pods' },
  Service: { group: '', resource: 'services' },
  ConfigMap: { group: '', resource: 'configmaps' },
  Endpoints: { group: '', resource: 'endpoints' },
  Secret: { group: '', resource: 'secrets' },
  ServiceAccount: { group: '', resource: 'serviceaccounts' },
  Namespace: { group: '', resource: 'namespaces', clusterScoped: true },
  Node: { group: '', resource: 'nodes', clusterScoped: true },
  Deployment: { group: 'apps', resource: 'deployments' },
  ReplicaSet: { group: 'apps', resource: 'replicasets' },
  ReplicationController: { group: '', resource: 'replicationcontrollers' },
  StatefulSet: { group: 'apps', resource: 'statefulsets' },
  DaemonSet: { group: 'apps', resource: 'daemonsets' },
  Job: { group: 'batch', resource: 'jobs' },
  CronJob: { group: 'batch', resource: 'cronjobs' },
  PersistentVolumeClaim: { group: '', resource: 'persistentvolumeclaims' },
  PersistentVolume: { group: '', resource: 'persistentvolumes', clusterScoped: true },
  StorageClass: { group: 'storage.k8s.io', resource: 'storageclasses', clusterScoped: true },
  HorizontalPodAutoscaler: { group: 'autoscaling', resource: 'horizontalpodautoscalers' },
  PodDisruptionBudget: { group: 'policy', resource: 'poddisruptionbudgets' },
  ResourceQuota: { group: '', resource: 'resourcequotas' },
  LimitRange: { group: '', resource: 'limitranges' },
  Ingress: { group: 'networking.k8s.io', resource: 'ingresses' },
  NetworkPolicy: { group: 'networking.k8s.io', resource: 'networkpolicies' },
  IngressClass: { group: 'networking.k8s.io', resource: 'ingressclasses', clusterScoped: true },
  CustomResourceDefinition: {
    group: 'apiextensions.k8s.io',
    resource: 'customresourcedefinitions',
    clusterScoped: true,
  },
  PriorityClass: { group: 'scheduling.k8s.io', resource: 'priorityclasses', clusterScoped: true },
};

interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** A cluster as a test tells its story of it: apply, advance, expect. Every stored object is frozen. */
export class ClusterDriver {
  readonly cluster: Cluster;

  constructor(options: ClusterOptions = {}, cluster?: Cluster) {
    this.cluster = cluster ?? createCluster({ freeze: true, system: false, ...options });
  }

  /** Creates the objects of a YAML text, or replaces their specifications; throws the Status message of a refusal. */
  apply(yaml: string): this {
    for (const document of parseAllDocuments(yaml)) {
      const manifest = document.toJS() as Manifest | null;
      if (manifest !== null) this.applyObject(manifest);
    }
    return this;
  }

  applyObject(manifest: Manifest): void {
    const request = this.requestFor(manifest.kind, manifest.metadata.namespace);
    const { name } = manifest.metadata;
    const body = manifest as unknown as Json;
    const exists = !isFailure(this.cluster.request({ ...request, verb: 'get', name }));
    const response = exists
      ? this.cluster.request({ ...request, verb: 'patch', patchType: 'merge', name, body })
      : this.cluster.request({ ...request, verb: 'create', body });
    if (isFailure(response)) throw new Error(response.body.message);
  }

  /** Sends a request and answers whatever comes; for tests of refusals. */
  request(kind: string, request: Pick<ApiRequest, 'verb'> & Partial<ApiRequest>): ApiResponse {
    return this.cluster.request({ ...this.requestFor(kind, undefined), ...request });
  }

  /** As `request`, but throws the message of a refusal. */
  must(kind: string, request: Pick<ApiRequest, 'verb'> & Partial<ApiRequest>): ApiResponse {
    const response = this.request(kind, request);
    if (isFailure(response)) throw new Error(response.body.message);
    return response;
  }

  scale(deployment: string, replicas: number): this {
    this.must('Deployment', {
      verb: 'patch',
      patchType: 'merge',
      subresource: 'scale',
      name: deployment,
      body: { spec: { replicas } },
    });
    return this;
  }

  setImage(deployment: string, container: string, image: string): this {
    const body = { spec: { template: { spec: { containers: [{ name: container, image }] } } } };
    this.must('Deployment', { verb: 'patch', patchType: 'strategic', name: deployment, body });
    return this;
  }

  delete(kind: string, name: string, options: Partial<ApiRequest> = {}): this {
    this.must(kind, { verb: 'delete', name, ...options });
    return this;
  }

  inject(fault: Fault): this {
    const result = this.cluster.inject(fault);
    if (!result.ok) throw new Error(result.message);
    return this;
  }

  /** Lets virtual time pass. */
  advance(seconds: number): this {
    this.cluster.advance(seconds * 1000);
    return this;
  }

  /** Lets time pass, event by event, until something holds; throws when it does not within `seconds`. */
  until(what: string, holds: () => boolean, seconds = 120): this {
    const deadline = this.cluster.now() + seconds * 1000;
    while (!holds()) {
      const due = this.cluster.nextDue();
      if (due === undefined || due > deadline) throw new Error(`not within ${seconds} s: ${what}`);
      this.cluster.step();
    }
    return this;
  }

  get<R extends string>(resource: R, name: string, namespace = 'default'): ObjectOf<R> {
    const object = this.cluster.live.get(resource, namespace, name);
    if (object === undefined) throw new Error(`no ${resource} ${namespace}/${name}`);
    return object;
  }

  pods(namespace = 'default'): readonly Pod[] {
    return this.cluster.live.list('pods', namespace);
  }

  readyPods(namespace = 'default'): readonly Pod[] {
    return this.pods(namespace).filter(isReady);
  }

  /** The decisions with this code, oldest first. */
  decisions(code: string): Decision[] {
    return this.cluster.decisionsSince(0).filter((decision) => decision.code === code);
  }

  /** `reason: message` of the Events of an object, oldest first. */
  events(name: string, namespace = 'default'): string[] {
    return this.cluster.live
      .list('events', namespace)
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }

  private requestFor(
    kind: string,
    namespace: string | undefined,
  ): Pick<ApiRequest, 'group' | 'resource' | 'namespace'> {
    const known = RESOURCES[kind];
    if (known === undefined) throw new Error(`the driver does not know kind ${kind}`);
    const { group, resource, clusterScoped } = known;
    return clusterScoped === true ? { group, resource } : { group, resource, namespace: namespace ?? 'default' };
  }
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}
