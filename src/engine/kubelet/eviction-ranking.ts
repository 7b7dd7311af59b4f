import type { Pod } from '../kinds/types/index.ts';
import type { ContainerUsage } from '../usage.ts';
import { requested } from './admission.ts';
import type { Shortage } from './eviction-signals.ts';
import type { PodWorker } from './pod-worker.ts';

/** A pod that may be evicted, and what its containers use. */
export interface Candidate {
  readonly worker: PodWorker;
  readonly pod: Pod;
  readonly usage: readonly ContainerUsage[];
}

/** What one container uses of what is short, bytes. */
export function amountUsed(usage: ContainerUsage, shortage: Shortage): number {
  return shortage === 'memory' ? usage.memoryBytes : usage.diskBytes;
}

/**
 * Candidates in the order in which they are evicted: those that use more than they requested before the others, lower
 * priorities before higher ones, and then those that exceed their requests by most (helpers.go, rankMemoryPressure).
 */
export function ranked(candidates: readonly Candidate[], shortage: Shortage): Candidate[] {
  return candidates
    .map((candidate) => {
      const used = candidate.usage.reduce((sum, usage) => sum + amountUsed(usage, shortage), 0);
      return {
        candidate,
        excess: used - requested(candidate.pod, shortage),
        priority: candidate.pod.spec.priority ?? 0,
      };
    })
    .toSorted((a, b) => {
      if (a.excess > 0 !== b.excess > 0) return a.excess > 0 ? -1 : 1;
      return a.priority - b.priority || b.excess - a.excess;
    })
    .map(({ candidate }) => candidate);
}
