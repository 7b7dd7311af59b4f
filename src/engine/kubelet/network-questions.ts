import type { Lister } from '../api/lister.ts';
import type { Service } from '../kinds/types/index.ts';

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function serviceOf(host: string, namespace: string, lister: Lister): Service | 'outside' | undefined {
  if (ipv4.test(host)) {
    return lister.list('services').find(({ spec }) => spec.clusterIP === host) ?? 'outside';
  }
  const [name = '', inNamespace, marker] = host.replace(/\.$/, '').split('.');
  if (inNamespace === undefined) return lister.get('services', namespace, name);
  const isInside = marker === undefined ? lister.get('namespaces', '', inNamespace) !== undefined : marker === 'svc';
  return isInside ? lister.get('services', inNamespace, name) : 'outside';
}

function hasReadyEndpoint(service: Service, lister: Lister): boolean {
  const { name, namespace = '' } = service.metadata;
  return lister
    .list('endpointslices', namespace)
    .some(
      (slice) =>
        slice.metadata.labels?.['kubernetes.io/service-name'] === name &&
        slice.endpoints.some((endpoint) => endpoint.conditions.ready),
    );
}

/**
 * What the network answers to a process in a pod of `namespace`: `dns:HOST`, whether the name resolves; `tcp:HOST:PORT`,
 * whether somebody takes the connection. The world outside the cluster always answers.
 */
export function networkAnswers(question: string, namespace: string, lister: Lister): boolean {
  const [kind, host = '', port = ''] = question.split(':');
  const service = serviceOf(host, namespace, lister);
  if (service === undefined) return false;
  if (service === 'outside' || kind === 'dns') return true;
  if (service.spec.type === 'ExternalName') return true;
  if (service.spec.selector === undefined) return true;
  const hasPort =
    service.spec.clusterIP === 'None' || (service.spec.ports ?? []).some((entry) => String(entry.port) === port);
  return hasPort && hasReadyEndpoint(service, lister);
}
