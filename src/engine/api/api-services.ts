import { standInUuid } from '../images/digest.ts';
import { servedVersions } from '../kinds/registry-data.ts';
import type { GenericObject } from '../kinds/types/index.ts';
import { customTables } from './catalog.ts';
import type { Lister } from './lister.ts';
import { specOf } from './custom-resources/definition.ts';

/** How the groups that the API server serves itself are ranked (pkg/controlplane/apiserver/aggregator.go). */
const GROUP_PRIORITIES: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'apiextensions.k8s.io': 16_700,
  'admissionregistration.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
};

/** Of versions that are not `v1` alone of their group. */
const VERSION_PRIORITIES: Readonly<Record<string, number>> = {
  '/v1': 1,
  'autoscaling/v2': 30,
  'flowcontrol.apiserver.k8s.io/v1': 21,
};

const METRICS = 'metrics.k8s.io/v1beta1';
/** Of groups that definitions and other servers bring. */
const LOW_PRIORITY = 100;
const DEFINED_PRIORITY = 1000;

type Registered = 'onstart' | 'true' | undefined;

function apiService(groupVersion: string, registered: Registered, since: string, spec: object): GenericObject {
  const slash = groupVersion.indexOf('/');
  const group = groupVersion.slice(0, Math.max(slash, 0));
  const version = groupVersion.slice(slash + 1);
  const name = `${version}.${group}`;
  const uid = standInUuid(`APIService ${name}`);
  const labels =
    registered === undefined ? {} : { labels: { 'kube-aggregator.kubernetes.io/automanaged': registered } };
  const available =
    registered === undefined
      ? { message: 'all checks passed', reason: 'Passed' }
      : { message: 'Local APIServices are always available', reason: 'Local' };
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { creationTimestamp: since, ...labels, name, resourceVersion: '1', uid },
    spec: { ...(group !== '' && { group }), version, ...spec },
    status: { conditions: [{ lastTransitionTime: since, ...available, status: 'True', type: 'Available' }] },
  };
}

/** They are stored nowhere: one for each version that is served, by the API server itself or for it by metrics-server. */
export function apiServices(lister: Lister): GenericObject[] {
  const since = lister.get('namespaces', '', 'default')?.metadata.creationTimestamp ?? '';
  const local = servedVersions
    .map((version) => (version.includes('/') ? version : `/${version}`))
    .filter((version) => Object.hasOwn(GROUP_PRIORITIES, version.slice(0, version.indexOf('/'))))
    .map((version) =>
      apiService(version, 'onstart', since, {
        groupPriorityMinimum: GROUP_PRIORITIES[version.slice(0, version.indexOf('/'))],
        versionPriority: VERSION_PRIORITIES[version] ?? 15,
      }),
    );
  const metrics = apiService(METRICS, undefined, since, {
    groupPriorityMinimum: LOW_PRIORITY,
    insecureSkipTLSVerify: true,
    service: { name: 'metrics-server', namespace: 'kube-system', port: 443 },
    versionPriority: LOW_PRIORITY,
  });
  return [...local, metrics, ...definedServices(lister)];
}

/** One for each version of each group of the definitions, since the first of them (crdRegistrationController). */
function definedServices(lister: Lister): GenericObject[] {
  const since = new Map<string, string>();
  for (const { definition } of customTables(lister)) {
    if (definition === undefined) continue;
    const { group = '', versions = [] } = specOf(definition);
    for (const { name = '', served } of versions) {
      const key = `${group}/${name}`;
      if (served === true && !since.has(key)) since.set(key, definition.metadata.creationTimestamp);
    }
  }
  const priorities = { groupPriorityMinimum: DEFINED_PRIORITY, versionPriority: LOW_PRIORITY };
  return [...since].map(([version, time]) => apiService(version, 'true', time, priorities));
}
