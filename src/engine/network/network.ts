import type { Change } from '../api/change.ts';
import type { Component, ComponentPort } from '../component.ts';
import type { FaultResult, NetworkFault } from '../fault.ts';
import type { Json } from '../json.ts';
import type { Pod } from '../kinds/types/index.ts';
import type { Listeners } from '../kubelet/listeners.ts';
import type { AddressedPod, NetworkDoor, PodProcess, Reached, ScriptedCall } from '../kubelet/network-door.ts';
import { curlHeaders } from './clients/curl.ts';
import { addressFor, type PodNames } from './clients/dns-tools.ts';
import { InContainer, scriptedOutput } from './clients/in-container.ts';
import type { NetworkOfPods } from './clients/in-container.ts';
import { NetworkContext } from './context.ts';
import type { Affinity } from './context.ts';
import type { Count, EdgeCount, Exchange, Outcome, TrafficRequest } from './exchange.ts';
import type { Flight, Next } from './flight.ts';
import type { FaultState, NetworkDamage } from './network-faults.ts';
import { Journey } from './journey.ts';
import { Load, newLoadState } from './load.ts';
import type { LoadSpec, LoadState } from './load.ts';
import type { LoadReport } from './load-results.ts';
import { CLIENT_ADDRESS, podPlace } from './routing.ts';
import { cpuMilli } from './usage.ts';
import type { Load as Work } from './usage.ts';

/** What one may do with the simulated network. Nothing throws. */
export interface Traffic {
  /** Starts a request; answers the id of its exchange. It goes on as virtual time passes. */
  send(request: TrafficRequest): number;
  /**
   * Plays a request to its end at once, as if nothing happened to the cluster meanwhile: for commands inside containers,
   * whose output has to be known when they start. Times in the exchange lie in the future.
   */
  play(request: TrafficRequest): Exchange;
  /** An exchange that is under way or among the last that were kept. */
  exchange(id: number): Exchange | undefined;
  /** Kept exchanges that began after this one, oldest first. An exchange under way is a new object after each step. */
  exchangesSince(id: number): readonly Exchange[];
  /** What is broken in the network now. */
  damage(): NetworkDamage;
  /** The id that was given last, to a request or a load; 0 before the first. */
  lastId(): number;
  /** Requests under way. */
  inFlight(): number;
  /** Requests from place to place since the cluster began. */
  edges(): readonly EdgeCount[];
  /** Requests to `pod/NS/NAME` or `service/NS/NAME` since the cluster began. */
  count(place: string): Count;
  /** Sends requests at a rate; answers the load's id. */
  startLoad(spec: LoadSpec): number;
  stopLoad(id: number): void;
  loadReport(id: number): LoadReport | undefined;
  loads(): readonly { readonly id: number; readonly spec: LoadSpec; readonly isOver: boolean }[];
  /** What serving requests costs a container now. */
  usage(podUid: string, container: string): { readonly cpuMilli: number; readonly leakedBytes: number };
}

export interface Network extends Component, Traffic {
  /** What processes in containers may do with it. */
  readonly door: NetworkDoor;
  inject(fault: NetworkFault): FaultResult;
  /** Whether a node has no network. */
  isCut(node: string): boolean;
}

interface SavedNetwork {
  lastId: number;
  views: ReturnType<NetworkContext['views']['save']>;
  policies: ReturnType<NetworkContext['policies']['save']>;
  rules: ReturnType<NetworkContext['rules']['save']>;
  faults: FaultState;
  counters: ReturnType<NetworkContext['counters']['save']>;
  turns: [string, number][];
  affinities: [string, Affinity][];
  work: [string, [string, Work][]][];
  kept: Exchange[];
  flights: Flight[];
  loads: LoadState[];
}

/** Loads whose results are kept. */
const KEPT_LOADS = 20;
const DEFAULT_TIMEOUT_MS = 10_000;
/** How long Linux tries to connect, ms (tcp_syn_retries). */
const CONNECT_MS = 135_000;

