import { builtinResources } from '../../engine/index.ts';
import type { GenericObject, Snapshot } from '../../engine/index.ts';
import { expected, names, told } from './told.ts';
import type { Situation } from './told.ts';

const builtin = new Set(builtinResources.map(({ resource }) => resource));

/** Whether a resource was added to the API by a CustomResourceDefinition. */
export function isCustom(resource: string): boolean {
  return !builtin.has(resource);
}

/** What a PriorityClass is worth. */
export function prioritySituation({ value = 0, globalDefault, preemptionPolicy }: GenericObject): Situation {
  return {
    state: [
      told(preemptionPolicy === 'Never' ? 'priority.waits' : 'priority.preempts', { value: Number(value) }),
      ...(globalDefault === true ? [told('priority.default')] : []),
    ],
    next: [expected('priority.next')],
  };
}

interface Binding {
  roleRef?: { kind?: string; name?: string };
  subjects?: readonly { kind?: string; name?: string }[];
}

/** Who may do what, by a RoleBinding or a ClusterRoleBinding. */
export function bindingSituation(object: GenericObject): Situation {
  const { roleRef, subjects = [] } = object as Binding;
  const role = `${roleRef?.kind ?? ''} ${roleRef?.name ?? ''}`;
  const whom = names(subjects.map(({ kind = '', name = '' }) => `${kind} ${name}`));
  return {
    state: [whom === '' ? told('binding.nobody', { role }) : told('binding.gives', { role, whom })],
    next: [expected('nextStays')],
  };
}

interface Definition {
  group?: string;
  names?: { kind?: string; plural?: string };
}

/** What a CustomResourceDefinition adds to the API. */
export function definitionSituation({ spec }: GenericObject, snapshot: Snapshot): Situation {
  const { group = '', names: { kind = '', plural = '' } = {} } = (spec ?? {}) as Definition;
  const count = snapshot.list(`${plural}.${group}`).length;
  return { state: [told('definition.adds', { kind, count })], next: [expected('definition.next', { kind })] };
}
