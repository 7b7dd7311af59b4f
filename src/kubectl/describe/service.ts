import {
  formatLabels,
  type EndpointSlice,
  type GenericObject,
  type Service,
  type ServicePort,
  type View,
} from '../../engine/index.ts';
import type { ApiClient } from '../api.ts';
import { writeEventsOf, type Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import type { DescribeWriter } from './writer.ts';

const SLICES = { group: 'discovery.k8s.io', resource: 'endpointslices', namespaced: true } as const;

/** More addresses are only counted. */
const SHOWN_ENDPOINTS = 3;

/** The EndpointSlices of a Service. */
export function slicesOf(api: ApiClient, namespace: string, service: string): View<EndpointSlice>[] {
  const labelSelector = `kubernetes.io/service-name=${service}`;
  return api.list(SLICES, namespace, { labelSelector }).items.map((slice) => slice as unknown as View<EndpointSlice>);
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Ready addresses behind a port of a Service, at most three (describe.go, formatEndpointSlices). */
export function endpointsText(slices: readonly View<EndpointSlice>[], portName: string | undefined): string {
  if (slices.length === 0) return '<none>';
  const addresses = slices.flatMap(({ endpoints, ports }) => {
    const chosen = (ports ?? []).filter(({ name }) => portName === undefined || (name ?? '') === portName);
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true);
    if ((ports ?? []).length === 0) return ready.flatMap((endpoint) => endpoint.addresses ?? []);
    return chosen.flatMap(({ port }) =>
      ready.flatMap((endpoint) => (endpoint.addresses ?? []).map((address) => hostPort(address, port ?? 0))),
    );
  });
  const shown = addresses.slice(0, SHOWN_ENDPOINTS).join(',');
  return addresses.length > SHOWN_ENDPOINTS ? `${shown} + ${addresses.length - SHOWN_ENDPOINTS} more...` : shown;
}

function writePort(writer: DescribeWriter, port: ServicePort, slices: readonly View<EndpointSlice>[]): void {
  const name = port.name === undefined || port.name === '' ? '<unset>' : port.name;
  const protocol = port.protocol ?? 'TCP';
  writer.line(0, `Port:\t${name}\t${port.port}/${protocol}`);
  writer.line(0, `TargetPort:\t${port.targetPort ?? 0}/${protocol}`);
  if ((port.nodePort ?? 0) !== 0) writer.line(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}`);
  writer.line(0, `Endpoints:\t${endpointsText(slices, port.name ?? '')}`);
}

function writeTraffic(writer: DescribeWriter, spec: Service['spec']): void {
  writer.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
  if (spec.externalTrafficPolicy !== undefined) {
    writer.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  }
  if (spec.internalTrafficPolicy !== undefined) {
    writer.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  }
  if (spec.trafficDistribution !== undefined) writer.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
  if ((spec.healthCheckNodePort ?? 0) !== 0) writer.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  if ((spec.loadBalancerSourceRanges?.length ?? 0) > 0) {
    writer.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges?.join(',')}`);
  }
}

export const describeService: Describer = (writer, object: GenericObject, context) => {
  const { metadata, spec, status } = object as unknown as Service;
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `Selector:\t${formatLabels(spec.selector)}`);
  writer.line(0, `Type:\t${spec.type}`);
  if (spec.ipFamilyPolicy !== undefined) writer.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  writer.line(0, `IP Families:\t${(spec.ipFamilies ?? []).join(',') || '<none>'}`);
  writer.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  writer.line(0, `IPs:\t${(spec.clusterIPs ?? []).join(',') || '<none>'}`);
  if ((spec.externalIPs?.length ?? 0) > 0) writer.line(0, `External IPs:\t${spec.externalIPs?.join(',')}`);
  if ((spec.loadBalancerIP ?? '') !== '') writer.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if ((spec.externalName ?? '') !== '') writer.line(0, `External Name:\t${spec.externalName}`);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) {
    const list = ingress.map(({ ip, hostname, ipMode }) => {
      const mode = ipMode === undefined ? '' : ` (${ipMode})`;
      return ip === undefined || ip === '' ? (hostname ?? '') : `${ip}${mode}`;
    });
    writer.line(0, `LoadBalancer Ingress:\t${list.join(', ')}`);
  }
  const slices = slicesOf(context.api, metadata.namespace ?? '', metadata.name);
  for (const port of spec.ports ?? []) writePort(writer, port, slices);
  writeTraffic(writer, spec);
  writeEventsOf(writer, object, context);
};
