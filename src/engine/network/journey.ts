import { ipFamily } from '../api/addresses.ts';
import { latency } from '../latencies.ts';
import type { NetworkContext } from './context.ts';
import type { Outcome, Place } from './exchange.ts';
import { badUrl, empty, refused, reset, timedOut, unreachable } from './failures.ts';
import { FarServers } from './far-servers.ts';
import type { Flight, Next } from './flight.ts';
import { IngressProxy } from './ingress-proxy.ts';
import { NameLookup } from './name-lookup.ts';
import { newFlight, type NewFlight } from './new-flight.ts';
import { endOf, placeOfCall, podOf, serviceOf } from './places.ts';
import { podPlace, Routing, servicePlace, targetOf } from './routing.ts';
import { Serving } from './serving.ts';
import type { Target } from './service-views.ts';
import { Steps } from './steps.ts';

/*
 * What is written down on the way of a request: `code` and `params` of a hop, a sentence for each in i18n's traffic.json.
 *
 * dns.service           name, tries, service, address       a Service's own address
 * dns.headless          name, tries, service, count         the addresses of its pods
 * dns.podName           name, tries, service, pod, address
 * dns.podAddress        name, tries, address
 * dns.externalName      name, tries, service, target
 * dns.world             name, tries                         a name outside the cluster
 * dns.hosts             name                                /etc/hosts of the client knows it
 * dns.unknown           name, tries, last                   NXDOMAIN
 * dns.silent            name, policies                      a NetworkPolicy keeps the pod from the DNS
 * entry.nodePort        node, port
 * entry.hostPort        node, port, pod
 * entry.loadBalancer    address, node
 * entry.ingress         node
 * entry.noNode                                              no node runs
 * entry.unroutable      address                             addresses of pods and Services are unknown outside
 * node.off              node
 * node.nothingListens   node, port
 * service.chosen        service, port, node, pod, count     round robin among so many
 * service.sticky        service, port, node, pod, count     sessionAffinity
 * service.terminating   service, port, node, pod, count     none is ready, so one that is going away
 * service.reached       service, port
 * service.noEndpoints   service, notReady                   REJECT
 * service.noLocalEndpoints service, node                    DROP
 * service.noSuchPort    service, port
 * service.noSuchAddress address
 * direct                pod, address
 * noPodAt               address
 * policy.denied         direction, pod, policies
 * link.cut              node
 * link.partition        a, b
 * link.lost             count
 * link.resent           count                               packets got lost and were sent again
 * pod.accepted          pod, container, port
 * pod.refused           pod, port
 * pod.silent            pod, container
 * pod.hangup            pod, container
 * pod.outOfMemory       pod, container
 * pod.reset             pod, container                      its process ended first
 * app.calls             pod, url
 * app.called            pod, url, status                    0: no answer
 * app.crashed           pod, container
 * ingress.rule          ingress, host, path, service
 * ingress.noRule        host, path                          404
 * ingress.noEndpoints   service                             503
 * ingress.retry         service, count
 * ingress.failed        service, status                     502, 504
 * world.answered        host
 * apiServer.refused                                         an anonymous request
 * answered              status, ms
 * timedOut              ms
 */

/** How often a request may lead to another: servers that call each other in a circle end there. */
const DEEPEST = 12;
/** A server at work is looked at so often, ms: a process that is killed lets go of its clients at once. */
const LOOK_MS = 200;

/** Moves flights from step to step. What it does, it does at the time that it is told. */
export class Journey {
  readonly routing: Routing;
  private readonly context: NetworkContext;
  readonly names: NameLookup;
  readonly newFlight: NewFlight;
  private readonly serving: Serving;
  private readonly steps: Steps;
  private readonly ingress: IngressProxy;
  private readonly far: FarServers;

