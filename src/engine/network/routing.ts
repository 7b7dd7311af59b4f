import type { Pod, Service, ServicePort } from '../kinds/types/index.ts';
import type { NetworkContext } from './context.ts';
import type { Hop, Place } from './exchange.ts';
import type { Flight } from './flight.ts';
import type { IngressRoute } from './ingress-rules.ts';
import { keyOf } from './service-views.ts';
import type { Endpoints, Target } from './service-views.ts';

/** Where a request goes next, or why it goes nowhere. */
export type Route =
  | { readonly type: 'target'; readonly target: Target }
  | { readonly type: 'ingress'; readonly node: string }
  | { readonly type: 'apiServer' }
  | { readonly type: 'world' }
  /** `refused`: told so at once; `dropped`: nothing ever comes back; `unreachable`: nobody has the address. */
  | {
      readonly type: 'refused' | 'dropped' | 'unreachable';
      readonly at: Place;
      readonly code: string;
      readonly params: Hop['params'];
    };

/** What a client's own machine is called from inside the cluster. */
export const CLIENT_ADDRESS = '172.18.0.1';
const API_SERVICE = 'default/kubernetes';
/** How long a Service sends a client to the same pod (core/v1, DefaultClientIPServiceAffinitySeconds). */
const AFFINITY_SECONDS = 10_800;
/** Affinities of clients that are remembered. */
const keptAffinities = 5000;

export function servicePlace({ metadata }: Service): Place & { type: 'service' } {
  return { type: 'service', namespace: metadata.namespace ?? '', name: metadata.name };
}

export function podPlace({ namespace, name, uid }: Target): Place {
  return { type: 'pod', namespace, name, uid };
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address.startsWith('127.') || address === '::1';
}

/** Finds the way of packets: what kube-proxy, the load balancer and the nodes' own networks decide. */
export class Routing {
  private readonly context: NetworkContext;

  constructor(context: NetworkContext) {
    this.context = context;
  }

  /** The way of a request that is at its first node, or about to enter the cluster. */
  route(flight: Flight, now: number): Route {
    if (flight.world !== '') return { type: 'world' };
    const { address, url } = flight;
    const port = url?.port ?? 0;
    return flight.node === '' ? this.fromOutside(flight, address, port, now) : this.fromPod(flight, address, port, now);
  }

  /** An endpoint of an Ingress's backend, past the Service's address; undefined when there is none. */
  backend(route: IngressRoute, tried: readonly string[]): { service: Service; target: Target } | undefined {
    const { views } = this.context;
    const service = views.get(route.namespace, route.service);
    const port = service?.spec.ports?.find(({ name, port: number }) =>
      route.port.name === undefined ? number === route.port.number : name === route.port.name,
    );
    if (service === undefined || port === undefined) return undefined;
    const endpoints = views.latestEndpoints(service, port);
    const usable = endpoints.ready.length > 0 ? endpoints.ready : endpoints.servingTerminating;
    const untried = tried.length === 0 ? usable : usable.filter(({ ip }) => !tried.includes(ip));
    const target = this.turn(`${keyOf(service)}:${port.port}@ingress`, untried.length > 0 ? untried : usable);
    return target === undefined ? undefined : { service, target };
  }

  /** The pod of the cluster that has an address. */
  podAt(address: string): Pod | undefined {
    const { nodes, listeners, port } = this.context;
    const node = nodes.nodeOfPods(address);
    const uid = node === undefined ? undefined : listeners.podAt(node, address);
    if (node === undefined || uid === undefined) return undefined;
    return port.lister.podsOnNode(node).find(({ metadata }) => metadata.uid === uid);
  }

  /** The first node that runs and has a network: the machine forwards `localhost` to it. */
  entryNode(): string | undefined {
    const { port, listeners, faults } = this.context;
    for (const { metadata } of port.lister.list('nodes')) {
      if (listeners.isOn(metadata.name) && !faults.isCut(metadata.name)) return metadata.name;
    }
    return undefined;
  }

  private fromOutside(flight: Flight, address: string, port: number, now: number): Route {
    const client: Place = { type: 'client' };
    if (isLoopback(address)) {
      const node = this.entryNode();
      if (node === undefined) return { type: 'refused', at: client, code: 'entry.noNode', params: {} };
      return this.atNode(flight, node, port, now, client);
    }
    const { nodes, views } = this.context;
    const node = nodes.nodeAt(address);
    if (node !== undefined) return this.atNode(flight, node, port, now, client);
    const service = views.byBalancer(address);
    if (service !== undefined) return this.atBalancer(flight, service, address, port, now);
    return { type: 'dropped', at: client, code: 'entry.unroutable', params: { address } };
  }

