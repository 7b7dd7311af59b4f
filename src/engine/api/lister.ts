import type { Replica } from '../kinds/replica.ts';
import type { Pod } from '../kinds/types/index.ts';
import type { KubeObject } from '../kinds/types/index.ts';
import type { ObjectOf } from './resources.ts';

/** Reads the cluster. Objects are immutable and shared: compare by identity, never change them. */
export interface Lister {
  /** `namespace` is `''` for cluster-scoped resources. */
  get<R extends string>(resource: R, namespace: string, name: string): ObjectOf<R> | undefined;
  /** All objects of a resource, or those of one namespace, in the order of their creation. */
  list<R extends string>(resource: R, namespace?: string): readonly ObjectOf<R>[];
  /** Objects that name `uid` in an owner reference. */
  ownedBy(uid: string): readonly KubeObject[];
  /** Pods that `uid` owns with `controller: true`. */
  podsControlledBy(uid: string): readonly Pod[];
  /** Pods of a namespace that nobody owns with `controller: true`. */
  orphanPods(namespace: string): readonly Pod[];
  podsOnNode(nodeName: string): readonly Pod[];
}

/** A lister for those who count pods. */
export interface ReplicaLister extends Lister {
  /** The pods that `uid` owns with `controller: true`, with what is counted of them. */
  replicasOf(uid: string): readonly Replica[];
}
