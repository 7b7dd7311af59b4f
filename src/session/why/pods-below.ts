import type { KubeObject, Pod, Snapshot } from '../../engine/index.ts';

/** The pods of a workload: its own, or those of what it made for that, such as a ReplicaSet. */
export function podsBelow({ metadata }: KubeObject, snapshot: Snapshot): readonly Pod[] {
  return snapshot
    .ownedBy(metadata.uid)
    .flatMap((each) => (each.kind === 'Pod' ? [each as Pod] : (snapshot.ownedBy(each.metadata.uid) as readonly Pod[])));
}
