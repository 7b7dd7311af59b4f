import type { Service, ServicePort, ServiceSpec } from '../kinds/types/index.ts';
import type { Random } from '../random.ts';
import type { FieldError } from './field.ts';
import { invalid } from './field.ts';

/** --service-node-port-range of the API server. */
const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;
/** Ports below this one are given out only to who asks for them (static band; ServiceNodePortStaticSubrange). */
const FIRST_DYNAMIC_NODE_PORT = 30_086;

/** --service-cluster-ip-range of kubeadm and kind: 10.96.0.0/16 is what kind passes. */
const CLUSTER_IP_PREFIX = '10.96.';
/** Addresses below this one are given out only to who asks for them (static band; ServiceIPStaticSubrange). */
const FIRST_DYNAMIC_ADDRESS = 257;
const ADDRESSES = 65_535;

export interface AllocatedService {
  service: Service;
  errors: FieldError[];
}

/**
 * Gives a Service its cluster IP and node ports, keeps those it has, and reports clashes (pkg/registry/core/service/storage/alloc.go).
 * What is in use is read from the Services that exist.
 */
export function allocateService(
  service: Service,
  old: Service | undefined,
  existing: readonly Service[],
  random: Random,
): AllocatedService {
  const errors: FieldError[] = [];
  const others = existing.filter(({ metadata }) => metadata.uid !== service.metadata.uid);
  checkFamilies(service.spec, errors);
  const spec = withClusterIP(service.spec, old?.spec, others, random, errors);
  const ports = withNodePorts(spec, old?.spec, others, random, errors);
  const unchanged = spec === service.spec && ports === spec.ports;
  if (unchanged) return { service, errors };
  return { service: { ...service, spec: { ...spec, ...(ports !== undefined && { ports }) } }, errors };
}

/** What a cluster with one address family cannot give (initIPFamilyFields). */
function checkFamilies(
  { type, clusterIP, selector, ipFamilies = [], ipFamilyPolicy }: ServiceSpec,
  errors: FieldError[],
): void {
  const isSelectorless = Object.keys(selector ?? {}).length === 0;
  if (type === 'ExternalName' || (clusterIP === 'None' && isSelectorless)) return;
  if (ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services';
    errors.push(invalid('spec.ipFamilyPolicy', ipFamilyPolicy, detail));
  }
  ipFamilies.forEach((family, index) => {
    if (family !== 'IPv6') return;
    errors.push(invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  });
}

function withClusterIP(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  others: readonly Service[],
  random: Random,
  errors: FieldError[],
): ServiceSpec {
  if (spec.type === 'ExternalName') return spec;
  const wanted = spec.clusterIP ?? spec.clusterIPs?.[0] ?? (old?.type === 'ExternalName' ? undefined : old?.clusterIP);
  if (wanted === 'None') {
    return spec.clusterIP === 'None' && spec.clusterIPs?.[0] === 'None'
      ? spec
      : { ...spec, clusterIP: 'None', clusterIPs: ['None'] };
  }
  if (wanted !== undefined && wanted !== '') {
    if (wanted !== old?.clusterIP) {
      const problem = addressProblem(wanted, others);
      if (problem !== undefined) {
        const detail = `failed to allocate IP ${wanted}: ${problem}`;
        errors.push(invalid('spec.clusterIPs', [wanted], detail));
      }
    }
    return spec.clusterIP === wanted && spec.clusterIPs?.[0] === wanted
      ? spec
      : { ...spec, clusterIP: wanted, clusterIPs: [wanted] };
  }
  const address = freeAddress(others, random);
  return { ...spec, clusterIP: address, clusterIPs: [address] };
}

function addressProblem(address: string, others: readonly Service[]): string | undefined {
  if (!address.startsWith(CLUSTER_IP_PREFIX)) {
    return 'the provided IP (' + address + ') is not in the valid range. The range of valid IPs is 10.96.0.0/16';
  }
  return others.some(({ spec }) => spec.clusterIP === address) ? 'provided IP is already allocated' : undefined;
}

function freeAddress(others: readonly Service[], random: Random): string {
  const used = new Set(others.map(({ spec }) => spec.clusterIP));
  const count = ADDRESSES - FIRST_DYNAMIC_ADDRESS;
  const start = random.int(count);
  for (let step = 0; step < count; step++) {
    const number = FIRST_DYNAMIC_ADDRESS + ((start + step) % count);
    const address = `${CLUSTER_IP_PREFIX}${number >> 8}.${number & 255}`;
    if (!used.has(address)) return address;
  }
  return '';
}

function withNodePorts(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  others: readonly Service[],
  random: Random,
  errors: FieldError[],
): ServicePort[] | undefined {
  const { ports } = spec;
  if (ports === undefined) return undefined;
  const needsNodePorts =
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!needsNodePorts) return ports;
  const used = new Map<number, ServicePort>();
  for (const other of others) {
    for (const port of other.spec.ports ?? []) if (port.nodePort !== undefined) used.set(port.nodePort, port);
  }
  const before = new Set((old?.ports ?? []).map(({ nodePort }) => nodePort));
  let changed = false;
  const result = ports.map((port, index) => {
    if (port.nodePort !== undefined && port.nodePort !== 0) {
      if (!before.has(port.nodePort)) checkNodePort(port.nodePort, index, used, errors);
      used.set(port.nodePort, port);
      return port;
    }
    changed = true;
    const kept = old?.ports?.find((candidate) => candidate.port === port.port && candidate.protocol === port.protocol);
    const nodePort = kept?.nodePort ?? freeNodePort(used, random);
    used.set(nodePort, port);
    return { ...port, nodePort };
  });
  return changed ? result : ports;
}

function checkNodePort(
  nodePort: number,
  index: number,
  used: ReadonlyMap<number, ServicePort>,
  errors: FieldError[],
): void {
  const field = `spec.ports[${index}].nodePort`;
  if (nodePort < FIRST_NODE_PORT || nodePort > LAST_NODE_PORT) {
    const detail = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
    errors.push(invalid(field, nodePort, detail));
  } else if (used.has(nodePort)) {
    errors.push(invalid(field, nodePort, 'provided port is already allocated'));
  }
}

function freeNodePort(used: ReadonlyMap<number, ServicePort>, random: Random): number {
  const count = LAST_NODE_PORT - FIRST_DYNAMIC_NODE_PORT + 1;
  const start = random.int(count);
  for (let step = 0; step < count; step++) {
    const port = FIRST_DYNAMIC_NODE_PORT + ((start + step) % count);
    if (!used.has(port)) return port;
  }
  return 0;
}
