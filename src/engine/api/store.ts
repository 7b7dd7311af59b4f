import type { Json } from '../json.ts';
import type { KubeObject, OwnerReference, Pod } from '../kinds/types/index.ts';
import type { Change } from './change.ts';
import type { Lister } from './lister.ts';
import type { ObjectOf } from './resources.ts';

type Table = Map<string, Map<string, KubeObject>>;
type Index = Map<string, Map<string, KubeObject>>;

/** Full pieces of the log are never changed again, so checkpoints share them. */
const CHUNK = 1024;

export interface StoreState {
  revision: number;
  compacted: number;
  /** Objects by resource, in the order in which reading must give them. */
  objects: [resource: string, objects: KubeObject[]][];
  /** Keys by owner uid and by node, in order: the order of index entries is history that objects alone do not tell. */
  owners: [uid: string, keys: string[]][];
  nodes: [node: string, keys: string[]][];
  log: Change[][];
}

const NOTHING: readonly never[] = [];

export function objectKey(resource: string, namespace: string, name: string): string {
  return `${resource}/${namespace}/${name}`;
}

/**
 * What etcd is to Kubernetes: immutable objects by key, one revision a write, and the log of writes. The map is
 * mutable and its values are not, so a write costs the same however many objects there are.
 */
export class Store implements Lister {
  private readonly tables = new Map<string, Table>();
  private readonly owners: Index = new Map();
  private readonly nodes: Index = new Map();
  private readonly lists = new Map<string, readonly KubeObject[]>();
  private log: Change[][] = [[]];
  private currentRevision = 0;
  private compacted = 0;
  private count = 0;
  private readonly historyLimit: number;

  /** `historyLimit`: how many changes are kept at least; older ones are compacted away in pieces. */
  constructor(historyLimit: number) {
    this.historyLimit = historyLimit;
  }

  get revision(): number {
    return this.currentRevision;
  }

  /** Revisions at or below this one can no longer be read. */
  get compactedRevision(): number {
    return this.compacted;
  }

  get objectCount(): number {
    return this.count;
  }

  get<R extends string>(resource: R, namespace: string, name: string): ObjectOf<R> | undefined {
    return this.tables.get(resource)?.get(namespace)?.get(name) as ObjectOf<R> | undefined;
  }

  list<R extends string>(resource: R, namespace?: string): readonly ObjectOf<R>[] {
    const cacheKey = namespace === undefined ? resource : `${resource}/${namespace}`;
    const cached = this.lists.get(cacheKey);
    if (cached !== undefined) return cached as readonly ObjectOf<R>[];
    const table = this.tables.get(resource);
    if (table === undefined) return NOTHING;
    let objects: KubeObject[] = [];
    if (namespace !== undefined) objects = [...(table.get(namespace)?.values() ?? NOTHING)];
    else for (const byName of table.values()) for (const object of byName.values()) objects.push(object);
    this.lists.set(cacheKey, objects);
    return objects as unknown as readonly ObjectOf<R>[];
  }

  ownedBy(uid: string): readonly KubeObject[] {
    const owned = this.owners.get(uid);
    return owned === undefined ? NOTHING : [...owned.values()];
  }

  podsControlledBy(uid: string): readonly Pod[] {
    const owned = this.owners.get(uid);
    if (owned === undefined) return NOTHING;
    const pods: Pod[] = [];
    for (const object of owned.values()) {
      if (object.kind === 'Pod' && controllerOf(object)?.uid === uid) pods.push(object as Pod);
    }
    return pods;
  }

  orphanPods(namespace: string): readonly Pod[] {
    const pods = this.owners.get(orphansOf(namespace));
    return pods === undefined ? NOTHING : ([...pods.values()] as Pod[]);
  }

  podsOnNode(nodeName: string): readonly Pod[] {
    const pods = this.nodes.get(nodeName);
    return pods === undefined ? NOTHING : ([...pods.values()] as Pod[]);
  }

  /** Names of all resources that have or had objects. */
  resources(): readonly string[] {
    return [...this.tables.keys()];
  }

  /** The revision that the next write gets; an object must carry it as its resourceVersion before it is put. */
  nextRevision(): number {
    return this.currentRevision + 1;
  }

