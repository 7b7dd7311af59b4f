import type { Lister } from './api/lister.ts';

/** The cluster at one revision. Reading it later gives the same answer for past snapshots; a live one follows the cluster. */
export interface Snapshot extends Lister {
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  readonly revision: number;
  /** What a pod's kubelet is busy with that the API does not tell; only known for the present. */
  activity(podUid: string): PodActivity | undefined;
  /** Whether the machine is powered; only known for the present (undefined for the past). */
  isPoweredOn(nodeName: string): boolean | undefined;
}

/** Times are virtual, ms since the epoch. */
export type PodActivity =
  | { type: 'pulling'; container: string; image: string; from: number; until: number }
  | { type: 'pullBackOff'; container: string; image: string; from: number; until: number }
  | { type: 'crashBackOff'; container: string; from: number; until: number }
  | { type: 'stopping'; from: number; until: number };
