import { cardId, gridOf, type Arrangement, type ViewName } from './arrange.ts';
import { Extent } from './extent.ts';
import type { Point, Size } from './geometry.ts';
import type { Picture, PodOwnerView, WorkloadView } from './picture.ts';
import { rollsOut } from './rollout-resource.ts';
import { slotGrids, tile, type SlotGrid } from './slot-grid.ts';
import type { Slots } from './slots.ts';

export type CardKind = 'client' | 'service' | 'workload' | 'node' | 'tray' | 'owner' | 'region' | 'endpoints' | 'loose';

/** A box of the picture, in px at zoom 1. */
export interface Card extends Point, Size {
  readonly id: string;
  readonly kind: CardKind;
  /** What it draws; a region's namespace; `''` for the client, the tray and loose pods. */
  readonly uid: string;
  /** How much larger than at zoom 1 its words are drawn: its sides are as much longer, or its heading is. */
  readonly scale: number;
}

/** What a layout can choose to suit a window. */
export interface Shape {
  /** How many nodes, or workloads with what they made, stand side by side. */
  readonly columns: number;
  /** How much larger than tiles everything with words is drawn, as the picture of many tiles is seen from far away. */
  readonly scale: number;
  /** How much wider than the nodes, or two workloads, what stands above them may be; below 1 it may be as narrow as one. */
  readonly band: number;
}

export interface Layout {
  readonly cards: readonly Card[];
  readonly byId: ReadonlyMap<string, Card>;
  /** The box around all cards that stay; what grows to the left has a negative x. */
  readonly bounds: Point & Size;
  readonly shape: Shape;
}

/** px at zoom 1; the style sheet draws to these. */
export const cardPadding = 10;
/** px above a card's pods: its heading, at scale 1. */
export const headingHeight = { node: 50, tray: 40, owner: 46, endpoints: 30, loose: 30 } as const;
/** From this scale on a heading has one line, and room for a name only. */
export const oneLineScale = 3;
const oneLine = 34;
/** px that a card of pods is at least wide, at scale 1 and beyond it. */
const narrowest = { near: 168, far: 116, farthest: 128, tray: 180 } as const;
/** Rows of ReplicaSets or Jobs that the card of what made them shows; the rest are counted in one more row. */
export const ownerRows = 4;

/** px between cards at scale 1. */
const narrowGap = 16;
/** px between bands at scale 1. */
const wireGap = 64;
const client: Size = { width: 132, height: 76 };
const service: Size = { width: 212, height: 92 };
const workloadWidth = 304;
const workloadHead = 78;
const ownerRow = 20;
/** px of the bands of a rollout over time, in the view of ownership. */
export const rolloutBandsHeight = 70;
/** px above the cards of a region: its name. */
const regionHead = 44;

function times({ width, height }: Size, scale: number): Size {
  return { width: width * scale, height: height * scale };
}

/** px above a card's pods, at a scale; 0 for cards without pods. */
export function headingOf(kind: CardKind, scale: number): number {
  if (!(kind in headingHeight)) return 0;
  const height = headingHeight[kind as keyof typeof headingHeight];
  return scale * (scale >= oneLineScale ? Math.min(oneLine, height) : height);
}

/** px that a name needs at a scale; of a node far out only the name is told. */
function narrowestAt(kind: CardKind, scale: number): number {
  if (kind === 'tray') return scale === 1 ? 0 : scale * narrowest.tray;
  if (scale === 1) return narrowest.near;
  return scale * (kind === 'node' && scale >= oneLineScale ? narrowest.farthest : narrowest.far);
}

function podCard(kind: keyof typeof headingHeight, grid: SlotGrid, capacity: number, scale: number): Size {
  const pods = grid.size(capacity);
  const width = pods.width + 2 * cardPadding;
  return {
    width: Math.max(width, narrowestAt(kind, scale)),
    height: pods.height + headingOf(kind, scale) + 2 * cardPadding,
  };
}

/** What a workload made, other than pods: ReplicaSets, Jobs. */
export function madeBy({ uid, owners }: WorkloadView): readonly PodOwnerView[] {
  return owners.filter((owner) => owner.uid !== uid);
}

function workloadHeight(workload: WorkloadView | undefined): number {
  const count = workload === undefined ? 0 : madeBy(workload).length;
  return workloadHead + ownerRow * (Math.min(count, ownerRows) + (count > ownerRows ? 1 : 0));
}

/** With its rollout over time, if it has any. */
function tallWorkloadHeight(workload: WorkloadView): number {
  return workloadHeight(workload) + (rollsOut(workload.resource) ? rolloutBandsHeight : 0);
}

