import { useCallback, useRef, useSyncExternalStore } from 'react';
import { find, type Picture, type PictureStore } from '../../scene/index.ts';

type Found = ReadonlySet<string> | undefined;

function sameUids(a: Found, b: Found): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((uid) => b.has(uid)));
}

/** Uids of what the picture has of a searched text; the same set while they are the same. */
export function useFound(store: PictureStore, text: string): Found {
  const known = useRef<{ picture: Picture; text: string; found: Found }>(undefined);
  const subscribe = useCallback((listener: () => void) => store.subscribe('picture', listener), [store]);
  return useSyncExternalStore(subscribe, () => {
    const { picture } = store.scene();
    const before = known.current;
    if (before?.picture === picture && before.text === text) return before.found;
    const found = find(picture, text);
    known.current = { picture, text, found: sameUids(before?.found, found) ? before?.found : found };
    return known.current.found;
  });
}
