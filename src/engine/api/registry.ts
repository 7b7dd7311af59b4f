import type { Clock } from '../clock.ts';
import type { DeleteOptions } from './client.ts';
import { extended } from '../extended.ts';
import { fillAbsent } from '../kinds/defaults/fill.ts';
import type { Strategy, Validation } from '../kinds/strategy.ts';
import type { GenericObject, ObjectMeta } from '../kinds/types/index.ts';
import type { Random } from '../random.ts';
import { CLEANUP_FINALIZER } from './custom-resources/accepted-names.ts';
import { admitCreate, admitUpdate } from './admission.ts';
import { deepEqual } from './equality.ts';
import { required } from './field.ts';
import type { FieldError } from './field.ts';
import { generateName } from './generated-names.ts';
import type { Lister } from './lister.ts';
import type { ServedResource } from './served-resource.ts';
import {
  ApiError,
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  generateNameConflict,
  internal,
  invalid,
  notFound,
  optimisticLockMessage,
} from './status.ts';
import type { Store } from './store.ts';
import { toRFC3339 } from './time.ts';

export interface WriteOptions {
  dryRun?: boolean;
  /** What a person's object must pass. The control plane's own parts write what follows from objects that have passed. */
  validation?: Validation;
  /** The part of the object that a person writes to, when that has a name of its own. */
  subresource?: string;
}

/** Throws an `ApiError` for an object that may not be as it is; `old`: what it was, of a change. */
export type Judge = (
  served: ServedResource,
  object: GenericObject,
  old: GenericObject | undefined,
  store: Lister,
  options: WriteOptions,
) => void;

/** The actor of the present write and the decision that it comes from. */
export interface WriteContext {
  decision(verb: string, resource: string, namespace: string, name: string): number;
}

/**
 * How many objects fit. A real etcd refuses writes when its database is full (2 GiB by default, at about this many
 * pods); here it also keeps a typo in `replicas` from filling the tab's memory.
 */
const OBJECT_LIMIT = 150_000;

/** Fields of metadata that only a deletion sets. */
const SERVER_FIELDS = ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/** How often a generated name is tried again (apiserver pkg/registry/generic/registry/store.go, maxNameGenerationCreateAttempts). */
const NAME_ATTEMPTS = 8;

/**
 * Creates, updates and deletes stored objects as upstream's generic registry does (apiserver
 * pkg/registry/generic/registry/store.go): admission, defaults, validation, generation, graceful deletion, finalizers.
 * Objects given to it have the right types (they were decoded, or come from typed code); errors are `ApiError`s.
 */
export class ObjectRegistry {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly context: WriteContext;
  private readonly freeze: boolean;
  /** Admission that only what requests bring can have work for; comes with what answers requests. */
  judge: Judge | undefined;

