import type { story } from './story.ts';

/** Fetches what tells the story of the cluster. Rejects when it cannot be had. */
export async function loadStory(): Promise<typeof story> {
  return (await import('./story.ts')).story;
}
