import type { Change } from '../api/change.ts';
import type { Node } from '../kinds/types/index.ts';

/** Which node has an address, or a pod network. */
export class NodeAddresses {
  private readonly byAddress = new Map<string, string>();
  private readonly byNetwork = new Map<string, string>();
  private readonly addresses = new Map<string, string>();

  onChange({ resource, type, name, object }: Change): void {
    if (resource !== 'nodes') return;
    this.drop(name);
    if (type !== 'DELETED') this.put(name, object as Node);
  }

  put(name: string, { spec, status }: Node): void {
    // A Node that a person wrote has no machine that gives it addresses.
    const address = (status?.addresses ?? []).find((entry) => entry.type === 'InternalIP')?.address ?? '';
    this.byAddress.set(address, name);
    this.addresses.set(name, address);
    if (spec?.podCIDR !== undefined) this.byNetwork.set(networkOf(spec.podCIDR), name);
  }

  /** The node with this address of its own. */
  nodeAt(address: string): string | undefined {
    return this.byAddress.get(address);
  }

  /** The node whose pods have addresses like this. */
  nodeOfPods(address: string): string | undefined {
    return this.byNetwork.get(networkOf(address));
  }

  addressOf(node: string): string {
    return this.addresses.get(node) ?? '';
  }

  /** The address of a node within its own pod network. */
  gatewayOf(node: string): string {
    for (const [network, name] of this.byNetwork) if (name === node) return `${network}.1`;
    return '';
  }

  private drop(name: string): void {
    this.byAddress.delete(this.addresses.get(name) ?? '');
    this.addresses.delete(name);
    for (const [network, node] of this.byNetwork) if (node === name) this.byNetwork.delete(network);
  }
}

/** Pod networks of nodes are /24. */
function networkOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'));
}
