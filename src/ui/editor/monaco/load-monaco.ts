import { loadEditorSchema } from '../../../session/index.ts';
import type { Monaco } from './monaco.ts';

export type { Monaco };

let loading: Promise<Monaco> | undefined;

/**
 * Loads the editor with YAML, the Kubernetes schema and Podground's themes, once. It is by far the heaviest part of the
 * page, so call it when the picture is on the screen.
 *
 * @throws when its files cannot be fetched; the next call tries again
 */
export async function loadMonaco(): Promise<Monaco> {
  loading ??= loadOwnWords()
    .then(() => Promise.all([import('./monaco.ts'), loadEditorSchema()]))
    .then(([{ startMonaco }, schema]) => startMonaco(schema));
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** Monaco's own words in the language of the page: it reads them once, while it is loaded. Without them they are English. */
async function loadOwnWords(): Promise<void> {
  if (document.documentElement.lang === 'ko') await import('monaco-editor/nls/lang/ko.js').catch(() => undefined);
}
