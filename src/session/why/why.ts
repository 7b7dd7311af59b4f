import type { Change, Cluster, Decision, KubeObject, Snapshot } from '../../engine/index.ts';
import type { ObjectRef } from '../../scene/index.ts';
import { isBookkeeping } from '../bookkeeping.ts';
import { resourceOf } from './replacement.ts';
import { situationOf } from './situation.ts';
import { refTo, told } from './told.ts';
import type { Expectation, Told } from './told.ts';

/** One link of the chain: what an actor saw, decided and did. */
export interface Reason {
  readonly decision: Decision;
  /** What it wrote: what the next one was answering, or the object's own change at the end. */
  readonly change: Change;
}

export interface Why {
  /** Why the object exists: from the first cause to its creation. Empty when history no longer reaches back. */
  readonly exists: readonly Reason[];
  /** What can be said about that without history: whose it is, or that it was there from the beginning. */
  readonly origin: readonly Told[];
  /** What state it is in, and what makes it so. At least one sentence while the object exists. */
  readonly situation: readonly Told[];
  /** Why it is in its present state: the decisions behind its last changes, oldest first, and what led to the last. */
  readonly state: readonly Reason[];
  /** At least one sentence while the object exists. */
  readonly next: readonly Expectation[];
}

/** The causal record, as far as it is needed here. */
export type Record = Pick<Cluster, 'change' | 'changesSince' | 'compactedRevision' | 'decision'>;

const LONGEST_CHAIN = 8;
const LONGEST_STATE_CHAIN = 4;
const MOST_STATE_REASONS = 3;

/** Why an object is here, why it is in this state, and what will happen next, as of the moment of `snapshot`. */
export function why(ref: ObjectRef, record: Record, snapshot: Snapshot): Why {
  const found = snapshot.get(ref.resource, ref.namespace, ref.name);
  // Another may have its name by now.
  const object = found?.metadata.uid === ref.uid ? found : undefined;
  const own = ownChanges(ref, object, record, snapshot.revision);
  const created = own.find((change) => change.type === 'ADDED');
  const exists = created === undefined ? [] : chain(created, record);
  const situation = object && situationOf(ref.resource, object, snapshot);
  return {
    exists,
    origin: object === undefined ? [] : originOf(object, snapshot, exists.length > 0),
    situation: situation?.state ?? [],
    state: stateReasons(own, record, new Set(exists.map((reason) => reason.decision.id)), object !== undefined).filter(
      ({ decision }) => !isSaid(decision, situation?.state ?? []),
    ),
    next: situation?.next ?? [],
  };
}

/** Whether a decision only repeats what its object says of itself: the same words of the API or of a registry. */
function isSaid({ params: { message, error } }: Decision, state: readonly Told[]): boolean {
  const own = message ?? error;
  if (typeof own !== 'string' || own === '') return false;
  return state.some(({ phrase }) => String(phrase.params['message'] ?? '').includes(own.slice(0, ENOUGH_TO_KNOW)));
}

const ENOUGH_TO_KNOW = 100;

/** Whose an object is; of one whose creation is not remembered also why nothing more is known. */
function originOf({ metadata }: KubeObject, snapshot: Snapshot, isRemembered: boolean): readonly Told[] {
  const { namespace = '', ownerReferences = [] } = metadata;
  const owners = ownerReferences.map(({ kind, name }) =>
    told('origin.owner', { kind, name }, refTo(snapshot, resourceOf(kind), namespace, name)),
  );
  if (isRemembered || owners.length > 0) return owners;
  return [told(namespace.startsWith('kube-') ? 'origin.system' : 'origin.start')];
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

/** `named`: ids of decisions that were told already. Of what is gone, only what led to its end. */
function stateReasons(
  own: readonly Change[],
  record: Record,
  named: ReadonlySet<number>,
  exists: boolean,
): readonly Reason[] {
  const modified = own.filter((change) => change.type !== 'ADDED');
  const last = modified.at(-1);
  if (last === undefined) return [];
  const led = chain(last, record)
    .filter(({ decision }) => !named.has(decision.id) && !isBookkeeping(decision))
    .slice(-LONGEST_STATE_CHAIN);
  const seen = new Set([...named, ...led.map((reason) => reason.decision.id)]);
  const before: Reason[] = [];
  for (const change of exists ? modified.toReversed() : []) {
    const decision = record.decision(change.decision);
    if (decision === undefined || seen.has(decision.id) || isBookkeeping(decision)) continue;
    if (before.length === MOST_STATE_REASONS - 1) break;
    seen.add(decision.id);
    before.push({ decision, change });
  }
  return [...before, ...led].toSorted((a, b) => a.decision.id - b.decision.id);
}
