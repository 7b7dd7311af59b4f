import type { Decision } from '../engine/index.ts';

/** Whether a decision only counted or noted something: it explains nothing of what follows. */
export function isBookkeeping({ code }: Decision): boolean {
  return /\.(?:status|sync|noteSize|noteRevision|updateReplicaSet|expire)$|^write\.updateStatus$/.test(code);
}
