import type { Lister } from '../api/lister.ts';
import type { KubeObject, Node, Pod } from '../kinds/types/index.ts';
import type { SchedulerCache } from './scheduler-cache.ts';

/** Where the scheduler's picture differs from what is stored now: news that has not reached it yet. */
export interface SavedCache {
  /** All nodes it knows, in order: by name when it knows the stored state, else as it knows them. */
  nodes: (string | Node)[];
  /** Pods that it knows in an older state, or that are gone from the store. */
  stale: Pod[];
  /** Uids of bound pods in the store that it does not know of. */
  unseen: string[];
}

/** By version, since objects that were read from a checkpoint are others than those in its history. */
function isSameState(a: KubeObject | undefined, b: KubeObject): boolean {
  return a?.metadata.uid === b.metadata.uid && a.metadata.resourceVersion === b.metadata.resourceVersion;
}

function takesUpRoom({ spec, status }: Pod): boolean {
  return spec.nodeName !== undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

/** Saves and restores a `SchedulerCache` by its difference to the store. */
export class CacheState {
  private readonly cache: SchedulerCache;
  private readonly lister: Lister;

  constructor(cache: SchedulerCache, lister: Lister) {
    this.cache = cache;
    this.lister = lister;
  }

  save(): SavedCache {
    const { cache, lister } = this;
    const nodes: SavedCache['nodes'] = [];
    for (const node of cache.nodeObjects()) {
      const { name } = node.metadata;
      nodes.push(isSameState(lister.get('nodes', '', name), node) ? name : node);
    }
    const stale: Pod[] = [];
    for (const { pod } of cache.allPods()) {
      const { namespace = '', name } = pod.metadata;
      if (!isSameState(lister.get('pods', namespace, name), pod)) stale.push(pod);
    }
    // The cache's own order is an accident of its past, which a restored one does not share.
    stale.sort((a, b) => (a.metadata.uid < b.metadata.uid ? -1 : 1));
    const unseen: string[] = [];
    for (const pod of lister.list('pods')) {
      if (takesUpRoom(pod) && cache.pod(pod.metadata.uid) === undefined) unseen.push(pod.metadata.uid);
    }
    return { nodes, stale, unseen };
  }

  load(state: SavedCache): void {
    const { cache, lister } = this;
    cache.clear();
    for (const saved of state.nodes) {
      const node = typeof saved === 'string' ? lister.get('nodes', '', saved) : saved;
      if (node !== undefined) cache.setNode(node);
    }
    const unseen = new Set(state.unseen);
    for (const pod of lister.list('pods')) {
      if (takesUpRoom(pod) && !unseen.has(pod.metadata.uid)) cache.setPod(pod);
    }
    for (const pod of state.stale) cache.setPod(pod);
  }
}
