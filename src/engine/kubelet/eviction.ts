import type { Node, Pod } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import { SYSTEM_BYTES } from '../usage.ts';
import type { ContainerUsage } from '../usage.ts';
import { isCritical } from './admission.ts';
import type { KubeletContext, NodeState } from './context.ts';
import { lowResourceMessage, storageLimitMessage } from './eviction-messages.ts';
import { ranked } from './eviction-ranking.ts';
import type { Candidate } from './eviction-ranking.ts';
import { metThreshold, observe, PRESSURE_CONDITIONS, pressureConditions, SHORTAGES } from './eviction-signals.ts';
import type { MetThreshold, Shortage } from './eviction-signals.ts';
import { nodeConditions } from './node.ts';
import type { PodWorker } from './pod-worker.ts';

/** What a kubelet says when a shortage begins and when it is over (nodestatus/setters.go). */
const SAID = {
  memory: { on: 'NodeHasInsufficientMemory', off: 'NodeHasSufficientMemory' },
  'ephemeral-storage': { on: 'NodeHasDiskPressure', off: 'NodeHasNoDiskPressure' },
} as const;

/** What the manager asks of the rest of the kubelet. */
export interface EvictionDoors {
  /** What the containers of a pod use now. */
  usage(pod: Pod): readonly ContainerUsage[];
  evict(worker: PodWorker, message: string): void;
}

/**
 * Gives back what a machine is short of by ending pods (pkg/kubelet/eviction/eviction_manager.go). Upstream looks every
 * ten seconds; here only after something has grown, since else nothing can have come about.
 */
export class EvictionManager {
  private readonly context: KubeletContext;
  private readonly doors: EvictionDoors;

  constructor(context: KubeletContext, doors: EvictionDoors) {
    this.context = context;
    this.doors = doors;
  }

  /** Something on a machine takes more than before: it is looked at in the next round. */
  stir(name: string): void {
    const period = latency.evictionPeriod;
    this.lookAt(name, this.context.now + period - (this.context.now % period));
  }

  /** A round: what is short, what that makes of the node, and who has to go. */
  synchronize(name: string, life: number): void {
    const { context } = this;
    const state = context.state.nodes.get(name);
    const node = context.port.lister.get('nodes', '', name);
    if (state === undefined || state.life !== life) return;
    state.evictionRound = undefined;
    if (node === undefined || state.off !== undefined || state.deaf === true) return;
    const inhabitants = this.inhabitants(name);
    const met = this.shortages(node, state, inhabitants);
    this.report(node, state, met);
    const isAnyEvicted = this.evictByLimits(inhabitants);
    if (!isAnyEvicted && met[0] !== undefined) this.reclaim(node, state, met[0], inhabitants);
    const soon = isAnyEvicted || met.length > 0;
    const ends = Object.values(state.pressure ?? {}).map((last) => last + latency.pressureTransition);
    const next = soon ? context.now + latency.evictionPeriod : Math.min(...ends);
    if (Number.isFinite(next)) this.lookAt(name, next);
  }

  private lookAt(name: string, at: number): void {
    const state = this.context.state.nodes.get(name);
    if (state === undefined || state.off !== undefined) return;
    const { evictionRound: planned } = state;
    if (planned !== undefined && planned.at <= at) return;
    if (planned !== undefined) this.context.port.cancel(planned.timer);
    const timer = this.context.schedule(at - this.context.now, { type: 'evictionRound', node: name, life: state.life });
    state.evictionRound = { at, timer };
  }

  private shortages(node: Node, state: NodeState, inhabitants: readonly Candidate[]): MetThreshold[] {
    let memory = SYSTEM_BYTES;
    let disk = state.images.reduce((sum, image) => sum + (this.context.image(image)?.sizeBytes ?? 0), 0);
    for (const { usage } of inhabitants) {
      for (const { memoryBytes, diskBytes } of usage) {
        memory += memoryBytes;
        disk += diskBytes;
      }
    }
    return observe(node, { memory, disk }).flatMap((each) => metThreshold(each) ?? []);
  }

