import type { Lister } from '../api/lister.ts';
import { bytesValue, milliValue } from '../api/quantity.ts';
import { qosClass } from '../kinds/qos.ts';
import type { Node, Pod, Taint } from '../kinds/types/index.ts';
import { isTolerated } from '../scheduler/plugins/taint-toleration.ts';

/** Why a kubelet refuses a pod that was put on its node without the scheduler. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

type Resource = 'cpu' | 'memory' | 'ephemeral-storage';

function amount(resource: Resource, quantity: string | undefined): number {
  if (quantity === undefined) return 0;
  return resource === 'cpu' ? milliValue(quantity) : bytesValue(quantity);
}

/** What a pod requests of something: thousandths of a core, or bytes. */
export function requested(pod: Pod, resource: Resource): number {
  const of = (list: readonly { resources?: { requests?: Record<string, string> } }[]): number[] =>
    list.map((container) => amount(resource, container.resources?.requests?.[resource]));
  const sum = of(pod.spec.containers).reduce((total, each) => total + each, 0);
  return Math.max(sum, ...of(pod.spec.initContainers ?? []));
}

function insufficient(resource: string, wanted: number, used: number, capacity: number): Rejection {
  return {
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, requested: ${wanted}, used: ${used}, capacity: ${capacity}`,
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
      message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    };
  }
  const others = lister
    .podsOnNode(node.metadata.name)
    .filter(
      (other) => other.metadata.uid !== pod.metadata.uid && !['Succeeded', 'Failed'].includes(other.status.phase ?? ''),
    );
  const { allocatable = {} } = node.status;
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

/** From this priority on pods are never evicted (scheduling.SystemCriticalPriority). */
const SYSTEM_CRITICAL = 2_000_000_000;

/** Whether a node would not work without a pod (pkg/kubelet/types, IsCriticalPod). */
export function isCritical({ spec, metadata }: Pod): boolean {
  const isStatic = metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  return isStatic || (spec.priority ?? 0) >= SYSTEM_CRITICAL;
}

const MEMORY_PRESSURE: Taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };

/** What a kubelet refuses while its machine has these conditions (eviction_manager.go, Admit). */
export function pressureRejection(pod: Pod, conditions: readonly string[]): Rejection | undefined {
  if (conditions.length === 0 || isCritical(pod)) return undefined;
  if (conditions.length === 1 && conditions[0] === 'MemoryPressure') {
    if (qosClass(pod.spec) !== 'BestEffort' || isTolerated(MEMORY_PRESSURE, pod.spec.tolerations)) return undefined;
  }
  return { reason: 'Evicted', message: `The node had condition: [${conditions.join(' ')}]. ` };
}
