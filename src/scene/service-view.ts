import { isReadyEndpoint } from '../engine/index.ts';
import type { Endpoint, EndpointSlice, KubeObject, Lister, Pod, PodTemplateSpec, Service } from '../engine/index.ts';
import type { EndpointState, Phrase, PodView, ServiceView } from './picture.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether a Service's selector picks an object with these labels. An empty selector picks nothing. */
export function selectorPicks(selector: Labels | undefined, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

/** `app=web,tier=front`, as kubectl writes it. */
export function selectorText(selector: Labels | undefined): string {
  return Object.entries(selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** Whether any of the Services would send traffic to the pods that this workload makes. */
export function isSelected(
  workload: KubeObject & { spec: { template: PodTemplateSpec } },
  services: readonly Service[],
): boolean {
  const labels = workload.spec.template.metadata?.labels;
  return services.some(
    (service) =>
      service.metadata.namespace === workload.metadata.namespace && selectorPicks(service.spec.selector, labels),
  );
}

function portTexts(service: Service): readonly string[] {
  return (service.spec.ports ?? []).map(({ port, targetPort }) =>
    targetPort === undefined || targetPort === port ? String(port) : `${port}→${targetPort}`,
  );
}

function stateOf(endpoint: Endpoint): EndpointState {
  // With publishNotReadyAddresses a pod gets traffic until it is gone.
  if (isReadyEndpoint(endpoint)) return 'ready';
  return endpoint.conditions.terminating === true ? 'terminating' : 'notReady';
}

function endpointsOf(slices: readonly EndpointSlice[]): ReadonlyMap<string, EndpointState> {
  const endpoints = new Map<string, EndpointState>();
  for (const slice of slices) {
    for (const endpoint of slice.endpoints ?? []) {
      const uid = endpoint.targetRef?.uid;
      if (uid !== undefined) endpoints.set(uid, stateOf(endpoint));
    }
  }
  return endpoints;
}

const phrase = (name: string, params: Phrase['params'] = {}): Phrase => ({ key: `canvas.broken.${name}`, params });

function namedPorts(pod: Pod): ReadonlySet<string> {
  const names = pod.spec.containers.flatMap((container) => (container.ports ?? []).map((port) => port.name ?? ''));
  return new Set(names.filter((name) => name !== ''));
}

/** Why a Service gives no answer, or undefined when it can give one. `picked` are the pods that it selects. */
function brokenReason(
  service: Service,
  endpoints: ReadonlyMap<string, EndpointState>,
  slices: readonly EndpointSlice[],
  picked: readonly PodView[],
  pods: Lister,
): Phrase | undefined {
  const { selector, type, ports = [] } = service.spec;
  if (type === 'ExternalName' || selector === undefined || Object.keys(selector).length === 0) return undefined;
  const hasPorts = ports.length === 0 || slices.some((slice) => (slice.ports ?? []).length > 0);
  for (const state of endpoints.values()) if (state === 'ready' && hasPorts) return undefined;
  const [first] = picked;
  if (first === undefined) return phrase('selectsNothing', { selector: selectorText(selector) });
  const pod = pods.get('pods', first.namespace, first.name);
  const missing = ports.find(
    ({ targetPort }) => typeof targetPort === 'string' && pod !== undefined && !namedPorts(pod).has(targetPort),
  );
  if (missing !== undefined) return phrase('noSuchPort', { port: String(missing.targetPort) });
  return phrase('noneReady', { count: picked.length });
}

function addressOf(service: Service): string {
  return service.spec.type === 'ExternalName' ? (service.spec.externalName ?? '') : (service.spec.clusterIP ?? '');
}

/** One Service with what its EndpointSlices say; `picked` are the pods that it selects, needed only when none is ready. */
export function serviceView(
  service: Service,
  slices: readonly EndpointSlice[],
  picked: readonly PodView[],
  pods: Lister,
): ServiceView {
  const { uid, name } = service.metadata;
  const endpoints = endpointsOf(slices);
  const counts = { ready: 0, notReady: 0, terminating: 0 };
  for (const state of endpoints.values()) counts[state] += 1;
  const { ready, terminating } = counts;
  const total = endpoints.size - terminating;
  const ingress = service.status.loadBalancer.ingress?.[0];
  return {
    uid,
    namespace: service.metadata.namespace ?? '',
    name,
    type: service.spec.type,
    address: addressOf(service),
    ports: portTexts(service),
    nodePorts: (service.spec.ports ?? []).flatMap((port) => (port.nodePort === undefined ? [] : [port.nodePort])),
    external: ingress?.ip ?? ingress?.hostname,
    selector: service.spec.selector,
    endpoints,
    ready,
    total,
    terminating,
    hopeful: picked.some((pod) => pod.glyph === 'starting' || pod.glyph === 'waiting'),
    broken: brokenReason(service, endpoints, slices, picked, pods),
    label: {
      key: terminating > 0 ? 'canvas.service.labelStopping' : 'canvas.service.label',
      params: { name, type: service.spec.type, ready, total, terminating },
    },
  };
}
