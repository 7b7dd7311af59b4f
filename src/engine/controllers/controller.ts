import type { Change } from '../api/change.ts';
import type { Client } from '../api/client.ts';
import type { Lister, ReplicaLister } from '../api/lister.ts';
import type { DecisionParams } from '../component.ts';
import type { Json } from '../json.ts';
import type { KubeObject } from '../kinds/types/index.ts';
import type { Random } from '../random.ts';

/**
 * A reconciler, as in controller-runtime: told a key, never an event; reads the world and moves it one step towards
 * the desired state. It keeps nothing between calls but what its port remembers.
 */
export interface Controller {
  /** Also the actor in the causal record and the source of its Events: `deployment-controller`. */
  readonly name: string;
  /** What its Events name as their source, when that is not its name. */
  readonly eventSource?: string;
  readonly watches: readonly WatchRule[];
  /**
   * `key` is `namespace/name`, or `name` for cluster-scoped objects. An `ApiError` thrown here puts the key back with
   * back-off (5 ms doubling to 1000 s, client-go's default rate limiter).
   */
  reconcile(key: string, port: ControllerPort): void;
}

/** What most changes mean to most controllers. */
export const NO_KEYS: readonly string[] = [];

/** Stands in a rule for every resource that a CustomResourceDefinition adds. */
export const CUSTOM_RESOURCES = '*.*';

/** Which keys of a controller a change of some resource concerns. */
export interface WatchRule {
  /** The store's name, or `CUSTOM_RESOURCES`. */
  resource: string;
  keys(change: Change, lister: Lister): readonly string[];
}

export interface ControllerPort {
  /** Virtual time, ms since the epoch. */
  readonly now: number;
  readonly lister: ReplicaLister;
  readonly client: Client;
  readonly random: Random;
  /** States what was seen and decided; the writes that follow in this reconcile name it. See `Decision.code`. */
  decide(code: string, params: DecisionParams, subject?: KubeObject): void;
  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Looks at the same key again in `ms`, if nothing brings it back sooner. */
  requeueAfter(ms: number): void;
  /** What the last look at this key remembered, where upstream's controller, too, keeps it in memory only. */
  readonly memory: Json | undefined;
  /** Replaces `memory` for the next look; undefined forgets it. */
  remember(memory: Json | undefined): void;
}
