import { fromRFC3339 } from '../api/time.ts';
import type { Node, Pod, Taint } from '../kinds/types/index.ts';
import { isTolerated, toleratesTaint } from '../scheduler/plugins/taint-toleration.ts';

/** The taints of a node that drive pods away. */
export function evictingTaints(node: Node | undefined): readonly Taint[] {
  return node?.spec?.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
}

/** Since when a pod has been where it is, ms since the epoch. */
function placedAt({ status, metadata }: Pod): number {
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  return fromRFC3339(scheduled?.lastTransitionTime ?? metadata.creationTimestamp);
}

/**
 * When a pod must leave its node, ms since the epoch; undefined when it may stay (tainteviction getMinTolerationTime
 * and processPodOnNode): at once for a taint that it does not tolerate, else after its shortest tolerationSeconds, from
 * the time at which pod and taint met. `noticed`: when that was, for taints without `timeAdded`; ms since the epoch.
 */
export function evictionTime(pod: Pod, taints: readonly Taint[], noticed: number): number | undefined {
  if (taints.length === 0) return undefined;
  const { tolerations } = pod.spec;
  const added = taints.map(({ timeAdded }) => (timeAdded === undefined ? noticed : fromRFC3339(timeAdded)));
  const start = Math.max(placedAt(pod), Math.min(...added));
  let seconds = Infinity;
  for (const taint of taints) {
    if (!isTolerated(taint, tolerations)) return start;
    const used = tolerations?.find((toleration) => toleratesTaint(toleration, taint));
    if (used?.tolerationSeconds !== undefined) seconds = Math.min(seconds, Math.max(0, used.tolerationSeconds));
  }
  return seconds === Infinity ? undefined : start + seconds * 1000;
}
