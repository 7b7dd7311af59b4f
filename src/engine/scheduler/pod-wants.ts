import type { Pod } from '../kinds/types/index.ts';
import { hostPortsOf } from './host-ports.ts';
import { podPriority } from './node-info.ts';
import { podRequests } from './pod-requests.ts';

/** The same text for pods that want the same of a node and were refused by the same plugins. */
export function groupKey(pod: Pod, plugins: readonly string[]): string {
  const { spec, metadata } = pod;
  const claims = (spec.volumes ?? [])
    .map((volume) => volume.persistentVolumeClaim?.claimName ?? '')
    .filter((name) => name !== '');
  return JSON.stringify([
    podPriority(pod),
    plugins,
    metadata.namespace,
    metadata.labels,
    podRequests(spec),
    spec.nodeSelector,
    spec.affinity,
    spec.tolerations,
    spec.topologySpreadConstraints,
    hostPortsOf(spec),
    claims,
  ]);
}
