import { cardId, gridOf, type Arrangement, type ViewName } from './arrange.ts';
import type { Point, Size } from './geometry.ts';
import type { Picture, PodOwnerView, WorkloadView } from './picture.ts';
import { slotGrids, type SlotGrid } from './slot-grid.ts';
import type { Slots } from './slots.ts';

export type CardKind = 'client' | 'service' | 'workload' | 'node' | 'tray' | 'owner' | 'region' | 'endpoints' | 'loose';

/** A box of the picture, in px at zoom 1. */
export interface Card extends Point, Size {
  readonly id: string;
  readonly kind: CardKind;
  /** What it draws; a region's namespace; `''` for the client, the tray and loose pods. */
  readonly uid: string;
}

export interface Layout {
  readonly cards: readonly Card[];
  readonly byId: ReadonlyMap<string, Card>;
  /** The box around all cards; what grows to the left has a negative x. */
  readonly bounds: Point & Size;
}

/** px at zoom 1; the style sheet draws to these. */
export const cardPadding = 10;
/** px above a card's pods: its heading. */
export const headingHeight = { node: 46, tray: 40, owner: 46, endpoints: 30, loose: 40 } as const;
/** Rows of ReplicaSets or Jobs that the card of what made them shows; the rest are counted in one more row. */
export const ownerRows = 4;

const gap = 16;
/** px between bands, for the wires between them. */
const wireGap = 64;
const client: Size = { width: 132, height: 76 };
const service: Size = { width: 212, height: 92 };
const workloadWidth = 276;
const workloadHead = 78;
const ownerRow = 20;
/** px above the cards of a region: its name. */
const regionHead = 36;

function podCard(kind: keyof typeof headingHeight, grid: SlotGrid, capacity: number): Size {
  const pods = grid.size(capacity);
  return { width: pods.width + 2 * cardPadding, height: pods.height + headingHeight[kind] + 2 * cardPadding };
}

function workloadHeight(workload: WorkloadView | undefined): number {
  const count = workload?.owners.filter((owner) => owner.uid !== workload.uid).length ?? 0;
  return workloadHead + ownerRow * (Math.min(count, ownerRows) + (count > ownerRows ? 1 : 0));
}

class CardSheet {
  private readonly cards: Card[] = [];

  get all(): readonly Card[] {
    return this.cards;
  }

  addAll(other: CardSheet): void {
    this.cards.push(...other.cards);
  }

  add(kind: CardKind, id: string, uid: string, at: Point, size: Size): void {
    this.cards.push({ kind, id, uid, x: at.x, y: at.y, width: size.width, height: size.height });
  }

  /** Rows of cards from the left; a row is as high as its highest card. Answers the y below the last one. */
  addRows(
    slots: Slots,
    at: Point,
    perRow: number,
    card: (uid: string) => { kind: CardKind; id: string; size: Size },
    height: (uid: string) => number,
  ): number {
    let y = at.y;
    for (let first = 0; first < slots.length; first += perRow) {
      let x = at.x;
      let rowHeight = 0;
      for (const uid of slots.slice(first, first + perRow)) {
        // A free slot is as wide as its neighbours, which are all alike.
        const made = card(uid ?? '');
        if (uid !== undefined) {
          this.add(made.kind, made.id, uid, { x, y }, { width: made.size.width, height: height(uid) });
          rowHeight = Math.max(rowHeight, height(uid));
        }
        x += made.size.width + gap;
      }
      y += rowHeight + gap;
    }
    return slots.length === 0 ? at.y : y - gap;
  }

  layout(): Layout {
    let left = 0;
    let right = 0;
    let bottom = 0;
    for (const card of this.cards) {
      left = Math.min(left, card.x);
      right = Math.max(right, card.x + card.width);
      bottom = Math.max(bottom, card.y + card.height);
    }
    const bounds = { x: left, y: 0, width: right - left, height: bottom };
    return { cards: this.cards, byId: new Map(this.cards.map((card) => [card.id, card])), bounds };
  }
}

function fitting(width: number, cardWidth: number): number {
  return Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}

