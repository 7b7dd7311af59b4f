import type { Arrangement } from './arrange.ts';
import type { Size } from './geometry.ts';
import { boundsOf, columned, type Layout, type Shape } from './layout.ts';
import type { Picture } from './picture.ts';

/**
 * The zooms down to which tiles and words are drawn whole, without what they do now, and as chips. Those drawn whole can
 * be read: 11 px of the style sheet grow to be 11 px on the screen.
 */
export const detailZooms = { tile: 0.8, compact: 0.5, chip: 0.2 } as const;

/** Down to this one names can be read; a picture that would have to be smaller is larger than its window. */
const smallestZoom = 1.01 * detailZooms.compact;

/** How much larger than tiles words may be drawn, each a step from the one before. */
const scales: readonly number[] = [1, 1.2, 1.45, 1.75, 2.1, 2.6, 3.2, 4, 5, 6.5, 8];

/** All that cards say may make the tiles of a picture this much smaller, and no more; their names this much. */
const worthReading = 0.65;
const worthNaming = 0.35;

/** Wires to lower rows go around the upper ones, so one row less is worth a picture a little smaller. */
const goodEnough = 0.92;

/** A picture of few things is not blown up beyond this; in a window that has the whole screen, it may be larger. */
export function largestZoomIn(window: Size): number {
  return Math.min(2, Math.max(1.25, window.width / 1150));
}

/** The zoom at which a picture fills a window (px). */
function wholeZoom(bounds: Size, window: Size): number {
  return Math.min(largestZoomIn(window), window.width / bounds.width, window.height / bounds.height);
}

/** The zoom at which a picture fills a window (px), unless nobody could read it then. */
export function fittingZoom({ bounds, shape }: Pick<Layout, 'bounds' | 'shape'>, window: Size): number {
  return Math.max(smallestZoom / shape.scale, wholeZoom(bounds, window));
}

interface Choice {
  readonly shape: Shape;
  /** At which it would be in the window as a whole. */
  readonly zoom: number;
  /** Whether one need not move it to the side, at the zoom at which it can be read. */
  readonly isInSight: boolean;
}

function judge(picture: Picture, arrangement: Arrangement, window: Size, shape: Shape): Choice {
  const bounds = boundsOf(picture, arrangement, shape);
  const width = bounds.width * fittingZoom({ bounds, shape }, window);
  return { shape, zoom: wholeZoom(bounds, window), isInSight: width <= window.width * 1.001 };
}

/** How much wider than the nodes what stands above them may be; in a window too narrow for two workloads, there is one. */
const bands: readonly number[] = [1.5, 2, 3, 4];
const narrowBand = 0.5;

/**
 * The choice with so many columns; what stands above the nodes of a small cluster may be wider than they are, if that
 * `mayBe`.
 */
function choose(
  picture: Picture,
  arrangement: Arrangement,
  window: Size,
  { columns, scale }: Pick<Shape, 'columns' | 'scale'>,
  mayBe: (choice: Choice) => boolean,
): Choice {
  let best = judge(picture, arrangement, window, { columns, scale, band: 1 });
  if (!mayBe(best)) best = judge(picture, arrangement, window, { columns, scale, band: narrowBand });
  // Many nodes are wider than anything above them.
  if (arrangement.view !== 'cluster' || columns > 8) return best;
  for (const band of bands) {
    const wider = judge(picture, arrangement, window, { columns, scale, band });
    if (!mayBe(wider)) break;
    if (wider.zoom > best.zoom * 1.02) best = wider;
    else if (wider.zoom < best.zoom) break;
  }
  return best;
}

/**
 * Nodes: as many side by side as fit without making the picture much smaller than it could be; workloads: no more than
 * the largest picture needs, as a list is read from above. `mayBe`: of a picture that is too large for its
 * window, those that need not be moved to the side, so that it grows downwards.
 */
function bestColumns(
  picture: Picture,
  arrangement: Arrangement,
  window: Size,
  scale: number,
  mayBe: (choice: Choice) => boolean = () => true,
): Choice {
  const most = Math.max(1, Math.min(columned(arrangement), arrangement.view === 'ownership' ? 12 : 40));
  const first = choose(picture, arrangement, window, { columns: 1, scale }, mayBe);
  const choices = [first];
  for (let columns = 2; columns <= most; columns += 1) {
    const choice = choose(picture, arrangement, window, { columns, scale }, mayBe);
    if (mayBe(choice)) choices.push(choice);
  }
  const best = Math.max(...choices.map(({ zoom }) => zoom));
  const isGood = ({ zoom }: Choice): boolean => zoom >= goodEnough * best;
  return (arrangement.view === 'ownership' ? choices.find(isGood) : choices.findLast(isGood)) ?? first;
}

/** The zoom at which words are. */
function nearness({ shape, zoom }: Choice): number {
  return shape.scale * zoom;
}

/** How much of what cards say can be read: 2 for all of it, 1 for names, 0 for nothing. */
function legibility(choice: Choice): number {
  const near = nearness(choice);
  return near >= detailZooms.tile ? 2 : near >= smallestZoom * 0.999 ? 1 : 0;
}

/** How much of tiles is drawn: 3 for all of it, 0 for counts. */
function detailOfTiles(zoom: number): number {
  return Object.values(detailZooms).filter((least) => zoom >= least).length;
}

function tileDetail({ zoom }: Choice): number {
  return detailOfTiles(zoom);
}

/** The choice with the smallest words that say the most, as long as they do not crowd out what the picture is of. */
function bestChoice(picture: Picture, arrangement: Arrangement, window: Size): Choice {
  const plain = bestColumns(picture, arrangement, window, 1);
  const tried = [plain];
  let best = plain;
  for (const scale of scales.slice(1)) {
    if (legibility(best) === 2) break;
    const choice = bestColumns(picture, arrangement, window, scale);
    // That names can be read is worth more than how large tiles are.
    const isLess = tileDetail(choice) < tileDetail(plain);
    const least = legibility(best) === 0 && !isLess ? worthNaming : worthReading;
    if (choice.zoom < least * plain.zoom || (legibility(best) > 0 && isLess)) break;
    tried.push(choice);
    if (legibility(choice) > legibility(best)) best = choice;
  }
  if (legibility(best) > 0) return best;
  // Nothing can be read as a whole. Of what shows tiles as they would be then, as few windows of it as can be.
  const showsAsMuch = ({ shape }: Choice): boolean => detailOfTiles(smallestZoom / shape.scale) >= tileDetail(plain);
  const near = tried.filter(showsAsMuch).toSorted((a, b) => nearness(b) - nearness(a))[0] ?? plain;
  return bestColumns(picture, arrangement, window, near.shape.scale, ({ isInSight }) => isInSight);
}

/**
 * The shape that shows the whole picture in a window (px) with words that can be read. `present`: the shape it has,
 * which it keeps while that serves about as well, so that nothing changes places for a little.
 */
export function bestShape(picture: Picture, arrangement: Arrangement, window: Size, present?: Shape): Shape {
  const best = bestChoice(picture, arrangement, window);
  if (present !== undefined && present.columns <= Math.max(1, columned(arrangement))) {
    const kept = judge(picture, arrangement, window, present);
    const saysAsMuch = legibility(kept) >= legibility(best) && tileDetail(kept) >= tileDetail(best);
    if (saysAsMuch && kept.isInSight && kept.zoom >= goodEnough * best.zoom) return present;
  }
  return best.shape;
}
