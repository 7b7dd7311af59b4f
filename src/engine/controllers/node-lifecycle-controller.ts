import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { fromRFC3339, toRFC3339 } from '../api/time.ts';
import type { Node } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller, ControllerPort } from './controller.ts';
import {
  conditionsOf,
  desiredTaints,
  evictionMode,
  hasReported,
  readyStatus,
  silentConditions,
} from './node-lifecycle-health.ts';

/** How the node lifecycle controller learns that a kubelet is alive. */
export interface NodeHeartbeats {
  /** When the kubelet of a node last reported, ms since the epoch; about now for one that is alive. */
  lastHeartbeat(nodeName: string): number;
}

/** Ends keys that announce a new node; no node's name has a slash. */
const REGISTERED = '/registered';

/** Between the name and the uid of a node that is gone. */
const REMOVED = '/removed/';

function concernedNodes({ type, name, object, previous }: Change, lister: Lister): readonly string[] {
  if (type === 'ADDED') return [name, `${name}${REGISTERED}`];
  const before = previous === undefined ? undefined : readyStatus(previous as Node);
  const after = type === 'DELETED' ? undefined : readyStatus(object as Node);
  const removed = type === 'DELETED' ? [`${name}${REMOVED}${object.metadata.uid}`] : [];
  // Whether pods are evicted from a node depends on how many of the others are up.
  return before === after
    ? [name, ...removed]
    : [name, ...removed, ...lister.list('nodes').map(({ metadata }) => metadata.name)];
}

/** A node that nobody can look up any more is told of by its name and uid. */
function tellRemoval(name: string, uid: string, port: ControllerPort): void {
  const gone = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid, resourceVersion: '', creationTimestamp: '' } };
  port.event(gone, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
}

/** Tells everyone that the pods of a node do not answer any more (pkg/controller/util/node MarkPodsNotReady). */
function markPodsNotReady(node: Node, port: ControllerPort): void {
  for (const pod of port.lister.podsOnNode(node.metadata.name)) {
    const { conditions = [] } = pod.status;
    if (!conditions.some(({ type, status }) => type === 'Ready' && status !== 'False')) continue;
    const lastTransitionTime = toRFC3339(port.now);
    const updated = conditions.map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False' as const, lastTransitionTime } : condition,
    );
    port.client.updateStatus('pods', { ...pod, status: { ...pod.status, conditions: updated } });
    port.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  }
}

/** Notices silence: the conditions become Unknown some time after the kubelet's last word, or without a first one. */
function checkHeartbeat(node: Node, heartbeats: NodeHeartbeats, port: ControllerPort): Node {
  const { name, creationTimestamp } = node.metadata;
  const reported = hasReported(node);
  const silence = port.now - (reported ? heartbeats.lastHeartbeat(name) : fromRFC3339(creationTimestamp));
  const grace = reported ? latency.nodeMonitorGrace : latency.nodeStartupGrace;
  if (silence < grace) {
    if (silence > 0 || !reported) port.requeueAfter(grace - silence);
    return node;
  }
  const conditions = silentConditions(node, port.now);
  if (conditions === conditionsOf(node)) return node;
  port.decide('node.silent', { node: name, seconds: Math.floor(silence / 1000) }, node);
  const updated = port.client.updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
  if (readyStatus(node) === 'True') {
    port.event(updated, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  }
  return updated;
}

function syncTaints(node: Node, port: ControllerPort): void {
  const mode = evictionMode(node, port.lister.list('nodes'));
  const taints = desiredTaints(node, mode, port.now);
  const current = node.spec?.taints ?? [];
  if (taints.length === current.length && taints.every((taint) => current.includes(taint))) return;
  const text = (list: readonly { key: string; effect: string }[]): string =>
    list.map(({ key, effect }) => `${key}:${effect}`).join(', ');
  const added = text(taints.filter((taint) => !current.includes(taint)));
  const removed = text(current.filter((taint) => !taints.includes(taint)));
  port.decide('node.taint', { node: node.metadata.name, added, removed, evictions: mode }, node);
  const { taints: _, ...spec } = node.spec ?? {};
  port.client.update('nodes', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints: [...taints] } });
}

/**
 * Watches over nodes (pkg/controller/nodelifecycle): declares those whose kubelet fell silent, and taints nodes by
 * their conditions and by cordons, so that the scheduler and the taint eviction controller act on it. Keys are names of
 * nodes. Whoever knows that a kubelet fell silent must enqueue its node, since no heartbeats are written.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `node.silent` | node, seconds (of silence): the node is declared unknown |
 * | `node.podsNotReady` | node: it is no longer ready, so its pods are not either |
 * | `node.taint` | node, added, removed (`key:effect`, comma-separated), evictions: `evict`, `hold` (too many nodes of the zone are down) or `stop` (all are) |
 */
export function createNodeLifecycleController(heartbeats: NodeHeartbeats): Controller {
  return {
    name: 'node-controller',
    watches: [{ resource: 'nodes', keys: concernedNodes }],
    reconcile(key, port) {
      const [goneName = '', goneUid] = key.split(REMOVED);
      if (goneUid !== undefined) {
        tellRemoval(goneName, goneUid, port);
        return;
      }
      const isNew = key.endsWith(REGISTERED);
      const name = isNew ? key.slice(0, -REGISTERED.length) : key;
      const stored = port.lister.get('nodes', '', name);
      if (stored === undefined) return;
      if (isNew) {
        port.event(stored, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
        return;
      }
      const node = checkHeartbeat(stored, heartbeats, port);
      if (readyStatus(node) !== 'True' && hasReadyPods(name, port.lister)) {
        port.decide('node.podsNotReady', { node: name }, node);
        markPodsNotReady(node, port);
      }
      syncTaints(node, port);
    },
  };
}

function hasReadyPods(nodeName: string, lister: Lister): boolean {
  return lister
    .podsOnNode(nodeName)
    .some(({ status }) =>
      status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    );
}
