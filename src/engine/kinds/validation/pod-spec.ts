import { duplicate, forbidden, invalid, required } from '../../api/field.ts';
import { goStringSlice } from '../../api/go-syntax.ts';
import { inclusiveRangeMessage, isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { utf8Length } from '../../api/utf8.ts';
import { fieldsOf, isFields, isSet, listOf, numberOf, objectsOf, stringOf } from '../go-fields.ts';
import type { Fields } from '../go-fields.ts';
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './container.ts';
import { checkIP, checkLabels, checkQualifiedName, checkSyntax, checkWord } from './field-checks.ts';
import type { Errors } from './field-checks.ts';
import { checkAnnotations } from './object-meta.ts';
import { checkResourceList } from './resources.ts';
import { checkAffinity, checkTolerations, checkTopologySpread } from './scheduling.ts';
import { checkHostProcesses, checkOperatingSystem } from './operating-system.ts';
import { checkHostUsers, checkPodSecurityContext } from './security-context.ts';
import { checkVolumes } from './volume.ts';

const largestInt32 = 2 ** 31 - 1;
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

/** A pod's own name servers and search list (validatePodDNSConfig). */
function checkDnsConfig(spec: Fields, path: string, errors: Errors): void {
  const { dnsConfig } = spec;
  const { nameservers, searches, options } = fieldsOf(dnsConfig);
  if (spec['dnsPolicy'] === 'None') {
    if (!isFields(dnsConfig)) {
      errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if (listOf(nameservers).length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      errors.push(required(`${path}.nameservers`, detail));
      return;
    }
  }
  if (listOf(nameservers).length > 3) {
    errors.push(invalid(`${path}.nameservers`, goStringSlice(nameservers), 'must not have more than 3 nameservers'));
  }
  listOf(nameservers).forEach((server, index) => checkIP(server, `${path}.nameservers[${index}]`, errors));
  if (listOf(searches).length > 32) {
    errors.push(invalid(`${path}.searches`, goStringSlice(searches), 'must not have more than 32 search paths'));
  }
  // The spaces between them count too.
  if (utf8Length(listOf(searches).map(stringOf).join(' ')) > 2048) {
    const detail = 'must not have more than 2048 characters (including spaces) in the search list';
    errors.push(invalid(`${path}.searches`, goStringSlice(searches), detail));
  }
  listOf(searches).forEach((search, index) => {
    const name = stringOf(search).replace(/\.$/, '');
    checkSyntax(isDNS1123Subdomain(name), name, `${path}.searches[${index}]`, errors);
  });
  objectsOf(options).forEach((option, index) => {
    if (stringOf(option['name']) === '') errors.push(required(`${path}.options[${index}]`, 'must not be empty'));
  });
}

/** On the node's network a port is the same inside and outside (validatePodHostNetworkDeps). */
function checkHostNetworkPorts(spec: Fields, isPod: boolean, path: string, errors: Errors): void {
  if (spec['hostNetwork'] !== true) return;
  objectsOf(spec['containers']).forEach((container, index) => {
    objectsOf(container['ports']).forEach((port, portIndex) => {
      const hostPort = numberOf(port['hostPort']);
      if (hostPort === numberOf(port['containerPort']) || (hostPort === 0 && !isPod)) return;
      const portPath = `${path}.containers[${index}].ports[${portIndex}].hostPort`;
      errors.push(invalid(portPath, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    });
  });
}

function checkSchedulingGates(gates: readonly Fields[], path: string, errors: Errors): void {
  const seen = new Set<string>();
  gates.forEach((gate, index) => {
    const name = stringOf(gate['name']);
    checkQualifiedName(name, `${path}[${index}]`, errors);
    if (seen.has(name)) errors.push(duplicate(`${path}[${index}]`, name));
    seen.add(name);
  });
}

function checkHostAliases(aliases: readonly Fields[], path: string, errors: Errors): void {
  aliases.forEach((alias, index) => {
    checkIP(alias['ip'], `${path}[${index}].ip`, errors);
    listOf(alias['hostnames']).forEach((hostname, position) => {
      const name = stringOf(hostname);
      checkSyntax(isDNS1123Subdomain(name), name, `${path}[${index}].hostnames[${position}]`, errors);
    });
  });
}

function checkReferences(spec: Fields, path: string, errors: Errors): void {
  for (const field of ['serviceAccountName', 'nodeName']) {
    const name = stringOf(spec[field]);
    if (name !== '') checkSyntax(isDNS1123Subdomain(name), name, `${path}.${field}`, errors);
  }
  const deadline = spec['activeDeadlineSeconds'];
  if (isSet(deadline) && (numberOf(deadline) < 1 || numberOf(deadline) > largestInt32)) {
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, inclusiveRangeMessage(1, largestInt32)));
  }
  for (const field of ['hostname', 'subdomain']) {
    const name = stringOf(spec[field]);
    if (name !== '') checkSyntax(isDNS1123Label(name), name, `${path}.${field}`, errors);
  }
  checkTolerations(objectsOf(spec['tolerations']), `${path}.tolerations`, errors);
  checkHostAliases(objectsOf(spec['hostAliases']), `${path}.hostAliases`, errors);
  const priorityClass = stringOf(spec['priorityClassName']);
  if (priorityClass !== '') {
    checkSyntax(isDNS1123Subdomain(priorityClass), priorityClass, `${path}.priorityClassName`, errors);
  }
  const runtimeClass = spec['runtimeClassName'];
  if (isSet(runtimeClass)) {
    checkSyntax(isDNS1123Subdomain(stringOf(runtimeClass)), runtimeClass, `${path}.runtimeClassName`, errors);
  }
  if (isSet(spec['preemptionPolicy'])) {
    checkWord(spec['preemptionPolicy'], ['PreemptLowerPriority', 'Never'], `${path}.preemptionPolicy`, errors);
  }
  checkResourceList(spec['overhead'], `${path}.overhead`, errors);
  checkOperatingSystem(spec, path, errors);
}

/** The specification of a pod (`isPod`) or of a template (ValidatePodSpec). */
export function checkPodSpec(spec: Fields, path: string, errors: Errors, isPod: boolean): void {
  const grace = spec['terminationGracePeriodSeconds'];
  if (!isSet(grace)) errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const containers = objectsOf(spec['containers']);
  const initContainers = objectsOf(spec['initContainers']);
  const context = {
    volumes: checkVolumes(spec['volumes'], `${path}.volumes`, errors),
    gracePeriod: isSet(grace) ? numberOf(grace) : undefined,
    restartPolicy: stringOf(spec['restartPolicy']),
  };
  checkContainers(containers, context, `${path}.containers`, errors);
  checkInitContainers(initContainers, containers, context, `${path}.initContainers`, errors);
  const debuggers = objectsOf(spec['ephemeralContainers']);
  const others = [...containers, ...initContainers];
  checkEphemeralContainers(debuggers, others, context, `${path}.ephemeralContainers`, errors);
  checkHostNetworkPorts(spec, isPod, path, errors);
  checkWord(spec['restartPolicy'], restartPolicies, `${path}.restartPolicy`, errors);
  checkWord(spec['dnsPolicy'], dnsPolicies, `${path}.dnsPolicy`, errors);
  checkLabels(spec['nodeSelector'], `${path}.nodeSelector`, errors);
  checkPodSecurityContext(spec, path, errors);
  checkAffinity(fieldsOf(spec['affinity']), `${path}.affinity`, errors);
  checkDnsConfig(spec, `${path}.dnsConfig`, errors);
  objectsOf(spec['readinessGates']).forEach((gate, index) => {
    checkQualifiedName(gate['conditionType'], `${path}.readinessGates[${index}].conditionType`, errors);
  });
  checkSchedulingGates(objectsOf(spec['schedulingGates']), `${path}.schedulingGates`, errors);
  const spread = objectsOf(spec['topologySpreadConstraints']);
  checkTopologySpread(spread, `${path}.topologySpreadConstraints`, errors);
  checkHostProcesses(spec, path, errors);
  checkHostUsers(spec, path, errors);
  checkReferences(spec, path, errors);
}

/** The annotation by which a ReplicaSet chooses pods to delete must be a 32-bit number (ValidatePodSpecificAnnotations). */
export function checkPodAnnotations(annotations: unknown, path: string, errors: Errors): void {
  const key = 'controller.kubernetes.io/pod-deletion-cost';
  const cost = fieldsOf(annotations)[key];
  if (!isSet(cost)) return;
  const text = stringOf(cost);
  const number = Number(text);
  const wellFormed = /^-?(?:0|[1-9]\d{0,9})$/.test(text) && number >= -largestInt32 - 1 && number <= largestInt32;
  if (!wellFormed) errors.push(invalid(`${path}[${key}]`, cost, 'must be a 32bit integer'));
}

/** A pod template (ValidatePodTemplateSpec). */
export function checkPodTemplate(template: Fields, path: string, errors: Errors): void {
  const { labels, annotations } = fieldsOf(template['metadata']);
  const spec = fieldsOf(template['spec']);
  // Upstream leaves `metadata` out of these paths.
  checkLabels(labels, `${path}.labels`, errors);
  checkAnnotations(annotations, `${path}.annotations`, errors);
  checkPodAnnotations(annotations, `${path}.annotations`, errors);
  checkPodSpec(spec, `${path}.spec`, errors, false);
  if (objectsOf(spec['ephemeralContainers']).length > 0) {
    const detail = 'ephemeral containers not allowed in pod template';
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, detail));
  }
}
