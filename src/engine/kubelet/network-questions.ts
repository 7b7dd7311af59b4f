import type { Lister } from '../api/lister.ts';
import { isReadyEndpoint } from '../kinds/endpoint-readiness.ts';
import type { Service } from '../kinds/types/index.ts';
import type { AddressedPod, NetworkDoor } from './network-door.ts';

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function serviceOf(host: string, namespace: string, lister: Lister): Service | 'outside' | undefined {
  if (ipv4.test(host)) {
    return lister.list('services').find(({ spec }) => spec.clusterIP === host) ?? 'outside';
  }
  const [name = '', inNamespace, marker] = host.replace(/\.$/, '').split('.');
  if (inNamespace === undefined) return lister.get('services', namespace, name);
  // `web-0.nginx`: a pod of a Service without an address.
  const governing = marker === undefined ? lister.get('services', namespace, inNamespace) : undefined;
  if (governing !== undefined) return hasReadyEndpoint(governing, lister, name) ? governing : undefined;
  const isInside = marker === undefined ? lister.get('namespaces', '', inNamespace) !== undefined : marker === 'svc';
  return isInside ? lister.get('services', inNamespace, name) : 'outside';
}

function hasReadyEndpoint(service: Service, lister: Lister, hostname?: string): boolean {
  const { name, namespace = '' } = service.metadata;
  return lister
    .list('endpointslices', namespace)
    .some(
      (slice) =>
        slice.metadata.labels?.['kubernetes.io/service-name'] === name &&
        slice.endpoints?.some(
          (endpoint) => isReadyEndpoint(endpoint) && (hostname === undefined || endpoint.hostname === hostname),
        ) === true,
    );
}

/** What the network answers to a process in a pod, as `networkAnswers`, with what NetworkPolicies keep from it. */
export function podAnswer(question: string, pod: AddressedPod, lister: Lister, door: NetworkDoor | undefined): boolean {
  if (question.startsWith('lost:')) {
    const asked = question.replace('lost:', 'tcp:');
    const isBlocked = networkAnswers(asked, pod.namespace, lister) && door?.blocks(pod, asked) === true;
    return isBlocked || networkAnswers(question, pod.namespace, lister);
  }
  return networkAnswers(question, pod.namespace, lister) && door?.blocks(pod, question) !== true;
}

/**
 * What the network answers to a process in a pod of `namespace`: `dns:HOST`, whether the name resolves; `tcp:HOST:PORT`,
 * whether somebody takes the connection; `lost:HOST:PORT`, whether what is sent there is lost. The world outside the cluster always answers.
 */
function networkAnswers(question: string, namespace: string, lister: Lister): boolean {
  const [kind, host = '', port = ''] = question.split(':');
  const service = serviceOf(host, namespace, lister);
  if (service === undefined) return false;
  if (service === 'outside' || kind === 'dns') return kind !== 'lost';
  if (service.spec.type === 'ExternalName') return kind !== 'lost';
  const hasPort =
    service.spec.clusterIP === 'None' || (service.spec.ports ?? []).some((entry) => String(entry.port) === port);
  // Nothing takes what is sent to a port that a Service does not have, and nothing says so.
  if (kind === 'lost') return !hasPort;
  return hasPort && (service.spec.selector === undefined || hasReadyEndpoint(service, lister));
}
