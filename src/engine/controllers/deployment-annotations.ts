import { extended } from '../extended.ts';
import type { Deployment, ObjectMeta, ReplicaSet } from '../kinds/types/index.ts';

/*
 * What a Deployment notes on its ReplicaSets: the revision, and the size that they were last scaled for.
 * Upstream: pkg/controller/deployment/util/deployment_util.go.
 */

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** annotationsToSkip: the ReplicaSet has its own, or they say nothing about it. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** Old revisions are forgotten when their list gets longer than this many characters (maxRevHistoryLengthInChars). */
const LONGEST_HISTORY = 2000;

interface Annotated {
  metadata: Pick<ObjectMeta, 'annotations'>;
}

/** A whole number as Go's ParseInt and Atoi read it; undefined when the text is none. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined;
}

/** The revision; 0 when it has none, undefined when the annotation is no number (Revision). */
export function revisionOf({ metadata }: Annotated): number | undefined {
  const text = metadata.annotations?.[REVISION];
  return text === undefined ? 0 : wholeNumber(text);
}

/** The highest revision, 0 when there is none (MaxRevision). */
export function maxRevision(replicaSets: readonly Annotated[]): number {
  return replicaSets.reduce((highest, replicaSet) => Math.max(highest, revisionOf(replicaSet) ?? 0), 0);
}

/** The `replicas` of the Deployment for which the ReplicaSet was last scaled, if it says so (GetDesiredReplicasAnnotation). */
export function desiredReplicasAnnotation({ metadata }: Annotated): number | undefined {
  return wholeNumber(metadata.annotations?.[DESIRED_REPLICAS]);
}

/** `replicas` and maxSurge together for which the ReplicaSet was last scaled, if it says so (getMaxReplicasAnnotation). */
export function maxReplicasAnnotation({ metadata }: Annotated): number | undefined {
  return wholeNumber(metadata.annotations?.[MAX_REPLICAS]);
}

type Annotations = Readonly<Record<string, string>>;

/** The annotations with the sizes set; the same object when they were set already (SetReplicasAnnotations). */
export function withReplicas(annotations: Annotations | undefined, desired: number, max: number): Annotations {
  const [desiredText, maxText] = [String(desired), String(max)];
  if (annotations?.[DESIRED_REPLICAS] === desiredText && annotations[MAX_REPLICAS] === maxText) return annotations;
  return extended(annotations ?? {}, { [DESIRED_REPLICAS]: desiredText, [MAX_REPLICAS]: maxText });
}

/** The list of replaced revisions with one more, without the oldest ones that no longer fit. */
function historyWith(history: string | undefined, revision: string): string {
  const revisions = history === undefined || history === '' ? [revision] : [...history.split(','), revision];
  let length = revisions.join(',').length;
  let start = 0;
  for (; length > LONGEST_HISTORY && start < revisions.length - 1; start++)
    length -= (revisions[start] ?? '').length + 1;
  return revisions.slice(start).join(',');
}

/**
 * The annotations that the new ReplicaSet should have: the Deployment's own (but not what concerns the Deployment
 * alone), and `revision` when that is higher than what it has; the number that it had goes into its history. The same
 * object when nothing changes (SetNewReplicaSetAnnotations).
 */
export function newReplicaSetAnnotations(
  deployment: Deployment,
  replicaSet: Pick<ReplicaSet, 'metadata'> | undefined,
  revision: number,
): Annotations {
  const before: Annotations = replicaSet?.metadata.annotations ?? {};
  const changed: Record<string, string> = {};
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(key) && before[key] !== value) changed[key] = value;
  }
  const oldRevision = before[REVISION];
  const oldNumber = oldRevision === undefined || oldRevision === '' ? 0 : wholeNumber(oldRevision);
  // Somebody wrote something else there: leave it alone.
  if (oldNumber !== undefined && oldNumber < revision) {
    changed[REVISION] = String(revision);
    if (oldRevision !== undefined) changed[REVISION_HISTORY] = historyWith(before[REVISION_HISTORY], oldRevision);
  }
  return Object.keys(changed).length === 0 ? before : extended(before, changed);
}
