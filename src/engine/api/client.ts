import type { KubeObject, ObjectMeta } from '../kinds/types/index.ts';
import type { ObjectOf } from './resources.ts';

/** What a caller gives to create an object: the store adds uid, resourceVersion and times. */
export type NewObject<T extends KubeObject> = Omit<T, 'metadata' | 'status'> & {
  metadata: Partial<ObjectMeta>;
  status?: T extends { status: infer S } ? S : unknown;
};

export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

/**
 * The API as controllers, scheduler and kubelets use it. Throws `ApiError` (409 on a stale resourceVersion, 404 ...).
 * Every write goes through admission, defaulting and validation as a person's would.
 */
export interface Client {
  create<R extends string>(resource: R, object: NewObject<ObjectOf<R>>): ObjectOf<R>;
  /** Writes metadata and spec; `status` is ignored. */
  update<R extends string>(resource: R, object: ObjectOf<R>): ObjectOf<R>;
  /** Writes status only. A write that changes nothing makes no revision. */
  updateStatus<R extends string>(resource: R, object: ObjectOf<R>): ObjectOf<R>;
  /** JSON merge patch of metadata and spec. */
  patch<R extends string>(resource: R, namespace: string, name: string, patch: Record<string, unknown>): ObjectOf<R>;
  delete(resource: string, namespace: string, name: string, options?: DeleteOptions): void;
  /** The `pods/binding` subresource: sets spec.nodeName and the PodScheduled condition. */
  bind(namespace: string, podName: string, nodeName: string): void;
}
