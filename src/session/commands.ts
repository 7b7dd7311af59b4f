import type { Fault, Pod } from '../engine/index.ts';
import type { ObjectRef } from '../scene/index.ts';
import type { SessionPort } from './session-port.ts';

/** What names a container. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/**
 * What a person can do to the cluster by a button or a key. Each is a line that the terminal shows, and one act that
 * can be undone: what kubectl can do goes through kubectl, what one does to a machine is done to the machine.
 */
export class Commands {
  private readonly session: SessionPort;

  constructor(session: SessionPort) {
    this.session = session;
  }

  /** Deletes any object. */
  delete(ref: ObjectRef): void {
    this.kubectl('delete', singular(ref.resource), ref.name, ...inNamespace(ref.namespace));
  }

  scale(ref: ObjectRef, replicas: number): void {
    this.kubectl('scale', target(ref), `--replicas=${replicas}`, ...inNamespace(ref.namespace));
  }

  setImage(ref: ObjectRef, container: string, image: string): void {
    this.kubectl('set', 'image', target(ref), `${container}=${image}`, ...inNamespace(ref.namespace));
  }

  rollout(verb: 'pause' | 'resume' | 'restart' | 'undo', ref: ObjectRef): void {
    this.kubectl('rollout', verb, target(ref), ...inNamespace(ref.namespace));
  }

  /** Starts a Job of a CronJob without waiting for its schedule. */
  runNow(ref: ObjectRef): void {
    const isTaken = (name: string) => this.session.cluster.live.get('jobs', ref.namespace, name) !== undefined;
    let number = 1;
    while (isTaken(`${ref.name}-manual-${number}`)) number += 1;
    const name = `${ref.name}-manual-${number}`;
    this.kubectl('create', 'job', name, `--from=cronjob/${ref.name}`, ...inNamespace(ref.namespace));
  }

  /** Lets a Job or CronJob rest, or go on. */
  suspend(ref: ObjectRef, on: boolean): void {
    const patch = JSON.stringify({ spec: { suspend: on } });
    this.kubectl('patch', singular(ref.resource), ref.name, '-p', patch, ...inNamespace(ref.namespace));
  }

  cordon(node: string): void {
    this.kubectl('cordon', node);
  }

  uncordon(node: string): void {
    this.kubectl('uncordon', node);
  }

  drain(node: string): void {
    this.kubectl('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--force');
  }

  powerOff(node: string): void {
    this.fault(`docker stop ${node}`, { type: 'powerOffNode', node });
  }

  powerOn(node: string): void {
    this.fault(`docker start ${node}`, { type: 'powerOnNode', node });
  }

  addNode(): void {
    this.fault('# one more machine joins the cluster', { type: 'addNode' });
  }

  removeNode(node: string): void {
    this.fault(`docker rm -f ${node} && kubectl delete node ${node}`, { type: 'removeNode', node });
  }

  /** Ends a container's process; the kubelet starts it again in the same pod. */
  killContainer(ref: ContainerRef): void {
    const pod = this.session.cluster.live.get('pods', ref.namespace, ref.pod);
    const command = `docker exec ${pod?.spec.nodeName ?? ''} crictl stop --timeout 0 ${containerId(pod, ref.container)}`;
    this.fault(command, { type: 'killContainer', ...ref });
  }

  crashContainer(ref: ContainerRef, on: boolean): void {
    const command = on
      ? `# from now on ${ref.container} in ${ref.pod} exits with code 1 soon after each start`
      : `# ${ref.container} in ${ref.pod} keeps running again`;
    this.fault(command, { type: 'crashContainer', ...ref, on });
  }

  failReadiness(ref: ContainerRef, on: boolean): void {
    const command = on
      ? `# from now on ${ref.container} in ${ref.pod} answers its readiness probe with 503`
      : `# ${ref.container} in ${ref.pod} answers its readiness probe again`;
    this.fault(command, { type: 'failReadiness', ...ref, on });
  }

  /** Whether a person makes the container crash or fail now. */
  isOn(type: 'crashContainer' | 'failReadiness', ref: ContainerRef): boolean {
    return this.session.history.branch.isFaultOn({ type, ...ref, on: true });
  }

  private kubectl(...args: string[]): void {
    this.session.commandRunner.run(['kubectl', ...args]);
  }

  private fault(command: string, fault: Fault): void {
    this.session.commandRunner.inject(command, fault);
  }
}

/** `deployments` as kubectl's own examples write it. */
function singular(resource: string): string {
  if (/(?:ss|xe|che)es$/.test(resource)) return resource.slice(0, -2);
  return resource.endsWith('ies') ? `${resource.slice(0, -3)}y` : resource.replace(/s(?=$|\.)/, '');
}

function target(ref: ObjectRef): string {
  return `${singular(ref.resource)}/${ref.name}`;
}

/** kubectl's default namespace needs no flag. */
function inNamespace(namespace: string): string[] {
  return namespace === '' || namespace === 'default' ? [] : ['-n', namespace];
}

/** A container's id as `crictl ps` shows it. */
function containerId(pod: Pod | undefined, container: string): string {
  const status = pod?.status.containerStatuses?.find((each) => each.name === container);
  return (status?.containerID ?? '').replace(/^.*:\/\//, '').slice(0, 13);
}
