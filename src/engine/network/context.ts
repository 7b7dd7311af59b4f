import type { ComponentPort } from '../component.ts';
import type { Listeners } from '../kubelet/listeners.ts';
import { latency } from '../latencies.ts';
import { Counters } from './counters.ts';
import type { Exchange, Hop, Place } from './exchange.ts';
import type { Flight } from './flight.ts';
import { IngressRules } from './ingress-rules.ts';
import { NetworkFaults } from './network-faults.ts';
import { NetworkPolicies } from './network-policies.ts';
import { NodeAddresses } from './node-addresses.ts';
import { ServiceViews } from './service-views.ts';
import type { Load } from './usage.ts';

/** How many exchanges are kept; older ones are forgotten. */
const KEPT = 1000;

/** Whom a Service sent a client to, and until when it does so again. */
export interface Affinity {
  ip: string;
  until: number;
}

/** What the parts of the network share. */
export class NetworkContext {
  readonly port: ComponentPort;
  readonly listeners: Listeners;
  readonly views = new ServiceViews();
  readonly nodes = new NodeAddresses();
  readonly policies: NetworkPolicies;
  readonly rules = new IngressRules();
  readonly faults = new NetworkFaults();
  readonly counters = new Counters();
  /** Turns of round robin by Service port and node. */
  readonly turns = new Map<string, number>();
  readonly affinities = new Map<string, Affinity>();
  /** Work of containers by pod uid, then by container. */
  readonly loads = new Map<string, Map<string, Load>>();
  readonly kept = new Map<number, Exchange>();
  lastId = 0;

  constructor(port: ComponentPort, listeners: Listeners) {
    this.port = port;
    this.listeners = listeners;
    this.policies = new NetworkPolicies(port.lister);
  }

  /** The exchange of a flight that begins. */
  exchangeOf(flight: Flight): Exchange {
    const { id, parent, method, text, headers, from, startedAt } = flight;
    const above = parent === 0 ? {} : { parent };
    return { id, ...above, calls: [], method, url: text, headers, from, startedAt, hops: [] };
  }

  /** Begins to write down a flight's way; the oldest that was written down is forgotten. */
  keep(flight: Flight): void {
    this.kept.set(flight.id, this.exchangeOf(flight));
    const above = this.kept.get(flight.parent);
    if (above !== undefined) this.kept.set(above.id, { ...above, calls: [...above.calls, flight.id] });
    if (this.kept.size <= KEPT) return;
    const oldest = this.kept.keys().next().value;
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  /** Writes down how a flight came to where it is now: from outside that took a while. */
  entered(flight: Flight, now: number, from: Place, to: Place, code: string, params: Hop['params']): void {
    const ms = flight.node === '' ? latency.hopOutside : 0;
    this.hop(flight, now - ms, ms, from, to, code, params);
  }

  /** Writes down a stretch of a flight's way, if its way is written down at all. */
  hop(
    flight: Flight,
    time: number,
    ms: number,
    from: Place,
    to: Place,
    code: string,
    params: Hop['params'] = {},
  ): void {
    if (!flight.recorded) return;
    const exchange = this.kept.get(flight.id);
    if (exchange === undefined) return;
    const hop: Hop = { time, until: time + ms, from, to, code, params };
    this.kept.set(flight.id, { ...exchange, hops: [...exchange.hops, hop] });
  }
}
