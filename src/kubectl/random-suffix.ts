import type { KubectlEnv } from './env.ts';

/** The letters of Kubernetes's random names (apimachinery pkg/util/rand). */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Five letters for a name that kubectl makes up. The same moment of the same cluster gives the same ones. */
export function randomSuffix(env: Pick<KubectlEnv, 'now' | 'revision'>): string {
  let state = (env.now() % 2_147_483_647) + env.revision() * 48_271 + 1;
  let suffix = '';
  for (let index = 0; index < 5; index++) {
    state = (state * 16_807) % 2_147_483_647;
    suffix += LETTERS[state % LETTERS.length] ?? '';
  }
  return suffix;
}
