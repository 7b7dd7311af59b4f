import type { Exchange, Hop, Snapshot } from '../../engine/index.ts';
import { isDeadly } from '../../scene/index.ts';

/** Why requests fail during a rollout, as far as it tells what would have helped. */
export type Cause =
  /** The Service had no ready endpoint. */
  | 'nobodyReady'
  /** A node's kube-proxy still sent to a pod that had stopped listening. */
  | 'stopping'
  /** It came to a pod that did not listen yet. */
  | 'starting'
  /** Its pod was stopped while it worked on the answer. */
  | 'inFlight'
  /** The process ended by itself. */
  | 'crashed'
  /** The app, or an ingress controller before it, answered 5xx. */
  | 'status'
  | 'timeout'
  | 'other';

/** Calls within calls beyond this depth are not looked at. */
const DEEPEST = 6;

/** Whether a request came to nothing: no answer, or a status of 500 or more. */
export function isFailedExchange({ outcome }: Exchange): boolean {
  return outcome !== undefined && (outcome.type === 'failed' || outcome.status >= 500);
}

/** The decision at which a request died: its own, or that of a call which somebody made for it. */
export function fatalHop(
  exchange: Exchange,
  find: (id: number) => Exchange | undefined,
  depth = 0,
): { hop: Hop; exchange: Exchange } | undefined {
  const own = exchange.hops.find(({ code }) => isDeadly(code));
  if (own !== undefined) return { hop: own, exchange };
  if (depth < DEEPEST) {
    for (const id of exchange.calls.toReversed()) {
      const call = find(id);
      const found = call !== undefined && isFailedExchange(call) ? fatalHop(call, find, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  const last = exchange.hops.at(-1);
  return last && { hop: last, exchange };
}

/** What a decision means for a rollout. `snapshot`: the cluster soon after it, which tells pods that leave from pods that come. */
export function causeOf({ hop, exchange }: { hop: Hop; exchange: Exchange }, snapshot: Snapshot): Cause {
  switch (hop.code) {
    case 'service.noEndpoints':
    case 'service.noLocalEndpoints':
    case 'ingress.noEndpoints':
      return 'nobodyReady';
    case 'noPodAt':
      return 'stopping';
    case 'pod.refused':
      return isLeaving(exchange, snapshot) ? 'stopping' : 'starting';
    case 'pod.reset':
      return isLeaving(exchange, snapshot) ? 'inFlight' : 'crashed';
    case 'pod.outOfMemory':
    case 'app.crashed':
      return 'crashed';
    case 'answered':
    case 'ingress.failed':
      return 'status';
    case 'timedOut':
    case 'node.off':
    case 'policy.denied':
    case 'link.cut':
    case 'link.partition':
    case 'link.lost':
    case 'pod.silent':
      return 'timeout';
    default:
      return 'other';
  }
}

/** Whether the pod that a request came to is being deleted, or is gone. */
function isLeaving({ pod }: Exchange, snapshot: Snapshot): boolean {
  if (pod?.type !== 'pod') return true;
  const live = snapshot.get('pods', pod.namespace, pod.name);
  return live === undefined || live.metadata.uid !== pod.uid || live.metadata.deletionTimestamp !== undefined;
}