class SimulatedNetwork implements Network, NetworkOfPods {
  readonly name = 'network';
  readonly door: NetworkDoor = new InContainer(this);
  private readonly context: NetworkContext;
  private readonly journey: Journey;
  private readonly flights = new Map<number, Flight>();
  private readonly loadsById = new Map<number, Load>();

  constructor(port: ComponentPort, listeners: Listeners) {
    this.context = new NetworkContext(port, listeners);
    this.journey = new Journey(this.context);
  }

  onChange(change: Change): void {
    const { context } = this;
    switch (change.resource) {
      case 'services':
      case 'endpointslices':
        context.views.onChange(change);
        if (change.resource === 'services' && change.type === 'DELETED') {
          context.counters.forget(`service/${change.namespace}/${change.name}`);
        }
        break;
      case 'nodes':
        context.nodes.onChange(change);
        break;
      case 'networkpolicies':
        context.policies.onChange(change);
        break;
      case 'ingresses':
      case 'ingressclasses':
        context.rules.onChange(change);
        break;
      case 'pods':
        if (change.type !== 'DELETED') break;
        context.counters.forget(`pod/${change.namespace}/${change.name}`);
        context.loads.delete((change.object as Pod).metadata.uid);
        break;
      default:
    }
  }

  onEvent(payload: Json): void {
    const id = Number(payload);
    if (id < 0) {
      this.runLoad(-id);
      return;
    }
    const flight = this.flights.get(id);
    if (flight === undefined) return;
    const { now } = this;
    this.proceed(flight, this.journey.step(flight, now), now);
  }

  send(request: TrafficRequest): number {
    const flight = this.newFlight(request);
    this.start(flight);
    return flight.id;
  }

  sendScripted(request: TrafficRequest, call: ScriptedCall): void {
    this.start(this.newFlight(request, 0, call.recorded, call));
  }

  printScripted(call: ScriptedCall, text: string): void {
    if (text === '') return;
    const isOpen = !text.endsWith('\n');
    const line = { time: this.now, text: isOpen ? text : text.slice(0, -1) };
    this.context.listeners.print(call.podUid, call.container, line, isOpen);
  }

  names(namespace: string, pod: string): PodNames | undefined {
    return this.journey.names.namesOf(namespace, pod);
  }

  blocks({ namespace, name, ip }: AddressedPod, question: string): boolean {
    const { context, journey } = this;
    const { policies, views, port } = context;
    if (policies.isEmpty) return false;
    const pod = port.lister.get('pods', namespace, name);
    const names = journey.names.namesOf(namespace, name, ip);
    if (pod === undefined || names === undefined) return false;
    const [kind, host = '', portText] = question.split(':');
    if (kind === 'dns') return names.isSilent && names.hosts(host) === undefined;
    const address = addressFor(names, host);
    if (address === undefined) return names.isSilent;
    const from = { pod, ip: ip ?? pod.status.podIP ?? '' };
    const wanted = Number(portText);
    const service = views.byClusterIP(address);
    const entry = service?.spec.ports?.find((each) => each.port === wanted);
    const targets =
      service === undefined || entry === undefined
        ? [{ pod: journey.routing.podAt(address), ip: address, port: wanted }]
        : views.latestEndpoints(service, entry).ready.map((target) => ({
            pod: port.lister.get('pods', target.namespace, target.name),
            ip: target.ip,
            port: target.port,
          }));
    return targets.length > 0 && targets.every((target) => policies.denial(from, target, target.port) !== undefined);
  }

  reach({ namespace, pod }: PodProcess, host: string, port: number): Reached {
    // The way is that of a request; what the server makes of it counts for nothing.
    const request = { from: { namespace, pod }, method: 'GET', url: `http://${host}:${port}/` };
    const flight = this.newFlight({ ...request, timeoutMs: CONNECT_MS, connectTimeoutMs: CONNECT_MS }, 0, false);
    let now = this.now;
    let next: Next = flight.outcome === null ? this.journey.begin(flight, now) : { type: 'over' };
    while (next.type === 'wait' && !flight.connected) {
      now += Math.min(next.ms, Math.max(0, flight.deadline - now));
      next = this.journey.step(flight, now);
    }
    const tookMs = now - this.now;
    const { target, outcome } = flight;
    if (target !== null && target.uid !== '' && flight.connected) {
      return { type: 'pod', uid: target.uid, port: target.port, tookMs };
    }
    const stage = outcome?.type === 'failed' ? outcome.stage : 'connect';
    return {
      type: stage === 'dns' || stage === 'url' ? 'unresolved' : stage === 'timeout' ? 'lost' : 'refused',
      tookMs,
    };
  }

