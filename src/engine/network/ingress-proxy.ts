import { nginxErrorPage } from '../images/answers.ts';
import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import type { Place } from './exchange.ts';
import type { Flight, Next } from './flight.ts';
import type { NewFlight } from './new-flight.ts';
import type { Routing } from './routing.ts';
import { httpDate } from './serving.ts';
import type { Steps } from './steps.ts';

/** proxy_next_upstream_tries of ingress-nginx. */
const INGRESS_TRIES = 3;

/** The ingress controller: passes requests on to endpoints as the rules say. */
export class IngressProxy {
  private readonly context: NetworkContext;
  private readonly steps: Steps;
  private readonly routing: Routing;
  private readonly newFlight: NewFlight;

  constructor(steps: Steps, routing: Routing, newFlight: NewFlight) {
    this.context = steps.context;
    this.steps = steps;
    this.routing = routing;
    this.newFlight = newFlight;
  }

  /** A request has come to the controller on a node. */
  enter(flight: Flight, node: string, now: number): Next {
    const { context } = this;
    const ingress: Place = { type: 'ingress' };
    const host = (flight.headers['Host'] ?? flight.url?.host ?? '').replace(/:\d+$/, '');
    const target = flight.url?.target ?? '/';
    const path = target.replace(/\?.*$/, '');
    context.entered(flight, now, flight.from, ingress, 'entry.ingress', { node });
    flight.backMs = this.steps.wayIn(flight) + latency.hopWithinNode;
    const route = context.rules.route(host, path);
    if (route === undefined) {
      context.hop(flight, now, 0, ingress, ingress, 'ingress.noRule', { host, path });
      return this.answer(flight, now, 404, 'Not Found');
    }
    const { ingress: name, service } = route;
    context.hop(flight, now, 0, ingress, ingress, 'ingress.rule', {
      ingress: name,
      host: route.host === '' ? '*' : route.host,
      path: route.path,
      service,
    });
    flight.ingress = route;
    flight.entry = node;
    return this.calls(flight, now);
  }

  private calls(flight: Flight, now: number): Next {
    const route = flight.ingress;
    if (route === null) return { type: 'over' };
    const { nodes } = this.context;
    if (this.routing.backend(route, flight.tried) === undefined) {
      const ingress: Place = { type: 'ingress' };
      this.context.hop(flight, now, 0, ingress, ingress, 'ingress.noEndpoints', { service: route.service });
      return this.answer(flight, now, 503, 'Service Temporarily Unavailable');
    }
    flight.stage = 'called';
    const call = this.newFlight({
      parent: flight,
      method: flight.method,
      text: flight.text,
      from: { type: 'ingress' },
      node: flight.entry,
      podUid: '',
      ip: nodes.gatewayOf(flight.entry),
      now,
      timeoutMs: undefined,
      headers: { ...flight.headers, 'X-Forwarded-For': flight.ip, 'X-Forwarded-Host': flight.url?.host ?? '' },
      body: flight.body,
    });
    call.deadline = now + latency.ingressConnect;
    call.direct = route;
    call.tried = flight.tried;
    return { type: 'call', flight: call };
  }

  /** nginx tries the next endpoint when it could not connect, or got no answer to what may be asked twice. */
  called(flight: Flight, call: Flight, now: number): Next {
    const { outcome, target } = call;
    const route = flight.ingress;
    if (outcome === null || route === null) return { type: 'over' };
    if (outcome.type === 'answered') {
      flight.outcome = outcome;
      flight.target = target;
      this.context.hop(flight, now, flight.backMs, { type: 'ingress' }, flight.from, 'answered', {
        status: outcome.status,
        ms: now - flight.startedAt,
      });
      return this.steps.go(flight, 'done', flight.backMs);
    }
    const ingress: Place = { type: 'ingress' };
    flight.tried = [...flight.tried, target?.ip ?? ''];
    const again = !call.connected || flight.method !== 'POST';
    if (again && flight.tried.length < INGRESS_TRIES) {
      const params = { service: route.service, count: flight.tried.length };
      this.context.hop(flight, now, 0, ingress, ingress, 'ingress.retry', params);
      return this.calls(flight, now);
    }
    const status = outcome.stage === 'timeout' ? 504 : 502;
    this.context.hop(flight, now, 0, ingress, ingress, 'ingress.failed', { service: route.service, status });
    return this.answer(flight, now, status, status === 504 ? 'Gateway Time-out' : 'Bad Gateway');
  }

  private answer(flight: Flight, now: number, status: number, reason: string): Next {
    const body = nginxErrorPage(status, reason, 'nginx');
    const headers = { Date: httpDate(now), 'Content-Type': 'text/html', 'Content-Length': String(body.length) };
    flight.outcome = { type: 'answered', status, headers, body };
    const params = { status, ms: now - flight.startedAt };
    this.context.hop(flight, now, flight.backMs, { type: 'ingress' }, flight.from, 'answered', params);
    return this.steps.go(flight, 'done', flight.backMs);
  }
}
