import type { Change } from '../api/change.ts';
import type { Client } from '../api/client.ts';
import { deepEqual } from '../api/equality.ts';
import { ApiError } from '../api/status.ts';
import type { Component, ComponentPort, DecisionParams } from '../component.ts';
import type { Json } from '../json.ts';
import type { Node, Pod } from '../kinds/types/index.ts';
import { BOUND_BY_CONTROLLER, SELECTED_NODE } from '../kinds/volume-matching.ts';
import { latency } from '../latencies.ts';
import { CacheState } from './cache-state.ts';
import type { SavedCache } from './cache-state.ts';
import { eventHelps } from './cluster-events.ts';
import type { ClusterEvent } from './cluster-events.ts';
import { findFeasibleNodes, prepareFilters, scoreNodes, selectHost } from './cycle.ts';
import type { Search, World } from './cycle.ts';
import { Explanations } from './explanations.ts';
import type { PodExplanation } from './explanations.ts';
import { fitErrorMessage, NO_NODES_MESSAGE } from './fit-error.ts';
import { Nominations } from './nominations.ts';
import { podPriority } from './node-info.ts';
import type { NodeInfo } from './node-info.ts';
import { choiceParams } from './choice.ts';
import { withCondition } from './pod-conditions.ts';
import { areClaimsBound, volumePlan } from './plugins/volume-binding.ts';
import type { VolumePlan } from './plugins/volume-binding.ts';
import { preempt } from './preemption.ts';
import { SchedulerCache } from './scheduler-cache.ts';
import { SchedulingQueue } from './scheduling-queue.ts';
import type { QueuedPod } from './scheduling-queue.ts';
import { groupKey } from './pod-wants.ts';

const ACTOR = 'default-scheduler';
const SOURCE = { component: ACTOR };

type Payload = 'cycle' | 'flush' | { volumesTimeout: string };

/** A pod whose node is chosen and whose volumes are being bound: it takes up its room already (framework.WaitingPod). */
interface VolumeWait {
  queued: QueuedPod;
  node: string;
  params: DecisionParams;
  timer: number;
}

interface SchedulerState {
  queue: ReturnType<SchedulingQueue['save']>;
  nominations: ReturnType<Nominations['save']>;
  explanations: ReturnType<Explanations['save']>;
  cache: SavedCache;
  nextStart: number;
  cyclePending: boolean;
  flush: { id: number; due: number } | null;
  volumeWaits: VolumeWait[];
}

/** The scheduler as the rest of the cluster knows it. */
export interface Scheduler extends Component {
  /** What the filters and scores said when the pod was last tried; undefined when that is too long ago. */
  lastDecision(podUid: string): PodExplanation | undefined;
}

function isTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/**
 * kube-scheduler (pkg/scheduler): binds one pod at a time to the best of the nodes that can take it.
 *
 * Decisions:
 * | code | params |
 * | --- | --- |
 * | `scheduler.bound` | pod, namespace, node, feasible (nodes that fit), nodes (all), why: `only`, `nominated`, `best` or `tie`; with `best` and `tie` score (points) and ties (nodes with as many, the chosen one included); with `best` also plugin (the score that made the difference), runnerUp (node), runnerUpScore |
 * | `scheduler.bindVolumes` | pod, namespace, node, claims (names, comma-separated): before the pod is bound |
 * | `scheduler.unschedulable` | pod, namespace, message (as in FailedScheduling) |
 * | `scheduler.preempting` | pod, namespace, node, victims (names, comma-separated), count |
 * | `scheduler.bindFailed` | pod, namespace, node, message |
 */
class DefaultScheduler implements Scheduler {
  readonly name = 'scheduler';
  private readonly port: ComponentPort;
  private readonly client: Client;
  private readonly cache = new SchedulerCache();
  private readonly queue = new SchedulingQueue();
  private readonly nominations: Nominations;
  private readonly explanations = new Explanations();
  private readonly cacheState: CacheState;
  private readonly world: World;
  private nextStart = 0;
  private cyclePending = false;
  private flush: SchedulerState['flush'] = null;
  private readonly volumeWaits = new Map<string, VolumeWait>();

