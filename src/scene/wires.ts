import { cardId, type ViewName } from './arrange.ts';
import type { Point } from './geometry.ts';
import type { Card, Layout } from './layout.ts';
import type { Phrase, Picture, PodView, ServiceView } from './picture.ts';
import { selectorText } from './service-view.ts';
import type { Scene } from './transitions.ts';

/** A line between two cards. */
export interface Wire {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** Which way it leaves its card. */
  readonly direction: 'down' | 'right';
  /** Corners on its way around other cards; none: it goes straight there. */
  readonly via: readonly Point[];
  readonly state: 'ready' | 'notReady' | 'broken' | 'outside' | 'owner';
  /** Uid of the Service it belongs to. */
  readonly service: string | undefined;
  /** The selector or owner reference behind it. */
  readonly why: Phrase;
}

/** More wires than this are a tangle; the picture then draws those of the Service looked at. */
export const wireLimit = 36;

/** px between a row of cards and the lane of wires above it: half of what is between cards. */
function laneIn({ shape }: Layout): number {
  return 8 * Math.sqrt(shape.scale);
}

const bottom = (card: Card): Point => ({ x: card.x + card.width / 2, y: card.y + card.height });
const top = (card: Card, shift: number): Point => ({ x: card.x + card.width / 2 + shift, y: card.y });
const right = (card: Card): Point => ({ x: card.x + card.width, y: card.y + card.height / 2 });
const left = (card: Card): Point => ({ x: card.x, y: card.y + card.height / 2 });

/** A Service that is open to the outside. */
export function isEntrance(service: ServiceView): boolean {
  return service.type === 'NodePort' || service.type === 'LoadBalancer';
}

function entranceWires(picture: Picture, layout: Layout): readonly Wire[] {
  const client = layout.byId.get(cardId.client);
  const lane = laneIn(layout);
  if (client === undefined) return [];
  return picture.services.filter(isEntrance).flatMap((service): Wire[] => {
    const card = layout.byId.get(cardId.service(service.uid));
    if (card === undefined) return [];
    const port = service.nodePorts.join(', ');
    const from = right(client);
    const isBeside = card.x - from.x < 8 * lane || layout.byId.has(cardId.endpoints(service.uid));
    const to = isBeside ? left(card) : top(card, 0);
    const over = card.y - lane;
    const turn = from.x + 2 * lane;
    const pending = service.type === 'LoadBalancer' && service.external === undefined;
    return [
      {
        id: `outside/${service.uid}`,
        from,
        to,
        direction: 'right',
        via: isBeside
          ? []
          : [
              { x: turn, y: from.y },
              { x: turn, y: over },
              { x: to.x, y: over },
            ],
        state: pending ? 'notReady' : 'outside',
        service: service.uid,
        why: pending
          ? { key: 'canvas.wire.pendingBalancer', params: { name: service.name, port } }
          : {
              key: `canvas.wire.${service.external === undefined ? 'nodePort' : 'loadBalancer'}`,
              params: { name: service.name, port, address: service.external ?? '' },
            },
      },
    ];
  });
}

function brokenWire(
  service: ServiceView,
  why: Phrase,
  from: Point,
  direction: Wire['direction'],
  { shape }: Layout,
): Wire {
  const reach = 26 * shape.scale;
  const to = direction === 'down' ? { x: from.x, y: from.y + reach } : { x: from.x + reach * 1.6, y: from.y };
  const state = service.hopeful ? 'notReady' : 'broken';
  return { id: `broken/${service.uid}`, from, to, direction, via: [], state, service: service.uid, why };
}

/** Stubs of the workloads whose pods no Service selects. */
function unselectedWires(
  picture: Picture,
  layout: Layout,
  start: (card: Card) => { from: Point; to: Point },
): readonly Wire[] {
  return picture.workloads.flatMap((workload): Wire[] => {
    const card = layout.byId.get(cardId.workload(workload.uid));
    if (card === undefined || !workload.unselected) return [];
    const { from, to } = start(card);
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    return [
      {
        id: `unselected/${workload.uid}`,
        from,
        to,
        direction: 'down',
        via: [middle],
        state: 'broken',
        service: undefined,
        why: { key: 'canvas.wire.unselected', params: { kind: workload.kind, name: workload.name } },
      },
    ];
  });
}

function below(card: Card): { from: Point; to: Point } {
  const from = bottom(card);
  return { from, to: { x: from.x, y: from.y + 14 * card.scale } };
}

function beside(card: Card): { from: Point; to: Point } {
  const from = left(card);
  return { from, to: { x: from.x - 26 * card.scale, y: from.y } };
}

function endpointsWhy(service: ServiceView, ready: number, total: number, where: string): Phrase {
  const params = { service: service.name, selector: selectorText(service.selector), ready, total, where };
  return { key: service.selector === undefined ? 'canvas.wire.byHand' : 'canvas.wire.endpoints', params };
}

/** How many endpoints of a Service each node runs, and how many of them are ready. */
function endpointsByNode(
  service: ServiceView,
  pods: ReadonlyMap<string, PodView>,
): ReadonlyMap<string, { ready: number; total: number }> {
  const counts = new Map<string, { ready: number; total: number }>();
  for (const [uid, state] of service.endpoints) {
    const node = pods.get(uid)?.node;
    if (node === undefined) continue;
    const count = counts.get(node) ?? { ready: 0, total: 0 };
    counts.set(node, {
      ready: count.ready + (state === 'ready' ? 1 : 0),
      total: count.total + (state === 'terminating' ? 0 : 1),
    });
  }
  return counts;
}

