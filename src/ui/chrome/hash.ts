import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** What follows the address, with its `#`; `''` when nothing does. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}