  constructor(port: ComponentPort) {
    this.port = port;
    this.client = port.clientFor(ACTOR);
    this.nominations = new Nominations(port.lister);
    this.cacheState = new CacheState(this.cache, port.lister);
    this.world = { cache: this.cache, lister: port.lister, nominations: this.nominations };
  }

  lastDecision(podUid: string): PodExplanation | undefined {
    return this.explanations.get(podUid);
  }

  onChange(change: Change): void {
    switch (change.resource) {
      case 'pods':
        this.onPodChange(change);
        break;
      case 'nodes':
        this.onNodeChange(change);
        break;
      case 'persistentvolumeclaims':
      case 'persistentvolumes':
      case 'storageclasses':
        this.followVolumes();
        if (change.type !== 'DELETED') this.wake({ type: 'storage' }, change.revision);
        break;
      default:
        return;
    }
    this.arm();
  }

  onEvent(payload: Json): void {
    const event = payload as Payload;
    if (typeof event === 'object') {
      const wait = this.volumeWaits.get(event.volumesTimeout);
      this.volumeWaits.delete(event.volumesTimeout);
      if (wait !== undefined) this.volumesFailed(wait, 'binding volumes: context deadline exceeded');
    } else if (event === 'flush') {
      this.flush = null;
      this.queue.flush(this.port.now());
    } else {
      this.cyclePending = false;
      const queued = this.queue.pop(this.port.now());
      if (queued !== undefined) this.scheduleOne(queued);
    }
    this.arm();
  }

  save(): Json {
    const state: SchedulerState = {
      queue: this.queue.save(),
      nominations: this.nominations.save(),
      explanations: this.explanations.save(),
      cache: this.cacheState.save(),
      nextStart: this.nextStart,
      cyclePending: this.cyclePending,
      flush: this.flush,
      volumeWaits: [...this.volumeWaits.values()],
    };
    return state as unknown as Json;
  }

  load(json: Json): void {
    const state = json as unknown as SchedulerState;
    this.cacheState.load(state.cache);
    this.queue.load(state.queue);
    this.nominations.load(state.nominations);
    this.explanations.load(state.explanations);
    this.nextStart = state.nextStart;
    this.cyclePending = state.cyclePending;
    this.flush = state.flush;
    this.volumeWaits.clear();
    for (const wait of state.volumeWaits) {
      this.volumeWaits.set(wait.queued.uid, wait);
      const pod = this.port.lister.get('pods', wait.queued.namespace, wait.queued.name);
      if (pod !== undefined) this.assume(pod, wait.node);
    }
  }

  private onPodChange({ type, object, previous, revision }: Change): void {
    const pod = object as Pod;
    const { uid } = pod.metadata;
    if (type === 'DELETED' || isTerminal(pod)) {
      this.queue.remove(uid);
      this.nominations.remove(uid);
      this.forgetVolumes(uid);
      const known = this.cache.pod(uid);
      if (known === undefined) return;
      this.cache.removePod(uid);
      this.wake({ type: 'podGone', pod: known.pod }, revision);
    } else if (pod.spec.nodeName === undefined) {
      this.onPendingPod(pod, revision);
    } else {
      this.queue.remove(uid);
      this.nominations.remove(uid);
      this.onAssignedPod(pod, previous as Pod | undefined, revision);
    }
  }

  private onAssignedPod(pod: Pod, previous: Pod | undefined, revision: number): void {
    const known = this.cache.pod(pod.metadata.uid)?.pod;
    // A pod that was bound a moment ago is known in its newest state; older news of it may still arrive.
    if (known !== undefined && Number(known.metadata.resourceVersion) > revision) return;
    this.cache.setPod(pod);
    const isNew = previous?.spec.nodeName === undefined;
    if (isNew || !deepEqual(pod.metadata.labels, previous.metadata.labels)) {
      this.wake({ type: 'podAssigned', pod }, revision);
    }
  }

