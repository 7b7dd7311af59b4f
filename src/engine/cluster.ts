import { tableOfKind } from './api/catalog.ts';
import { isFailure } from './api/request.ts';
import type { ApiRequest, ApiResponse, Requester } from './api/request.ts';
import { internal } from './api/status.ts';
import { installCluster } from './bootstrap.ts';
import type {
  AdvanceResult,
  ApiFront,
  Checkpoint,
  Cluster,
  ClusterOptions,
  Execution,
  KubeManifest,
} from './cluster-api.ts';
import type { Component } from './component.ts';
import { ControlPlane } from './control-plane.ts';
import type { ControlPlaneState } from './control-plane.ts';
import { essentialControllers } from './controllers/essential.ts';
import { createEventTtl } from './controllers/event-ttl.ts';
import { ControllerHost } from './controllers/host.ts';
import type { Change } from './api/change.ts';
import { isNetworkFault } from './fault.ts';
import type { Fault, FaultResult, NetworkFault } from './fault.ts';
import { INFORMERS, Informers } from './informers.ts';
import type { Json } from './json.ts';
import type { LogLine } from './log-line.ts';
import { createKubelet } from './kubelet/kubelet.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import { latency } from './latencies.ts';
import { Machines } from './machines.ts';
import type { Network, Traffic } from './network/network.ts';
import type { PodExplanation } from './scheduler/explanations.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import { liveSnapshot, pastSnapshot } from './snapshots.ts';
import type { Snapshot } from './snapshot.ts';
import type { Decision } from './trace.ts';
import { Usage } from './usage.ts';

/** 2025-01-01T00:00:00Z: a fixed start keeps histories equal on every machine. */
const DEFAULT_START = 1_735_689_600_000;

/** An advance that runs more events than this has run away. */
const RUNAWAY_EVENTS = 20_000_000;

interface ClusterState {
  options: Required<ClusterOptions>;
  plane: ControlPlaneState;
  informers: Json;
  machines: Json;
  components: Record<string, Json>;
}

/** What a request is answered while nobody answers requests yet. */
const NOT_OPEN = internal('the API server is starting');

class SimulatedCluster implements Cluster {
  readonly options: Readonly<Required<ClusterOptions>>;
  readonly live: Snapshot;
  private readonly plane: ControlPlane;
  private readonly informers: Informers;
  private readonly kubelet: Kubelet;
  private readonly machines: Machines;
  private readonly host: ControllerHost;
  private readonly scheduler: Scheduler;
  private readonly usage: Usage;
  private readonly components: Component[];
  private readonly byName: Map<string, Component>;
  private network: Network | undefined;
  /** The network's part of a checkpoint, until there is one that can read it. */
  private savedNetwork: Json = null;
  private past: Snapshot | undefined;
  private front: ApiFront | undefined;
  private handle: ((request: ApiRequest) => ApiResponse) | undefined;

  constructor(options: Required<ClusterOptions>) {
    this.options = options;
    const plane = new ControlPlane(options.seed, options.startTime, options.freeze);
    this.plane = plane;
    this.informers = new Informers(plane.store, plane.clock);
    this.kubelet = createKubelet(plane.portFor('kubelet'), { unknownImages: options.unknownImages });
    this.host = new ControllerHost(
      plane.portFor('controllers'),
      essentialControllers({ lastHeartbeat: (node) => this.machines.lastHeartbeat(node) }),
    );
    this.machines = new Machines(plane, this.kubelet, options.nodeCapacity, (node, since) => {
      this.host.enqueue('node-controller', node, since + latency.nodeMonitorGrace - plane.clock.now);
    });
    this.scheduler = createScheduler(plane.portFor('scheduler'));
    this.usage = new Usage({
      lister: plane.store,
      now: () => plane.clock.now,
      needs: (pod) => this.kubelet.needs(pod),
      served: (podUid, container) => this.network?.usage(podUid, container) ?? { cpuMilli: 0, leakedBytes: 0 },
      isReachable: (node) => this.kubelet.isPoweredOn(node) === true && this.network?.isCut(node) !== true,
    });
    this.kubelet.measure((pod) => this.usage.containers(pod));
    this.components = [this.host, this.scheduler, this.kubelet, createEventTtl(plane.portFor('event-ttl'))];
    this.byName = new Map(this.components.map((component) => [component.name, component]));
    this.live = liveSnapshot(plane.store, () => plane.clock.now, this.kubelet);
  }

