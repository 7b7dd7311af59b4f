import { useMemo } from 'react';
import { rolloutHistory, type ObjectRef, type RolloutResource, type RolloutStep } from '../../scene/index.ts';
import { useSampledFrame } from '../chrome/sampled-frame.ts';
import { useSession, useSessionState } from '../chrome/session-context.ts';
import { rolloutWindow, type TimeWindow } from './rollout-window.ts';

/** The steps of a window up to `end`, with the one before it at its left edge. */
function stepsIn(steps: readonly RolloutStep[], from: number, end: number): readonly RolloutStep[] {
  const before = steps.findLast((step) => step.time <= from);
  const inside = steps.filter((step) => step.time > from && step.time < end);
  return before === undefined ? inside : [{ ...before, time: from }, ...inside];
}

/** What there is to see of a rollout at the moment that is looked at; times are virtual, ms since the epoch. */
export interface RolloutView {
  readonly steps: readonly RolloutStep[];
  readonly window: TimeWindow;
  /** Up to here it has happened. */
  readonly end: number;
  readonly now: number;
  readonly current: RolloutStep;
}

/** The rollout of a workload that goes on, else its last one; undefined while nothing of it is known. */
export function useRollout(ref: ObjectRef & { readonly resource: RolloutResource }): RolloutView | undefined {
  const session = useSession();
  const frame = useSampledFrame();
  const now = useSessionState((state) => Math.floor(state.now / 200) * 200);
  const live = useSessionState((state) => Math.floor(state.liveNow / 200) * 200);
  // A new frame says that something changed. Looking at the past, one sees what came after it too.
  // oxlint-disable-next-line react/exhaustive-deps -- the cluster is one object, whatever it holds
  const steps = useMemo(() => rolloutHistory(session.cluster, ref), [session, ref.uid, ref.resource, frame]);
  const window = rolloutWindow(steps, now);
  // What has not happened yet is not drawn.
  const end = Math.min(window.until, live);
  const drawn = stepsIn(steps, window.from, end);
  const current = steps.findLast((step) => step.time <= now);
  return drawn.length === 0 || current === undefined ? undefined : { steps: drawn, window, end, now, current };
}
