import type { Story } from './story.ts';

/** Fetches what tells the story of the cluster. Rejects when it cannot be had. */
export async function loadStory(): Promise<Story> {
  const { Story } = await import('./story.ts');
  return new Story();
}