  constructor(context: NetworkContext) {
    this.context = context;
    this.routing = new Routing(context);
    this.serving = new Serving(context);
    this.steps = new Steps(context);
    this.names = new NameLookup(this.steps);
    this.newFlight = (of) => newFlight(context, of);
    this.ingress = new IngressProxy(this.steps, this.routing, this.newFlight);
    this.far = new FarServers(this.steps);
  }

  /** Sets a flight's first stage; it goes on with `step` after the answer's wait. */
  begin(flight: Flight, now: number): Next {
    if (flight.direct !== null) return this.steps.go(flight, 'route', 0);
    const { url } = flight;
    if (url === null) return this.steps.fail(flight, now, flight.from, 'url', {}, badUrl(), 0);
    if (ipFamily(url.host) !== undefined) {
      flight.address = url.host;
      return this.steps.go(flight, 'route', this.steps.wayIn(flight));
    }
    if (url.host === 'localhost' || url.host.endsWith('.localhost')) {
      flight.address = 'localhost';
      return this.steps.go(flight, 'route', this.steps.wayIn(flight));
    }
    return this.steps.go(flight, 'resolve', this.names.waitOf(flight));
  }

  /** Does what is due. */
  step(flight: Flight, now: number): Next {
    if (now >= flight.deadline && flight.stage !== 'done') return this.expire(flight, now);
    switch (flight.stage) {
      case 'resolve':
        return this.names.resolve(flight, now);
      case 'route':
        return flight.direct === null ? this.takeRoute(flight, now) : this.takeDirect(flight, now);
      case 'arrive':
        return this.arrive(flight, now);
      case 'work':
        return this.workOn(flight, now);
      case 'called':
      case 'done':
        return { type: 'over' };
    }
  }

  private expire(flight: Flight, now: number): Next {
    const ms = now - flight.startedAt;
    const { url } = flight;
    const at = flight.target === null ? flight.from : podPlace(flight.target);
    const failure = url === null ? badUrl() : timedOut(url, ms, flight.connected, flight.ownLimit !== 'none');
    return this.steps.fail(flight, now, at, 'timedOut', { ms }, failure, 0);
  }

  /** A call that a flight waited for has ended. */
  called(flight: Flight, call: Flight, now: number): Next {
    if (now >= flight.deadline) return this.expire(flight, now);
    if (flight.ingress !== null) return this.ingress.called(flight, call, now);
    const { served, target } = flight;
    const outcome = call.outcome;
    if (served === null || target === null || outcome === null) return { type: 'over' };
    const status = outcome.type === 'answered' ? outcome.status : 0;
    this.context.hop(flight, now, 0, placeOfCall(call), podPlace(target), 'app.called', {
      pod: target.name,
      url: call.text,
      status,
    });
    if (served.answer.proxyTo !== undefined) return this.answered(flight, now, outcome);
    served.calls = served.calls.slice(1);
    if (status < 200 || status >= 300) {
      served.calls = [];
      served.failed =
        outcome.type === 'failed' ? outcome.message : `${call.text} answered with status ${outcome.status}`;
    }
    flight.stage = 'work';
    return this.workOn(flight, now);
  }

  private takeRoute(flight: Flight, now: number): Next {
    const { url } = flight;
    if (url === null) return { type: 'over' };
    const route = this.routing.route(flight, now);
    switch (route.type) {
      case 'target':
        return this.deliver(flight, route.target, now);
      case 'ingress':
        return this.ingress.enter(flight, route.node, now);
      case 'world':
        return this.far.askWorld(flight, now);
      case 'apiServer':
        return this.far.askApiServer(flight, now);
      case 'refused':
        return this.steps.fail(
          flight,
          now,
          route.at,
          route.code,
          route.params,
          refused(url, 0),
          this.steps.wayIn(flight),
        );
      case 'unreachable':
        this.context.hop(flight, now, 0, flight.from, route.at, route.code, route.params);
        return this.steps.failLater(flight, now, unreachable(url, latency.hostUnreachable), latency.hostUnreachable);
      case 'dropped':
        return this.steps.lose(flight, now, route.at, route.code, route.params);
    }
  }

