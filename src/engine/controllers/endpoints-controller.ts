import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { isPodReady } from '../kinds/pod-state.ts';
import type { GenericObject, ObjectReference, Pod, Service } from '../kinds/types/index.ts';
import type { Controller, ControllerPort } from './controller.ts';
import {
  endpointHostname,
  findPort,
  hasManagedEndpoints,
  isHeadless,
  podIP,
  serviceSelects,
  shouldPodBeInEndpoints,
} from './endpointslice-endpoints.ts';
import { servicesOfPodChange } from './services-of-pod.ts';

/*
 * Keeps the older Endpoints object of each Service beside its slices, as `kubectl get endpoints` still reads it.
 * Upstream: pkg/controller/endpoint/endpoints_controller.go and pkg/api/v1/endpoints/util.go.
 *
 * Decisions, with their params:
 *   endpoints.sync   service, ready, notReady
 *   endpoints.remove service
 */

const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/** One object lists no more (maxCapacity); slices do. */
const MAX_ADDRESSES = 1000;

interface EndpointAddress {
  ip: string;
  hostname?: string;
  nodeName?: string;
  targetRef: ObjectReference;
}

interface SubsetPort {
  name?: string;
  port: number;
  protocol: string;
  appProtocol?: string;
}

interface EndpointSubset {
  addresses?: EndpointAddress[];
  notReadyAddresses?: EndpointAddress[];
  ports?: SubsetPort[];
}

/** Pods that share some ports. */
interface Group {
  ports: SubsetPort[];
  pods: Pod[];
}

function listedPods(service: Service, lister: Lister): Pod[] {
  const publishAll = service.spec.publishNotReadyAddresses === true;
  return lister
    .list('pods', service.metadata.namespace ?? '')
    .filter((pod) => serviceSelects(service, pod.metadata.labels) && shouldPodBeInEndpoints(pod, publishAll));
}

function samePods(a: readonly Pod[], b: readonly Pod[]): boolean {
  return a.length === b.length && a.every((pod, index) => pod === b[index]);
}

/** For each port the pods that have it, ports with the same pods together (RepackSubsets). */
function groupPods(service: Service, pods: readonly Pod[]): Group[] {
  const servicePorts = service.spec.ports ?? [];
  if (servicePorts.length === 0) return isHeadless(service) && pods.length > 0 ? [{ ports: [], pods: [...pods] }] : [];
  const groups: Group[] = [];
  for (const servicePort of servicePorts) {
    const byNumber = new Map<number, Pod[]>();
    for (const pod of pods) {
      const number = findPort(pod, servicePort);
      if (number === undefined) continue;
      const sharing = byNumber.get(number);
      if (sharing === undefined) byNumber.set(number, [pod]);
      else sharing.push(pod);
    }
    for (const [number, having] of byNumber) {
      const { name, protocol = 'TCP', appProtocol } = servicePort;
      const port: SubsetPort = {
        ...(name !== undefined && name !== '' && { name }),
        port: number,
        protocol,
        ...(appProtocol !== undefined && { appProtocol }),
      };
      const same = groups.find((group) => samePods(group.pods, having));
      if (same === undefined) groups.push({ ports: [port], pods: having });
      else same.ports.push(port);
    }
  }
  return groups;
}

function addressOf(pod: Pod, service: Service): EndpointAddress {
  const { name, namespace = '', uid } = pod.metadata;
  const hostname = endpointHostname(pod, service);
  return {
    ip: podIP(pod) ?? '',
    ...(hostname !== undefined && { hostname }),
    ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  return (a.targetRef.uid ?? '') < (b.targetRef.uid ?? '') ? -1 : 1;
}

/** The addresses of a group; when there is no `room` for all, pods that are not ready and young ones are left out first. */
function subsetOf(group: Group, service: Service, room: number): EndpointSubset {
  const publishAll = service.spec.publishNotReadyAddresses === true;
  const isReady = (pod: Pod): boolean => publishAll || isPodReady(pod);
  const addressesOf = (pods: readonly Pod[]): EndpointAddress[] =>
    pods.map((pod) => addressOf(pod, service)).toSorted(byAddress);
  const ready = group.pods.filter(isReady).slice(0, room);
  const notReady = group.pods.filter((pod) => !isReady(pod)).slice(0, room - ready.length);
  return {
    ...(ready.length > 0 && { addresses: addressesOf(ready) }),
    ...(notReady.length > 0 && { notReadyAddresses: addressesOf(notReady) }),
    ...(group.ports.length > 0 && { ports: group.ports }),
  };
}

function subsetsOf(service: Service, pods: readonly Pod[]): { subsets: EndpointSubset[]; truncated: boolean } {
  const subsets: EndpointSubset[] = [];
  let total = 0;
  for (const group of groupPods(service, pods)) {
    const room = Math.max(0, MAX_ADDRESSES - total);
    if (room > 0) subsets.push(subsetOf(group, service, room));
    total += group.pods.length;
  }
  return { subsets, truncated: total > MAX_ADDRESSES };
}

function endpointsOf(service: Service, existing: GenericObject | undefined, pods: readonly Pod[]): GenericObject {
  const { subsets, truncated } = subsetsOf(service, pods);
  const labels = { ...service.metadata.labels, ...(isHeadless(service) && { [HEADLESS]: '' }) };
  const { [OVER_CAPACITY]: _, ...annotations } = existing?.metadata.annotations ?? {};
  if (truncated) annotations[OVER_CAPACITY] = 'truncated';
  const { labels: __, annotations: ___, ...kept } = existing?.metadata ?? {};
  const { name, namespace = '' } = service.metadata;
  const metadata = {
    ...kept,
    name,
    namespace,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: metadata as GenericObject['metadata'],
    ...(subsets.length > 0 && { subsets }),
  };
}

function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const { lister, client } = port;
  const service = lister.get('services', namespace, name);
  const existing = lister.get('endpoints', namespace, name);
  if (service === undefined) {
    if (existing === undefined) return;
    port.decide('endpoints.remove', { service: name }, existing);
    client.delete('endpoints', namespace, name);
    return;
  }
  if (!hasManagedEndpoints(service)) return;
  const pods = listedPods(service, lister);
  const next = endpointsOf(service, existing, pods);
  if (existing !== undefined && deepEqual(next, existing)) return;
  const ready = pods.filter(isPodReady).length;
  port.decide('endpoints.sync', { service: name, ready, notReady: pods.length - ready }, service);
  if (existing === undefined) client.create('endpoints', next);
  else client.update('endpoints', next);
}

export const endpointsController: Controller = {
  name: 'endpoint-controller',
  watches: [
    { resource: 'services', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'pods', keys: servicesOfPodChange },
    {
      resource: 'endpoints',
      keys: ({ type, namespace, name }) => (type === 'DELETED' ? [`${namespace}/${name}`] : []),
    },
  ],
  reconcile,
};