  answersPing(namespace: string, podName: string, address: string): boolean {
    const { context, journey } = this;
    const own = context.port.lister.get('pods', namespace, podName);
    const node = own?.spec.nodeName ?? '';
    if (own === undefined || address.startsWith('127.') || own.status.podIP === address) return own !== undefined;
    if (context.views.byClusterIP(address) !== undefined) return false;
    const target = journey.routing.podAt(address);
    const host = target?.spec.nodeName ?? context.nodes.nodeAt(address);
    if (host === undefined) return context.nodes.nodeOfPods(address) === undefined;
    return context.listeners.isOn(host) && (host === node || (!this.isCut(host) && !this.isCut(node)));
  }

  play(request: TrafficRequest): Exchange {
    const flight = this.newFlight(request);
    this.playToEnd(flight, this.now);
    return this.context.kept.get(flight.id) ?? this.context.exchangeOf(flight);
  }

  exchange(id: number): Exchange | undefined {
    return this.context.kept.get(id);
  }

  exchangesSince(id: number): readonly Exchange[] {
    const { kept, lastId } = this.context;
    if (id >= lastId) return [];
    return [...kept.values()].filter((exchange) => exchange.id > id);
  }

  damage(): NetworkDamage {
    return this.context.faults.state;
  }

  lastId(): number {
    return this.context.lastId;
  }

  inFlight(): number {
    return this.flights.size;
  }

  edges(): readonly EdgeCount[] {
    return this.context.counters.allEdges();
  }

  count(place: string): Count {
    return this.context.counters.at(place);
  }

  startLoad(spec: LoadSpec): number {
    const id = ++this.context.lastId;
    const load = new Load(newLoadState(id, spec, this.now));
    this.loadsById.set(id, load);
    const [oldest] = [...this.loadsById.values()].filter(({ isOver }) => isOver);
    if (this.loadsById.size > KEPT_LOADS && oldest !== undefined) this.loadsById.delete(oldest.state.id);
    this.context.port.schedule(0, -id);
    return id;
  }

  stopLoad(id: number): void {
    const load = this.loadsById.get(id);
    if (load !== undefined && !load.isOver) load.state.stoppedAt = this.now;
  }

  loadReport(id: number): LoadReport | undefined {
    return this.loadsById.get(id)?.results.report(this.now);
  }

  loads(): readonly { readonly id: number; readonly spec: LoadSpec; readonly isOver: boolean }[] {
    return [...this.loadsById.values()].map(({ state: { id, spec }, isOver }) => ({ id, spec, isOver }));
  }

  usage(podUid: string, container: string): { readonly cpuMilli: number; readonly leakedBytes: number } {
    const work = this.context.loads.get(podUid)?.get(container);
    // What an earlier life of the container did went with it.
    const hasEnded = work === undefined || this.context.listeners.endOf(podUid, container, work.run) <= this.now;
    if (hasEnded) return { cpuMilli: 0, leakedBytes: 0 };
    return { cpuMilli: cpuMilli({ ...work }, this.now), leakedBytes: work.leakedBytes };
  }

  inject(fault: NetworkFault): FaultResult {
    const { lister } = this.context.port;
    const nodes = 'node' in fault ? [fault.node] : fault.type === 'partition' ? [fault.a, fault.b] : [];
    for (const node of nodes) {
      if (lister.get('nodes', '', node) === undefined) return { ok: false, message: `nodes "${node}" not found` };
    }
    if ('pod' in fault && lister.get('pods', fault.namespace, fault.pod) === undefined) {
      return { ok: false, message: `pods "${fault.pod}" not found` };
    }
    return this.context.faults.set(fault);
  }

