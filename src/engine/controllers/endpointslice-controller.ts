import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { Lister } from '../api/lister.ts';
import { ownedGenerateName } from '../kinds/owned-names.ts';
import { isPodReady } from '../kinds/pod-state.ts';
import type { EndpointPort, EndpointSlice, Node, Pod, Service } from '../kinds/types/index.ts';
import { controllerRef } from './controller-ref.ts';
import type { Controller, ControllerPort } from './controller.ts';
import {
  endpointPorts,
  hasManagedEndpoints,
  isEndpointCurrent,
  isHeadless,
  podToEndpoint,
  serviceSelects,
  shouldPodBeInEndpoints,
} from './endpointslice-endpoints.ts';
import { placeEndpoints, portsKey } from './endpointslice-placement.ts';
import type { DesiredEndpoints, SlicePlan } from './endpointslice-placement.ts';
import { servicesOfPodChange } from './services-of-pod.ts';

/*
 * Decisions, with their params:
 *   endpointslice.sync   service, ready, notReady, terminating (pods of each sort; all three together are listed),
 *                        create, update, remove (slices)
 */

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER_NAME = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';

/** The Service's labels and those by which a slice is found (endpointslice/utils.go, setEndpointSliceLabels). */
function sliceLabels(service: Service): Record<string, string> {
  return {
    ...service.metadata.labels,
    ...(isHeadless(service) && { [HEADLESS]: '' }),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: CONTROLLER_NAME,
  };
}

/** The slices that are a Service's by their labels, whatever has become of their owner references (syncService). */
function slicesOf({ metadata: { name, namespace = '' } }: Service, lister: Lister): EndpointSlice[] {
  return lister.list('endpointslices', namespace).filter(({ metadata: { labels, deletionTimestamp } }) => {
    return deletionTimestamp === undefined && labels?.[SERVICE_NAME] === name && labels[MANAGED_BY] === CONTROLLER_NAME;
  });
}

/** What is to be listed, and how many pods of each sort that is. */
interface Wanted {
  groups: DesiredEndpoints[];
  ready: number;
  notReady: number;
  terminating: number;
}

/** Looks nodes up once; a Service's pods are on few of them. */
function nodeFinder(lister: Lister): (pod: Pod) => Node | undefined {
  const nodes = new Map<string, Node | undefined>();
  return ({ spec: { nodeName = '' } }) => {
    const known = nodes.get(nodeName);
    if (known !== undefined || nodes.has(nodeName)) return known;
    const node = lister.get('nodes', '', nodeName);
    nodes.set(nodeName, node);
    return node;
  };
}

function groupOf(ports: EndpointPort[], groups: Map<string, DesiredEndpoints>): DesiredEndpoints {
  const key = portsKey(ports);
  let group = groups.get(key);
  if (group === undefined) {
    group = { ports, pods: new Map() };
    groups.set(key, group);
  }
  return group;
}

function wantedEndpoints(service: Service, lister: Lister, nodeOf: (pod: Pod) => Node | undefined): Wanted {
  const groups = new Map<string, DesiredEndpoints>();
  const counts = { ready: 0, notReady: 0, terminating: 0 };
  const publishAll = service.spec.publishNotReadyAddresses === true;
  const portsDiffer = service.spec.ports?.some(({ targetPort }) => typeof targetPort === 'string') === true;
  let shared: DesiredEndpoints | undefined;
  for (const pod of lister.list('pods', service.metadata.namespace ?? '')) {
    if (!serviceSelects(service, pod.metadata.labels) || !shouldPodBeInEndpoints(pod, true)) continue;
    // A pod whose node is gone leads nowhere (reconcileByAddressType).
    if (!publishAll && nodeOf(pod) === undefined) continue;
    const group = shared ?? groupOf(endpointPorts(service, pod), groups);
    if (!portsDiffer) shared = group;
    group.pods.set(pod.metadata.uid, pod);
    if (pod.metadata.deletionTimestamp !== undefined) counts.terminating += 1;
    else if (publishAll || isPodReady(pod)) counts.ready += 1;
    else counts.notReady += 1;
  }
  return { groups: [...groups.values()], ...counts };
}