  /** An ingress controller's own call: to an endpoint, past the Service's address. */
  private takeDirect(flight: Flight, now: number): Next {
    const route = flight.direct;
    const found = route === null ? undefined : this.routing.backend(route, flight.tried);
    const url = flight.url;
    if (found === undefined || url === null) return { type: 'over' };
    const { service, target } = found;
    flight.service = `service/${service.metadata.namespace ?? ''}/${service.metadata.name}`;
    const params = { service: service.metadata.name, port: target.port, node: flight.node, pod: target.name, count: 1 };
    this.context.hop(flight, now, 0, flight.from, servicePlace(service), 'service.chosen', params);
    return this.deliver(flight, target, now);
  }

  /** Brings a packet to a pod, if nothing on the way stops it. */
  private deliver(flight: Flight, target: Target, now: number): Next {
    const { context } = this;
    flight.target = target;
    const isOwn = flight.podUid !== '' && flight.podUid === target.uid;
    if (!isOwn && !context.policies.isEmpty) {
      const to = context.port.lister.get('pods', target.namespace, target.name);
      const from = flight.podUid === '' ? undefined : podOf(context, flight.from);
      const denial = context.policies.denial({ pod: from, ip: flight.ip }, { pod: to, ip: target.ip }, target.port);
      if (denial !== undefined) {
        return this.steps.lose(flight, now, podPlace(target), 'policy.denied', { ...denial });
      }
    }
    const node = flight.entry === '' ? flight.node : flight.entry;
    const ownPod = flight.from.type === 'pod' ? flight.fromKey : '';
    let ms: number = latency.hopWithinNode;
    let lost = 0;
    if (!isOwn) {
      const entered =
        flight.node === ''
          ? context.faults.link({ node: '', pod: '' }, { node, pod: '' }, context.port.random)
          : undefined;
      const link = context.faults.link({ node, pod: ownPod }, endOf(target), context.port.random);
      for (const part of [entered, link]) {
        if (part?.passes === false) return this.steps.lose(flight, now, podPlace(target), part.code, part.params);
      }
      if (!link.passes) return { type: 'over' };
      lost = link.lost + (entered?.passes === true ? entered.lost : 0);
      ms = link.ms + (entered?.passes === true ? entered.ms - latency.hopOutside : 0);
    }
    flight.backMs = ms + this.steps.wayIn(flight);
    const from: Place = flight.service === '' ? flight.from : serviceOf(flight.service);
    const to = podPlace(target);
    if (lost > 0) context.hop(flight, now, ms, from, to, 'link.resent', { count: lost });
    flight.stage = 'arrive';
    return { type: 'wait', ms };
  }

  private arrive(flight: Flight, now: number): Next {
    const { context } = this;
    const { target, url } = flight;
    if (target === null || url === null) return { type: 'over' };
    const from: Place = flight.service === '' ? flight.from : serviceOf(flight.service);
    const to = podPlace(target);
    const took = Math.max(0, flight.backMs - this.steps.wayIn(flight));
    const { listeners } = context;
    if (target.uid === '') return this.byHand(flight, target, now);
    if (target.node !== '' && !listeners.isOn(target.node)) {
      return this.steps.lose(flight, now, { type: 'node', name: target.node }, 'node.off', { node: target.node });
    }
    if (!listeners.hasNetwork(target.uid)) {
      context.hop(flight, now - took, took, from, to, 'noPodAt', { address: target.ip });
      return this.steps.failLater(flight, now, unreachable(url, latency.hostUnreachable), latency.hostUnreachable);
    }
    const listener = listeners.listener(target.uid, target.port);
    if (listener === undefined) {
      const params = { pod: target.name, port: target.port };
      return this.steps.fail(flight, now, to, 'pod.refused', params, refused(url, 0), flight.backMs);
    }
    const { container } = listener;
    const params = { pod: target.name, container };
    flight.connected = true;
    const timeout = this.withAnswerTimeout(flight, now);
    if (this.serving.isOutOfMemory(target, listener, now)) {
      listeners.end(target.uid, container, 137, 'OOMKilled');
      return this.steps.fail(flight, now, to, 'pod.outOfMemory', params, reset(), flight.backMs);
    }
    const acceptance = this.serving.accept(flight, target, listener, now);
    if (acceptance.type === 'silent') return this.steps.lose(flight, now, to, 'pod.silent', params, timeout);
    if (acceptance.type !== 'serves')
      return this.steps.fail(flight, now, to, 'pod.hangup', params, empty(), flight.backMs);
    flight.served = acceptance.served;
    context.hop(flight, now - took, took, from, to, 'pod.accepted', { ...params, port: target.port });
    return this.steps.go(flight, 'work', Math.min(LOOK_MS, acceptance.served.readyAt - now));
  }