  isCut(node: string): boolean {
    return this.context.faults.isCut(node);
  }

  save(): Json {
    const { context } = this;
    const saved: SavedNetwork = {
      lastId: context.lastId,
      views: context.views.save(),
      policies: context.policies.save(),
      rules: context.rules.save(),
      faults: context.faults.state,
      counters: context.counters.save(),
      turns: [...context.turns],
      affinities: [...context.affinities],
      work: [...context.loads].map(([uid, work]) => [uid, [...work].map(([name, one]) => [name, { ...one }])]),
      kept: [...context.kept.values()],
      flights: [...this.flights.values()].map(copyOf),
      loads: [...this.loadsById.values()].map(({ state, results }) => ({ ...state, results: results.save() })),
    };
    return saved as unknown as Json;
  }

  load(state: Json): void {
    const saved = state as unknown as SavedNetwork;
    const { context } = this;
    context.lastId = saved.lastId;
    context.views.load(saved.views);
    for (const node of context.port.lister.list('nodes')) context.nodes.put(node.metadata.name, node);
    context.policies.load(saved.policies);
    context.rules.load(saved.rules);
    context.faults.replace(saved.faults);
    context.counters.load(saved.counters);
    for (const [key, turn] of saved.turns) context.turns.set(key, turn);
    for (const [key, affinity] of saved.affinities) context.affinities.set(key, affinity);
    for (const [uid, work] of saved.work) {
      context.loads.set(uid, new Map(work.map(([name, one]) => [name, { ...one }])));
    }
    for (const exchange of saved.kept) context.kept.set(exchange.id, exchange);
    for (const flight of saved.flights) this.flights.set(flight.id, copyOf(flight));
    for (const one of saved.loads) this.loadsById.set(one.id, new Load({ ...one }));
  }

  private get now(): number {
    return this.context.port.now();
  }

  private newFlight(request: TrafficRequest, load = 0, recorded = true, script?: ScriptedCall): Flight {
    const { journey, context } = this;
    const { from, method, url, timeoutMs, connectTimeoutMs } = request;
    const common = {
      parent: undefined,
      method: method.toUpperCase(),
      text: url,
      now: this.now,
      timeoutMs,
      connectTimeoutMs,
      script,
      headers: request.headers ?? curlHeaders,
      body: request.body ?? '',
      recorded,
      load,
    };
    if (from === 'outside') {
      return journey.newFlight({ ...common, from: { type: 'client' }, node: '', podUid: '', ip: CLIENT_ADDRESS });
    }
    const pod = context.port.lister.get('pods', from.namespace, from.pod);
    const uid = pod?.metadata.uid ?? '';
    const flight = journey.newFlight({
      ...common,
      from: { type: 'pod', namespace: from.namespace, name: from.pod, uid },
      node: pod?.spec.nodeName ?? '',
      podUid: uid,
      ip: pod?.status.podIP ?? '',
    });
    if (pod?.status.podIP === undefined) {
      flight.stage = 'done';
      const message = `pod "${from.pod}" does not run`;
      flight.outcome = { type: 'failed', stage: 'unreachable', exitCode: 7, message };
    }
    return flight;
  }

  private start(flight: Flight): void {
    const { now } = this;
    this.flights.set(flight.id, flight);
    this.proceed(flight, flight.outcome === null ? this.journey.begin(flight, now) : { type: 'over' }, now);
  }

  /** Puts a flight's next step on the clock, sends the call that it waits for, or ends it. */
  private proceed(flight: Flight, first: Next, now: number): void {
    let next = first;
    let current = flight;
    for (;;) {
      if (next.type === 'wait') {
        const left = Math.max(0, current.deadline - now);
        const ms = current.stage === 'done' ? next.ms : Math.min(next.ms, left);
        this.context.port.schedule(ms, current.id);
        return;
      }
      if (next.type === 'call') {
        current = next.flight;
        this.flights.set(current.id, current);
        next = this.journey.begin(current, now);
        continue;
      }
      this.flights.delete(current.id);
      this.end(current, now);
      const parent = this.flights.get(current.parent);
      if (parent === undefined) return;
      next = this.journey.called(parent, current, now);
      current = parent;
    }
  }

