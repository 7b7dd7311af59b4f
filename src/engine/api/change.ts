import type { KubeObject } from '../kinds/types/index.ts';

/** One write, as the history keeps it. */
export interface Change {
  /** Also the written object's `resourceVersion`. */
  revision: number;
  /** Virtual time, ms since the epoch. */
  time: number;
  resource: string;
  /** `''` for cluster-scoped objects. */
  namespace: string;
  name: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object after the write; for DELETED its last state. */
  object: KubeObject;
  /** The object before the write; absent for ADDED. */
  previous?: KubeObject;
  /** Id of the `Decision` that it came from. */
  decision: number;
}