  private onPendingPod(pod: Pod, revision: number): void {
    const { uid, namespace = '', name } = pod.metadata;
    const current = this.port.lister.get('pods', namespace, name);
    if (current === undefined || current.metadata.uid !== uid || current.spec.nodeName !== undefined) return;
    if (this.volumeWaits.has(uid)) return;
    if ((pod.spec.schedulerName ?? ACTOR) !== ACTOR || (pod.spec.schedulingGates ?? []).length > 0) return;
    this.nominations.set(pod, pod.status.nominatedNodeName ?? '');
    if (!this.queue.has(uid)) {
      const timestamp = this.port.now();
      this.queue.add({ uid, namespace, name, priority: podPriority(pod), timestamp, cause: revision });
    }
  }

  private onNodeChange({ type, object, previous, revision }: Change): void {
    const node = object as Node;
    if (type === 'DELETED') {
      this.cache.removeNode(node.metadata.name);
      this.wake({ type: 'nodeDeleted' }, revision);
      return;
    }
    this.cache.setNode(node);
    if (previous === undefined) this.wake({ type: 'nodeAdded', node }, revision);
    else this.wake({ type: 'nodeChanged', node, previous: previous as Node }, revision);
  }

  private wake(event: ClusterEvent, revision: number): void {
    const { lister } = this.port;
    this.queue.wake((plugins, { uid, namespace, name }) => {
      const pod = lister.get('pods', namespace, name);
      return pod?.metadata.uid === uid && eventHelps(event, plugins, pod, lister);
    }, revision);
  }

  /** Keeps what is on the clock in step with the queue: an idle scheduler has nothing there. */
  private arm(): void {
    if (this.queue.hasActive && !this.cyclePending) {
      this.cyclePending = true;
      this.port.schedule(latency.schedulePod, 'cycle');
    }
    const due = this.queue.nextFlush();
    if (due === this.flush?.due) return;
    if (this.flush !== null) this.port.cancel(this.flush.id);
    this.flush = due === undefined ? null : { id: this.port.schedule(due - this.port.now(), 'flush'), due };
  }

  private scheduleOne(queued: QueuedPod): void {
    const pod = this.port.lister.get('pods', queued.namespace, queued.name);
    if (pod === undefined || pod.metadata.uid !== queued.uid || pod.spec.nodeName !== undefined) return;
    if (pod.metadata.deletionTimestamp !== undefined) return;
    const nodes = this.cache.nodes();
    if (nodes.length === 0) {
      this.fail(queued, pod, NO_NODES_MESSAGE, [], undefined);
      return;
    }
    const prepared = prepareFilters(pod, this.world);
    if ('rejection' in prepared) {
      const { rejection } = prepared;
      const search: Search = {
        feasible: [],
        rejected: new Map(nodes.map((node) => [node, rejection])),
        absent: undefined,
      };
      this.unschedulable(queued, pod, search, rejection.reasons.join(', '));
      return;
    }
    const search = findFeasibleNodes(pod, prepared, this.nextStart, this.world);
    this.nextStart = (this.nextStart + search.feasible.length + search.rejected.size) % nodes.length;
    if (search.feasible.length === 0) this.unschedulable(queued, pod, search, '');
    else this.place(queued, pod, search);
  }

  private place(queued: QueuedPod, pod: Pod, search: Search): void {
    const { feasible } = search;
    const scores = feasible.length > 1 ? scoreNodes(pod, feasible, this.world) : undefined;
    const selected = scores === undefined ? 0 : selectHost(scores.totals, this.port.random);
    const node = feasible[selected];
    if (node === undefined) return;
    const { namespace, name, uid } = queued;
    this.explanations.record(uid, this.port.now(), search, scores, node.name);
    const about = {
      pod: name,
      namespace,
      node: node.name,
      feasible: feasible.length,
      nodes: this.cache.nodes().length,
    };
    const params = choiceParams(about, pod, feasible, scores, selected);
    const volumes = volumePlan(pod, node, this.port.lister);
    if (volumes === undefined) this.bind(queued, pod, node.name, params);
    else this.bindVolumes(queued, pod, node.name, params, volumes);
  }

