import type { why } from './why/why.ts';

/** Fetches what explains an object; its sentences are the late texts `why` and `decision` of i18n. Rejects when it cannot be had. */
export async function loadWhy(): Promise<typeof why> {
  return (await import('./why/why.ts')).why;
}
