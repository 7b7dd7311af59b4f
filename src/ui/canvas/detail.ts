import { createContext, useContext } from 'react';

/** How much is drawn at the present zoom: whole tiles, chips with a glyph, or counts. */
export type Detail = 'tile' | 'chip' | 'count';

export function detailAt(zoom: number): Detail {
  if (zoom >= 0.58) return 'tile';
  return zoom >= 0.2 ? 'chip' : 'count';
}

export const DetailContext = createContext<Detail>('tile');

export function useDetail(): Detail {
  return useContext(DetailContext);
}