  private bind(queued: QueuedPod, pod: Pod, node: string, params: DecisionParams): void {
    const { namespace, name, uid } = queued;
    this.port.decide(ACTOR, 'scheduler.bound', params, pod, causesOf(queued));
    try {
      this.client.bind(namespace, name, node);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.bindingFailed(queued, pod, node, `Binding rejected: ${error.message}`);
      return;
    }
    const bound = this.port.lister.get('pods', namespace, name);
    if (bound !== undefined) this.cache.setPod(bound);
    this.nominations.remove(uid);
    this.port.event(SOURCE, pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
  }

  /** Counts a pod as on its node before it is bound (assume). */
  private assume(pod: Pod, nodeName: string): void {
    this.cache.setPod({ ...pod, spec: { ...pod.spec, nodeName } });
  }

  /** Has the volumes bound or made that a pod needs on its node, and waits for them (BindPodVolumes). */
  private bindVolumes(queued: QueuedPod, pod: Pod, node: string, params: DecisionParams, plan: VolumePlan): void {
    const { namespace, name, uid } = queued;
    const claims = [...plan.bind.map(({ claim }) => claim), ...plan.provision].map(({ metadata }) => metadata.name);
    const about = { pod: name, namespace, node, claims: claims.join(', ') };
    this.port.decide(ACTOR, 'scheduler.bindVolumes', about, pod, causesOf(queued));
    for (const { claim, volume } of plan.bind) {
      const { metadata } = claim;
      const claimRef = { kind: 'PersistentVolumeClaim', namespace, name: metadata.name, uid: metadata.uid };
      const annotations = volume.spec.claimRef === undefined ? { [BOUND_BY_CONTROLLER]: 'yes' } : {};
      const patch = { metadata: { annotations }, spec: { claimRef: { ...claimRef, apiVersion: 'v1' } } };
      this.client.patch('persistentvolumes', '', volume.metadata.name, patch);
    }
    for (const { metadata } of plan.provision) {
      const annotations = { [SELECTED_NODE]: node };
      this.client.patch('persistentvolumeclaims', namespace, metadata.name, { metadata: { annotations } });
    }
    this.assume(pod, node);
    const timer = this.port.schedule(latency.volumeBindTimeout, { volumesTimeout: uid });
    this.volumeWaits.set(uid, { queued, node, params, timer });
  }

  private forgetVolumes(uid: string): void {
    const wait = this.volumeWaits.get(uid);
    if (wait === undefined) return;
    this.volumeWaits.delete(uid);
    this.port.cancel(wait.timer);
  }

  /** Binds pods whose volumes are bound, and gives up on those whose claims are gone. */
  private followVolumes(): void {
    for (const wait of this.volumeWaits.values()) {
      const { queued, node, params } = wait;
      const pod = this.port.lister.get('pods', queued.namespace, queued.name);
      if (pod?.metadata.uid !== queued.uid) continue;
      const areBound = areClaimsBound(pod, this.port.lister);
      if (areBound === false) continue;
      this.forgetVolumes(queued.uid);
      if (areBound === true) this.bind(queued, pod, node, params);
      else this.volumesFailed(wait, 'binding volumes: persistentvolumeclaim not found');
    }
  }

  private volumesFailed({ queued, node }: VolumeWait, message: string): void {
    const pod = this.port.lister.get('pods', queued.namespace, queued.name);
    if (pod === undefined) return;
    this.bindingFailed(queued, pod, node, `running PreBind plugin "VolumeBinding": ${message}`);
  }

  private bindingFailed(queued: QueuedPod, pod: Pod, node: string, message: string): void {
    const { namespace, name } = queued;
    this.cache.removePod(queued.uid);
    this.port.decide(ACTOR, 'scheduler.bindFailed', { pod: name, namespace, node, message }, pod, causesOf(queued));
    const current = this.port.lister.get('pods', namespace, name);
    if (current?.metadata.uid !== queued.uid || current.metadata.deletionTimestamp !== undefined) return;
    this.port.event(SOURCE, pod, 'Warning', 'FailedScheduling', message);
    this.queue.addUnschedulable(queued, [], groupKey(pod, []), this.port.now());
    this.queue.promote(queued.uid, 0);
  }

  private unschedulable(queued: QueuedPod, pod: Pod, search: Search, preFilter: string): void {
    const { rejected, absent } = search;
    const nodes = this.cache.nodes().length;
    this.explanations.record(queued.uid, this.port.now(), search, undefined, '');
    const plugins = new Set<string>();
    const reasons = new Map<string, number>();
    const count = (each: readonly string[], times: number): void => {
      for (const reason of each) reasons.set(reason, (reasons.get(reason) ?? 0) + times);
    };
    for (const rejection of rejected.values()) {
      plugins.add(rejection.plugin);
      count(rejection.reasons, 1);
    }
    if (absent !== undefined) {
      plugins.add(absent.plugin);
      if (rejected.size < nodes) count(absent.reasons, nodes - rejected.size);
    }
    const result = preempt(pod, rejected, this.world, this.port.random, this.port.now());
    const refusedBy = [...plugins];
    if (!('node' in result)) {
      const message = fitErrorMessage(nodes, reasons, preFilter, result.message);
      this.fail(queued, pod, message, refusedBy, result.clears ? '' : undefined);
      return;
    }
    this.evict(queued, pod, result.node, result.victims);
    this.fail(queued, pod, fitErrorMessage(nodes, reasons, preFilter, ''), refusedBy, result.node.name);
  }

  /** Makes room on a node (preemption.go, prepareCandidate). */
  private evict(queued: QueuedPod, pod: Pod, node: NodeInfo, victims: readonly Pod[]): void {
    const { namespace, name, uid } = queued;
    const names = victims.map((victim) => victim.metadata.name).join(', ');
    const params = { pod: name, namespace, node: node.name, victims: names, count: victims.length };
    this.port.decide(ACTOR, 'scheduler.preempting', params, pod, causesOf(queued));
    for (const { metadata } of victims) {
      const victim = this.port.lister.get('pods', metadata.namespace ?? '', metadata.name);
      if (victim?.metadata.uid !== metadata.uid || victim.metadata.deletionTimestamp !== undefined) continue;
      const target = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${ACTOR}: preempting to accommodate a higher priority pod`,
      } as const;
      this.client.updateStatus('pods', withCondition(victim, target, this.port.now()));
      this.client.delete('pods', metadata.namespace ?? '', metadata.name, { preconditions: { uid: metadata.uid } });
      this.port.event(SOURCE, victim, 'Normal', 'Preempted', `Preempted by pod ${uid} on node ${node.name}`);
    }
    for (const other of this.nominations.on(node.name)) {
      if (podPriority(other) >= podPriority(pod)) continue;
      const { nominatedNodeName: _, ...status } = other.status;
      this.client.updateStatus('pods', { ...other, status });
      this.nominations.remove(other.metadata.uid);
      this.queue.promote(other.metadata.uid, 0);
    }
  }

  /**
   * Reports a pod that could not be placed and lets it wait (schedule_one.go, handleSchedulingFailure). `nominated`:
   * the new status.nominatedNodeName, `''` to clear it, undefined to leave it.
   */
  private fail(
    queued: QueuedPod,
    pod: Pod,
    message: string,
    plugins: readonly string[],
    nominated: string | undefined,
  ): void {
    const { namespace, name, uid } = queued;
    const now = this.port.now();
    this.port.decide(ACTOR, 'scheduler.unschedulable', { pod: name, namespace, message }, pod, causesOf(queued));
    this.port.event(SOURCE, pod, 'Warning', 'FailedScheduling', message);
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    let next = withCondition(pod, condition, now);
    if (nominated !== undefined) {
      const { nominatedNodeName: _, ...status } = next.status;
      next = { ...next, status: nominated === '' ? status : { ...status, nominatedNodeName: nominated } };
      this.nominations.set(next, nominated);
    }
    if (next !== pod) this.client.updateStatus('pods', next);
    this.queue.addUnschedulable({ ...queued, uid }, plugins, groupKey(pod, plugins), now);
  }
}

function causesOf({ cause }: QueuedPod): readonly number[] {
  return cause === 0 ? [] : [cause];
}

/** kube-scheduler for pods whose `schedulerName` is `default-scheduler`. */
export function createScheduler(port: ComponentPort): Scheduler {
  return new DefaultScheduler(port);
}