  private playToEnd(flight: Flight, start: number): number {
    let now = start;
    let next: Next = flight.outcome === null ? this.journey.begin(flight, now) : { type: 'over' };
    for (;;) {
      if (next.type === 'over') {
        this.end(flight, now);
        return now;
      }
      if (next.type === 'wait') {
        now += flight.stage === 'done' ? next.ms : Math.min(next.ms, Math.max(0, flight.deadline - now));
        next = this.journey.step(flight, now);
      } else {
        const call = next.flight;
        now = this.playToEnd(call, now);
        next = this.journey.called(flight, call, now);
      }
    }
  }

  private end(flight: Flight, now: number): void {
    const { context } = this;
    const { outcome, target } = flight;
    if (outcome === null) return;
    const failed = isFailed(outcome);
    const pod = target === null || target.uid === '' ? '' : `pod/${target.namespace}/${target.name}`;
    this.countStops(flight, pod, failed);
    if (flight.recorded) {
      const exchange = context.kept.get(flight.id);
      if (exchange !== undefined) {
        const place = target === null ? {} : { pod: podPlace(target) };
        context.kept.set(flight.id, { ...exchange, ...place, outcome, endedAt: now });
      }
    }
    if (flight.script !== null) this.printAnswer(flight, flight.script, outcome, now);
    const load = flight.load === 0 ? undefined : this.loadsById.get(flight.load);
    load?.results.ended({
      startedAt: flight.startedAt,
      endedAt: now,
      failed,
      failure: outcome.type === 'failed' ? outcome.stage : `status ${outcome.status}`,
      pod: target?.name ?? '',
      version: flight.served?.image ?? '',
    });
  }

  /** What a client in a container's script got, or why it got nothing, is in the container's log. */
  private printAnswer(flight: Flight, script: ScriptedCall, outcome: Outcome, now: number): void {
    const { context } = this;
    const exchange = { ...(context.kept.get(flight.id) ?? context.exchangeOf(flight)), outcome, endedAt: now };
    this.printScripted(script, scriptedOutput(script, exchange));
  }

  private countStops(flight: Flight, pod: string, failed: boolean): void {
    const { counters } = this.context;
    const { fromKey, service, world } = flight;
    const first = flight.ingress === null ? service : 'ingress';
    const last = pod === '' && world !== '' ? `world/${world}` : pod;
    const stops = [fromKey, first, flight.ingress === null ? last : ''].filter((key) => key !== '');
    for (const [index, key] of stops.entries()) {
      const before = stops[index - 1];
      if (before === undefined) continue;
      counters.edge(before, key, failed);
      counters.place(key, failed);
    }
  }

  private runLoad(id: number): void {
    const load = this.loadsById.get(id);
    if (load === undefined || load.isOver) return;
    const { now } = this;
    const { spec } = load.state;
    const { from, method, url, headers, body, timeoutMs = DEFAULT_TIMEOUT_MS } = spec;
    const request: TrafficRequest = {
      from,
      method,
      url,
      timeoutMs,
      ...(headers !== undefined && { headers }),
      ...(body !== undefined && { body }),
    };
    while (load.state.nextAt <= now && load.state.nextAt < load.endsAt) {
      if (load.rateAt(load.state.nextAt) >= 0.001) {
        load.results.sent(now);
        const recorded = load.isRecorded(load.state.nextAt);
        this.start(this.newFlight(request, id, recorded));
      }
      load.sendNext();
    }
    if (load.state.nextAt >= load.endsAt) load.state.stoppedAt = now;
    else this.context.port.schedule(load.state.nextAt - now, -id);
  }
}

function isFailed(outcome: Outcome): boolean {
  return outcome.type === 'failed' || outcome.status >= 500;
}

function copyOf(flight: Flight): Flight {
  return { ...flight, served: flight.served === null ? null : { ...flight.served } };
}

/** The network between the machines of a cluster; `listeners`: the processes on them. */
export function createNetwork(port: ComponentPort, listeners: Listeners): Network {
  return new SimulatedNetwork(port, listeners);
}
