import { blockContains, ipFamily, isValidCIDR, isValidIP, parseIPv4 } from '../../api/addresses.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../../api/field.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuote, goStringSlice } from '../../api/go-syntax.ts';
import type { GoSyntax } from '../../api/go-syntax.ts';
import { isDNS1123Label, isDNS1123Subdomain, isValidPortNumber } from '../../api/names.ts';
import { fieldsOf, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { protocols } from './container.ts';
import {
  checkLabels,
  checkOptionalWord,
  checkPortNumberOrName,
  checkQualifiedName,
  checkSyntax,
  checkWord,
  immutableMessage,
} from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { serviceName, validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const trafficPolicies = ['Cluster', 'Local'];

function isHeadless(spec: Fields): boolean {
  const clusterIPs = listOf(spec['clusterIPs']);
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

function checkType(spec: Fields, errors: Errors): void {
  const { type } = spec;
  const clusterIPs = listOf(spec['clusterIPs']);
  if (listOf(spec['ports']).length === 0 && !isHeadless(spec) && type !== 'ExternalName') {
    errors.push(required('spec.ports'));
  }
  if ((type === 'LoadBalancer' || type === 'NodePort') && isHeadless(spec)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`));
  }
  if (type !== 'ExternalName') return;
  const detail = 'may not be set for ExternalName services';
  if (clusterIPs.length > 0) errors.push(forbidden('spec.clusterIPs', detail));
  if (listOf(spec['ipFamilies']).length > 0) errors.push(forbidden('spec.ipFamilies', detail));
  if (isSet(spec['ipFamilyPolicy'])) errors.push(forbidden('spec.ipFamilyPolicy', detail));
  const name = stringOf(spec['externalName']).replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else checkSyntax(isDNS1123Subdomain(name), name, 'spec.externalName', errors);
}

function checkPorts(ports: readonly Fields[], errors: Errors): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    const name = stringOf(port['name']);
    if (name !== '') {
      checkSyntax(isDNS1123Label(name), name, `${path}.name`, errors);
      if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
      names.add(name);
    } else if (ports.length > 1) errors.push(required(`${path}.name`));
    checkSyntax(isValidPortNumber(numberOf(port['port'])), numberOf(port['port']), `${path}.port`, errors);
    checkWord(port['protocol'], protocols, `${path}.protocol`, errors);
    checkPortNumberOrName(port['targetPort'], `${path}.targetPort`, errors);
    if (isSet(port['appProtocol'])) checkQualifiedName(port['appProtocol'], `${path}.appProtocol`, errors);
  });
}

function checkAffinity(spec: Fields, errors: Errors): void {
  const { sessionAffinity, sessionAffinityConfig } = spec;
  checkWord(sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity', errors);
  const path = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None' && isSet(sessionAffinityConfig)) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'));
  }
  if (sessionAffinity !== 'ClientIP') return;
  const seconds = fieldsOf(fieldsOf(sessionAffinityConfig)['clientIP'])['timeoutSeconds'];
  const secondsPath = `${path}.clientIP.timeoutSeconds`;
  if (!isSet(seconds)) errors.push(required(secondsPath, 'when session affinity type is ClientIP'));
  else if (numberOf(seconds) <= 0 || numberOf(seconds) > 86_400) {
    errors.push(invalid(secondsPath, seconds, 'must be greater than 0 and less than 86400'));
  }
}

/** Addresses and address families (ValidateServiceClusterIPsRelatedFields). */
function checkClusterIPs(spec: Fields, errors: Errors): void {
  if (spec['type'] === 'ExternalName') return;
  const clusterIPs = listOf(spec['clusterIPs']);
  const clusterIP = stringOf(spec['clusterIP']);
  const printed = goStringSlice(clusterIPs);
  if (clusterIP !== '' && clusterIPs.length === 0) errors.push(required('spec.clusterIPs'));
  else if (clusterIP !== '' && clusterIP !== clusterIPs[0]) {
    errors.push(invalid('spec.clusterIPs', printed, 'first value must match `clusterIP`'));
  } else if (clusterIP === '' && clusterIPs.length > 0) {
    errors.push(invalid('spec.clusterIPs', printed, 'must be empty when `clusterIP` is not specified'));
  }
  const families = new Set<unknown>();
  listOf(spec['ipFamilies']).forEach((family, index) => {
    const path = `spec.ipFamilies[${index}]`;
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(path, family, ['IPv4', 'IPv6']));
    if (families.has(family)) errors.push(duplicate(path, family));
    families.add(family);
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  checkOptionalWord(spec['ipFamilyPolicy'], policies, 'spec.ipFamilyPolicy', errors);
  const before = errors.length;
  clusterIPs.forEach((address, index) => {
    if (index > 0 || address !== 'None') {
      checkSyntax(isValidIP(stringOf(address)), address, `spec.clusterIPs[${index}]`, errors);
    } else if (clusterIPs.length > 1) {
      errors.push(invalid('spec.clusterIPs', printed, "'None' must be the first and only value"));
    }
  });
  const wellFormed = errors.length === before;
  if (clusterIPs.length > 2) errors.push(invalid('spec.clusterIPs', printed, 'may only hold up to 2 values'));
  if (wellFormed) checkFamilies(spec, errors);
}

/** Addresses that are well formed are of different families, and of those that are asked for. */
function checkFamilies(spec: Fields, errors: Errors): void {
  const clusterIPs = listOf(spec['clusterIPs']);
  const found = clusterIPs.map((address) => ipFamily(stringOf(address)));
  if (clusterIPs.length > 1 && new Set(found).size < 2) {
    const detail = 'may specify no more than one IP for each IP family';
    errors.push(invalid('spec.clusterIPs', goStringSlice(clusterIPs), detail));
  }
  if (isHeadless(spec)) return;
  listOf(spec['ipFamilies']).forEach((family, index) => {
    const isOther = found[index] !== undefined && family !== found[index];
    if (!isOther || (family !== 'IPv4' && family !== 'IPv6')) return;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    errors.push(invalid(`spec.clusterIPs[${index}]`, clusterIPs[index], detail));
  });
}

/** An address that can be reached at all (ValidateNonSpecialIP). */
function specialAddressMessage(address: string): string | undefined {
  const [first = -1, second = -1] = parseIPv4(address) ?? [];
  const within = (block: string, prefix: number): boolean => blockContains({ address: block, prefix }, address);
  if (within('0.0.0.0', 32) || within('::', 128)) return `may not be unspecified (${address})`;
  if (first === 127 || within('::1', 128)) return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if ((first === 169 && second === 254) || within('fe80::', 10)) {
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  }
  if (within('224.0.0.0', 24) || within('ff02::', 16)) {
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  }
  return undefined;
}

function checkExternalIPs(addresses: readonly unknown[], errors: Errors): void {
  addresses.forEach((value, index) => {
    const path = `spec.externalIPs[${index}]`;
    const address = stringOf(value);
    const messages = isValidIP(address);
    const special = messages.length === 0 ? specialAddressMessage(address) : undefined;
    checkSyntax(messages, address, path, errors);
    if (special !== undefined) errors.push(invalid(path, address, special));
  });
}

function checkPortClashes(spec: Fields, errors: Errors): void {
  const ports = objectsOf(spec['ports']);
  const nodePorts = new Set<string>();
  const pairs = new Set<string>();
  ports.forEach(({ nodePort }, index) => {
    if (spec['type'] === 'ClusterIP' && numberOf(nodePort) !== 0) {
      errors.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  });
  ports.forEach(({ protocol, nodePort }, index) => {
    if (numberOf(nodePort) === 0) return;
    const key = `${stringOf(protocol)}/${numberOf(nodePort)}`;
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort));
    nodePorts.add(key);
  });
  ports.forEach(({ protocol, port }, index) => {
    const key = `${stringOf(protocol)}/${numberOf(port)}`;
    const printed = `core.ServicePort{Name:"", Protocol:${goQuote(stringOf(protocol))}, AppProtocol:(*string)(nil), Port:${numberOf(port)}, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}`;
    if (pairs.has(key)) errors.push(duplicate(`spec.ports[${index}]`, { goSyntax: printed }));
    pairs.add(key);
  });
}

function checkLoadBalancer(spec: Fields, errors: Errors): void {
  const balanced = spec['type'] === 'LoadBalancer';
  const only = "may only be used when `type` is 'LoadBalancer'";
  const ranges = listOf(spec['loadBalancerSourceRanges']);
  // The capital is upstream's.
  const rangesPath = 'spec.LoadBalancerSourceRanges';
  if (ranges.length > 0 && !balanced) errors.push(forbidden(rangesPath, only));
  ranges.forEach((range, index) => {
    const text = stringOf(range).trim();
    checkSyntax(isValidCIDR(text), text, `${rangesPath}[${index}]`, errors);
  });
  if (!balanced && isSet(spec['allocateLoadBalancerNodePorts'])) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  }
  checkBalancerClass(spec, errors);
}

/** validateLoadBalancerClassField, which upstream does twice to a changed Service. */
function checkBalancerClass(spec: Fields, errors: Errors): void {
  const balancerClass = spec['loadBalancerClass'];
  if (!isSet(balancerClass)) return;
  if (spec['type'] !== 'LoadBalancer')
    errors.push(forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
  else checkQualifiedName(balancerClass, 'spec.loadBalancerClass', errors);
}

function checkTraffic(spec: Fields, errors: Errors): void {
  const { type, externalTrafficPolicy, internalTrafficPolicy, healthCheckNodePort } = spec;
  const reachable =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && listOf(spec['externalIPs']).length > 0);
  const policyPath = 'spec.externalTrafficPolicy';
  if (reachable) checkWord(externalTrafficPolicy, trafficPolicies, policyPath, errors);
  else if (stringOf(externalTrafficPolicy) !== '') {
    errors.push(invalid(policyPath, externalTrafficPolicy, 'may only be set for externally-accessible services'));
  }
  const checked = type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
  if (!checked && numberOf(healthCheckNodePort) !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid('spec.healthCheckNodePort', healthCheckNodePort, detail));
  }
  const internalPath = 'spec.internalTrafficPolicy';
  const needed = type === 'NodePort' || type === 'LoadBalancer' || type === 'ClusterIP';
  if (!isSet(internalTrafficPolicy) && needed) errors.push(required(internalPath));
  checkOptionalWord(internalTrafficPolicy, trafficPolicies, internalPath, errors);
  checkOptionalWord(spec['trafficDistribution'], ['PreferClose'], 'spec.trafficDistribution', errors);
}

function checkServiceSpec(spec: Fields, errors: Errors): void {
  checkType(spec, errors);
  checkPorts(objectsOf(spec['ports']), errors);
  checkLabels(spec['selector'], 'spec.selector', errors);
  checkAffinity(spec, errors);
  checkClusterIPs(spec, errors);
  checkExternalIPs(listOf(spec['externalIPs']), errors);
  checkWord(spec['type'], types, 'spec.type', errors);
  checkPortClashes(spec, errors);
  checkLoadBalancer(spec, errors);
  checkTraffic(spec, errors);
}

const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';
const modeAnnotation = 'service.kubernetes.io/topology-mode';
const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** Source ranges as they were written before there was a field for them. */
function checkRangesAnnotation(spec: Fields, annotations: Fields, errors: Errors): void {
  if (listOf(spec['loadBalancerSourceRanges']).length > 0 || !isSet(annotations[rangesAnnotation])) return;
  const path = `metadata.annotations[${rangesAnnotation}]`;
  if (spec['type'] !== 'LoadBalancer') {
    errors.push(forbidden(path, "may only be used when `type` is 'LoadBalancer'"));
  }
  const text = stringOf(annotations[rangesAnnotation]).trim();
  if (text === '') return;
  for (const range of text.split(',').map((part) => part.trim())) checkSyntax(isValidCIDR(range), range, path, errors);
}

/** A new Service before its addresses and ports are allocated (ValidateService). */
export function validateService(service: Fields): FieldError[] {
  const errors = validateObjectMeta(service, true, serviceName);
  const annotations = fieldsOf(fieldsOf(service['metadata'])['annotations']);
  const { [hintsAnnotation]: hints, [modeAnnotation]: mode } = annotations;
  if (isSet(hints) && isSet(mode) && hints !== mode) {
    const detail = `must match annotations[${hintsAnnotation}] when both are specified`;
    errors.push(invalid(`metadata.annotations[${modeAnnotation}]`, mode, detail));
  }
  checkRangesAnnotation(fieldsOf(service['spec']), annotations, errors);
  checkServiceSpec(fieldsOf(service['spec']), errors);
  return errors;
}

/** What is the first of a list stays so, unless the Service is or was ExternalName or headless. */
function checkClusterIPsUnchanged(spec: Fields, old: Fields, errors: Errors): void {
  if (isHeadless(spec) && isHeadless(old)) return;
  const before = listOf(old['clusterIPs']);
  const after = listOf(spec['clusterIPs']);
  const printed = goStringSlice(after);
  const last = before.length === after.length ? before.length : Math.min(1, before.length, after.length);
  for (let index = 0; index < last; index++) {
    if (before[index] === after[index]) continue;
    errors.push(invalid(`spec.clusterIPs[${index}]`, printed, 'may not change once set'));
  }
  if (before.length <= after.length) return;
  if (after.length === 0) errors.push(invalid('spec.clusterIPs[0]', printed, 'primary clusterIP can not be unset'));
  if (after.length === 1) checkReleased(spec, 'clusterIP', errors);
}

/** Who gives up the second address says that one is enough. */
function checkReleased(spec: Fields, what: string, errors: Errors): void {
  const policy = spec['ipFamilyPolicy'];
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  if (policy !== 'SingleStack') errors.push(invalid('spec.ipFamilyPolicy', policy, detail));
}

/** validateUpgradeDowngradeIPFamilies. */
function checkFamiliesUnchanged(spec: Fields, old: Fields, errors: Errors): void {
  if (isHeadless(spec) || isHeadless(old)) return;
  const before = listOf(old['ipFamilies']);
  const after = listOf(spec['ipFamilies']);
  const path = 'spec.ipFamilies[0]';
  if (before.length === after.length) {
    before.forEach((family, index) => {
      if (family !== after[index]) errors.push(invalid(path, goFamilies(after), 'may not change once set'));
    });
    return;
  }
  if (before.length > 0 && after.length > 0 && before[0] !== after[0]) {
    errors.push(invalid(path, goStringSlice(listOf(spec['clusterIPs'])), 'may not change once set'));
  }
  if (before.length > after.length && after.length === 1) checkReleased(spec, 'ipFamily', errors);
}

function goFamilies(families: readonly unknown[]): GoSyntax {
  return { goSyntax: `[]core.IPFamily{${families.map((family) => goQuote(stringOf(family))).join(', ')}}` };
}

function needsHealthCheck({ type, externalTrafficPolicy }: Fields): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

/** A changed Service (ValidateServiceUpdate). */
export function validateServiceUpdate(service: Fields, old: Fields): FieldError[] {
  const errors = validateObjectMetaUpdate(service, old);
  const spec = fieldsOf(service['spec']);
  const before = fieldsOf(old['spec']);
  if (spec['type'] !== 'ExternalName' && before['type'] !== 'ExternalName') {
    checkClusterIPsUnchanged(spec, before, errors);
    checkFamiliesUnchanged(spec, before, errors);
  }
  const staysBalanced = spec['type'] === 'LoadBalancer' && before['type'] === 'LoadBalancer';
  if (staysBalanced && spec['loadBalancerClass'] !== before['loadBalancerClass']) {
    errors.push(invalid('spec.loadBalancerClass', spec['loadBalancerClass'], 'may not change once set'));
  }
  checkBalancerClass(spec, errors);
  const checkedAt = (fields: Fields): number => numberOf(fields['healthCheckNodePort']);
  if (needsHealthCheck(before) && needsHealthCheck(spec) && checkedAt(before) !== checkedAt(spec)) {
    errors.push(forbidden('spec.healthCheckNodePort', immutableMessage));
  }
  return [...errors, ...validateService(service)];
}

/** validateEndpointAddress. */
function checkEndpointAddress(address: Fields, path: string, errors: Errors): void {
  const ip = stringOf(address['ip']);
  const messages = isValidIP(ip);
  checkSyntax(messages, ip, `${path}.ip`, errors);
  const hostname = stringOf(address['hostname']);
  if (hostname !== '') checkSyntax(isDNS1123Label(hostname), hostname, `${path}.hostname`, errors);
  const nodeName = address['nodeName'];
  if (isSet(nodeName)) checkSyntax(isDNS1123Subdomain(stringOf(nodeName)), nodeName, `${path}.nodeName`, errors);
  // Upstream looks at an address that is none once more.
  const special = messages.length > 0 ? 'must be a valid IP address' : specialAddressMessage(ip);
  if (special !== undefined) errors.push(invalid(`${path}.ip`, ip, special));
}

/** Endpoints that a person writes: addresses and ports (ValidateEndpoints). */
export function validateEndpoints(endpoints: Fields): FieldError[] {
  const errors = validateObjectMeta(endpoints, true, isDNS1123Subdomain);
  objectsOf(endpoints['subsets']).forEach((subset, index) => {
    const path = `subsets[${index}]`;
    const ready = objectsOf(subset['addresses']);
    const unready = objectsOf(subset['notReadyAddresses']);
    if (ready.length + unready.length === 0) {
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
    }
    ready.forEach((address, position) => {
      checkEndpointAddress(address, `${path}.addresses[${position}]`, errors);
    });
    unready.forEach((address, position) => {
      checkEndpointAddress(address, `${path}.notReadyAddresses[${position}]`, errors);
    });
    objectsOf(subset['ports']).forEach((port, position) => {
      const portPath = `${path}.ports[${position}]`;
      const name = stringOf(port['name']);
      if (name !== '') checkSyntax(isDNS1123Label(name), name, `${portPath}.name`, errors);
      else if (objectsOf(subset['ports']).length > 1) errors.push(required(`${portPath}.name`));
      checkSyntax(isValidPortNumber(numberOf(port['port'])), numberOf(port['port']), `${portPath}.port`, errors);
      checkWord(port['protocol'], ['SCTP', 'TCP', 'UDP'], `${portPath}.protocol`, errors);
      if (isSet(port['appProtocol'])) checkQualifiedName(port['appProtocol'], `${portPath}.appProtocol`, errors);
    });
  });
  return errors;
}

/** An EndpointSlice (pkg/apis/discovery/validation, ValidateEndpointSlice). */
export function validateEndpointSlice(slice: Fields): FieldError[] {
  const errors = validateObjectMeta(slice, true, isDNS1123Subdomain);
  checkWord(slice['addressType'], ['FQDN', 'IPv4', 'IPv6'], 'addressType', errors);
  objectsOf(slice['endpoints']).forEach((endpoint, index) => {
    const addresses = listOf(endpoint['addresses']);
    const path = `endpoints[${index}].addresses`;
    if (addresses.length === 0) errors.push(required(path, 'must contain at least 1 address'));
    if (slice['addressType'] === 'FQDN') return;
    addresses.forEach((address, position) => {
      checkSyntax(isValidIP(stringOf(address)), stringOf(address), `${path}[${position}]`, errors);
    });
  });
  return errors;
}
