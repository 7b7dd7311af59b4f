import type { LoadReport } from '../../engine/index.ts';
import type { Phrase } from '../../scene/index.ts';
import type { Cause } from './causes.ts';

/** How the pods of a Deployment are replaced; `keepsAll`: RollingUpdate with maxUnavailable 0. */
export type StrategyChoice = 'Recreate' | 'RollingUpdate' | 'keepsAll';

/** One side of a comparison: what of the Deployment is tried. */
export interface Variant {
  readonly strategy: StrategyChoice;
  readonly readinessProbe: boolean;
  /** A preStop pause of a few seconds before SIGTERM. */
  readonly preStop: boolean;
}

export type Side = 'a' | 'b';

/** What is rolled out while the requests fly. */
export type Rollout = { readonly type: 'restart' } | { readonly type: 'image'; readonly image: string };

/** A way to the pods of a Deployment. */
export interface Way {
  readonly url: string;
  /** `inside`: only the cluster knows the address, so a client pod is added to the copies. */
  readonly from: 'outside' | 'inside';
  /** Position of the container that listens, and the port of it, for a readiness probe. */
  readonly container: number;
  readonly port: number | string;
}

/** What is to be compared. */
export interface ComparisonPlan {
  readonly namespace: string;
  readonly deployment: string;
  readonly way: Way;
  readonly method: string;
  /** What a readiness probe asks, where one is added: the URL's path, or only whether somebody listens. Default: the path. */
  readonly probe?: 'path' | 'port';
  readonly rollout: Rollout;
  readonly perSecond: number;
  readonly seconds: number;
  readonly variants: Readonly<Record<Side, Variant>>;
}

/** Least and most of what can be asked for. */
export const bounds = { perSecond: [1, 200], seconds: [10, 300] } as const;

/** How many pods were ready at a moment, by the revision before and after the change. */
export interface Sample {
  /** Virtual ms since the load began. */
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** Failed requests of one cause. */
export interface FailureGroup {
  readonly cause: Cause;
  readonly count: number;
  /** The first of them: virtual ms since the load began, and what was decided where it died. */
  readonly at: number;
  readonly what: Phrase;
}

/** What one side has come to so far. */
export interface TrialView {
  readonly phase: 'preparing' | 'running' | 'over' | 'stuck';
  /** 0 to 1. */
  readonly progress: number;
  /** Of a side that is stuck: why no pod of it got ready, or what the API server refused. */
  readonly problem: string;
  readonly report: LoadReport | undefined;
  /** When the change was made, virtual ms since the load began; undefined before. */
  readonly changedAt: number | undefined;
  /** How long the rollout took, virtual ms; undefined while it goes on. */
  readonly rolloutMs: number | undefined;
  readonly samples: readonly Sample[];
  readonly failures: readonly FailureGroup[];
  /** Answered requests by the revision that answered. */
  readonly answeredBefore: number;
  readonly answeredAfter: number;
  /** When the load began, ms since the epoch. */
  readonly startedAt: number;
}

export interface ComparisonView {
  readonly isOver: boolean;
  readonly sides: Readonly<Record<Side, TrialView>>;
  /** What made the difference; undefined until both are over. */
  readonly difference: readonly Phrase[] | undefined;
}
