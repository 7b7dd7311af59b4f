import type { Change } from '../api/change.ts';
import { deepEqual } from '../api/equality.ts';
import type { LogLine } from '../log-line.ts';
import type { Component, ComponentPort } from '../component.ts';
import type { FaultResult, MachineFault } from '../fault.ts';
import type { Json } from '../json.ts';
import type { Node, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { PodActivity } from '../snapshot.ts';
import type { ContainerUsage } from '../usage.ts';
import { behaviourOf } from './running-container.ts';
import type { Execution } from './execution.ts';
import { loggedRun, logLines } from './container-logs.ts';
import { isRunning } from './container-state.ts';
import { KubeletContext, restoredNodeState, specOf } from './context.ts';
import type { VolumeFiles, KubeletEvent, NodeState, Replaced } from './context.ts';
import { EvictionManager } from './eviction.ts';
import { buildImage, injectContainerFault } from './faults.ts';
import { KubeletListeners } from './listeners.ts';
import type { Listeners } from './listeners.ts';
import { healthyConditions } from './node.ts';
import { noteCapacity, reportCapacity } from './node-capacity.ts';
import { podActivity } from './pod-activity.ts';
import { PodSync } from './pod-sync.ts';
import { containerOf } from './pod-worker.ts';
import type { NetworkDoor } from './network-door.ts';
import type { PodWorker } from './pod-worker.ts';
import { processNeeds } from './process-needs.ts';
import type { ProcessNeeds } from './process-needs.ts';
import { makeCall } from './script-calls.ts';
import type { CommandPlayer } from './context.ts';
import { addedTo, keepWritten } from './volume-data.ts';

/*
 * Decisions, all by `kubelet NODE`:
 *
 * kubelet.admitted          node                              a pod was bound to this node
 * kubelet.rejected          reason, message                   a pod that names its node itself does not fit
 * kubelet.mountFailed       volume, message                   a volume cannot be mounted
 * kubelet.pulling           container, image
 * kubelet.pulled            container, image, seconds
 * kubelet.pullFailed        container, image, error
 * kubelet.pullBackOff       container, image, seconds         waits so long before it tries again
 * kubelet.cannotStart       container, reason, message        CreateContainerConfigError, RunContainerError
 * kubelet.started           container, restarts
 * kubelet.exited            container, exitCode, reason
 * kubelet.restarting        container, exitCode, reason, count
 * kubelet.backOff           container, seconds, restarts      CrashLoopBackOff
 * kubelet.probeFailed       container, probe, failures, threshold
 * kubelet.killing           container, probe                  a liveness or startup probe failed for good
 * kubelet.replacing         container, image                  its image was changed in place
 * kubelet.ready             container
 * kubelet.notReady          container
 * kubelet.deadlineExceeded  seconds                           activeDeadlineSeconds is over
 * kubelet.evicted           message                           its machine runs short, or it wrote more than it may
 * kubelet.pressure          node, condition, on               its machine runs short of something, or no more
 * kubelet.finished                                            all containers have ended for good
 * kubelet.stopping          graceSeconds                      the pod is to be deleted
 * kubelet.stopped                                             its containers have ended
 * kubelet.removed                                             its object is deleted
 * kubelet.restored          node                              after the machine came back
 * kubelet.nodeReady         node                              the machine came back
 * kubelet.reconnected       node                              its network came back
 */

/** The kubelets of all nodes. */
export interface Kubelet extends Component {
  /** Does a fault that concerns containers, machines or images; addNode and removeNode are not its business. */
  inject(fault: MachineFault): FaultResult;
  /** What a pod's kubelet is busy with. */
  activity(podUid: string): PodActivity | undefined;
  /** Undefined for machines that it does not know. */
  isPoweredOn(node: string): boolean | undefined;
  /** What a container printed, oldest first; `previous`: the run before the last restart. Undefined: no such run. */
  logs(namespace: string, pod: string, container: string, previous?: boolean): readonly LogLine[] | undefined;
  /** Runs a command in a container at this moment; `stdin` is all that it can read. Undefined: it does not run. */
  exec(
    namespace: string,
    pod: string,
    container: string,
    command: readonly string[],
    stdin?: string,
  ): Execution | undefined;
  /** Says what the containers of a pod use, requests included; until then a machine never runs short. */
  measure(usageOf: (pod: Pod) => readonly ContainerUsage[]): void;
  /** What the running processes of a pod need, whatever the network asks of them. */
  needs(pod: Pod): readonly ProcessNeeds[];
  /** What the network may know of processes and do to them. */
  readonly listeners: Listeners;
  /** Lets containers run more than their images' own servers. */
  setScripts(player: CommandPlayer): void;
  /** Lets processes in containers use the network. */
  connect(door: NetworkDoor): void;
  /** A machine's network is cut, or joined again; what runs on it goes on. */
  cutNetwork(node: string, cut: boolean): void;
  /** A machine has joined; its Node is there. */
  nodeAdded(name: string): void;
  /** A machine is gone for good, with all that ran on it. */
  nodeRemoved(name: string): void;
}

interface SavedState {
  unknownImages: 'run' | 'fail';
  built: string[];
  nodes: [string, NodeState][];
  pods: readonly Json[];
  replaced: readonly Replaced[];
  volumes: [string, VolumeFiles][];
}

class Kubelets implements Kubelet {
  readonly name = 'kubelet';
  readonly listeners: Listeners;
  private readonly context: KubeletContext;
  private readonly sync: PodSync;
  private readonly evictions: EvictionManager;
  private usageOf: (pod: Pod) => readonly ContainerUsage[] = () => [];

  constructor(port: ComponentPort, unknownImages: 'run' | 'fail') {
    this.context = new KubeletContext(port, unknownImages);
    this.sync = new PodSync(this.context);
    this.evictions = new EvictionManager(this.context, {
      usage: (pod) => this.usageOf(pod),
      evict: (worker, message) => {
        this.sync.evict(worker, message);
      },
    });
    this.context.grew = (node) => {
      this.evictions.stir(node);
    };
    this.listeners = new KubeletListeners(this.context, this.sync);
  }

  connect(door: NetworkDoor): void {
    this.context.door = door;
  }

  setScripts(player: CommandPlayer): void {
    this.context.setScripts(player);
  }

  onChange(change: Change): void {
    switch (change.resource) {
      case 'pods':
        this.podChanged(change);
        break;
      case 'services':
      case 'endpointslices':
        this.sync.networkChanged();
        break;
      case 'configmaps':
      case 'secrets':
        this.context.contentChanged(change);
        break;
      case 'nodes':
        this.nodeChanged(change);
        break;
      default:
    }
  }

  onEvent(payload: Json): void {
    const event = payload as unknown as KubeletEvent;
    switch (event.type) {
      case 'pulled':
        this.sync.puller.pulled(event.node, event.life);
        return;
      case 'booted':
        this.booted(event.node, event.life);
        return;
      case 'capacity':
        reportCapacity(this.context, event.node, event.life);
        return;
      case 'evictionRound':
        this.evictions.synchronize(event.node, event.life);
        return;
      default:
        this.podEvent(event);
    }
  }

  inject(fault: MachineFault): FaultResult {
    switch (fault.type) {
      case 'killContainer':
      case 'crashContainer':
      case 'failReadiness':
      case 'failLiveness':
        return injectContainerFault(this.context, this.sync, fault);
      case 'powerOffNode':
        return this.powerOff(fault.node);
      case 'powerOnNode':
        return this.powerOn(fault.node);
      case 'setUnknownImages':
        this.context.state.unknownImages = fault.policy;
        this.context.forgetImages();
        return { ok: true };
      case 'buildImage':
        return buildImage(this.context, fault.image);
      case 'addNode':
      case 'removeNode':
        return { ok: false, message: `${fault.type} is not for kubelets` };
    }
  }

  activity(podUid: string): PodActivity | undefined {
    const worker = this.context.state.pods.peek(podUid);
    return worker === undefined ? undefined : podActivity(this.context, worker);
  }

  isPoweredOn(node: string): boolean | undefined {
    const state = this.context.state.nodes.get(node);
    return state === undefined ? undefined : state.off !== 'off';
  }

  logs(namespace: string, podName: string, container: string, previous = false): readonly LogLine[] | undefined {
    const { context } = this;
    const pod = context.port.lister.get('pods', namespace, podName);
    const worker = pod === undefined ? undefined : context.state.pods.peek(pod.metadata.uid);
    const state = worker === undefined ? undefined : containerOf(worker, container);
    const run = state === undefined ? undefined : loggedRun(state, previous);
    const behaviour = run === undefined ? undefined : behaviourOf(context, run);
    if (run === undefined || behaviour === undefined) return undefined;
    return logLines(
      () => context.scripts(),
      run,
      behaviour,
      pod?.spec.hostname ?? podName,
      worker?.ip ?? '',
      context.now,
      pod === undefined || worker === undefined
        ? {}
        : {
            follow: (path) => addedTo(context, worker, pod, container, run.startedAt, path),
          },
    );
  }

  exec(
    namespace: string,
    podName: string,
    containerName: string,
    command: readonly string[],
    stdin?: string,
  ): Execution | undefined {
    const { context } = this;
    const pod = context.port.lister.get('pods', namespace, podName);
    const worker = pod === undefined ? undefined : context.state.pods.get(pod.metadata.uid);
    const state = worker === undefined ? undefined : containerOf(worker, containerName);
    const container = pod === undefined ? undefined : specOf(pod, containerName);
    if (pod === undefined || worker === undefined || state?.run === undefined || container === undefined) {
      return undefined;
    }
    if (!isRunning(state, context.now) || context.isOff(worker.node)) return undefined;
    const execution = context.scripts().execute(context, worker, pod, container, state.run, command, stdin);
    if (execution.type === 'ended' && Object.keys(execution.written).length > 0) {
      keepWritten(context, worker, pod, container, state.run, execution.written);
      this.sync.prober.wake(worker, pod);
    }
    for (const { podUid, container: name, text } of execution.type === 'ended' ? execution.memories : []) {
      const asked = context.state.pods.get(podUid);
      const { run: server } = (asked === undefined ? undefined : containerOf(asked, name)) ?? {};
      if (server !== undefined) server.memory = text;
    }
    const { onSigterm } = state.run.program;
    if (execution.type === 'ended' && execution.signalledMain === true && onSigterm !== 'ignored') {
      this.listeners.end(pod.metadata.uid, containerName, onSigterm, onSigterm === 0 ? 'Completed' : 'Error');
    }
    return execution;
  }

  measure(usageOf: (pod: Pod) => readonly ContainerUsage[]): void {
    this.usageOf = usageOf;
  }

  needs(pod: Pod): readonly ProcessNeeds[] {
    return processNeeds(this.context, pod);
  }

  nodeAdded(name: string): void {
    this.context.node(name);
    const node = this.context.port.lister.get('nodes', '', name);
    if (node !== undefined) this.announce(node);
    // A machine that takes the name of one that is gone finds that one's pods, which nobody runs.
    for (const pod of this.context.port.lister.podsOnNode(name)) {
      if (!this.context.state.pods.has(pod.metadata.uid)) this.sync.admit(pod, name, 0, false);
    }
  }

  nodeRemoved(name: string): void {
    for (const worker of this.context.state.pods.on(name)) this.sync.forget(worker);
    this.context.state.nodes.delete(name);
  }

  save(): Json {
    const { unknownImages, built, nodes, pods, replaced, volumes } = this.context.state;
    const rest: Omit<SavedState, 'pods'> = { unknownImages, built, nodes: [...nodes], replaced, volumes: [...volumes] };
    return { ...copyOf(rest), pods: pods.save() } as unknown as Json;
  }

  load(json: Json): void {
    const { pods, ...rest } = json as unknown as SavedState;
    const saved = copyOf(rest);
    const { state } = this.context;
    state.unknownImages = saved.unknownImages;
    state.built = saved.built;
    this.context.forgetImages();
    state.nodes = new Map(saved.nodes.map(([name, node]) => [name, restoredNodeState(node)]));
    state.replaced = saved.replaced;
    state.pods.load(pods);
    state.volumes = new Map(saved.volumes);
    this.sync.rebuild();
  }

  private podChanged(change: Change): void {
    const { context, sync } = this;
    const { spec, metadata } = change.object as Pod;
    const worker = context.state.pods.get(metadata.uid);
    if (spec.nodeName !== undefined && context.isDeaf(spec.nodeName)) return;
    if (change.type === 'DELETED') {
      if (worker !== undefined) sync.forget(worker);
      return;
    }
    if (spec.nodeName === undefined || context.isOff(spec.nodeName)) return;
    const pod = context.port.lister.get('pods', change.namespace, change.name);
    if (pod === undefined || pod.metadata.uid !== metadata.uid) return;
    if (worker === undefined) {
      if (context.state.nodes.has(spec.nodeName))
        sync.admit(pod, spec.nodeName, change.revision, change.type === 'ADDED');
      return;
    }
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (worker.termination === undefined) worker.cause = change.revision;
      sync.terminate(worker, pod);
      return;
    }
    const before = change.previous as Pod | undefined;
    if (before?.spec.nodeName !== undefined && !deepEqual(before.spec, spec)) {
      worker.cause = change.revision;
      sync.specChanged(worker, pod, before);
    } else if (spec.readinessGates !== undefined) sync.writeStatus(worker, pod);
  }

  private podEvent(event: Exclude<KubeletEvent, { type: 'pulled' | 'booted' | 'evictionRound' | 'capacity' }>): void {
    const { context, sync } = this;
    const worker = context.state.pods.get(event.uid);
    if (worker === undefined || context.isOff(worker.node)) return;
    dropTimer(worker, event);
    if ('token' in event && event.token !== worker.token) return;
    const pod = context.pod(worker);
    if (context.isDeaf(worker.node)) {
      if (pod === undefined) return;
      if (event.type === 'terminated') {
        // It can tell nobody that the pod has ended until it is heard again.
        if (worker.termination !== undefined) {
          worker.termination.timer = context.schedule(latency.podSyncRetry, event);
        }
        return;
      }
    }
    if (pod === undefined) {
      sync.forget(worker);
      return;
    }
    switch (event.type) {
      case 'sync':
        sync.sync(worker);
        break;
      case 'sandboxReady':
        sync.sandboxReady(worker, pod);
        break;
      case 'containerStarts':
        sync.starter.processStarts(worker, pod);
        break;
      case 'hookDone':
        sync.starter.advance(worker, pod);
        break;
      case 'containerEnded': {
        const state = containerOf(worker, event.container);
        if (state?.run?.id === event.run) sync.containerEnded(worker, pod, state);
        break;
      }
      case 'clientCalls': {
        const state = containerOf(worker, event.container);
        if (state?.run?.id === event.run) makeCall(context, worker, state, event.at);
        break;
      }
      case 'probe':
        sync.prober.due(worker, pod, event.container, event.kind, event.run);
        break;
      case 'terminated':
        sync.terminated(worker, pod);
        break;
    }
  }

  private nodeChanged(change: Change): void {
    if (change.type !== 'MODIFIED' || this.context.isOff(change.name)) return;
    const node = change.object as Node;
    const before = change.previous as Node | undefined;
    noteCapacity(this.context, node, before);
    const isCordoned = node.spec.unschedulable === true;
    if (before === undefined || (before.spec.unschedulable === true) === isCordoned) return;
    this.nodeEvent(node, isCordoned ? 'NodeNotSchedulable' : 'NodeSchedulable');
  }

  private nodeEvent(node: Node, status: string): void {
    const { name } = node.metadata;
    const source = { component: 'kubelet', host: name };
    this.context.port.event(source, node, 'Normal', status, `Node ${name} status is now: ${status}`);
  }

  /** What a kubelet says of its node when it starts (pkg/kubelet/kubelet_node_status.go). */
  private announce(node: Node): void {
    const source = { component: 'kubelet', host: node.metadata.name };
    this.context.port.event(source, node, 'Normal', 'Starting', 'Starting kubelet.');
    for (const status of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
      this.nodeEvent(node, status);
    }
    const enforced = 'Updated Node Allocatable limit across pods';
    this.context.port.event(source, node, 'Normal', 'NodeAllocatableEnforced', enforced);
    this.nodeEvent(node, 'NodeReady');
  }

  private powerOff(name: string): FaultResult {
    const node = this.context.state.nodes.get(name);
    if (node === undefined) return { ok: false, message: `nodes "${name}" not found` };
    if (node.off === 'off') return { ok: false, message: `node "${name}" is powered off already` };
    node.off = 'off';
    node.life++;
    node.pulls = [];
    node.evictionRound = undefined;
    node.pressure = undefined;
    for (const worker of this.context.state.pods.on(name)) this.sync.powerLost(worker);
    return { ok: true };
  }

  private powerOn(name: string): FaultResult {
    const node = this.context.state.nodes.get(name);
    if (node === undefined) return { ok: false, message: `nodes "${name}" not found` };
    if (node.off !== 'off') return { ok: false, message: `node "${name}" is powered on already` };
    node.off = 'booting';
    this.context.schedule(latency.nodeBoot, { type: 'booted', node: name, life: node.life });
    return { ok: true };
  }

  cutNetwork(name: string, cut: boolean): void {
    const { context } = this;
    const state = context.state.nodes.get(name);
    const node = context.port.lister.get('nodes', '', name);
    if (state === undefined || node === undefined || (state.deaf === true) === cut) return;
    if (cut) {
      state.deaf = true;
      return;
    }
    state.deaf = undefined;
    if (state.off !== undefined) return;
    context.port.decide(`kubelet ${name}`, 'kubelet.reconnected', { node: name }, node, []);
    const conditions = healthyConditions(context.now, node.status.conditions);
    context.client(name).updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
    for (const worker of this.context.state.pods.on(name))
      if (context.pod(worker) === undefined) this.sync.forget(worker);
    for (const pod of context.port.lister.podsOnNode(name)) {
      const worker = context.state.pods.get(pod.metadata.uid);
      if (worker === undefined) this.sync.admit(pod, name, 0, false);
      else if (pod.metadata.deletionTimestamp !== undefined) this.sync.terminate(worker, pod);
      else this.sync.writeStatus(worker, pod);
    }
  }

  private booted(name: string, life: number): void {
    const { context } = this;
    const state = context.state.nodes.get(name);
    const node = context.port.lister.get('nodes', '', name);
    if (state === undefined || node === undefined || state.life !== life || state.off !== 'booting') return;
    state.off = undefined;
    context.port.decide(`kubelet ${name}`, 'kubelet.nodeReady', { node: name }, node, []);
    this.announce(node);
    const conditions = healthyConditions(context.now, node.status.conditions);
    context.client(name).updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
    for (const worker of this.context.state.pods.on(name))
      if (context.pod(worker) === undefined) this.sync.forget(worker);
    for (const pod of context.port.lister.podsOnNode(name)) {
      const worker = context.state.pods.get(pod.metadata.uid);
      if (worker === undefined) this.sync.admit(pod, name, 0, false);
      else this.sync.restore(worker, pod);
    }
  }
}

function copyOf<State>(state: State): State {
  return JSON.parse(JSON.stringify(state)) as State;
}

/** What has run can no longer be cancelled. */
function dropTimer(worker: PodWorker, event: KubeletEvent): void {
  switch (event.type) {
    case 'sync':
      worker.sync = undefined;
      break;
    case 'terminated':
      if (event.token === worker.token) delete worker.termination?.timer;
      break;
    case 'containerEnded': {
      const state = containerOf(worker, event.container);
      if (state?.run?.id === event.run) state.endTimer = undefined;
      break;
    }
    case 'clientCalls': {
      const state = containerOf(worker, event.container);
      if (state?.run?.id === event.run) delete state.run.callTimer;
      break;
    }
    case 'probe': {
      const state = containerOf(worker, event.container);
      if (state?.run?.id === event.run) delete state.probes[event.kind]?.timer;
      break;
    }
    default:
  }
}

/** Runs the kubelets of all nodes. `unknownImages`: whether images that no catalogue has can be pulled. */
export function createKubelet(port: ComponentPort, options: { unknownImages: 'run' | 'fail' }): Kubelet {
  return new Kubelets(port, options.unknownImages);
}
