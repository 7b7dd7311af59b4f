import { useCallback, useRef, useSyncExternalStore } from 'react';
import { find, type Picture, type PictureStore } from '../../scene/index.ts';

type Found = ReadonlySet<string> | undefined;

function sameUids(a: Found, b: Found): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((uid) => b.has(uid)));
}

/** What lies in a light, of a picture. */
type Lit = (picture: Picture) => Found;

/**
 * Uids of what the picture has of a searched text, or without one of what lies in a light, if there is one; the same set
 * while they are the same.
 */
export function useFound(store: PictureStore, text: string, lit: Lit | undefined): Found {
  const known = useRef<{ picture: Picture; text: string; lit: Lit | undefined; found: Found }>(undefined);
  const subscribe = useCallback((listener: () => void) => store.subscribe('picture', listener), [store]);
  return useSyncExternalStore(subscribe, () => {
    const { picture } = store.scene();
    const before = known.current;
    if (before?.picture === picture && before.text === text && before.lit === lit) return before.found;
    const found = find(picture, text) ?? lit?.(picture);
    known.current = { picture, text, lit, found: sameUids(before?.found, found) ? before?.found : found };
    return known.current.found;
  });
}
