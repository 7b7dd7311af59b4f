import { blockContains, parseCIDR } from '../api/addresses.ts';
import type { Change } from '../api/change.ts';
import type { Lister } from '../api/lister.ts';
import { labelSelectorMatches } from '../api/selectors.ts';
import type { KubeObject, LabelSelector, Pod } from '../kinds/types/index.ts';

interface NetworkPolicy extends KubeObject {
  spec?: {
    podSelector?: LabelSelector;
    policyTypes?: string[];
    ingress?: Rule[];
    egress?: Rule[];
  };
}

interface Rule {
  ports?: { protocol?: string; port?: number | string; endPort?: number }[];
  from?: Peer[];
  to?: Peer[];
}

interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

/** The other side of a connection: a pod, or an address alone. */
export interface Side {
  readonly pod: Pod | undefined;
  readonly ip: string;
}

export interface Denial {
  readonly direction: 'ingress' | 'egress';
  /** The policies that isolate the pod, none of which allows this; their names, sorted by age. */
  readonly policies: string;
  readonly pod: string;
}

function inBlock(ip: string, cidr: string): boolean {
  const block = parseCIDR(cidr);
  return block !== undefined && blockContains(block, ip);
}

function typesOf({ spec }: NetworkPolicy): readonly string[] {
  if (spec?.policyTypes !== undefined && spec.policyTypes.length > 0) return spec.policyTypes;
  return spec?.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

/**
 * NetworkPolicies as the nodes have heard of them. A pod that no policy selects in a direction may do everything there;
 * one that is selected may do what any of them allows (networking.k8s.io/v1, NetworkPolicySpec).
 */
export class NetworkPolicies {
  private readonly byNamespace = new Map<string, NetworkPolicy[]>();
  private readonly lister: Lister;

  constructor(lister: Lister) {
    this.lister = lister;
  }

  get isEmpty(): boolean {
    return this.byNamespace.size === 0;
  }

  onChange({ resource, type, namespace, name, object }: Change): void {
    if (resource !== 'networkpolicies') return;
    const others = (this.byNamespace.get(namespace) ?? []).filter(({ metadata }) => metadata.name !== name);
    if (type !== 'DELETED') others.push(object);
    if (others.length > 0) this.byNamespace.set(namespace, others);
    else this.byNamespace.delete(namespace);
  }

  /** Why a connection to a port of `to` is not let through; undefined when it is. `udp`: it is a question to DNS. */
  denial(from: Side, to: Side, port: number, udp = false): Denial | undefined {
    if (this.isEmpty) return undefined;
    return this.check('egress', from, to, port, to.pod, udp) ?? this.check('ingress', to, from, port, to.pod, udp);
  }

  save(): [string, NetworkPolicy[]][] {
    return [...this.byNamespace].map(([namespace, policies]) => [namespace, [...policies]]);
  }

  load(saved: readonly [string, NetworkPolicy[]][]): void {
    this.byNamespace.clear();
    for (const [namespace, policies] of saved) this.byNamespace.set(namespace, [...policies]);
  }

  private check(
    direction: 'ingress' | 'egress',
    own: Side,
    peer: Side,
    port: number,
    listener: Pod | undefined,
    udp: boolean,
  ): Denial | undefined {
    const { pod } = own;
    // Pods on the node's own network are no pods to a policy.
    if (pod === undefined || pod.spec.hostNetwork === true) return undefined;
    const namespace = pod.metadata.namespace ?? '';
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    const isolating = (this.byNamespace.get(namespace) ?? []).filter(
      (policy) =>
        typesOf(policy).includes(type) && labelSelectorMatches(policy.spec?.podSelector ?? {}, pod.metadata.labels),
    );
    if (isolating.length === 0) return undefined;
    const allows = isolating.some(({ spec }) =>
      (spec?.[direction] ?? []).some((rule) => {
        const peers = direction === 'ingress' ? rule.from : rule.to;
        return this.portAllowed(rule, port, listener, udp) && this.peerAllowed(peers, peer, namespace);
      }),
    );
    if (allows) return undefined;
    return { direction, pod: pod.metadata.name, policies: isolating.map(({ metadata }) => metadata.name).join(', ') };
  }

  private portAllowed({ ports }: Rule, port: number, listener: Pod | undefined, udp: boolean): boolean {
    if (ports === undefined || ports.length === 0) return true;
    return ports.some((entry) => {
      if ((entry.protocol ?? 'TCP') !== (udp ? 'UDP' : 'TCP')) return false;
      if (entry.port === undefined) return true;
      if (typeof entry.port === 'number') return port >= entry.port && port <= (entry.endPort ?? entry.port);
      const containers = listener?.spec.containers ?? [];
      return containers.some(
        ({ ports: declared = [] }) =>
          declared.find(({ name }) => name !== undefined && name === entry.port)?.containerPort === port,
      );
    });
  }

  private peerAllowed(peers: Peer[] | undefined, { pod, ip }: Side, namespace: string): boolean {
    if (peers === undefined || peers.length === 0) return true;
    return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
      if (ipBlock !== undefined) {
        return inBlock(ip, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => inBlock(ip, cidr));
      }
      if (pod === undefined || pod.spec.hostNetwork === true) return false;
      const peerNamespace = pod.metadata.namespace ?? '';
      if (namespaceSelector === undefined) {
        if (peerNamespace !== namespace) return false;
      } else {
        const { labels } = this.lister.get('namespaces', '', peerNamespace)?.metadata ?? {};
        if (!labelSelectorMatches(namespaceSelector, labels)) return false;
      }
      return podSelector === undefined || labelSelectorMatches(podSelector, pod.metadata.labels);
    });
  }
}
