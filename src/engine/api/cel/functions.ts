import { collections } from './collections.ts';
import { conversions } from './conversions.ts';
import type { Library } from './library.ts';
import { operators } from './operators.ts';
import { texts } from './texts.ts';
import { typeOf } from './types.ts';
import type { CelType } from './types.ts';
import type { Value } from './values.ts';

/** One way in which a function can be called. */
export interface Overload {
  readonly takes: readonly CelType[];
  readonly gives: CelType;
}

export interface KnownFunction {
  readonly overloads: readonly Overload[];
  readonly run: (args: readonly Value[]) => Value;
}

const libraries: readonly Library[] = [operators, texts, collections, conversions];

/** Signatures are read when a function is first asked for: most clusters have no rules. */
const known = new Map<string, KnownFunction>();

function overload(signature: string): Overload {
  const [takes = '', gives = ''] = signature.split(' -> ');
  return { takes: takes.trim() === '' ? [] : takes.split(', ').map(typeOf), gives: typeOf(gives) };
}

/** A function by its name, as calls spell it; undefined when there is none. */
export function functionOf(name: string): KnownFunction | undefined {
  const before = known.get(name);
  if (before !== undefined) return before;
  const library = libraries.find((each) => Object.hasOwn(each, name));
  const found = library?.[name];
  if (found === undefined) return undefined;
  const read = { overloads: found.signatures.map(overload), run: found.run };
  known.set(name, read);
  return read;
}
