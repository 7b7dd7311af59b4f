import type { GenericObject, Pod, PodDisruptionBudget } from '../kinds/types/index.ts';
import { builtinTable } from './catalog.ts';
import type { Lister } from './lister.ts';
import type { ObjectRegistry } from './registry.ts';
import { labelSelectorMatches } from './selectors.ts';
import { ApiError, forbidden, internal, tooManyRequests } from './status.ts';
import { toRFC3339 } from './time.ts';

/** How many pods a budget remembers to have let go before it has counted anew (MaxDisruptedPodSize). */
const MOST_DISRUPTED = 2000;

/**
 * Takes the disruption that the eviction of a pod costs from its budget (pkg/registry/core/pod/storage/eviction.go).
 * ApiError 429 when the budget has none left, 500 when several budgets claim the pod. `now`: ms since the epoch.
 */
export function spendDisruption(
  lister: Lister,
  registry: ObjectRegistry,
  evicted: GenericObject,
  now: number,
  dryRun: boolean,
): void {
  const pod = evicted as unknown as Pod;
  if (needsNoBudget(pod)) return;
  const budgets = lister
    .list('poddisruptionbudgets', pod.metadata.namespace)
    .filter(({ spec }) => labelSelectorMatches(spec.selector, pod.metadata.labels));
  const [budget] = budgets;
  if (budget === undefined) return;
  if (budgets.length > 1) {
    const { status } = internal('');
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw new ApiError({ ...status, message, details: { causes: [] } });
  }
  if (!isReady(pod) && mayGoUnhealthy(budget)) return;
  const served = builtinTable('poddisruptionbudgets');
  if (served === undefined) return;
  const spent = withOneLess(budget, pod, now);
  registry.updateStatus(served, spent as unknown as GenericObject, { dryRun });
}

/** A pod that does not run, or is on its way out, disrupts nothing (canIgnorePDB). */
function needsNoBudget({ metadata, status }: Pod): boolean {
  return (
    status.phase === 'Succeeded' ||
    status.phase === 'Failed' ||
    status.phase === 'Pending' ||
    metadata.deletionTimestamp !== undefined
  );
}

function isReady({ status }: Pod): boolean {
  return (status.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

function mayGoUnhealthy({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return (status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 0) && (status.desiredHealthy ?? 0) > 0;
}

/** checkAndDecrement. */
function withOneLess(budget: PodDisruptionBudget, pod: Pod, now: number): PodDisruptionBudget {
  const { status, metadata } = budget;
  const { name } = metadata;
  const cause = (message: string): { reason: 'DisruptionBudget'; message: string }[] => [
    { reason: 'DisruptionBudget', message },
  ];
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 1)) {
    throw tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      10,
      cause(`The disruption budget ${name} is still being processed by the server.`),
    );
  }
  if (Object.keys(status.disruptedPods ?? {}).length > MOST_DISRUPTED) {
    const text = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden({ group: 'policy', resource: 'poddisruptionbudget' }, name, text);
  }
  if ((status.disruptionsAllowed ?? 0) <= 0) {
    const needs = `needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`;
    throw tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      0,
      cause(`The disruption budget ${name} ${needs}`),
    );
  }
  return {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: status.disruptionsAllowed - 1,
      disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: toRFC3339(now) },
    },
  };
}
