import type { Point, Wire } from '../../scene/index.ts';

/** From a corner a little towards another point. */
function towards(corner: Point, point: Point): Point {
  const length = Math.hypot(point.x - corner.x, point.y - corner.y);
  const share = length === 0 ? 0 : Math.min(7, length / 2) / length;
  return { x: corner.x + (point.x - corner.x) * share, y: corner.y + (point.y - corner.y) * share };
}

/** Along the corners, each rounded. */
function corneredPath(points: readonly Point[]): string {
  let path = '';
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const next = points[index + 1];
    if (before === undefined) path += `M${point.x} ${point.y}`;
    else if (next === undefined) path += `L${point.x} ${point.y}`;
    else {
      const a = towards(point, before);
      const b = towards(point, next);
      path += `L${a.x} ${a.y}Q${point.x} ${point.y} ${b.x} ${b.y}`;
    }
  }
  return path;
}

/** The line of a wire as the `d` of an SVG path. */
export function wirePath({ from, to, via, direction }: Wire): string {
  if (via.length > 0) return corneredPath([from, ...via, to]);
  const down = direction === 'down';
  const reach = Math.max(24, 0.55 * Math.abs(down ? to.y - from.y : to.x - from.x));
  const a = down ? `${from.x} ${from.y + reach}` : `${from.x + reach} ${from.y}`;
  const b = down ? `${to.x} ${to.y - reach}` : `${to.x - reach} ${to.y}`;
  return `M${from.x} ${from.y}C${a} ${b} ${to.x} ${to.y}`;
}

/** The cross at the end of a wire that leads nowhere; `scale` is that of the layout. */
export function brokenEnd({ to }: Wire, scale: number): string {
  const side = 10 * scale;
  return `M${to.x - side / 2} ${to.y - side / 2}l${side} ${side}m0 ${-side}l${-side} ${side}`;
}
