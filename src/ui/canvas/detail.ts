import { createContext, useContext } from 'react';
import { detailZooms } from '../../scene/index.ts';

/** How much is drawn at the present zoom: whole tiles, tiles without what they do now, chips with a glyph, or counts. */
export type Detail = 'tile' | 'compact' | 'chip' | 'count';

export function detailAt(zoom: number): Detail {
  // A fitted picture may end a rounding error below one of them.
  const near = zoom * 1.001;
  if (near >= detailZooms.tile) return 'tile';
  if (near >= detailZooms.compact) return 'compact';
  return near >= detailZooms.chip ? 'chip' : 'count';
}

/** Each step of `farAt` is this much more than the one before. */
const STEP = 1.06;
/** Beyond it nothing is drawn larger. */
const MOST = 16;

/**
 * How many px of the picture are one on the screen, at least, in steps: far out, words are drawn larger by this, so that
 * they are never smaller to the eye than the style sheet says.
 */
export function farAt(zoom: number): number {
  return zoom >= 1 ? 1 : Math.min(MOST, STEP ** Math.ceil(Math.log(1 / zoom) / Math.log(STEP) - 1e-9));
}

export const DetailContext = createContext<Detail>('tile');

/** Of tiles. */
export function useDetail(): Detail {
  return useContext(DetailContext);
}
