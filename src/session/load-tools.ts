import type { Tools } from './tools.ts';

/** Fetches what a person's acts need. Rejects when it cannot be had. */
export async function loadTools(): Promise<Tools> {
  const { tools } = await import('./tools.ts');
  return tools;
}
