import { useEffect } from 'react';

const SIGNS = ['pointermove', 'pointerdown', 'keydown'] as const;

/** Calls `run` once, when a person first moves the pointer, touches the page or presses a key: before they choose. */
export function useFirstSign(run: () => void): void {
  useEffect(() => {
    const stop = new AbortController();
    const answer = (): void => {
      stop.abort();
      run();
    };
    for (const sign of SIGNS) addEventListener(sign, answer, { signal: stop.signal, passive: true, capture: true });
    return () => stop.abort();
  }, [run]);
}