  constructor(store: Store, clock: Clock, random: Random, context: WriteContext, freeze: boolean) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.context = context;
    this.freeze = freeze;
  }

  get(served: ServedResource, namespace: string, name: string): GenericObject {
    const object = this.find(served, namespace, name);
    if (object === undefined) throw notFound(served.info, name);
    return object;
  }

  find(served: ServedResource, namespace: string, name: string): GenericObject | undefined {
    return this.store.get(served.table, namespace, name);
  }

  create(served: ServedResource, given: GenericObject, options: WriteOptions = {}): GenericObject {
    const { info, strategy } = served;
    const namespace = info.namespaced ? (given.metadata.namespace ?? 'default') : '';
    if (given.metadata.resourceVersion !== undefined && given.metadata.resourceVersion !== '') {
      throw badRequest('resourceVersion should not be set on objects to be created');
    }
    this.checkNamespace(served, namespace, given.metadata.name);
    let object = this.prepareCreate(served, given, namespace);
    if (strategy.defaults !== undefined) object = strategy.defaults(object);
    const admitted = admitCreate(served, object, { store: this.store, random: this.random, now: this.clock.now });
    object = admitted.object;
    // The first status of a pod tells its QoS class, which follows from what was filled in.
    if (strategy.statusSubresource)
      object = withStatus(object, wholeStatus(strategy, strategy.initialStatus?.(object)));
    const problems = options.validation?.validate(object) ?? nameErrors(object);
    // Upstream allocates after it has validated.
    const errors = problems.length > 0 ? problems : admitted.errors;
    if (errors.length > 0) throw invalid(info, object.metadata.name, errors);
    if (admitted.refusal !== undefined) throw admitted.refusal;
    this.judge?.(served, object, undefined, this.store, options);
    if (this.find(served, namespace, object.metadata.name) !== undefined) {
      if (given.metadata.name !== '' && given.metadata.name !== undefined)
        throw alreadyExists(info, object.metadata.name);
      throw generateNameConflict(info, object.metadata.name, 1);
    }
    if (options.dryRun === true) return object;
    if (this.store.objectCount >= OBJECT_LIMIT) throw databaseFull();
    // All of it was made here and nobody has seen it: it need not be copied to get its version.
    object.metadata.resourceVersion = String(this.store.nextRevision());
    return this.write(served, object, 'create');
  }

  /**
   * Replaces metadata and specification. `next.metadata.resourceVersion`, when given, must be the stored one. With the
   * last finalizer of a deleted object gone, the object goes too.
   */
  update(served: ServedResource, next: GenericObject, options: WriteOptions = {}): GenericObject {
    const { info, strategy } = served;
    const old = this.get(served, next.metadata.namespace ?? '', next.metadata.name);
    this.checkVersion(served, next.metadata, old);
    let object = keepServerFields(next, old);
    if (strategy.statusSubresource) object = withStatus(object, old.status);
    if (strategy.defaults !== undefined) object = strategy.defaults(object);
    const admitted = admitUpdate(served, object, old, { store: this.store, random: this.random, now: this.clock.now });
    object = admitted.object;
    if (strategy.generation) {
      const generation = old.metadata.generation ?? 1;
      const bumped = specificationChanged(object, old, strategy.statusSubresource) ? generation + 1 : generation;
      object = { ...object, metadata: { ...object.metadata, generation: bumped } };
    }
    const problems = options.validation?.validateUpdate(object, old) ?? [];
    const errors = problems.length > 0 ? problems : admitted.errors;
    if (errors.length > 0) throw invalid(info, object.metadata.name, errors);
    if (admitted.refusal !== undefined) throw admitted.refusal;
    this.judge?.(served, object, old, this.store, options);
    if (deepEqual(object, old)) return old;
    if (options.dryRun === true) return object;
    if (isReleased(object)) return this.remove(served, object);
    return this.put(served, object, 'update');
  }

  updateStatus(served: ServedResource, next: GenericObject, options: WriteOptions = {}): GenericObject {
    const old = this.get(served, next.metadata.namespace ?? '', next.metadata.name);
    this.checkVersion(served, next.metadata, old);
    const status = wholeStatus(served.strategy, next.status);
    if (deepEqual(status, old.status)) return old;
    const object = withStatus(old, status);
    if (options.dryRun === true) return object;
    return this.put(served, object, 'updateStatus');
  }

  /** Answers the object as it is after the request: gone, terminating, or waiting for finalizers. */
  delete(
    served: ServedResource,
    namespace: string,
    name: string,
    options: DeleteOptions & WriteOptions = {},
  ): { object: GenericObject; gone: boolean } {
    const { info } = served;
    const old = this.get(served, namespace, name);
    const wanted = options.preconditions;
    if (wanted?.uid !== undefined && wanted.uid !== old.metadata.uid) {
      const text = `Precondition failed: UID in precondition: ${wanted.uid}, UID in object meta: ${old.metadata.uid}`;
      throw conflict(info, name, text);
    }
    if (wanted?.resourceVersion !== undefined && wanted.resourceVersion !== old.metadata.resourceVersion) {
      const text = `Precondition failed: ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${old.metadata.resourceVersion}`;
      throw conflict(info, name, text);
    }
    if (info.kind === 'Namespace' && isProtectedNamespace(name)) {
      throw forbidden(info, name, 'this namespace may not be deleted');
    }
    const propagated = finalizersForDeletion(old, options.propagationPolicy);
    const finalizers = awaitsCleanUp(served, old, propagated) ? [...propagated, CLEANUP_FINALIZER] : propagated;
    const grace = info.kind === 'Pod' ? podGraceSeconds(old, options.gracePeriodSeconds) : 0;
    const waits = finalizers.length > 0 || grace > 0 || hasSpecFinalizers(old);
    if (!waits) {
      return { object: options.dryRun === true ? old : this.remove(served, old), gone: true };
    }
    const marked = this.markDeleted(old, finalizers, grace);
    if (marked === old || options.dryRun === true) return { object: marked, gone: false };
    return { object: this.put(served, marked, 'delete'), gone: false };
  }

  /** Sets spec.nodeName and the PodScheduled condition (pkg/registry/core/pod/storage/storage.go, assignPod). */
  bind(served: ServedResource, namespace: string, podName: string, nodeName: string): GenericObject {
    const old = this.get(served, namespace, podName);
    if (old.metadata.deletionTimestamp !== undefined) {
      throw conflict(served.info, podName, `pod ${podName} is being deleted, cannot be assigned to a host`);
    }
    const current = old.spec?.['nodeName'];
    if (typeof current === 'string' && current !== '') {
      throw conflict(served.info, podName, `pod ${podName} is already assigned to node "${current}"`);
    }
    const conditions = Array.isArray(old.status?.['conditions'])
      ? (old.status['conditions'] as { type: string }[])
      : [];
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: toRFC3339(this.clock.now),
    };
    const bound: GenericObject = {
      ...old,
      spec: extended(old.spec ?? {}, { nodeName }),
      status: extended(old.status ?? {}, {
        conditions: conditions.filter(({ type }) => type !== 'PodScheduled').concat(scheduled),
      }),
    };
    return this.put(served, bound, 'bind');
  }

  private prepareCreate(served: ServedResource, given: GenericObject, namespace: string): GenericObject {
    const { info, strategy } = served;
    const metadata: ObjectMeta = extended(given.metadata, {
      name: given.metadata.name ?? '',
      uid: this.random.uuid(),
      resourceVersion: '',
      creationTimestamp: toRFC3339(this.clock.now),
    });
    if (info.namespaced) metadata.namespace = namespace;
    if (strategy.generation) metadata.generation = 1;
    for (const field of SERVER_FIELDS) if (metadata[field] !== undefined) delete metadata[field];
    if (!info.namespaced && metadata.namespace !== undefined) delete metadata.namespace;
    if (!strategy.generation && metadata.generation !== undefined) delete metadata.generation;
    if (metadata.name === '' && metadata.generateName !== undefined && metadata.generateName !== '') {
      metadata.name = this.freeName(served, namespace, metadata.generateName);
    }
    let object: GenericObject = { ...given, metadata };
    if (strategy.statusSubresource && !strategy.statusOnCreate) object = withStatus(object, undefined);
    return object;
  }

  private freeName(served: ServedResource, namespace: string, prefix: string): string {
    let name = '';
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      name = generateName(prefix, (bound) => this.random.int(bound));
      if (this.find(served, namespace, name) === undefined) break;
    }
    return name;
  }

  private checkNamespace(served: ServedResource, namespace: string, name: string): void {
    if (!served.info.namespaced) return;
    const holder = this.store.get('namespaces', '', namespace);
    if (holder === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (holder.metadata.deletionTimestamp !== undefined && served.info.kind !== 'Event') {
      throw namespaceTerminating(served, namespace, name);
    }
  }

  private checkVersion(served: ServedResource, wanted: ObjectMeta, old: GenericObject): void {
    const { resourceVersion, uid } = wanted;
    if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(served.info, wanted.name, optimisticLockMessage);
    }
    if (uid !== undefined && uid !== '' && uid !== old.metadata.uid) {
      const text = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
      throw conflict(served.info, wanted.name, text);
    }
  }

  private markDeleted(old: GenericObject, finalizers: readonly string[], graceSeconds: number): GenericObject {
    const { deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
    const shorter = deletionTimestamp === undefined || graceSeconds < (deletionGracePeriodSeconds ?? 0);
    const sameFinalizers = deepEqual(finalizers, old.metadata.finalizers ?? []);
    if (!shorter && sameFinalizers) return old;
    const metadata: ObjectMeta = { ...old.metadata };
    if (shorter) {
      metadata.deletionTimestamp = toRFC3339(this.clock.now + graceSeconds * 1000);
      metadata.deletionGracePeriodSeconds = graceSeconds;
    }
    if (finalizers.length > 0) metadata.finalizers = [...finalizers];
    if (metadata.generation !== undefined && deletionTimestamp === undefined) metadata.generation += 1;
    const marked: GenericObject = { ...old, metadata };
    return old.kind === 'Namespace' ? { ...marked, status: { ...old.status, phase: 'Terminating' } } : marked;
  }

  private put(served: ServedResource, object: GenericObject, verb: string): GenericObject {
    const resourceVersion = String(this.store.nextRevision());
    return this.write(served, { ...object, metadata: { ...object.metadata, resourceVersion } }, verb);
  }

  private write(served: ServedResource, object: GenericObject, verb: string): GenericObject {
    const { namespace = '', name } = object.metadata;
    const decision = this.context.decision(verb, served.table, namespace, name);
    if (this.freeze) deepFreeze(object);
    this.store.put(served.table, object, this.clock.now, decision);
    return object;
  }

  private remove(served: ServedResource, object: GenericObject): GenericObject {
    const { metadata } = object;
    const decision = this.context.decision('delete', served.table, metadata.namespace ?? '', metadata.name);
    const resourceVersion = String(this.store.nextRevision());
    const last: GenericObject = { ...object, metadata: { ...metadata, resourceVersion } };
    if (this.freeze) deepFreeze(last);
    this.store.remove(served.table, last, this.clock.now, decision);
    return last;
  }
}

