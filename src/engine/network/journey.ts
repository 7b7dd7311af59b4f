import { ipFamily } from '../api/addresses.ts';
import type { Pod } from '../kinds/types/index.ts';
import type { ScriptedCall } from '../kubelet/network-door.ts';
import { latency } from '../latencies.ts';
import { nginxErrorPage } from '../images/answers.ts';
import { CLUSTER_DNS, resolverOf } from '../kubelet/resolv-conf.ts';
import { isWorldName, resolve } from './dns.ts';
import type { Resolution } from './dns.ts';
import type { PodNames } from './clients/dns-tools.ts';
import type { NetworkContext } from './context.ts';
import type { Failure, Hop, Outcome, Place } from './exchange.ts';
import { placeKey } from './exchange.ts';
import { badUrl, empty, refused, reset, timedOut, unreachable, unresolvable } from './failures.ts';
import type { Flight, Next } from './flight.ts';
import { podPlace, Routing, servicePlace, targetOf } from './routing.ts';
import { byteLength, httpDate, Serving } from './serving.ts';
import type { Target } from './service-views.ts';
import { parseUrl } from './url.ts';

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
/** How many calls one request may lead to in all. */
const MOST_CALLS = 200;
/** A server at work is looked at so often, ms: a process that is killed lets go of its clients at once. */
const LOOK_MS = 200;
/** proxy_next_upstream_tries of ingress-nginx. */
const INGRESS_TRIES = 3;

const WORLD_ADDRESS = '203.0.113.10';

/** Moves flights from step to step. What it does, it does at the time that it is told. */
export class Journey {
  readonly routing: Routing;
  private readonly context: NetworkContext;
  private readonly serving: Serving;

  constructor(context: NetworkContext) {
    this.context = context;
    this.routing = new Routing(context);
    this.serving = new Serving(context);
  }

  /** Sets a flight's first stage; it goes on with `step` after the answer's wait. */
  begin(flight: Flight, now: number): Next {
    if (flight.direct !== null) return this.go(flight, 'route', 0);
    const { url } = flight;
    if (url === null) return this.fail(flight, now, flight.from, 'url', {}, badUrl(), 0);
    if (ipFamily(url.host) !== undefined) {
      flight.address = url.host;
      return this.go(flight, 'route', this.wayIn(flight));
    }
    if (url.host === 'localhost' || url.host.endsWith('.localhost')) {
      flight.address = 'localhost';
      return this.go(flight, 'route', this.wayIn(flight));
    }
    return this.go(flight, 'resolve', this.dnsWait(flight));
  }