/** The way to a node below others: down the gutter at the left of the nodes, then along the lane above its row. */
function aroundNodes(from: Point, to: Point, lane: number, gutter: number, above: number): readonly Point[] {
  const along = to.y - lane;
  return [
    { x: from.x, y: above },
    { x: gutter, y: above },
    { x: gutter, y: along },
    { x: to.x, y: along },
  ];
}

function clusterWires(picture: Picture, layout: Layout): readonly Wire[] {
  const wires: Wire[] = [];
  const middle = (picture.services.length - 1) / 2;
  const nodeCards = picture.nodes.flatMap((node) => layout.byId.get(cardId.node(node.uid)) ?? []);
  const firstRow = Math.min(...nodeCards.map((card) => card.y));
  const lane = laneIn(layout);
  const gutter = Math.min(...nodeCards.map((card) => card.x)) - lane;
  for (const [index, service] of picture.services.entries()) {
    const card = layout.byId.get(cardId.service(service.uid));
    if (card === undefined) continue;
    if (service.broken !== undefined && service.endpoints.size === 0) {
      wires.push(brokenWire(service, service.broken, bottom(card), 'down', layout));
    }
    const byNode = endpointsByNode(service, picture.pods);
    // Wires of different Services run beside each other.
    const beside = (index % 5) * 4;
    for (const node of picture.nodes) {
      const count = byNode.get(node.name);
      const target = layout.byId.get(cardId.node(node.uid));
      if (count === undefined || target === undefined) continue;
      const shift = Math.max(-0.4, Math.min(0.4, (index - middle) * 0.08)) * target.width;
      const from = bottom(card);
      const to = top(target, shift);
      wires.push({
        id: `endpoints/${service.uid}/${node.uid}`,
        from,
        to,
        direction: 'down',
        via: target.y === firstRow ? [] : aroundNodes(from, to, lane, gutter - beside, firstRow - 3 * lane - beside),
        state: count.ready > 0 ? 'ready' : 'notReady',
        service: service.uid,
        why: endpointsWhy(service, count.ready, count.total, node.name),
      });
    }
  }
  return wires;
}

function ownershipWires(picture: Picture, layout: Layout): readonly Wire[] {
  const owners = picture.workloads.flatMap((workload) => {
    const card = layout.byId.get(cardId.workload(workload.uid));
    return workload.owners.flatMap((owner): Wire[] => {
      const target = layout.byId.get(cardId.owner(owner.uid));
      if (card === undefined || target === undefined) return [];
      return [
        {
          id: `owner/${owner.uid}`,
          from: { x: card.x + card.width, y: card.y + 40 * card.scale },
          to: { x: target.x, y: target.y + 24 * target.scale },
          direction: 'right',
          via: [],
          state: 'owner',
          service: undefined,
          why:
            owner.uid === workload.uid
              ? { key: 'canvas.wire.ownPods', params: { kind: workload.kind, name: workload.name } }
              : {
                  key: 'canvas.wire.owner',
                  params: { owner: workload.name, kind: workload.kind, name: owner.name },
                },
        },
      ];
    });
  });
  return [...owners, ...unselectedWires(picture, layout, beside)];
}

function networkWires(picture: Picture, layout: Layout): readonly Wire[] {
  return picture.services.flatMap((service): Wire[] => {
    const card = layout.byId.get(cardId.service(service.uid));
    const target = layout.byId.get(cardId.endpoints(service.uid));
    if (card === undefined || target === undefined) return [];
    if (service.broken !== undefined && service.endpoints.size === 0) {
      return [brokenWire(service, service.broken, right(card), 'right', layout)];
    }
    if (service.endpoints.size === 0) return [];
    return [
      {
        id: `endpoints/${service.uid}`,
        from: right(card),
        to: left(target),
        direction: 'right',
        via: [],
        state: service.ready > 0 ? 'ready' : 'notReady',
        service: service.uid,
        why: endpointsWhy(service, service.ready, service.total, ''),
      },
    ];
  });
}

const wiresOf: Record<ViewName, (picture: Picture, layout: Layout) => readonly Wire[]> = {
  cluster: (picture, layout) => [
    ...entranceWires(picture, layout),
    ...clusterWires(picture, layout),
    ...unselectedWires(picture, layout, below),
  ],
  ownership: ownershipWires,
  network: (picture, layout) => [...entranceWires(picture, layout), ...networkWires(picture, layout)],
};

/** All lines of the view that `layout` is for. */
export function wires(picture: Picture, view: ViewName, layout: Layout): readonly Wire[] {
  return wiresOf[view](picture, layout);
}

/** The parts of a scene that wires depend on; each is kept while it does not change. */
const parts = (scene: Scene): readonly unknown[] => [
  scene.picture.services,
  scene.picture.nodes,
  scene.picture.workloads,
  scene.layout,
];

/** Computes the wires anew only when something that they depend on is another one. */
export function createWireReader(): (scene: Scene) => readonly Wire[] {
  let before: readonly unknown[] = [];
  let known: readonly Wire[] = [];
  return (scene) => {
    const now = parts(scene);
    if (!now.every((part, index) => part === before[index])) {
      before = now;
      known = wires(scene.picture, scene.arrangement.view, scene.layout);
    }
    return known;
  };
}
