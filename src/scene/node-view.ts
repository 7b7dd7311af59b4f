import { bytesValue, milliValue, nodeStatusText, type Node } from '../engine/index.ts';
import { podGlyphs, type GlyphCounts, type NodeView, type PodGlyph, type PodView } from './picture.ts';

/** How many pods show each glyph. */
export function countGlyphs(pods: readonly PodView[]): GlyphCounts {
  const counts = Object.fromEntries(podGlyphs.map((glyph) => [glyph, 0])) as Record<PodGlyph, number>;
  for (const pod of pods) counts[pod.glyph] += 1;
  return counts;
}

/** Whether the kubelet has been silent for so long that the node controller stopped believing what it last said. */
export function isSilent(node: Node): boolean {
  return node.status.conditions?.some((item) => item.type === 'Ready' && item.status === 'Unknown') === true;
}

function share(requested: number, allocatable: number): number {
  return allocatable > 0 ? requested / allocatable : 0;
}

/** One machine with the pods that are bound to it, of which only `seen` are drawn. */
export function nodeView(
  node: Node,
  pods: readonly PodView[],
  seen: readonly PodView[],
  poweredOn: boolean | undefined,
): NodeView {
  const { uid, name } = node.metadata;
  const { conditions = [], allocatable = {} } = node.status;
  const ready = conditions.find((item) => item.type === 'Ready')?.status ?? 'Unknown';
  const statusText = nodeStatusText(node);
  // Pods that have ended hold no resources (the scheduler leaves them out of its sums).
  const holding = pods.filter((pod) => pod.glyph !== 'completed');
  const cpu = holding.reduce((sum, pod) => sum + pod.cpuMilli, 0);
  const memory = holding.reduce((sum, pod) => sum + pod.memoryBytes, 0);
  return {
    uid,
    name,
    statusText,
    state: ready === 'True' ? 'ready' : ready === 'False' ? 'notReady' : 'unknown',
    cordoned: node.spec.unschedulable === true,
    pressures: conditions.filter((item) => item.type !== 'Ready' && item.status === 'True').map((item) => item.type),
    poweredOn,
    cpu: share(cpu, milliValue(allocatable['cpu'] ?? '0')),
    memory: share(memory, bytesValue(allocatable['memory'] ?? '0')),
    pods: seen.map((pod) => pod.uid),
    counts: countGlyphs(seen),
    label: { key: 'canvas.node.label', params: { name, status: statusText, count: seen.length } },
  };
}
