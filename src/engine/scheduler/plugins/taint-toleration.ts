import type { Pod, Taint, Toleration } from '../../kinds/types/index.ts';
import { normalizeScores } from '../plugin.ts';
import type { Filter, Rejection, Scorer } from '../plugin.ts';

const NAME = 'TaintToleration';

/** Whether a toleration covers a taint (api/core/v1/toleration.go, Toleration.ToleratesTaint). */
export function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { effect = '', key = '', operator = 'Equal', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''));
}

/** Whether any toleration covers a taint (component-helpers corev1.TolerationsTolerateTaint). */
export function isTolerated(taint: Taint, tolerations: readonly Toleration[] | undefined): boolean {
  return tolerations !== undefined && tolerations.some((toleration) => toleratesTaint(toleration, taint));
}

/** The first taint that keeps new pods away and is not tolerated (corev1.FindMatchingUntoleratedTaint). */
export function untoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] | undefined,
): Taint | undefined {
  return taints.find((taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(taint, tolerations));
}

/** `node(s) had untolerated taint {dedicated: gpu}` (plugins/tainttoleration/taint_toleration.go, Filter). */
export function taintFilter(pod: Pod): Filter {
  const { tolerations } = pod.spec;
  const rejections = new Map<Taint, Rejection>();
  return (node) => {
    if (node.taints.length === 0) return undefined;
    const taint = untoleratedTaint(node.taints, tolerations);
    if (taint === undefined) return undefined;
    let rejection = rejections.get(taint);
    if (rejection === undefined) {
      const reason = `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
      rejection = { plugin: NAME, reasons: [reason], resolvable: false };
      rejections.set(taint, rejection);
    }
    return rejection;
  };
}

/** Nodes with fewer PreferNoSchedule taints that the pod does not tolerate are better. */
export function taintScorer(pod: Pod): Scorer {
  const tolerations = (pod.spec.tolerations ?? []).filter(
    ({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule',
  );
  return (nodes) => {
    const intolerable: number[] = [];
    for (const { taints } of nodes) {
      let count = 0;
      for (const taint of taints) {
        if (taint.effect === 'PreferNoSchedule' && !isTolerated(taint, tolerations)) count += 1;
      }
      intolerable.push(count);
    }
    return normalizeScores(intolerable, true);
  };
}
