import { useSyncExternalStore } from 'react';
import { translator } from './translate.ts';
import type { Polish, Translate } from './translate.ts';

let shown: Readonly<Record<string, string>> = {};
let latest: Translate = (key) => key;
let translate: Translate = (key) => key;
const listeners = new Set<() => void>();

/** Shows the sentences of a language in every component that uses them. */
export function showTexts(texts: Readonly<Record<string, string>>, language: string, polish?: Polish): void {
  shown = texts;
  latest = translator(texts, language, polish);
  // Another function, so that components are drawn again; one from before finds what has come since, too.
  translate = (key, params) => latest(key, params);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How the language that is shown says things; the component is drawn again when that changes. */
export function useTexts(): Translate {
  return useSyncExternalStore(subscribe, () => translate);
}

/** Whether there is a sentence under this key. */
export function hasText(key: string): boolean {
  return key in shown;
}
