import type { EdgeCount } from '../engine/index.ts';
import { pathLength, pointAlong, wirePath, type Path, type TrafficPaths } from './traffic-paths.ts';
import type { Point } from './geometry.ts';
import type { Scene } from './transitions.ts';

/** Requests from one place to the next, and how many a second there are now. */
export interface EdgeRate extends EdgeCount {
  readonly perSecond: number;
  readonly failedPerSecond: number;
}

/** Requests along one line of the picture. */
export interface TrafficEdge {
  readonly id: string;
  readonly path: Path;
  /** Whether nothing else draws this line: a call from Service to Service. */
  readonly isCall: boolean;
  /** Where its numbers stand. */
  readonly label: Point;
  readonly requests: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly failedPerSecond: number;
}

/** How often something in the picture was asked. */
export interface TrafficCount {
  readonly requests: number;
  readonly failed: number;
}

export interface TrafficPicture {
  readonly edges: readonly TrafficEdge[];
  /** Requests that come to a Service or the ingress controller in a second of virtual time. */
  readonly wholeRate: number;
  /** By uid of the pod or Service. */
  readonly counts: ReadonlyMap<string, TrafficCount>;
}

interface Line {
  readonly id: string;
  readonly isCall: boolean;
  /** Asked for once, however many requests run along it. */
  readonly path: () => Path;
}

/** `pod/NS/NAME` or `service/NS/NAME` taken apart. */
function named(key: string): { type: string; namespace: string; name: string } {
  const [type = '', namespace = '', name = ''] = key.split('/');
  return { type, namespace, name };
}

function uidOf(key: string, paths: TrafficPaths): string | undefined {
  const { type, namespace, name } = named(key);
  if (type === 'pod') return paths.podUid(namespace, name);
  return type === 'service' ? paths.serviceUid(namespace, name) : undefined;
}

/** The line of the picture along which requests between two places run. */
function lineOf(edge: EdgeCount, scene: Scene, paths: TrafficPaths): Line | undefined {
  const from = named(edge.from);
  const to = named(edge.to);
  if (edge.to === 'ingress') {
    return { id: 'ingress', path: () => paths.between({ type: 'client' }, { type: 'ingress' }), isCall: true };
  }
  const target = uidOf(edge.to, paths);
  if (target === undefined) return undefined;
  if (from.type === 'ingress' && to.type === 'service') {
    return { id: `ingress/${target}`, path: () => paths.fromIngress(target), isCall: true };
  }
  if (to.type === 'service' && from.type !== 'pod') {
    const wire = paths.wire(`outside/${target}`);
    return wire && { id: wire.id, path: () => wirePath(wire), isCall: false };
  }
  const { arrangement, picture } = scene;
  if (from.type === 'service') {
    const source = uidOf(edge.from, paths) ?? '';
    const node = paths.nodeUid(picture.pods.get(target)?.node ?? '') ?? '';
    const wire = paths.wire(`endpoints/${source}`) ?? paths.wire(`endpoints/${source}/${node}`);
    return wire && { id: wire.id, path: () => wirePath(wire), isCall: false };
  }
  if (from.type !== 'pod' || to.type !== 'service' || arrangement.view !== 'network') return undefined;
  const group = arrangement.groupOf.get(uidOf(edge.from, paths) ?? '') ?? '';
  if (!scene.layout.byId.has(group)) return undefined;
  return { id: `call/${group}/${target}`, path: () => paths.callPath(group, target), isCall: true };
}

/** Where a line's numbers stand: on its longest straight piece when it has corners, else in its middle. */
function labelPlace(path: Path): Point {
  if (path.length > 6) return pointAlong(path, 0.5);
  let best: { length: number; at: Point } = { length: -1, at: pointAlong(path, 0.5) };
  for (const [index, point] of path.entries()) {
    const before = path[index - 1];
    if (before === undefined) continue;
    const length = pathLength([before, point]);
    const at = { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2 };
    if (length > best.length) best = { length, at };
  }
  return best.at;
}

/** Requests between places, summed up along the lines of the view; and how often each pod and Service was asked. */
export function trafficPicture(scene: Scene, paths: TrafficPaths, rates: readonly EdgeRate[]): TrafficPicture {
  const edges = new Map<string, TrafficEdge>();
  const counts = new Map<string, TrafficCount>();
  let wholeRate = 0;
  for (const rate of rates) {
    if (rate.to === 'ingress' || rate.to.startsWith('service/')) wholeRate += rate.perSecond;
    const target = uidOf(rate.to, paths);
    if (target !== undefined) {
      const { requests, failed } = counts.get(target) ?? { requests: 0, failed: 0 };
      counts.set(target, { requests: requests + rate.requests, failed: failed + rate.failed });
    }
    const line = lineOf(rate, scene, paths);
    if (line === undefined) continue;
    const known = edges.get(line.id);
    const path = known?.path ?? line.path();
    edges.set(line.id, {
      id: line.id,
      isCall: line.isCall,
      path,
      label: known?.label ?? labelPlace(path),
      requests: (known?.requests ?? 0) + rate.requests,
      failed: (known?.failed ?? 0) + rate.failed,
      perSecond: (known?.perSecond ?? 0) + rate.perSecond,
      failedPerSecond: (known?.failedPerSecond ?? 0) + rate.failedPerSecond,
    });
  }
  return { edges: [...edges.values()], counts, wholeRate };
}