  /** A shortage is a condition of the node from when it is seen until five minutes after it was last seen. */
  private report(node: Node, state: NodeState, met: readonly MetThreshold[]): void {
    const { context } = this;
    const { now } = context;
    const { name } = node.metadata;
    const before = state.pressure ?? {};
    const pressure: NonNullable<NodeState['pressure']> = {};
    for (const [shortage, last] of Object.entries(before) as [Shortage, number][]) {
      if (last + latency.pressureTransition > now) pressure[shortage] = last;
    }
    for (const { shortage } of met) pressure[shortage] = now;
    state.pressure = pressure;
    const changed = SHORTAGES.filter((each) => (before[each] === undefined) !== (pressure[each] === undefined));
    if (changed.length === 0) return;
    const source = { component: 'kubelet', host: name };
    for (const shortage of changed) {
      const { on, off } = SAID[shortage];
      const condition = PRESSURE_CONDITIONS[shortage];
      const isOn = pressure[shortage] !== undefined;
      context.port.decide(`kubelet ${name}`, 'kubelet.pressure', { node: name, condition, on: isOn }, node, []);
      const status = isOn ? on : off;
      context.port.event(source, node, 'Normal', status, `Node ${name} status is now: ${status}`);
    }
    const conditions = nodeConditions(now, new Set(pressureConditions(pressure)), node.status.conditions);
    context.client(name).updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
  }

  /** Evicts every pod that has written more than its limits allow. */
  private evictByLimits(inhabitants: readonly Candidate[]): boolean {
    let some = false;
    for (const candidate of inhabitants) {
      const message = storageLimitMessage(candidate);
      if (message !== undefined) some = this.evict(candidate, message) || some;
    }
    return some;
  }

  /** Takes back what is short: images that nobody runs, and, when that is not enough, one pod. */
  private reclaim(node: Node, state: NodeState, met: MetThreshold, inhabitants: readonly Candidate[]): void {
    const { shortage } = met;
    const source = { component: 'kubelet', host: node.metadata.name };
    const message = `Attempting to reclaim ${shortage}`;
    this.context.port.event(source, node, 'Warning', 'EvictionThresholdMet', message);
    if (shortage === 'ephemeral-storage' && removeUnusedImages(state, inhabitants)) {
      if (!this.shortages(node, state, inhabitants).some((each) => each.shortage === shortage)) return;
    }
    // The first of them that the node can do without.
    ranked(inhabitants, shortage).some((candidate) => this.evict(candidate, lowResourceMessage(candidate, met)));
  }

  /** False for a pod that the node cannot do without, or that is on its way out. */
  private evict({ worker, pod }: Candidate, message: string): boolean {
    if (isCritical(pod) || worker.isDone === true || worker.termination !== undefined) return false;
    this.doors.evict(worker, message);
    return true;
  }

  /** The pods on a machine, with what their processes use. */
  private inhabitants(node: string): Candidate[] {
    const candidates: Candidate[] = [];
    for (const pod of this.context.port.lister.podsOnNode(node)) {
      const worker = this.context.state.pods.get(pod.metadata.uid);
      if (worker !== undefined) candidates.push({ worker, pod, usage: this.doors.usage(pod) });
    }
    return candidates;
  }
}

/** Forgets images that no container uses (imageGC.DeleteUnusedImages); answers whether there were any. */
function removeUnusedImages(state: NodeState, inhabitants: readonly Candidate[]): boolean {
  const used = new Set(inhabitants.flatMap(({ worker }) => worker.containers.map(({ run }) => run?.image ?? '')));
  const kept = state.images.filter((image) => used.has(image));
  const isAny = kept.length < state.images.length;
  state.images = kept;
  return isAny;
}
