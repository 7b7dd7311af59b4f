import { ipFamily } from '../api/addresses.ts';
import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import type { Place } from './exchange.ts';
import type { Flight, Next } from './flight.ts';
import { podOf, serviceOf, WORLD_ADDRESS } from './places.ts';
import { byteLength, httpDate } from './serving.ts';
import type { Steps } from './steps.ts';

/** Servers that are no pods: the world outside, and the API server. */
export class FarServers {
  private readonly context: NetworkContext;
  private readonly steps: Steps;

  constructor(steps: Steps) {
    this.context = steps.context;
    this.steps = steps;
  }

  /** Something outside the cluster answers. */
  askWorld(flight: Flight, now: number): Next {
    const { context } = this;
    const host = flight.world === '' ? flight.address : flight.world;
    const world: Place = { type: 'world', host };
    if (flight.node !== '') {
      const pod = podOf(context, flight.from);
      const denial =
        pod === undefined
          ? undefined
          : context.policies.denial(
              { pod, ip: flight.ip },
              { pod: undefined, ip: ipFamily(host) === undefined ? WORLD_ADDRESS : host },
              flight.url?.port ?? 80,
            );
      if (denial !== undefined) return this.steps.lose(flight, now, world, 'policy.denied', { ...denial });
      const link = context.faults.link(
        { node: flight.node, pod: flight.fromKey },
        { node: '', pod: '' },
        context.port.random,
      );
      if (!link.passes) return this.steps.lose(flight, now, world, link.code, link.params);
    }
    flight.world = host;
    const ms = 2 * latency.dnsOutside;
    context.hop(flight, now, ms, flight.from, world, 'world.answered', { host });
    const body = `${host} is outside of the simulated cluster; this stands for its answer.\n`;
    const headers = {
      Date: httpDate(now),
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': String(byteLength(body)),
    };
    flight.outcome = { type: 'answered', status: 200, headers, body };
    return this.steps.go(flight, 'done', ms);
  }

  /** The API server lets nobody in who does not say who he is. */
  askApiServer(flight: Flight, now: number): Next {
    const path = (flight.url?.target ?? '/').replace(/\?.*$/, '');
    const body =
      flight.url?.scheme === 'https'
        ? `${JSON.stringify(
            {
              kind: 'Status',
              apiVersion: 'v1',
              metadata: {},
              status: 'Failure',
              message: `forbidden: User "system:anonymous" cannot get path "${path}"`,
              reason: 'Forbidden',
              details: {},
              code: 403,
            },
            undefined,
            2,
          )}\n`
        : 'Client sent an HTTP request to an HTTPS server.\n';
    const status = flight.url?.scheme === 'https' ? 403 : 400;
    const ms = latency.hopBetweenNodes;
    flight.service = 'service/default/kubernetes';
    this.context.hop(flight, now, ms, flight.from, serviceOf(flight.service), 'apiServer.refused');
    flight.outcome = { type: 'answered', status, headers: { Date: httpDate(now) }, body };
    return this.steps.go(flight, 'done', 2 * ms);
  }
}
