import type { Change } from '../api/change.ts';
import { isReadyEndpoint, isServingTerminating } from '../kinds/endpoint-readiness.ts';
import type { EndpointSlice, Pod, Service, ServicePort } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';

/** A place where a Service's traffic can go. */
export interface Target {
  readonly ip: string;
  readonly port: number;
  /** Of the pod; '' for addresses that somebody wrote by hand. */
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** '' when it is on none of the cluster's nodes. */
  readonly node: string;
  readonly hostname: string;
}

/** Endpoints of one port of a Service, by what they are good for (pkg/proxy/topology.go, CategorizeEndpoints). */
export interface Endpoints {
  readonly ready: readonly Target[];
  /** Going away, but still serving: used while nothing is ready. */
  readonly servingTerminating: readonly Target[];
  readonly all: readonly Target[];
}

type Slices = readonly EndpointSlice[];

/** The endpoints of a Service from a moment on. */
interface Version {
  readonly at: number;
  readonly slices: Slices;
}

/** What the kube-proxies know of a Service. */
interface View {
  readonly service: Service;
  /** Oldest first; the older ones are for nodes that are late. */
  readonly versions: readonly Version[];
}

interface SavedViews {
  services: [key: string, View][];
  orphans: [key: string, Slices][];
}

const SERVICE_NAME = 'kubernetes.io/service-name';
const none: Endpoints = { ready: [], servingTerminating: [], all: [] };

/** How much later than the fastest a node puts new endpoints in force, ms: always the same for the same node. */
export function proxyLag(node: string): number {
  let hash = 7;
  for (let index = 0; index < node.length; index++) hash = (hash * 31 + node.charCodeAt(index)) % 65_521;
  return latency.proxySync + (hash % latency.proxySpread);
}

/**
 * Services and their endpoints as the kube-proxies and CoreDNS have heard of them: kept from change to change, so that
 * a request finds its way without looking at other Services or pods.
 */
export class ServiceViews {
  private readonly views = new Map<string, View>();
  /** Slices whose Service has not been heard of. */
  private readonly orphans = new Map<string, Slices>();
  private readonly clusterIPs = new Map<string, string>();
  private readonly balancers = new Map<string, string>();
  private readonly nodePorts = new Map<number, string>();
  private readonly lags = new Map<string, number>();
  /** Worked out from slices when they are first asked for. */
  private readonly tables = new WeakMap<Slices, Map<string, Endpoints>>();
  private readonly locals = new WeakMap<Endpoints, Map<string, Endpoints>>();
  /** How many endpoints were looked at so far, to say what a request costs. */
  work = 0;

  get(namespace: string, name: string): Service | undefined {
    return this.views.get(`${namespace}/${name}`)?.service;
  }

  byClusterIP(address: string): Service | undefined {
    return this.views.get(this.clusterIPs.get(address) ?? '')?.service;
  }

  /** The Service that has an address as a load balancer's or as an external IP. */
  byBalancer(address: string): Service | undefined {
    return this.views.get(this.balancers.get(address) ?? '')?.service;
  }

  byNodePort(nodePort: number): { service: Service; port: ServicePort } | undefined {
    const service = this.views.get(this.nodePorts.get(nodePort) ?? '')?.service;
    const port = service?.spec.ports?.find((candidate) => candidate.nodePort === nodePort);
    return service === undefined || port === undefined ? undefined : { service, port };
  }

  /** The endpoints of a port that a node's kube-proxy has in force at `now`; of its own pods alone with `local`. */
  endpoints(service: Service, port: ServicePort, node: string, now: number, local = false): Endpoints {
    return this.at(service, port, now - this.lag(node), local ? node : undefined);
  }

  /** The endpoints of a port as CoreDNS and ingress controllers know them: as soon as they have heard of them. */
  latestEndpoints(service: Service, port: ServicePort): Endpoints {
    return this.at(service, port, Infinity, undefined);
  }

  onChange(change: Change): void {
    const key = `${change.namespace}/${change.name}`;
    if (change.resource === 'services') {
      if (change.type === 'DELETED') this.removeService(key);
      else this.putService(key, change.object as Service, change.time);
    } else if (change.resource === 'endpointslices') {
      const slice = change.object as EndpointSlice;
      const service = slice.metadata.labels?.[SERVICE_NAME];
      if (service !== undefined) {
        this.putSlice(`${change.namespace}/${service}`, slice, change.type === 'DELETED', change.time);
      }
    }
  }

  save(): SavedViews {
    return { services: [...this.views], orphans: [...this.orphans] };
  }

  load(saved: SavedViews): void {
    this.views.clear();
    this.orphans.clear();
    this.clusterIPs.clear();
    this.balancers.clear();
    this.nodePorts.clear();
    for (const [key, view] of saved.services) {
      this.views.set(key, view);
      this.index(key, view.service);
    }
    for (const [key, slices] of saved.orphans) this.orphans.set(key, slices);
  }

