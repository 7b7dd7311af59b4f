import type { Lister } from '../api/lister.ts';
import { bytesValue, milliValue } from '../api/quantity.ts';
import type { Node, Pod } from '../kinds/types/index.ts';

/** Why a kubelet refuses a pod that was put on its node without the scheduler. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

type Resource = 'cpu' | 'memory';

function amount(resource: Resource, quantity: string | undefined): number {
  if (quantity === undefined) return 0;
  return resource === 'cpu' ? milliValue(quantity) : bytesValue(quantity);
}

function requested(pod: Pod, resource: Resource): number {
  const of = (list: readonly { resources?: { requests?: Record<string, string> } }[]): number[] =>
    list.map((container) => amount(resource, container.resources?.requests?.[resource]));
  const sum = of(pod.spec.containers).reduce((total, each) => total + each, 0);
  return Math.max(sum, ...of(pod.spec.initContainers ?? []));
}

function insufficient(resource: string, wanted: number, used: number, capacity: number): Rejection {
  return {
    reason: `OutOf${resource}`,
    message: `Pod was rejected: Node didn't have enough resource: ${resource}, requested: ${wanted}, used: ${used}, capacity: ${capacity}`,
  };
}

/**
 * What the kubelet checks of a pod that names its node itself (pkg/kubelet/lifecycle/predicate.go): the node's labels,
 * room for one more pod, and for what it requests.
 */
export function rejection(pod: Pod, node: Node, lister: Lister): Rejection | undefined {
  const labels = node.metadata.labels ?? {};
  const { nodeSelector = {} } = pod.spec;
  if (Object.entries(nodeSelector).some(([key, value]) => labels[key] !== value)) {
    return {
      reason: 'NodeAffinity',
      message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    };
  }
  const others = lister
    .podsOnNode(node.metadata.name)
    .filter(
      (other) => other.metadata.uid !== pod.metadata.uid && !['Succeeded', 'Failed'].includes(other.status.phase ?? ''),
    );
  const { allocatable } = node.status;
  const room = Number(allocatable['pods'] ?? 0);
  if (others.length + 1 > room) return insufficient('pods', 1, others.length, room);
  for (const resource of ['cpu', 'memory'] as const) {
    const wanted = requested(pod, resource);
    const used = others.reduce((total, other) => total + requested(other, resource), 0);
    const capacity = amount(resource, allocatable[resource]);
    if (wanted > 0 && used + wanted > capacity) return insufficient(resource, wanted, used, capacity);
  }
  return undefined;
}