/** Collects cards, or only how much room they take: looking for a shape measures hundreds that nobody sees. */
class CardSheet {
  private readonly cards: Card[] | undefined;
  /** Of all cards that stay. */
  readonly extent = new Extent();
  readonly shape: Shape;
  /** px between cards: wider where they are seen from far away. */
  readonly gap: number;
  /** px between bands, for the wires between them. */
  readonly wireGap: number;

  constructor(shape: Shape, isMeasured: boolean) {
    this.shape = shape;
    this.cards = isMeasured ? undefined : [];
    this.gap = narrowGap * Math.sqrt(shape.scale);
    this.wireGap = wireGap * Math.min(shape.scale, 4);
  }

  get scale(): number {
    return this.shape.scale;
  }

  /** A sheet of the same kind, with nothing on it. */
  another(): CardSheet {
    return new CardSheet(this.shape, this.cards === undefined);
  }

  addAll(other: CardSheet): void {
    this.extent.add(other.extent.box);
    if (other.cards !== undefined) this.cards?.push(...other.cards);
  }

  /** `room`: the box that the window makes room for, by default the card itself. */
  add(kind: CardKind, id: string, uid: string, at: Point, { width, height }: Size, room?: Point & Size): void {
    this.extent.add(room ?? { x: at.x, y: at.y, width, height });
    this.cards?.push({ kind, id, uid, x: at.x, y: at.y, width, height, scale: this.scale });
  }

  /** Rows of cards from the left; a row is as high as its highest card. Answers the y below the last one. */
  addRows(
    kind: 'workload' | 'service' | 'node',
    slots: Slots,
    at: Point,
    perRow: number,
    width: number,
    height: (uid: string) => number,
  ): number {
    const { gap } = this;
    let y = at.y;
    for (let first = 0; first < slots.length; first += perRow) {
      let rowHeight = 0;
      for (let slot = first; slot < Math.min(first + perRow, slots.length); slot += 1) {
        const uid = slots[slot];
        // A free slot is as wide as its neighbours.
        if (uid === undefined) continue;
        const place = { x: at.x + (slot - first) * (width + gap), y, width, height: height(uid) };
        if (this.cards === undefined) this.extent.add(place);
        else this.add(kind, cardId[kind](uid), uid, place, place);
        rowHeight = Math.max(rowHeight, place.height);
      }
      y += rowHeight + gap;
    }
    return slots.length === 0 ? at.y : y - gap;
  }

  layout(): Layout {
    const { cards = [], extent, shape } = this;
    return { cards, byId: new Map(cards.map((card) => [card.id, card])), bounds: extent.box, shape };
  }
}

function fitting(width: number, cardWidth: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (cardWidth + gap)));
}