  /** Stores an object that carries `nextRevision()` as its resourceVersion. */
  put(resource: string, object: KubeObject, time: number, decision: number): Change {
    const namespace = object.metadata.namespace ?? '';
    const name = object.metadata.name;
    const previous = this.get(resource, namespace, name) as KubeObject | undefined;
    const revision = ++this.currentRevision;
    this.place(resource, namespace, name, object, previous);
    const change: Change =
      previous === undefined
        ? { revision, time, resource, namespace, name, type: 'ADDED', object, decision }
        : { revision, time, resource, namespace, name, type: 'MODIFIED', object, previous, decision };
    this.append(change);
    return change;
  }

  /** Removes an object; `last` is what watchers are told (its final state with `nextRevision()`). */
  remove(resource: string, last: KubeObject, time: number, decision: number): Change {
    const namespace = last.metadata.namespace ?? '';
    const name = last.metadata.name;
    const previous = this.get(resource, namespace, name) as KubeObject | undefined;
    const revision = ++this.currentRevision;
    if (previous !== undefined) this.displace(resource, namespace, name, previous);
    const change: Change = {
      revision,
      time,
      resource,
      namespace,
      name,
      type: 'DELETED',
      object: last,
      previous: previous ?? last,
      decision,
    };
    this.append(change);
    return change;
  }

  /** Changes after `revision`, oldest first; undefined when some of them were compacted away. */
  changesSince(revision: number): readonly Change[] | undefined {
    if (revision < this.compacted) return undefined;
    if (revision >= this.currentRevision) return NOTHING;
    const newest: Change[][] = [];
    for (let index = this.log.length - 1; index >= 0; index--) {
      const chunk = this.log[index];
      if (chunk === undefined) break;
      const first = chunk[0];
      if (first === undefined) continue;
      if (first.revision > revision + 1) {
        newest.push(chunk);
        continue;
      }
      newest.push(chunk.slice(revision + 1 - first.revision));
      break;
    }
    return newest.length === 1 ? (newest[0] ?? NOTHING) : newest.toReversed().flat();
  }

  /** The change that made `revision`, unless compacted away. */
  change(revision: number): Change | undefined {
    for (let index = this.log.length - 1; index >= 0; index--) {
      const first = this.log[index]?.[0];
      if (first !== undefined && first.revision <= revision) return this.log[index]?.[revision - first.revision];
    }
    return undefined;
  }

  /** The last revision written at or before `time`; the compacted revision when all that is kept is later. */
  revisionAt(time: number): number {
    let low = this.compacted;
    let high = this.currentRevision;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.change(middle)?.time ?? -Infinity) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** A store of its own that holds the objects as of `revision`, without log; undefined when compacted or yet to come. */
  at(revision: number): Store | undefined {
    if (revision > this.currentRevision) return undefined;
    const later = this.changesSince(revision);
    if (later === undefined) return undefined;
    const past = new Store(0);
    past.load({ ...this.save(), log: [[]], revision, compacted: revision });
    for (let index = later.length - 1; index >= 0; index--) {
      const change = later[index];
      if (change === undefined) continue;
      const { resource, namespace, name } = change;
      const present = past.get(resource, namespace, name) as KubeObject | undefined;
      if (change.type === 'ADDED') past.displace(resource, namespace, name, change.object);
      else if (change.previous !== undefined) past.place(resource, namespace, name, change.previous, present);
    }
    return past;
  }

  save(): StoreState {
    const objects: StoreState['objects'] = [];
    for (const [resource, table] of this.tables) {
      const all: KubeObject[] = [];
      for (const byName of table.values()) for (const object of byName.values()) all.push(object);
      objects.push([resource, all]);
    }
    const keys = (index: Index): [string, string[]][] =>
      [...index].map(([value, entries]) => [value, [...entries.keys()]]);
    const last = this.log.length - 1;
    return {
      revision: this.currentRevision,
      compacted: this.compacted,
      objects,
      owners: keys(this.owners),
      nodes: keys(this.nodes),
      log: this.log.map((chunk, index) => (index === last ? chunk.slice() : chunk)),
    };
  }

  load(state: StoreState): void {
    this.tables.clear();
    this.owners.clear();
    this.nodes.clear();
    this.lists.clear();
    this.count = 0;
    const byKey = new Map<string, KubeObject>();
    for (const [resource, objects] of state.objects) {
      this.tables.set(resource, new Map());
      for (const object of objects) {
        const namespace = object.metadata.namespace ?? '';
        this.placeInTable(resource, namespace, object.metadata.name, object);
        byKey.set(objectKey(resource, namespace, object.metadata.name), object);
      }
    }
    const restore = (index: Index, entries: [string, string[]][]): void => {
      for (const [value, keys] of entries) {
        const bucket = new Map<string, KubeObject>();
        for (const key of keys) {
          const object = byKey.get(key);
          if (object !== undefined) bucket.set(key, object);
        }
        index.set(value, bucket);
      }
    };
    restore(this.owners, state.owners);
    restore(this.nodes, state.nodes);
    this.currentRevision = state.revision;
    this.compacted = state.compacted;
    const last = state.log.length - 1;
    this.log = state.log.map((chunk, index) => (index === last ? chunk.slice() : chunk));
    if (this.log.length === 0) this.log = [[]];
  }

