import type * as plainWords from './plain/plain-words.ts';

/** What tells the meaning of a terminal's lines: the functions of plain/plain-words.ts. */
export type PlainWords = Pick<typeof plainWords, 'plainCommand' | 'plainCompletion' | 'plainLine'>;

/** Fetches it; its sentences are the late texts `plain` of i18n. Rejects when it cannot be had. */
export async function loadPlainWords(): Promise<PlainWords> {
  return import('./plain/plain-words.ts');
}
