import type { Replica } from '../kinds/replica.ts';
import type { KubeObject, Pod } from '../kinds/types/index.ts';
import type { Change } from './change.ts';
import { controllerOf } from './controller-of.ts';
import type { ReplicaLister } from './lister.ts';
import { ObjectIndex } from './object-index.ts';
import type { ObjectOf } from './resources.ts';

/** The objects of one resource in one namespace, by name. */
interface Shelf {
  readonly byName: Map<string, KubeObject>;
  /** The same as a list, until one of them changes. */
  list: readonly KubeObject[] | undefined;
}

/** The objects of one resource. */
interface Table {
  readonly shelves: Map<string, Shelf>;
  list: readonly KubeObject[] | undefined;
}

/** Full pieces of the log are never changed again, so checkpoints share them. */
const CHUNK = 1024;

export interface StoreState {
  revision: number;
  compacted: number;
  /** Objects by resource, in the order in which reading must give them. */
  objects: [resource: string, objects: KubeObject[]][];
  /** Uids by owner uid and by node, in order: the order of index entries is history that objects alone do not tell. */
  owners: [uid: string, uids: string[]][];
  nodes: [node: string, uids: string[]][];
  log: Change[][];
}

const NOTHING: readonly never[] = [];

/**
 * What etcd is to Kubernetes: immutable objects by key, one revision a write, and the log of writes. The map is
 * mutable and its values are not, so a write costs the same however many objects there are.
 */
export class Store implements ReplicaLister {
  private readonly tables = new Map<string, Table>();
  private readonly owners = new ObjectIndex();
  private readonly nodes = new ObjectIndex();
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
    return this.find(resource, namespace, name) as ObjectOf<R> | undefined;
  }

  list<R extends string>(resource: R, namespace?: string): readonly ObjectOf<R>[] {
    const table = this.tables.get(resource);
    if (table === undefined) return NOTHING;
    return (
      namespace === undefined ? listOf(table) : shelfList(table.shelves.get(namespace))
    ) as readonly ObjectOf<R>[];
  }

  ownedBy(uid: string): readonly KubeObject[] {
    return this.owners.list(uid);
  }

  podsControlledBy(uid: string): readonly Pod[] {
    return this.owners.controlledPods(uid);
  }

  replicasOf(uid: string): readonly Replica[] {
    return this.owners.replicas(uid);
  }

  orphanPods(namespace: string): readonly Pod[] {
    return this.owners.list(orphansOf(namespace)) as readonly Pod[];
  }

  podsOnNode(nodeName: string): readonly Pod[] {
    return this.nodes.list(nodeName) as readonly Pod[];
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
    const previous = this.find(resource, namespace, name);
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
    const previous = this.find(resource, namespace, name);
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
      const present = past.find(resource, namespace, name);
      if (change.type === 'ADDED') past.displace(resource, namespace, name, change.object);
      else if (change.previous !== undefined) past.place(resource, namespace, name, change.previous, present);
    }
    return past;
  }

  save(): StoreState {
    const objects: StoreState['objects'] = [];
    for (const [resource, table] of this.tables) {
      const all: KubeObject[] = [];
      for (const { byName } of table.shelves.values()) for (const object of byName.values()) all.push(object);
      objects.push([resource, all]);
    }
    const last = this.log.length - 1;
    return {
      revision: this.currentRevision,
      compacted: this.compacted,
      objects,
      owners: this.owners.save(),
      nodes: this.nodes.save(),
      log: this.log.map((chunk, index) => (index === last ? chunk.slice() : chunk)),
    };
  }

  load(state: StoreState): void {
    this.tables.clear();
    this.count = 0;
    const byUid = new Map<string, KubeObject>();
    for (const [resource, objects] of state.objects) {
      this.tables.set(resource, { shelves: new Map(), list: undefined });
      for (const object of objects) {
        this.placeInTable(resource, object.metadata.namespace ?? '', object.metadata.name, object);
        byUid.set(object.metadata.uid, object);
      }
    }
    this.owners.load(state.owners, byUid);
    this.nodes.load(state.nodes, byUid);
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

  private find(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.tables.get(resource)?.shelves.get(namespace)?.byName.get(name);
  }

  private place(
    resource: string,
    namespace: string,
    name: string,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): void {
    this.placeInTable(resource, namespace, name, object);
    const oldOwners = previous?.metadata.ownerReferences;
    const newOwners = object.metadata.ownerReferences;
    if (previous !== undefined && oldOwners !== undefined && oldOwners !== newOwners) {
      for (const { uid } of oldOwners) {
        if (newOwners === undefined || !newOwners.some((other) => other.uid === uid)) {
          this.owners.delete(uid, previous);
        }
      }
    }
    if (newOwners !== undefined) for (const { uid } of newOwners) this.owners.set(uid, object);
    if (resource === 'pods') this.placePod(namespace, object as Pod, previous as Pod | undefined);
  }

  private placePod(namespace: string, pod: Pod, previous: Pod | undefined): void {
    const oldNode = previous?.spec.nodeName;
    const newNode = pod.spec.nodeName;
    if (previous !== undefined && oldNode !== undefined && oldNode !== newNode) this.nodes.delete(oldNode, previous);
    if (newNode !== undefined) this.nodes.set(newNode, pod);
    if (controllerOf(pod) === undefined) this.owners.set(orphansOf(namespace), pod);
    else if (previous !== undefined && controllerOf(previous) === undefined) {
      this.owners.delete(orphansOf(namespace), previous);
    }
  }

  private placeInTable(resource: string, namespace: string, name: string, object: KubeObject): void {
    let table = this.tables.get(resource);
    if (table === undefined) {
      table = { shelves: new Map(), list: undefined };
      this.tables.set(resource, table);
    }
    let shelf = table.shelves.get(namespace);
    if (shelf === undefined) {
      shelf = { byName: new Map(), list: undefined };
      table.shelves.set(namespace, shelf);
    }
    const size = shelf.byName.size;
    shelf.byName.set(name, object);
    this.count += shelf.byName.size - size;
    shelf.list = undefined;
    table.list = undefined;
  }

  private displace(resource: string, namespace: string, name: string, object: KubeObject): void {
    const table = this.tables.get(resource);
    const shelf = table?.shelves.get(namespace);
    if (table !== undefined && shelf?.byName.delete(name) === true) {
      this.count -= 1;
      shelf.list = undefined;
      table.list = undefined;
      // An empty shelf would keep its place among the namespaces, which a restored store could not know.
      if (shelf.byName.size === 0) table.shelves.delete(namespace);
    }
    for (const { uid } of object.metadata.ownerReferences ?? NOTHING) this.owners.delete(uid, object);
    if (resource !== 'pods') return;
    const node = (object as Pod).spec.nodeName;
    if (node !== undefined) this.nodes.delete(node, object);
    this.owners.delete(orphansOf(namespace), object);
  }
}

/** In the index of owners, the place of a namespace's pods without controller: no uid has a slash. */
function orphansOf(namespace: string): string {
  return `/${namespace}`;
}

function listOf(table: Table): readonly KubeObject[] {
  if (table.list === undefined) {
    const objects: KubeObject[] = [];
    for (const { byName } of table.shelves.values()) for (const object of byName.values()) objects.push(object);
    table.list = objects;
  }
  return table.list;
}

function shelfList(shelf: Shelf | undefined): readonly KubeObject[] {
  if (shelf === undefined) return NOTHING;
  shelf.list ??= [...shelf.byName.values()];
  return shelf.list;
}
