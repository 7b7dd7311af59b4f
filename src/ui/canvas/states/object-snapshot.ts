import type { KubeObject, ObjectOf, Pod, PodActivity, Snapshot } from '../../../engine/index.ts';

/** A snapshot of given objects, for pictures of clusters that never ran. */
export function objectSnapshot(
  now: number,
  revision: number,
  resources: Readonly<Record<string, readonly KubeObject[]>>,
  activities: ReadonlyMap<string, PodActivity> = new Map(),
  unpowered: ReadonlySet<string> = new Set(),
): Snapshot {
  const pods = (resources['pods'] ?? []) as readonly Pod[];
  const list = <R extends string>(resource: R, namespace?: string): readonly ObjectOf<R>[] =>
    (resources[resource] ?? []).filter(
      (object) => namespace === undefined || (object.metadata.namespace ?? '') === namespace,
    ) as unknown as readonly ObjectOf<R>[];
  const owns = (uid: string, object: KubeObject): boolean =>
    object.metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
  return {
    now,
    revision,
    list,
    get: (resource, namespace, name) => list(resource, namespace).find((object) => object.metadata.name === name),
    ownedBy: (uid) => Object.values(resources).flatMap((objects) => objects.filter((object) => owns(uid, object))),
    podsControlledBy: (uid) => pods.filter((pod) => owns(uid, pod)),
    orphanPods: (namespace) =>
      pods.filter(
        (pod) =>
          pod.metadata.namespace === namespace &&
          pod.metadata.ownerReferences?.some((owner) => owner.controller === true) !== true,
      ),
    podsOnNode: (node) => pods.filter((pod) => pod.spec.nodeName === node),
    activity: (uid) => activities.get(uid),
    isPoweredOn: (node) => !unpowered.has(node),
  };
}