  /** A client that is connected waits longer than one that tries to be, unless it set a limit itself. */
  private withAnswerTimeout(flight: Flight, now: number): number {
    const wait = flight.direct === null ? latency.answerTimeout : latency.ingressRead;
    if (flight.ownLimit !== 'all') flight.deadline = now + wait;
    return flight.deadline - now;
  }

  /** An address that somebody wrote into an EndpointSlice: a pod's, or one outside. */
  private byHand(flight: Flight, target: Target, now: number): Next {
    const pod = this.routing.podAt(target.ip);
    if (pod !== undefined) {
      flight.target = targetOf(pod, target.ip, target.port);
      return this.arrive(flight, now);
    }
    flight.world = target.ip;
    return this.far.askWorld(flight, now);
  }

  private workOn(flight: Flight, now: number): Next {
    const { context } = this;
    const { served, target } = flight;
    if (served === null || target === null) return { type: 'over' };
    const params = { pod: target.name, container: served.container };
    const end = context.listeners.endOf(target.uid, served.container, served.run);
    if (end <= now) return this.steps.fail(flight, now, podPlace(target), 'pod.reset', params, reset(), flight.backMs);
    if (now < served.readyAt) {
      return { type: 'wait', ms: Math.max(1, Math.min(LOOK_MS, served.readyAt - now, end - now)) };
    }
    const [call] = served.calls;
    if (call !== undefined) {
      context.hop(flight, now, 0, podPlace(target), podPlace(target), 'app.calls', { pod: target.name, url: call.url });
      return this.call(flight, target, call.method, call.url, now);
    }
    return this.answered(flight, now, null);
  }

  private call(flight: Flight, target: Target, method: string, text: string, now: number): Next {
    flight.stage = 'called';
    const place = podPlace(target);
    const call = this.newFlight({
      parent: flight,
      method,
      text,
      from: place,
      node: target.node,
      podUid: target.uid,
      ip: target.ip,
      now,
      timeoutMs: undefined,
    });
    // Calls of one answer share what is left.
    call.budget = Math.floor(flight.budget / Math.max(1, flight.served?.answer.calls?.length ?? 1)) - 1;
    if (call.depth <= DEEPEST && call.budget >= 0) return { type: 'call', flight: call };
    call.outcome = { type: 'failed', ...reset() };
    return this.called(flight, call, now);
  }

  private answered(flight: Flight, now: number, called: Outcome | null): Next {
    const { context } = this;
    const { served, target } = flight;
    if (served === null || target === null) return { type: 'over' };
    flight.outcome = this.serving.answer(flight, target, served, called, now);
    const status = flight.outcome.type === 'answered' ? flight.outcome.status : 0;
    const place = podPlace(target);
    context.hop(flight, now, flight.backMs, place, flight.from, 'answered', { status, ms: now - flight.startedAt });
    if (served.crashes) {
      context.hop(flight, now, 0, place, place, 'app.crashed', { pod: target.name, container: served.container });
      context.listeners.end(target.uid, served.container, 1, 'Error');
    }
    return this.steps.go(flight, 'done', flight.backMs);
  }
}
