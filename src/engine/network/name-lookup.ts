import type { Pod } from '../kinds/types/index.ts';
import { CLUSTER_DNS, resolverOf } from '../kubelet/resolv-conf.ts';
import { latency } from '../latencies.ts';
import type { PodNames } from './clients/dns-tools.ts';
import type { NetworkContext } from './context.ts';
import { isWorldName, resolve } from './dns.ts';
import type { Resolution } from './dns.ts';
import type { Place } from './exchange.ts';
import { unresolvable } from './failures.ts';
import type { Flight, Next } from './flight.ts';
import { hostsFile, podOf, WORLD_ADDRESS } from './places.ts';
import type { Steps } from './steps.ts';

/** What names lead to: /etc/hosts, the cluster's DNS, and the world's. */
export class NameLookup {
  private readonly context: NetworkContext;
  private readonly steps: Steps;

  constructor(steps: Steps) {
    this.context = steps.context;
    this.steps = steps;
  }

  /** How long a flight waits for the DNS, ms. */
  waitOf(flight: Flight): number {
    const { from, url } = flight;
    const host = url?.host ?? '';
    if (flight.node === '') return latency.dnsOutside;
    const pod = podOf(this.context, from);
    if (pod === undefined || flight.podUid === '') return latency.dnsQuery;
    if (this.denialOf(flight) !== undefined) return latency.dnsTimeout;
    return resolve(host, resolverOf(pod), this.context.views).tookMs;
  }

  /** How a pod looks names up; undefined for one that does not run. */
  namesOf(namespace: string, name: string, ip?: string): PodNames | undefined {
    const { views, port } = this.context;
    const pod = port.lister.get('pods', namespace, name);
    const address = ip ?? pod?.status.podIP;
    if (pod === undefined || address === undefined) return undefined;
    const resolver = resolverOf(pod);
    return {
      resolver,
      hosts: (host) => hostsFile(pod, host),
      query: (host) => {
        const found = resolve(`${host}.`, resolver, views);
        if (!found.found) return undefined;
        return found.world === undefined ? found.addresses : [WORLD_ADDRESS];
      },
      isSilent: this.denial(pod, address) !== undefined,
    };
  }

  private denialOf(flight: Flight): string | undefined {
    const pod = podOf(this.context, flight.from);
    return pod === undefined ? undefined : this.denial(pod, flight.ip);
  }

  private denial(pod: Pod, ip: string): string | undefined {
    const { policies } = this.context;
    if (policies.isEmpty || !resolverOf(pod).cluster) return undefined;
    const labels = { 'k8s-app': 'kube-dns' };
    const dns = { ...pod, metadata: { ...pod.metadata, name: 'coredns', namespace: 'kube-system', labels } };
    return policies.denial({ pod, ip }, { pod: dns, ip: CLUSTER_DNS }, 53, true)?.policies;
  }

  /** Finds what the name of a flight's URL leads to. */
  resolve(flight: Flight, now: number): Next {
    const { context, steps } = this;
    const { url, from } = flight;
    if (url === null) return { type: 'over' };
    const dns: Place = { type: 'dns' };
    const waited = now - flight.startedAt;
    const found = flight.node === '' ? this.resolveOutside(url.host) : this.resolveInside(flight, url.host);
    if (found === 'silent') {
      const params = { name: url.host, policies: this.denialOf(flight) ?? '' };
      return steps.fail(flight, now, dns, 'dns.silent', params, unresolvable(url), 0);
    }
    if (!found.found) return steps.fail(flight, now, dns, 'dns.unknown', found.params, unresolvable(url), 0);
    flight.world = found.world ?? '';
    flight.address = found.addresses[flight.id % Math.max(1, found.addresses.length)] ?? '';
    const address = flight.world === '' ? flight.address : WORLD_ADDRESS;
    context.hop(flight, flight.startedAt, waited, from, dns, found.code, { address, ...found.params });
    return steps.go(flight, 'route', steps.wayIn(flight));
  }

  private resolveOutside(host: string): Resolution {
    const params = { name: host, tries: 1, last: host };
    if (this.context.rules.knowsHost(host)) {
      return { found: true, addresses: ['localhost'], code: 'dns.hosts', params, tookMs: 0 };
    }
    if (isWorldName(host)) {
      return { found: true, addresses: [], world: host, code: 'dns.world', params, tookMs: 0 };
    }
    return { found: false, params, tookMs: 0 };
  }

  private resolveInside(flight: Flight, host: string): Resolution | 'silent' {
    const pod = podOf(this.context, flight.from);
    const params = { name: host, tries: 0, last: host };
    if (pod === undefined) return { found: false, params, tookMs: 0 };
    const known = hostsFile(pod, host);
    if (known !== undefined) return { found: true, addresses: [known], code: 'dns.hosts', params, tookMs: 0 };
    if (this.denialOf(flight) !== undefined) return 'silent';
    return resolve(host, resolverOf(pod), this.context.views);
  }
}
