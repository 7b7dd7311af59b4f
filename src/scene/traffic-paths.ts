import type { Place } from '../engine/index.ts';
import { cardId } from './arrange.ts';
import type { Point } from './geometry.ts';
import { podPlace, type Card } from './layout.ts';
import type { Picture } from './picture.ts';
import { tile } from './slot-grid.ts';
import type { Scene } from './transitions.ts';
import { createWireReader, type Wire } from './wires.ts';

/** Corners of a way, px at zoom 1. */
export type Path = readonly Point[];

/** px that a request goes from a card towards something that the view does not draw. */
const stub = 44;
/** px below a row of the Network view, where calls of its pods run. */
const lane = 12;
/** Straight pieces that stand for a curve. */
const pieces = 14;

/** The curve or the corners of a wire as straight pieces. */
export function wirePath({ from, to, via, direction }: Wire): Path {
  if (via.length > 0) return [from, ...via, to];
  const down = direction === 'down';
  const reach = Math.max(24, 0.55 * Math.abs(down ? to.y - from.y : to.x - from.x));
  const a = down ? { x: from.x, y: from.y + reach } : { x: from.x + reach, y: from.y };
  const b = down ? { x: to.x, y: to.y - reach } : { x: to.x - reach, y: to.y };
  return Array.from({ length: pieces + 1 }, (_, index) => cubic(from, a, b, to, index / pieces));
}

function cubic(from: Point, a: Point, b: Point, to: Point, share: number): Point {
  const rest = 1 - share;
  const mix = (p: number, q: number, r: number, s: number): number =>
    rest ** 3 * p + 3 * rest ** 2 * share * q + 3 * rest * share ** 2 * r + share ** 3 * s;
  return { x: mix(from.x, a.x, b.x, to.x), y: mix(from.y, a.y, b.y, to.y) };
}

export function pathLength(path: Path): number {
  let length = 0;
  for (const [index, point] of path.entries()) {
    const before = path[index - 1];
    if (before !== undefined) length += Math.hypot(point.x - before.x, point.y - before.y);
  }
  return length;
}

/** The point at a share (0 to 1) of a way. */
export function pointAlong(path: Path, share: number): Point {
  let left = pathLength(path) * Math.min(1, Math.max(0, share));
  for (const [index, point] of path.entries()) {
    const before = path[index - 1];
    if (before === undefined) continue;
    const length = Math.hypot(point.x - before.x, point.y - before.y);
    if (left <= length && length > 0) {
      const part = left / length;
      return { x: before.x + (point.x - before.x) * part, y: before.y + (point.y - before.y) * part };
    }
    left -= length;
  }
  return path.at(-1) ?? { x: 0, y: 0 };
}

const middleOf = (card: Card): Point => ({ x: card.x + card.width / 2, y: card.y + card.height / 2 });
const rightOf = (card: Card): Point => ({ x: card.x + card.width, y: card.y + card.height / 2 });
const leftOf = (card: Card): Point => ({ x: card.x, y: card.y + card.height / 2 });

/** Where requests pass in a scene: built once for a layout, asked for every dot of every frame. */
export class TrafficPaths {
  private readonly scene: Scene;
  private readonly wiresById: ReadonlyMap<string, Wire>;
  private readonly pods: ReadonlyMap<string, string>;
  private readonly services: ReadonlyMap<string, string>;
  private readonly nodeUids: ReadonlyMap<string, string>;
  private readonly known = new Map<string, Path>();

  constructor(scene: Scene, wires: readonly Wire[]) {
    this.scene = scene;
    const { picture } = scene;
    this.wiresById = new Map(wires.map((wire) => [wire.id, wire]));
    this.pods = podIndex(picture);
    this.services = new Map(picture.services.map((service) => [`${service.namespace}/${service.name}`, service.uid]));
    this.nodeUids = new Map(picture.nodes.map((node) => [node.name, node.uid]));
  }

  get view(): string {
    return this.scene.arrangement.view;
  }

  /** Whether requests stop at a place in this view: nodes are passed, and DNS and load balancers are not in it. */
  draws(place: Place): boolean {
    const isStop = ['pod', 'service', 'client', 'ingress'].includes(place.type);
    return isStop && this.anchor(place) !== undefined;
  }

  podUid(namespace: string, name: string): string | undefined {
    return this.pods.get(`${namespace}/${name}`);
  }

  serviceUid(namespace: string, name: string): string | undefined {
    return this.services.get(`${namespace}/${name}`);
  }

  nodeUid(name: string): string | undefined {
    return this.nodeUids.get(name);
  }

  wire(id: string): Wire | undefined {
    return this.wiresById.get(id);
  }

