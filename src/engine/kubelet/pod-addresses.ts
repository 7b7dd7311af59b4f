import { parseCIDR } from '../api/addresses.ts';

/** Addresses of one node's pod network. */
export interface AddressPool {
  /** Number within the network that was given out last. */
  last: number;
  /** Pod uid by number. */
  taken: Record<string, string>;
}

/** .0 is the network and .1 the bridge. */
const firstNumber = 2;

export function newAddressPool(): AddressPool {
  return { last: firstNumber - 1, taken: {} };
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/**
 * Gives `uid` the next free address of `cidr`, round robin as the host-local plug-in does, so that a freed one is not
 * used again at once. Undefined when the network is full.
 */
export function takeAddress(pool: AddressPool, cidr: string, uid: string): string | undefined {
  const network = parseCIDR(cidr);
  if (network === undefined) return undefined;
  const size = 2 ** (32 - network.prefix);
  const base = Math.floor(numberOf(network.address) / size) * size;
  const usable = size - firstNumber - 1;
  for (let tried = 0; tried < usable; tried++) {
    const next = pool.last + 1 >= size - 1 ? firstNumber : pool.last + 1;
    pool.last = next;
    if (pool.taken[next] === undefined) {
      pool.taken[next] = uid;
      return textOf(base + next);
    }
  }
  return undefined;
}

/** Frees whatever address `uid` has. */
export function releaseAddress(pool: AddressPool, uid: string): void {
  for (const [number, owner] of Object.entries(pool.taken)) {
    if (owner === uid) delete pool.taken[number];
  }
}
