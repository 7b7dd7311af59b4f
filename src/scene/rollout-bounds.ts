import type { DaemonSet, Deployment, IntOrString, StatefulSet } from '../engine/index.ts';

/** What a rollout may never exceed, and what it may never fall below: pods in all, available pods. */
export interface RolloutBounds {
  readonly most: number;
  readonly fewest: number;
}

function resolve(value: IntOrString | undefined, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,9})%$/.exec(value ?? '')?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}

function between(desired: number, surge: number, unavailable: number): RolloutBounds {
  // Both being 0 would stop every rollout, so one pod may be missing.
  const allowed = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return { most: desired + surge, fewest: Math.max(0, desired - allowed) };
}

/**
 * The lines a rolling update of a Deployment stays between. Surge rounds up, unavailable down, and both being 0 makes it
 * 1 (pkg/controller/deployment/util ResolveFenceposts, MaxUnavailable).
 */
export function rolloutBounds({ spec: { replicas, strategy } }: Deployment): RolloutBounds {
  if (strategy.type === 'Recreate') return { most: replicas, fewest: 0 };
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate ?? {};
  return between(replicas, resolve(maxSurge, replicas, Math.ceil), resolve(maxUnavailable, replicas, Math.floor));
}

/** A StatefulSet replaces one pod after the other, in place (defaultStatefulSetControl.updateStatefulSet). */
export function statefulSetBounds({ spec: { replicas, updateStrategy } }: StatefulSet): RolloutBounds {
  return updateStrategy.type === 'OnDelete' ? { most: replicas, fewest: 0 } : between(replicas, 0, 1);
}

/** The lines of a DaemonSet; both its numbers round up (pkg/controller/daemon/util UnavailableCount, SurgeCount). */
export function daemonSetBounds({ spec: { updateStrategy }, status }: DaemonSet): RolloutBounds {
  const desired = status.desiredNumberScheduled;
  if (updateStrategy.type === 'OnDelete') return { most: desired, fewest: 0 };
  const { maxSurge = 0, maxUnavailable = 1 } = updateStrategy.rollingUpdate ?? {};
  return between(desired, resolve(maxSurge, desired, Math.ceil), resolve(maxUnavailable, desired, Math.ceil));
}
