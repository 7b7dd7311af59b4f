import { createContext, useContext } from 'react';

/** How much is drawn at the present zoom: whole tiles, chips with a glyph, or counts. */
export type Detail = 'tile' | 'chip' | 'count';

export function detailAt(zoom: number): Detail {
  if (zoom >= 0.58) return 'tile';
  return zoom >= 0.2 ? 'chip' : 'count';
}

/** How many px of the picture are one on the screen, in steps of a half: far out, names are drawn larger by this. */
export function farAt(zoom: number): number {
  return Math.min(12, Math.ceil(2 / zoom) / 2);
}

export const DetailContext = createContext<Detail>('tile');

export function useDetail(): Detail {
  return useContext(DetailContext);
}
