import { builtinTable } from '../api/catalog.ts';
import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { quantityText } from '../api/quantity.ts';
import { isPodTerminal } from '../kinds/pod-state.ts';
import { usedOf } from '../kinds/quota-usage.ts';
import type { GenericObject, Pod, ResourceQuota } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * Decisions, with their params:
 *   quota.status  name, used (`pods 2/4, ...`)
 */

/** Resources that quotas count. */
const COUNTED = [
  'pods',
  'services',
  'persistentvolumeclaims',
  'configmaps',
  'secrets',
  'replicationcontrollers',
  'resourcequotas',
  'serviceaccounts',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'ingresses',
  'horizontalpodautoscalers',
  'poddisruptionbudgets',
] as const;

function groupOf(resource: string): string {
  return builtinTable(resource)?.info.group ?? '';
}

/** Whether some name of the quota's can be used by a resource: what none counts is not listed. */
function concerns({ spec }: ResourceQuota, resource: string): boolean {
  const group = groupOf(resource);
  const counted = `count/${resource}${group === '' ? '' : `.${group}`}`;
  return Object.keys(spec.hard ?? {}).some((name) => {
    if (name === counted || name === resource) return true;
    if (name.startsWith('count/')) return false;
    if (resource === 'services') return name.startsWith('services.');
    if (resource === 'persistentvolumeclaims') return name.includes('storage');
    return resource === 'pods' && !name.startsWith('services');
  });
}

function* countedObjects(
  quota: ResourceQuota,
  lister: Lister,
): Generator<{ resource: string; group: string; object: GenericObject }> {
  for (const resource of COUNTED) {
    if (!concerns(quota, resource)) continue;
    const group = groupOf(resource);
    const objects: readonly GenericObject[] = lister.list<string>(resource, quota.metadata.namespace);
    for (const object of objects) yield { resource, group, object };
  }
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const quota = port.lister.get('resourcequotas', namespace, name);
  if (quota === undefined) return;
  const { hard = {} } = quota.spec;
  const usage = usedOf(quota.spec, countedObjects(quota, port.lister), port.now);
  const used = Object.fromEntries([...usage].map(([resource, amount]) => [resource, quantityText(amount)]));
  const status = { hard, used };
  if (deepEqual(status, quota.status)) return;
  const summary = Object.entries(hard).map(([resource, limit]) => `${resource} ${used[resource] ?? '0'}/${limit}`);
  port.decide('quota.status', { name, used: summary.join(', ') }, quota);
  port.client.updateStatus('resourcequotas', { ...quota, status });
}

/** Only what appears, goes, or stops to count changes what is used. */
function keysOfChange(
  { resource, type, object, previous, namespace, name }: Change,
  lister: Lister,
): readonly string[] {
  if (resource === 'resourcequotas' && type !== 'DELETED') return [`${namespace}/${name}`];
  const quotas = lister.list('resourcequotas', namespace);
  if (quotas.length === 0) return [];
  if (type === 'MODIFIED') {
    if (resource === 'pods' && isPodTerminal(object as Pod) === isPodTerminal(previous as Pod)) return [];
    if (resource !== 'pods' && deepEqual((object as GenericObject).spec, (previous as GenericObject).spec)) return [];
  }
  return quotas.filter((quota) => concerns(quota, resource)).map(({ metadata }) => `${namespace}/${metadata.name}`);
}

/** Reports what is in use under ResourceQuotas (pkg/controller/resourcequota). */
export const resourceQuotaController: Controller = {
  name: 'resourcequota-controller',
  watches: COUNTED.map((resource) => ({ resource, keys: keysOfChange })),
  reconcile,
};
