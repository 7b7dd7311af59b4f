import { replicaOf } from '../kinds/replica.ts';
import type { Replica } from '../kinds/replica.ts';
import type { KubeObject, Pod } from '../kinds/types/index.ts';
import { controllerOf } from './controller-of.ts';

/** An object in its latest state. */
interface Member {
  object: KubeObject;
  /** As a pod that the value of its bucket controls; null when it is none, undefined when nobody has asked yet. */
  replica: Replica | null | undefined;
}

/** Objects that have something in common, by uid. */
interface Bucket {
  readonly members: Map<string, Member>;
  /** The objects as a list, until one of them changes. */
  list: readonly KubeObject[] | undefined;
  replicas: readonly Replica[] | undefined;
  controlled: readonly Pod[] | undefined;
}

const NOTHING: readonly never[] = [];

/** Objects by a value that some have in common: what one owner owns, what is on one node. */
export class ObjectIndex {
  private readonly buckets = new Map<string, Bucket>();

  clear(): void {
    this.buckets.clear();
  }

  /** Adds an object or takes note of its new state, in which it keeps its place. */
  set(value: string, object: KubeObject): void {
    const bucket = this.bucket(value);
    const member = bucket.members.get(object.metadata.uid);
    if (member === undefined) bucket.members.set(object.metadata.uid, { object, replica: undefined });
    else {
      member.object = object;
      member.replica = undefined;
    }
    changed(bucket);
  }

  delete(value: string, object: KubeObject): void {
    const bucket = this.buckets.get(value);
    if (bucket === undefined) return;
    bucket.members.delete(object.metadata.uid);
    changed(bucket);
    if (bucket.members.size === 0) this.buckets.delete(value);
  }

  list(value: string): readonly KubeObject[] {
    const bucket = this.buckets.get(value);
    if (bucket === undefined) return NOTHING;
    bucket.list ??= Array.from(bucket.members.values(), ({ object }) => object);
    return bucket.list;
  }

  /** Those that are pods which the value, a uid, controls. */
  replicas(value: string): readonly Replica[] {
    const bucket = this.buckets.get(value);
    if (bucket === undefined) return NOTHING;
    bucket.replicas ??= replicasIn(bucket, value);
    return bucket.replicas;
  }

  controlledPods(value: string): readonly Pod[] {
    const bucket = this.buckets.get(value);
    if (bucket === undefined) return NOTHING;
    bucket.controlled ??= this.replicas(value).map(({ pod }) => pod);
    return bucket.controlled;
  }

  /** Uids by value, both in their order, which the objects alone do not tell. */
  save(): [value: string, uids: string[]][] {
    return [...this.buckets].map(([value, { members }]) => [value, [...members.keys()]]);
  }

  load(saved: readonly [value: string, uids: string[]][], objects: ReadonlyMap<string, KubeObject>): void {
    this.buckets.clear();
    for (const [value, uids] of saved) {
      const { members } = this.bucket(value);
      for (const uid of uids) {
        const object = objects.get(uid);
        if (object !== undefined) members.set(uid, { object, replica: undefined });
      }
    }
  }

  private bucket(value: string): Bucket {
    let bucket = this.buckets.get(value);
    if (bucket === undefined) {
      bucket = { members: new Map(), list: undefined, replicas: undefined, controlled: undefined };
      this.buckets.set(value, bucket);
    }
    return bucket;
  }
}

function changed(bucket: Bucket): void {
  bucket.list = undefined;
  bucket.replicas = undefined;
  bucket.controlled = undefined;
}

function replicasIn({ members }: Bucket, uid: string): readonly Replica[] {
  const replicas: Replica[] = [];
  for (const member of members.values()) {
    if (member.replica === undefined) {
      const { object } = member;
      const isControlled = object.kind === 'Pod' && controllerOf(object)?.uid === uid;
      member.replica = isControlled ? replicaOf(object as Pod) : null;
    }
    if (member.replica !== null) replicas.push(member.replica);
  }
  return replicas;
}
