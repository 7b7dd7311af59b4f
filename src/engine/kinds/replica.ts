import { isPodActive, isPodReady } from './pod-state.ts';
import type { Pod } from './types/index.ts';

/**
 * What the controller of a pod counts of it, found out once for each state of the pod: a ReplicaSet looks at all its pods
 * whenever one of them changes.
 */
export interface Replica {
  readonly pod: Pod;
  readonly labels: Pod['metadata']['labels'];
  readonly isActive: boolean;
  readonly isReady: boolean;
}

export function replicaOf(pod: Pod): Replica {
  return { pod, labels: pod.metadata.labels, isActive: isPodActive(pod), isReady: isPodReady(pod) };
}
