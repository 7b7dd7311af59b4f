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
  const used = takenNodePorts(others);
  const ports = withNodePorts(spec, old?.spec, used, random, errors);
  const healthPort = healthCheckNodePort(spec, old?.spec, used, random);
  const unchanged = spec === service.spec && ports === spec.ports && healthPort === spec.healthCheckNodePort;
  if (unchanged) return { service, errors };
  const allocated = {
    ...(ports !== undefined && { ports }),
    ...(healthPort !== undefined && { healthCheckNodePort: healthPort }),
  };
  return { service: { ...service, spec: { ...spec, ...allocated } }, errors };
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
  // Nothing is allocated from a family that there is not.
  if ((wanted === undefined || wanted === '') && errors.length > 0) return spec;
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

/** The node ports of other Services, those that are asked for health among them. */
function takenNodePorts(others: readonly Service[]): Set<number> {
  const taken = others.flatMap(({ spec }) => [
    ...(spec.ports ?? []).map(({ nodePort = 0 }) => nodePort),
    spec.healthCheckNodePort ?? 0,
  ]);
  return new Set(taken.filter((port) => port !== 0));
}

/** Ports of the same number share a node port, as TCP and UDP of one thing do (initNodePorts). */
function withNodePorts(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  used: Set<number>,
  random: Random,
  errors: FieldError[],
): ServicePort[] | undefined {
  const { ports } = spec;
  if (ports === undefined) return undefined;
  const needsNodePorts =
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!needsNodePorts) return ports;
  const before = new Set((old?.ports ?? []).map(({ nodePort }) => nodePort));
  const own = new Map<number, number>();
  let changed = false;
  const result = ports.map((port, index) => {
    const given = port.nodePort ?? 0;
    const kept = old?.ports?.find((candidate) => candidate.port === port.port && candidate.protocol === port.protocol);
    const asked = ports.find((other) => other.port === port.port && (other.nodePort ?? 0) !== 0)?.nodePort;
    const wanted = given !== 0 ? given : (kept?.nodePort ?? own.get(port.port) ?? asked);
    if (wanted !== undefined && !before.has(wanted) && own.get(port.port) !== wanted) {
      checkNodePort(wanted, index, used, errors);
    }
    const nodePort = wanted ?? freeNodePort(used, random);
    used.add(nodePort);
    if (!own.has(port.port)) own.set(port.port, nodePort);
    if (given !== 0) return port;
    changed = true;
    return { ...port, nodePort };
  });
  return changed ? result : ports;
}

/** Where a load balancer asks nodes for pods of a Service that keeps to them (NeedsHealthCheck); undefined where none asks. */
function healthCheckNodePort(
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
  used: ReadonlySet<number>,
  random: Random,
): number | undefined {
  const isNeeded = spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
  const given = spec.healthCheckNodePort ?? 0;
  // What stands there without need was given: validation refuses it.
  if (!isNeeded) return given === 0 ? undefined : given;
  if (given !== 0) return given;
  const kept = old?.healthCheckNodePort ?? 0;
  return kept === 0 ? freeNodePort(used, random) : kept;
}

function checkNodePort(nodePort: number, index: number, used: ReadonlySet<number>, errors: FieldError[]): void {
  const field = `spec.ports[${index}].nodePort`;
  if (nodePort < FIRST_NODE_PORT || nodePort > LAST_NODE_PORT) {
    const detail = `provided port is not in the valid range. The range of valid ports is ${FIRST_NODE_PORT}-${LAST_NODE_PORT}`;
    errors.push(invalid(field, nodePort, detail));
  } else if (used.has(nodePort)) {
    errors.push(invalid(field, nodePort, 'provided port is already allocated'));
  }
}

function freeNodePort(used: ReadonlySet<number>, random: Random): number {
  const count = LAST_NODE_PORT - FIRST_DYNAMIC_NODE_PORT + 1;
  const start = random.int(count);
  for (let step = 0; step < count; step++) {
    const port = FIRST_DYNAMIC_NODE_PORT + ((start + step) % count);
    if (!used.has(port)) return port;
  }
  return 0;
}