/** Slices that keep their endpoints but not their labels. */
function withStaleLabels(
  existing: readonly EndpointSlice[],
  plan: SlicePlan,
  labels: Readonly<Record<string, string>>,
): EndpointSlice[] {
  const written = new Set([...plan.update, ...plan.remove].map(({ metadata }) => metadata.uid));
  return existing.filter(({ metadata }) => !written.has(metadata.uid) && !deepEqual(metadata.labels, labels));
}

function write(service: Service, plan: SlicePlan, port: ControllerPort): void {
  const { client } = port;
  const { name, namespace = '' } = service.metadata;
  const labels = sliceLabels(service);
  if (service.metadata.deletionTimestamp === undefined) {
    for (const { endpoints, ports } of plan.create) {
      client.create('endpointslices', {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          generateName: ownedGenerateName(name),
          namespace,
          labels,
          ownerReferences: [controllerRef(service)],
        },
        addressType: 'IPv4',
        endpoints,
        ports,
      });
    }
  }
  for (const slice of plan.update) {
    client.update('endpointslices', { ...slice, metadata: { ...slice.metadata, labels } });
  }
  for (const { metadata } of plan.remove) client.delete('endpointslices', namespace, metadata.name);
}

/** Makes the slices of a Service list its pods (endpointslice_controller.go, syncService). */
function reconcile(key: string, port: ControllerPort): void {
  const [namespace = '', name = ''] = key.split('/');
  const { lister } = port;
  const service = lister.get('services', namespace, name);
  // The slices of a Service that is gone are the garbage collector's.
  if (service === undefined || !hasManagedEndpoints(service)) return;
  const nodeOf = nodeFinder(lister);
  const { groups, ...counts } = wantedEndpoints(service, lister, nodeOf);
  const existing = slicesOf(service, lister);
  const plan = placeEndpoints(groups, existing, {
    of: (pod) => podToEndpoint(pod, service, nodeOf(pod)),
    isCurrent: (endpoint, pod) => isEndpointCurrent(endpoint, pod, service, nodeOf(pod)),
  });
  plan.update.push(...withStaleLabels(existing, plan, sliceLabels(service)));
  const { create, update, remove } = plan;
  if (create.length + update.length + remove.length === 0) return;
  const writes = { create: create.length, update: update.length, remove: remove.length };
  port.decide('endpointslice.sync', { service: name, ...counts, ...writes }, service);
  write(service, plan, port);
}

/** The Service that a slice is of by its labels, and the one that it was of before they were changed (onEndpointSliceUpdate). */
function keysOfSliceChange({ object, previous, namespace }: Change): readonly string[] {
  const services = [object, previous].flatMap((slice) => {
    const labels = slice?.metadata.labels;
    return labels?.[MANAGED_BY] === CONTROLLER_NAME ? (labels[SERVICE_NAME] ?? []) : [];
  });
  return [...new Set(services)].map((service) => `${namespace}/${service}`);
}

/** A node that is there again: upstream tries a Service again and again while a node of one of its pods is missing. */
function keysOfNodeChange({ type, name }: Change, lister: Lister): readonly string[] {
  if (type !== 'ADDED') return [];
  return lister.podsOnNode(name).flatMap(({ metadata: { namespace = '', labels } }) =>
    lister
      .list('services', namespace)
      .filter((service) => serviceSelects(service, labels))
      .map((service) => `${namespace}/${service.metadata.name}`),
  );
}

export const endpointSliceController: Controller = {
  name: 'endpointslice-controller',
  watches: [
    { resource: 'services', keys: ({ namespace, name }) => [`${namespace}/${name}`] },
    { resource: 'pods', keys: servicesOfPodChange },
    { resource: 'endpointslices', keys: keysOfSliceChange },
    { resource: 'nodes', keys: keysOfNodeChange },
  ],
  reconcile,
};
