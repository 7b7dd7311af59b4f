import type { Lister } from './api/lister.ts';
import type { ProcessNeeds } from './kubelet/process-needs.ts';
import type { Pod } from './kinds/types/index.ts';

/** What one container uses at a moment, as its kernel counts it. */
export interface ContainerUsage {
  readonly container: string;
  /** Thousandths of a core, averaged over the last seconds. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Written to the machine's disk beside its image. */
  readonly diskBytes: number;
  /** When its process began, ms since the epoch. */
  readonly startedAt: number;
}

/** What a machine's own system takes: kubelet, container runtime, kernel. */
const SYSTEM_MILLI = 40;
export const SYSTEM_BYTES = 350 * 1024 * 1024;

/** metrics-server tells of a container once it has seen it twice (--metric-resolution). */
const RESOLUTION_MS = 15_000;

/** Who knows the parts of it. */
export interface UsageSources {
  readonly lister: Lister;
  now(): number;
  /** What the processes of a pod need to live; empty for one that does not run. */
  needs(pod: Pod): readonly ProcessNeeds[];
  /** What serving requests costs a container now. */
  served(podUid: string, container: string): { readonly cpuMilli: number; readonly leakedBytes: number };
  /** Whether a machine runs and can be asked. */
  isReachable(node: string): boolean;
}

/** What is used in the cluster, everywhere the same: for `kubectl top`, autoscalers and kubelets. */
export class Usage {
  private readonly sources: UsageSources;

  constructor(sources: UsageSources) {
    this.sources = sources;
  }

  /** The containers of a pod that run at this moment. */
  containers(pod: Pod): ContainerUsage[] {
    return this.sources.needs(pod).map((needs) => {
      const { container, startedAt, diskBytes, cpuLimitMilli, memoryLimitBytes } = needs;
      const { cpuMilli, leakedBytes } = this.sources.served(pod.metadata.uid, container);
      return {
        container,
        cpuMilli: Math.min(cpuLimitMilli, Math.round(needs.cpuMilli + cpuMilli)),
        memoryBytes: Math.min(memoryLimitBytes, needs.memoryBytes + leakedBytes),
        diskBytes,
        startedAt,
      };
    });
  }

  /** What metrics-server has of a pod; undefined when that is nothing: it is too young, or its machine is silent. */
  podMetrics(pod: Pod): readonly ContainerUsage[] | undefined {
    if (!this.sources.isReachable(pod.spec.nodeName ?? '')) return undefined;
    const oldest = this.sources.now() - RESOLUTION_MS;
    const known = this.containers(pod).filter(({ startedAt }) => startedAt <= oldest);
    return known.length === 0 ? undefined : known;
  }

  /** What is used of a machine; undefined when it is silent. */
  node(name: string): { readonly cpuMilli: number; readonly memoryBytes: number } | undefined {
    if (!this.sources.isReachable(name)) return undefined;
    let cpuMilli = SYSTEM_MILLI;
    let memoryBytes = SYSTEM_BYTES;
    for (const pod of this.sources.lister.podsOnNode(name)) {
      for (const usage of this.containers(pod)) {
        cpuMilli += usage.cpuMilli;
        memoryBytes += usage.memoryBytes;
      }
    }
    return { cpuMilli, memoryBytes };
  }
}
