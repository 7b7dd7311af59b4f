import { parseIPv4 } from '../api/addresses.ts';
import type { Service } from '../kinds/types/index.ts';
import { CLUSTER_DOMAIN as DOMAIN } from '../kubelet/resolv-conf.ts';
import type { Resolver } from '../kubelet/resolv-conf.ts';
import { latency } from '../latencies.ts';
import type { ServiceViews, Target } from './service-views.ts';

export type Resolution =
  | {
      readonly found: true;
      readonly addresses: readonly string[];
      /** Where an outside name leads, when no address of the cluster does. */
      readonly world?: string;
      readonly code: string;
      readonly params: Readonly<Record<string, string | number>>;
      readonly tookMs: number;
    }
  | {
      readonly found: false;
      readonly params: Readonly<Record<string, string | number>>;
      readonly tookMs: number;
    };

/** Names that a resolver asks for one after another (resolver(5): ndots). */
export function namesToTry(host: string, { search, ndots }: Resolver): readonly string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)];
  const searched = search.map((domain) => `${host}.${domain}`);
  const dots = host.split('.').length - 1;
  return dots >= ndots ? [host, ...searched] : [...searched, host];
}

/** Top-level domains under which the world outside has names. */
const worldDomains: ReadonlySet<string> = new Set([
  'com',
  'org',
  'net',
  'io',
  'dev',
  'kr',
  'co',
  'gov',
  'edu',
  'app',
  'me',
  'info',
  'eu',
  'uk',
  'de',
  'jp',
  'us',
  'ai',
  'cloud',
  'sh',
  'xyz',
]);

/** Whether somebody outside the cluster has that name: `example.com`, `api.github.com`. */
export function isWorldName(host: string): boolean {
  const labels = host.split('.');
  return labels.length > 1 && labels.every((label) => label !== '') && worldDomains.has(labels.at(-1) ?? '');
}

type Answer = Pick<Extract<Resolution, { found: true }>, 'addresses' | 'code' | 'params' | 'world'>;

function dashed(target: Target): string {
  return target.hostname === '' ? target.ip.replaceAll('.', '-') : target.hostname;
}

function headlessTargets(service: Service, views: ServiceViews): readonly Target[] {
  const port = service.spec.ports?.[0] ?? { port: 0 };
  return views.latestEndpoints(service, port).ready;
}

/** CNAMEs that are followed; a Service may name itself. */
const longestChain = 8;

function externalAnswer(service: Service, views: ServiceViews, depth: number): Answer | undefined {
  const target = (service.spec.externalName ?? '').replace(/\.$/, '');
  const params = { service: service.metadata.name, target };
  if (depth >= longestChain) return undefined;
  if (parseIPv4(target) !== undefined) return undefined;
  if (target.endsWith(`.${DOMAIN}`)) {
    const inside = clusterAnswer(target, views, depth + 1);
    return inside === undefined ? undefined : { ...inside, code: 'dns.externalName', params };
  }
  if (!isWorldName(target)) return undefined;
  return { addresses: [], world: target, code: 'dns.externalName', params };
}

function serviceAnswer(service: Service, views: ServiceViews, depth: number): Answer | undefined {
  const { clusterIP = '', type } = service.spec;
  const { name } = service.metadata;
  if (type === 'ExternalName') return externalAnswer(service, views, depth);
  if (clusterIP === 'None') {
    const addresses = headlessTargets(service, views).map(({ ip }) => ip);
    if (addresses.length === 0) return undefined;
    return { addresses, code: 'dns.headless', params: { service: name, count: addresses.length } };
  }
  return { addresses: [clusterIP], code: 'dns.service', params: { service: name, address: clusterIP } };
}

/** What CoreDNS has under a whole name of the cluster's domain (the plugin kubernetes). */
function clusterAnswer(name: string, views: ServiceViews, depth: number): Answer | undefined {
  const labels = name.slice(0, -DOMAIN.length - 1).split('.');
  const kind = labels.at(-1);
  const namespace = labels.at(-2) ?? '';
  if (kind === 'pod' && labels.length === 3) {
    const address = (labels[0] ?? '').replaceAll('-', '.');
    if (parseIPv4(address) === undefined) return undefined;
    return { addresses: [address], code: 'dns.podAddress', params: { address } };
  }
  if (kind !== 'svc') return undefined;
  const service = views.get(namespace, labels.at(-3) ?? '');
  if (service === undefined) return undefined;
  if (labels.length === 3) return serviceAnswer(service, views, depth);
  if (labels.length !== 4 || service.spec.clusterIP !== 'None') return undefined;
  const target = headlessTargets(service, views).find((candidate) => dashed(candidate) === labels[0]);
  if (target === undefined) return undefined;
  const params = { service: service.metadata.name, pod: target.name, address: target.ip };
  return { addresses: [target.ip], code: 'dns.podName', params };
}

/** Resolves a name as a process in a pod does; `host` is no address. */
export function resolve(host: string, resolver: Resolver, views: ServiceViews): Resolution {
  let tookMs = 0;
  const names = namesToTry(host, resolver);
  for (const [index, name] of names.entries()) {
    const isInside = name.endsWith(`.${DOMAIN}`);
    tookMs += isInside || !resolver.cluster ? latency.dnsQuery : latency.dnsQuery + latency.dnsOutside;
    if (isInside && !resolver.cluster) continue;
    const answer = isInside ? clusterAnswer(name, views, 0) : worldAnswer(name);
    if (answer === undefined) continue;
    return { found: true, ...answer, params: { name, tries: index + 1, ...answer.params }, tookMs };
  }
  return { found: false, params: { name: host, tries: names.length, last: names[0] ?? host }, tookMs };
}

function worldAnswer(name: string): Answer | undefined {
  return isWorldName(name) ? { addresses: [], world: name, code: 'dns.world', params: {} } : undefined;
}