const NO_ERRORS: readonly FieldError[] = [];

function nameErrors(object: GenericObject): readonly FieldError[] {
  return object.metadata.name === '' ? [required('metadata.name', 'name or generateName is required')] : NO_ERRORS;
}

/** apiserver pkg/admission/plugin/namespace/lifecycle/admission.go. */
function namespaceTerminating(served: ServedResource, namespace: string, name: string): ApiError {
  const text = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(served.info, name, text);
  const cause = {
    reason: 'NamespaceTerminating' as const,
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new ApiError({ ...status, details: { ...status.details, causes: [cause] } });
}

function databaseFull(): ApiError {
  return internal('etcdserver: mvcc: database space exceeded');
}

/** A status with all that Go always writes of one, whatever is given of it. */
function wholeStatus({ zeroStatus }: Strategy, given: GenericObject['status']): GenericObject['status'] {
  return zeroStatus === undefined ? given : fillAbsent(given ?? {}, zeroStatus);
}

function withStatus(object: GenericObject, status: unknown): GenericObject {
  if (status === undefined) {
    if (object.status === undefined) return object;
    const { status: _, ...rest } = object;
    return rest;
  }
  const fields = { status: status as Record<string, unknown> };
  return object.status === undefined ? extended(object, fields) : { ...object, ...fields };
}

/** Only the server writes these, whatever an update says (apiserver pkg/registry/rest/update.go, BeforeUpdate). */
function keepServerFields(next: GenericObject, old: GenericObject): GenericObject {
  const metadata: ObjectMeta = {
    ...next.metadata,
    uid: old.metadata.uid,
    resourceVersion: old.metadata.resourceVersion,
    creationTimestamp: old.metadata.creationTimestamp,
  };
  for (const field of ['generation', ...SERVER_FIELDS] as const) {
    const value = old.metadata[field];
    if (value !== undefined) Object.assign(metadata, { [field]: value });
    else if (metadata[field] !== undefined) delete metadata[field];
  }
  if (metadata.finalizers?.length === 0) delete metadata.finalizers;
  if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
  return { ...next, metadata };
}

/** The status is part of the specification where it is no subresource. */
function specificationChanged(next: GenericObject, old: GenericObject, hasStatus: boolean): boolean {
  for (const field of new Set([...Object.keys(next), ...Object.keys(old)])) {
    if (field === 'metadata' || (hasStatus && field === 'status')) continue;
    if (!deepEqual(next[field], old[field])) return true;
  }
  return false;
}

function isReleased(object: GenericObject): boolean {
  return (
    object.metadata.deletionTimestamp !== undefined &&
    (object.metadata.finalizers ?? []).length === 0 &&
    (object.metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    !hasSpecFinalizers(object)
  );
}

function hasSpecFinalizers(object: GenericObject): boolean {
  const finalizers = object.kind === 'Namespace' ? object.spec?.['finalizers'] : undefined;
  return Array.isArray(finalizers) && finalizers.length > 0;
}

/** A definition goes after the objects of its kind (apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go, Delete). */
function awaitsCleanUp({ info }: ServedResource, old: GenericObject, finalizers: readonly string[]): boolean {
  if (info.kind !== 'CustomResourceDefinition' || old.metadata.deletionTimestamp !== undefined) return false;
  return !finalizers.includes(CLEANUP_FINALIZER);
}

function isProtectedNamespace(name: string): boolean {
  return name === 'default' || name === 'kube-system' || name === 'kube-public';
}

/** pkg/registry/core/pod/strategy.go, CheckGracefulDelete: nothing runs yet, or nothing runs any more: no grace. */
function podGraceSeconds(pod: GenericObject, wanted: number | undefined): number {
  const spec = pod.spec ?? {};
  const phase = pod.status?.['phase'];
  if (typeof spec['nodeName'] !== 'string' || spec['nodeName'] === '') return 0;
  if (phase === 'Succeeded' || phase === 'Failed') return 0;
  const own = spec['terminationGracePeriodSeconds'];
  const grace = wanted ?? (typeof own === 'number' ? own : 30);
  return Math.max(0, grace);
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** apiserver pkg/registry/generic/registry/store.go, deletionFinalizersForGarbageCollection. */
function finalizersForDeletion(object: GenericObject, policy: DeleteOptions['propagationPolicy']): string[] {
  const current = object.metadata.finalizers ?? [];
  if (policy === undefined) return current;
  const others = current.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (policy === 'Orphan') return [...others, ORPHAN];
  if (policy === 'Foreground') return [...others, FOREGROUND];
  return others;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}
