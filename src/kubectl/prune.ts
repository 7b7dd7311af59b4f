import type { GenericObject } from '../engine/index.ts';
import type { ApiClient } from './api.ts';
import { KubectlError } from './errors.ts';
import { LAST_APPLIED } from './last-applied.ts';
import type { Discovery } from './resources.ts';
import type { ObjectInfo } from './targets.ts';

/** What `apply --prune` looks through by itself (kubectl pkg/util/prune/prune.go). */
const DEFAULT_KINDS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'ConfigMap'],
  ['v1', 'Endpoints'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'Pod'],
  ['v1', 'ReplicationController'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'StatefulSet'],
  ['v1', 'Namespace'],
  ['v1', 'PersistentVolume'],
];

/** Reads `core/v1/ConfigMap`; a KubectlError for any other form. */
function readKind(text: string): readonly [string, string] {
  const [group, version, kind, ...more] = text.split('/');
  if (group === undefined || version === undefined || kind === undefined || more.length > 0) {
    throw new KubectlError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  }
  return [group === 'core' || group === '' ? version : `${group}/${version}`, kind];
}

export interface PruneScope {
  /** `--prune-allowlist`; empty for the kinds that kubectl knows. */
  allowlist: readonly string[];
  labelSelector: string;
  /** Namespaces of what was applied. */
  namespaces: ReadonlySet<string>;
  /** Uids of what was applied. */
  applied: ReadonlySet<string>;
}

/** The kinds that are looked through, namespaced ones first. */
export function prunedKinds(discovery: Discovery, allowlist: readonly string[]): ObjectInfo['resource'][] {
  const kinds = allowlist.length === 0 ? DEFAULT_KINDS : allowlist.map(readKind);
  const resources = kinds.map(([apiVersion, kind]) => {
    const found = discovery.ofKind(apiVersion, kind);
    if (found === undefined) {
      throw new KubectlError(`no matches for kind "${kind}" in version "${apiVersion}"`);
    }
    return found;
  });
  return [...resources.filter(({ namespaced }) => namespaced), ...resources.filter(({ namespaced }) => !namespaced)];
}

/** What was applied once, is selected, and was not applied this time (kubectl pkg/cmd/apply/prune.go). */
export function* pruned(
  api: ApiClient,
  kinds: readonly ObjectInfo['resource'][],
  { labelSelector, namespaces, applied }: PruneScope,
): Generator<{ resource: ObjectInfo['resource']; object: GenericObject }, void, void> {
  const inside = kinds.filter(({ namespaced }) => namespaced);
  const places = [
    ...[...namespaces].flatMap((namespace) => inside.map((resource) => ({ resource, namespace }))),
    ...kinds.filter(({ namespaced }) => !namespaced).map((resource) => ({ resource, namespace: '' })),
  ];
  for (const { resource, namespace } of places) {
    for (const object of api.list(resource, namespace, { labelSelector }).items) {
      const { annotations, uid } = object.metadata;
      if (annotations?.[LAST_APPLIED] !== undefined && !applied.has(uid)) yield { resource, object };
    }
  }
}
