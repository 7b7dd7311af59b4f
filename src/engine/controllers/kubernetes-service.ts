import type { Client, NewObject } from '../api/client.ts';
import type { GenericObject, Service } from '../kinds/types/index.ts';
import { latency } from '../latencies.ts';
import type { Controller } from './controller.ts';

const NAMESPACE = 'default';
const NAME = 'kubernetes';

/** Where the API server itself listens: the first machine on Docker's network, which runs no pods of the cluster. */
const API_SERVER = { ip: '172.18.0.2', port: 6443 } as const;

const PORT = { name: 'https', port: API_SERVER.port, protocol: 'TCP' } as const;

const service: NewObject<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, namespace: NAMESPACE, labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    clusterIPs: ['10.96.0.1'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: API_SERVER.port }],
  },
};

/** Not mirrored by anyone: the API server writes its slice itself. */
const endpoints = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: NAME, namespace: NAMESPACE, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: [{ ip: API_SERVER.ip }], ports: [PORT] }],
};

const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: NAME, namespace: NAMESPACE, labels: { 'kubernetes.io/service-name': NAME } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [API_SERVER.ip], conditions: { ready: true } }],
  ports: [PORT],
};

const OBJECTS: readonly [resource: string, object: object][] = [
  ['services', service],
  ['endpoints', endpoints],
  ['endpointslices', slice],
];

/** Writes the Service under which pods find the API server, and its endpoints: whatever of them is not there. */
export function installKubernetesService(client: Client, isThere: (resource: string) => boolean): void {
  for (const [resource, object] of OBJECTS) {
    if (!isThere(resource)) client.create(resource, object as NewObject<GenericObject>);
  }
}

/**
 * The API server's own bookkeeping: looks every ten seconds whether its Service is still there
 * (pkg/controlplane/controller/kubernetesservice).
 *
 * Decisions: `kubernetesService.create`.
 */
export const kubernetesServiceController: Controller = {
  name: 'kubernetes-service-controller',
  watches: OBJECTS.map(([resource]) => ({
    resource,
    keys: ({ type, namespace, name }) =>
      type === 'DELETED' && namespace === NAMESPACE && name === NAME ? [`${NAMESPACE}/${NAME}`] : [],
  })),
  reconcile(_, { now, lister, client, memory, decide, remember, requeueAfter }) {
    const isThere = (resource: string): boolean => lister.get(resource, NAMESPACE, NAME) !== undefined;
    const due =
      typeof memory === 'number' ? memory : now + latency.kubernetesServiceSync - (now % latency.kubernetesServiceSync);
    remember(now < due ? due : undefined);
    if (now < due) {
      requeueAfter(due - now);
      return;
    }
    if (OBJECTS.every(([resource]) => isThere(resource))) return;
    decide('kubernetesService.create', {});
    installKubernetesService(client, isThere);
  },
};
