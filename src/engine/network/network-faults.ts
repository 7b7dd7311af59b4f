import type { Random } from '../random.ts';
import { latency } from '../latencies.ts';
import type { FaultResult, NetworkFault } from '../fault.ts';

/** What people have broken in the network. Plain data. */
export interface FaultState {
  /** Nodes without a network. */
  cut: string[];
  /** Pairs of nodes that do not hear each other, `a|b` with a before b. */
  partitions: string[];
  /** Ms that a packet takes longer each way, by `node/NAME` or `pod/NS/NAME`. */
  latency: Record<string, number>;
  /** Share of packets that get lost, 0 to 1. */
  drop: Record<string, number>;
  /** Ms that a pod's server takes longer. */
  slow: Record<string, number>;
}

/** The same, to read. */
export interface NetworkDamage {
  readonly cut: readonly string[];
  readonly partitions: readonly string[];
  readonly latency: Readonly<Record<string, number>>;
  readonly drop: Readonly<Record<string, number>>;
  readonly slow: Readonly<Record<string, number>>;
}

/** Where a stretch of the way begins or ends: its node, '' outside, and its pod, '' when it is none. */
export interface End {
  readonly node: string;
  /** `pod/NS/NAME`. */
  readonly pod: string;
}

export type Link =
  | { readonly passes: true; readonly ms: number; readonly lost: number }
  | { readonly passes: false; readonly code: string; readonly params: Readonly<Record<string, string | number>> };

/** Lost packets in a row after which nobody tries again (tcp_syn_retries). */
const mostLost = 6;

function pairOf(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

function toggled(list: readonly string[], item: string, on: boolean): string[] {
  const others = list.filter((other) => other !== item);
  return on ? [...others, item] : others;
}

function withNumber(numbers: Record<string, number>, key: string, value: number): Record<string, number> {
  const { [key]: _, ...others } = numbers;
  return value === 0 ? others : { ...others, [key]: value };
}

export function noFaults(): FaultState {
  return { cut: [], partitions: [], latency: {}, drop: {}, slow: {} };
}

/** Damage to the network: what it does to a packet between two ends. */
export class NetworkFaults {
  state: FaultState = noFaults();
  private isWhole = true;

  set(fault: NetworkFault): FaultResult {
    const { state } = this;
    switch (fault.type) {
      case 'cutNode':
        this.replace({ ...state, cut: toggled(state.cut, fault.node, fault.on) });
        break;
      case 'partition':
        if (fault.a === fault.b) return { ok: false, message: 'a node cannot be parted from itself' };
        this.replace({ ...state, partitions: toggled(state.partitions, pairOf(fault.a, fault.b), fault.on) });
        break;
      case 'latency':
        if (!(fault.ms >= 0 && fault.ms <= 60_000)) return { ok: false, message: 'ms must be from 0 to 60000' };
        this.replace({ ...state, latency: withNumber(state.latency, keyOfFault(fault), fault.ms) });
        break;
      case 'dropShare':
        if (!(fault.share >= 0 && fault.share <= 1)) return { ok: false, message: 'share must be from 0 to 1' };
        this.replace({ ...state, drop: withNumber(state.drop, keyOfFault(fault), fault.share) });
        break;
      case 'slowPod':
        if (!(fault.ms >= 0 && fault.ms <= 600_000)) return { ok: false, message: 'ms must be from 0 to 600000' };
        this.replace({ ...state, slow: withNumber(state.slow, `pod/${fault.namespace}/${fault.pod}`, fault.ms) });
        break;
    }
    return { ok: true };
  }

  replace(state: FaultState): void {
    this.state = state;
    const { cut, partitions } = state;
    const numbers = { ...state.latency, ...state.drop, ...state.slow };
    this.isWhole = cut.length === 0 && partitions.length === 0 && Object.keys(numbers).length === 0;
  }

  /** Whether a node has no network. */
  isCut(node: string): boolean {
    return !this.isWhole && this.state.cut.includes(node);
  }

  /** Ms that a pod's server takes longer. */
  slowness(pod: string): number {
    return this.isWhole ? 0 : (this.state.slow[pod] ?? 0);
  }

  /** What becomes of a packet on its way; chance is drawn only where packets get lost. */
  link(from: End, to: End, random: Random): Link {
    const ms = hopMs(from.node, to.node);
    if (this.isWhole) return { passes: true, ms, lost: 0 };
    const { state } = this;
    if (from.node !== to.node) {
      for (const node of [from.node, to.node]) {
        if (state.cut.includes(node)) return { passes: false, code: 'link.cut', params: { node } };
      }
      if (state.partitions.includes(pairOf(from.node, to.node))) {
        return { passes: false, code: 'link.partition', params: { a: from.node, b: to.node } };
      }
    }
    const places = new Set([`node/${from.node}`, `node/${to.node}`, from.pod, to.pod]);
    let extra = 0;
    let arrives = 1;
    for (const place of places) {
      extra += state.latency[place] ?? 0;
      arrives *= 1 - (state.drop[place] ?? 0);
    }
    const lost = arrives < 1 ? losses(arrives, random) : 0;
    if (lost > mostLost) return { passes: false, code: 'link.lost', params: { count: lost } };
    return { passes: true, ms: ms + extra + (2 ** lost - 1) * latency.retransmit, lost };
  }
}

/** How often a packet is lost that arrives with this probability, until it gets through or is given up. */
function losses(arrives: number, random: Random): number {
  for (let lost = 0; lost <= mostLost; lost++) if (random.int(10_000) < arrives * 10_000) return lost;
  return mostLost + 1;
}

function hopMs(from: string, to: string): number {
  if (from === '' || to === '') return latency.hopOutside;
  return from === to ? latency.hopWithinNode : latency.hopBetweenNodes;
}

function keyOfFault(fault: { node: string } | { namespace: string; pod: string }): string {
  return 'node' in fault ? `node/${fault.node}` : `pod/${fault.namespace}/${fault.pod}`;
}
