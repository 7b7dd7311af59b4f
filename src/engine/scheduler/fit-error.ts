/** Counts of reasons over all nodes. */
export type Reasons = ReadonlyMap<string, number>;

/** schedulePod's answer for a cluster without nodes (scheduler.ErrNoNodesAvailable). */
export const NO_NODES_MESSAGE = 'no nodes available to schedule pods';

/**
 * The text of FailedScheduling (framework.FitError.Error): counts and reasons sorted as text; a reason that holds for
 * the pod before any node is looked at stands alone; what preemption says follows.
 */
export function fitErrorMessage(nodes: number, reasons: Reasons, preFilter: string, postFilter: string): string {
  let message = `0/${nodes} nodes are available:`;
  if (preFilter !== '') {
    message += ` ${preFilter}.`;
  } else if (reasons.size > 0) {
    const texts = Array.from(reasons, ([reason, count]) => `${count} ${reason}`);
    texts.sort((a, b) => (a < b ? -1 : 1));
    message += ` ${texts.join(', ')}.`;
  }
  return postFilter === '' ? message : `${message} ${postFilter}`;
}
