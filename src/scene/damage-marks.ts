import type { NetworkDamage } from '../engine/index.ts';
import { cardId } from './arrange.ts';
import type { Point } from './geometry.ts';
import { podPlace, type Card } from './layout.ts';
import { tile } from './slot-grid.ts';
import type { TrafficPaths } from './traffic-paths.ts';
import type { Scene } from './transitions.ts';

type DamageType = 'cut' | 'latency' | 'drop' | 'slow' | 'partition';

/** What is broken somewhere in the network, where it is drawn. */
export interface DamageMark {
  readonly key: string;
  readonly type: DamageType;
  readonly at: Point;
  /** For partitions: a line between two places. */
  readonly line: readonly [Point, Point] | undefined;
  /** Left upper corners of the tiles that it is about, where the view draws no card for their node. */
  readonly tiles: readonly Point[];
  /** The node that it is about, where the view draws no card that says so; of a partition both. */
  readonly node: string | undefined;
  readonly values: Readonly<Record<string, number>>;
}

/** px between two marks of one thing. */
const rowHeight = 18;

/** Marks for what is broken, at the nodes and pods that the view draws; without its card a node is drawn by its pods. */
export function damageMarks(scene: Scene, paths: TrafficPaths, damage: NetworkDamage): readonly DamageMark[] {
  const { picture, arrangement, layout } = scene;
  const { scale } = layout.shape;
  const rows = new Map<string, number>();
  const marks: DamageMark[] = [];
  const cardOf = (name: string): Card | undefined => layout.byId.get(cardId.node(paths.nodeUid(name) ?? ''));
  const tilesOf = (node: string): readonly Point[] =>
    [...picture.pods.values()]
      .filter((pod) => pod.node === node)
      .flatMap((pod) => podPlace(pod.uid, arrangement, layout) ?? []);

  const add = (key: string, type: DamageType, row: string, more: Omit<DamageMark, 'key' | 'type' | 'line'>): void => {
    const taken = rows.get(row) ?? 0;
    rows.set(row, taken + 1);
    const at = { x: more.at.x, y: more.at.y - taken * rowHeight * scale };
    marks.push({ ...more, key, type, at, line: undefined });
  };
  const atNode = (type: DamageType, node: string, values: DamageMark['values']): void => {
    const card = cardOf(node);
    const key = `${type} node/${node}`;
    if (card !== undefined) {
      add(key, type, node, { at: { x: card.x + 14, y: card.y }, tiles: [], node: undefined, values });
      return;
    }
    const tiles = tilesOf(node);
    const [first] = tiles;
    if (first !== undefined) add(key, type, node, { at: { x: first.x + 6, y: first.y }, tiles, node, values });
  };
  const atPlace = (type: DamageType, place: string, values: DamageMark['values']): void => {
    const [kind = '', first = '', second = ''] = place.split('/');
    if (kind === 'node') {
      atNode(type, first, values);
      return;
    }
    const middle = paths.anchor({ type: 'pod', namespace: first, name: second, uid: '' });
    if (middle === undefined) return;
    const at = { x: middle.x - tile.width / 2 + 6, y: middle.y - tile.height / 2 };
    add(`${type} ${place}`, type, place, { at, tiles: [], node: undefined, values });
  };
  const between = (pair: string): void => {
    const [first = '', second = ''] = pair.split('|');
    const [a, b] = [cardOf(first), cardOf(second)];
    const key = `partition ${pair}`;
    if (a !== undefined && b !== undefined) {
      const from = { x: a.x + a.width / 2, y: a.y + 24 };
      const to = { x: b.x + b.width / 2, y: b.y + 24 };
      const at = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      marks.push({ key, type: 'partition', at, line: [from, to], tiles: [], node: undefined, values: {} });
      return;
    }
    const sides = [tilesOf(first), tilesOf(second)];
    const [at] = sides[0] ?? [];
    // Of pods that the view does not draw on both sides, nothing is between.
    if (at === undefined || sides[1]?.[0] === undefined) return;
    const node = `${first}, ${second}`;
    add(key, 'partition', first, { at: { x: at.x + 6, y: at.y }, tiles: sides.flat(), node, values: {} });
  };
  for (const node of damage.cut) atNode('cut', node, {});
  for (const [place, ms] of Object.entries(damage.latency)) atPlace('latency', place, { ms });
  for (const [place, share] of Object.entries(damage.drop))
    atPlace('drop', place, { percent: Math.round(share * 100) });
  for (const [place, ms] of Object.entries(damage.slow)) atPlace('slow', place, { ms });
  for (const pair of damage.partitions) between(pair);
  return marks;
}
