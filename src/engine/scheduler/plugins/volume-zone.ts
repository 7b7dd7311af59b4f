import type { Lister } from '../../api/lister.ts';
import type { PersistentVolume, Pod } from '../../kinds/types/index.ts';
import type { Filter, Rejection } from '../plugin.ts';

const REJECTION: Rejection = {
  plugin: 'VolumeZone',
  reasons: ['node(s) had no available volume zone'],
  resolvable: false,
};

/** Labels that say where a volume or a node is, each with the one that has taken its place. */
const TOPOLOGY_LABELS: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
]);

/** Where a volume can be used. */
interface VolumeTopology {
  readonly key: string;
  readonly values: ReadonlySet<string>;
}

/** What the labels of a volume say; several values stand with `__` between them, and a label with an empty one is ignored. */
function topologiesOf({ metadata }: PersistentVolume): VolumeTopology[] {
  const topologies: VolumeTopology[] = [];
  for (const key of TOPOLOGY_LABELS.keys()) {
    const values = metadata.labels?.[key]?.split('__').map((value) => value.trim());
    if (values !== undefined && !values.includes('')) topologies.push({ key, values: new Set(values) });
  }
  return topologies;
}

/**
 * Keeps a pod away from nodes in other zones or regions than its volumes are labelled with (plugins/volumezone); a node
 * without any such label takes all. Claims that are not bound yet are VolumeBinding's.
 */
export function volumeZoneFilter(pod: Pod, lister: Lister): Filter | undefined {
  const topologies: VolumeTopology[] = [];
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (persistentVolumeClaim === undefined) continue;
    const claim = lister.get('persistentvolumeclaims', pod.metadata.namespace ?? '', persistentVolumeClaim.claimName);
    const volume = lister.get('persistentvolumes', '', claim?.spec.volumeName ?? '');
    if (volume !== undefined) topologies.push(...topologiesOf(volume));
  }
  if (topologies.length === 0) return undefined;
  return ({ labels }) => {
    let isPlaced = false;
    for (const key of TOPOLOGY_LABELS.keys()) if (labels[key] !== undefined) isPlaced = true;
    if (!isPlaced) return undefined;
    for (const { key, values } of topologies) {
      const value = labels[key] ?? labels[TOPOLOGY_LABELS.get(key) ?? key];
      if (value === undefined || !values.has(value)) return REJECTION;
    }
    return undefined;
  };
}
