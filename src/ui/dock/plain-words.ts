import { useEffect, useState } from 'react';
import { loadTexts } from '../../i18n/index.ts';
import { loadPlainWords } from '../../session/index.ts';
import type { PlainWords } from '../../session/index.ts';

let loaded: PlainWords | undefined;

/** What tells the meaning of lines, once it is there; fetched when it is first `wanted`. */
export function usePlainWords(wanted: boolean): PlainWords | undefined {
  const [words, setWords] = useState(loaded);
  useEffect(() => {
    if (!wanted || words !== undefined) return undefined;
    let isMounted = true;
    Promise.all([loadPlainWords(), loadTexts('plain')]).then(
      ([found]) => {
        loaded = found;
        if (isMounted) setWords(found);
      },
      // Without a network there are no explanations; all else goes on.
      () => undefined,
    );
    return () => {
      isMounted = false;
    };
  }, [wanted, words]);
  return words;
}
