import type { Point, Size } from './geometry.ts';

/** How far boxes reach, from the beginning of the picture on. */
export class Extent {
  private left = 0;
  private bottom = 0;
  /** The x of the right end of what is furthest to the right. */
  right = 0;

  add({ x, y, width, height }: Point & Size): void {
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x + width);
    this.bottom = Math.max(this.bottom, y + height);
  }

  get box(): Point & Size {
    return { x: this.left, y: 0, width: this.right - this.left, height: this.bottom };
  }
}

/** The smallest box that holds the beginning of the picture and these. */
export function boxAround(boxes: readonly (Point & Size)[]): Point & Size {
  const extent = new Extent();
  for (const box of boxes) extent.add(box);
  return extent.box;
}
