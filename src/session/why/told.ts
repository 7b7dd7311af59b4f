import type { Condition, KubeObject, Snapshot } from '../../engine/index.ts';
import type { ObjectRef, Phrase } from '../../scene/index.ts';

/** A sentence about an object, and the other objects that it names. */
export interface Told {
  readonly phrase: Phrase;
  readonly refs: readonly ObjectRef[];
}

/** What is expected, and when (virtual time, ms since the epoch) if that is known. */
export interface Expectation extends Told {
  readonly at: number | undefined;
}

/** The state that an object is in, and what will happen next: each has at least one sentence. */
export interface Situation {
  readonly state: readonly Told[];
  readonly next: readonly Expectation[];
}

type Refs = readonly (ObjectRef | undefined)[];

const known = (refs: Refs): readonly ObjectRef[] => refs.filter((ref) => ref !== undefined);

/** The sentence `why.<key>`. */
export function told(key: string, params: Phrase['params'] = {}, ...refs: Refs): Told {
  return { phrase: { key: `why.${key}`, params }, refs: known(refs) };
}

/** What is expected at a moment that nobody can tell. */
export function expected(key: string, params: Phrase['params'] = {}, ...refs: Refs): Expectation {
  return { ...told(key, params, ...refs), at: undefined };
}

/** What is expected at a moment of virtual time, ms since the epoch. */
export function expectedAt(
  at: number | undefined,
  key: string,
  params: Phrase['params'] = {},
  ...refs: Refs
): Expectation {
  return { ...told(key, params, ...refs), at };
}

/** What names an object, while it exists. */
export function refTo(
  snapshot: Snapshot,
  resource: string,
  namespace: string,
  name: string | undefined,
): ObjectRef | undefined {
  const object = name === undefined ? undefined : snapshot.get(resource, namespace, name);
  return object && refOf(resource, object);
}

export function refOf(resource: string, { metadata }: KubeObject): ObjectRef {
  return { resource, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid };
}

export function condition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((each) => each.type === type);
}

/** At most so many names of a list, the rest as dots. */
export function names(all: readonly string[], most = 3): string {
  return all.slice(0, most).join(', ') + (all.length > most ? ', …' : '');
}
