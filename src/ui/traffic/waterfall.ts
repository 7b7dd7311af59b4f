import type { Exchange, Hop } from '../../engine/index.ts';
import { isDeadly } from '../../scene/index.ts';

/** One line of a waterfall: a hop, or a call with its hops below it. Times in ms since the request began. */
export interface WaterfallLine {
  readonly key: string;
  readonly depth: number;
  readonly hop: Hop;
  readonly from: number;
  readonly until: number;
  /** When what happened before it had ended: what lies between is the server's own time. */
  readonly since: number;
  readonly isBad: boolean;
}

/** Calls within calls beyond this depth are not told: servers that call each other in a circle give up anyway. */
const DEEPEST = 6;

function isBadHop({ code, params }: Hop): boolean {
  if (isDeadly(code) || code === 'timedOut' || code === 'ingress.failed' || code === 'ingress.noEndpoints') return true;
  const status = Number(params['status'] ?? 200);
  return (code === 'answered' || code === 'app.called') && (status === 0 || status >= 500);
}

/** All hops of a request in their order, those of the calls that servers made below the hop that led to them. */
export function waterfall(
  exchange: Exchange,
  find: (id: number) => Exchange | undefined,
  now: number,
  depth = 0,
  origin = exchange.startedAt,
): readonly WaterfallLine[] {
  const lines: WaterfallLine[] = [];
  let since = exchange.startedAt - origin;
  let call = 0;
  for (const [index, hop] of exchange.hops.entries()) {
    if (hop.time > now) break;
    const from = hop.time - origin;
    const until = Math.min(hop.until, now) - origin;
    lines.push({ key: `${exchange.id}/${index}`, depth, hop, from, until, since, isBad: isBadHop(hop) });
    since = until;
    if (hop.code !== 'app.calls' && hop.code !== 'ingress.rule' && hop.code !== 'ingress.retry') continue;
    const called = find(exchange.calls[call++] ?? 0);
    if (called !== undefined && depth < DEEPEST) lines.push(...waterfall(called, find, now, depth + 1, origin));
  }
  return lines;
}
