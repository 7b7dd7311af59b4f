import { isPodReady, isPodTerminal } from '../kinds/pod-state.ts';
import type { Endpoint, EndpointPort, Node, Pod, Service, ServicePort } from '../kinds/types/index.ts';

/*
 * What of a pod a Service lists. Upstream: pkg/controller/util/endpoint/controller_utils.go and
 * staging/src/k8s.io/endpointslice/utils.go.
 */

/** Whether a Service with a selector selects these labels; one without a selector selects nothing. */
export function serviceSelects({ spec }: Service, labels: Readonly<Record<string, string>> | undefined): boolean {
  let any = false;
  for (const key in spec.selector) {
    if (labels?.[key] !== spec.selector[key]) return false;
    any = true;
  }
  return any;
}

/** Whether endpoints are kept for a Service: it has a selector and is not a mere name for something outside. */
export function hasManagedEndpoints({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && spec.selector !== undefined && Object.keys(spec.selector).length > 0;
}

export function isHeadless({ spec }: Service): boolean {
  return spec.clusterIP === 'None';
}

/** The pod's first address; undefined while it has none, which an empty text says as well. */
export function podIP({ status }: Pod): string | undefined {
  return [status.podIP, status.podIPs?.[0]?.ip].find((address) => address !== undefined && address !== '');
}

/** Whether the pod has something to listen with: an address, and containers that have not ended (ShouldPodBeInEndpoints). */
export function shouldPodBeInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod) || podIP(pod) === undefined) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The hostname under which a headless Service's DNS knows the pod, if it has one (ShouldSetHostname). */
export function endpointHostname({ spec }: Pod, service: Service): string | undefined {
  if (spec.hostname === undefined || spec.hostname === '') return undefined;
  return spec.subdomain === service.metadata.name ? spec.hostname : undefined;
}

/**
 * The number behind a Service's targetPort; a name is looked up among the ports of the pod's containers and sidecars,
 * undefined when none has it (pkg/api/v1/pod/util.go, FindPort).
 */
export function findPort({ spec }: Pod, { targetPort, port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [];
  for (const container of [...spec.containers, ...sidecars]) {
    for (const candidate of container.ports ?? []) {
      if (candidate.name === targetPort && (candidate.protocol ?? 'TCP') === protocol) return candidate.containerPort;
    }
  }
  return undefined;
}

/** The Service's ports as this pod has them; those that it does not have are left out (getEndpointPorts). */
export function endpointPorts(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const servicePort of service.spec.ports ?? []) {
    const port = findPort(pod, servicePort);
    if (port === undefined) continue;
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    ports.push({ name, protocol, port, ...(appProtocol !== undefined && { appProtocol }) });
  }
  return ports;
}

/**
 * What traffic may go to the pod: `ready` is never true for a pod that is going away, unless the Service publishes all
 * addresses (podToEndpoint).
 */
export function endpointConditions(pod: Pod, service: Service): Endpoint['conditions'] {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  return { ready, serving, terminating };
}

function zoneOf(node: Node | undefined): string | undefined {
  return node?.metadata.labels?.['topology.kubernetes.io/zone'];
}

/** The endpoint of a pod with an address (podToEndpoint). */
export function podToEndpoint(pod: Pod, service: Service, node: Node | undefined): Endpoint {
  const { name, namespace = '', uid } = pod.metadata;
  const hostname = endpointHostname(pod, service);
  const zone = zoneOf(node);
  return {
    addresses: [podIP(pod) ?? ''],
    conditions: endpointConditions(pod, service),
    ...(hostname !== undefined && { hostname }),
    ...(pod.spec.nodeName !== undefined && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(zone !== undefined && { zone }),
  };
}

/** Whether `endpoint` says of the pod what `podToEndpoint` would; makes nothing, because it runs for every pod. */
export function isEndpointCurrent(endpoint: Endpoint, pod: Pod, service: Service, node: Node | undefined): boolean {
  const { ready, serving, terminating } = endpoint.conditions;
  const isServing = isPodReady(pod);
  const isTerminating = pod.metadata.deletionTimestamp !== undefined;
  return (
    serving === isServing &&
    terminating === isTerminating &&
    ready === (service.spec.publishNotReadyAddresses === true || (isServing && !isTerminating)) &&
    endpoint.addresses[0] === podIP(pod) &&
    endpoint.nodeName === pod.spec.nodeName &&
    endpoint.zone === zoneOf(node) &&
    endpoint.hostname === endpointHostname(pod, service)
  );
}
