import type { Comparison } from './compare/index.ts';

/** Fetches what compares two strategies. Rejects when it cannot be had. */
export async function loadComparison(): Promise<Comparison> {
  const { comparison } = await import('./compare/index.ts');
  return comparison;
}
