import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import type { Failure, Hop, Place } from './exchange.ts';
import { refused } from './failures.ts';
import type { Flight, Next } from './flight.ts';
import { serviceOf } from './places.ts';

/** How any step of a flight ends: it goes on, fails, or waits for what never comes. */
export class Steps {
  readonly context: NetworkContext;

  constructor(context: NetworkContext) {
    this.context = context;
  }

  /** Goes on with another stage after so many ms. */
  go(flight: Flight, stage: Flight['stage'], ms: number): Next {
    flight.stage = stage;
    return { type: 'wait', ms };
  }

  /** Outside, every packet first has to get to the machine. */
  wayIn(flight: Flight): number {
    return flight.node === '' ? latency.hopOutside : 0;
  }

  /** The flight fails at a place; what is told comes back after so many ms. */
  fail(
    flight: Flight,
    now: number,
    at: Place,
    code: string,
    params: Hop['params'],
    failure: Failure,
    backMs: number,
  ): Next {
    const ms = Math.max(0, backMs);
    const waited = now + ms - flight.startedAt;
    const isConnect = failure.stage === 'connect' && flight.url !== null;
    const told = isConnect && flight.url !== null ? refused(flight.url, waited) : failure;
    flight.outcome = { type: 'failed', ...told };
    if (flight.recorded) {
      const last = this.context.kept.get(flight.id)?.hops.at(-1);
      const since = last === undefined ? flight.startedAt : Math.min(now, last.until);
      this.context.hop(flight, since, now - since, last?.to ?? flight.from, at, code, params);
    }
    return this.go(flight, 'done', ms);
  }

  /** It will have failed after so many ms, if its client waits for so long. */
  failLater(flight: Flight, now: number, failure: Failure, ms: number): Next {
    flight.outcome = { type: 'failed', ...failure };
    const left = flight.deadline - now;
    if (ms <= left) return this.go(flight, 'done', ms);
    flight.outcome = null;
    return { type: 'wait', ms: left };
  }

  /** A packet that is lost: the client waits until it gives up. */
  lose(
    flight: Flight,
    now: number,
    at: Place,
    code: string,
    params: Hop['params'],
    timeout: number = flight.deadline - now,
  ): Next {
    const from: Place = flight.service === '' ? flight.from : serviceOf(flight.service);
    this.context.hop(flight, now, 0, from, at, code, params);
    return { type: 'wait', ms: Math.max(0, timeout) };
  }
}