  boot(): void {
    this.plane.begin('kubeadm');
    installCluster(this.plane.clientFor('kubeadm'), this.options.system);
    for (let index = 0; index < this.options.nodes; index++) this.machines.add(undefined);
    this.informers.announce();
  }

  now(): number {
    return this.plane.clock.now;
  }

  revision(): number {
    return this.plane.store.revision;
  }

  request(request: ApiRequest, requester: Requester = { actor: 'user' }): ApiResponse {
    this.plane.begin(requester.actor, requester.command);
    const random = request.dryRun === true ? this.plane.random.save() : undefined;
    if (this.handle === undefined) return { code: NOT_OPEN.status.code, body: NOT_OPEN.status, warnings: [] };
    const response = this.handle(request);
    // A dry run must not change what happens next, so the uid that it drew is drawn again.
    if (random !== undefined) this.plane.random.load(random);
    if (!isFailure(response) && request.verb !== 'get' && request.verb !== 'list') this.informers.announce();
    return response;
  }

  open(front: ApiFront): void {
    if (this.front === front) return;
    this.front = front;
    this.host.register(front.controllers(this.usage));
    const { store, registry, clock } = this.plane;
    const lastReport = (node: string): number | undefined => this.machines.lastReport(node);
    this.handle = front.serve({ store, registry, now: () => clock.now, lastReport, usage: this.usage });
    this.kubelet.setScripts(front.scripts);
    this.connect(front.network(this.plane.portFor('network'), this.kubelet.listeners));
  }

  get traffic(): Traffic | undefined {
    return this.network;
  }

  install(objects: readonly KubeManifest[], requester: Requester = { actor: 'user' }): void {
    this.plane.begin(requester.actor, requester.command);
    const client = this.plane.clientFor(requester.actor);
    for (const object of objects) client.create(tableOfKind(object), object);
    this.informers.announce();
  }

  restore(checkpoint: Checkpoint): Cluster {
    const cluster = restoreClosedCluster(checkpoint);
    if (this.front !== undefined) cluster.open(this.front);
    return cluster;
  }

  inject(fault: Fault, requester: Requester = { actor: 'user' }): FaultResult {
    this.plane.begin(requester.actor, requester.command);
    const { type, ...params } = fault;
    this.plane.decide(requester.actor, `user.${type}`, { ...params, command: requester.command ?? '' }, undefined, []);
    const result = isNetworkFault(fault) ? this.damageNetwork(fault) : this.machines.inject(fault);
    this.informers.announce();
    return result;
  }

  advance(ms: number, maxEvents = RUNAWAY_EVENTS): AdvanceResult {
    const { clock } = this.plane;
    const until = clock.now + Math.max(0, Math.floor(ms));
    const counts = new Map<string, number>();
    for (let events = 0; events < maxEvents; events++) {
      const event = clock.popUntil(until);
      if (event === undefined) {
        clock.moveTo(until);
        return { events, reached: true };
      }
      counts.set(event.actor, (counts.get(event.actor) ?? 0) + 1);
      this.run(event.actor, event.payload);
    }
    const busiest = [...counts].map(([actor, events]) => ({ actor, events })).toSorted((a, b) => b.events - a.events);
    return { events: maxEvents, reached: (clock.nextDue() ?? Infinity) > until, busiest };
  }

  step(): boolean {
    const event = this.plane.clock.popUntil(Infinity);
    if (event === undefined) return false;
    this.run(event.actor, event.payload);
    return true;
  }

  nextDue(): number | undefined {
    return this.plane.clock.nextDue();
  }

  at(revision: number): Snapshot | undefined {
    if (this.past?.revision === revision) return this.past;
    const store = this.plane.store.at(revision);
    const time = this.plane.store.change(revision)?.time ?? this.options.startTime;
    if (store !== undefined) this.past = pastSnapshot(store, time);
    return store === undefined ? undefined : this.past;
  }

