import { fieldsOf, isSet, listOf, numberOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import type { GenericObject } from '../types/index.ts';
import { defaultPortProtocol } from './container.ts';
import { changeItems, changeObject, changeSpec, fillAbsent, fillZero, withField } from './fill.ts';

/** How long ClientIP affinity lasts, in seconds (v1.DefaultClientIPServiceAffinitySeconds). */
const affinitySeconds = 10_800;

function defaultPort(port: Fields): Fields {
  return fillZero(defaultPortProtocol(port), { targetPort: numberOf(port['port']) });
}

function defaultAffinity(spec: Fields): Fields {
  const filled = fillZero(spec, { sessionAffinity: 'None' });
  if (filled['sessionAffinity'] === 'ClientIP') {
    const config = fieldsOf(filled['sessionAffinityConfig']);
    const clientIP = fillAbsent(fieldsOf(config['clientIP']), { timeoutSeconds: affinitySeconds });
    return withField(filled, 'sessionAffinityConfig', withField(config, 'clientIP', clientIP));
  }
  if (filled['sessionAffinity'] !== 'None' || !isSet(filled['sessionAffinityConfig'])) return filled;
  const { sessionAffinityConfig: _, ...rest } = filled;
  return rest;
}

/** Whether traffic from outside can reach it (pkg/api/v1/service/util.go, ExternallyAccessible). */
function isExternallyAccessible({ type, externalIPs }: Fields): boolean {
  if (type === 'NodePort' || type === 'LoadBalancer') return true;
  return type === 'ClusterIP' && listOf(externalIPs).length > 0;
}

const withTrafficPolicy: ReadonlySet<string> = new Set(['ClusterIP', 'NodePort', 'LoadBalancer']);

/** The address families of a single-stack IPv4 cluster (pkg/registry/core/service/storage/alloc.go, initIPFamilyFields). */
function defaultFamilies(spec: Fields): Fields {
  if (spec['type'] === 'ExternalName') return spec;
  const headless = spec['clusterIP'] === 'None';
  const selects = Object.keys(fieldsOf(spec['selector'])).length > 0;
  if (headless && !selects) {
    return fillAbsent(spec, { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' });
  }
  return fillAbsent(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
}

/** A first clusterIP is also in the list, and the other way round (NormalizeClusterIPs). */
function withBothClusterIPs(spec: Fields): Fields {
  const clusterIP = stringOf(spec['clusterIP']);
  const first = stringOf(listOf(spec['clusterIPs'])[0]);
  if (clusterIP !== '' && first === '') return { ...spec, clusterIPs: [clusterIP] };
  return clusterIP === '' && first !== '' ? { ...spec, clusterIP: first } : spec;
}

/** SetDefaults_Service, and what the registry fills in without allocating. */
export function defaultService(service: GenericObject): GenericObject {
  const defaulted = changeSpec(service, (given) => {
    let spec = defaultAffinity(given);
    spec = fillZero(spec, { type: 'ClusterIP' });
    spec = changeItems(spec, 'ports', defaultPort);
    const type = stringOf(spec['type']);
    if (isExternallyAccessible(spec)) spec = fillZero(spec, { externalTrafficPolicy: 'Cluster' });
    if (withTrafficPolicy.has(type)) spec = fillAbsent(spec, { internalTrafficPolicy: 'Cluster' });
    if (type === 'LoadBalancer') spec = fillAbsent(spec, { allocateLoadBalancerNodePorts: true });
    return defaultFamilies(withBothClusterIPs(spec));
  });
  const withStatus = fillAbsent(defaulted, { status: { loadBalancer: {} } });
  return changeObject(withStatus, 'status', (status) => fillAbsent(status, { loadBalancer: {} }));
}
