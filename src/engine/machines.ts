import type { ControlPlane } from './control-plane.ts';
import { newNodeLease } from './controllers/node-leases.ts';
import type { FaultResult, MachineFault } from './fault.ts';
import type { Json } from './json.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import { newNode } from './kubelet/node.ts';
import { latency } from './latencies.ts';

interface MachinesState {
  /** How many machines were ever added; their addresses are never given out twice. */
  added: number;
  /** Since when the kubelet of each machine reports, ms since the epoch; the future for one that is yet to boot. */
  reportsSince: Record<string, number>;
  /** The last report of each machine that is off now, ms since the epoch. */
  silentSince: Record<string, number>;
}

/** The namespace of the Leases of nodes. */
const LEASES = 'kube-node-lease';

/** The machines under the cluster: they are bought, lose power and are thrown away without asking the API. */
export class Machines {
  private readonly plane: ControlPlane;
  private readonly kubelet: Kubelet;
  private readonly capacity: { cpu: string; memory: string; pods: number };
  private readonly onSilence: (node: string, since: number) => void;
  private state: MachinesState = { added: 0, reportsSince: {}, silentSince: {} };

  constructor(
    plane: ControlPlane,
    kubelet: Kubelet,
    capacity: { cpu: string; memory: string; pods: number },
    onSilence: (node: string, since: number) => void,
  ) {
    this.plane = plane;
    this.kubelet = kubelet;
    this.capacity = capacity;
    this.onSilence = onSilence;
  }

  /** Adds a machine; its kubelet registers a Node. Without a name it is the first free `node-N`. */
  add(name: string | undefined): FaultResult {
    const { store } = this.plane;
    const index = this.state.added + 1;
    let wanted = name;
    for (let number = 1; wanted === undefined; number++) {
      const candidate = `node-${number}`;
      if (store.get('nodes', '', candidate) === undefined) wanted = candidate;
    }
    if (store.get('nodes', '', wanted) !== undefined) return { ok: false, message: `node "${wanted}" already exists` };
    const client = this.plane.clientFor('kubelet');
    const node = client.create('nodes', newNode(index, wanted, this.capacity, this.plane.clock.now));
    const leases = store.get('namespaces', '', LEASES);
    const isOpen = leases !== undefined && leases.metadata.deletionTimestamp === undefined;
    // A kubelet goes on with the Lease that an earlier machine of its name left behind.
    if (isOpen && store.get('leases', LEASES, wanted) === undefined) {
      client.create('leases', newNodeLease(node, this.plane.clock.now));
    }
    this.state = { ...this.state, added: index };
    this.beginsToReport(wanted, this.plane.clock.now);
    this.kubelet.nodeAdded(wanted);
    return { ok: true, message: wanted };
  }

  /** When the kubelet of a node last reported, ms since the epoch: just now, unless the machine is off. */
  lastHeartbeat(node: string): number {
    return this.state.silentSince[node] ?? this.plane.clock.now;
  }

  /** As `lastHeartbeat`, but to the very report, and undefined for a machine that there is not. */
  lastReport(node: string): number | undefined {
    if (this.state.reportsSince[node] === undefined && this.state.silentSince[node] === undefined) return undefined;
    return this.state.silentSince[node] ?? this.lastReported(node);
  }

  inject(fault: MachineFault): FaultResult {
    switch (fault.type) {
      case 'addNode':
        return this.add(fault.name);
      case 'removeNode':
        return this.remove(fault.node);
      case 'powerOffNode': {
        const result = this.kubelet.inject(fault);
        if (result.ok) {
          const since = this.lastReported(fault.node);
          this.state = { ...this.state, silentSince: { ...this.state.silentSince, [fault.node]: since } };
          this.onSilence(fault.node, since);
        }
        return result;
      }
      case 'powerOnNode': {
        const result = this.kubelet.inject(fault);
        if (result.ok) {
          this.forget(fault.node);
          this.beginsToReport(fault.node, this.plane.clock.now + latency.nodeBoot);
        }
        return result;
      }
      default:
        return this.kubelet.inject(fault);
    }
  }

  /** A machine's network is cut: its kubelet goes on, but nobody hears of it. Or it is joined again. */
  cutNetwork(node: string, cut: boolean): void {
    const isOff = this.kubelet.isPoweredOn(node) === false;
    if (cut && this.state.silentSince[node] === undefined) {
      const since = this.lastReported(node);
      this.state = { ...this.state, silentSince: { ...this.state.silentSince, [node]: since } };
      this.onSilence(node, since);
    } else if (!cut && !isOff) {
      this.forget(node);
      this.beginsToReport(node, this.plane.clock.now);
    }
    this.kubelet.cutNetwork(node, cut);
  }

  save(): Json {
    return this.state as unknown as Json;
  }

  load(state: Json): void {
    this.state = state as unknown as MachinesState;
  }

  private remove(node: string): FaultResult {
    if (this.plane.store.get('nodes', '', node) === undefined) {
      return { ok: false, message: `nodes "${node}" not found` };
    }
    this.kubelet.nodeRemoved(node);
    this.forget(node);
    this.plane.clientFor('cloud-node-lifecycle-controller').delete('nodes', '', node);
    return { ok: true };
  }

  /** Kubelets report at fixed intervals; nothing is written while all is well, so the times are only reckoned. */
  private lastReported(node: string): number {
    const { now } = this.plane.clock;
    const since = this.state.reportsSince[node] ?? now;
    return since + Math.floor((now - since) / latency.nodeStatusUpdate) * latency.nodeStatusUpdate;
  }

  private beginsToReport(node: string, since: number): void {
    this.state = { ...this.state, reportsSince: { ...this.state.reportsSince, [node]: since } };
  }

  private forget(node: string): void {
    const { [node]: _, ...silentSince } = this.state.silentSince;
    const { [node]: __, ...reportsSince } = this.state.reportsSince;
    this.state = { ...this.state, silentSince, reportsSince };
  }
}