/** Nodes in a grid of `columns`, what selects and owns their pods above, what waits for a node at the left. */
function clusterLayout(picture: Picture, arrangement: Arrangement, sheet: CardSheet): void {
  const { columns, scale, band } = sheet.shape;
  const { gap } = sheet;
  const serviceSize = times(service, scale);
  const clientSize = times(client, scale);
  const workloadSize = times({ width: workloadWidth, height: 0 }, scale);
  const workloads = new Map(picture.workloads.map((workload) => [workload.uid, workload]));
  const anyNode = arrangement.nodes.find((uid) => uid !== undefined);
  const nodeGroup = arrangement.groups.get(cardId.node(anyNode ?? ''));
  const node = podCard('node', slotGrids.box, nodeGroup?.capacity ?? 0, scale);
  const waiting = arrangement.groups.get(cardId.tray);
  const tray = podCard('tray', slotGrids.tray, waiting?.capacity ?? 0, scale);
  const lastingTray = podCard('tray', slotGrids.tray, waiting?.lasting ?? 0, scale);
  // The tray grows to the left, into the open, so that no node moves because pods wait.
  const x = Math.max(podCard('tray', slotGrids.tray, 1, scale).width, clientSize.width) + 2 * gap;
  const nodesWidth = Math.max(1, columns) * (node.width + gap) - gap;
  const twoWorkloads = 2 * (workloadSize.width + gap) - gap;
  const bandWidth = Math.max(Math.max(1, band) * nodesWidth, band * twoWorkloads);

  // What selects pods and what owns them share a row while there is room, as nothing is gained by making it higher.
  const across = (count: number, width: number): number => count * (width + gap);
  const servicesWidth = across(arrangement.services.length, serviceSize.width);
  const workloadsWidth = across(arrangement.workloads.length, workloadSize.width) - gap;
  const inOneRow = servicesWidth + workloadsWidth <= Math.max(nodesWidth, band > 1 ? bandWidth : 0);
  const workloadsX = inOneRow ? x + Math.max(servicesWidth, nodesWidth - workloadsWidth) : x;
  const belowWorkloads = sheet.addRows(
    'workload',
    arrangement.workloads,
    { x: workloadsX, y: 0 },
    fitting(bandWidth, workloadSize.width, gap),
    workloadSize.width,
    (uid) => scale * workloadHeight(workloads.get(uid)),
  );
  const serviceTop = inOneRow || arrangement.workloads.length === 0 ? 0 : belowWorkloads + 1.5 * gap;
  const belowServices = sheet.addRows(
    'service',
    arrangement.services,
    { x, y: serviceTop },
    fitting(bandWidth, serviceSize.width, gap),
    serviceSize.width,
    () => serviceSize.height,
  );
  const beside = (serviceSize.height - clientSize.height) / 2;
  sheet.add('client', cardId.client, '', { x: x - 2 * gap - clientSize.width, y: serviceTop + beside }, clientSize);
  const nodesTop = Math.max(
    belowServices + sheet.wireGap,
    serviceTop + serviceSize.height + sheet.wireGap,
    belowWorkloads + 1.5 * gap,
  );
  const trayRight = x - 2 * gap;
  const lastingRoom = { x: trayRight - lastingTray.width, y: nodesTop, ...lastingTray };
  sheet.add('tray', cardId.tray, '', { x: trayRight - tray.width, y: nodesTop }, tray, lastingRoom);
  sheet.addRows('node', arrangement.nodes, { x, y: nodesTop }, Math.max(1, columns), node.width, () => node.height);
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
function ownershipLayout(picture: Picture, arrangement: Arrangement, sheet: CardSheet): void {
  const { columns, scale } = sheet.shape;
  const { gap } = sheet;
  const pitch = ownershipWidth(picture, arrangement, sheet) + sheet.wireGap;
  const regions = byNamespace(picture, arrangement.workloads);
  // Where there is only one namespace, naming it would say nothing.
  const drawsRegions = regions.size > 1;
  let y = 0;
  let left = 0;
  let rowEnd = 0;
  let taken = 0;
  for (const [namespace, workloads] of regions) {
    const width = Math.min(workloads.length, columns);
    // Regions stand beside each other while there are columns for them.
    if (taken > 0 && taken + width > columns) {
      y = rowEnd + 2 * gap;
      left = 0;
      taken = 0;
    }
    const region = sheet.another();
    let below = drawsRegions ? y + scale * regionHead : y;
    for (let first = 0; first < workloads.length; first += columns) {
      const top = first === 0 ? below : below + 2 * gap;
      const ends = workloads
        .slice(first, first + columns)
        .map((workload, column) => addWorkload(region, workload, arrangement, { x: left + column * pitch, y: top }));
      below = Math.max(...ends);
    }
    if (drawsRegions) {
      const right = region.extent.right + gap;
      const box = { width: right - left + gap, height: below - y + gap };
      sheet.add('region', cardId.region(namespace), namespace, { x: left - gap, y }, box);
      below += gap;
    }
    rowEnd = Math.max(rowEnd, below);
    left += width * pitch;
    taken += width;
    sheet.addAll(region);
  }
  y = rowEnd + 2 * gap;
  addLoose(sheet, arrangement, { x: scale * workloadWidth + sheet.wireGap, y });
}

/** px of an empty card that only a name stands in. */
function ghostSize(scale: number): Size {
  const { width } = podCard('owner', slotGrids.strip, 1, scale);
  return { width, height: headingOf('owner', scale) + cardPadding };
}

function ownerSize(owner: PodOwnerView, arrangement: Arrangement, scale: number): Size {
  if (owner.ghost) return ghostSize(scale);
  return podCard('owner', slotGrids.strip, arrangement.groups.get(cardId.owner(owner.uid))?.capacity ?? 0, scale);
}

/** px that the widest workload takes with what it made. */
function ownershipWidth(picture: Picture, arrangement: Arrangement, { scale, wireGap: between }: CardSheet): number {
  const owners = picture.workloads.flatMap((workload) => workload.owners);
  const widths = owners.map((owner) => ownerSize(owner, arrangement, scale).width);
  return (
    scale * workloadWidth + between + widths.reduce((most, width) => Math.max(most, width), ghostSize(scale).width)
  );
}

/** Answers the y below it. */
function addWorkload(sheet: CardSheet, workload: WorkloadView, arrangement: Arrangement, at: Point): number {
  const { gap } = sheet;
  const size = times({ width: workloadWidth, height: tallWorkloadHeight(workload) }, sheet.scale);
  sheet.add('workload', cardId.workload(workload.uid), workload.uid, at, size);
  const x = at.x + size.width + sheet.wireGap;
  let { y } = at;
  let ghosts = 0;
  for (const owner of workload.owners) {
    if (owner.ghost && ++ghosts > ownerRows) continue;
    const child = ownerSize(owner, arrangement, sheet.scale);
    sheet.add('owner', cardId.owner(owner.uid), owner.uid, { x, y }, child);
    y += child.height + gap;
  }
  return Math.max(at.y + size.height, y - gap);
}

/** The client at the left, Services beside it, the pods that answer for each at the right. */
function networkLayout(_picture: Picture, arrangement: Arrangement, sheet: CardSheet): void {
  const { scale, gap } = sheet;
  const serviceSize = times(service, scale);
  const clientSize = times(client, scale);
  const serviceX = clientSize.width + sheet.wireGap;
  const podsX = serviceX + serviceSize.width + sheet.wireGap;
  let y = 0;
  for (const uid of arrangement.services) {
    if (uid === undefined) continue;
    const id = cardId.endpoints(uid);
    const size = podCard('endpoints', slotGrids.lane, arrangement.groups.get(id)?.capacity ?? 0, scale);
    const height = Math.max(size.height, serviceSize.height);
    const serviceY = y + (height - serviceSize.height) / 2;
    sheet.add('service', cardId.service(uid), uid, { x: serviceX, y: serviceY }, serviceSize);
    sheet.add('endpoints', id, uid, { x: podsX, y }, size);
    y += height + 1.5 * gap;
  }
  const middle = Math.max(0, (y - 1.5 * gap - clientSize.height) / 2);
  sheet.add('client', cardId.client, '', { x: 0, y: middle }, clientSize);
  const looseY = arrangement.services.length === 0 ? clientSize.height + sheet.wireGap : y;
  addLoose(sheet, arrangement, { x: podsX, y: looseY });
}

function addLoose(sheet: CardSheet, arrangement: Arrangement, at: Point): void {
  const group = arrangement.groups.get(cardId.loose);
  if (group === undefined) return;
  sheet.add('loose', cardId.loose, '', at, podCard('loose', slotGrids.lane, group.capacity, sheet.scale));
}

const layouts: Record<ViewName, (picture: Picture, arrangement: Arrangement, sheet: CardSheet) => void> = {
  cluster: clusterLayout,
  ownership: ownershipLayout,
  network: networkLayout,
};

/** Where every card is. Depends on counts and slots only, so nothing moves because a pod changed its state. */
export function layout(picture: Picture, arrangement: Arrangement, shape: Shape): Layout {
  const sheet = new CardSheet(shape, false);
  layouts[arrangement.view](picture, arrangement, sheet);
  return sheet.layout();
}

/** The box around a layout of this shape, for a fraction of what all its cards cost. */
export function boundsOf(picture: Picture, arrangement: Arrangement, shape: Shape): Point & Size {
  const sheet = new CardSheet(shape, true);
  layouts[arrangement.view](picture, arrangement, sheet);
  return sheet.extent.box;
}

/** How many things stand in rows of columns: node cards, or workloads with what they made. */
export function columned({ view, nodes, workloads }: Arrangement): number {
  return view === 'cluster' ? nodes.length : view === 'ownership' ? workloads.length : 1;
}

/** Where a slot of a card is, in px from the card's corner. */
export function slotPlace(card: Card, slot: number, capacity: number): Point {
  const grid = gridOf(card.id);
  const offset = grid.offset(slot, capacity);
  const spare = card.width - 2 * cardPadding - grid.size(capacity).width;
  // In a card that is wider than its tiles need, those of a node stand in the middle, those that wait beside the nodes.
  const shift = card.kind === 'node' ? spare / 2 : card.kind === 'tray' ? spare : 0;
  return { x: cardPadding + shift + offset.x, y: cardPadding + headingOf(card.kind, card.scale) + offset.y };
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

/**
 * The corner of what is drawn for an object where it says least: a tile's right lower one, the right upper one of all
 * else. Undefined when this view does not show it.
 */
export function cornerOf(uid: string, picture: Picture, arrangement: Arrangement, places: Layout): Point | undefined {
  const pod = podPlace(uid, arrangement, places);
  if (pod !== undefined) return { x: pod.x + tile.width, y: pod.y + tile.height };
  const ids = [cardId.node(uid), cardId.service(uid), cardId.owner(uid), cardId.workload(uid)];
  const card = ids.flatMap((id) => places.byId.get(id) ?? [])[0];
  if (card !== undefined) return { x: card.x + card.width, y: card.y };
  // A row in the card of what made it.
  for (const workload of picture.workloads) {
    const row = madeBy(workload).findIndex((owner) => owner.uid === uid);
    const of = places.byId.get(cardId.workload(workload.uid));
    if (row < 0 || row >= ownerRows || of === undefined) continue;
    return { x: of.x + of.width, y: of.y + of.scale * (workloadHead + ownerRow * row - ownerRow / 4) };
  }
  return undefined;
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
        card.height === other.height &&
        card.scale === other.scale
      );
    })
  );
}
