import type { Decision } from '../engine/index.ts';

/** Whether a decision only counted or noted something: it explains nothing of what follows. */
export function isBookkeeping({ code, params }: Decision): boolean {
  // Taints that stay as they are.
  if (code === 'node.taint') return params['added'] === '' && params['removed'] === '';
  return /\.(?:status|sync|noteSize|noteRevision|updateReplicaSet|expire)$/.test(code);
}