  private append(change: Change): void {
    let chunk = this.log[this.log.length - 1];
    if (chunk === undefined || chunk.length >= CHUNK) {
      chunk = [];
      this.log.push(chunk);
      if ((this.log.length - 2) * CHUNK > this.historyLimit) {
        const oldest = this.log.shift();
        this.compacted = oldest?.[oldest.length - 1]?.revision ?? this.compacted;
      }
    }
    chunk.push(change);
  }

  private place(
    resource: string,
    namespace: string,
    name: string,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): void {
    this.placeInTable(resource, namespace, name, object);
    this.forgetLists(resource, namespace);
    const key = objectKey(resource, namespace, name);
    const oldOwners = previous?.metadata.ownerReferences;
    const newOwners = object.metadata.ownerReferences;
    if (oldOwners !== undefined) {
      for (const owner of oldOwners) {
        if (newOwners === undefined || !newOwners.some((other) => other.uid === owner.uid)) {
          unindex(this.owners, owner.uid, key);
        }
      }
    }
    if (newOwners !== undefined) for (const owner of newOwners) reindex(this.owners, owner.uid, key, object);
    if (resource === 'pods') {
      const oldNode = previous === undefined ? undefined : (previous as Pod).spec.nodeName;
      const newNode = (object as Pod).spec.nodeName;
      if (oldNode !== undefined && oldNode !== newNode) unindex(this.nodes, oldNode, key);
      if (newNode !== undefined) reindex(this.nodes, newNode, key, object);
      if (controllerOf(object) === undefined) reindex(this.owners, orphansOf(namespace), key, object);
      else if (previous !== undefined) unindex(this.owners, orphansOf(namespace), key);
    }
  }

  private placeInTable(resource: string, namespace: string, name: string, object: KubeObject): void {
    let table = this.tables.get(resource);
    if (table === undefined) {
      table = new Map();
      this.tables.set(resource, table);
    }
    let byName = table.get(namespace);
    if (byName === undefined) {
      byName = new Map();
      table.set(namespace, byName);
    }
    if (!byName.has(name)) this.count += 1;
    byName.set(name, object);
  }

  private displace(resource: string, namespace: string, name: string, object: KubeObject): void {
    const table = this.tables.get(resource);
    const byName = table?.get(namespace);
    if (byName?.delete(name) === true) this.count -= 1;
    // An empty bucket would keep its place among the namespaces, which a restored store could not know.
    if (byName?.size === 0) table?.delete(namespace);
    this.forgetLists(resource, namespace);
    const key = objectKey(resource, namespace, name);
    for (const owner of object.metadata.ownerReferences ?? NOTHING) unindex(this.owners, owner.uid, key);
    const node = resource === 'pods' ? (object as Pod).spec.nodeName : undefined;
    if (node !== undefined) unindex(this.nodes, node, key);
    if (resource === 'pods') unindex(this.owners, orphansOf(namespace), key);
  }

  private forgetLists(resource: string, namespace: string): void {
    this.lists.delete(resource);
    this.lists.delete(`${resource}/${namespace}`);
  }
}

/** In the index of owners, the place of a namespace's pods without controller: no uid has a slash. */
function orphansOf(namespace: string): string {
  return `/${namespace}`;
}

function reindex(index: Index, value: string, key: string, object: KubeObject): void {
  let bucket = index.get(value);
  if (bucket === undefined) {
    bucket = new Map();
    index.set(value, bucket);
  }
  bucket.set(key, object);
}

function unindex(index: Index, value: string, key: string): void {
  const bucket = index.get(value);
  if (bucket === undefined) return;
  bucket.delete(key);
  if (bucket.size === 0) index.delete(value);
}

/** The owner with `controller: true` (metav1.GetControllerOf). */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** States hold objects of declared interfaces, which TypeScript does not see as index types; they are plain JSON. */
export function asJson(state: StoreState): Json {
  return state as unknown as Json;
}
