import type { ScriptedCall } from '../kubelet/network-door.ts';
import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import { placeKey, type Place } from './exchange.ts';
import type { Flight } from './flight.ts';
import { parseUrl } from './url.ts';

/** How many calls one request may lead to in all. */
const MOST_CALLS = 200;

/** What a flight is made of; times in ms. */
export interface FlightStart {
  parent: Flight | undefined;
  method: string;
  text: string;
  from: Place;
  node: string;
  podUid: string;
  ip: string;
  now: number;
  timeoutMs: number | undefined;
  connectTimeoutMs?: number | undefined;
  script?: ScriptedCall | undefined;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  recorded?: boolean;
  load?: number;
}

/** Makes a flight, either a client's or one that another flight gives rise to. */
export type NewFlight = (of: FlightStart) => Flight;

/** A new flight, numbered, and kept when it is recorded. */
export function newFlight(context: NetworkContext, of: FlightStart): Flight {
  const { parent, timeoutMs } = of;
  const limit = timeoutMs ?? of.connectTimeoutMs;
  const recorded = of.recorded ?? parent?.recorded ?? true;
  const flight: Flight = {
    id: ++context.lastId,
    method: of.method,
    url: parseUrl(of.text) ?? null,
    text: of.text,
    headers: of.headers ?? {},
    body: of.body ?? '',
    from: of.from,
    fromKey: placeKey(of.from),
    node: of.node,
    podUid: of.podUid,
    ip: of.ip,
    startedAt: of.now,
    // A call ends with the request that it is for.
    deadline: Math.min(of.now + (limit ?? latency.connectTimeout), parent?.deadline ?? Infinity),
    ownLimit: timeoutMs !== undefined ? 'all' : limit === undefined ? 'none' : 'connect',
    parent: parent?.id ?? 0,
    depth: (parent?.depth ?? 0) + 1,
    budget: parent === undefined ? MOST_CALLS : parent.budget - 1,
    load: of.load ?? 0,
    recorded,
    script: of.script ?? null,
    stage: 'resolve',
    address: '',
    world: '',
    connected: false,
    entry: '',
    keepsAddress: false,
    service: '',
    target: null,
    backMs: 0,
    served: null,
    ingress: null,
    tried: [],
    direct: null,
    outcome: null,
  };
  if (recorded) context.keep(flight);
  return flight;
}
