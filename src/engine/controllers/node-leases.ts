import type { NewObject } from '../api/client.ts';
import { toMicroTime } from '../api/time.ts';
import type { GenericObject, Node } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller } from './controller.ts';
import type { NodeHeartbeats } from './node-lifecycle-controller.ts';

const NAMESPACE = 'kube-node-lease';
const DURATION_SECONDS = 40;

/** The Lease by which the kubelet of a node shows that it lives. `now` in ms since the epoch. */
export function newNodeLease({ metadata: { name, uid } }: Node, now: number): NewObject<GenericObject> {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: NAMESPACE, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: DURATION_SECONDS, renewTime: toMicroTime(now) },
  };
}

/**
 * Makes the Lease of a node anew when somebody deleted it: its kubelet finds that out when it would renew it
 * (component-helpers/apimachinery/lease/controller.go). Keys are names of nodes.
 */
export function createNodeLeaseController(heartbeats: NodeHeartbeats): Controller {
  return {
    name: 'node-lease-controller',
    watches: [
      {
        resource: 'leases',
        keys: ({ type, namespace, name }) => (type === 'DELETED' && namespace === NAMESPACE ? [name] : []),
      },
    ],
    reconcile(name, { now, lister, client, requeueAfter, memory, remember }) {
      const node = lister.get('nodes', '', name);
      if (node === undefined || lister.get('leases', NAMESPACE, name) !== undefined) {
        remember(undefined);
        return;
      }
      const due = typeof memory === 'number' ? memory : now + latency.nodeStatusUpdate;
      const isSilent = now - heartbeats.lastHeartbeat(name) > latency.nodeStatusUpdate;
      if (now < due || isSilent || lister.get('namespaces', '', NAMESPACE) === undefined) {
        const next = now < due ? due : now + latency.nodeStatusUpdate;
        remember(next);
        requeueAfter(next - now);
        return;
      }
      remember(undefined);
      client.create('leases', newNodeLease(node, now));
    },
  };
}
