import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import type { Node, Pod } from '../kinds/types/index.ts';
import { withCondition } from '../scheduler/pod-conditions.ts';
import { NO_KEYS } from './controller.ts';
import type { Controller } from './controller.ts';
import { evictingTaints, evictionTime } from './taint-eviction-tolerance.ts';

/** In keys of pods whose eviction is off: their node lost the taint before the time was up. */
const CANCELLED = 'cancelled';

/** `noticed`: when the change was made that brings pod and taint together, ms since the epoch. */
function keyOf({ metadata }: Pod, noticed: number | typeof CANCELLED): string {
  return `${metadata.namespace ?? ''}/${metadata.name}/${noticed}`;
}

function podKeys({ type, time, object, previous }: Change, lister: Lister): readonly string[] {
  const pod = object as Pod;
  const { nodeName, tolerations } = pod.spec;
  if (type === 'DELETED' || nodeName === undefined || pod.metadata.deletionTimestamp !== undefined) return NO_KEYS;
  const before = (previous as Pod | undefined)?.spec;
  if (before?.nodeName === nodeName && deepEqual(before.tolerations, tolerations)) return NO_KEYS;
  return evictingTaints(lister.get('nodes', '', nodeName)).length === 0 ? NO_KEYS : [keyOf(pod, time)];
}

function podsOfNodeKeys({ type, time, name, object, previous }: Change, lister: Lister): readonly string[] {
  const before = evictingTaints(previous as Node | undefined);
  const after = type === 'DELETED' ? [] : evictingTaints(object as Node);
  if (deepEqual(before, after)) return [];
  return lister.podsOnNode(name).flatMap((pod) => {
    if (pod.metadata.deletionTimestamp !== undefined) return [];
    const isOff = evictionTime(pod, before, time) !== undefined && evictionTime(pod, after, time) === undefined;
    return [keyOf(pod, isOff ? CANCELLED : time)];
  });
}

/**
 * Deletes pods from nodes with NoExecute taints as soon as their tolerations run out (pkg/controller/tainteviction).
 * Keys
 * are `namespace/name/time` of a pod and of when it met the taint.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `taintEviction.delete` | pod, namespace, node, taints (keys, comma-separated) |
 * | `taintEviction.cancel` | pod, namespace, node |
 */
export const taintEvictionController: Controller = {
  name: 'taint-eviction-controller',
  watches: [
    { resource: 'pods', keys: podKeys },
    { resource: 'nodes', keys: podsOfNodeKeys },
  ],
  reconcile(key, port) {
    const [namespace = '', name = '', noticed = ''] = key.split('/');
    const pod = port.lister.get('pods', namespace, name);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined || pod.spec.nodeName === undefined) return;
    const { nodeName: node } = pod.spec;
    const taints = evictingTaints(port.lister.get('nodes', '', node));
    const due = evictionTime(pod, taints, Number(noticed));
    if (noticed === CANCELLED) {
      if (due !== undefined) return;
      port.decide('taintEviction.cancel', { pod: name, namespace, node }, pod);
      port.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${namespace}/${name}`);
      return;
    }
    if (due === undefined) return;
    if (due > port.now) {
      port.requeueAfter(due - port.now);
      return;
    }
    const keys = taints.map((taint) => taint.key).join(', ');
    port.decide('taintEviction.delete', { pod: name, namespace, node, taints: keys }, pod);
    port.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${namespace}/${name}`);
    const target = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    } as const;
    port.client.updateStatus('pods', withCondition(pod, target, port.now));
    port.client.delete('pods', namespace, name, { preconditions: { uid: pod.metadata.uid } });
  },
};
