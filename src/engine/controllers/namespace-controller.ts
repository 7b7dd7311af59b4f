import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { ApiError } from '../api/status.ts';
import type { Namespace } from '../kinds/types/index.ts';
import { CUSTOM_RESOURCES, NO_KEYS } from './controller.ts';
import type { Controller, ControllerPort, WatchRule } from './controller.ts';
import { deletionConditions, namespacedResources, remainingContent } from './namespace-content.ts';
import type { Remaining } from './namespace-content.ts';

const FINALIZER = 'kubernetes';

function isTerminating(namespace: Namespace | undefined): namespace is Namespace {
  return namespace?.metadata.deletionTimestamp !== undefined;
}

/** The namespace of a change, if it is on its way out: something of its content may have gone, or have been added late. */
function terminatingNamespace({ namespace }: Change, lister: Lister): readonly string[] {
  return isTerminating(lister.get('namespaces', '', namespace)) ? [namespace] : NO_KEYS;
}

function deleteContent(namespace: string, { table, objects }: Remaining, port: ControllerPort): void {
  for (const { metadata } of objects) {
    if (metadata.deletionTimestamp !== undefined) continue;
    try {
      port.client.delete(table, namespace, metadata.name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status.code !== 404) throw error;
    }
  }
}

/**
 * Empties a namespace that is being deleted, then lets it go by removing its finalizer
 * (pkg/controller/namespace/deletion/namespaced_resources_deleter.go, Delete).
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `namespace.deleteContent` | namespace, count (of objects that are there) |
 * | `namespace.finalize` | namespace: it is empty |
 */
export const namespaceController: Controller = {
  name: 'namespace-controller',
  watches: [
    { resource: 'namespaces', keys: ({ type, name }) => (type === 'DELETED' ? [] : [name]) },
    ...[...namespacedResources, CUSTOM_RESOURCES].map((resource): WatchRule => ({
      resource,
      keys: terminatingNamespace,
    })),
  ],
  reconcile(name, port) {
    const namespace = port.lister.get('namespaces', '', name);
    if (!isTerminating(namespace)) return;
    const before = remainingContent(name, port.lister);
    const fresh = before.some(({ objects }) =>
      objects.some(({ metadata }) => metadata.deletionTimestamp === undefined),
    );
    if (fresh) {
      const count = before.reduce((sum, { objects }) => sum + objects.length, 0);
      port.decide('namespace.deleteContent', { namespace: name, count }, namespace);
      for (const remaining of before) deleteContent(name, remaining, port);
    }
    const left = fresh ? remainingContent(name, port.lister) : before;
    if (left.length === 0) port.decide('namespace.finalize', { namespace: name }, namespace);
    const conditions = deletionConditions(left, namespace.status.conditions ?? [], port.now);
    const updated = port.client.updateStatus('namespaces', {
      ...namespace,
      status: { ...namespace.status, conditions },
    });
    if (left.length > 0) return;
    const finalizers = (updated.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    port.client.update('namespaces', { ...updated, spec: { ...updated.spec, finalizers } });
  },
};
