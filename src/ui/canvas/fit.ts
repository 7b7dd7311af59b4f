import { fittingZoom, type Layout, type Size } from '../../scene/index.ts';

/** px between the picture and the edge of its window. */
const margin = { top: 20, sides: 24, bottom: 42 } as const;
export const minZoom = 0.05;
export const maxZoom = 2;

/** What of a window the picture can fill. */
export function spaceIn(window: Size): Size {
  return {
    width: Math.max(1, window.width - 2 * margin.sides),
    height: Math.max(1, window.height - margin.top - margin.bottom),
  };
}

/** The viewport that shows the whole picture, as large as the window allows; of one that is too large, its beginning. */
export function fittingViewport(layout: Layout, window: Size): { x: number; y: number; zoom: number } {
  const { x, y, width, height } = layout.bounds;
  const space = spaceIn(window);
  const zoom = fittingZoom(layout, space);
  return {
    x: Math.max(margin.sides, (window.width - width * zoom) / 2) - x * zoom,
    // Above the middle: what is short of height is read from the top.
    y: margin.top + Math.max(0, space.height - height * zoom) * 0.35 - y * zoom,
    zoom,
  };
}