  /** Does what is due. */
  step(flight: Flight, now: number): Next {
    if (now >= flight.deadline && flight.stage !== 'done') return this.expire(flight, now);
    switch (flight.stage) {
      case 'resolve':
        return this.resolveName(flight, now);
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
    return this.fail(flight, now, at, 'timedOut', { ms }, failure, 0);
  }

  /** A call that a flight waited for has ended. */
  called(flight: Flight, call: Flight, now: number): Next {
    if (now >= flight.deadline) return this.expire(flight, now);
    if (flight.ingress !== null) return this.ingressCalled(flight, call, now);
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

  private go(flight: Flight, stage: Flight['stage'], ms: number): Next {
    flight.stage = stage;
    return { type: 'wait', ms };
  }

  /** Outside, every packet first has to get to the machine. */
  private wayIn(flight: Flight): number {
    return flight.node === '' ? latency.hopOutside : 0;
  }

  private dnsWait(flight: Flight): number {
    const { from, url } = flight;
    const host = url?.host ?? '';
    if (flight.node === '') return latency.dnsOutside;
    const pod = podOf(this.context, from);
    if (pod === undefined || flight.podUid === '') return latency.dnsQuery;
    if (this.dnsDenial(flight) !== undefined) return latency.dnsTimeout;
    return resolve(host, resolverOf(pod), this.context.views).tookMs;
  }

  /** How a pod looks names up; undefined for one that does not run. */
  namesOf(namespace: string, name: string, ip?: string): PodNames | undefined {
    const { views, port } = this.context;
    const pod = port.lister.get('pods', namespace, name);
    const address = ip ?? pod?.status.podIP;
    if (pod === undefined || address === undefined) return undefined;
    const resolver = resolverOf(pod);
    return {
      resolver,
      hosts: (host) => hostsFile(pod, host),
      query: (host) => {
        const found = resolve(`${host}.`, resolver, views);
        if (!found.found) return undefined;
        return found.world === undefined ? found.addresses : [WORLD_ADDRESS];
      },
      isSilent: this.denialOfDns(pod, address) !== undefined,
    };
  }

  private dnsDenial(flight: Flight): string | undefined {
    const pod = podOf(this.context, flight.from);
    return pod === undefined ? undefined : this.denialOfDns(pod, flight.ip);
  }

  private denialOfDns(pod: Pod, ip: string): string | undefined {
    const { policies } = this.context;
    if (policies.isEmpty || !resolverOf(pod).cluster) return undefined;
    const labels = { 'k8s-app': 'kube-dns' };
    const dns = { ...pod, metadata: { ...pod.metadata, name: 'coredns', namespace: 'kube-system', labels } };
    return policies.denial({ pod, ip }, { pod: dns, ip: CLUSTER_DNS }, 53, true)?.policies;
  }

  private resolveName(flight: Flight, now: number): Next {
    const { context } = this;
    const { url, from } = flight;
    if (url === null) return { type: 'over' };
    const dns: Place = { type: 'dns' };
    const waited = now - flight.startedAt;
    const found = flight.node === '' ? this.resolveOutside(url.host) : this.resolveInside(flight, url.host);
    if (found === 'silent') {
      const params = { name: url.host, policies: this.dnsDenial(flight) ?? '' };
      return this.fail(flight, now, dns, 'dns.silent', params, unresolvable(url), 0);
    }
    if (!found.found) return this.fail(flight, now, dns, 'dns.unknown', found.params, unresolvable(url), 0);
    flight.world = found.world ?? '';
    flight.address = found.addresses[flight.id % Math.max(1, found.addresses.length)] ?? '';
    const address = flight.world === '' ? flight.address : WORLD_ADDRESS;
    context.hop(flight, flight.startedAt, waited, from, dns, found.code, { address, ...found.params });
    return this.go(flight, 'route', this.wayIn(flight));
  }

  private resolveOutside(host: string): Resolution {
    const params = { name: host, tries: 1, last: host };
    if (this.context.rules.knowsHost(host)) {
      return { found: true, addresses: ['localhost'], code: 'dns.hosts', params, tookMs: 0 };
    }
    if (isWorldName(host)) {
      return { found: true, addresses: [], world: host, code: 'dns.world', params, tookMs: 0 };
    }
    return { found: false, params, tookMs: 0 };
  }

  private resolveInside(flight: Flight, host: string): Resolution | 'silent' {
    const pod = podOf(this.context, flight.from);
    const params = { name: host, tries: 0, last: host };
    if (pod === undefined) return { found: false, params, tookMs: 0 };
    const known = hostsFile(pod, host);
    if (known !== undefined) return { found: true, addresses: [known], code: 'dns.hosts', params, tookMs: 0 };
    if (this.dnsDenial(flight) !== undefined) return 'silent';
    return resolve(host, resolverOf(pod), this.context.views);
  }

  private takeRoute(flight: Flight, now: number): Next {
    const { url } = flight;
    if (url === null) return { type: 'over' };
    const route = this.routing.route(flight, now);
    switch (route.type) {
      case 'target':
        return this.deliver(flight, route.target, now);
      case 'ingress':
        return this.enterIngress(flight, route.node, now);
      case 'world':
        return this.askWorld(flight, now);
      case 'apiServer':
        return this.askApiServer(flight, now);
      case 'refused':
        return this.fail(flight, now, route.at, route.code, route.params, refused(url, 0), this.wayIn(flight));
      case 'unreachable':
        this.context.hop(flight, now, 0, flight.from, route.at, route.code, route.params);
        return this.failLater(flight, now, unreachable(url, latency.hostUnreachable), latency.hostUnreachable);
      case 'dropped':
        return this.lose(flight, now, route.at, route.code, route.params);
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
        return this.lose(flight, now, podPlace(target), 'policy.denied', { ...denial });
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
        if (part?.passes === false) return this.lose(flight, now, podPlace(target), part.code, part.params);
      }
      if (!link.passes) return { type: 'over' };
      lost = link.lost + (entered?.passes === true ? entered.lost : 0);
      ms = link.ms + (entered?.passes === true ? entered.ms - latency.hopOutside : 0);
    }
    flight.backMs = ms + this.wayIn(flight);
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
    const took = Math.max(0, flight.backMs - this.wayIn(flight));
    const { listeners } = context;
    if (target.uid === '') return this.byHand(flight, target, now);
    if (target.node !== '' && !listeners.isOn(target.node)) {
      return this.lose(flight, now, { type: 'node', name: target.node }, 'node.off', { node: target.node });
    }
    if (!listeners.hasNetwork(target.uid)) {
      context.hop(flight, now - took, took, from, to, 'noPodAt', { address: target.ip });
      return this.failLater(flight, now, unreachable(url, latency.hostUnreachable), latency.hostUnreachable);
    }
    const listener = listeners.listener(target.uid, target.port);
    if (listener === undefined) {
      const params = { pod: target.name, port: target.port };
      return this.fail(flight, now, to, 'pod.refused', params, refused(url, 0), flight.backMs);
    }
    const { container } = listener;
    const params = { pod: target.name, container };
    flight.connected = true;
    const timeout = this.withAnswerTimeout(flight, now);
    if (this.serving.isOutOfMemory(target, listener, now)) {
      listeners.end(target.uid, container, 137, 'OOMKilled');
      return this.fail(flight, now, to, 'pod.outOfMemory', params, reset(), flight.backMs);
    }
    const acceptance = this.serving.accept(flight, target, listener, now);
    if (acceptance.type === 'silent') return this.lose(flight, now, to, 'pod.silent', params, timeout);
    if (acceptance.type !== 'serves') return this.fail(flight, now, to, 'pod.hangup', params, empty(), flight.backMs);
    flight.served = acceptance.served;
    context.hop(flight, now - took, took, from, to, 'pod.accepted', { ...params, port: target.port });
    return this.go(flight, 'work', Math.min(LOOK_MS, acceptance.served.readyAt - now));
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
    return this.askWorld(flight, now);
  }

  private workOn(flight: Flight, now: number): Next {
    const { context } = this;
    const { served, target } = flight;
    if (served === null || target === null) return { type: 'over' };
    const params = { pod: target.name, container: served.container };
    const end = context.listeners.endOf(target.uid, served.container, served.run);
    if (end <= now) return this.fail(flight, now, podPlace(target), 'pod.reset', params, reset(), flight.backMs);
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

  /** A new flight, either a client's or one that another flight gives rise to. */
  newFlight(of: {
    parent: Flight | undefined;
    method: string;
    text: string;
    from: Place;
    node: string;
    podUid: string;
    ip: string;
    now: number;
    timeoutMs: number | undefined;
    connectTimeoutMs?: number | undefined;
    script?: ScriptedCall | undefined;
    headers?: Readonly<Record<string, string>>;
    body?: string;
    recorded?: boolean;
    load?: number;
  }): Flight {
    const { context } = this;
    const { parent, timeoutMs } = of;
    const limit = timeoutMs ?? of.connectTimeoutMs;
    const recorded = of.recorded ?? parent?.recorded ?? true;
    const flight: Flight = {
      id: ++context.lastId,
      method: of.method,
      url: parseUrl(of.text) ?? null,
      text: of.text,
      headers: of.headers ?? {},
      body: of.body ?? '',
      from: of.from,
      fromKey: placeKey(of.from),
      node: of.node,
      podUid: of.podUid,
      ip: of.ip,
      startedAt: of.now,
      // A call ends with the request that it is for.
      deadline: Math.min(of.now + (limit ?? latency.connectTimeout), parent?.deadline ?? Infinity),
      ownLimit: timeoutMs !== undefined ? 'all' : limit === undefined ? 'none' : 'connect',
      parent: parent?.id ?? 0,
      depth: (parent?.depth ?? 0) + 1,
      budget: parent === undefined ? MOST_CALLS : parent.budget - 1,
      load: of.load ?? 0,
      recorded,
      script: of.script ?? null,
      stage: 'resolve',
      address: '',
      world: '',
      connected: false,
      entry: '',
      keepsAddress: false,
      service: '',
      target: null,
      backMs: 0,
      served: null,
      ingress: null,
      tried: [],
      direct: null,
      outcome: null,
    };
    if (recorded) context.keep(flight);
    return flight;
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
    return this.go(flight, 'done', flight.backMs);
  }

  private enterIngress(flight: Flight, node: string, now: number): Next {
    const { context } = this;
    const ingress: Place = { type: 'ingress' };
    const host = (flight.headers['Host'] ?? flight.url?.host ?? '').replace(/:\d+$/, '');
    const target = flight.url?.target ?? '/';
    const path = target.replace(/\?.*$/, '');
    context.entered(flight, now, flight.from, ingress, 'entry.ingress', { node });
    flight.backMs = this.wayIn(flight) + latency.hopWithinNode;
    const route = context.rules.route(host, path);
    if (route === undefined) {
      context.hop(flight, now, 0, ingress, ingress, 'ingress.noRule', { host, path });
      return this.ingressAnswers(flight, now, 404, 'Not Found');
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
    return this.ingressCalls(flight, now);
  }

  private ingressCalls(flight: Flight, now: number): Next {
    const route = flight.ingress;
    if (route === null) return { type: 'over' };
    const { nodes } = this.context;
    if (this.routing.backend(route, flight.tried) === undefined) {
      const ingress: Place = { type: 'ingress' };
      this.context.hop(flight, now, 0, ingress, ingress, 'ingress.noEndpoints', { service: route.service });
      return this.ingressAnswers(flight, now, 503, 'Service Temporarily Unavailable');
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
  private ingressCalled(flight: Flight, call: Flight, now: number): Next {
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
      return this.go(flight, 'done', flight.backMs);
    }
    const ingress: Place = { type: 'ingress' };
    flight.tried = [...flight.tried, target?.ip ?? ''];
    const again = !call.connected || flight.method !== 'POST';
    if (again && flight.tried.length < INGRESS_TRIES) {
      const params = { service: route.service, count: flight.tried.length };
      this.context.hop(flight, now, 0, ingress, ingress, 'ingress.retry', params);
      return this.ingressCalls(flight, now);
    }
    const status = outcome.stage === 'timeout' ? 504 : 502;
    this.context.hop(flight, now, 0, ingress, ingress, 'ingress.failed', { service: route.service, status });
    return this.ingressAnswers(flight, now, status, status === 504 ? 'Gateway Time-out' : 'Bad Gateway');
  }

  private ingressAnswers(flight: Flight, now: number, status: number, reason: string): Next {
    const body = nginxErrorPage(status, reason, 'nginx');
    const headers = { Date: httpDate(now), 'Content-Type': 'text/html', 'Content-Length': String(body.length) };
    flight.outcome = { type: 'answered', status, headers, body };
    const params = { status, ms: now - flight.startedAt };
    this.context.hop(flight, now, flight.backMs, { type: 'ingress' }, flight.from, 'answered', params);
    return this.go(flight, 'done', flight.backMs);
  }

  private askWorld(flight: Flight, now: number): Next {
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
      if (denial !== undefined) return this.lose(flight, now, world, 'policy.denied', { ...denial });
      const link = context.faults.link(
        { node: flight.node, pod: flight.fromKey },
        { node: '', pod: '' },
        context.port.random,
      );
      if (!link.passes) return this.lose(flight, now, world, link.code, link.params);
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
    return this.go(flight, 'done', ms);
  }

  /** The API server lets nobody in who does not say who he is. */
  private askApiServer(flight: Flight, now: number): Next {
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
    return this.go(flight, 'done', 2 * ms);
  }

  private fail(
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

  private failLater(flight: Flight, now: number, failure: Failure, ms: number): Next {
    flight.outcome = { type: 'failed', ...failure };
    const left = flight.deadline - now;
    if (ms <= left) return this.go(flight, 'done', ms);
    flight.outcome = null;
    return { type: 'wait', ms: left };
  }

  /** A packet that is lost: the client waits until it gives up. */
  private lose(
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

function podOf({ port }: NetworkContext, place: Place): Pod | undefined {
  return place.type === 'pod' ? port.lister.get('pods', place.namespace, place.name) : undefined;
}

function endOf({ node, namespace, name }: Target): { node: string; pod: string } {
  return { node, pod: `pod/${namespace}/${name}` };
}

/** The place of a Service by its key: `service/NS/NAME`. */
function serviceOf(key: string): Place {
  const [, namespace = '', name = ''] = key.split('/');
  return { type: 'service', namespace, name };
}

function placeOfCall(call: Flight): Place {
  if (call.target !== null) return podPlace(call.target);
  return call.service === '' ? { type: 'dns' } : serviceOf(call.service);
}

/** What a pod's own /etc/hosts says of a name. */
function hostsFile(pod: Pod, host: string): string | undefined {
  if (host === pod.metadata.name) return pod.status.podIP;
  return pod.spec.hostAliases?.find(({ hostnames }) => hostnames?.includes(host) === true)?.ip;
}
