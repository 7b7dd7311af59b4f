import type { NetworkDamage } from '../engine/index.ts';
import { cardId } from './arrange.ts';
import type { Point } from './geometry.ts';
import type { Card } from './layout.ts';
import { tile } from './slot-grid.ts';
import type { TrafficPaths } from './traffic-paths.ts';
import type { Scene } from './transitions.ts';

/** What is broken somewhere in the network, where it is drawn. */
export interface DamageMark {
  readonly key: string;
  readonly type: 'cut' | 'latency' | 'drop' | 'slow' | 'partition';
  readonly at: Point;
  /** For partitions: a line between two places. */
  readonly line: readonly [Point, Point] | undefined;
  readonly values: Readonly<Record<string, number>>;
}

/** px between two marks of one thing. */
const rowHeight = 18;

/** Marks for what is broken, at the nodes and pods that the view draws. */
export function damageMarks(scene: Scene, paths: TrafficPaths, damage: NetworkDamage): readonly DamageMark[] {
  const rows = new Map<string, number>();
  const marks: DamageMark[] = [];
  const cardOf = (name: string): Card | undefined => scene.layout.byId.get(cardId.node(paths.nodeUid(name) ?? ''));
  const corner = (place: string): Point | undefined => {
    const [type = '', first = '', second = ''] = place.split('/');
    if (type === 'node') {
      const card = cardOf(first);
      return card && { x: card.x + 14, y: card.y };
    }
    const middle = paths.anchor({ type: 'pod', namespace: first, name: second, uid: '' });
    return middle && { x: middle.x - tile.width / 2 + 6, y: middle.y - tile.height / 2 };
  };
  const add = (type: DamageMark['type'], place: string, values: DamageMark['values']): void => {
    const at = corner(place);
    if (at === undefined) return;
    const row = rows.get(place) ?? 0;
    rows.set(place, row + 1);
    marks.push({ key: `${type} ${place}`, type, at: { x: at.x, y: at.y - row * rowHeight }, line: undefined, values });
  };
  for (const node of damage.cut) add('cut', `node/${node}`, {});
  for (const [place, ms] of Object.entries(damage.latency)) add('latency', place, { ms });
  for (const [place, share] of Object.entries(damage.drop)) add('drop', place, { percent: Math.round(share * 100) });
  for (const [place, ms] of Object.entries(damage.slow)) add('slow', place, { ms });
  for (const pair of damage.partitions) {
    const [a, b] = pair.split('|').map(cardOf);
    if (a === undefined || b === undefined) continue;
    const from = { x: a.x + a.width / 2, y: a.y + 24 };
    const to = { x: b.x + b.width / 2, y: b.y + 24 };
    const at = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    marks.push({ key: `partition ${pair}`, type: 'partition', at, line: [from, to], values: {} });
  }
  return marks;
}
