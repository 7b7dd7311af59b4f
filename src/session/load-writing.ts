import type * as exampleData from './writing/examples.ts';
import type * as snippetData from './writing/snippets.ts';

export type { Example } from './writing/examples.ts';
export type { Snippet } from './writing/snippets.ts';
/** Whole scenes to insert, and what they are about. */
export type Examples = typeof exampleData;
/** Manifests to start from, and how code editors want them. */
export type Snippets = typeof snippetData;

/** Fetches the examples; their sentences are the late texts `examples` of i18n. Rejects when they cannot be had. */
export async function loadExamples(): Promise<Examples> {
  return import('./writing/examples.ts');
}

/** Fetches the snippets. Rejects when they cannot be had. */
export async function loadSnippets(): Promise<Snippets> {
  return import('./writing/snippets.ts');
}
