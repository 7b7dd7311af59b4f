import type { Lister } from '../api/lister.ts';
import type { Service } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller, ControllerPort } from './controller.ts';

/*
 * The cloud's side of Services of type LoadBalancer, with the addresses that MetalLB gives on kind's network.
 * Upstream: staging/src/k8s.io/cloud-provider/controllers/service/controller.go.
 *
 * Decisions, with their params:
 *   loadBalancer.ensure    service, seconds (how long it will take)
 *   loadBalancer.ensured   service, ip
 *   loadBalancer.delete    service
 */

const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

/** 172.18.255.200 to 172.18.255.250, as kind's documentation configures MetalLB. */
const POOL_PREFIX = '172.18.255.';
const POOL_FIRST = 200;
const POOL_LAST = 250;

/** How soon an address is looked for again; minRetryDelay of upstream's queue. */
const FAILED_RETRY_MS = 5_000;

function wantsLoadBalancer({ spec, metadata }: Service): boolean {
  // A class names another implementation than the cloud's.
  return (
    spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && metadata.deletionTimestamp === undefined
  );
}

function hasFinalizer({ metadata }: Service): boolean {
  return metadata.finalizers?.includes(FINALIZER) === true;
}

function freeAddress(service: Service, lister: Lister): string | undefined {
  const used = new Set<string | undefined>();
  for (const other of lister.list('services'))
    for (const { ip } of other.status.loadBalancer.ingress ?? []) used.add(ip);
  const wanted = service.spec.loadBalancerIP;
  if (wanted !== undefined && wanted !== '' && !used.has(wanted)) return wanted;
  for (let last = POOL_FIRST; last <= POOL_LAST; last++) {
    const ip = `${POOL_PREFIX}${last}`;
    if (!used.has(ip)) return ip;
  }
  return undefined;
}

function setFinalizers(service: Service, finalizers: readonly string[], port: ControllerPort): void {
  const { namespace = '', name } = service.metadata;
  const patch = { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } };
  port.client.patch('services', namespace, name, patch);
}

function ensure(service: Service, port: ControllerPort): void {
  const { name, finalizers = [] } = service.metadata;
  if (!hasFinalizer(service)) {
    const wait = latency.loadBalancerProvision;
    port.decide('loadBalancer.ensure', { service: name, seconds: wait / 1000 }, service);
    port.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    setFinalizers(service, [...finalizers, FINALIZER], port);
    port.requeueAfter(wait);
    return;
  }
  if ((service.status.loadBalancer.ingress ?? []).length > 0) return;
  const ip = freeAddress(service, port.lister);
  if (ip === undefined) {
    const message = 'Error syncing load balancer: failed to ensure load balancer: no available IPs';
    port.event(service, 'Warning', 'SyncLoadBalancerFailed', message);
    port.requeueAfter(FAILED_RETRY_MS);
    return;
  }
  port.decide('loadBalancer.ensured', { service: name, ip }, service);
  const status = { ...service.status, loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } };
  port.client.updateStatus('services', { ...service, status });
  port.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
}

function remove(service: Service, port: ControllerPort): void {
  const { name, finalizers = [] } = service.metadata;
  port.decide('loadBalancer.delete', { service: name }, service);
  port.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
  const released = port.client.updateStatus('services', {
    ...service,
    status: { ...service.status, loadBalancer: {} },
  });
  port.event(released, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
  setFinalizers(released, others, port);
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const service = port.lister.get('services', namespace, name);
  if (service === undefined) return;
  if (wantsLoadBalancer(service)) ensure(service, port);
  else if (hasFinalizer(service)) remove(service, port);
}

export const serviceLoadBalancerController: Controller = {
  name: 'service-controller',
  watches: [
    {
      resource: 'services',
      // Its own finalizer and status must not make it look again before the load balancer is there.
      keys: ({ type, object, previous, namespace, name }) => {
        const unchanged =
          type === 'MODIFIED' &&
          (object as Service).spec === (previous as Service | undefined)?.spec &&
          object.metadata.deletionTimestamp === previous?.metadata.deletionTimestamp;
        return type === 'DELETED' || unchanged ? [] : [`${namespace}/${name}`];
      },
    },
  ],
  reconcile,
};
