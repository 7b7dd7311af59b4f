import type { EndpointSlice, KubeObject, Service } from '../types/index.ts';
import { ageColumn, column, firstThree, formatLabels, nameColumn, orNone, since, table, type View } from './table.ts';

/** Longer texts are cut when not wide (printers.go, loadBalancerWidth). */
const LOAD_BALANCER_WIDTH = 16;

interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
}

/** Addresses of a load balancer, sorted and joined by `,` (printers.go, loadBalancerStatusStringer). */
export function loadBalancerText(ingress: readonly LoadBalancerIngress[] | undefined, wide: boolean): string {
  const addresses = (ingress ?? []).map((item) => item.ip || item.hostname || '').filter((address) => address !== '');
  const text = [...new Set(addresses)].toSorted().join(',');
  return !wide && text.length > LOAD_BALANCER_WIDTH ? `${text.slice(0, LOAD_BALANCER_WIDTH - 3)}...` : text;
}

function externalAddressText({ spec, status }: View<Service>, wide: boolean): string {
  const externalIPs = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(externalIPs.join(','));
    case 'LoadBalancer': {
      const balancer = loadBalancerText(status?.loadBalancer?.ingress, wide);
      if (externalIPs.length > 0) return [...(balancer === '' ? [] : [balancer]), ...externalIPs].join(',');
      return balancer === '' ? '<pending>' : balancer;
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portsText(spec: View<Service['spec']> | undefined): string {
  const ports = (spec?.ports ?? []).map(({ port = 0, nodePort = 0, protocol = 'TCP' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return orNone(ports.join(','));
}

export const serviceTable = table<Service>(
  [
    nameColumn,
    column(
      'Type',
      'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer.',
    ),
    column(
      'Cluster-IP',
      'clusterIP is the IP address of the service and is usually assigned randomly. "None" makes a "headless service" (no virtual IP).',
    ),
    column(
      'External-IP',
      'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.',
    ),
    column('Port(s)', 'The list of ports that are exposed by this service.'),
    ageColumn,
    column('Selector', 'Route service traffic to pods with label keys and values matching this selector.', {
      wide: true,
    }),
  ],
  (service, now, wide) => [
    service.metadata?.name ?? '',
    service.spec?.type ?? '',
    orNone(service.spec?.clusterIPs?.[0] ?? service.spec?.clusterIP),
    externalAddressText(service, wide),
    portsText(service.spec),
    since(service.metadata?.creationTimestamp, now),
    formatLabels(service.spec?.selector),
  ],
);

interface Endpoints extends KubeObject {
  subsets?: { addresses?: { ip: string }[]; ports?: { name?: string; port: number }[] }[];
}

function withPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function endpointsText(subsets: View<Endpoints>['subsets']): string {
  if (subsets === undefined || subsets.length === 0) return '<none>';
  const addresses = subsets.flatMap((subset) => {
    const ips = (subset.addresses ?? []).map((address) => address.ip ?? '');
    const ports = subset.ports ?? [];
    return ports.length === 0 ? ips : ports.flatMap(({ port = 0 }) => ips.map((ip) => withPort(ip, port)));
  });
  return firstThree(addresses);
}

export const endpointsTable = table<Endpoints>(
  [
    nameColumn,
    column(
      'Endpoints',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share.',
    ),
    ageColumn,
  ],
  ({ metadata, subsets }, now) => [
    metadata?.name ?? '',
    endpointsText(subsets),
    since(metadata?.creationTimestamp, now),
  ],
);

export const endpointSliceTable = table<EndpointSlice>(
  [
    nameColumn,
    column(
      'AddressType',
      'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type.',
    ),
    column('Ports', 'ports specifies the list of network ports exposed by each endpoint in this slice.'),
    column('Endpoints', 'endpoints is a list of unique endpoints in this slice.'),
    ageColumn,
  ],
  ({ metadata, addressType, ports, endpoints }, now) => [
    metadata?.name ?? '',
    addressType ?? '',
    firstThree((ports ?? []).map((port) => String(port.port ?? port.name ?? '*'))) || '<unset>',
    firstThree((endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? [])) || '<unset>',
    since(metadata?.creationTimestamp, now),
  ],
);
