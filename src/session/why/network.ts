import { isReadyEndpoint, labelSelectorMatches } from '../../engine/index.ts';
import type { EndpointSlice, GenericObject, LabelSelector, Pod, Service, Snapshot } from '../../engine/index.ts';
import { selectorPicks, selectorText } from '../../scene/index.ts';
import { listensOn } from '../texts/service-ports.ts';
import { condition, expected, names, refOf, refTo, told } from './told.ts';
import type { Situation, Told } from './told.ts';

export function serviceSituation({ metadata, spec, status }: Service, snapshot: Snapshot): Situation {
  const namespace = metadata.namespace ?? '';
  if (spec.type === 'ExternalName')
    return { state: [told('service.externalName', { name: spec.externalName ?? '' })], next: [expected('nextStays')] };
  const isWaiting = spec.type === 'LoadBalancer' && (status.loadBalancer.ingress ?? []).length === 0;
  const outside = isWaiting ? [told('service.noAddress')] : [];
  const nextOutside = isWaiting ? [expected('service.nextAddress')] : [];
  if (Object.keys(spec.selector ?? {}).length === 0)
    return {
      state: [told('service.noSelector'), ...outside],
      next: [expected('service.nextByHand', { name: metadata.name }), ...nextOutside],
    };
  const selector = selectorText(spec.selector);
  const pods = snapshot.list('pods', namespace).filter((pod) => selectorPicks(spec.selector, pod.metadata.labels));
  const ready = pods.filter(isReady);
  const refs = (ready.length > 0 ? ready : pods).slice(0, 3).map((pod) => refOf('pods', pod));
  const params = { selector, ready: ready.length, count: pods.length };
  if (pods.length === 0) {
    const near = nearestPod(spec.selector ?? {}, snapshot.list('pods', namespace));
    return {
      state: [
        told('service.selectsNobody', params),
        ...(near === undefined
          ? []
          : [
              told(
                'service.near',
                { name: near.metadata.name, labels: selectorText(near.metadata.labels) },
                refOf('pods', near),
              ),
            ]),
        ...outside,
      ],
      next: [expected('service.nextLabel', params), ...nextOutside],
    };
  }
  if (ready.length === 0)
    return {
      state: [told('service.noneReady', params, ...refs), ...outside],
      next: [expected('service.nextReady'), ...nextOutside],
    };
  const lost = lostPorts(spec.ports ?? [], pods);
  return {
    state: [
      told(spec.clusterIP === 'None' ? 'service.headless' : 'service.leads', params, ...refs),
      ...lost,
      ...outside,
    ],
    next: [...(lost.length > 0 ? [expected('service.nextPort')] : []), expected('service.nextFollows'), ...nextOutside],
  };
}

/** The ports whose targetPort no container of the pods has. A number may be listened on without being declared. */
function lostPorts(ports: Service['spec']['ports'] & {}, pods: readonly Pod[]): readonly Told[] {
  return ports.flatMap(({ port, targetPort = port }) => {
    if (pods.some(({ spec }) => listensOn(spec, targetPort))) return [];
    const key = typeof targetPort === 'string' ? 'service.unnamed' : 'service.undeclared';
    return [told(key, { port: String(port), target: String(targetPort) })];
  });
}

/** A pod that has one of the selector's keys or values, which is what one gets wrong. */
function nearestPod(selector: Readonly<Record<string, string>>, pods: readonly Pod[]): Pod | undefined {
  return pods.find(({ metadata: { labels = {} } }) =>
    Object.entries(selector).some(([key, value]) => key in labels || Object.values(labels).includes(value)),
  );
}

export function endpointSliceSituation(
  { metadata, endpoints, addressType }: EndpointSlice,
  snapshot: Snapshot,
): Situation {
  const service = metadata.labels?.['kubernetes.io/service-name'] ?? '';
  const ready = (endpoints ?? []).filter(isReadyEndpoint).length;
  return {
    state: [
      told(
        'endpoints.slice',
        { service, ready, count: endpoints?.length ?? 0, family: addressType },
        refTo(snapshot, 'services', metadata.namespace ?? '', service),
      ),
    ],
    next: [expected('endpoints.next', { service })],
  };
}