/** Nodes in a grid of `columns`, what selects and owns their pods above, what waits for a node at the left. */
function clusterLayout(picture: Picture, arrangement: Arrangement, columns: number): Layout {
  const sheet = new CardSheet();
  const workloads = new Map(picture.workloads.map((workload) => [workload.uid, workload]));
  const anyNode = arrangement.nodes.find((uid) => uid !== undefined);
  const nodeGroup = arrangement.groups.get(cardId.node(anyNode ?? ''));
  const node = podCard('node', slotGrids.box, nodeGroup?.capacity ?? 0);
  const tray = podCard('tray', slotGrids.tray, arrangement.groups.get(cardId.tray)?.capacity ?? 0);
  // The tray grows to the left, into the open, so that no node moves because pods wait.
  const x = podCard('tray', slotGrids.tray, 1).width + 2 * gap;
  const nodesWidth = Math.max(1, columns) * (node.width + gap) - gap;
  const bandWidth = Math.max(nodesWidth, 2 * (workloadWidth + gap) - gap);

  // What selects pods and what owns them share a row while there is room, as nothing is gained by making it higher.
  const across = (count: number, width: number): number => count * (width + gap);
  const inOneRow =
    across(arrangement.services.length, service.width) + across(arrangement.workloads.length, workloadWidth) - gap <=
    nodesWidth;
  const workloadsX = inOneRow ? x + nodesWidth + gap - across(arrangement.workloads.length, workloadWidth) : x;
  const size = { width: workloadWidth, height: 0 };
  const belowWorkloads = sheet.addRows(
    arrangement.workloads,
    { x: workloadsX, y: 0 },
    fitting(bandWidth, workloadWidth),
    (uid) => ({ kind: 'workload', id: cardId.workload(uid), size }),
    (uid) => workloadHeight(workloads.get(uid)),
  );
  const serviceTop = inOneRow || arrangement.workloads.length === 0 ? 0 : belowWorkloads + 1.5 * gap;
  const belowServices = sheet.addRows(
    arrangement.services,
    { x, y: serviceTop },
    fitting(bandWidth, service.width),
    (uid) => ({ kind: 'service', id: cardId.service(uid), size: service }),
    () => service.height,
  );
  sheet.add('client', cardId.client, '', { x: 0, y: serviceTop + (service.height - client.height) / 2 }, client);
  const nodesTop = Math.max(belowServices + wireGap, serviceTop + service.height + wireGap, belowWorkloads + 1.5 * gap);
  sheet.add('tray', cardId.tray, '', { x: x - 2 * gap - tray.width, y: nodesTop }, tray);
  sheet.addRows(
    arrangement.nodes,
    { x, y: nodesTop },
    Math.max(1, columns),
    (uid) => ({ kind: 'node', id: cardId.node(uid), size: node }),
    () => node.height,
  );
  return sheet.layout();
}

/** Workloads by namespace, in the order in which both have their slots. */
function byNamespace(picture: Picture, slots: Slots): ReadonlyMap<string, readonly WorkloadView[]> {
  const workloads = new Map(picture.workloads.map((workload) => [workload.uid, workload]));
  const regions = new Map<string, WorkloadView[]>();
  for (const uid of slots) {
    const workload = uid === undefined ? undefined : workloads.get(uid);
    if (workload === undefined) continue;
    const known = regions.get(workload.namespace);
    if (known === undefined) regions.set(workload.namespace, [workload]);
    else known.push(workload);
  }
  return regions;
}

/**
 * Each workload with its ReplicaSets and their pods beside it, so many side by side as there are columns; a region a
 * namespace.
 */
function ownershipLayout(picture: Picture, arrangement: Arrangement, columns: number): Layout {
  const sheet = new CardSheet();
  const pitch = ownershipWidth(picture, arrangement) + wireGap;
  const regions = byNamespace(picture, arrangement.workloads);
  // Where there is only one namespace, naming it would say nothing.
  const drawsRegions = regions.size > 1;
  let y = 0;
  for (const [namespace, workloads] of regions) {
    const region = new CardSheet();
    let below = drawsRegions ? y + regionHead : y;
    for (let first = 0; first < workloads.length; first += columns) {
      const top = first === 0 ? below : below + 2 * gap;
      const ends = workloads
        .slice(first, first + columns)
        .map((workload, column) => addWorkload(region, workload, arrangement, { x: column * pitch, y: top }));
      below = Math.max(...ends);
    }
    if (drawsRegions) {
      const width = Math.max(...region.all.map((card) => card.x + card.width)) + 2 * gap;
      const box = { width, height: below - y + gap };
      sheet.add('region', cardId.region(namespace), namespace, { x: -gap, y }, box);
      y = below + 2 * gap;
    } else y = below + 2 * gap;
    sheet.addAll(region);
  }
  addLoose(sheet, arrangement, { x: workloadWidth + wireGap, y });
  return sheet.layout();
}

const ghostCard: Size = {
  width: podCard('owner', slotGrids.strip, 1).width,
  height: headingHeight.owner + cardPadding,
};

function ownerSize(owner: PodOwnerView, arrangement: Arrangement): Size {
  if (owner.ghost) return ghostCard;
  return podCard('owner', slotGrids.strip, arrangement.groups.get(cardId.owner(owner.uid))?.capacity ?? 0);
}

/** px that the widest workload takes with what it made. */
function ownershipWidth(picture: Picture, arrangement: Arrangement): number {
  const owners = picture.workloads.flatMap((workload) => workload.owners);
  const widths = owners.map((owner) => ownerSize(owner, arrangement).width);
  return workloadWidth + wireGap + widths.reduce((widest, width) => Math.max(widest, width), ghostCard.width);
}

