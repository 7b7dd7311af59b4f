import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { fromRFC3339 } from '../api/time.ts';
import type { Node, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { withCondition } from '../scheduler/pod-conditions.ts';
import type { Controller, ControllerPort } from './controller.ts';

/** --terminated-pod-gc-threshold of kube-controller-manager. */
const TERMINATED_THRESHOLD = 12_500;

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Work for one moment: what to look at, and not before when. */
type Key = `${'node' | 'terminated'}/${string}/${number}`;

function keyFor(what: 'node' | 'terminated', name: string, notBefore: number): Key {
  return `${what}/${name}/${notBefore}`;
}

function isTerminated({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

function podKeys({ type, time, object, previous }: Change, lister: Lister): readonly string[] {
  const pod = object as Pod;
  const { nodeName } = pod.spec;
  if (type === 'DELETED') return [];
  if (isTerminated(pod) && (previous === undefined || !isTerminated(previous as Pod))) {
    return [keyFor('terminated', '', Math.ceil(time / latency.podGCPeriod) * latency.podGCPeriod)];
  }
  if (nodeName === undefined || (previous as Pod | undefined)?.spec.nodeName !== undefined) return [];
  return lister.get('nodes', '', nodeName) === undefined
    ? [keyFor('node', nodeName, time + latency.podGCQuarantine)]
    : [];
}

function nodeKeys({ type, time, name, object }: Change): readonly string[] {
  if (type === 'DELETED') return [keyFor('node', name, time + latency.podGCQuarantine)];
  const taints = (object as Node).spec?.taints ?? [];
  return taints.some(({ key }) => key === OUT_OF_SERVICE) ? [keyFor('node', name, time)] : [];
}

/** Deletes a pod without waiting for a kubelet that will not answer (markFailedAndDeletePodWithCondition). */
function forceDelete(pod: Pod, port: ControllerPort, why?: string): void {
  const { namespace = '', name, uid } = pod.metadata;
  if (!isTerminated(pod)) {
    const target = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' } as const;
    const marked = why === undefined ? pod : withCondition(pod, { ...target, message: why }, port.now);
    port.client.updateStatus('pods', { ...marked, status: { ...marked.status, phase: 'Failed' } });
  }
  port.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
}

function collectOnNode(nodeName: string, port: ControllerPort): void {
  const node = port.lister.get('nodes', '', nodeName);
  const isOut = node?.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) === true;
  const isReady = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
  if (node !== undefined && (!isOut || isReady)) return;
  for (const pod of port.lister.podsOnNode(nodeName)) {
    if (node !== undefined && pod.metadata.deletionTimestamp === undefined) continue;
    const params = { pod: pod.metadata.name, namespace: pod.metadata.namespace ?? '', node: nodeName };
    if (node === undefined) {
      port.decide('podGC.orphaned', params, pod);
      forceDelete(pod, port, 'PodGC: node no longer exists');
    } else {
      port.decide('podGC.outOfService', params, pod);
      forceDelete(pod, port);
    }
  }
}

/** Evicted pods first, then the oldest (byEvictionAndCreationTimestamp). */
function before(a: Pod, b: Pod): number {
  const evicted = Number(b.status.reason === 'Evicted') - Number(a.status.reason === 'Evicted');
  return evicted !== 0
    ? evicted
    : fromRFC3339(a.metadata.creationTimestamp) - fromRFC3339(b.metadata.creationTimestamp);
}

function collectTerminated(port: ControllerPort): void {
  const terminated = port.lister.list('pods').filter(isTerminated);
  const surplus = terminated.length - TERMINATED_THRESHOLD;
  if (surplus <= 0) return;
  port.decide('podGC.terminated', { count: surplus, threshold: TERMINATED_THRESHOLD });
  for (const pod of terminated.toSorted(before).slice(0, surplus)) forceDelete(pod, port);
}

/**
 * Deletes pods that no kubelet will ever delete (pkg/controller/podgc): those of nodes that are gone, and finished ones
 * beyond a threshold. Keys say what to look at and when, since a node must have been gone for a while.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `podGC.orphaned` | pod, namespace, node: the node is gone |
 * | `podGC.outOfService` | pod, namespace, node: the node was declared out of service |
 * | `podGC.terminated` | count (of pods to delete), threshold |
 */
export const podGCController: Controller = {
  name: 'pod-garbage-collector-controller',
  watches: [
    { resource: 'pods', keys: podKeys },
    { resource: 'nodes', keys: nodeKeys },
  ],
  reconcile(key, port) {
    const [what, name = '', notBefore] = key.split('/');
    const wait = Number(notBefore) - port.now;
    if (wait > 0) port.requeueAfter(wait);
    else if (what === 'terminated') collectTerminated(port);
    else collectOnNode(name, port);
  },
};
