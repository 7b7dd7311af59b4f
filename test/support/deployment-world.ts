import { ControlPlane } from '../../src/engine/control-plane.ts';
import { MAX_REPLICAS, DESIRED_REPLICAS } from '../../src/engine/controllers/deployment-annotations.ts';
import { deploymentController } from '../../src/engine/controllers/deployment-controller.ts';
import { controllerRef } from '../../src/engine/controllers/controller-ref.ts';
import type { ControllerPort } from '../../src/engine/controllers/controller.ts';
import type {
  Deployment,
  DeploymentSpec,
  PodPhase,
  PodTemplateSpec,
  ReplicaSet,
  ReplicaSetStatus,
} from '../../src/engine/index.ts';

const START = Date.UTC(2025, 0, 1);
const LABELS = { app: 'web' };

export function podTemplate(image: string): PodTemplateSpec {
  return { metadata: { labels: LABELS }, spec: { containers: [{ name: 'web', image }] } };
}

/** The image of the pods of a ReplicaSet that is added: a Deployment that gets it takes that ReplicaSet for its new one. */
export function imageOf(replicaSet: string): string {
  return `old:${replicaSet}`;
}

/**
 * The API server and the Deployment controller alone: the test says what the ReplicaSets report, and when the controller
 * looks.
 */
export class DeploymentWorld {
  readonly plane = new ControlPlane(1, START, true);
  readonly port: ControllerPort;
  requeuedIn: number | undefined;
  private readonly user = this.plane.clientFor('user');

  constructor(spec: Partial<DeploymentSpec>) {
    const { plane } = this;
    const actor = deploymentController.name;
    this.user.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' }, spec: {} });
    this.user.create('deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: podTemplate('nginx:1'),
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...spec,
      },
    });
    this.port = {
      get now() {
        return plane.clock.now;
      },
      lister: plane.store,
      client: plane.clientFor(actor),
      random: plane.random,
      decide: (code, params, subject) => {
        plane.decide(actor, code, params, subject, []);
      },
      event: () => undefined,
      memory: undefined,
      remember: () => undefined,
      requeueAfter: (ms) => {
        this.requeuedIn = ms;
      },
    };
  }

  get deployment(): Deployment {
    const deployment = this.plane.store.get('deployments', 'default', 'web');
    if (deployment === undefined) throw new Error('the Deployment is gone');
    return deployment;
  }

  /** Oldest first. */
  get replicaSets(): readonly ReplicaSet[] {
    return this.plane.store.list('replicasets', 'default');
  }

  /** Lets the controller look once, a second later; answers whether it changed the size of a ReplicaSet, or made one. */
  look(): boolean {
    this.wait(1);
    const before = this.sizes();
    deploymentController.reconcile('default/web', this.port);
    return this.sizes() !== before;
  }

  wait(seconds: number): void {
    this.plane.clock.moveTo(this.plane.clock.now + seconds * 1000);
  }

  setImage(image: string): void {
    const { deployment } = this;
    this.user.update('deployments', { ...deployment, spec: { ...deployment.spec, template: podTemplate(image) } });
  }

  /** Makes a ReplicaSet of the Deployment with an image of its own. */
  addReplicaSet(name: string, replicas: number, annotations: Record<string, string> = {}): ReplicaSet {
    this.wait(1);
    const labels = { ...LABELS, 'pod-template-hash': name };
    const template = podTemplate(imageOf(name));
    return this.user.create('replicasets', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name,
        namespace: 'default',
        labels,
        annotations: { [DESIRED_REPLICAS]: '1', [MAX_REPLICAS]: '1', ...annotations },
        ownerReferences: [controllerRef(this.deployment)],
      },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { ...template, metadata: { labels } },
      },
    });
  }

  addPod(owner: ReplicaSet, phase: PodPhase): void {
    const pod = this.user.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: 'web-',
        namespace: 'default',
        labels: owner.spec.template.metadata?.labels ?? {},
        ownerReferences: [controllerRef(owner)],
      },
      spec: owner.spec.template.spec,
    });
    this.user.updateStatus('pods', { ...pod, status: { ...pod.status, phase } });
  }

  /** Plays the ReplicaSet controller: reports counts for the present specification. */
  report(name: string, counts: Partial<ReplicaSetStatus>): void {
    const replicaSet = this.plane.store.get('replicasets', 'default', name);
    if (replicaSet === undefined) return;
    const status = { replicas: 0, observedGeneration: replicaSet.metadata.generation ?? 1, ...counts };
    this.user.updateStatus('replicasets', { ...replicaSet, status });
  }

  /** Puts a finalizer on a ReplicaSet and deletes it, so that it is only on its way. */
  startDeleting(name: string): void {
    this.user.patch('replicasets', 'default', name, { metadata: { finalizers: ['test/hold'] } });
    this.user.delete('replicasets', 'default', name);
  }

  private sizes(): string {
    return this.replicaSets.map(({ metadata, spec }) => `${metadata.name} ${spec.replicas}`).join();
  }
}
