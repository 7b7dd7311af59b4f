import {
  formatLabelSelector,
  fromRFC3339,
  type GenericObject,
  type IntOrString,
  type LabelSelector,
  type Service,
} from '../../engine/index.ts';
import { writeEventsOf, type DescribeContext, type Describer } from './describer.ts';
import { writeAnnotations, writeLabels } from './metadata.ts';
import { endpointsText, slicesOf } from './service.ts';
import type { DescribeWriter } from './writer.ts';

const SERVICES = { group: '', resource: 'services', namespaced: true } as const;

interface IngressBackend {
  service?: { name: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind: string; name: string };
}

interface IngressSpec {
  ingressClassName?: string;
  defaultBackend?: IngressBackend;
  tls?: { hosts?: string[]; secretName?: string }[];
  rules?: { host?: string; http?: { paths: { path?: string; backend: IngressBackend }[] } }[];
}

/** A backend with the addresses behind it: `web:80 (10.244.1.5:8080)`. */
function backendText(backend: IngressBackend, namespace: string, { api }: DescribeContext): string {
  if (backend.resource !== undefined) {
    const { apiGroup, kind, name } = backend.resource;
    return `APIGroup: ${apiGroup ?? '<nil>'}, Kind: ${kind}, Name: ${name}`;
  }
  const { name = '', port } = backend.service ?? {};
  const wanted = port?.name ?? port?.number ?? '';
  const service = api.find(SERVICES, namespace, name) as unknown as Service | undefined;
  if (service === undefined) return `${name}:${wanted} (<error: services "${name}" not found>)`;
  const chosen = service.spec.ports?.find((item) => item.name === wanted || item.port === wanted);
  const addresses = chosen === undefined ? '' : endpointsText(slicesOf(api, namespace, name), chosen.name ?? '');
  return `${name}:${wanted} (${addresses})`;
}

export const describeIngress: Describer = (writer, object, context) => {
  const { metadata } = object;
  const spec = (object.spec ?? {}) as IngressSpec;
  const namespace = metadata.namespace ?? '';
  const status = object.status as { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } } | undefined;
  const addresses = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '') ?? [];
  const backend = (item: IngressBackend): string => backendText(item, namespace, context);
  writer.line(0, `Name:\t${metadata.name}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writer.line(0, `Namespace:\t${namespace}`);
  writer.line(0, `Address:\t${addresses.join(',')}`);
  writer.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`);
  const fallback = spec.defaultBackend;
  writer.line(0, `Default backend:\t${fallback === undefined ? '<default>' : backend(fallback)}`);
  if ((spec.tls?.length ?? 0) > 0) {
    writer.line(0, 'TLS:');
    for (const { hosts = [], secretName = '' } of spec.tls ?? []) {
      const by = secretName === '' ? 'SNI routes' : `${secretName} terminates`;
      writer.line(1, `${by} ${hosts.join(',')}`);
    }
  }
  writer.line(0, 'Rules:');
  writer.line(1, 'Host\tPath\tBackends');
  writer.line(1, '----\t----\t--------');
  for (const { host = '', http } of spec.rules ?? []) {
    if (http === undefined) continue;
    writer.line(1, `${host === '' ? '*' : host}\t`);
    for (const item of http.paths) writer.line(2, `\t${item.path ?? ''} \t${backend(item.backend)}`);
  }
  if ((spec.rules ?? []).length === 0) {
    writer.line(1, `*\t*\t${fallback === undefined ? '<default>' : backend(fallback)}`);
  }
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writeEventsOf(writer, object, context);
};

interface PolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface PolicyPort {
  protocol?: string;
  port?: IntOrString;
  endPort?: number;
}

interface PolicyRule {
  ports?: PolicyPort[];
  from?: PolicyPeer[];
  to?: PolicyPeer[];
}

interface NetworkPolicySpec {
  podSelector: LabelSelector;
  ingress?: PolicyRule[];
  egress?: PolicyRule[];
  policyTypes?: string[];
}

function writePeer(writer: DescribeWriter, preposition: string, peer: PolicyPeer): void {
  writer.line(2, `${preposition}:`);
  if (peer.podSelector !== undefined && peer.namespaceSelector !== undefined) {
    writer.line(3, `NamespaceSelector: ${formatLabelSelector(peer.namespaceSelector)}`);
    writer.line(3, `PodSelector: ${formatLabelSelector(peer.podSelector)}`);
  } else if (peer.podSelector !== undefined) {
    writer.line(3, `PodSelector: ${formatLabelSelector(peer.podSelector)}`);
  } else if (peer.namespaceSelector !== undefined) {
    writer.line(3, `NamespaceSelector: ${formatLabelSelector(peer.namespaceSelector)}`);
  } else if (peer.ipBlock !== undefined) {
    writer.line(3, 'IPBlock:');
    writer.line(4, `CIDR: ${peer.ipBlock.cidr}`);
    writer.line(4, `Except: ${(peer.ipBlock.except ?? []).join(', ')}`);
  }
}

function writeRules(writer: DescribeWriter, rules: readonly PolicyRule[], direction: 'ingress' | 'egress'): void {
  const preposition = direction === 'ingress' ? 'From' : 'To';
  if (rules.length === 0) {
    writer.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
    return;
  }
  for (const [index, rule] of rules.entries()) {
    const ports = rule.ports ?? [];
    const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
    if (ports.length === 0) writer.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port, endPort, protocol = 'TCP' } of ports) {
      const range = endPort === undefined ? '' : ' Range';
      const last = endPort === undefined ? '' : `-${endPort}`;
      writer.line(2, `To Port${range}: ${port ?? '<any>'}${last}/${protocol}`);
    }
    if (peers.length === 0) {
      const origin = direction === 'ingress' ? 'source' : 'destination';
      writer.line(2, `${preposition}: <any> (traffic not restricted by ${origin})`);
    }
    for (const peer of peers) writePeer(writer, preposition, peer);
    if (index < rules.length - 1) writer.line(2, '----------');
  }
}

