import type { Client } from '../api/client.ts';
import { latency } from '../latencies.ts';
import type { Controller } from './controller.ts';

/** What every cluster has (pkg/controlplane/controller/systemnamespaces). */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'] as const;

function installNamespace(client: Client, name: string): void {
  client.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {} });
}

/** Creates the namespaces of a fresh cluster. */
export function installSystemNamespaces(client: Client): void {
  for (const name of NAMESPACES) installNamespace(client, name);
}

/**
 * Puts namespaces of the system back that somebody deleted; the API server looks for them every minute.
 *
 * Decisions: `systemNamespace.create` with namespace.
 */
export const systemNamespacesController: Controller = {
  name: 'system-namespaces-controller',
  watches: [
    {
      resource: 'namespaces',
      keys: ({ type, name }) => (type === 'DELETED' && NAMESPACES.some((each) => each === name) ? [name] : []),
    },
  ],
  reconcile(name, { now, lister, client, memory, decide, remember, requeueAfter }) {
    const due =
      typeof memory === 'number' ? memory : now + latency.systemNamespacesSync - (now % latency.systemNamespacesSync);
    remember(now < due ? due : undefined);
    if (now < due) {
      requeueAfter(due - now);
      return;
    }
    if (lister.get('namespaces', '', name) !== undefined) return;
    decide('systemNamespace.create', { namespace: name });
    installNamespace(client, name);
  },
};
