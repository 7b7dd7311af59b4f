import type { Change, Cluster, Decision, KubeObject, Pod, Snapshot } from '../engine/index.ts';
import type { ObjectRef, Phrase } from '../scene/index.ts';
import { isBookkeeping } from './bookkeeping.ts';

/** One link of the chain: what an actor saw, decided and did. */
export interface Reason {
  readonly decision: Decision;
  /** What it wrote: what the next one was answering, or the object's own change at the end. */
  readonly change: Change;
}

/** What is expected, and when (virtual time, ms since the epoch) if that is known. */
export interface Expectation {
  readonly phrase: Phrase;
  readonly at: number | undefined;
}

export interface Why {
  /** Why the object exists: from the first cause to its creation. Empty when history no longer reaches back. */
  readonly exists: readonly Reason[];
  /** Why it is in its present state: the decisions behind its last changes, oldest first, and what led to the last. */
  readonly state: readonly Reason[];
  readonly next: readonly Expectation[];
}

/** The causal record, as far as it is needed here. */
export type Record = Pick<Cluster, 'change' | 'changesSince' | 'compactedRevision' | 'decision'>;

const LONGEST_CHAIN = 8;
const LONGEST_STATE_CHAIN = 4;
const MOST_STATE_REASONS = 3;

/** Why an object is here, why it is in this state, and what will happen next, as of the moment of `snapshot`. */
export function why(ref: ObjectRef, record: Record, snapshot: Snapshot): Why {
  const object = snapshot.get(ref.resource, ref.namespace, ref.name);
  const own = ownChanges(ref, object, record, snapshot.revision);
  const created = own.find((change) => change.type === 'ADDED');
  const exists = created === undefined ? [] : chain(created, record);
  return {
    exists,
    state: stateReasons(own, record, new Set(exists.map((reason) => reason.decision.id))),
    next: object === undefined ? [] : expectations(object, snapshot),
  };
}

/** The changes of an object that history still has, oldest first: from the last one back to what each of them changed. */
function ownChanges(ref: ObjectRef, object: KubeObject | undefined, record: Record, upTo: number): readonly Change[] {
  const present = object?.metadata.uid === ref.uid ? record.change(Number(object.metadata.resourceVersion)) : undefined;
  const own: Change[] = [];
  let change = present ?? lastChange(ref, record, upTo);
  while (change !== undefined) {
    own.push(change);
    const { previous } = change;
    change = previous === undefined ? undefined : record.change(Number(previous.metadata.resourceVersion));
  }
  return own.toReversed();
}

/** The last change of an object that is gone. */
function lastChange({ resource, name, uid }: ObjectRef, record: Record, upTo: number): Change | undefined {
  const changes = record.changesSince(record.compactedRevision()) ?? [];
  return changes.findLast(
    (change) =>
      change.name === name &&
      change.resource === resource &&
      change.revision <= upTo &&
      change.object.metadata.uid === uid,
  );
}

/** From a change back along what its decision was answering, until a person or nothing more is known. First cause first. */
export function chain(change: Change, record: Record): readonly Reason[] {
  const reasons: Reason[] = [];
  const seen = new Set<number>();
  let via: Change | undefined = change;
  while (via !== undefined && reasons.length < LONGEST_CHAIN) {
    const decision: Decision | undefined = record.decision(via.decision);
    if (decision === undefined || seen.has(decision.id)) break;
    seen.add(decision.id);
    // What was only counted or noted on the way explains nothing.
    if (reasons.length === 0 || !isBookkeeping(decision)) reasons.push({ decision, change: via });
    via = mainCause(decision, record);
  }
  return reasons.toReversed();
}

/** Of the changes that made an actor look, the one that tells most: a person's act before others, else the latest. */
function mainCause(decision: Decision, record: Record): Change | undefined {
  const causes = decision.causes.map((revision) => record.change(revision)).filter((cause) => cause !== undefined);
  return causes.find((cause) => record.decision(cause.decision)?.actor === 'user') ?? causes.at(-1);
}

/** `told`: ids of decisions that were named already. */
function stateReasons(own: readonly Change[], record: Record, told: ReadonlySet<number>): readonly Reason[] {
  const modified = own.filter((change) => change.type !== 'ADDED');
  const last = modified.at(-1);
  if (last === undefined) return [];
  const led = chain(last, record)
    .filter((reason) => !told.has(reason.decision.id))
    .slice(-LONGEST_STATE_CHAIN);
  const seen = new Set([...told, ...led.map((reason) => reason.decision.id)]);
  const before: Reason[] = [];
  for (const change of modified.toReversed()) {
    const decision = record.decision(change.decision);
    if (decision === undefined || seen.has(decision.id) || isBookkeeping(decision)) continue;
    if (before.length === MOST_STATE_REASONS - 1) break;
    seen.add(decision.id);
    before.push({ decision, change });
  }
  return [...before, ...led].toSorted((a, b) => a.decision.id - b.decision.id);
}

function expectations(object: KubeObject, snapshot: Snapshot): readonly Expectation[] {
  if (isPod(object)) return podExpectations(object, snapshot);
  if (object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).length > 0) {
    return [
      {
        phrase: {
          key: 'why.nextFinalizers',
          params: { finalizers: (object.metadata.finalizers ?? []).join(', ') },
        },
        at: undefined,
      },
    ];
  }
  return [];
}

function podExpectations(pod: Pod, snapshot: Snapshot): readonly Expectation[] {
  const expected: Expectation[] = [];
  const activity = snapshot.activity(pod.metadata.uid);
  switch (activity?.type) {
    case 'pulling':
      expected.push(next('nextPulled', { image: activity.image }, activity.until));
      break;
    case 'pullBackOff':
      expected.push(next('nextPullAgain', { image: activity.image }, activity.until));
      break;
    case 'crashBackOff':
      expected.push(next('nextRestart', { container: activity.container }, activity.until));
      break;
    case 'stopping':
      expected.push(next('nextKilled', {}, activity.until));
      break;
    case undefined:
      break;
  }
  if (pod.spec.nodeName === undefined && pod.metadata.deletionTimestamp === undefined) {
    expected.push(next('nextSchedule', {}, undefined));
  }
  expected.push(...evictions(pod, snapshot));
  return expected;
}

/** When the pod's node carries NoExecute taints, the pod goes once its shortest toleration of them is over. */
function evictions(pod: Pod, snapshot: Snapshot): readonly Expectation[] {
  if (pod.spec.nodeName === undefined || pod.metadata.deletionTimestamp !== undefined) return [];
  const node = snapshot.get('nodes', '', pod.spec.nodeName);
  const ends: number[] = [];
  for (const taint of node?.spec.taints ?? []) {
    if (taint.effect !== 'NoExecute' || taint.timeAdded === undefined) continue;
    const toleration = (pod.spec.tolerations ?? []).find(
      (each) => (each.key === undefined || each.key === taint.key) && (each.effect ?? 'NoExecute') === 'NoExecute',
    );
    if (toleration?.tolerationSeconds === undefined) continue;
    ends.push(Date.parse(taint.timeAdded) + toleration.tolerationSeconds * 1000);
  }
  return ends.length === 0 ? [] : [next('nextEvicted', { node: pod.spec.nodeName }, Math.min(...ends))];
}

function next(key: string, params: Phrase['params'], at: number | undefined): Expectation {
  return { phrase: { key: `why.${key}`, params }, at };
}

function isPod(object: KubeObject): object is Pod {
  return object.kind === 'Pod';
}