  /** The middle of what stands for a place; undefined when the view draws nothing for it. */
  anchor(place: Place): Point | undefined {
    const { arrangement, layout } = this.scene;
    switch (place.type) {
      case 'pod': {
        const uid = this.podUid(place.namespace, place.name);
        const at = uid === undefined ? undefined : podPlace(uid, arrangement, layout);
        return at && { x: at.x + tile.width / 2, y: at.y + tile.height / 2 };
      }
      case 'service': {
        const uid = this.serviceUid(place.namespace, place.name);
        const card = uid === undefined ? undefined : layout.byId.get(cardId.service(uid));
        return card && middleOf(card);
      }
      case 'node': {
        const uid = this.nodeUid(place.name);
        const card = uid === undefined ? undefined : layout.byId.get(cardId.node(uid));
        return card && { x: card.x + card.width / 2, y: card.y + 20 };
      }
      case 'client': {
        const card = layout.byId.get(cardId.client);
        return card && middleOf(card);
      }
      case 'ingress': {
        const card = layout.byId.get(cardId.client);
        return card && { x: card.x + card.width + stub, y: card.y + card.height / 2 };
      }
      case 'loadBalancer':
      case 'dns':
      case 'world':
        return undefined;
    }
  }

  /** From one place to another. What the view does not draw is a short way off the place before it. */
  between(from: Place, to: Place): Path {
    const key = `${keyOf(from)}>${keyOf(to)}`;
    let path = this.known.get(key);
    if (path === undefined) this.known.set(key, (path = this.find(from, to)));
    return path;
  }

  private find(from: Place, to: Place): Path {
    const start = this.leaving(from);
    if (start === undefined) return [];
    const end = this.anchor(to);
    if (end === undefined) {
      return to.type === from.type && keyOf(to) === keyOf(from) ? [start] : [start, { x: start.x + stub, y: start.y }];
    }
    if (to.type === 'service') return this.toService(from, to, start, end);
    if (from.type === 'service' && to.type === 'pod') return this.toPod(from, to, end);
    return [start, end];
  }

  private leaving(place: Place): Point | undefined {
    const at = this.anchor(place);
    if (place.type !== 'client') return at;
    const card = this.scene.layout.byId.get(cardId.client);
    return card === undefined ? at : rightOf(card);
  }

  private toService(from: Place, to: Extract<Place, { type: 'service' }>, start: Point, end: Point): Path {
    const uid = this.serviceUid(to.namespace, to.name) ?? '';
    if (from.type === 'ingress') return this.fromIngress(uid);
    if (from.type !== 'pod') {
      const wire = this.wiresById.get(`outside/${uid}`);
      return wire === undefined ? [start, end] : wirePath(wire);
    }
    const { arrangement } = this.scene;
    const group = arrangement.groupOf.get(this.podUid(from.namespace, from.name) ?? '') ?? '';
    return arrangement.view === 'network' ? [start, ...this.callPath(group, uid)] : [start, end];
  }

  /** From the ingress controller to a Service. */
  fromIngress(serviceUid: string): Path {
    const start = this.anchor({ type: 'ingress' });
    const target = this.scene.layout.byId.get(cardId.service(serviceUid));
    return start === undefined || target === undefined ? [] : [start, leftOf(target)];
  }

  /** From the pods of one Service to another Service: through the gaps between the rows. */
  callPath(group: string, serviceUid: string): Path {
    const { layout } = this.scene;
    const source = layout.byId.get(group);
    const target = layout.byId.get(cardId.service(serviceUid));
    if (source === undefined || target === undefined) return [];
    const x = source.x + 28;
    const bottom = source.y + source.height;
    const side = target.x - 26;
    const entry = leftOf(target).y + 18;
    return [
      { x, y: bottom },
      { x, y: bottom + lane },
      { x: side, y: bottom + lane },
      { x: side, y: entry },
      { x: target.x, y: entry },
    ];
  }

  private toPod(from: Extract<Place, { type: 'service' }>, to: Extract<Place, { type: 'pod' }>, end: Point): Path {
    const { picture, layout } = this.scene;
    const service = this.serviceUid(from.namespace, from.name) ?? '';
    const pod = picture.pods.get(this.podUid(to.namespace, to.name) ?? '');
    const node = this.nodeUid(pod?.node ?? '') ?? '';
    const wire = this.wiresById.get(`endpoints/${service}`) ?? this.wiresById.get(`endpoints/${service}/${node}`);
    if (wire !== undefined) return [...wirePath(wire), end];
    const card = layout.byId.get(cardId.service(service));
    return card === undefined ? [end] : [rightOf(card), end];
  }
}

function keyOf(place: Place): string {
  return 'name' in place ? `${place.type}/${'namespace' in place ? place.namespace : ''}/${place.name}` : place.type;
}

const indices = new WeakMap<ReadonlyMap<string, unknown>, ReadonlyMap<string, string>>();

/** Uids by namespace and name; the pods of a picture are the same map while none changes. */
function podIndex(picture: Picture): ReadonlyMap<string, string> {
  let index = indices.get(picture.pods);
  if (index === undefined) {
    index = new Map([...picture.pods.values()].map((pod) => [`${pod.namespace}/${pod.name}`, pod.uid]));
    indices.set(picture.pods, index);
  }
  return index;
}

/** Builds the paths anew only when something that they depend on is another one. */
export function createPathReader(): (scene: Scene) => TrafficPaths {
  const readWires = createWireReader();
  let before: readonly unknown[] = [];
  let known: TrafficPaths | undefined;
  return (scene) => {
    const wires = readWires(scene);
    const parts = [wires, scene.layout, scene.arrangement, scene.picture.pods];
    if (known === undefined || parts.some((part, index) => part !== before[index])) {
      before = parts;
      known = new TrafficPaths(scene, wires);
    }
    return known;
  };
}
