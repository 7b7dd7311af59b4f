import { ControlPlane } from '../../src/engine/control-plane.ts';
import { INFORMERS, Informers } from '../../src/engine/informers.ts';
import type { AccessMode, NodeSelectorRequirement, NodeSpec, Pod, PodSpec } from '../../src/engine/index.ts';
import { createScheduler } from '../../src/engine/scheduler/scheduler.ts';
import type { Scheduler } from '../../src/engine/scheduler/scheduler.ts';

const START = 1_735_689_600_000;

export interface NodeOptions extends NodeSpec {
  labels?: Record<string, string>;
  allocatable?: Record<string, string>;
}

/** An API server and a scheduler, with nobody to run what is scheduled. */
export class SchedulerWorld {
  readonly plane = new ControlPlane(1, START, false);
  scheduler: Scheduler;
  /** Whether the scheduler is thrown away before every event and restored from its saved state. */
  restoring = false;
  private readonly informers: Informers;

  constructor() {
    const { plane } = this;
    this.informers = new Informers(plane.store, plane.clock);
    this.scheduler = createScheduler(plane.portFor('scheduler'));
    plane.begin('test');
    this.client.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' }, spec: {} });
  }

  get client() {
    return this.plane.clientFor('test');
  }

  /** Adds a node with 4 CPU, 8 Gi and room for 110 pods; answers its name. */
  addNode(name: string, { labels, allocatable, ...spec }: NodeOptions = {}): string {
    const metadata = { name, labels: { 'kubernetes.io/hostname': name, ...labels } };
    const node = this.client.create('nodes', { apiVersion: 'v1', kind: 'Node', metadata, spec });
    this.client.updateStatus('nodes', {
      ...node,
      status: {
        capacity: {},
        allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable },
        conditions: [{ type: 'Ready', status: 'True' }],
        addresses: [],
        nodeInfo: {},
      },
    });
    return name;
  }

  /** Creates a pod with the label app=web; containers without an image get one, for no pod is made without. */
  pod(name: string, spec: PodSpec, labels: Record<string, string> = { app: 'web' }): Pod {
    const metadata = { name, namespace: 'default', labels };
    const containers = spec.containers.map((container) => ({ image: 'nginx', ...container }));
    return this.client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...spec, containers } });
  }

  /** Creates a pod that is on a node already. */
  addPod(nodeName: string, name: string, spec: PodSpec, labels?: Record<string, string>): Pod {
    return this.pod(name, { ...spec, nodeName }, labels);
  }

  /** Adds a claim that nothing is bound to. */
  addClaim(name: string): void {
    this.client.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
  }

  /** Adds a claim that waits for its first pod, and a volume for it that can be used only on nodes with a label. */
  addWaitingClaim(name: string, where: NodeSelectorRequirement): void {
    const accessModes: AccessMode[] = ['ReadWriteOnce'];
    const storage = { storage: '1Gi' };
    const storageClassName = 'manual';
    this.client.create('storageclasses', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: storageClassName },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    const required = { nodeSelectorTerms: [{ matchExpressions: [where] }] };
    const local = { local: { path: '/data' }, nodeAffinity: { required }, storageClassName };
    const volume = this.client.create('persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: { accessModes, capacity: storage, ...local },
    });
    this.client.updateStatus('persistentvolumes', { ...volume, status: { phase: 'Available' } });
    this.client.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default' },
      spec: { accessModes, resources: { requests: storage }, storageClassName },
    });
  }

  /** Adds a claim that is bound to a volume which can be used only on nodes with a label. */
  addPlacedVolume(name: string, where: NodeSelectorRequirement, accessModes: AccessMode[] = ['ReadWriteOnce']): void {
    const required = { nodeSelectorTerms: [{ matchExpressions: [where] }] };
    const capacity = { storage: '1Gi' };
    this.client.create('persistentvolumes', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: { accessModes, capacity, hostPath: { path: '/data' }, nodeAffinity: { required } },
    });
    const claim = this.client.create('persistentvolumeclaims', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
      spec: { accessModes, resources: { requests: capacity }, volumeName: name },
    });
    this.client.updateStatus('persistentvolumeclaims', { ...claim, status: { phase: 'Bound' } });
  }

  /** Runs everything that is due within `ms`. */
  advance(ms: number): void {
    const { clock } = this.plane;
    const until = clock.now + ms;
    this.informers.announce();
    for (let event = clock.popUntil(until); event !== undefined; event = clock.popUntil(until)) {
      if (this.restoring) this.restore();
      this.plane.begin(event.actor);
      if (event.actor === INFORMERS) this.informers.deliver(Number(event.payload), [this.scheduler]);
      else this.scheduler.onEvent(event.payload);
      this.informers.announce();
    }
    clock.moveTo(until);
  }

  private restore(): void {
    const state = JSON.stringify(this.scheduler.save());
    this.scheduler = createScheduler(this.plane.portFor('scheduler'));
    this.scheduler.load(JSON.parse(state));
  }

  get(name: string): Pod {
    const pod = this.plane.store.get('pods', 'default', name);
    if (pod === undefined) throw new Error(`no pod ${name}`);
    return pod;
  }

  nodeOf(name: string): string | undefined {
    return this.get(name).spec.nodeName;
  }

  /** Runs a scheduling cycle; answers what FailedScheduling and PodScheduled then say, which must be the same. */
  messageFor({ metadata }: Pod): string | undefined {
    this.advance(1000);
    const { name } = metadata;
    const condition = this.get(name).status.conditions?.find(({ type }) => type === 'PodScheduled');
    const events = this.events(name, 'FailedScheduling');
    if (condition?.message !== events[0])
      throw new Error(`condition and event differ: ${condition?.message} / ${events[0]}`);
    return condition?.message;
  }

  /** Messages of the Events with a reason about a pod, oldest first. */
  events(podName: string, reason: string): string[] {
    return this.plane.store
      .list('events')
      .filter((event) => event.involvedObject.name === podName && event.reason === reason)
      .map(({ message }) => message);
  }
}