  revisionAt(time: number): number {
    return this.plane.store.revisionAt(time);
  }

  changesSince(revision: number): readonly Change[] | undefined {
    return this.plane.store.changesSince(revision);
  }

  change(revision: number): Change | undefined {
    return this.plane.store.change(revision);
  }

  compactedRevision(): number {
    return this.plane.store.compactedRevision;
  }

  decision(id: number): Decision | undefined {
    return this.plane.trace.get(id);
  }

  decisionsSince(id: number): readonly Decision[] {
    return this.plane.trace.since(id);
  }

  scheduling(podUid: string): PodExplanation | undefined {
    return this.scheduler.lastDecision(podUid);
  }

  logs(namespace: string, pod: string, container: string, previous = false): readonly LogLine[] | undefined {
    return this.kubelet.logs(namespace, pod, container, previous);
  }

  exec(
    namespace: string,
    pod: string,
    container: string,
    command: readonly string[],
    stdin?: string,
  ): Execution | undefined {
    return this.kubelet.exec(namespace, pod, container, command, stdin);
  }

  checkpoint(): Checkpoint {
    const components: Record<string, Json> = {};
    if (this.network === undefined) components['network'] = this.savedNetwork;
    for (const component of this.components) components[component.name] = component.save();
    const state: ClusterState = {
      options: this.options,
      plane: this.plane.save(),
      informers: this.informers.save(),
      machines: this.machines.save(),
      components,
    };
    return { version: 1, now: this.now(), revision: this.revision(), state: state as unknown as Json };
  }

  load(state: ClusterState): void {
    this.plane.load(state.plane);
    this.informers.load(state.informers);
    this.machines.load(state.machines);
    for (const component of this.components) component.load(state.components[component.name] ?? null);
    this.savedNetwork = state.components['network'] ?? null;
  }

  /** Adds the network: as the checkpoint has it, or with what everyone else was told so far. */
  private connect(network: Network): void {
    if (this.savedNetwork !== null) network.load(this.savedNetwork);
    else {
      const { store } = this.plane;
      for (const change of store.changesSince(store.compactedRevision) ?? []) {
        if (change.revision <= this.informers.deliveredRevision) network.onChange(change);
      }
    }
    this.savedNetwork = null;
    this.network = network;
    this.components.push(network);
    this.byName.set(network.name, network);
    this.kubelet.connect(network.door);
  }

  private damageNetwork(fault: NetworkFault): FaultResult {
    const result = this.network?.inject(fault) ?? { ok: false, message: 'the network is starting' };
    if (result.ok && fault.type === 'cutNode') this.machines.cutNetwork(fault.node, fault.on);
    return result;
  }

  private run(actor: string, payload: Json): void {
    this.plane.begin(actor);
    if (actor === INFORMERS) this.informers.deliver(Number(payload), this.components);
    else this.byName.get(actor)?.onEvent(payload);
    this.informers.announce();
  }
}

/**
 * A cluster with nodes that are ready and the usual namespaces, where nothing runs yet and no request is answered before
 * it is opened: what a page shows first while the larger rest is still on its way.
 */
export function createClosedCluster(options: ClusterOptions = {}): Cluster {
  const cluster = new SimulatedCluster({
    seed: options.seed ?? 1,
    nodes: options.nodes ?? 3,
    nodeCapacity: options.nodeCapacity ?? { cpu: '4', memory: '8Gi', pods: 110 },
    startTime: options.startTime ?? DEFAULT_START,
    unknownImages: options.unknownImages ?? 'run',
    freeze: options.freeze ?? false,
    system: options.system ?? true,
  });
  cluster.boot();
  return cluster;
}

/** A cluster that goes on exactly as the one did that the checkpoint was taken of; it answers no request yet. */
export function restoreClosedCluster(checkpoint: Checkpoint): Cluster {
  const state = checkpoint.state as unknown as ClusterState;
  const cluster = new SimulatedCluster(state.options);
  cluster.load(state);
  return cluster;
}
