import { bytesValue, canonicalQuantity, formatBytes } from '../api/quantity.ts';
import type { Pod } from '../kinds/types/index.ts';
import { amountUsed } from './eviction-ranking.ts';
import type { Candidate } from './eviction-ranking.ts';
import type { MetThreshold } from './eviction-signals.ts';
import { isSidecar } from './pod-phase.ts';

/** Why a pod is evicted from a node that runs short of something (pkg/kubelet/eviction/helpers.go, evictionMessage). */
export function lowResourceMessage({ pod, usage }: Candidate, { shortage, quantity, available }: MetThreshold): string {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)];
  const larger = usage.flatMap((each) => {
    const container = containers.find(({ name }) => name === each.container);
    const request = container?.resources?.requests?.[shortage] ?? '0';
    const used = amountUsed(each, shortage);
    if (container === undefined || used <= bytesValue(request)) return [];
    const amounts = `${formatBytes(used)}, request is ${canonicalQuantity(request) ?? '0'}`;
    return [`Container ${each.container} was using ${amounts}, has larger consumption of ${shortage}. `];
  });
  const threshold = `Threshold quantity: ${formatBytes(quantity)}, available: ${formatBytes(available)}. `;
  return `The node was low on resource: ${shortage}. ${threshold}${larger.join('')}`;
}

/** Why a pod is evicted that has written more than it may, on whatever node (localStorageEviction); undefined: it has not. */
export function storageLimitMessage({ pod, usage }: Candidate): string | undefined {
  const total = usage.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
  if (total === 0) return undefined;
  const podLimit = sumOfLimits(pod);
  if (podLimit > 0 && total > podLimit) {
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${formatBytes(podLimit)}. `;
  }
  for (const { container, diskBytes } of usage) {
    const limit = limitOf(pod, container);
    if (limit !== undefined && diskBytes > bytesValue(limit)) {
      return `Container ${container} exceeded its local ephemeral storage limit "${canonicalQuantity(limit) ?? limit}". `;
    }
  }
  return undefined;
}

function limitOf(pod: Pod, name: string): string | undefined {
  const container = pod.spec.containers.find((each) => each.name === name);
  return container?.resources?.limits?.['ephemeral-storage'];
}

function sumOfLimits({ spec }: Pod): number {
  return spec.containers.reduce(
    (sum, { resources }) => sum + bytesValue(resources?.limits?.['ephemeral-storage'] ?? '0'),
    0,
  );
}
