import type { Condition, GenericObject } from '../../kinds/types/index.ts';
import { deepEqual } from '../equality.ts';
import { specOf, storageVersionOf } from './definition.ts';
import type { DefinedNames } from './definition.ts';

/** Holds a definition that is being deleted until the objects of its kind are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** The names that a definition may use, as its status tells. */
export function acceptedNamesOf(definition: GenericObject): DefinedNames {
  return definition.status?.['acceptedNames'] ?? {};
}

/** What the other definitions of a group use already. */
interface Taken {
  resources: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
}

function takenBy(others: readonly GenericObject[]): Taken {
  const names = others.map(acceptedNamesOf);
  const words = (of: (each: DefinedNames) => readonly (string | undefined)[]): ReadonlySet<string> =>
    new Set(names.flatMap(of).filter((word) => word !== undefined && word !== '') as string[]);
  return {
    resources: words(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames]),
    kinds: words(({ kind, listKind }) => [kind, listKind]),
  };
}

/** A condition of a definition, as its controllers write them. */
export function definitionCondition(
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: string,
): Condition {
  return { type, status, lastTransitionTime: now, reason, message };
}

/** Conditions with one replaced; one of the same status keeps the time since when it holds. */
export function withCondition(conditions: readonly Condition[], next: Condition): readonly Condition[] {
  const old = conditions.find(({ type }) => type === next.type);
  if (old === undefined) return [...conditions, next];
  const { lastTransitionTime = '' } = old;
  const kept = old.status === next.status && lastTransitionTime !== '' ? { ...next, lastTransitionTime } : next;
  return conditions.map((each) => (each === old ? kept : each));
}

/**
 * The status of a definition beside the others of its group: which of its names are its own, and whether it is served
 * (apiextensions-apiserver pkg/controller/status/naming_controller.go and establish/establishing_controller.go).
 * Unchanged parts are the same objects. `now` is RFC 3339.
 */
export function judgedStatus(
  definition: GenericObject,
  others: readonly GenericObject[],
  now: string,
): NonNullable<GenericObject['status']> {
  const { names: wanted = {} } = specOf(definition);
  const had = acceptedNamesOf(definition);
  const { resources, kinds } = takenBy(others);
  const accepted: Record<string, unknown> = { ...had };
  let conflict: { reason: string; message: string } | undefined;
  const claim = (
    field: 'plural' | 'singular' | 'kind' | 'listKind',
    taken: ReadonlySet<string>,
    reason: string,
  ): void => {
    const name = wanted[field];
    if (name === undefined || name === '') return;
    if (name !== had[field] && taken.has(name)) conflict = { reason, message: `"${name}" is already in use` };
    else accepted[field] = name;
  };
  claim('plural', resources, 'PluralConflict');
  claim('singular', resources, 'SingularConflict');
  const { shortNames = [] } = wanted;
  const refused = shortNames.filter((name) => had.shortNames?.includes(name) !== true && resources.has(name));
  if (refused.length > 0) {
    const texts = refused.map((name) => `"${name}" is already in use`);
    const message = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
    conflict = { reason: 'ShortNamesConflict', message };
  } else if (shortNames.length > 0) accepted['shortNames'] = shortNames;
  else delete accepted['shortNames'];
  claim('kind', kinds, 'KindConflict');
  claim('listKind', kinds, 'ListKindConflict');
  if (wanted.categories === undefined || wanted.categories.length === 0) delete accepted['categories'];
  else accepted['categories'] = wanted.categories;

  const { status = {} } = definition;
  const old = (status['conditions'] ?? []) as readonly Condition[];
  const isEstablished = old.some(({ type, status: is }) => type === 'Established' && is === 'True');
  let conditions = withCondition(
    old,
    conflict === undefined
      ? definitionCondition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found', now)
      : definitionCondition('NamesAccepted', 'False', conflict.reason, conflict.message, now),
  );
  if (!isEstablished) {
    const established =
      conflict === undefined
        ? definitionCondition(
            'Established',
            'True',
            'InitialNamesAccepted',
            'the initial names have been accepted',
            now,
          )
        : definitionCondition('Established', 'False', 'NotAccepted', 'not all names are accepted', now);
    conditions = withCondition(conditions, established);
  }
  const stored = (status['storedVersions'] ?? []) as readonly string[];
  const storage = storageVersionOf(definition)?.name;
  const storedVersions = storage === undefined || stored.includes(storage) ? stored : [...stored, storage];
  const next = { ...status, acceptedNames: accepted, conditions, storedVersions };
  return deepEqual(next, status) ? status : next;
}