export function endpointsSituation({ metadata, subsets }: GenericObject, snapshot: Snapshot): Situation {
  const all = (Array.isArray(subsets) ? subsets : []) as readonly {
    addresses?: readonly unknown[];
    notReadyAddresses?: readonly unknown[];
  }[];
  const ready = all.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
  const unready = all.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0);
  const service = metadata.name;
  return {
    state: [
      told(
        'endpoints.list',
        { service, ready, count: ready + unready },
        refTo(snapshot, 'services', metadata.namespace ?? '', service),
      ),
    ],
    next: [expected('endpoints.next', { service })],
  };
}

interface IngressSpec {
  ingressClassName?: string;
  defaultBackend?: { service?: { name?: string } };
  rules?: { http?: { paths?: { backend?: { service?: { name?: string } } }[] } }[];
}

export function ingressSituation({ metadata, spec, status }: GenericObject, snapshot: Snapshot): Situation {
  const namespace = metadata.namespace ?? '';
  const { defaultBackend, rules = [] } = (spec ?? {}) as IngressSpec;
  const backends = [defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))];
  const services = [...new Set(backends.flatMap((backend) => backend?.service?.name ?? []))];
  const missing = services.filter((name) => snapshot.get('services', namespace, name) === undefined);
  const empty = services.filter((name) => {
    const selector = snapshot.get('services', namespace, name)?.spec.selector;
    const picked = snapshot.list('pods', namespace).filter((pod) => selectorPicks(selector, pod.metadata.labels));
    return selector !== undefined && !picked.some(isReady);
  });
  const refs = services.slice(0, 3).map((name) => refTo(snapshot, 'services', namespace, name));
  const { loadBalancer } = (status ?? {}) as { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
  const address = loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '').join(', ') ?? '';
  const state = [
    address === '' ? told('ingress.noAddress') : told('ingress.served', { address }),
    ...(missing.length > 0 ? [told('ingress.missing', { names: names(missing) })] : []),
    ...(empty.length > 0 ? [told('ingress.empty', { names: names(empty) }, ...refs)] : []),
    ...(services.length === 0 ? [told('ingress.noBackend')] : []),
    ...(missing.length + empty.length === 0 && services.length > 0
      ? [told('ingress.leads', { names: names(services) }, ...refs)]
      : []),
  ];
  const next =
    missing.length > 0
      ? expected('ingress.nextMissing', { names: names(missing) })
      : empty.length > 0
        ? expected('ingress.nextEmpty')
        : address === ''
          ? expected('ingress.nextController')
          : expected('ingress.next');
  return { state, next: [next] };
}

interface PolicySpec {
  podSelector?: LabelSelector;
  policyTypes?: readonly string[];
  ingress?: readonly unknown[];
  egress?: readonly unknown[];
}

export function networkPolicySituation({ metadata, spec }: GenericObject, snapshot: Snapshot): Situation {
  const { podSelector = {}, policyTypes = ['Ingress'], ingress = [], egress = [] } = (spec ?? {}) as PolicySpec;
  const pods = snapshot
    .list('pods', metadata.namespace)
    .filter((pod) => labelSelectorMatches(podSelector, pod.metadata.labels ?? {}));
  const refs = pods.slice(0, 3).map((pod) => refOf('pods', pod));
  const state =
    pods.length === 0
      ? [told('policy.nobody')]
      : [
          told('policy.selects', { count: pods.length }, ...refs),
          ...policyTypes.map((type) => {
            const rules = type === 'Egress' ? egress.length : ingress.length;
            const side = type === 'Egress' ? 'Out' : 'In';
            return told(rules === 0 ? `policy.closed${side}` : `policy.open${side}`, { count: rules });
          }),
        ];
  return { state, next: [expected(pods.length === 0 ? 'policy.nextNobody' : 'policy.next')] };
}

/** Which policies say what may come to a pod, and what may leave it. */
export function policiesOf({ metadata }: Pod, snapshot: Snapshot): readonly Told[] {
  const policies = snapshot
    .list('networkpolicies', metadata.namespace)
    .filter(({ spec }) => labelSelectorMatches(((spec ?? {}) as PolicySpec).podSelector ?? {}, metadata.labels ?? {}));
  return (['Ingress', 'Egress'] as const).flatMap((type) => {
    const own = policies.filter(({ spec }) => (((spec ?? {}) as PolicySpec).policyTypes ?? ['Ingress']).includes(type));
    if (own.length === 0) return [];
    const refs = own.slice(0, 3).map((policy) => refOf('networkpolicies', policy));
    return [told(`pod.policed${type}`, { names: names(own.map((policy) => policy.metadata.name)) }, ...refs)];
  });
}

function isReady({ status, metadata }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && condition(status.conditions, 'Ready')?.status === 'True';
}
