import type { Exchange, Failure, TrafficRequest } from '../../engine/index.ts';
import type { Work } from '../run/block.ts';
import type { Process } from '../run/process.ts';

/** An exchange is looked at after this part of the time it has taken so far, within these bounds, ms. */
const LOOK_SHARE = 1 / 20;
const LOOK_AT_LEAST = 1;
const LOOK_AT_MOST = 500;

const LOCAL = /^(?:localhost|127\.(?:\d{1,3}\.){2}\d{1,3}|\[?::1\]?)$/i;
const URL_PARTS = /^(?:(https?):\/\/)?([^/:?#[]{1,255}|\[[\da-fA-F:]{1,60}\])(?::(\d{1,5}))?([/?#].*)?$/is;

/** Something that the client's own machine answers, without a way through the network. */
function failedHere(process: Process, request: Omit<TrafficRequest, 'from'>, failure: Failure): Exchange {
  const now = process.world.cluster.now();
  const { method, url, headers = {} } = request;
  const outcome = { type: 'failed' as const, ...failure };
  return {
    id: 0,
    calls: [],
    method,
    url,
    headers,
    from: { type: 'client' },
    startedAt: now,
    hops: [],
    outcome,
    endedAt: now,
  };
}

/** The request as it goes on from a forwarded port: from inside the pod, to its own port. */
function forwarded(process: Process, request: Omit<TrafficRequest, 'from'>): TrafficRequest | 'lost' | undefined {
  const parts = URL_PARTS.exec(request.url);
  if (parts === null || !LOCAL.test(parts[2] ?? '')) return undefined;
  const port = parts[3] === undefined ? (parts[1]?.toLowerCase() === 'https' ? 443 : 80) : Number(parts[3]);
  const forward = process.world.forwards.get(port);
  if (forward === undefined) return undefined;
  if (!forward.connect()) return 'lost';
  const { namespace, pod, remote } = forward;
  return { ...request, from: { namespace, pod }, url: `${parts[1] ?? 'http'}://localhost:${remote}${parts[4] ?? '/'}` };
}

/**
 * Sends a request from this machine into the cluster and waits for its end, which takes virtual time. What comes back
 * tells of the request as it was written here.
 */
export function* exchangeOf(process: Process, request: Omit<TrafficRequest, 'from'>): Work<Exchange> {
  const { cluster } = process.world;
  const empty: Failure = { stage: 'empty', exitCode: 52, message: 'Empty reply from server' };
  const inside = forwarded(process, request);
  if (inside === 'lost') return failedHere(process, request, empty);
  const { traffic } = cluster;
  const id = traffic?.send(inside ?? { ...request, from: 'outside' });
  if (traffic === undefined || id === undefined) {
    return failedHere(process, request, { stage: 'unreachable', exitCode: 7, message: 'Network is unreachable' });
  }
  const started = cluster.now();
  for (;;) {
    const exchange = traffic.exchange(id);
    if (exchange === undefined) return failedHere(process, request, empty);
    if (exchange.outcome !== undefined) {
      const seen = { ...exchange, url: request.url };
      // kubectl took the connection, so whatever goes wrong behind it looks like a server that hangs up.
      if (inside === undefined || exchange.outcome.type === 'answered') return seen;
      return { ...seen, outcome: { type: 'failed', ...empty } };
    }
    const passed = cluster.now() - started;
    yield {
      deadline: cluster.now() + Math.min(LOOK_AT_MOST, Math.max(LOOK_AT_LEAST, Math.round(passed * LOOK_SHARE))),
    };
  }
}
