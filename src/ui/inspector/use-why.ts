import { useEffect, useState } from 'react';
import { loadWhy } from '../../session/index.ts';

type Explain = Awaited<ReturnType<typeof loadWhy>>;

let loaded: Explain | undefined;

/** What explains an object, once it is there. */
export function useWhy(): Explain | undefined {
  const [explain, setExplain] = useState<Explain | undefined>(() => loaded);
  useEffect(() => {
    if (explain !== undefined) return undefined;
    let isMounted = true;
    loadWhy().then(
      (found) => {
        loaded = found;
        if (isMounted) setExplain(() => found);
      },
      // Offline: the facts stay, without their reasons.
      () => undefined,
    );
    return () => {
      isMounted = false;
    };
  }, [explain]);
  return explain;
}
