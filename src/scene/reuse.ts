const ingredientsOf = new WeakMap<object, readonly unknown[]>();

/** The same list, element by element. */
function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

/**
 * Answers `previous` when it was made of the very same ingredients (compared with ===), else a new one; so that what
 * did not change is the same object as before and need not be drawn again.
 */
export function reuse<V extends object>(previous: V | undefined, ingredients: readonly unknown[], make: () => V): V {
  if (previous !== undefined) {
    const known = ingredientsOf.get(previous);
    if (known !== undefined && sameElements(known, ingredients)) return previous;
  }
  const made = make();
  ingredientsOf.set(made, ingredients);
  return made;
}

/** `previous` when `next` holds the same elements, else `next`. */
export function keepList<T>(previous: readonly T[] | undefined, next: readonly T[]): readonly T[] {
  return previous !== undefined && sameElements(previous, next) ? previous : next;
}