  private fromPod(flight: Flight, address: string, port: number, now: number): Route {
    const { views, nodes, port: component } = this.context;
    const own: Place = flight.from;
    if (isLoopback(address) || address === flight.ip) return this.ownPod(flight, port);
    const service = views.byClusterIP(address);
    if (service !== undefined) {
      if (keyOf(service) === API_SERVICE && service.spec.ports?.some((entry) => entry.port === port) === true) {
        return { type: 'apiServer' };
      }
      return this.atService(flight, service, port, flight.node, now, own);
    }
    const balanced = views.byBalancer(address);
    if (balanced !== undefined) return this.atService(flight, balanced, port, flight.node, now, own);
    const node = nodes.nodeAt(address);
    if (node !== undefined) return this.atNode(flight, node, port, now, own);
    const at: Place = { type: 'node', name: flight.node };
    const pod = this.podAt(address);
    if (pod !== undefined) {
      const target = targetOf(pod, address, port);
      this.context.hop(flight, now, 0, own, podPlace(target), 'direct', { pod: target.name, address });
      return { type: 'target', target };
    }
    const host = nodes.nodeOfPods(address);
    if (host !== undefined) {
      if (!this.context.listeners.isOn(host)) return { type: 'dropped', at, code: 'node.off', params: { node: host } };
      return { type: 'unreachable', at, code: 'noPodAt', params: { address } };
    }
    if (isServiceAddress(address) || component.lister.list('nodes').length === 0) {
      return { type: 'dropped', at, code: 'service.noSuchAddress', params: { address } };
    }
    return { type: 'world' };
  }

  private ownPod(flight: Flight, port: number): Route {
    const pod = this.originPod(flight);
    if (pod === undefined) return { type: 'unreachable', at: flight.from, code: 'noPodAt', params: { address: '' } };
    return { type: 'target', target: targetOf(pod, flight.ip, port) };
  }

  private originPod({ from }: Flight): Pod | undefined {
    if (from.type !== 'pod') return undefined;
    return this.context.port.lister.get('pods', from.namespace, from.name);
  }

  /** A packet has come to a node's own address. */
  private atNode(flight: Flight, node: string, port: number, now: number, from: Place): Route {
    const { context } = this;
    const at: Place = { type: 'node', name: node };
    if (flight.node === '') flight.entry = node;
    if (!context.listeners.isOn(node)) return { type: 'dropped', at: from, code: 'node.off', params: { node } };
    const entered = context.views.byNodePort(port);
    if (entered !== undefined) {
      context.entered(flight, now, from, at, 'entry.nodePort', { node, port });
      return this.balance(flight, entered.service, entered.port, node, now, at, flight.node === '');
    }
    const pod = this.podOnNodePort(node, port);
    if (pod !== undefined) {
      context.entered(flight, now, from, at, 'entry.hostPort', { node, port, pod: pod.name });
      return { type: 'target', target: pod };
    }
    if ((port === 80 || port === 443) && !context.rules.isEmpty) return { type: 'ingress', node };
    return { type: 'refused', at, code: 'node.nothingListens', params: { node, port } };
  }

  private atBalancer(flight: Flight, service: Service, address: string, port: number, now: number): Route {
    const at: Place = { type: 'loadBalancer', address };
    const client: Place = { type: 'client' };
    const servicePort = portOf(service, port);
    if (servicePort === undefined) {
      return { type: 'dropped', at, code: 'service.noSuchPort', params: { service: service.metadata.name, port } };
    }
    const node = this.announcer(service, servicePort, now);
    if (node === undefined) return { type: 'dropped', at, code: 'entry.noNode', params: {} };
    flight.entry = node;
    this.context.entered(flight, now, client, at, 'entry.loadBalancer', { address, node });
    return this.balance(flight, service, servicePort, node, now, at, true);
  }

  /** The node that answers for a load balancer's address: with externalTrafficPolicy Local one that has pods of it. */
  private announcer(service: Service, port: ServicePort, now: number): string | undefined {
    const first = this.entryNode();
    if (service.spec.externalTrafficPolicy !== 'Local' || first === undefined) return first;
    const { views, listeners, faults } = this.context;
    const { ready } = views.endpoints(service, port, first, now);
    return ready.find(({ node }) => listeners.isOn(node) && !faults.isCut(node))?.node ?? first;
  }

  private atService(flight: Flight, service: Service, port: number, node: string, now: number, from: Place): Route {
    const servicePort = portOf(service, port);
    if (servicePort === undefined) {
      // Nothing in iptables is about that port, and nobody has the address: the packet is lost.
      const params = { service: service.metadata.name, port };
      return { type: 'dropped', at: servicePlace(service), code: 'service.noSuchPort', params };
    }
    return this.balance(flight, service, servicePort, node, now, from, false);
  }