/** Go's default form of a time: `2025-01-15 10:00:00 +0000 UTC`. */
function goDate(timestamp: string): string {
  const time = fromRFC3339(timestamp);
  if (Number.isNaN(time)) return '0001-01-01 00:00:00 +0000 UTC';
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

export const describeNetworkPolicy: Describer = (writer, object) => {
  const { metadata } = object;
  const spec = object.spec as unknown as NetworkPolicySpec;
  const types = spec.policyTypes ?? ['Ingress'];
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writer.line(0, `Created on:\t${goDate(metadata.creationTimestamp)}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  const selector = formatLabelSelector(spec.podSelector);
  const everyPod = ' (Allowing the specific traffic to all pods in this namespace)';
  writer.line(0, 'Spec:');
  writer.line(1, `PodSelector:     ${selector}${selector === '<none>' ? everyPod : ''}`);
  for (const [type, direction] of [
    ['Ingress', 'ingress'],
    ['Egress', 'egress'],
  ] as const) {
    if (!types.includes(type)) {
      writer.line(1, `Not affecting ${direction} traffic`);
      continue;
    }
    writer.line(1, `Allowing ${direction} traffic:`);
    writeRules(writer, spec[direction] ?? [], direction);
  }
  writer.line(1, `Policy Types: ${types.join(', ')}`);
};

interface EndpointsSubset {
  addresses?: { ip: string }[];
  notReadyAddresses?: { ip: string }[];
  ports?: { name?: string; port: number; protocol?: string }[];
}

export const describeEndpoints: Describer = (writer, object: GenericObject, context) => {
  const { metadata } = object;
  const subsets = (object['subsets'] ?? []) as EndpointsSubset[];
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const list = (items: readonly { ip: string }[]): string => items.map(({ ip }) => ip).join(',') || '<none>';
    writer.line(1, `Addresses:\t${list(addresses)}`);
    writer.line(1, `NotReadyAddresses:\t${list(notReadyAddresses)}`);
    if (ports.length > 0) {
      writer.line(1, 'Ports:');
      writer.line(2, 'Name\tPort\tProtocol');
      writer.line(2, '----\t----\t--------');
      for (const { name, port, protocol } of ports) {
        writer.line(2, `${name === undefined || name === '' ? '<unset>' : name}\t${port}\t${protocol ?? 'TCP'}`);
      }
    }
    writer.line(0, '');
  }
  writeEventsOf(writer, object, context);
};

interface SliceEndpoint {
  addresses: string[];
  conditions?: { ready?: boolean };
  hostname?: string;
  nodeName?: string;
  zone?: string;
  targetRef?: { kind?: string; name?: string };
}

export const describeEndpointSlice: Describer = (writer, object: GenericObject, context) => {
  const { metadata } = object;
  const ports = (object['ports'] ?? []) as { name?: string; port?: number; protocol?: string }[];
  const endpoints = (object['endpoints'] ?? []) as SliceEndpoint[];
  writer.line(0, `Name:\t${metadata.name}`);
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  writeLabels(writer, 'Labels', metadata.labels);
  writeAnnotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `AddressType:\t${String(object['addressType'] ?? '')}`);
  if (ports.length === 0) writer.line(0, 'Ports: <unset>');
  else {
    writer.line(0, 'Ports:');
    writer.line(1, 'Name\tPort\tProtocol');
    writer.line(1, '----\t----\t--------');
    for (const { name = '', port, protocol = 'TCP' } of ports) {
      writer.line(1, `${name === '' ? '<unset>' : name}\t${port ?? '<unset>'}\t${protocol}`);
    }
  }
  if (endpoints.length === 0) writer.line(0, 'Endpoints: <none>');
  else {
    writer.line(0, 'Endpoints:');
    for (const { addresses, conditions, hostname, nodeName, zone, targetRef } of endpoints) {
      writer.line(1, `- Addresses:\t${addresses.join(',')}`);
      writer.line(2, 'Conditions:');
      writer.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`);
      writer.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
      if (targetRef !== undefined) writer.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
      writer.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
      writer.line(2, `Zone:\t${zone ?? '<unset>'}`);
    }
  }
  writeEventsOf(writer, object, context);
};

interface IngressClassSpec {
  controller?: string;
  parameters?: { apiGroup?: string; kind: string; name: string };
}

/** Ingress classes (describe.go, IngressClassDescriber). */
export const describeIngressClass: Describer = (writer, object, context) => {
  const { controller = '', parameters } = (object.spec ?? {}) as IngressClassSpec;
  writer.line(0, `Name:\t${object.metadata.name}`);
  writeLabels(writer, 'Labels', object.metadata.labels);
  writeAnnotations(writer, 'Annotations', object.metadata.annotations);
  writer.line(0, `Controller:\t${controller}`);
  if (parameters !== undefined) {
    writer.line(0, 'Parameters:');
    if (parameters.apiGroup !== undefined) writer.line(1, `APIGroup:\t${parameters.apiGroup}`);
    writer.line(1, `Kind:\t${parameters.kind}`);
    writer.line(1, `Name:\t${parameters.name}`);
  }
  writeEventsOf(writer, object, context);
};
