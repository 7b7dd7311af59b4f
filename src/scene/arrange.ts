import type { Picture, PodView, TrayView } from './picture.ts';
import { slotGrids, steadyCapacity, type SlotGrid } from './slot-grid.ts';
import { selectorPicks } from './service-view.ts';
import { keepSlots, type Slots } from './slots.ts';

/** Three ways to look at the same cluster. */
export type ViewName = 'cluster' | 'ownership' | 'network';

/** Names of cards: each is drawn once in a view, and may hold pods. */
export const cardId = {
  client: 'client',
  tray: 'tray',
  /** Pods that the view has no better card for: without a controller, or behind no Service. */
  loose: 'loose',
  node: (uid: string): string => `node/${uid}`,
  service: (uid: string): string => `service/${uid}`,
  workload: (uid: string): string => `workload/${uid}`,
  /** What makes pods by itself: a ReplicaSet, a StatefulSet, a Job ... */
  owner: (uid: string): string => `owner/${uid}`,
  /** A namespace in the view of ownership. */
  region: (namespace: string): string => `region/${namespace}`,
  endpoints: (uid: string): string => `endpoints/${uid}`,
} as const;

/** A card's pods. */
export interface PodGroup {
  /** Uids of pods by slot. */
  readonly slots: Slots;
  /** Slots drawn, empty ones too. */
  readonly capacity: number;
  /** Slots that the window makes room for: for a pod that is on a node in a moment, the picture does not change its size. */
  readonly lasting: number;
}

/** Which thing has which slot. Parts that did not change are the same objects as before. */
export interface Arrangement {
  readonly view: ViewName;
  /** Uids by slot. */
  readonly nodes: Slots;
  readonly services: Slots;
  readonly workloads: Slots;
  /** By the id of the card that holds them. */
  readonly groups: ReadonlyMap<string, PodGroup>;
  /** The group that a pod is in, by the pod's uid. */
  readonly groupOf: ReadonlyMap<string, string>;
}

/** The grid in which a card's pods stand. */
export function gridOf(id: string): SlotGrid {
  if (id === cardId.tray) return slotGrids.tray;
  if (id === cardId.loose || id.startsWith(cardId.endpoints(''))) return slotGrids.lane;
  return id.startsWith(cardId.node('')) ? slotGrids.box : slotGrids.strip;
}

type Members = ReadonlyMap<string, readonly string[]>;

function clusterMembers(picture: Picture): Members {
  const members = new Map<string, readonly string[]>();
  for (const node of picture.nodes) members.set(cardId.node(node.uid), node.pods);
  return members.set(cardId.tray, picture.tray.pods);
}

/** Puts every pod of the picture in the group that `groupOf` names, if it is one of `groups`, else with the loose ones. */
function memberLists(
  picture: Picture,
  groups: readonly string[],
  groupOf: (pod: PodView) => string | undefined,
): Members {
  const members = new Map<string, string[]>(groups.map((id) => [id, []]));
  const loose: string[] = [];
  for (const pod of picture.pods.values()) {
    (members.get(groupOf(pod) ?? '') ?? loose).push(pod.uid);
  }
  if (loose.length > 0) members.set(cardId.loose, loose);
  return members;
}

function ownershipMembers(picture: Picture): Members {
  const groups = picture.workloads.flatMap((workload) =>
    workload.owners.filter((item) => !item.ghost).map((item) => cardId.owner(item.uid)),
  );
  return memberLists(picture, groups, (pod) => pod.owner && cardId.owner(pod.owner.uid));
}

function networkMembers(picture: Picture): Members {
  const serviceOf = new Map<string, string>();
  for (const service of picture.services) {
    // A pod behind several Services is drawn once, at the first.
    for (const uid of service.endpoints.keys())
      if (!serviceOf.has(uid)) serviceOf.set(uid, cardId.endpoints(service.uid));
  }
  // A pod that starts has no address to send to yet, but its place.
  for (const pod of picture.pods.values()) {
    if (serviceOf.has(pod.uid) || pod.glyph === 'completed') continue;
    const service = picture.services.find(
      ({ namespace, selector }) => namespace === pod.namespace && selectorPicks(selector, pod.labels),
    );
    if (service !== undefined) serviceOf.set(pod.uid, cardId.endpoints(service.uid));
  }
  const groups = picture.services.map((service) => cardId.endpoints(service.uid));
  return memberLists(picture, groups, (pod) => serviceOf.get(pod.uid));
}

const membersOf: Record<ViewName, (picture: Picture) => Members> = {
  cluster: clusterMembers,
  ownership: ownershipMembers,
  network: networkMembers,
};

/** How many slots each group draws. All node cards have the same size: that of the fullest. */
function capacities(
  members: ReadonlyMap<string, Slots>,
  previous: ReadonlyMap<string, PodGroup> | undefined,
): ReadonlyMap<string, number> {
  const isNode = (id: string): boolean => id.startsWith(cardId.node(''));
  const before = [...(previous ?? [])].find(([id]) => isNode(id))?.[1].capacity;
  let fullest = 0;
  for (const [id, slots] of members) if (isNode(id)) fullest = Math.max(fullest, slots.length);
  const ofNodes = steadyCapacity(slotGrids.box, fullest, before);
  return new Map(
    [...members].map(([id, slots]) => [
      id,
      isNode(id) ? ofNodes : steadyCapacity(gridOf(id), slots.length, previous?.get(id)?.capacity),
    ]),
  );
}

/** How many slots of the tray hold what stays in it. */
function lastingSlots(slots: Slots, { staying }: TrayView): number {
  const stays = new Set(staying);
  return 1 + slots.findLastIndex((uid) => uid !== undefined && stays.has(uid));
}

function groupIndex(groups: ReadonlyMap<string, PodGroup>): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const [id, group] of groups) for (const uid of group.slots) if (uid !== undefined) index.set(uid, id);
  return index;
}

/** Gives everything in the picture a slot; what had one in `previous` (of the same view) keeps it. */
export function arrange(picture: Picture, view: ViewName, previous?: Arrangement): Arrangement {
  const before = previous?.view === view ? previous : undefined;
  const slots = new Map<string, Slots>();
  for (const [id, uids] of membersOf[view](picture)) slots.set(id, keepSlots(before?.groups.get(id)?.slots, uids));
  const capacityOf = capacities(slots, before?.groups);
  const groups = new Map<string, PodGroup>();
  let same = before?.groups.size === slots.size;
  for (const [id, uids] of slots) {
    const known = before?.groups.get(id);
    const capacity = capacityOf.get(id) ?? 0;
    const lasting =
      id === cardId.tray ? steadyCapacity(slotGrids.tray, lastingSlots(uids, picture.tray), known?.lasting) : capacity;
    const kept = known?.slots === uids && known.capacity === capacity && known.lasting === lasting;
    same &&= kept;
    groups.set(id, kept ? known : { slots: uids, capacity, lasting });
  }
  const uidsOf = (things: readonly { uid: string }[]): readonly string[] => things.map((thing) => thing.uid);
  const nodes = keepSlots(before?.nodes, uidsOf(picture.nodes));
  const services = keepSlots(before?.services, uidsOf(picture.services));
  const workloads = keepSlots(before?.workloads, uidsOf(picture.workloads));
  same &&= before?.nodes === nodes && before.services === services && before.workloads === workloads;
  if (same && before !== undefined) return before;
  return { view, nodes, services, workloads, groups, groupOf: groupIndex(groups) };
}
