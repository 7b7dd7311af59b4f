import type { Lister } from '../../api/lister.ts';
import type { Pod } from '../../kinds/types/index.ts';
import type { Filter, Rejection } from '../plugin.ts';
import type { SchedulerCache } from '../scheduler-cache.ts';

const REJECTION: Rejection = {
  plugin: 'VolumeRestrictions',
  reasons: ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'],
  resolvable: true,
};

/** The claims that a pod names itself. */
function namedClaims({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim.claimName],
  );
}

/** Whether two pods name the same claim. */
export function shareClaim(pod: Pod, other: Pod): boolean {
  if (pod.metadata.namespace !== other.metadata.namespace) return false;
  const claims = namedClaims(pod);
  return claims.length > 0 && namedClaims(other).some((name) => claims.includes(name));
}

/**
 * Refuses every node while another pod, wherever it is, uses a claim that only one pod may use (plugins/volumerestrictions,
 * ReadWriteOncePod).
 */
export function volumeRestrictionsFilter(pod: Pod, cache: SchedulerCache, lister: Lister): Filter | undefined {
  const { namespace = '' } = pod.metadata;
  const exclusive = namedClaims(pod).filter((name) =>
    lister.get('persistentvolumeclaims', namespace, name)?.spec.accessModes?.includes('ReadWriteOncePod'),
  );
  if (exclusive.length === 0) return undefined;
  for (const { pod: other } of cache.allPods()) {
    if (other.metadata.namespace !== namespace) continue;
    if (namedClaims(other).some((name) => exclusive.includes(name))) return () => REJECTION;
  }
  return undefined;
}
