import { builtinResources, isReadyEndpoint } from '../../src/engine/index.ts';
import type { Cluster, Json, KubeObject, Pod } from '../../src/engine/index.ts';
import { isReady } from './cluster-driver.ts';

/** So long after something changed its controller may still be about to do what follows from it, ms. */
const REACTION = 5000;

/** The garbage collector looks again after failures, and at much at once one after another, ms. */
const COLLECTION = 60_000;

/** Of every object each controller waits for a key, each pod for some timers; and there is a little of its own. */
const WAITING_AN_OBJECT = 12;
const WAITING_ANYWAY = 500;

/** Queues are looked at so seldom, looks. */
const QUEUES_EVERY = 5;

/** Kinds of objects that the acts of these tests make owners or owned. */
export const everyResource = [
  ...new Set([...builtinResources.map(({ resource }) => resource), 'x.example.com', 'y.example.com']),
];

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`This does not hold: ${what}`);
}

/** Everything there is, of every kind. */
export function everything(cluster: Cluster): { resource: string; object: KubeObject }[] {
  return everyResource.flatMap((resource) =>
    (cluster.live.list(resource) as readonly KubeObject[]).map((object) => ({ resource, object })),
  );
}

/** The parts of a checkpoint that hold what waits. */
interface Waiting {
  plane: { clock: { events: unknown[] } };
  components: { controllers: [name: string, queue: Record<string, unknown[]>][] };
}

/** What must hold at every moment, by the history since the last look and by what there is now. */
export class ClusterWatch {
  private readonly nodeOf = new Map<string, string>();
  private readonly ended = new Set<string>();
  private readonly lastReady = new Map<string, number>();
  private readonly lostSince = new Map<string, number>();
  private revision = 0;
  private looks = 0;

  look(cluster: Cluster): void {
    for (const { resource, object, revision, time } of cluster.changesSince(this.revision) ?? []) {
      this.revision = revision;
      const owners = object.metadata.ownerReferences ?? [];
      const controllers = owners.filter(({ controller }) => controller === true);
      must(controllers.length < 2, `${object.metadata.name} has one controller`);
      if (resource === 'pods') this.pod(object as Pod, time);
    }
    this.readiness(cluster);
    this.owners(cluster);
    // A checkpoint costs more than all of the rest.
    if (this.looks++ % QUEUES_EVERY === 0) expectBoundedQueues(cluster);
  }

  private pod(pod: Pod, time: number): void {
    const {
      metadata: { uid, name },
      spec: { nodeName },
      status,
    } = pod;
    const before = this.nodeOf.get(uid);
    must(before === undefined || nodeName === before, `${name} stays where it is`);
    if (nodeName !== undefined) this.nodeOf.set(uid, nodeName);
    const isOver = status.phase === 'Succeeded' || status.phase === 'Failed';
    must(isOver || !this.ended.has(uid), `${name} has ended and does not run again`);
    if (isOver) this.ended.add(uid);
    // Until this change it was what it was before; a pod that is not ready any more was so a moment ago.
    if (isReady(pod) || this.lastReady.get(uid) === Infinity) this.lastReady.set(uid, isReady(pod) ? Infinity : time);
  }

  /** A ready endpoint is a pod that is ready, or that was so a moment ago. */
  private readiness(cluster: Cluster): void {
    for (const { metadata, endpoints } of cluster.live.list('endpointslices')) {
      const { namespace = '', labels } = metadata;
      const service = cluster.live.get('services', namespace, labels?.['kubernetes.io/service-name'] ?? '');
      if (service === undefined || service.spec.publishNotReadyAddresses === true) continue;
      const byHand = service.spec.selector === undefined;
      for (const endpoint of byHand ? [] : (endpoints ?? [])) {
        const uid = endpoint.targetRef?.uid;
        if (uid === undefined || !isReadyEndpoint(endpoint)) continue;
        const pod = cluster.live.list('pods', namespace).find((each) => each.metadata.uid === uid);
        if (pod !== undefined && isReady(pod)) continue;
        const since = this.lastReady.get(uid) ?? -Infinity;
        const late = Number.isFinite(since) ? cluster.now() - since : cluster.now() - (this.goneAt(cluster, uid) ?? 0);
        must(late < REACTION, `${endpoint.targetRef?.name} of ${metadata.name} is ready, or was ${late} ms ago`);
      }
    }
  }

  private goneAt(cluster: Cluster, uid: string): number | undefined {
    const changes = cluster.changesSince(cluster.compactedRevision()) ?? [];
    return changes.findLast(({ object, type }) => type === 'DELETED' && object.metadata.uid === uid)?.time;
  }

  /** What has lost its owner is gone soon, or on its way out. */
  private owners(cluster: Cluster): void {
    const all = everything(cluster);
    const uids = new Set(all.map(({ object }) => object.metadata.uid));
    for (const { resource, object } of all) {
      const { ownerReferences = [], uid, name, deletionTimestamp } = object.metadata;
      const isLost = ownerReferences.length > 0 && ownerReferences.every((owner) => !uids.has(owner.uid));
      if (!isLost || deletionTimestamp !== undefined) {
        this.lostSince.delete(uid);
        continue;
      }
      const since = this.lostSince.get(uid) ?? cluster.now();
      this.lostSince.set(uid, since);
      must(cluster.now() - since < COLLECTION, `${resource} ${name} has an owner, or goes after it`);
    }
  }
}

/** No queue holds more than what there is gives reason for. */
export function expectBoundedQueues(cluster: Cluster): void {
  const { plane, components } = cluster.checkpoint().state as unknown as Waiting;
  const bound = everything(cluster).length * WAITING_AN_OBJECT + WAITING_ANYWAY;
  must(plane.clock.events.length < bound, `the clock waits for ${plane.clock.events.length} of ${bound} things`);
  for (const [name, queue] of components.controllers) {
    for (const [part, items] of Object.entries(queue)) {
      must(items.length < bound, `${part} of ${name} are ${items.length} of ${bound}`);
    }
  }
}

/** How much the parts keep in all, characters of JSON; the history has bounds of its own. */
export function keptSize(cluster: Cluster): number {
  return JSON.stringify((cluster.checkpoint().state as { components: Json }).components).length;
}