  /** kube-proxy chooses an endpoint (pkg/proxy/iptables/proxier.go, syncProxyRules; pkg/proxy/topology.go). */
  private balance(
    flight: Flight,
    service: Service,
    port: ServicePort,
    node: string,
    now: number,
    from: Place,
    external: boolean,
  ): Route {
    const { context } = this;
    const at = servicePlace(service);
    const { name } = service.metadata;
    flight.service = `service/${keyOf(service)}`;
    const everywhere = context.views.endpoints(service, port, node, now);
    const policy = external ? service.spec.externalTrafficPolicy : service.spec.internalTrafficPolicy;
    const isLocal = policy === 'Local';
    flight.keepsAddress = external && isLocal;
    const endpoints = isLocal ? context.views.endpoints(service, port, node, now, true) : everywhere;
    const usable = usableOf(endpoints);
    if (usable.length === 0) {
      context.hop(flight, now, 0, from, at, 'service.reached', { service: name, port: port.port });
      // Without any endpoint the rule is REJECT; with some, but none here, it is DROP.
      if (usableOf(everywhere).length > 0) {
        return { type: 'dropped', at, code: 'service.noLocalEndpoints', params: { service: name, node } };
      }
      const params = { service: name, notReady: everywhere.all.length };
      return { type: 'refused', at, code: 'service.noEndpoints', params };
    }
    const key = `${flight.service}:${port.port}@${node}`;
    const sticky = service.spec.sessionAffinity === 'ClientIP' ? this.sticky(key, flight.ip, usable, now) : undefined;
    const target = sticky ?? this.turn(key, usable);
    if (target === undefined) return { type: 'refused', at, code: 'service.noEndpoints', params: { service: name } };
    if (service.spec.sessionAffinity === 'ClientIP') this.stick(key, flight.ip, target, service, now);
    if (flight.recorded) {
      const code = this.choiceCode(sticky !== undefined, endpoints);
      const params = { service: name, port: port.port, node, pod: target.name, count: usable.length };
      context.hop(flight, now, 0, from, at, code, params);
    }
    return { type: 'target', target };
  }

  private choiceCode(isSticky: boolean, { ready }: Endpoints): string {
    if (isSticky) return 'service.sticky';
    return ready.length > 0 ? 'service.chosen' : 'service.terminating';
  }

  private turn(key: string, targets: readonly Target[]): Target | undefined {
    const { turns } = this.context;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return targets[turn % targets.length];
  }

  private sticky(key: string, client: string, targets: readonly Target[], now: number): Target | undefined {
    const known = this.context.affinities.get(`${key}|${client}`);
    if (known === undefined || known.until < now) return undefined;
    return targets.find(({ ip }) => ip === known.ip);
  }

  private stick(key: string, client: string, target: Target, service: Service, now: number): void {
    const { affinities } = this.context;
    const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS;
    const name = `${key}|${client}`;
    affinities.delete(name);
    affinities.set(name, { ip: target.ip, until: now + seconds * 1000 });
    if (affinities.size <= keptAffinities) return;
    const oldest = affinities.keys().next().value;
    if (oldest !== undefined) affinities.delete(oldest);
  }

  /** A pod that has a node's port for itself: by hostPort, or because it uses the node's network. */
  private podOnNodePort(node: string, port: number): Target | undefined {
    const { lister } = this.context.port;
    for (const pod of lister.podsOnNode(node)) {
      const address = pod.status.podIP ?? '';
      if (pod.spec.hostNetwork === true) {
        if (this.context.listeners.listener(pod.metadata.uid, port) !== undefined) return targetOf(pod, address, port);
        continue;
      }
      for (const { ports = [] } of pod.spec.containers) {
        const mapped = ports.find(({ hostPort }) => hostPort === port);
        if (mapped !== undefined) return targetOf(pod, address, mapped.containerPort);
      }
    }
    return undefined;
  }
}

function usableOf({ ready, servingTerminating }: Endpoints): readonly Target[] {
  return ready.length > 0 ? ready : servingTerminating;
}

function portOf({ spec }: Service, port: number): ServicePort | undefined {
  return spec.ports?.find((candidate) => candidate.port === port && (candidate.protocol ?? 'TCP') === 'TCP');
}

function isServiceAddress(address: string): boolean {
  const [first, second] = address.split('.').map(Number);
  return first === 10 && second !== undefined && second >= 96 && second < 112;
}

export function targetOf({ metadata, spec }: Pod, ip: string, port: number): Target {
  const { uid, namespace = '', name } = metadata;
  return { ip, port, uid, namespace, name, node: spec.nodeName ?? '', hostname: spec.hostname ?? '' };
}
