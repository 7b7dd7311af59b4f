import type { Store } from './api/store.ts';
import type { Kubelet } from './kubelet/kubelet.ts';
import type { Snapshot } from './snapshot.ts';

/** The present, which moves as the cluster does. */
export function liveSnapshot(
  store: Store,
  now: () => number,
  kubelet: Pick<Kubelet, 'activity' | 'isPoweredOn'>,
): Snapshot {
  return {
    get now() {
      return now();
    },
    get revision() {
      return store.revision;
    },
    get: (resource, namespace, name) => store.get(resource, namespace, name),
    list: (resource, namespace) => store.list(resource, namespace),
    ownedBy: (uid) => store.ownedBy(uid),
    podsControlledBy: (uid) => store.podsControlledBy(uid),
    orphanPods: (namespace) => store.orphanPods(namespace),
    podsOnNode: (node) => store.podsOnNode(node),
    activity: (uid) => kubelet.activity(uid),
    isPoweredOn: (node) => kubelet.isPoweredOn(node),
  };
}

/** A store as it was at `time`: what kubelets were busy with then is not recorded. */
export function pastSnapshot(store: Store, time: number): Snapshot {
  return liveSnapshot(store, () => time, { activity: () => undefined, isPoweredOn: () => undefined });
}
