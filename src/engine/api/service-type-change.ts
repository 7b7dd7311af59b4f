import type { ServiceSpec } from '../kinds/types/index.ts';
import { deepEqual } from './equality.ts';

type Field = keyof ServiceSpec;

const needsClusterIP = ({ type }: ServiceSpec): boolean => type !== 'ExternalName';
const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === 'LoadBalancer';
const needsNodePort = ({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean =>
  type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
const isAskedForHealth = ({ type, externalTrafficPolicy }: ServiceSpec): boolean =>
  type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
const isExternallyReached = ({ type }: ServiceSpec): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** Which fields go with which types of Service. */
const DEPENDENT: readonly [needs: (spec: ServiceSpec) => boolean, fields: readonly Field[]][] = [
  [needsClusterIP, ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']],
  [isLoadBalancer, ['allocateLoadBalancerNodePorts', 'loadBalancerClass']],
  [isAskedForHealth, ['healthCheckNodePort']],
  [isExternallyReached, ['externalTrafficPolicy']],
];

/**
 * A Service's specification without what it needed before and does not allow now, where the person left it
 * as it was (pkg/registry/core/service/strategy.go, dropTypeDependentFields).
 */
export function dropTypeDependentFields(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const dropped = new Set<string>();
  for (const [needs, fields] of DEPENDENT) {
    if (!needs(old) || needs(spec)) continue;
    for (const field of fields) if (deepEqual(spec[field], old[field])) dropped.add(field);
  }
  const kept =
    dropped.size === 0
      ? spec
      : (Object.fromEntries(Object.entries(spec).filter(([field]) => !dropped.has(field))) as unknown as ServiceSpec);
  const portsAreOld = deepEqual(nodePortsOf(spec), nodePortsOf(old));
  if (!needsNodePort(old) || needsNodePort(spec) || kept.ports === undefined || !portsAreOld) return kept;
  return { ...kept, ports: kept.ports.map(({ nodePort: _, ...port }) => port) };
}

function nodePortsOf({ ports }: ServiceSpec): (number | undefined)[] {
  return (ports ?? []).map(({ nodePort }) => nodePort);
}
