import { deepEqual } from '../api/equality.ts';
import type { Node } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { KubeletContext } from './context.ts';

/** Somebody changed what a node has, as one advertises an extended resource: its kubelet's next report answers to that. */
export function noteCapacity(context: KubeletContext, node: Node, before: Node | undefined): void {
  const { name } = node.metadata;
  const state = context.state.nodes.get(name);
  if (state === undefined || deepEqual(node.status.capacity, before?.status.capacity)) return;
  const wait = latency.nodeStatusUpdate - (context.now % latency.nodeStatusUpdate);
  context.schedule(wait, { type: 'capacity', node: name, life: state.life });
}

/**
 * A kubelet makes allocatable what its node has, extended resources that a person advertised included
 * (pkg/kubelet/nodestatus/setters.go, MachineInfo).
 */
export function reportCapacity(context: KubeletContext, name: string, life: number): void {
  const state = context.state.nodes.get(name);
  const node = context.port.lister.get('nodes', '', name);
  if (state?.life !== life || node === undefined || state.off !== undefined || state.deaf === true) return;
  const { capacity = {} } = node.status;
  if (deepEqual(capacity, node.status.allocatable)) return;
  context.client(name).updateStatus('nodes', { ...node, status: { ...node.status, allocatable: capacity } });
}
