import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * The part of ingress-nginx, as kind's documentation installs it, that writes to the API. What it does with requests is
 * in network/.
 *
 * Decisions, with their params:
 *   ingress.address  name, address
 *   ingress.release  name: its class is another controller's now
 */

/** kind forwards the ports of the machine to the controller (--publish-status-address=localhost). */
const ADDRESS = 'localhost';
const OWN_CLASS = 'nginx';

/** Whether the controller takes an Ingress for its own: without a class, of its class, or of one that exists. */
function isOwn({ spec }: GenericObject, lister: Lister): boolean {
  const name = spec?.['ingressClassName'];
  return name === undefined || name === OWN_CLASS || lister.get('ingressclasses', '', String(name)) !== undefined;
}

function writeStatus(ingress: GenericObject, addresses: readonly object[], port: ControllerPort): void {
  const loadBalancer = addresses.length === 0 ? {} : { ingress: addresses };
  port.client.updateStatus('ingresses', { ...ingress, status: { ...ingress.status, loadBalancer } });
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const ingress = port.lister.get('ingresses', namespace, name);
  if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) {
    port.remember(undefined);
    return;
  }
  const loadBalancer = (ingress.status?.['loadBalancer'] ?? {}) as { ingress?: readonly { hostname?: string }[] };
  const hasAddress = loadBalancer.ingress?.some(({ hostname }) => hostname === ADDRESS) === true;
  if (!isOwn(ingress, port.lister)) {
    if (!hasAddress) return;
    port.decide('ingress.release', { name }, ingress);
    writeStatus(ingress, [], port);
    return;
  }
  const generation = ingress.metadata.generation ?? 0;
  const seen = port.memory as { generation: number; since: number } | undefined;
  const since = seen?.since ?? port.now;
  port.remember({ generation, since });
  if (seen?.generation !== generation) port.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
  if (hasAddress) return;
  const wait = since + latency.ingressAddress - port.now;
  if (wait > 0) {
    port.requeueAfter(wait);
    return;
  }
  port.decide('ingress.address', { name, address: ADDRESS }, ingress);
  writeStatus(ingress, [{ hostname: ADDRESS }], port);
}

function keysOfChange({ type, object, previous, namespace, name }: Change): readonly string[] {
  const spec = (ingress: Change['object'] | undefined): unknown => (ingress as GenericObject | undefined)?.spec;
  const isNews = type !== 'MODIFIED' || !deepEqual(spec(object), spec(previous));
  return isNews ? [`${namespace}/${name}`] : [];
}

/** A class that appears may be one that Ingresses wait for. */
function keysOfClassChange({ name }: Change, lister: Lister): readonly string[] {
  return lister
    .list('ingresses')
    .filter(({ spec }) => spec?.['ingressClassName'] === name)
    .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
}

/** Gives Ingresses their address. */
export const ingressController: Controller = {
  name: 'nginx-ingress-controller',
  watches: [
    { resource: 'ingresses', keys: keysOfChange },
    { resource: 'ingressclasses', keys: keysOfClassChange },
  ],
  reconcile,
};
