import { cardId, type ViewName } from './arrange.ts';
import type { Point } from './geometry.ts';
import type { Card, Layout } from './layout.ts';
import type { Phrase, Picture, PodView, ServiceView } from './picture.ts';
import { selectorText } from './service-view.ts';

/** A line between two cards. */
export interface Wire {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  /** Which way it leaves its card; `over`: along a lane above the cards between, then down. */
  readonly direction: 'down' | 'right' | 'over';
  readonly state: 'ready' | 'notReady' | 'broken' | 'outside' | 'owner';
  /** Uid of the Service it belongs to. */
  readonly service: string | undefined;
  /** The selector or owner reference behind it. */
  readonly why: Phrase;
}

/** More wires than this are a tangle; the picture then draws those of the Service looked at. */
export const wireLimit = 36;

/** px between a row of cards and the lane above it. */
export const laneHeight = 14;

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
  if (client === undefined) return [];
  return picture.services.filter(isEntrance).flatMap((service): Wire[] => {
    const card = layout.byId.get(cardId.service(service.uid));
    if (card === undefined) return [];
    const port = service.nodePorts.join(', ');
    const isBeside =
      card.x - client.x - client.width < 5 * laneHeight || layout.byId.has(cardId.endpoints(service.uid));
    const pending = service.type === 'LoadBalancer' && service.external === undefined;
    return [
      {
        id: `outside/${service.uid}`,
        from: right(client),
        to: isBeside ? left(card) : top(card, 0),
        direction: isBeside ? 'right' : 'over',
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

function brokenWire(service: ServiceView, why: Phrase, from: Point, direction: Wire['direction']): Wire {
  const reach = 26;
  const to = direction === 'down' ? { x: from.x, y: from.y + reach } : { x: from.x + reach * 1.6, y: from.y };
  const state = service.hopeful ? 'notReady' : 'broken';
  return { id: `broken/${service.uid}`, from, to, direction, state, service: service.uid, why };
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
  for (const [uid, ready] of service.endpoints) {
    const node = pods.get(uid)?.node;
    if (node === undefined) continue;
    const count = counts.get(node) ?? { ready: 0, total: 0 };
    counts.set(node, { ready: count.ready + (ready ? 1 : 0), total: count.total + 1 });
  }
  return counts;
}

function clusterWires(picture: Picture, layout: Layout): readonly Wire[] {
  const wires: Wire[] = [];
  const middle = (picture.services.length - 1) / 2;
  for (const [index, service] of picture.services.entries()) {
    const card = layout.byId.get(cardId.service(service.uid));
    if (card === undefined) continue;
    if (service.broken !== undefined && service.total === 0) {
      wires.push(brokenWire(service, service.broken, bottom(card), 'down'));
    }
    const byNode = endpointsByNode(service, picture.pods);
    for (const node of picture.nodes) {
      const count = byNode.get(node.name);
      const target = layout.byId.get(cardId.node(node.uid));
      if (count === undefined || target === undefined) continue;
      const shift = Math.max(-0.4, Math.min(0.4, (index - middle) * 0.08)) * target.width;
      wires.push({
        id: `endpoints/${service.uid}/${node.uid}`,
        from: bottom(card),
        to: top(target, shift),
        direction: 'down',
        state: count.ready > 0 ? 'ready' : 'notReady',
        service: service.uid,
        why: endpointsWhy(service, count.ready, count.total, node.name),
      });
    }
  }
  return wires;
}

function ownershipWires(picture: Picture, layout: Layout): readonly Wire[] {
  return picture.workloads.flatMap((workload) => {
    const card = layout.byId.get(cardId.workload(workload.uid));
    return workload.replicaSets.flatMap((replicaSet): Wire[] => {
      const target = layout.byId.get(cardId.replicaSet(replicaSet.uid));
      if (card === undefined || target === undefined) return [];
      return [
        {
          id: `owner/${replicaSet.uid}`,
          from: { x: card.x + card.width, y: card.y + 40 },
          to: { x: target.x, y: target.y + 24 },
          direction: 'right',
          state: 'owner',
          service: undefined,
          why: {
            key: 'canvas.wire.owner',
            params: { owner: workload.name, kind: workload.kind, name: replicaSet.name },
          },
        },
      ];
    });
  });
}

function networkWires(picture: Picture, layout: Layout): readonly Wire[] {
  return picture.services.flatMap((service): Wire[] => {
    const card = layout.byId.get(cardId.service(service.uid));
    const target = layout.byId.get(cardId.endpoints(service.uid));
    if (card === undefined || target === undefined) return [];
    if (service.broken !== undefined && service.total === 0) {
      return [brokenWire(service, service.broken, right(card), 'right')];
    }
    if (service.total === 0) return [];
    return [
      {
        id: `endpoints/${service.uid}`,
        from: right(card),
        to: left(target),
        direction: 'right',
        state: service.ready > 0 ? 'ready' : 'notReady',
        service: service.uid,
        why: endpointsWhy(service, service.ready, service.total, ''),
      },
    ];
  });
}

const wiresOf: Record<ViewName, (picture: Picture, layout: Layout) => readonly Wire[]> = {
  cluster: (picture, layout) => [...entranceWires(picture, layout), ...clusterWires(picture, layout)],
  ownership: ownershipWires,
  network: (picture, layout) => [...entranceWires(picture, layout), ...networkWires(picture, layout)],
};

/** All lines of the view that `layout` is for. */
export function wires(picture: Picture, view: ViewName, layout: Layout): readonly Wire[] {
  return wiresOf[view](picture, layout);
}
