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

/** An IPv4 block: its first address as a number, and how many there are. */
interface Block {
  readonly base: number;
  readonly size: number;
}

/** Blocks by CIDR: a node's pods all get their addresses from one. */
const blocks = new Map<string, Block | undefined>();
const MOST_BLOCKS = 10_000;

function parseBlock(cidr: string): Block | undefined {
  const network = parseCIDR(cidr);
  if (network === undefined) return undefined;
  const size = 2 ** (32 - network.prefix);
  return { base: Math.floor(numberOf(network.address) / size) * size, size };
}

function blockOf(cidr: string): Block | undefined {
  const known = blocks.get(cidr);
  if (known !== undefined) return known;
  const block = parseBlock(cidr);
  if (blocks.size >= MOST_BLOCKS) blocks.clear();
  blocks.set(cidr, block);
  return block;
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

/**
 * Gives `uid` the next free address of `cidr`, round robin as the host-local plug-in does, so that a freed one is not
 * used again at once. Undefined when the network is full.
 */
export function takeAddress(pool: AddressPool, cidr: string, uid: string): string | undefined {
  const block = blockOf(cidr);
  if (block === undefined) return undefined;
  const { base, size } = block;
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
  for (const number in pool.taken) {
    if (pool.taken[number] !== uid) continue;
    delete pool.taken[number];
    return;
  }
}