/** Answers the y below it. */
function addWorkload(sheet: CardSheet, workload: WorkloadView, arrangement: Arrangement, at: Point): number {
  const size = { width: workloadWidth, height: workloadHeight(workload) };
  sheet.add('workload', cardId.workload(workload.uid), workload.uid, at, size);
  const x = at.x + workloadWidth + wireGap;
  let { y } = at;
  let ghosts = 0;
  for (const owner of workload.owners) {
    if (owner.ghost && ++ghosts > ownerRows) continue;
    const child = ownerSize(owner, arrangement);
    sheet.add('owner', cardId.owner(owner.uid), owner.uid, { x, y }, child);
    y += child.height + gap;
  }
  return Math.max(at.y + size.height, y - gap);
}

/** The client at the left, Services beside it, the pods that answer for each at the right. */
function networkLayout(_picture: Picture, arrangement: Arrangement): Layout {
  const sheet = new CardSheet();
  const serviceX = client.width + wireGap * 1.5;
  const podsX = serviceX + service.width + wireGap * 1.5;
  let y = 0;
  for (const uid of arrangement.services) {
    if (uid === undefined) continue;
    const id = cardId.endpoints(uid);
    const size = podCard('endpoints', slotGrids.strip, arrangement.groups.get(id)?.capacity ?? 0);
    const height = Math.max(size.height, service.height);
    sheet.add('service', cardId.service(uid), uid, { x: serviceX, y: y + (height - service.height) / 2 }, service);
    sheet.add('endpoints', id, uid, { x: podsX, y }, size);
    y += height + 1.5 * gap;
  }
  const middle = Math.max(0, (y - 1.5 * gap - client.height) / 2);
  sheet.add('client', cardId.client, '', { x: 0, y: middle }, client);
  addLoose(sheet, arrangement, { x: podsX, y: arrangement.services.length === 0 ? client.height + wireGap : y });
  return sheet.layout();
}

function addLoose(sheet: CardSheet, arrangement: Arrangement, at: Point): void {
  const group = arrangement.groups.get(cardId.loose);
  if (group !== undefined) sheet.add('loose', cardId.loose, '', at, podCard('loose', slotGrids.strip, group.capacity));
}

const layouts: Record<ViewName, (picture: Picture, arrangement: Arrangement, columns: number) => Layout> = {
  cluster: clusterLayout,
  ownership: ownershipLayout,
  network: networkLayout,
};

/** Where every card is. Depends on counts and slots only, so nothing moves because a pod changed its state. */
export function layout(picture: Picture, arrangement: Arrangement, columns: number): Layout {
  return layouts[arrangement.view](picture, arrangement, columns);
}

/** Wires to lower rows go around the upper ones, so one row less is worth a picture a little smaller. */
const goodEnough = 0.86;

/** How many things stand in rows of columns: node cards, or workloads with what they made. */
export function columned({ view, nodes, workloads }: Arrangement): number {
  return view === 'cluster' ? nodes.length : view === 'ownership' ? workloads.length : 1;
}

/**
 * How many of them stand side by side in a window of this size (px). Nodes: as many as fit without making the picture
 * much smaller than it could be; workloads: no more than the largest picture needs, as a list is read from above. Beyond
 * `largestZoom` nothing is gained.
 */
export function bestColumns(picture: Picture, arrangement: Arrangement, window: Size, largestZoom: number): number {
  const most = Math.min(columned(arrangement), arrangement.view === 'ownership' ? 12 : 40);
  const zooms = Array.from({ length: most }, (_, index) => {
    const { width, height } = layout(picture, arrangement, index + 1).bounds;
    return Math.min(largestZoom, window.width / width, window.height / height);
  });
  const best = Math.max(...zooms);
  const isGood = (zoom: number): boolean => zoom >= goodEnough * best;
  return Math.max(1, (arrangement.view === 'ownership' ? zooms.findIndex(isGood) : zooms.findLastIndex(isGood)) + 1);
}

/** Where a slot of a card is, in px from the card's corner. */
export function slotPlace(card: Card, slot: number, capacity: number): Point {
  const offset = gridOf(card.id).offset(slot, capacity);
  return { x: cardPadding + offset.x, y: cardPadding + headingOf(card.kind) + offset.y };
}

/** Where a pod's tile is, or undefined when this view does not show it. */
export function podPlace(uid: string, arrangement: Arrangement, places: Layout): Point | undefined {
  const id = arrangement.groupOf.get(uid) ?? '';
  const card = places.byId.get(id);
  const group = arrangement.groups.get(id);
  const slot = group?.slots.indexOf(uid) ?? -1;
  if (card === undefined || group === undefined || slot < 0) return undefined;
  const place = slotPlace(card, slot, group.capacity);
  return { x: card.x + place.x, y: card.y + place.y };
}

/** px above a card's pods. */
function headingOf(kind: CardKind): number {
  return kind in headingHeight ? headingHeight[kind as keyof typeof headingHeight] : 0;
}

/** Two layouts put the same cards in the same places. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.cards.length === b.cards.length &&
    a.cards.every((card, index) => {
      const other = b.cards[index];
      return (
        other !== undefined &&
        card.id === other.id &&
        card.x === other.x &&
        card.y === other.y &&
        card.width === other.width &&
        card.height === other.height
      );
    })
  );
}
