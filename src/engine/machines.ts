import type { ControlPlane } from './control-plane.ts';
import type { Fault, FaultResult } from './fault.ts';
import type { Json } from './json.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import { newNode } from './kubelet/node.ts';

interface MachinesState {
  /** How many machines were ever added; their addresses are never given out twice. */
  added: number;
  /** When a machine that is off now fell silent, ms since the epoch. */
  silentSince: Record<string, number>;
}

/** The machines under the cluster: they are bought, lose power and are thrown away without asking the API. */
export class Machines {
  private readonly plane: ControlPlane;
  private readonly kubelet: Kubelet;
  private readonly capacity: { cpu: string; memory: string; pods: number };
  private readonly onSilence: (node: string) => void;
  private state: MachinesState = { added: 0, silentSince: {} };

  constructor(
    plane: ControlPlane,
    kubelet: Kubelet,
    capacity: { cpu: string; memory: string; pods: number },
    onSilence: (node: string) => void,
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
    client.create('nodes', newNode(index, wanted, this.capacity, this.plane.clock.now));
    this.state = { ...this.state, added: index };
    this.kubelet.nodeAdded(wanted);
    return { ok: true, message: wanted };
  }

  /** When the kubelet of a node last reported, ms since the epoch: just now, unless the machine is off. */
  lastHeartbeat(node: string): number {
    return this.state.silentSince[node] ?? this.plane.clock.now;
  }

  inject(fault: Fault): FaultResult {
    switch (fault.type) {
      case 'addNode':
        return this.add(fault.name);
      case 'removeNode':
        return this.remove(fault.node);
      case 'powerOffNode': {
        const result = this.kubelet.inject(fault);
        if (result.ok) {
          this.state = {
            ...this.state,
            silentSince: { ...this.state.silentSince, [fault.node]: this.plane.clock.now },
          };
          this.onSilence(fault.node);
        }
        return result;
      }
      case 'powerOnNode': {
        const result = this.kubelet.inject(fault);
        if (result.ok) this.forget(fault.node);
        return result;
      }
      default:
        return this.kubelet.inject(fault);
    }
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

  private forget(node: string): void {
    const { [node]: _, ...silentSince } = this.state.silentSince;
    this.state = { ...this.state, silentSince };
  }
}
