import type { Pod } from '../kinds/types/index.ts';

/** How a pod resolves names: its /etc/resolv.conf (pkg/kubelet/network/dns/dns.go). */
export interface Resolver {
  /** Whether it asks the cluster's DNS; else only the world's. */
  readonly cluster: boolean;
  readonly search: readonly string[];
  readonly ndots: number;
}

/** The address of the Service `kube-dns`. */
export const CLUSTER_DNS = '10.96.0.10';

/** Under it the cluster's DNS has its names. */
export const CLUSTER_DOMAIN = 'cluster.local';

function dnsConfig(pod: Pod): { searches: string[]; ndots: number | undefined; nameservers: string[] } {
  const { searches, options, nameservers } = pod.spec.dnsConfig ?? {};
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  const named = Array.isArray(options) ? (options as { name?: unknown; value?: unknown }[]) : [];
  const ndots = named.find((option) => option?.name === 'ndots')?.value;
  return {
    searches: texts(searches),
    nameservers: texts(nameservers),
    ndots: typeof ndots === 'string' && /^\d{1,2}$/.test(ndots) ? Number(ndots) : undefined,
  };
}

/** The resolver of a pod: `ClusterFirst` asks the cluster's DNS with its search domains, `Default` is the node's own. */
export function resolverOf(pod: Pod): Resolver {
  const policy = pod.spec.dnsPolicy ?? 'ClusterFirst';
  const { searches, ndots, nameservers } = dnsConfig(pod);
  const onHost = pod.spec.hostNetwork === true && policy === 'ClusterFirst';
  if (policy === 'None') {
    return { cluster: nameservers.includes(CLUSTER_DNS), search: searches, ndots: ndots ?? 1 };
  }
  if (policy === 'Default' || onHost) return { cluster: false, search: searches, ndots: ndots ?? 1 };
  const namespace = pod.metadata.namespace ?? '';
  const own = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN];
  return { cluster: true, search: [...own, ...searches], ndots: ndots ?? 5 };
}

/** The lines of the pod's /etc/resolv.conf. */
export function resolvConf({ cluster, search, ndots }: Resolver): string {
  const lines = [];
  if (search.length > 0) lines.push(`search ${search.join(' ')}`);
  lines.push(`nameserver ${cluster ? CLUSTER_DNS : '172.18.0.1'}`);
  if (ndots !== 1) lines.push(`options ndots:${ndots}`);
  return lines.map((line) => `${line}\n`).join('');
}