  private at(service: Service, port: ServicePort, time: number, local: string | undefined): Endpoints {
    const versions = this.views.get(keyOf(service))?.versions ?? [];
    let index = versions.length - 1;
    while (index > 0 && (versions[index]?.at ?? 0) > time) index--;
    const slices = versions[index]?.slices;
    if (slices === undefined) return none;
    let byPort = this.tables.get(slices);
    if (byPort === undefined) this.tables.set(slices, (byPort = new Map<string, Endpoints>()));
    const name = port.name ?? '';
    let endpoints = byPort.get(name);
    if (endpoints === undefined) byPort.set(name, (endpoints = this.tableOf(slices, name)));
    return local === undefined ? endpoints : this.localOf(endpoints, local);
  }

  private tableOf(slices: Slices, portName: string): Endpoints {
    const ready: Target[] = [];
    const servingTerminating: Target[] = [];
    const all: Target[] = [];
    for (const slice of slices) {
      const port = slice.ports?.find(({ name }) => name === portName)?.port;
      if (port === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const { addresses, nodeName = '', targetRef, hostname = '' } = endpoint;
        this.work++;
        const target: Target = {
          ip: addresses[0] ?? '',
          port,
          uid: targetRef?.uid ?? '',
          namespace: targetRef?.namespace ?? '',
          name: targetRef?.name ?? '',
          node: nodeName,
          hostname,
        };
        all.push(target);
        if (isReadyEndpoint(endpoint)) ready.push(target);
        else if (isServingTerminating(endpoint)) servingTerminating.push(target);
      }
    }
    return { ready, servingTerminating, all };
  }

  private localOf(endpoints: Endpoints, node: string): Endpoints {
    let byNode = this.locals.get(endpoints);
    if (byNode === undefined) {
      byNode = new Map<string, Endpoints>();
      this.locals.set(endpoints, byNode);
    }
    let local = byNode.get(node);
    if (local === undefined) {
      const here = ({ node: on }: Target): boolean => on === node;
      this.work += endpoints.all.length;
      local = {
        ready: endpoints.ready.filter(here),
        servingTerminating: endpoints.servingTerminating.filter(here),
        all: endpoints.all.filter(here),
      };
      byNode.set(node, local);
    }
    return local;
  }

  private lag(node: string): number {
    let lag = this.lags.get(node);
    if (lag === undefined) this.lags.set(node, (lag = proxyLag(node)));
    return lag;
  }

  private putService(key: string, service: Service, time: number): void {
    const before = this.views.get(key);
    if (before !== undefined) this.unindex(key, before.service);
    const known = before?.versions ?? [{ at: time, slices: this.orphans.get(key) ?? [] }];
    this.orphans.delete(key);
    this.views.set(key, { service, versions: known });
    this.index(key, service);
  }

  private removeService(key: string): void {
    const before = this.views.get(key);
    if (before === undefined) return;
    this.unindex(key, before.service);
    this.views.delete(key);
    const slices = before.versions.at(-1)?.slices ?? [];
    if (slices.length > 0) this.orphans.set(key, slices);
  }

  private putSlice(key: string, slice: EndpointSlice, gone: boolean, time: number): void {
    const view = this.views.get(key);
    const slices = view?.versions.at(-1)?.slices ?? this.orphans.get(key) ?? [];
    const index = slices.findIndex(({ metadata }) => metadata.name === slice.metadata.name);
    let next = slices.filter((_, position) => position !== index);
    if (!gone) next = index < 0 ? [...slices, slice] : slices.with(index, slice);
    if (view === undefined) {
      if (next.length > 0) this.orphans.set(key, next);
      else this.orphans.delete(key);
      return;
    }
    const longest = latency.proxySync + latency.proxySpread;
    const { versions } = view;
    // What was replaced before the slowest node's last look is nobody's view any more.
    const first = versions.findLastIndex(({ at }) => at + longest <= time);
    const kept = first > 0 ? versions.slice(first) : versions;
    this.views.set(key, { service: view.service, versions: [...kept, { at: time, slices: next }] });
  }

  private index(key: string, { spec, status }: Service): void {
    const { clusterIP = '' } = spec;
    if (clusterIP !== '' && clusterIP !== 'None') this.clusterIPs.set(clusterIP, key);
    for (const { nodePort } of spec.ports ?? []) if (nodePort !== undefined) this.nodePorts.set(nodePort, key);
    for (const address of balancerAddresses({ spec, status })) this.balancers.set(address, key);
  }

  private unindex(key: string, { spec, status }: Service): void {
    const drop = <K>(index: Map<K, string>, at: K): void => {
      if (index.get(at) === key) index.delete(at);
    };
    drop(this.clusterIPs, spec.clusterIP ?? '');
    for (const { nodePort } of spec.ports ?? []) if (nodePort !== undefined) drop(this.nodePorts, nodePort);
    for (const address of balancerAddresses({ spec, status })) drop(this.balancers, address);
  }
}

function balancerAddresses({ spec, status }: Pick<Service, 'spec' | 'status'>): string[] {
  const assigned = (status.loadBalancer.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
  return [...assigned, ...(spec.externalIPs ?? [])];
}

export function keyOf({ metadata }: Service | Pod): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
